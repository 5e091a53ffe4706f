"""Pictures measured by processes of their own, so that no two of them wait for one interpreter.

A message is two big-endian 32-bit lengths, a JSON head, and bytes; nothing is ever unpickled. A process ends by
itself when whoever began it has gone.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from threading import Lock
from types import TracebackType
from typing import IO, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import ArtAssistantError, LimitError
from art_assistant.imaging.limits import Limits
from art_assistant.settings import ModelSettings

MANY: Final = 24
"""Pictures from which it is worth while to begin further processes."""

_LENGTHS: Final = struct.Struct(">II")
_ONE_THREAD: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1")
_LOST: Final = "The picture could not be measured: the process that did it ended. Close other programs, and try again."

Head = dict[str, Any]


def send(stream: IO[bytes], head: Head, body: bytes = b"") -> None:
    """Send a message; raises OSError where nobody is there to read it."""
    text = json.dumps(head).encode()
    stream.write(_LENGTHS.pack(len(text), len(body)) + text + body)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Head, bytes] | None:
    """Return the next message, or None at the end."""
    prefix = stream.read(_LENGTHS.size)
    if len(prefix) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(prefix)
    text, data = stream.read(head), stream.read(body)
    return (json.loads(text), data) if len(text) == head and len(data) == body else None


class _Hand:
    """One process that measures."""

    def __init__(self, limits: Limits, models: ModelSettings) -> None:
        # -P: no module is taken from the working directory, whatever lies there.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "art_assistant.gallery.make.hand"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ONE_THREAD,
        )
        self.lives = True
        self.ask({"limits": asdict(limits), "models": asdict(models)})

    def ask(self, head: Head, body: bytes = b"") -> tuple[Head, bytes] | None:
        """Return the answer; None where the process has ended."""
        if self._process.stdin is None or self._process.stdout is None:
            return None
        with suppress(OSError):
            send(self._process.stdin, head, body)
            found = receive(self._process.stdout)
            self.lives = found is not None
            return found
        self.lives = False
        return None

    def close(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._process.kill()
        self._process.wait()


class Hands:
    """Processes that measure pictures: one for each thread that asks at the same time, begun when it first does."""

    def __init__(self, limits: Limits, models: ModelSettings) -> None:
        self._limits, self._models, self._lock = limits, models, Lock()
        self._idle: list[_Hand] = []
        self._all: list[_Hand] = []

    def measure(
        self, data: bytes, name: str, encoder: str, seen: dict[str, Any] | None
    ) -> tuple[NDArray[np.float16], dict[str, Any]]:
        """Return what ``measure_work`` returns of the picture; raises what it raises.

        Raises:
            LimitError: the process ended over it.

        """
        with self._lent() as hand:
            answer = hand.ask({"name": name, "encoder": encoder, "seen": seen}, data)
        if answer is None:
            raise LimitError(_LOST)
        head, body = answer
        if "error" in head:
            raise _error_of(head["error"])
        return np.frombuffer(body, dtype="<f2").astype(np.float16), head["seen"]

    @contextmanager
    def _lent(self) -> Iterator[_Hand]:
        with self._lock:
            hand = self._idle.pop() if self._idle else None
        if hand is None:
            hand = _Hand(self._limits, self._models)
            with self._lock:
                self._all.append(hand)
        yield hand
        if hand.lives:
            with self._lock:
                self._idle.append(hand)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hand in self._all:
            hand.close()


def _error_of(told: dict[str, str]) -> ArtAssistantError:
    """Return the error of that code."""
    kinds = [ArtAssistantError]
    while kinds:
        kind = kinds.pop()
        if kind.code == told["code"]:
            return kind(told["message"])
        kinds.extend(kind.__subclasses__())
    return ArtAssistantError(told["message"])
