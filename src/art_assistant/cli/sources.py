"""Which pictures were named, and where the results of each go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from art_assistant.errors import PictureNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".avif"},
)


def find_pictures(names: Sequence[str]) -> list[Path]:
    """Return the named files, and the pictures below each named folder in name order.

    Raises:
        PictureNotFoundError: a folder holds no picture.

    """
    found: list[Path] = []
    for name in names:
        path = Path(name)
        found.extend(_pictures_below(path) if path.is_dir() else [path])
    return found


def _pictures_below(folder: Path) -> list[Path]:
    paths = sorted(
        Path(root) / name
        for root, folders, names in os.walk(folder)
        for name in names
        if Path(name).suffix.lower() in SUFFIXES and not name.startswith(".") and _visible(folders)
    )
    if not paths:
        raise PictureNotFoundError(f"There is no picture in the folder '{folder.name}'; name a file or another folder.")
    return paths


def _visible(folders: list[str]) -> bool:
    """Prune hidden folders and finished studies from the walk; always true, so that it can stand in a condition."""
    folders[:] = [name for name in folders if not name.startswith(".") and not name.endswith("-study")]
    return True


def study_folders(pictures: Sequence[Path], out: Path | None) -> list[Path]:
    """Return the folder for each picture's results.

    One picture fills ``out`` itself, several get ``out/<stem>``; without ``out`` each gets ``./<stem>-study``. A number
    is added where stems collide, so that no study overwrites another.
    """
    if out is not None and len(pictures) == 1:
        return [out]
    stems = unique_names(picture.stem or "picture" for picture in pictures)
    return [out / stem if out is not None else Path(f"{stem}-study") for stem in stems]


def unique_names(names: Iterable[str]) -> list[str]:
    """Return ``names`` with ``-2``, ``-3`` ... added to those already taken; letter case does not tell two apart."""
    taken: set[str] = set()
    unique: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name}-{number}"
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique
