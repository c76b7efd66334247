"""Archives as strangers could make them: each is refused with its sentence, word for word in ``golden_archives``.

Nothing of a refused archive is ever left, and no other run is touched.
"""

import io
import json
import pickle
import stat
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.errors import KitError
from competition.run_search import all_runs
from competition.transfer import run_archive
from competition.transfer.run_transfer import exported, imported
from scripts import boards
from tests.files import zipped
from tests.made_runs import CONTEST, a_split, made_run

GOLDEN = Path(__file__).parent / "golden_archives"
Members = dict[str, bytes]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Members:
    """What is in a good archive."""
    root = tmp_path_factory.mktemp("hers")
    split = a_split(root / CONTEST)
    several = [made_run(root, "cnn", split, seed=1), made_run(root, "cnn-all", split, 2, parent="cnn", n_folds=1)]
    exported(several, root / "team.zip")
    with zipfile.ZipFile(root / "team.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def json_with(data: bytes, *path: str, value: Any) -> bytes:
    """A JSON file with one value changed."""
    values = json.loads(data)
    place = values
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(values).encode()


def asked(value: Any, *path: str) -> Callable[[Members], Members]:
    return lambda good: {"cnn/run.json": json_with(good["cnn/run.json"], "request", *path, value=value)}


def scored(value: Any, *path: str) -> Callable[[Members], Members]:
    return lambda good: {"cnn/scores.json": json_with(good["cnn/scores.json"], *path, value=value)}


def replaced(name: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    def changed(good: Members) -> Members:
        assert old in good[name]
        return {name: good[name].replace(old, new, 1)}

    return changed


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def held_out_row(good: Members) -> bytes:
    return good["cnn/holdout.csv"].splitlines()[1].split(b",")[0]


def huge_header() -> bytes:
    """An array file that says it holds more numbers than any memory does."""
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": False, "shape": (10**14, 3)})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("test.ids.npy", file.getvalue())
        archive.writestr("test.classes.npy", file.getvalue())
        archive.writestr("test.probabilities.npy", file.getvalue())
    return packed.getvalue()


NPZ = "cnn/fold-1/predictions.npz"
DROPPED = b"dropped"

# What is changed in, or added to, the good archive; `DROPPED` takes a member out.
CHANGES: dict[str, Callable[[Members], Members]] = {
    # names
    "climbing": lambda good: dict.fromkeys(
        ["../up/run.json", "a/../../run.json", "/etc/run.json", "C:/run.json", "\\\\host\\run.json", "../run.json"],
        b"{}",
    ),
    "reserved_names": lambda good: dict.fromkeys(
        ["NUL/run.json", "com1.x/run.json", "cnn./run.json", "a?/run.json"], b""
    ),
    "names_of_other_files": lambda good: {"journal.jsonl/run.json": b"{}", "split-holdout30-seed0.csv/run.json": b"{}"},
    "models": lambda good: {"cnn/fold-1/model.keras": b"PK", "cnn/fold-1/head.npz": b"PK", "cnn/model.pkl": b"cos\n"},
    "folder": lambda good: {"cnn/fold-3/": b""},
    "odd_folds": lambda good: {
        "cnn/fold-0/fold.json": b"{}",
        "cnn/fold-1000/fold.json": b"{}",
        "cnn/a/b/run.json": b"{}",
    },
    "control_characters": lambda good: {"cnn\x1b[2J/run.json": b"{}"},
    "same_name_to_windows": lambda good: {"CNN/run.json": b"{}", "CNN/scores.json": b"{}"},
    # what is missing
    "no_split": lambda good: {"split.csv": DROPPED},
    "no_request": lambda good: {"cnn/run.json": DROPPED},
    "no_scores": lambda good: {"cnn/scores.json": DROPPED},
    "no_runs": lambda good: {name: DROPPED for name in good if "/" in name},
    "no_parent": lambda good: {name: DROPPED for name in good if name.startswith("cnn/")},
    "no_answers": lambda good: {"cnn/out_of_fold.csv": DROPPED},
    # the request
    "no_json": lambda good: {"cnn/run.json": b"{"},
    "deep_json": lambda good: {"cnn/run.json": b"[" * 100_000},
    "other_json": lambda good: {"cnn/run.json": b"[1]"},
    "long_json": lambda good: {"cnn/run.json": b" " * 2**20 + b"{}"},
    "kinds": asked("three", "n_folds"),
    "unknown_field": asked(1, "shell"),
    "infinite": asked(float("inf"), "minutes"),
    "escapes": asked("\x1b]0;you\x07", "recipe", "name"),
    "contest_climbs": asked("../../up", "contest"),
    "metric": asked("f1", "metric"),
    "folds": asked(10**9, "n_folds"),
    "split": asked("0123456789abcdef", "split"),
    "unwritten_model": asked("my_model.py:build", "recipe", "name"),
    "blend_of_nothing": asked("blend", "recipe", "kind"),
    "circle": asked("cnn-all", "models_from"),
    "several_contests": lambda good: {
        "cnn-all/run.json": json_with(good["cnn-all/run.json"], "request", "contest", value="other")
    },
    "review_missing": asked("0123456789ab", "review"),
    # the scores
    "too_good": scored(0.01, "cv", "log_loss"),
    "no_number": scored(float("nan"), "cv", "log_loss"),
    "words_for_numbers": scored("fast", "minutes"),
    "scores_lacking": scored({}, "cv"),
    "plan": lambda good: {"cnn/plan.json": b'{"stages": [{"epochs": "many"}]}'},
    # the answers
    "answer_no_number": replaced("cnn/test.csv", b",0.", b",x0."),
    "answer_too_large": replaced("cnn/test.csv", b",0.", b",7."),
    "answer_nan": lambda good: {"cnn/test.csv": "id,猫,犬,fox\nt1.png,nan,0.5,0.5\n".encode()},
    "answers_twice": lambda good: {"cnn/test.csv": "id,猫,犬,fox\nt1.png,0,0.5,0.5\nt1.png,0,0.5,0.5\n".encode()},
    "no_rows": lambda good: {"cnn/test.csv": "id,猫,犬,fox\n".encode()},
    "held_out_elsewhere": lambda good: {
        "cnn/holdout.csv": good["cnn/holdout.csv"].replace(held_out_row(good), b"x.png")
    },
    "learned_from_the_held_out": lambda good: {"cnn/out_of_fold.csv": good["cnn/holdout.csv"]},
    "binary_table": lambda good: {"cnn/test.csv": bytes(range(256))},
    "history": lambda good: {"cnn/fold-1/history.csv": b"epoch,loss\n1,low\n"},
    "pickle": lambda good: {NPZ: npz(**{"test.ids": np.array([Path("x")], dtype=object)})},
    "bare_pickle": lambda good: {NPZ: pickle.dumps(print)},
    "no_array": lambda good: {NPZ: zip_bytes({"test.ids": b"x", "test.classes": b"x", "test.probabilities": b"x"})},
    "packed_arrays": lambda good: {NPZ: zip_bytes({"test.ids.npy": bytes(10**6)}, zipfile.ZIP_DEFLATED)},
    "huge_array": lambda good: {NPZ: huge_header()},
    "arrays_of_words": lambda good: {
        NPZ: npz(**{"test.ids": np.array([1]), "test.classes": np.array([2]), "test.probabilities": np.array([["1"]])})
    },
    # the split
    "split_unreadable": lambda good: {"split.csv": b"# data f00d share 0.2 seed 0\nid\n"},
    "split_of_twins": lambda good: {"split.csv": good["split.csv"] + good["split.csv"].splitlines(keepends=True)[-1]},
    "split_share": replaced("split.csv", b"share 0.2", b"share nan"),
}


def zip_bytes(members: Members, method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def said_of(path: Path, tmp_path: Path) -> str:
    """Why an archive is refused; nothing of it may be left, and what was there stays."""
    mine = tmp_path / "mine"
    made_run(mine, "cnn", a_split(mine / CONTEST), seed=5)
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    with pytest.raises(KitError) as raised:
        imported(path, mine)
    assert {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()} == before
    assert [one.name for one in mine.iterdir()] == [CONTEST]
    return str(raised.value).replace(str(tmp_path), "FOLDER").replace("\\", "/") + "\n"


@pytest.mark.parametrize("name", CHANGES)
def test_every_hostile_archive_has_its_sentence(name: str, good: Members, tmp_path: Path) -> None:
    members = {**good, **CHANGES[name](good)}
    path = zipped(tmp_path / "team.zip", {one: data for one, data in members.items() if data != DROPPED})
    assert said_of(path, tmp_path) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def linked(path: Path, members: Members) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK if name == "cnn/test.csv" else stat.S_IFREG | 0o644) << 16
            archive.writestr(info, b"/etc/passwd" if name == "cnn/test.csv" else data)


def twice(path: Path, members: Members) -> None:
    with zipfile.ZipFile(zipped(path, members), "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("cnn/run.json", b"{}")


def locked(path: Path, members: Members) -> None:
    data = bytearray(zipped(path, {"split.csv": b"x", **members}, zipfile.ZIP_STORED).read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)


def lying(path: Path, members: Members) -> None:
    """A member that unpacks to other than what its header says."""
    data = zipped(path, members, zipfile.ZIP_STORED).read_bytes()
    path.write_bytes(data.replace(b'"minutes"', b'"minutez"', 1))


FILES: dict[str, Callable[[Path, Members], object]] = {
    "no_zip": lambda path, members: path.write_bytes(b"\x89PNG\r\n"),
    "no_bytes": lambda path, members: path.write_bytes(b""),
    "no_members": lambda path, members: zipped(path, {}),
    "cut_off": lambda path, members: path.write_bytes(zipped(path, members).read_bytes()[:-700]),
    "lzma": lambda path, members: zipped(path, {"split.csv": b"x", "cnn/run.json": b"{}"}, zipfile.ZIP_LZMA),
    "nobody": lambda path, members: None,
    "linked": linked,
    "twice": twice,
    "locked": locked,
    "lying": lying,
}


@pytest.mark.parametrize("name", FILES)
def test_every_hostile_file_has_its_sentence(name: str, good: Members, tmp_path: Path) -> None:
    FILES[name](tmp_path / "team.zip", good)
    assert said_of(tmp_path / "team.zip", tmp_path) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("limit", ["_MAX_BYTES", "_MAX_TOTAL_BYTES", "_MAX_MEMBERS"])
def test_what_unpacks_to_too_much_is_refused_before_it_does(
    limit: str, good: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "team.zip", {**good, "cnn/test.csv": bytes(10**6)})
    monkeypatch.setattr(run_archive, limit, 5 if limit == "_MAX_MEMBERS" else 10**5)
    assert "far more than runs have" in said_of(path, tmp_path)


def test_every_golden_sentence_is_used() -> None:
    known = {*CHANGES, *FILES, "split_data", "split_holdout"}
    assert {path.stem for path in GOLDEN.iterdir()} == known


@given(data=st.data())
def test_no_damage_is_a_traceback_or_leaves_anything(good: Members, data: st.DataObject) -> None:
    whole = zip_bytes(good, data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    piece = data.draw(st.binary(max_size=4) | st.sampled_from([b"../", b'"', b"1e999", b"nan", b"\n"]))
    with tempfile.TemporaryDirectory() as folder:
        path, mine = Path(folder) / "team.zip", Path(folder) / "mine"
        path.write_bytes(whole[:start] + piece + whole[end:])
        try:
            imported(path, mine)
        except KitError:
            assert list(mine.rglob("*")) == []
        else:
            assert {one.name for one in (mine / CONTEST).iterdir() if one.is_dir()} == {"cnn", "cnn-all"}
            assert [one.name for one in mine.iterdir()] == [CONTEST]


@given(data=st.data())
def test_no_damage_below_the_checksums_is_a_traceback_either(good: Members, data: st.DataObject) -> None:
    """The zip is whole; one of the files in it is not what it was."""
    name = data.draw(st.sampled_from(sorted(good)))
    whole = good[name]
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 8)))
    piece = data.draw(st.binary(max_size=4) | st.sampled_from([b"null", b'"', b"1e999", b"nan", b"-1", b"\n", b"[]"]))
    with tempfile.TemporaryDirectory() as folder:
        path = zipped(Path(folder) / "team.zip", {**good, name: whole[:start] + piece + whole[end:]})
        try:
            imported(path, Path(folder) / "mine")
        except KitError:
            assert list((Path(folder) / "mine").rglob("*")) == []
        else:
            assert len(boards.ranked(all_runs(Path(folder) / "mine"))) == 2
