"""A gallery as one file, to carry it to another machine."""

from __future__ import annotations

import json
import os
import shutil
import uuid
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from art_assistant.errors import GalleryCorruptError, GalleryNotFoundError, OutputError
from art_assistant.files.atomic import why
from art_assistant.files.there import is_file
from art_assistant.gallery.bundle import FILES, MANIFEST, OPTIONAL, files_in, publish_files, read_manifest
from art_assistant.gallery.make.opening import taking_in
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.places import refuse_taken
from art_assistant.gallery.versions import reading

LARGEST: Final = 20_000_000_000
"""Bytes that one file of a carried gallery may claim: about five million works."""

_LARGEST_MANIFEST: Final = 64_000_000
_STEEPEST: Final = 200
"""How many times smaller than its content a packed file may be; vectors shrink by a tenth, lists to a fifth."""
_SLACK: Final = 1_000_000
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_DAMAGE: Final = (KeyError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error, ValueError)


def export_gallery(folder: Path, target: Path) -> None:
    """Write a gallery, once every byte of it is verified, into one zip file: the same bytes for the same version.

    Raises:
        GalleryError: the gallery is missing or damaged.
        OutputError: there is a file of that name, or the disk refused.

    """
    if os.path.lexists(target):
        raise OutputError(f"There is already a file '{target.name}'; choose another name, or delete it first.")
    read_manifest(folder)
    reading(folder, lambda place: _export(place, target))


def _export(place: Path, target: Path) -> None:
    open_folder(place)
    part = target.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as archive:
            for name in (MANIFEST, *files_in(place)):
                _pack(archive, place / name)
        part.replace(target)
    except OSError as error:
        raise OutputError(f"{target.name} cannot be written: {why(error)}; choose another place.") from error
    finally:
        part.unlink(missing_ok=True)


def _pack(archive: zipfile.ZipFile, path: Path) -> None:
    entry = zipfile.ZipInfo(path.name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.file_size = path.stat().st_size
    with path.open("rb") as plain, archive.open(entry, "w") as packed:
        shutil.copyfileobj(plain, packed)


def is_archive(path: Path) -> bool:
    """Whether the file is a zip file, or names one."""
    return path.suffix.lower() == ".zip" or (is_file(path) and zipfile.is_zipfile(path))


def import_archive(source: Path, name: str | None, folder_of: Callable[[str], Path]) -> tuple[str, int]:
    """Take in an exported gallery, and return its name and how many works it holds.

    Only the files of a gallery are read from the archive, whatever else it holds; nothing takes its place in the
    artist's galleries before every byte is verified.

    Args:
        source: the zip file.
        name: what to call the gallery; its own name by default.
        folder_of: gives the folder of a gallery's name.

    Raises:
        GalleryNotFoundError: there is no such file.
        GalleryCorruptError: it is not an exported gallery, or damaged.
        GalleryError: there is already a gallery of that name.
        OutputError: the disk refused.

    """
    if not is_file(source):
        raise GalleryNotFoundError(f"There is no file '{source.name}' to import; check the path.")
    try:
        with zipfile.ZipFile(source) as archive:
            entries = _entries(archive, source.stat().st_size)
            chosen = name or str(_manifest(archive, entries[MANIFEST]).get("name"))
            folder = folder_of(chosen)
            refuse_taken(folder)
            return chosen, _take_in(archive, entries, folder)
    except _DAMAGE as error:
        raise GalleryCorruptError("That is not an exported gallery, or it is damaged; export it again.") from error
    except OSError as error:
        raise OutputError(f"{source.name} cannot be read, or the gallery not written: {why(error)}.") from error


def _take_in(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], folder: Path) -> int:
    works = 0

    def fill(place: Path) -> None:
        nonlocal works
        for name, entry in entries.items():
            with archive.open(entry) as packed, (place / name).open("xb") as plain:
                shutil.copyfileobj(packed, plain)
        works = len(open_folder(place).works)

    with taking_in(folder):
        publish_files(folder, fill)
    return works


def _entries(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """Return the entries that are read; each is there once, and claims no more than it and a gallery can hold."""
    names = [entry.filename for entry in archive.infolist()]
    wanted = (MANIFEST, *FILES, *(name for name in OPTIONAL if name in names))
    if any(names.count(name) != 1 for name in wanted):
        raise GalleryCorruptError("That is not an exported gallery, or it is damaged; export it again.")
    entries = {name: archive.getinfo(name) for name in wanted}
    # Other ways to pack, which 'gallery export' does not use, make gigabytes out of nothing.
    plain = all(entry.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries.values())
    if not plain or sum(entry.compress_size for entry in entries.values()) > size:
        raise GalleryCorruptError("That is not an exported gallery, or it is damaged; export it again.")
    for entry in entries.values():
        if entry.file_size > min(LARGEST, _STEEPEST * entry.compress_size + _SLACK):
            raise GalleryCorruptError("The archive claims more than any gallery holds; it is not read.")
    return entries


def _manifest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> dict[str, Any]:
    if entry.file_size > _LARGEST_MANIFEST:
        raise GalleryCorruptError("The archive claims more than any gallery holds; it is not read.")
    manifest = json.loads(archive.read(entry))
    if not isinstance(manifest, dict):
        raise GalleryCorruptError("That is not an exported gallery, or it is damaged; export it again.")
    return manifest
