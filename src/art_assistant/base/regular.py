"""Regular files and nothing else: a pipe keeps its reader waiting for ever, a device has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

# Without O_NONBLOCK the opening of a pipe alone would wait; Windows knows neither.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)


def open_regular(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        OSError: it is not there, cannot be read, or is a folder, a pipe, a socket or a device.

    """
    handle = os.open(path, _FLAGS)
    try:
        _check(os.fstat(handle).st_mode)
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def read_regular(path: Path) -> bytes:
    """Return what is in a file; raises as ``open_regular``."""
    with open_regular(path) as file:
        return file.read()


def _check(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "no regular file")
