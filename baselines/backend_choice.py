"""Which of Keras's backends computes, found out without starting it. What has to be said to it lives in `backend`."""

import json
import os
from pathlib import Path

DEFAULT = "tensorflow"


def chosen() -> str:
    """The backend that Keras starts, by the name of its package: ``tensorflow``, ``jax`` or ``torch``.

    Keras asks in this order: the variable ``KERAS_BACKEND``, its own file in the user's home, its default.
    """
    return os.environ.get("KERAS_BACKEND") or _written() or DEFAULT


def _written() -> str:
    """What Keras's own file says; nothing where there is none that can be read."""
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    try:
        said = json.loads((home / "keras.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(said.get("backend", ""))
