"""The versions of a gallery: folders that are never changed, and one small file that names the one in use.

``<gallery>/versions/000007-1a2b3c4d5e6f/`` holds a whole gallery; ``<gallery>/CURRENT`` holds the name of that folder
and is swapped by one ``os.replace``, so that a reader finds the old version or the new one, whenever it looks. What an
earlier release wrote has its files in the folder itself; it is read as it is, and becomes a version at the next change.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from art_assistant.base.following import FOLLOWING
from art_assistant.base.regular import read_regular
from art_assistant.errors import GalleryCorruptError, GalleryError, GalleryNotFoundError
from art_assistant.files.atomic import write_whole
from art_assistant.files.there import is_file, is_folder

MANIFEST: Final = "manifest.json"
INDEX: Final = "index.faiss"
ARTWORKS: Final = "artworks.jsonl"
FEATURES: Final = "features.npy"
WORDS: Final = "facts.sqlite"
CURRENT: Final = "CURRENT"
VERSIONS: Final = "versions"
STORE: Final = "store.json"
"""What makes a folder a store of published galleries (``museum.store``), which is changed by publishing alone."""

ORIGIN: Final = ".origin.json"
"""In the folder of a gallery that follows a store: which one."""

KEPT: Final = 3
"""Versions that stay: the one in use, and the latest others for readers that are still at them and for a step back."""

_VERSION = re.compile(r"(\d{6,})-([0-9a-f]{12})")
_OURS: Final = re.compile(rf"{_VERSION.pattern}|\.[0-9a-f]{{32}}\.(part|gone)")
_ATTEMPTS: Final = 100
_T = TypeVar("_T")


def in_use(folder: Path) -> Path:
    """Return the folder that holds the files of the version in use: the gallery's own where it has no versions yet.

    Raises:
        GalleryNotFoundError: there is no gallery in the folder.
        GalleryCorruptError: the file that names the version is damaged.

    """
    _mend(folder)
    named = _named(folder)
    if named is None and is_file(folder / MANIFEST):
        return folder
    # The first version may have been published between the two looks.
    named = named or _named(folder)
    if named is None:
        raise GalleryNotFoundError(
            f"There is no gallery '{folder.name}'; 'art-assistant gallery list' shows those there are."
        )
    return folder / VERSIONS / named


def has_gallery(folder: Path) -> bool:
    """Whether a gallery stands in the folder, sound or not; one file of a common name is somebody else's."""
    return _is_flat(folder) or (is_file(folder / CURRENT) and (is_folder(folder / VERSIONS) or _is_pointed(folder)))


def _is_flat(folder: Path) -> bool:
    return is_file(folder / MANIFEST) and any(is_file(folder / name) for name in (INDEX, ARTWORKS, FEATURES))


def _is_pointed(folder: Path) -> bool:
    try:
        return _named(folder) is not None
    except GalleryCorruptError:
        return False


def published(folder: Path) -> str | None:
    """Return a text that changes whenever another version is in use; None where there is no gallery."""
    try:
        place = in_use(folder)
        found = (place / MANIFEST).stat()
    except (GalleryError, OSError):
        return None
    return f"{place.name} {found.st_mtime_ns} {found.st_ino}"


def reading(folder: Path, read: Callable[[Path], _T]) -> _T:
    """Return what ``read`` makes of the version in use; read again where another one was published in the meantime.

    Raises:
        GalleryError: as ``in_use``, and whatever ``read`` raises of a version that is still in use.

    """
    for _ in range(_ATTEMPTS):
        place = in_use(folder)
        try:
            return read(place)
        except (GalleryError, OSError):
            if in_use(folder) == place:
                raise
    return read(in_use(folder))


def versions_of(folder: Path) -> list[str]:
    """Return the names of the versions that are kept, the oldest first."""
    try:
        names = [path.name for path in (folder / VERSIONS).iterdir() if is_file(path / MANIFEST)]
    except OSError:
        return []
    return sorted((name for name in names if _VERSION.fullmatch(name)), key=lambda name: (number_of(name), name))


def publish(folder: Path, fill: Callable[[Path], None], commit: Callable[[], None] | None = None) -> None:
    """Write a new version and put it into use.

    Args:
        folder: the gallery's folder; it is made where missing.
        fill: writes the files of a gallery into the folder it is given.
        commit: called once all is written, just before the new version comes into use.

    Raises:
        OSError: the disk refused; what was in use still is.

    """
    home = folder / VERSIONS
    part = home / f".{uuid.uuid4().hex}.part"
    try:
        _mend(folder)
        part.mkdir(parents=True)
        fill(part)
        _keep_flat(folder)
        version = home / f"{_next(folder):06d}-{_digest(part)}"
        part.rename(version)
        part = version
        bring_down(home)
        if commit is not None:
            commit()
        put_into_use(folder, version.name)
    except BaseException:
        _discard(part, folder)
        raise
    _tidy(folder)


def put_into_use(folder: Path, version: str) -> None:
    """Name the version that readers find from now on; raises OSError where the disk refuses."""
    swap(folder / CURRENT, f"{version}\n".encode())


def swap(path: Path, data: bytes) -> None:
    """Write a small file that others read at any moment: they find what was there before, or all of ``data``.

    Raises:
        OSError: the disk refused.

    """
    for attempt in range(_ATTEMPTS):
        try:
            write_whole(path, data)
        except PermissionError:
            # Windows does not replace a file while somebody has it open; readers have it open for a moment only.
            if os.name != "nt" or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.01)
        else:
            return


def check_deletable(folder: Path) -> None:
    """Raise PermissionError where a folder of a gallery lets nothing be taken out of it."""
    home = folder / VERSIONS
    versions = [path for path in home.glob("*") if _OURS.fullmatch(path.name)]
    for place in (folder.parent, folder, home, *versions):
        if is_folder(place) and not os.access(place, os.W_OK):
            raise PermissionError(errno.EACCES, "closed")


def unmake(folder: Path) -> None:
    """Delete every file of a gallery, and its folder where nothing else is in it; what others put there stays.

    Raises:
        OSError: the disk refused.

    """
    for name in (CURRENT, ORIGIN, FOLLOWING):
        (folder / name).unlink(missing_ok=True)
    _clear_flat(folder)
    home = folder / VERSIONS
    for path in [*home.glob("*"), *folder.glob(".*.part")]:
        if _OURS.fullmatch(path.name):
            shutil.rmtree(path) if is_folder(path) else path.unlink()
    for place in (home, folder):
        with contextlib.suppress(OSError):
            place.rmdir()


def _clear_flat(folder: Path) -> None:
    """Delete the files of a gallery of an earlier release; a manifest alone is somebody else's."""
    if _is_flat(folder):
        for name in (MANIFEST, INDEX, ARTWORKS, FEATURES, WORDS):
            (folder / name).unlink(missing_ok=True)


def _named(folder: Path) -> str | None:
    for _ in range(_ATTEMPTS):
        try:
            name = read_regular(folder / CURRENT).decode("ascii", "replace").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError:
            time.sleep(0.01 if os.name == "nt" else 0)
            continue
        except OSError:
            return None
        if not _VERSION.fullmatch(name):
            break
        return name
    raise GalleryCorruptError("The gallery's CURRENT is damaged or cannot be read; build it again.")


def number_of(version: str) -> int:
    """Return the number of a version by its name, -1 where that is not the name of one."""
    found = _VERSION.fullmatch(version)
    return int(found.group(1)) if found else -1


def mark_of(version: str) -> str:
    """Return what a version's name tells of its content, equal for equal content; empty where it is no such name."""
    found = _VERSION.fullmatch(version)
    return found.group(2) if found else ""


def mark_for(manifest: bytes) -> str:
    """Return what the name of a version with this manifest tells of its content."""
    return hashlib.sha256(manifest).hexdigest()[:12]


def _next(folder: Path) -> int:
    try:
        names = [path.name for path in (folder / VERSIONS).iterdir()]
    except OSError:
        names = []
    return max([number_of(name) for name in names] + [0]) + 1


def _digest(place: Path) -> str:
    return mark_for((place / MANIFEST).read_bytes())


def _keep_flat(folder: Path) -> None:
    """Keep a gallery of an earlier release as a version, while its own files still serve readers."""
    if (folder / CURRENT).exists() or not _is_flat(folder):
        return
    part = folder / VERSIONS / f".{uuid.uuid4().hex}.part"
    part.mkdir()
    for name in (MANIFEST, INDEX, ARTWORKS, FEATURES, WORDS):
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(folder / name, part / name)
    version = folder / VERSIONS / f"{0:06d}-{_digest(part)}"
    if version.exists():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.rename(version)


def _discard(part: Path, folder: Path) -> None:
    """Take back what a failed publish wrote, and the folders it made where nothing else is in them."""
    current = folder / CURRENT
    if not current.is_file() or current.read_bytes().decode("ascii", "replace").strip() != part.name:
        shutil.rmtree(part, ignore_errors=True)
    for place in (folder / VERSIONS, folder):
        with contextlib.suppress(OSError):
            place.rmdir()


def _tidy(folder: Path) -> None:
    """Leave out versions that are no longer kept, and what stops have left behind; what is held open stays for now."""
    kept = {_named(folder), *versions_of(folder)[-KEPT:]}
    home = folder / VERSIONS
    for path in [path for path in home.iterdir() if path.name not in kept and _OURS.fullmatch(path.name)]:
        gone = path if path.name.startswith(".") else home / f".{uuid.uuid4().hex}.gone"
        with contextlib.suppress(OSError):
            # Named otherwise first, so that no reader finds half a version.
            path.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
    with contextlib.suppress(OSError):
        _clear_flat(folder)
    for left in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            left.unlink()
    shutil.rmtree(_old(folder), ignore_errors=True)


def bring_down(path: Path) -> None:
    """Bring a file, or the names in a folder, down to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mend(folder: Path) -> None:
    """Put back a gallery that an earlier release had moved aside when it was stopped."""
    old = _old(folder)
    if is_folder(old) and not is_folder(folder):
        with contextlib.suppress(OSError):
            old.rename(folder)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")
