"""What may happen to a picture before a network sees it. The only package that imports albumentations."""

import os

# Without this, importing albumentations asks the network for a newer version.
os.environ.setdefault("NO_ALBUMENTATIONS_UPDATE", "1")
