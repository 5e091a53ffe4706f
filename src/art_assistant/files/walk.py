"""The pictures below a folder: every one of them once, and a count of what was passed over and why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from art_assistant.files.studies import StudyFiles, read_study

SUFFIXES: Final = frozenset(
    {
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".gif"),
        *(".heic", ".heif", ".avif", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw"),
    }
)
"""Endings by which a file below a folder is taken for a picture; what it is, its bytes decide."""

_SYSTEM: Final = frozenset(
    {
        *("@eadir", "@recycle", "@recently-snapshot", "@tmp", "#recycle", "#snapshot", "$recycle.bin", "recycler"),
        *("system volume information", "lost+found", "__macosx", "network trash folder", "temporary items"),
    }
)
"""Folders of thumbnails, bins and snapshots that NAS systems, Windows and macOS make; names without case."""

HIDDEN: Final = "hidden"
SYSTEM: Final = "thumbnails, bins and snapshots of the system"
STUDIES: Final = "files of our own studies"
LINKED: Final = "linked folders"


@dataclass(slots=True)
class Found:
    """What was found below a folder.

    Attributes:
        pictures: in name order; a broken link is among them, so that whoever reads it says what is wrong with it.
        passed: reason to how many pictures (or, of whole folders, folders) were left out.
        unlisted: folders whose contents the system does not tell, and that may hold pictures.

    """

    pictures: list[Path] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    unlisted: list[Path] = field(default_factory=list)


def pictures_below(folder: Path) -> Found:
    """Return the pictures below a folder, through all its folders but hidden ones and those that systems make."""
    found = Found()

    def unlisted(error: OSError) -> None:
        found.unlisted.append(Path(error.filename))

    for root, folders, names in os.walk(folder, onerror=unlisted):
        place = Path(root)
        folders[:] = sorted(name for name in folders if _entered(place / name, found.passed))
        study = read_study(place) if "report.json" in names else None
        found.pictures += _pictures(place, sorted(names), study, found.passed)
    return found


def _entered(folder: Path, passed: Counter[str]) -> bool:
    reason = _reason(folder.name.casefold(), LINKED if folder.is_symlink() else None)
    if reason is not None:
        passed[reason] += 1
    return reason is None


def _reason(name: str, otherwise: str | None = None) -> str | None:
    if name in _SYSTEM:
        return SYSTEM
    return HIDDEN if name.startswith(".") else otherwise


def _pictures(place: Path, names: list[str], study: StudyFiles | None, passed: Counter[str]) -> Iterator[Path]:
    for name in names:
        path = place / name
        if path.suffix.lower() not in SUFFIXES:
            continue
        reason = _reason(name.casefold(), STUDIES if study is not None and study.wrote(path) else None)
        if reason is None:
            yield path
        else:
            passed[reason] += 1
