"""What other programs and people call the fields of a work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from art_assistant.gallery.artwork import clean_text
from art_assistant.gallery.bring.artists import read_artist

SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "artwork_id", "object_id", "uid"),
    "title": ("title", "name"),
    "date": ("date", "year", "date_display"),
    "medium": ("medium", "medium_display", "technique"),
    "museum": ("museum", "source", "institution"),
    "museum_url": ("museum_url", "page_url", "object_url", "link"),
    "image_url": ("image_url", "url"),
    "style": ("style", "style_tags", "styles", "tags", "style_title"),
    "path": ("path", "image_path", "file", "filename"),
    "rights": ("rights", "license", "licence"),
    "credit": ("credit", "credit_line"),
}
FIELDS: Final = frozenset({*SAME, "artist", "attribution", "nationality", "artist_dates", "sha256"})


def renamed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry by our names; an artist's line is taken apart, an address in a path's place is an address."""
    found: dict[str, Any] = {}
    for name, others in SAME.items():
        value = next((entry[other] for other in others if entry.get(other) not in (None, "", [])), None)
        text = clean_text(", ".join(map(str, value)) if isinstance(value, list) else value)
        if text is not None:
            found[name] = text
    if str(found.get("path", "")).startswith(("http://", "https://")):
        found.setdefault("image_url", found["path"])
        del found["path"]
    artist = read_artist(entry.get("artist"))
    told = {"artist": artist.name, "attribution": artist.attribution}
    told |= {"nationality": artist.nationality, "artist_dates": artist.dates}
    own = {name: clean_text(entry.get(name)) for name in ("attribution", "nationality", "artist_dates")}
    return found | {name: own.get(name) or value for name, value in told.items() if own.get(name) or value}
