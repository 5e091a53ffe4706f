"""What a museum writes of an artist, taken apart: the name, what stands before it, the nation and the dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from art_assistant.gallery.artwork import clean_text

_ATTRIBUTION: Final = re.compile(
    r"^(attributed to|after|followers? of|circle of|school of|style of|manner of|imitator of|copy after|workshop of|"
    r"studio of)\s+(?:the (?=Master))?",
    re.IGNORECASE,
)
_OR_WORKSHOP: Final = re.compile(r"\)\s+or (workshop|studio) of\s.*$", re.IGNORECASE | re.DOTALL)
_BRACKETS: Final = re.compile(r"^(?P<name>.*)\s\((?P<inside>[^()]*)\)\s*$")
_DATE: Final = re.compile(r"\d{3,4}")
_DASH: Final = re.compile(r"(?<=\d)-(?=(?:c\. ?)?\d)")
_WHERE: Final = frozenset(
    ["Northern", "Southern", "Central", "Eastern", "Western", "North", "South", "East", "West", "or", "and"]
)
_COUNTRIES: Final = {"Germany": "German", "France": "French", "Italy": "Italian", "Spain": "Spanish"}
_NATIONS: Final = frozenset(
    [
        "American",
        "Austrian",
        "Bavarian",
        "Belgian",
        "Bolognese",
        "British",
        "Catalan",
        "Danish",
        "Dutch",
        "English",
        "Flemish",
        "French",
        "German",
        "Greek",
        "Hungarian",
        "Irish",
        "Italian",
        "Japanese",
        "Netherlandish",
        "Norwegian",
        "Polish",
        "Portuguese",
        "Russian",
        "Scottish",
        "Spanish",
        "Swedish",
        "Swiss",
        "Welsh",
    ]
)


@dataclass(frozen=True, slots=True)
class ArtistFacts:
    """An artist as a museum's line gives it; None is unknown.

    Attributes:
        name: as the museum writes it; None where only a school is known.
        attribution: "Follower of", "Workshop of" and the like; None for the artist's own hand.
        nationality: "Flemish"; of an unknown artist, the school: "Northern Italian; possibly Verona".
        dates: "1577–1640", "active c. 1475–1500".

    """

    name: str | None
    attribution: str | None = None
    nationality: str | None = None
    dates: str | None = None


def read_artist(text: str | None) -> ArtistFacts:
    """Return what a line such as "Follower of Jan Massys (Netherlandish, 1509–1575)" says.

    Brackets hold other names, the nation, where the artist worked, and dates, parted by commas and semicolons; what is
    neither nation nor date is left out.
    """
    line = clean_text(text)
    if line is None:
        return ArtistFacts(None)
    doubtful = _OR_WORKSHOP.search(line)
    if doubtful:
        line = f"{line[: doubtful.start()]})"
    before = _ATTRIBUTION.match(line)
    attribution = _first_upper(before.group(1)) if before else None
    if doubtful:
        attribution = f"By, or from the {doubtful.group(1).lower()} of,"
    line = line[before.end() :] if before else line
    brackets = _BRACKETS.match(line)
    if brackets:
        return ArtistFacts(clean_text(brackets["name"]), attribution, *_inside(brackets["inside"]))
    if before is None and _is_school(line):
        return ArtistFacts(None, None, line)
    return ArtistFacts(line, attribution)


def _inside(text: str) -> tuple[str | None, str | None]:
    """Return nation and dates."""
    nation: str | None = None
    dates: list[str] = []
    for part in (piece.strip() for piece in re.split(r"[;,]", text)):
        if dates or _DATE.search(part):
            dates.append(part)
        elif nation is None:
            nation = _nation(part)
    return nation, _DASH.sub("–", ", ".join(dates)) or None


def _nation(text: str) -> str | None:
    words = text.split()
    if any(word in _NATIONS for word in words) and "in" not in words:
        return text
    return next((_COUNTRIES[word] for word in words if word in _COUNTRIES and "in" not in words), None)


def _is_school(line: str) -> bool:
    words = line.split(";", maxsplit=1)[0].split()
    return any(word in _NATIONS for word in words) and all(word in _NATIONS | _WHERE for word in words)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:].lower()
