"""An audit's finds as contact sheets and as a list: what people look at, and what they work through."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from competition.auditing.findings import Exhibit, Finding
from competition.auditing.twins import TEST

if TYPE_CHECKING:
    from PIL.Image import Image

    from competition.dataset import Dataset

_TILE_PX = 128
_COLUMNS = 8
# A sheet with more is no longer looked at; the list has them all.
_MOST_PICTURES = 96


def sheet(finding: Finding, dataset: "Dataset") -> "Image":
    """The pictures of a finding, those that belong together side by side under one number.

    Args:
        finding: With exhibits.
        dataset: Holds the pictures.
    """
    from competition.gallery import gallery

    groups = list(_drawn(finding.exhibits))
    squares = _squares(dataset, groups)
    tiles = []
    for number, one in enumerate(groups, 1):
        for picture in one.pictures:
            known = picture.label or "?"
            tiles.append((next(squares), (f"{number}  {known}", f"{picture.part}  {picture.name}", one.why)))
    return gallery(tiles, _TILE_PX, _COLUMNS)


def _drawn(exhibits: Sequence[Exhibit]) -> Iterator[Exhibit]:
    """As many whole groups as a sheet holds; at least one."""
    n = 0
    for one in exhibits:
        n += len(one.pictures)
        if n > _MOST_PICTURES and n > len(one.pictures):
            return
        yield one


def _squares(dataset: "Dataset", groups: Sequence[Exhibit]) -> Iterator[np.ndarray]:
    """The groups' pictures in order, each from the part it is in."""
    pictures = [picture for one in groups for picture in one.pictures]
    for_test = [picture.name for picture in pictures if picture.part == TEST]
    for_train = [picture.name for picture in pictures if picture.part != TEST]
    train = iter(dataset.train.squares(for_train, _TILE_PX))
    test = iter(dataset.test.squares(for_test, _TILE_PX)) if dataset.test and for_test else iter(())
    for picture in pictures:
        yield from islice(test if picture.part == TEST else train, 1)


def finds(findings: Sequence[Finding]) -> pd.DataFrame:
    """Every picture concerned, a row each; pictures with the same topic and number belong together."""
    rows = [
        (finding.topic, finding.level, str(number), picture.part, picture.name, picture.label, one.why)
        for finding in findings
        for number, one in enumerate(finding.exhibits, 1)
        for picture in one.pictures
    ]
    columns = ["topic", "level", "number", "part", "picture", "label", "why"]
    return pd.DataFrame(rows, columns=columns, dtype=str)


def sheet_path(folder: Path, place: int, finding: Finding) -> Path:
    """Where a finding's sheet goes: in the order of the report, under the topic's name.

    >>> sheet_path(Path("audit"), 3, Finding("near twins", "look", "")).name
    '03-near-twins.png'
    """
    return folder / f"{place:02d}-{finding.topic.replace(' ', '-')}.png"
