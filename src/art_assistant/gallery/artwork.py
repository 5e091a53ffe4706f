"""One work in a gallery: the facts, and small signatures of how it looks. Never its pixels."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.search.filters import Filter, folded

TEXT_LIMIT: Final = 2000
"""Longest text that is kept of a fact; catalogues are not trusted."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_YEAR = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")
_CENTURY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)[ -]century", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Artwork:
    """What a gallery knows of one work; None is unknown.

    Attributes:
        id: its name in the gallery, unique there.
        title, artist, nationality, artist_dates, date, medium, museum, style, rights, credit: as the museum says.
        attribution: what stands before the artist's name, such as "Follower of"; None for the artist's own hand.
        century: 1-21, from the date.
        museum_url, image_url: https addresses; opened only when the artist asks.
        path: where the picture is in the artist's own folder, relative to it.
        sha256: digest of the file that was measured, for own folders.
        palette: (hex, share) of the main colours, largest first.
        value_grid: 24 x 24 L* of the squinted picture, one byte each (L* x 2.55), base64.
        preview: a blurred thumbnail as a few base64 bytes (see ``preview``).
        measures: the flat metrics that reasons may cite.

    """

    id: str
    title: str | None = None
    artist: str | None = None
    attribution: str | None = None
    nationality: str | None = None
    artist_dates: str | None = None
    date: str | None = None
    century: int | None = None
    medium: str | None = None
    museum: str | None = None
    museum_url: str | None = None
    image_url: str | None = None
    style: str | None = None
    rights: str | None = None
    credit: str | None = None
    path: str | None = None
    sha256: str | None = None
    palette: tuple[tuple[str, float], ...] = ()
    value_grid: str | None = None
    preview: str | None = None
    measures: Mapping[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the work as plain JSON-ready Python; what is unknown is left out."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        found["palette"] = [[colour, share] for colour, share in self.palette]
        found["measures"] = dict(self.measures)
        return {name: value for name, value in found.items() if value not in (None, [], {})}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Artwork:
        """Return the work that a catalogue line describes, every field cleaned and checked.

        Raises:
            GalleryCorruptError: the line has no id.

        """
        identifier = clean_text(data.get("id"))
        if identifier is None:
            raise GalleryCorruptError("A work in the gallery's list has no id; build the gallery again.")
        texts = {name: clean_text(data.get(name)) for name in _TEXTS}
        texts |= {name: clean_url(data.get(name)) for name in ("museum_url", "image_url")}
        century = data.get("century")
        return cls(
            id=identifier,
            century=century if isinstance(century, int) and 1 <= century <= 21 else century_of(texts["date"]),
            palette=_palette(data.get("palette")),
            measures=_measures(data.get("measures")),
            **texts,
        )

    def keywords(self) -> str:
        """Return everything a keyword filter looks at, folded."""
        known = (self.title, self.artist, self.attribution, self.nationality, self.date, self.medium, self.style)
        century = f"{self.century}th century" if self.century else None
        return folded(" | ".join(text for text in (*known, century) if text))

    def matches(self, query: str) -> bool:
        """Whether every word of ``query`` is found; see ``filters`` for how it is written.

        Raises:
            FilterError: the query asks for what no work can have.

        """
        return Filter.parse(query).fits(self)


_TEXTS = (
    "title",
    "artist",
    "attribution",
    "nationality",
    "artist_dates",
    "date",
    "medium",
    "museum",
    "style",
    "rights",
    "credit",
    "path",
    "sha256",
    "value_grid",
    "preview",
)


def clean_text(value: Any) -> str | None:
    """Return one line of plain text of at most ``TEXT_LIMIT`` characters, or None where there is nothing."""
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    text = _CONTROL.sub(" ", str(value)).strip()[:TEXT_LIMIT]
    return " ".join(text.split()) or None


def clean_url(value: Any) -> str | None:
    """Return an http(s) address without spaces or quotes, or None."""
    text = clean_text(value)
    if text is None or not re.fullmatch(r"https?://[^\s\"'<>\\]{1,1000}", text):
        return None
    return text


def century_of(date: str | None) -> int | None:
    """Return the century of a museum's date: "c. 1885-90" is 19, "17th century" is 17, nothing known is None."""
    if date is None:
        return None
    named = _CENTURY.search(date)
    if named:
        return int(named.group(1))
    year = _YEAR.search(date)
    return (int(year.group(1)) - 1) // 100 + 1 if year else None


def _palette(value: Any) -> tuple[tuple[str, float], ...]:
    if not isinstance(value, list):
        return ()
    pairs = [pair for pair in value if isinstance(pair, (list, tuple)) and len(pair) == 2]
    return tuple(
        (colour, float(share))
        for colour, share in pairs
        if isinstance(colour, str) and re.fullmatch(r"#[0-9a-f]{6}", colour) and _is_number(share)
    )


def _measures(value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        return {}
    return {str(name): float(number) for name, number in value.items() if _is_number(number)}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
