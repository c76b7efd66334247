"""Two things are measured in turn, equally often, on pictures that are mapped from disk."""

from pathlib import Path

import numpy as np

from baselines.benches.measuring import ROUNDS, paired_seconds, stored_pictures


def test_both_come_in_turn_after_a_warm_up() -> None:
    calls: list[str] = []
    seconds = paired_seconds(lambda: calls.append("ours"), lambda: calls.append("bare"))
    assert calls == ["ours", "bare"] * (ROUNDS + 1)
    assert min(seconds) >= 0


def test_pictures_lie_on_disk(tmp_path: Path) -> None:
    images = stored_pictures(tmp_path, 3, 8)
    assert isinstance(images, np.memmap)
    assert (images.shape, images.dtype) == ((3, 8, 8, 3), np.uint8)
