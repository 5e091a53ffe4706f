"""How a related work looks: its preview, its values, or the museum's own picture where the artist said yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.errors import UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.preview import read_preview
from art_assistant.report.draw.encode import encode_jpeg
from art_assistant.report.likeness.glimpse import soft_values
from art_assistant.studio.house import MUSEUMS
from art_assistant.studio.visits import Visit

_SIDE: Final = 320
_QUALITY: Final = 85


def work_of(visit: Visit, identifier: str) -> Artwork:
    """Return a work that the service told of, or one of the gallery that the visit compares with.

    Raises:
        UsageError: there is no such work.
        GalleryError: the gallery cannot be opened.

    """
    found = visit.works.get(identifier)
    if found is None:
        works = open_gallery(visit.wishes.gallery or None, visit.settings).works
        found = next((work for work in works if work.id == identifier), None)
    if found is None:
        raise UsageError("There is no such work in this gallery.")
    return found


def picture_of(visit: Visit, words: Mapping[str, str]) -> tuple[bytes, str]:
    """Return a work as a picture and its type: ``what`` is ``preview``, ``values`` or ``museum``.

    Raises:
        UsageError: there is no such work, or no such picture of it, or museums may not be asked.

    """
    work = work_of(visit, words.get("id", ""))
    if words.get("what") == "museum":
        if not (visit.wishes.consent and work.image_url):
            raise UsageError("Museums are asked for pictures only when you allow it.")
        drawing = MUSEUMS.drawing(work.image_url, visit.settings)
        return drawing.data, drawing.mime
    seen = read_preview(work.preview, _SIDE)
    shown = soft_values(work.value_grid, (_SIDE, _SIDE) if seen is None else seen.shape[:2])
    chosen = shown if words.get("what") == "values" or seen is None else seen
    if chosen is None:
        raise UsageError("Nothing is known of how this work looks.")
    return encode_jpeg(chosen, _QUALITY), "image/jpeg"
