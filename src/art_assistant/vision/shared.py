"""One open model a process, whatever the number of threads that ask for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class OpenedOnce(Generic[T]):
    """Opens something at the first call, with that call's number of threads, and gives the same to all others."""

    def __init__(self, opening: Callable[[int | None], T]) -> None:
        self._opening = opening
        self._lock = threading.Lock()
        self._opened: T | None = None

    def __call__(self, threads: int | None = None) -> T:
        """Return the one that is open."""
        with self._lock:
            if self._opened is None:
                self._opened = self._opening(threads)
            return self._opened
