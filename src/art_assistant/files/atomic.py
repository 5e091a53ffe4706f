"""Files that are there whole or not at all: written beside their place, flushed, moved."""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path
from typing import Final

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file is larger than the disk allows",
    errno.EACCES: "writing there is not allowed",
    errno.EPERM: "writing there is not allowed",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "a file is in the way of the folder",
    errno.EEXIST: "a file is in the way of the folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EISDIR: "a folder is in the way of a file",
    errno.ENOENT: "a folder on the way is not there",
}


def why(error: OSError) -> str:
    """Return in plain words why the system refused to write."""
    return _REASONS.get(error.errno or 0, "the system refused to write")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its place holds either what was there before or all of ``data``, whatever happens.

    Raises:
        OSError: the disk refused; what was there before still is.

    """
    part = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        write_new(part, data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not be there yet, down to the disk.

    Raises:
        OSError: it is there already, or the disk refused.

    """
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
