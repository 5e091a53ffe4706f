"""A gallery as one file, to carry it to another machine."""

from __future__ import annotations

import shutil
import tempfile
import uuid
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from art_assistant.errors import GalleryCorruptError, GalleryError, GalleryNotFoundError, OutputError
from art_assistant.gallery.bundle import FILES, MANIFEST, read_manifest, replace_folder
from art_assistant.gallery.search import open_folder

LARGEST: Final = 20_000_000_000
"""Bytes that one file of a carried gallery may claim: about five million works."""


def export_gallery(folder: Path, target: Path) -> None:
    """Write a gallery, once every byte of it is verified, into one zip file.

    Raises:
        GalleryError: the gallery is missing or damaged.
        OutputError: the disk refused.

    """
    open_folder(folder)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (MANIFEST, *FILES):
                archive.write(folder / name, name)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(f"{target.name} cannot be written ({error.strerror}); choose another place.") from error


def is_archive(path: Path) -> bool:
    """Whether the file is a zip file."""
    return path.is_file() and zipfile.is_zipfile(path)


def import_archive(source: Path, name: str | None, folder_of: Callable[[str], Path]) -> tuple[str, int]:
    """Take in an exported gallery, and return its name and how many works it holds.

    Only the four files of a gallery are read from the archive, whatever else it holds; nothing takes its place in the
    artist's galleries before every byte is verified.

    Args:
        source: the zip file.
        name: what to call the gallery; its own name by default.
        folder_of: gives the folder of a gallery's name.

    Raises:
        GalleryCorruptError: it is not an exported gallery, or damaged.
        GalleryError: there is already a gallery of that name.
        OutputError: the disk refused.

    """
    with tempfile.TemporaryDirectory(prefix="art-gallery-") as workshop:
        place = Path(workshop) / "gallery"
        _unpack(source, place)
        gallery = open_folder(place)
        chosen = name or str(gallery.manifest.get("name"))
        folder = folder_of(chosen)
        _refuse_taken(folder)
        fresh = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.part")
        try:
            shutil.copytree(place, fresh)
            replace_folder(fresh, folder)
        except OSError as error:
            shutil.rmtree(fresh, ignore_errors=True)
            raise OutputError(f"The gallery cannot be written ({error.strerror}); free some space.") from error
        return chosen, len(gallery.works)


def _refuse_taken(folder: Path) -> None:
    try:
        read_manifest(folder)
    except GalleryNotFoundError:
        return
    raise GalleryError(f"There is already a gallery '{folder.name}'; give another --name.")


def _unpack(source: Path, place: Path) -> None:
    place.mkdir()
    try:
        with zipfile.ZipFile(source) as archive:
            for name in (MANIFEST, *FILES):
                if archive.getinfo(name).file_size > LARGEST:
                    raise GalleryCorruptError("The archive claims more than any gallery holds; it is not read.")
                with archive.open(name) as packed, (place / name).open("wb") as plain:
                    shutil.copyfileobj(packed, plain)
    except (KeyError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise GalleryCorruptError("That is not an exported gallery, or it is damaged; export it again.") from error
