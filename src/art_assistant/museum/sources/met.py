"""The Metropolitan Museum of Art: its collection interface, version 1 (https://metmuseum.github.io)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from art_assistant.gallery.artwork import clean_url
from art_assistant.museum.sources.hosts import Host
from art_assistant.museum.sources.met_csv import OpenTable
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import NO_RECORD, NOT_THERE, Ask, Listed, ListedWork, Span, made

_AT_ONCE: Final = 8
_SMALL_SIDE: Final = 800
"""Longest side up to which the museum's ``web-large`` rendition is taken to be large enough."""


@dataclass(frozen=True, slots=True)
class Met:
    """The museum, asked by search, or for the objects of its open-access table.

    Attributes:
        host: where it answers.
        ask: asks it.
        question: what is looked for.
        table: the museum's ``MetObjects.csv``; None to ask its search.
        facts_only: whether the table alone is read, and nothing is asked.

    """

    by_years: ClassVar[bool] = True

    host: Host
    ask: Ask
    question: Inquiry
    table: OpenTable | None = None
    facts_only: bool = False

    def read(self, _place: str) -> None:
        """Its pictures have to be fetched."""

    def listed(self, span: Span | None) -> Listed:
        """Yield what the search finds, or the table holds, in its order."""
        if self.table is not None:
            yield from self._of_table(self.table, span)
        else:
            yield from self._objects(iter(self._found(span)))

    def _found(self, span: Span | None) -> list[Any]:
        """Return the numbers of the objects that the search finds; it tells them all in one answer."""
        asked = {"hasImages": "true", "q": self.question.query or "*"}
        if self.question.oil:
            # What the interface calls "medium" is its classification; what the paint is, the object tells.
            asked["medium"] = "Paintings"
        if span is not None:
            asked |= {"dateBegin": str(span[0]), "dateEnd": str(span[1])}
        answer = self.ask.page(f"{self.host.base}/search?{urlencode(asked)}")
        numbers = answer.get("objectIDs") if isinstance(answer, dict) else None
        return numbers if isinstance(numbers, list) else []

    def _of_table(self, table: OpenTable, span: Span | None) -> Listed:
        """Yield the rows that answer, by their own facts or by those of the objects."""
        if self.facts_only:
            yield from table.listed(span)
            return
        numbers: list[str] = []
        for found in table.listed(span):
            if isinstance(found, str):
                yield found
                continue
            numbers.append(found.work.id.removeprefix("met-"))
            if len(numbers) == _AT_ONCE:
                yield from self._objects(iter(numbers))
                numbers = []
        yield from self._objects(iter(numbers))

    def _objects(self, numbers: Iterator[Any]) -> Listed:
        while some := list(islice(numbers, _AT_ONCE)):
            known = [number for number in some if isinstance(number, int) or str(number).isdecimal()]
            yield from [NO_RECORD] * (len(some) - len(known))
            for answer in self.ask.each([f"{self.host.base}/objects/{number}" for number in known]):
                yield answer if isinstance(answer, str) else described(answer, self.question)


def described(record: Any, question: Inquiry) -> ListedWork | str:
    """Return the work of one answer of ``objects/{id}``."""
    if not isinstance(record, dict):
        return NO_RECORD
    if set(record) == {"message"}:
        return NOT_THERE
    public = record.get("isPublicDomain") is True
    picture = _picture(record, question)
    facts = {
        "title": record.get("title"),
        "artist": _artist(record),
        "date": record.get("objectDate"),
        "medium": record.get("medium"),
        "department": record.get("department"),
        "culture": record.get("culture") or record.get("artistNationality"),
        "style": record.get("period"),
        "credit": record.get("creditLine"),
        "licence": "CC0 1.0" if public else record.get("rightsAndReproduction") or "not in the public domain",
        "object_url": record.get("objectURL"),
        "image_url": picture,
    }
    work = made("met", record.get("objectID"), facts, record.get("objectBeginDate"))
    return NO_RECORD if work is None else ListedWork(work, public, picture)


def _artist(record: Mapping[str, Any]) -> str:
    return " ".join(str(record.get(key) or "") for key in ("artistPrefix", "artistDisplayName", "artistSuffix"))


def _picture(record: Mapping[str, Any], question: Inquiry) -> str | None:
    small, whole = clean_url(record.get("primaryImageSmall")), clean_url(record.get("primaryImage"))
    return small or whole if question.thumb or question.side <= _SMALL_SIDE else whole or small
