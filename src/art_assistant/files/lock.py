"""A lock on a file, which the system lets go of by itself when the process that holds it ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PAUSE: Final = 0.05
_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


class HeldError(OSError):
    """Somebody else holds the lock, and kept it for as long as we waited."""


@contextmanager
def locked(path: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the lock file at ``path`` for the length of the block; it is made where there is none, and taken away.

    Args:
        path: the lock file; its folder is made too.
        patience: seconds to wait for another who holds it.

    Raises:
        HeldError: another process, or another block of this one, holds it.
        OSError: the file cannot be made.

    """
    handle = _held(path, time.monotonic() + patience)
    try:
        yield
    finally:
        # Unlinked while it is still held, so that whoever waits for the old file sees that it is no longer the lock.
        # Windows keeps an open file in its place: there it goes when it is closed, unless somebody has it by then.
        with suppress(OSError):
            path.unlink()
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):
                path.unlink()


def _held(path: Path, until: float) -> int:
    while True:
        # Whoever held it before may take its folder away too, at any moment.
        with suppress(FileNotFoundError):
            path.parent.mkdir(exist_ok=True)
            handle = os.open(path, _FLAGS, 0o600)
            if _taken(handle) and _is_at(handle, path):
                return handle
            os.close(handle)
        if time.monotonic() >= until:
            raise HeldError("somebody else holds the lock")
        time.sleep(_PAUSE)


def _take(handle: int) -> None:
    # Each system has its own way, and only that one can be imported there.
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _taken(handle: int) -> bool:
    try:
        _take(handle)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # Some network drives know no locks: there the artist is trusted not to run two at once.
        return True
    return True


def _is_at(handle: int, path: Path) -> bool:
    """Whether the lock is still the file of that name, and was not taken away by whoever held it before."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False
