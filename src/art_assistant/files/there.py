"""What stands at a place, asked so that a drive that fails or a folder that is closed to us is simply not there."""

from __future__ import annotations

import os
from pathlib import Path


def is_file(path: Path) -> bool:
    """Whether a file can be seen there; never raises, unlike ``Path.is_file`` where a permission is missing."""
    return os.path.isfile(path)  # noqa: PTH113 - see above


def is_folder(path: Path) -> bool:
    """Whether a folder can be seen there; never raises."""
    return os.path.isdir(path)  # noqa: PTH112 - as above


def is_link(path: Path) -> bool:
    """Whether a link can be seen there; never raises."""
    return os.path.islink(path)  # noqa: PTH114 - as above
