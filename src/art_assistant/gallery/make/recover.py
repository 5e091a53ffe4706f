"""A journal made again from the gallery that it belongs to: the works, their facts and what was taken out."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np

from art_assistant.errors import GalleryError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.make.journal import FileState, Journal
from art_assistant.gallery.opened import Gallery, open_folder
from art_assistant.gallery.versions import VERSIONS, versions_of

UNKNOWN: Final = -1
"""Size of a file of which only the content is known, so that it is looked at."""

_TOLD: Final = (
    *("title", "artist", "attribution", "nationality", "artist_dates", "date", "medium", "museum", "museum_url"),
    *("image_url", "style", "rights", "credit"),
)


def whole_gallery(folder: Path) -> Gallery | None:
    """Return the gallery, or the latest earlier version that is sound; None where there is none."""
    places = [folder, *(folder / VERSIONS / name for name in reversed(versions_of(folder)))]
    for place in places:
        try:
            return open_folder(place)
        except GalleryError:
            continue
    return None


def can_recover(gallery: Gallery) -> bool:
    """Whether every work is known by its file and content, as in galleries that were built from pictures."""
    return all(work.sha256 and work.path for work in gallery.works)


def recover(journal: Journal, gallery: Gallery | None) -> None:
    """Take into a journal what it lacks of its gallery, and note that this was done."""
    journal.begin()
    if gallery is not None and can_recover(gallery):
        _take(journal, gallery)
    journal.settle()
    journal.commit()


def _take(journal: Journal, gallery: Gallery) -> None:
    files, works, told = journal.files(), journal.works() | set(journal.seen()), journal.told()
    encoder = str(gallery.manifest.get("encoder"))
    fits = journal.fact("encoder") in {None, encoder}
    if journal.fact("encoder") is None:
        journal.remember("encoder", encoder)
        removed = gallery.manifest.get("removed")
        journal.set_removed([str(digest) for digest in removed] if isinstance(removed, list) else [], out=True)
        journal.set_added({str(work.path) for work in gallery.works if PurePosixPath(str(work.path)).is_absolute()})
    for row, work in enumerate(gallery.works):
        digest, path = str(work.sha256), str(work.path)
        if digest not in works and fits:
            journal.set_work(digest, np.array(gallery.features[row]), _seen(work))
            if path not in files:
                journal.set_file(path, FileState(UNKNOWN, 0, digest))
        facts = _facts(work)
        if facts and digest not in told:
            journal.tell(digest, facts)


def _seen(work: Artwork) -> dict[str, Any]:
    entry = work.as_dict()
    seen = {name: entry.get(name) for name in ("palette", "value_grid", "preview")}
    return seen | {"measures": dict(work.measures)}


def _facts(work: Artwork) -> dict[str, Any]:
    """Return what somebody told of a work; a title that is only its file's name was not told."""
    told = {name: value for name in _TOLD if (value := getattr(work, name)) is not None}
    if told.get("title") == PurePosixPath(str(work.path)).stem:
        del told["title"]
    return told
