"""The galleries: the starter's and the artist's own, every byte verified."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from art_assistant.checkup.check import REINSTALL, Check
from art_assistant.errors import GalleryEncoderError, GalleryError, GalleryIndexError, GalleryNotFoundError
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.places import STARTER, folder_of, list_galleries
from art_assistant.settings import Settings
from art_assistant.vision.encoders import enrol

_AREA: Final = "galleries"
_AGAIN: Final = (
    "art-assistant gallery rollback {name}, or build it again: art-assistant gallery build FOLDER --name {name}"
)
_OTHER: Final = "Name another with ART_GALLERY_NAME."
_SERVER: Final = "Start the server, send it the gallery with 'gallery send', or unset ART_GALLERY_INDEX."
_ENCODER: Final = "Import it again with --pictures FOLDER, so that its works are measured here."


def look(settings: Settings) -> Iterator[Check]:
    """Yield a check of each gallery, that which is searched by default among them."""
    used = settings.gallery.name
    enrol(settings.models)
    try:
        names = list_galleries(settings)
    except GalleryError as error:
        yield Check(_AREA, "home", "fail", str(error))
        names = [STARTER]
    for name in dict.fromkeys([*names, used]):
        yield _gallery(name, settings, used=name == used)


def _gallery(name: str, settings: Settings, *, used: bool) -> Check:
    try:
        gallery = open_folder(folder_of(name, settings), searched=True, asked=settings.gallery)
    except GalleryEncoderError as error:
        return Check(_AREA, name, "fail" if used else "warn", str(error), _ENCODER)
    except GalleryNotFoundError as error:
        return Check(_AREA, name, "fail", str(error), _OTHER)
    except GalleryIndexError as error:
        return Check(_AREA, name, "fail", str(error), _SERVER)
    except GalleryError as error:
        return Check(_AREA, name, "fail", str(error), _remedy(name))
    works = len(gallery.works)
    told = f"Sound: {works} {'work' if works == 1 else 'works'}{', searched by default' if used else ''}."
    return Check(_AREA, name, "ok", told)


def _remedy(name: str) -> str:
    return REINSTALL if name == STARTER else _AGAIN.format(name=name)
