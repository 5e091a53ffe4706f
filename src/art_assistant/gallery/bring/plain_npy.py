"""Lists of works kept in a ``.npy`` file of Python objects, read without running any of it.

Such a file is a pickle, and a pickle may run anything. Its opcodes are walked here by hand: plain data is built, the
frame that numpy puts round an array of objects is recognised by name, and every other name or call is refused.
"""

from __future__ import annotations

import io
import pickletools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.errors import GalleryCorruptError

LARGEST: Final = 2_000_000_000
_FRAME: Final = frozenset(
    {
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
    }
)
_MARK: Final = object()
_STATE_LENGTH: Final = 5


class _Name:
    """One of the names that numpy's frame is made of; nothing stands behind it."""


class _Frame:
    """What a call of such a name would have made: it keeps the list inside an array, and nothing else."""

    def __init__(self) -> None:
        self.items: list[Any] | None = None

    def fill(self, state: Any) -> None:
        if isinstance(state, tuple) and len(state) == _STATE_LENGTH and isinstance(state[-1], list):
            self.items = state[-1]


def read_objects(path: Path) -> list[Any]:
    """Return the items of a one-dimensional ``.npy`` file of plain objects or of strings.

    Raises:
        GalleryCorruptError: it is not such a file, or holds anything but plain data.

    """
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        stream = io.BytesIO(data)
        np.lib.format.read_magic(stream)
        stream.seek(0)
        version = np.lib.format.read_magic(stream)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(stream)
        if not dtype.hasobject:
            return _listed(np.load(io.BytesIO(data), allow_pickle=False))
        items = _walk(data[stream.tell() :])
    except Exception as error:
        # numpy reads the head as Python text, and what it stumbles over there has no base class but Exception.
        raise _refused() from error
    if len(items) != int(np.prod(shape)):
        raise _refused()
    return items


def _refused() -> GalleryCorruptError:
    return GalleryCorruptError(
        "The list of works is damaged, or holds more than plain data and is not opened; save it as JSON lines instead."
    )


def _listed(array: np.ndarray) -> list[Any]:
    if array.dtype.names:
        return [dict(zip(array.dtype.names, row, strict=True)) for row in array.ravel().tolist()]
    return list(array.ravel().tolist())


def _walk(data: bytes) -> list[Any]:
    """Return the items of the array or list that the pickle describes."""
    machine = _Machine()
    for opcode, argument, _ in pickletools.genops(data):
        if opcode.name == "STOP":
            break
        machine.step(opcode.name, argument)
    result = machine.stack.pop()
    items = result.items if isinstance(result, _Frame) else result
    if not isinstance(items, list):
        raise TypeError(type(items).__name__)
    return items


class _Machine:
    """The stack and the memory of a pickle, for plain data only."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self._memory: dict[int, Any] = {}
        self._steps: dict[str, Callable[[Any], None]] = {
            "MARK": lambda _: self.stack.append(_MARK),
            "POP": lambda _: self._drop(),
            "NONE": lambda _: self.stack.append(None),
            "NEWTRUE": lambda _: self.stack.append(True),
            "NEWFALSE": lambda _: self.stack.append(False),
            "EMPTY_LIST": lambda _: self.stack.append([]),
            "EMPTY_DICT": lambda _: self.stack.append({}),
            "EMPTY_TUPLE": lambda _: self.stack.append(()),
            "LIST": lambda _: self.stack.append(self._marked()),
            "TUPLE": lambda _: self.stack.append(tuple(self._marked())),
            "TUPLE1": lambda _: self._tuple(1),
            "TUPLE2": lambda _: self._tuple(2),
            "TUPLE3": lambda _: self._tuple(3),
            "APPEND": lambda _: self._append([self.stack.pop()]),
            "APPENDS": lambda _: self._append(self._marked()),
            "SETITEM": lambda _: self._set(self._last(2)),
            "SETITEMS": lambda _: self._set(self._marked()),
            "MEMOIZE": lambda _: self._memory.__setitem__(len(self._memory), self.stack[-1]),
            "GLOBAL": lambda name: self._name(*name.split(" ")),
            "STACK_GLOBAL": lambda _: self._name(*self._last(2)),
            "REDUCE": lambda _: self._call(),
            "BUILD": lambda _: self._build(),
        }

    def step(self, name: str, argument: Any) -> None:
        """Take one opcode; raise ValueError for one that plain data does not need."""
        if name in {"PROTO", "FRAME"}:
            return
        if name in self._steps:
            self._steps[name](argument)
        elif name in {"PUT", "BINPUT", "LONG_BINPUT"}:
            self._memory[int(argument)] = self.stack[-1]
        elif name in {"GET", "BINGET", "LONG_BINGET"}:
            self.stack.append(self._memory[int(argument)])
        elif isinstance(argument, (str, int, float, bytes)) and name not in {"PERSID", "INST", "EXT1", "EXT2", "EXT4"}:
            self.stack.append(argument)
        else:
            raise ValueError(name)

    def _drop(self) -> None:
        self.stack.pop()

    def _last(self, count: int) -> list[Any]:
        if len(self.stack) < count:
            raise IndexError(count)
        taken = self.stack[-count:]
        del self.stack[-count:]
        return taken

    def _marked(self) -> list[Any]:
        at = len(self.stack) - 1
        while self.stack[at] is not _MARK:
            at -= 1
            if at < 0:
                raise IndexError(at)
        taken = self.stack[at + 1 :]
        del self.stack[at:]
        return taken

    def _tuple(self, count: int) -> None:
        self.stack.append(tuple(self._last(count)))

    def _append(self, items: list[Any]) -> None:
        target = self.stack[-1]
        if not isinstance(target, list):
            raise TypeError
        target.extend(items)

    def _set(self, flat: list[Any]) -> None:
        target = self.stack[-1]
        if not isinstance(target, dict):
            raise TypeError
        target.update(zip(flat[::2], flat[1::2], strict=True))

    def _name(self, module: str, name: str) -> None:
        if (module, name) not in _FRAME:
            raise ValueError(name)
        self.stack.append(_Name())

    def _call(self) -> None:
        called, _ = self._last(2)
        if not isinstance(called, _Name):
            raise TypeError
        self.stack.append(_Frame())

    def _build(self) -> None:
        state = self.stack.pop()
        frame = self.stack[-1]
        if not isinstance(frame, _Frame):
            raise TypeError
        frame.fill(state)
