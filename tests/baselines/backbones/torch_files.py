"""Files in torch's older format, written without torch."""

import io
import pickle
import sys
import types
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
SYSTEM = {"protocol_version": PROTOCOL, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
KINDS = {"float32": "FloatStorage", "int64": "LongStorage", "float16": "HalfStorage"}


class Storage:
    """Stands for the numbers of one tensor."""

    def __init__(self, key: str, array: np.ndarray) -> None:
        self.key, self.array = key, array


class Tensor:
    """Pickled as torch pickles a tensor; ``lie`` changes what is told of it."""

    def __init__(self, key: str, array: np.ndarray, **lie: Any) -> None:
        strides = tuple(step // array.itemsize for step in array.strides)
        self.storage = Storage(key, array)
        self.told = {"offset": 0, "shape": array.shape, "strides": strides} | lie

    def __reduce__(self) -> Any:
        return sys.modules["torch._utils"]._rebuild_tensor_v2, (
            self.storage,
            *self.told.values(),
            False,
            OrderedDict(),
        )


class Pickler(pickle.Pickler):
    """Names storages as torch does."""

    def persistent_id(self, obj: Any) -> Any:
        if isinstance(obj, Storage):
            kind = getattr(sys.modules["torch"], KINDS[obj.array.dtype.name])
            return ("storage", kind, obj.key, "cpu", obj.array.size, None)
        return None


@contextmanager
def pretended_torch() -> Iterator[None]:
    """Modules with torch's names, as long as files are written."""
    torch, inner = types.ModuleType("torch"), types.ModuleType("torch._utils")
    for kind in KINDS.values():
        setattr(torch, kind, type(kind, (), {"__module__": "torch"}))

    def _rebuild_tensor_v2() -> None: ...

    _rebuild_tensor_v2.__module__, _rebuild_tensor_v2.__qualname__ = "torch._utils", "_rebuild_tensor_v2"
    inner._rebuild_tensor_v2 = _rebuild_tensor_v2  # type: ignore[attr-defined]
    before = {name: sys.modules.get(name) for name in ("torch", "torch._utils")}
    sys.modules.update({"torch": torch, "torch._utils": inner})
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def pickled(value: Any) -> bytes:
    """One pickle of such a file."""
    stream = io.BytesIO()
    with pretended_torch():
        Pickler(stream, protocol=2).dump(value)
    return stream.getvalue()


def numbers(array: np.ndarray) -> bytes:
    """The numbers of a storage, their count before them."""
    return array.size.to_bytes(8, "little") + array.tobytes(order="A")


def parts(tensors: Mapping[str, np.ndarray]) -> list[bytes]:
    """What such a file is made of, in order."""
    table = OrderedDict((name, Tensor(str(place), array)) for place, (name, array) in enumerate(tensors.items()))
    keys = [str(place) for place in range(len(tensors))]
    return [
        *(pickled(value) for value in (MAGIC, PROTOCOL, SYSTEM, table, keys)),
        *(numbers(array) for array in tensors.values()),
    ]


def write(path: Path, tensors: Mapping[str, np.ndarray]) -> Path:
    """A whole file."""
    path.write_bytes(b"".join(parts(tensors)))
    return path
