"""One open copy of each gallery for the whole process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import ClassVar, Final

from art_assistant import log
from art_assistant.base.processes import after_fork
from art_assistant.errors import GalleryError, GalleryIndexError
from art_assistant.gallery.bundle import canonical, read_manifest_bytes
from art_assistant.gallery.opened import Gallery, open_folder
from art_assistant.gallery.places import folder_of
from art_assistant.gallery.versions import published
from art_assistant.settings import Settings
from art_assistant.vision.encoders import enrol

LOGGER = log.get_logger(__name__)
_OPEN: Final = 4


class _Opened:
    """The galleries that this process holds open, the latest last."""

    lock: ClassVar = threading.Lock()
    galleries: ClassVar[OrderedDict[tuple[Path, bytes, str], Gallery]] = OrderedDict()
    refused: ClassVar[dict[Path, str]] = {}

    @classmethod
    def renew(cls) -> None:
        """Begin anew in a forked process, where a lock that another thread held would never be given back."""
        cls.lock, cls.galleries = threading.Lock(), OrderedDict()


after_fork(_Opened.renew)


def open_gallery(name: str | Path | None = None, settings: Settings | None = None) -> Gallery:
    """Return a gallery, verified when it is first opened and again whenever it has changed on disk.

    Args:
        name: a name or a folder; by default the gallery that ``settings`` names.
        settings: ``Settings()`` by default.

    Raises:
        GalleryError: missing, damaged, newer, of an unknown encoder, or of unequal counts; each a class of its own.

    """
    chosen = settings or Settings()
    folder = folder_of(str(name or chosen.gallery.name), chosen)
    place = folder.resolve()
    with _Opened.lock:
        stored = read_manifest_bytes(folder)
        gallery = _Opened.galleries.pop((place, stored, chosen.gallery.index), None)
        if gallery is None:
            gallery = _fresh(folder, place, chosen)
            # Another version may have come into use meanwhile, so that the gallery is kept under what it is.
            stored = canonical(gallery.manifest)
        _Opened.galleries[place, stored, chosen.gallery.index] = gallery
        while len(_Opened.galleries) > _OPEN:
            _Opened.galleries.popitem(last=False)
    return gallery


def _fresh(folder: Path, place: Path, settings: Settings) -> Gallery:
    """Open the version in use; where it cannot be used, go on with the one that this process has open."""
    enrol(settings.models)
    stamp, asked = published(folder), settings.gallery
    here = [key for key in _Opened.galleries if (key[0], key[2]) == (place, asked.index)]
    try:
        if stamp is None or not here or _Opened.refused.get(place) != stamp:
            return open_folder(folder, searched=True, asked=asked)
    except GalleryError as error:
        if stamp is None or not here:
            raise
        LOGGER.error("gallery refused", gallery=folder.name, code=error.code)  # noqa: TRY400 - the code says it all
        # Rows may come to a server later, or the server back.
        if not isinstance(error, GalleryIndexError):
            _Opened.refused[place] = stamp
    return _Opened.galleries.pop(here[-1])
