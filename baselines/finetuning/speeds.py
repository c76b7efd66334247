"""How fast this machine trains a backbone: measured once in a few seconds, then kept, so that plans cost nothing.

``python -m baselines.finetuning.speeds BACKBONE`` measures in a process of its own, for a command that does not load
Keras.
"""

import hashlib
import json
import os
import platform
import sys
import time
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

from baselines import budget
from baselines.backend_choice import chosen
from baselines.budget import Speed
from baselines.quiet import quiet_stderr
from competition import atomic
from competition.cache import cache_dir

# At this size and with so many pictures a step everything is measured; other sizes follow from it.
SIZE = 96
BATCH_SIZE = 64
# A picture of twice the side has four times the pixels, but the work on the weights stays: measured from 64 to 128 px.
_GROWTH = 1.7


def at_size(speed: Speed, size: int, batch_size: int) -> Speed:
    """What is to be expected at another size.

    Args:
        speed: As `known` or `measured` gives it.
        size: Side of the pictures in pixels.
        batch_size: Pictures a step.
    """
    growth = (size / SIZE) ** _GROWTH
    return Speed(speed.step_s * growth * batch_size / BATCH_SIZE, speed.call_s * growth, speed.start_s)


def known(backbone: str) -> Speed | None:
    """What was measured here before, or None."""
    try:
        return Speed(**json.loads(_kept(backbone).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # measured again; nothing else depends on this file


def measured(backbone: str) -> Speed:
    """Measure, and keep what came out.

    Args:
        backbone: A name in `baselines.backbones.catalog`; its weights need not be there.
    """
    began = time.monotonic()
    with quiet_stderr():
        import numpy as np

        from baselines import backend, model
        from baselines.catalog import entry
        from baselines.folding import plain
        from baselines.inference import BATCH, probabilities
        from baselines.trainer import compiled
    settings: dict[str, Any] = dict(entry("finetune").settings) | {
        "backbone": backbone,
        "pretrained": False,
        "weights": "",
    }
    backend.seeded(0)
    network = compiled(model.build((SIZE, SIZE, 3), 20, **settings), settings, 1000)
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (BATCH, SIZE, SIZE, 3), dtype=np.uint8)
    targets = random.integers(0, 20, BATCH_SIZE)
    network.train_on_batch(images[:BATCH_SIZE], targets)
    asked = plain(network)
    asked.compile(jit_compile=backend.compiles_whole())
    probabilities(asked, images, np.arange(BATCH))
    start_s = time.monotonic() - began
    speed = Speed(
        budget.seconds_per_call(lambda: network.train_on_batch(images[:BATCH_SIZE], targets)),
        budget.seconds_per_call(lambda: probabilities(asked, images, np.arange(BATCH))),
        start_s,
    )
    atomic.write_text(_kept(backbone), json.dumps(asdict(speed)))
    return speed


def _kept(backbone: str) -> Path:
    """Where the speed of one backbone on this machine, with these versions, is kept."""
    versions = [f"{name} {metadata.version(name)}" for name in ("keras", chosen())]
    here = [platform.node(), platform.machine(), os.cpu_count(), *versions]
    key = hashlib.sha256(json.dumps(here).encode()).hexdigest()[:12]
    return cache_dir("speeds") / f"{backbone}-{key}.json"


if __name__ == "__main__":
    measured(sys.argv[1])
