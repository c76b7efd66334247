"""Where the kit keeps what it can make again: decoded pictures, built-in contests, downloads.

Nothing here is anybody's work; ``clean`` may delete all of it. Runs live elsewhere, beside the user.
"""

import os
from pathlib import Path

from platformdirs import user_cache_path


def cache_dir(part: str = "") -> Path:
    """The folder of one part of the cache, such as ``pictures`` or ``features``; ``KIT_CACHE`` moves it all."""
    moved = os.environ.get("KIT_CACHE")
    # A folder of its own even there: `clean` empties it, and a home folder may have "downloads" too.
    root = Path(moved).expanduser() / "competition-kit" if moved else user_cache_path("competition-kit")
    return root / part
