"""What has to be said to Keras's backend before a model is built: seeds, determinism, and what machine this is.

Bits are promised on one machine's CPU only. What they depend on is recorded here, so that a difference
can be said.
"""

import os
import platform
from pathlib import Path
from typing import Any

import keras


def seeded(seed: int) -> None:
    """Forget every earlier model and start all random numbers from ``seed``; same seed, same weights.

    TensorFlow is told to choose, among its ways to sum, one that gives the same bits every time.
    """
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()


def compiles_whole() -> bool | str:
    """Whether a model is compiled as a whole (XLA), in the words of Keras.

    TensorFlow's XLA makes a step on a CPU up to twelve times slower; JAX is nothing without it.
    """
    return False if keras.backend.backend() == "tensorflow" else "auto"


def devices() -> list[str]:
    """The names of what there is to compute on, graphics cards first where there are any."""
    return [str(name) for name in keras.distribution.list_devices()]


def machine() -> dict[str, Any]:
    """Everything the last bits of a result depend on."""
    return {
        "backend": f"{keras.backend.backend()} (keras {keras.__version__})",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "threads": os.environ.get("TF_NUM_INTRAOP_THREADS") or os.environ.get("OMP_NUM_THREADS") or "all",
        "onednn": os.environ.get("TF_ENABLE_ONEDNN_OPTS", "1"),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _processor() -> str:
    """The processor's name; Linux keeps it in a file, the others tell Python."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            names = [line.split(":", 1)[1].strip() for line in file if line.startswith(("model name", "Model"))]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()
