"""Reading tensors out of a weights file in torch's older format, without torch and without trusting the file.

Such a file is a row of pickles, and a pickle is a small program: whoever wrote it may call any function there
is. So its instructions are looked through before one is obeyed, and it can name nothing but the few things a
table of tensors is made of. Which tensor belongs where is not known here.
"""

import io
import math
import pickle
import pickletools
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from competition.errors import RecipeError
from competition.messages import _

MAX_BYTES = 1 << 30
_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
# What torch's older format is written with; above all nothing that calls by another way than REDUCE.
_INSTRUCTIONS = frozenset(
    (
        *("PROTO", "STOP", "MARK", "GLOBAL", "REDUCE", "BUILD", "BINPERSID"),
        *("NONE", "NEWTRUE", "NEWFALSE", "BININT", "BININT1", "BININT2", "LONG1", "BINUNICODE"),
        *("EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_LIST", "APPEND", "APPENDS"),
        *("EMPTY_DICT", "SETITEM", "SETITEMS", "BINPUT", "LONG_BINPUT", "BINGET", "LONG_BINGET"),
    )
)
_STORAGES = {
    "FloatStorage": "<f4",
    "DoubleStorage": "<f8",
    "HalfStorage": "<f2",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
}


class _Unfit(Exception):
    """What is wrong with the file, as the end of a sentence."""


class _Names(OrderedDict[str, Any]):
    """Torch's table of tensors; the notes it hangs on it are dropped."""

    def __setstate__(self, state: object) -> None:
        """Leave everything as it is."""


@dataclass(frozen=True)
class _Kind:
    """What the numbers of a storage are."""

    dtype: str

    def __setstate__(self, state: object) -> None:
        raise _Unfit(_("it changes what it must not"))


class _Storage:
    """A row of numbers that follows the pickles; ``key`` says which."""

    def __init__(self, word: str, kind: _Kind, key: str, _place: str, length: int, view: None) -> None:
        if (word, view) != ("storage", None) or not isinstance(kind, _Kind) or not _is_count(length):
            raise _Unfit(_("its tensors are not stored as torch stores them"))
        self.kind, self.key, self.length = kind, str(key), length


class _Tensor:
    """Where in a storage a tensor lies. Named by the file in the place of torch's own function."""

    def __init__(
        self, storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_grad: object
    ) -> None:
        numbers = (offset, *shape, *strides)
        if not isinstance(storage, _Storage) or not all(map(_is_count, numbers)) or len(shape) != len(strides):
            raise _Unfit(_("its tensors are not stored as torch stores them"))
        last = offset + sum((n - 1) * step for n, step in zip(shape, strides, strict=True))
        # The second condition: a tensor that repeats its numbers could be larger than any memory.
        if last >= storage.length or math.prod(shape) > storage.length or 0 in shape:
            raise _Unfit(_("a tensor reaches beyond its numbers"))
        self.storage, self.offset, self.shape, self.strides = storage, offset, shape, strides

    def __setstate__(self, state: object) -> None:
        raise _Unfit(_("it changes what it must not"))

    def array(self, storages: Mapping[str, np.ndarray]) -> np.ndarray:
        """The tensor itself."""
        numbers = storages[self.storage.key]
        steps = tuple(step * numbers.itemsize for step in self.strides)
        return np.lib.stride_tricks.as_strided(numbers[self.offset :], self.shape, steps, writeable=False)


class _Unpickler(pickle.Unpickler):
    """Knows tensors, their kinds and one sort of table; refuses every other name."""

    def find_class(self, module: str, name: str) -> Any:
        """What stands for a name in the file."""
        if (module, name) == ("collections", "OrderedDict"):
            return _Names
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Tensor
        if module == "torch" and name in _STORAGES:
            return _Kind(_STORAGES[name])
        raise _Unfit(_("it asks for {name}, and only tensors are let in").format(name=f"{module}.{name}"[:80]))

    def persistent_load(self, pid: Any) -> _Storage:
        """A storage, where the file mentions one."""
        return _Storage(*pid)


def read_tensors(path: Path) -> dict[str, np.ndarray]:
    """The tensors of a weights file, by name.

    Args:
        path: A file as ``torch.save`` wrote it before version 1.6, or does with
            ``_use_new_zipfile_serialization=False``.

    Returns:
        Arrays of any shape and type, not to be written to.

    Raises:
        RecipeError: It cannot be read, is cut short, is in another format, or asks for anything but tensors.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise RecipeError(
            _("The weights file {path} cannot be read ({error})").format(path=path, error=error.strerror)
        ) from error
    try:
        if len(data) > MAX_BYTES:
            raise _Unfit(_("it has more than {most:,} bytes").format(most=MAX_BYTES))
        return _tensors(data)
    except _Unfit as error:
        reason = str(error)
    except Exception:  # a broken pickle fails in many ways; each means the same here
        reason = _("it is damaged, cut short or in another format")
    raise RecipeError(
        _("{path} is not a weights file the kit can take: {reason}").format(path=path, reason=reason),
        hint=_("A table of tensors in torch's older format is expected, as in the packages the kit installs."),
    )


def _tensors(data: bytes) -> dict[str, np.ndarray]:
    if data[:2] == b"PK":
        raise _Unfit(_("it is in torch's newer format, a zip"))
    if data[:4] == b"\x89HDF":
        raise _Unfit(_("it is in Keras's format"))
    stream = io.BytesIO(data)
    magic, protocol, system = (_loaded(stream) for _part in range(3))
    if (magic, protocol, system["little_endian"]) != (_MAGIC, _PROTOCOL, True):
        raise _Unfit(_("it does not begin as such a file does"))
    table, keys = _loaded(stream), _loaded(stream)
    if not isinstance(table, dict) or not all(isinstance(one, _Tensor) for one in table.values()):
        raise _Unfit(_("it holds something else than a table of tensors"))
    kinds = {one.storage.key: one.storage for one in table.values()}
    storages: dict[str, np.ndarray] = {}
    for key in keys:
        length = int.from_bytes(stream.read(8), "little")
        if key not in kinds or length != kinds[key].length:
            raise _Unfit(_("its numbers do not belong to its tensors"))
        dtype = np.dtype(kinds[key].kind.dtype)
        storages[key] = np.frombuffer(data, dtype, length, stream.tell())
        stream.seek(length * dtype.itemsize, io.SEEK_CUR)
    if kinds.keys() - storages.keys() or stream.tell() != len(data):
        raise _Unfit(_("its numbers do not belong to its tensors"))
    return {str(name): tensor.array(storages) for name, tensor in table.items()}


def _loaded(stream: io.BytesIO) -> Any:
    """The next pickle, after a look at its instructions."""
    start = stream.tell()
    for instruction, value, _position in pickletools.genops(stream):
        if instruction.name not in _INSTRUCTIONS:
            raise _Unfit(_("it has instructions that a table of tensors does not need"))
        if instruction.name == "LONG_BINPUT" and isinstance(value, int) and value > stream.tell():
            # The numbered drawer would be made, with all below it, however large the number.
            raise _Unfit(_("it asks for more memory than it has content"))
    stream.seek(start)
    return _Unpickler(stream).load()


def _is_count(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < 1 << 40
