"""Which files belong to a gallery: those at hand, and those that are away and stay members all the same."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

from art_assistant.files.there import is_file
from art_assistant.files.walk import FoundFiles

AWAY: Final = "the source folder is away"
ADDED: Final = "added from a place that is away"
MOVED: Final = "not in the folder that took the place of the source"
UNLISTED: Final = "below a folder that cannot be listed"
EMPTY: Final = "their folder is gone or holds no picture any more"
MANY: Final = "more than half of the works went missing at once"

LARGE_LOSS: Final = 5
"""Works from which a loss of more than half of the gallery is not believed."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """The files of a gallery that can be seen now.

    Attributes:
        paths: name to place, in the order of the gallery.
        away: whether the source as a whole is missing, cannot be listed, or holds no picture.
        passed: reason to how many pictures or folders were left out.
        unlisted: names of the folders below the source that the system does not list.
        moved: whether the source is another folder than before.

    """

    paths: Mapping[str, Path]
    away: bool = False
    passed: Counter[str] = field(default_factory=Counter)
    unlisted: tuple[str, ...] = ()
    moved: bool = False


def look_around(source: Path | None, found: FoundFiles, added: Iterable[str]) -> AtHand:
    """Return what is at hand of a gallery: what was ``found`` below ``source``, and of what was added one by one."""
    paths: dict[str, Path] = {}
    if source is None:
        return AtHand(_with_added(paths, added))
    for path in found.pictures:
        raw = path.relative_to(source).as_posix()
        name = unicodedata.normalize("NFC", raw)
        # Two names that differ in their normal form alone are two files where the system keeps them apart.
        paths[raw if name in paths else name] = path
    unlisted = tuple(_below(folder, source) for folder in found.unlisted)
    away = not found.pictures
    return AtHand(_with_added(paths, added), away, found.passed, () if away else unlisted)


def _below(folder: Path, source: Path) -> str:
    return unicodedata.normalize("NFC", folder.relative_to(source).as_posix())


def _with_added(paths: dict[str, Path], added: Iterable[str]) -> dict[str, Path]:
    ordered = dict(sorted(paths.items(), key=lambda item: order_of(item[0])))
    walked = {path.as_posix() for path in paths.values()}
    return ordered | {name: Path(name) for name in sorted(added) if name not in walked and is_file(Path(name))}


def order_of(name: str) -> tuple[bool, list[tuple[bool, str]]]:
    """Return what names are sorted by: those below the source first, the files of a folder before its folders."""
    parts = PurePosixPath(name).parts
    return is_added(name), [(at < len(parts) - 1, part) for at, part in enumerate(parts)]


def is_added(name: str) -> bool:
    """Whether a name is that of a file that was added from wherever it lies."""
    return PurePosixPath(name).is_absolute() or PureWindowsPath(name).is_absolute()


def missing_members(known: Iterable[str], here: AtHand, added: Iterable[str], *, forget: bool) -> dict[str, str | None]:
    """Return each member that is not at hand, with the reason for which it stays, or None where it leaves.

    A single file that is gone from a folder that is there leaves. A whole folder, more than half of a gallery, and
    whatever cannot be looked for stays; with ``forget`` only what cannot be looked for does.
    """
    names = sorted(known)
    folders = {str(parent) for name in here.paths if not is_added(name) for parent in PurePosixPath(name).parents}
    kept = frozenset(added)
    missing = {name: _reason(name, here, kept, folders, forget=forget) for name in names if name not in here.paths}
    leaving = [name for name, reason in missing.items() if reason is None and not is_added(name)]
    if not forget and len(leaving) >= LARGE_LOSS and 2 * len(leaving) > len(names):
        missing |= dict.fromkeys(leaving, MANY)
    return missing


def _reason(name: str, here: AtHand, added: frozenset[str], folders: set[str], *, forget: bool) -> str | None:
    if is_added(name):
        return ADDED if name in added and not forget else None
    if here.away:
        return AWAY
    parents = {str(parent) for parent in PurePosixPath(name).parents}
    if parents & set(here.unlisted):
        return UNLISTED
    if forget:
        return None
    if here.moved:
        return MOVED
    return None if str(PurePosixPath(name).parent) in folders else EMPTY
