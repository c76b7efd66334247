"""A weights file is read without trusting it: whole ones to the number, all others refused, no program of theirs run."""

import os
import pickle
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.backbones.torch_file import read_tensors
from competition.errors import RecipeError
from tests.baselines.backbones import torch_files

TENSORS = {
    "conv.weight": np.arange(24, dtype=np.float32).reshape(2, 3, 4),
    "転置": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    "count": np.array(7),
    "half": np.array([1.5, -2.0], np.float16),
}
PARTS = torch_files.parts(TENSORS)
WHOLE = b"".join(PARTS)


def test_a_whole_file_is_read_to_the_number(tmp_path: Path) -> None:
    found = read_tensors(torch_files.write(tmp_path / "w.pth", TENSORS))
    assert list(found) == list(TENSORS)
    for name, array in TENSORS.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_the_notes_torch_hangs_on_its_table_are_dropped(tmp_path: Path) -> None:
    table = OrderedDict(a=torch_files.Tensor("0", TENSORS["half"]))
    table._metadata = OrderedDict({"": {"version": 1}})  # type: ignore[attr-defined]
    path = tmp_path / "w.pth"
    path.write_bytes(
        b"".join([*PARTS[:3], torch_files.pickled(table), torch_files.pickled(["0"])])
        + torch_files.numbers(TENSORS["half"])
    )
    found = read_tensors(path)
    assert list(found) == ["a"]


class Marking:
    """Leaves a mark when it is unpickled by somebody who obeys."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.mark),)


def stack_global(mark: Path) -> bytes:
    return b"\x80\x04\x8c\x02os\x8c\x05mkdir\x93\x8c" + bytes([len(str(mark))]) + str(mark).encode() + b"\x85R."


def inst(mark: Path) -> bytes:
    return b"(V" + str(mark).encode() + b"\nios\nmkdir\n."


def obj(mark: Path) -> bytes:
    return b"(cos\nmkdir\nV" + str(mark).encode() + b"\no."


def reduced(mark: Path) -> bytes:
    return pickle.dumps(Marking(mark), 2)


@pytest.mark.parametrize("program", [reduced, stack_global, inst, obj])
@pytest.mark.parametrize("place", range(5))
def test_no_program_in_it_is_run(tmp_path: Path, program: Callable[[Path], bytes], place: int) -> None:
    mark, proof = tmp_path / "mark", tmp_path / "proof"
    pickle.loads(program(proof))
    assert proof.exists(), "the program would leave a mark"
    path = tmp_path / "w.pth"
    path.write_bytes(b"".join([*PARTS[:place], program(mark), *PARTS[place + 1 :]]))
    with pytest.raises(RecipeError, match="not a weights file the kit can take"):
        read_tensors(path)
    assert not mark.exists()


@pytest.mark.parametrize("name", ["builtins\neval", "torch\nload", "torch._utils\n_rebuild_parameter", "numpy\nload"])
def test_every_other_name_is_refused_and_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / "w.pth"
    path.write_bytes(b"\x80\x02c" + name.encode() + b"\n.")
    with pytest.raises(RecipeError, match=name.replace("\n", ".")):
        read_tensors(path)


@pytest.mark.parametrize("target", ["ctorch\nFloatStorage\n", "ccollections\nOrderedDict\n"])
def test_what_it_names_cannot_be_changed(tmp_path: Path, target: str) -> None:
    path = tmp_path / "w.pth"
    path.write_bytes(b"\x80\x02" + target.encode() + b"}U\x01aK\x01sb.".replace(b"U\x01a", b"X\x01\x00\x00\x00a"))
    with pytest.raises(RecipeError):
        read_tensors(path)
    test_a_whole_file_is_read_to_the_number(tmp_path)


@given(st.integers(0, len(WHOLE) - 1))
def test_cut_short_it_is_refused(tmp_path_factory: pytest.TempPathFactory, n: int) -> None:
    path = tmp_path_factory.mktemp("cut") / "w.pth"
    path.write_bytes(WHOLE[:n])
    with pytest.raises(RecipeError, match="w.pth is not a weights file"):
        read_tensors(path)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_with_a_byte_changed_it_is_refused_or_numbers_differ(
    tmp_path_factory: pytest.TempPathFactory, place: int, byte: int
) -> None:
    path = tmp_path_factory.mktemp("changed") / "w.pth"
    path.write_bytes(WHOLE[:place] + bytes([byte]) + WHOLE[place + 1 :])
    try:
        found = read_tensors(path)
    except RecipeError:
        return
    assert all(isinstance(array, np.ndarray) for array in found.values())


@given(st.binary(max_size=300))
def test_noise_is_refused(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "w.pth"
    path.write_bytes(noise)
    with pytest.raises(RecipeError):
        read_tensors(path)


@pytest.mark.parametrize(
    "lie",
    [
        {"offset": 1},
        {"offset": -1},
        {"shape": (4, 3), "strides": (3, 1)},
        {"shape": (1_000_000, 1_000_000), "strides": (0, 0)},
        {"shape": (2, 3), "strides": (-3, 1)},
        {"shape": (2, 3), "strides": (3,)},
        {"shape": (0,), "strides": (1,)},
        {"shape": ("2", 3)},
    ],
)
def test_a_tensor_beyond_its_numbers_is_refused(tmp_path: Path, lie: dict[str, Any]) -> None:
    array = np.zeros((2, 3), np.float32)
    table = OrderedDict(a=torch_files.Tensor("0", array, **lie))
    path = tmp_path / "w.pth"
    path.write_bytes(b"".join([*PARTS[:3], torch_files.pickled(table), torch_files.pickled(["0"])]))
    with pytest.raises(RecipeError):
        read_tensors(path)


def test_it_cannot_ask_for_more_memory_than_it_has_content(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    path.write_bytes(b"\x80\x02K\x01r\xff\xff\xff\x7f.")
    with pytest.raises(RecipeError, match="more memory"):
        read_tensors(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04" + bytes(90), "newer format"),
        (b"\x89HDF\r\n\x1a\n" + bytes(90), "Keras's format"),
        (b"", "damaged"),
    ],
)
def test_another_format_is_named(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "w.pth"
    path.write_bytes(data)
    with pytest.raises(RecipeError, match=reason):
        read_tensors(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.pth", tmp_path):
        with pytest.raises(RecipeError, match="cannot be read"):
            read_tensors(path)
