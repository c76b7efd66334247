"""The list that people review: every fault has its sentence, kept word for word in ``golden_reviews``."""

from pathlib import Path

import numpy as np
import pytest

from competition.errors import DataError, DiskError
from competition.labels import Labels
from competition.reviewing.doubts import Doubt
from competition.reviewing.review import Review
from competition.reviewing.review_list import read_review, write_doubts

GOLDEN = Path(__file__).parent / "golden_reviews"
LABELS = Labels(
    ("a.png", "b.png", "c.png", "犬1.png", "犬2.png", "0007.png", "out.png"),
    np.array([0, 0, 0, 1, 1, 2, 0]),
    classes=("cat", "犬", "guinea pig"),
)
HELD_OUT = ("out.png",)
HEAD = "id,label,suggestion,doubt,why,action\n"


def read(text: str | bytes, folder: Path) -> Review:
    path = folder / "reviewed.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_review(path, LABELS, HELD_OUT)


FAULTS: dict[str, str | bytes] = {
    "columns": "picture,what\na.png,drop\n",
    "unknown_pictures": HEAD + "x.png,cat,犬,0.9,,drop\na.png,cat,犬,0.9,,drop\ny.png,cat,,,,keep\n",
    "picture_twice": HEAD + "a.png,cat,犬,0.9,,drop\na,cat,犬,0.9,,keep\n",
    "numbers_of_a_spreadsheet": HEAD + "7,guinea pig,cat,0.9,,drop\n",
    "unknown_actions": HEAD + "a.png,cat,犬,0.9,,remove\nb.png,cat,犬,0.9,,\nc.png,cat,犬,0.9,,relable\n",
    "unknown_classes": HEAD
    + "a.png,cat,Guinea Pig,0.9,,relabel\nb.png,cat,,0.9,,relabel\nc.png,cat,fox,0.9,,relabel\n",
    "held_out": HEAD + "out.png,cat,犬,0.9,,relabel\n",
    "label_edited": HEAD + "a.png,犬,犬,0.9,,relabel\n",
    "class_emptied": HEAD + "犬1.png,犬,cat,0.9,,drop\n犬2.png,犬,cat,0.9,,relabel\n0007.png,guinea pig,,,,drop\n",
    "all_at_once": HEAD + "x.png,cat,犬,0.9,,burn\nout.png,cat,fox,0.9,,relabel\na.png,犬,cat,0.9,,keep\n",
    "no_table": b"\x89PNG\r\n\x1a\n\0\0",
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_has_its_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        read(FAULTS[name], tmp_path)
    said = str(raised.value).replace(str(tmp_path), "FOLDER") + "\n"
    assert said == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


ROWS = "a.png,cat,犬,0.9,why,drop\n犬1.png,犬,guinea pig,0.8,why,relabel\nb.png,cat,犬,0.7,why,keep\n"
EXPECTED = Review(frozenset({"a.png"}), {"犬1.png": "guinea pig"})
HARMLESS: dict[str, str | bytes] = {
    "as written": HEAD + ROWS,
    "of Excel": (HEAD + ROWS).replace("\n", "\r\n").encode("utf-8-sig"),
    "of a Japanese Excel": (HEAD + ROWS).encode("cp932"),
    "semicolons": (HEAD + ROWS).replace(",", ";"),
    "capitals and blanks": (HEAD + ROWS).replace(",drop", ", DROP ").replace("relabel", "Relabel"),
    "without endings": (HEAD + ROWS).replace(".png", ""),
    "with a held-out picture kept": HEAD + ROWS + "out.png,cat,犬,0.6,,keep\n",
    "relabelled as it is": HEAD + ROWS + "c.png,cat,cat,0.6,,relabel\n",
    "short": "id,action,label\n犬1.png,relabel,guinea pig\na.png,drop,\n",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_differences_change_nothing(name: str, tmp_path: Path) -> None:
    review = read(HARMLESS[name], tmp_path)
    assert review == EXPECTED
    assert review.fingerprint == EXPECTED.fingerprint


def test_a_list_is_written_read_and_never_lost(tmp_path: Path) -> None:
    path = tmp_path / "疑.csv"
    found = [
        Doubt("a.png", "cat", "犬", 0.98765, "the models give cat 1%, and 犬 99%"),
        Doubt("犬1.png", "犬", "cat", 0.5, ""),
    ]
    write_doubts(found, path)
    assert read_review(path, LABELS, HELD_OUT) == Review()
    write_doubts(found[:1], path)
    assert path.read_text(encoding="utf-8") == (
        'id,label,suggestion,doubt,why,action\na.png,cat,犬,0.988,"the models give cat 1%, and 犬 99%",keep\n'
    )
    path.write_text(path.read_text(encoding="utf-8").replace(",keep", ",drop"), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(DiskError, match="somebody has worked at it"):
        write_doubts(found, path)
    assert path.read_bytes() == before
    other = tmp_path / "thesis.csv"
    other.write_bytes(b"\0\1")
    with pytest.raises(DiskError):
        write_doubts(found, other)
