"""A gallery on this machine that follows a channel of a store: brought here, verified, and only then put into use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from art_assistant.base.regular import read_regular
from art_assistant.errors import ArtAssistantError, GalleryCorruptError, GalleryError, OutputError, StoreError
from art_assistant.files.atomic import why, write_whole
from art_assistant.files.lock import HeldError, locked
from art_assistant.gallery.bundle import FILES, MANIFEST, OPTIONAL, publish_files, read_manifest
from art_assistant.gallery.make.opening import taking_in
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.places import journals_of, refuse_taken
from art_assistant.gallery.versions import (
    ORIGIN,
    VERSIONS,
    has_gallery,
    in_use,
    mark_for,
    mark_of,
    put_into_use,
    versions_of,
)
from art_assistant.museum.store.place import StorePlace
from art_assistant.museum.store.shelf import StoreShelf, below, check_channel

_LOCK: Final = ".pull.lock"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a gallery comes from.

    Attributes:
        store: the address of the store.
        channel: which of its channels.

    """

    store: str
    channel: str

    def to_bytes(self) -> bytes:
        """Return the file."""
        return (json.dumps({"store": self.store, "channel": self.channel}) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull found.

    Attributes:
        version: the version in use, by its name in the store.
        works: how many it holds.
        fresh: whether it came into use by this pull.

    """

    version: str
    works: int
    fresh: bool


class RefusedError(Exception):
    """A version of the store was not put into use; it never leaves this package.

    Attributes:
        version: its name.
        error: why.

    """

    def __init__(self, version: str, error: ArtAssistantError) -> None:
        super().__init__(str(error))
        self.version, self.error = version, error


def pull(place: StorePlace, origin: Origin, folder: Path) -> Pulled:
    """Bring the version that a channel points at to a gallery's folder, and put it into use.

    A version that is here already, as after a step back in the store, is not fetched again.

    Args:
        place: where the store lies.
        origin: its address, and the channel.
        folder: the gallery's; made at the first pull, and from then on only this origin's.

    Raises:
        GalleryError: another gallery has the folder; or the version is damaged, of an encoder that is not here, or
            otherwise none that can be searched: the one before stays in use.
        StoreError: the store cannot be used.
        OutputError: the disk refused.

    """
    try:
        return follow(place, origin, folder)
    except RefusedError as refused:
        raise refused.error from refused


def follow(place: StorePlace, origin: Origin, folder: Path) -> Pulled:
    """Do as ``pull`` does, but raise RefusedError where a version is not one to put into use."""
    shelf = StoreShelf(place)
    shelf.check()
    version = shelf.in_channel(check_channel(origin.channel))
    _check_owner(folder, origin)
    if has_gallery(folder) and _mark_in_use(folder) == mark_of(version):
        return Pulled(version, int(read_manifest(folder)["n"]), fresh=False)
    try:
        with _alone(folder):
            folder.mkdir(exist_ok=True)
            write_whole(folder / ORIGIN, origin.to_bytes())
            _put_into_use(shelf, version, folder)
    except OSError as error:
        raise OutputError(f"The gallery '{folder.name}' cannot be written: {why(error)}.") from error
    return Pulled(version, int(read_manifest(folder)["n"]), fresh=True)


def _put_into_use(shelf: StoreShelf, version: str, folder: Path) -> None:
    here = [name for name in versions_of(folder) if mark_of(name) == mark_of(version)]
    if here:
        try:
            open_folder(folder / VERSIONS / here[-1], searched=True)
        except GalleryError:
            # What is here is damaged; the store's may be sound.
            here = []
    if here:
        put_into_use(folder, here[-1])
        return

    def fill(part: Path) -> None:
        _fetch(shelf, version, part)

    with _named_as_imported(folder):
        publish_files(folder, fill)


def _fetch(shelf: StoreShelf, version: str, part: Path) -> None:
    stored = shelf.place.sizes(below(version))
    for name in (*FILES, *(name for name in OPTIONAL if name in stored), MANIFEST):
        shelf.place.fetch(below(version, name), part / name)
    try:
        if mark_for(read_regular(part / MANIFEST)) != mark_of(version):
            raise GalleryCorruptError(f"The manifest of version {version} is not the one that was published.")
        open_folder(part, searched=True)
    except GalleryError as error:
        raise RefusedError(version, error) from error


def _named_as_imported(folder: Path) -> AbstractContextManager[None]:
    """Note with the gallery's journal that it was not built here, where that is not noted yet."""
    if has_gallery(folder):
        return nullcontext()
    for begun in journals_of(folder):
        # Of a first pull that was stopped; the folder is this origin's by now.
        begun.unlink()
    return taking_in(folder)


def _mark_in_use(folder: Path) -> str:
    try:
        return mark_of(in_use(folder).name)
    except GalleryError:
        return ""


def _check_owner(folder: Path, origin: Origin) -> None:
    """Raise GalleryError where the folder belongs to another gallery, or to one that follows another store."""
    try:
        told = read_regular(folder / ORIGIN)
    except OSError:
        refuse_taken(folder)
        return
    if told != origin.to_bytes():
        raise GalleryError(
            f"The gallery '{folder.name}' follows another store or channel; give another name, or "
            f"'gallery remove {folder.name} --all' first."
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with locked(folder.with_name(f".{folder.name}{_LOCK}")):
            yield
    except HeldError as error:
        raise StoreError(f"The gallery '{folder.name}' is being brought already; try again in a moment.") from error
