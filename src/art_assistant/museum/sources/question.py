"""What is asked of a source, and which of its works answer."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Final

from art_assistant.errors import UsageError
from art_assistant.gallery.search.filters import folded
from art_assistant.museum.sources.work import (
    NO_PICTURE,
    NO_YEAR,
    NOT_ASKED,
    NOT_PUBLIC_DOMAIN,
    OTHER_MEDIUM,
    OTHER_YEAR,
    ListedWork,
    MuseumWork,
    Span,
)

SIDES: Final = (64, 1600)
"""Shortest and longest long side of a kept picture, in pixels."""

YEARS: Final = (-9999, 2100)
CENTURIES: Final = (13, 21)
"""The centuries that are balanced unless years are named."""

# Oil paint, and not an oil lamp, an oil stone or an oil-based ink.
_OIL: Final = re.compile(r"\boils?\b(?!-| lamp| stone| burner| jar)")


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked.

    Attributes:
        source: met, aic, cleveland, folder or wikiart.
        place: the local folder or file that is read, as it was named; empty for a museum.
        query: words to look for; empty for anything.
        limit: how many works at most.
        oil: whether only works in oil are wanted.
        first, last: years, both included; None for no bound.
        balance: whether the works are spread evenly over the centuries.
        thumb: whether the smallest picture that the museum offers will do.
        side: longest side of a kept picture, in pixels.
        everything: whether works that are not in the public domain are wanted too.
        table: digest of the table of facts that goes with it; empty where there is none.

    """

    source: str
    place: str = ""
    query: str = ""
    limit: int = 5000
    oil: bool = True
    first: int | None = None
    last: int | None = None
    balance: bool = False
    thumb: bool = False
    side: int = 512
    everything: bool = False
    table: str = ""

    def __post_init__(self) -> None:
        low, high = SIDES
        if not low <= self.side <= high:
            raise UsageError(f"--longest-side must be from {low} to {high}, not {self.side}.")
        if not 1 <= self.limit <= 1_000_000:
            raise UsageError(f"--limit must be from 1 to 1000000, not {self.limit}.")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise UsageError(f"--min-year {self.first} is after --max-year {self.last}; exchange them.")

    @property
    def digest(self) -> str:
        """Return what tells this question from any other."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    @property
    def span(self) -> Span | None:
        """The years asked for; None where any will do."""
        if self.first is None and self.last is None:
            return None
        return YEARS[0] if self.first is None else self.first, YEARS[1] if self.last is None else self.last

    def spans(self) -> list[Span | None]:
        """Return the spans of years that are listed apart: each century where they are balanced, else all at once."""
        if not self.balance:
            return [self.span]
        first, last = self.span or (CENTURIES[0] * 100 - 99, CENTURIES[1] * 100)
        starts = range((max(first, 1) - 1) // 100 * 100 + 1, last + 1, 100)
        return [(max(start, first), min(start + 99, last)) for start in starts]

    def objection(self, found: ListedWork, span: Span | None) -> str | None:
        """Return why a work is passed over, or None where it is wanted."""
        work = found.work
        if not (found.public or self.everything):
            return NOT_PUBLIC_DOMAIN
        if found.picture is None:
            return NO_PICTURE
        if self.oil and not is_oil(work.medium):
            return OTHER_MEDIUM
        if span is not None and work.year is None:
            return NO_YEAR
        if span is not None and not span[0] <= (work.year or 0) <= span[1]:
            return OTHER_YEAR
        return None


def is_oil(medium: str | None) -> bool:
    """Whether a museum's line on the medium tells of oil paint."""
    return medium is not None and _OIL.search(medium.casefold()) is not None


def answers(work: MuseumWork, query: str) -> str | None:
    """Return the objection to a work in which a word of the query is not found, or None; for sources without search."""
    known = (work.title, work.artist, work.date, work.medium, work.style, work.culture, work.department)
    text = folded(" | ".join(part for part in known if part))
    return None if all(word in text for word in folded(query).split()) else NOT_ASKED
