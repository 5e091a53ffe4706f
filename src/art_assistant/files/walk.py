"""The pictures below a folder: every one of them once, and a count of what was passed over and why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from art_assistant.files.studies import read_study
from art_assistant.files.there import is_link

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
        *("recycled", "@__thumb", "@sharebin", "found.000"),
    }
)
"""Folders of thumbnails, bins and snapshots that NAS systems, Windows and macOS make; names without case."""

HIDDEN: Final = "hidden pictures"
HIDDEN_FOLDERS: Final = "hidden folders"
SYSTEM: Final = "folders of thumbnails, bins and snapshots"
STUDIES: Final = "pictures of our own studies"
LINKED: Final = "folders that are links"

_OLD_STUDY: Final = frozenset({"report.json", "report.html", "study.png"})
"""What stands in a study of an earlier release, whose report does not list its files."""

_OLD_VIEWS: Final = frozenset(
    {
        *("study", "squint", "values", "value-plan", "value-map", "histogram", "masses", "masses-on-picture"),
        *("mass-by-mass", "notan-families", "notan-families-3", "notan-local", "notan-local-3", "notan-connected"),
        *("notan-connected-3", "palette", "color-blocks", "harmony", "gamut", "limited-zorn", "limited-primary"),
        *("limited-tetrachrome", "focal-points", "balance", "edges", "thirds", "golden-section", "diagonals", "grid"),
    }
)
"""Names of the pictures that such a study wrote."""


@dataclass(slots=True)
class FoundFiles:
    """What was found below a folder.

    Attributes:
        pictures: in name order; a broken link is among them, so that whoever reads it says what is wrong with it.
        passed: reason to how many pictures (or, of whole folders, folders) were left out.
        unlisted: folders whose contents the system does not tell, and that may hold pictures.

    """

    pictures: list[Path] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    unlisted: list[Path] = field(default_factory=list)


def pictures_below(folder: Path) -> FoundFiles:
    """Return the pictures below a folder, through all its folders but hidden ones and those that systems make.

    Folders that are links are counted and not entered, so that no loop is walked and no picture is found twice.
    """
    found = FoundFiles()

    def unlisted(error: OSError) -> None:
        found.unlisted.append(Path(error.filename))

    for root, folders, names in os.walk(folder, onerror=unlisted):
        place = Path(root)
        folders[:] = sorted(name for name in folders if _entered(place / name, found.passed))
        found.pictures += _pictures(place, sorted(names), _is_ours(place, names), found.passed)
    return found


def _entered(folder: Path, passed: Counter[str]) -> bool:
    name = folder.name.casefold()
    reason = SYSTEM if name in _SYSTEM else HIDDEN_FOLDERS if name.startswith(".") else None
    if reason is None and is_link(folder):
        reason = LINKED
    if reason is not None:
        passed[reason] += 1
    return reason is None


def _is_ours(place: Path, names: list[str]) -> Callable[[Path], bool]:
    """Return what tells the files of a study of ours from the others in its folder."""
    study = read_study(place) if "report.json" in names else None
    if study is not None:
        return study.wrote
    is_old = _OLD_STUDY.issubset(names)
    return lambda path: is_old and path.suffix == ".png" and path.stem in _OLD_VIEWS


def _pictures(place: Path, names: list[str], ours: Callable[[Path], bool], passed: Counter[str]) -> Iterator[Path]:
    for name in names:
        path = place / name
        if path.suffix.lower() not in SUFFIXES:
            continue
        reason = HIDDEN if name.startswith(".") else STUDIES if ours(path) else None
        if reason is None:
            yield path
        else:
            passed[reason] += 1
