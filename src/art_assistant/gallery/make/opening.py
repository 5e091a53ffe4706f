"""Opening the journal of a gallery, or making it again where it was lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from art_assistant.errors import GalleryError
from art_assistant.files.there import is_file
from art_assistant.gallery.make.journal import Journal
from art_assistant.gallery.make.recover import can_recover, recover, whole_gallery
from art_assistant.gallery.places import journal_of, journals_of, refuse_strangers, refuse_taken
from art_assistant.gallery.versions import CURRENT, has_gallery

_IMPORTED: Final = "imported"


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """Lend the journal of a gallery that may be changed; a lost or damaged one is made again from the gallery.

    Raises:
        GalleryError: another process changes it, it was imported, or other files have its place.
        OutputError: its folder cannot be written.

    """
    path = journal_of(folder)
    if has_gallery(folder) and not is_file(path) and not _may_change(folder):
        raise _imported(folder)
    refuse_strangers(folder)
    with Journal(path) as journal:
        if journal.is_new:
            _make_again(journal, folder)
        if journal.fact(_IMPORTED) is not None:
            raise _imported(folder)
        yield journal


def _make_again(journal: Journal, folder: Path) -> None:
    gallery = whole_gallery(folder)
    if journal.aside is not None and gallery is not None and not can_recover(gallery):
        journal.remember(_IMPORTED, "yes")
    recover(journal, gallery)


def _may_change(folder: Path) -> bool:
    """Whether a gallery without a journal has lost it; earlier releases gave none to those that were imported."""
    gallery = whole_gallery(folder)
    return is_file(folder / CURRENT) and (gallery is None or can_recover(gallery))


def _imported(folder: Path) -> GalleryError:
    return GalleryError(
        f"The gallery '{folder.name}' was imported and cannot be changed here; build one of another name."
    )


@contextmanager
def taking_in(folder: Path) -> Iterator[None]:
    """Hold a new gallery's name while it is imported, and note that it was; after a failure the name is free again.

    Raises:
        GalleryError: there is a gallery of that name.
        OutputError: its folder cannot be written.

    """
    refuse_taken(folder)
    path = journal_of(folder)
    try:
        with Journal(path) as journal:
            journal.remember(_IMPORTED, "yes")
            yield
    except BaseException:
        if not has_gallery(folder):
            for part in journals_of(folder):
                part.unlink(missing_ok=True)
        raise


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep other processes from changing a gallery, where it has a journal."""
    if not is_file(journal_of(folder)):
        yield
        return
    with Journal(journal_of(folder)):
        yield
