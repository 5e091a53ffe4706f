"""The Art Institute of Chicago: its interface, version 1, and IIIF pictures (https://api.artic.edu/docs)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import quote

from art_assistant.gallery.artwork import clean_url
from art_assistant.museum.sources.hosts import Host
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import NO_RECORD, TOO_DEEP, Ask, Listed, ListedWork, Span, made

_PAGE: Final = 100
_DEEPEST: Final = 10_000
"""Works that one search tells at most; to reach more, ask for fewer years at once."""

_IIIF: Final = "https://www.artic.edu/iiif/2"
_IMAGE_ID: Final = re.compile(r"[0-9A-Za-z-]{1,80}")
_WIDTHS: Final = (400, 843, 1686)
"""Widths that the museum's documentation names, which its cache holds."""

_FIELDS: Final = (
    *("id", "title", "artist_title", "artist_display", "date_display", "date_start", "medium_display", "style_title"),
    *("department_title", "place_of_origin", "credit_line", "is_public_domain", "copyright_notice", "image_id"),
)


@dataclass(frozen=True, slots=True)
class ArtInstitute:
    """The museum, asked by search, a hundred works at a time.

    Attributes:
        host: where it answers.
        ask: asks it.
        question: what is looked for.

    """

    by_years: ClassVar[bool] = True

    host: Host
    ask: Ask
    question: Inquiry

    def read(self, _place: str) -> None:
        """Its pictures have to be fetched."""

    def listed(self, span: Span | None) -> Listed:
        """Yield what the search finds, page by page."""
        for page in range(1, _DEEPEST // _PAGE + 1):
            answer = self.ask.page(self._address(page, span))
            records = answer.get("data") if isinstance(answer, dict) else None
            if not isinstance(records, list) or not records:
                return
            base = _iiif(answer)
            for record in records:
                yield self._described(record, base)
            if len(records) < _PAGE:
                return
        yield TOO_DEEP

    def _address(self, page: int, span: Span | None) -> str:
        wanted: list[dict[str, Any]] = [{"exists": {"field": "image_id"}}]
        if not self.question.everything:
            wanted.append({"term": {"is_public_domain": True}})
        if self.question.oil:
            wanted.append({"match": {"medium_display": "oil"}})
        if span is not None:
            wanted.append({"range": {"date_start": {"gte": span[0], "lte": span[1]}}})
        asked: dict[str, Any] = {"query": {"bool": {"filter": wanted}}, "fields": _FIELDS, "limit": _PAGE, "page": page}
        if self.question.query:
            asked["q"] = self.question.query
        return f"{self.host.base}/artworks/search?params={quote(json.dumps(asked, separators=(',', ':')), safe='')}"

    def _described(self, record: Any, base: str) -> ListedWork | str:
        if not isinstance(record, dict):
            return NO_RECORD
        public = record.get("is_public_domain") is True
        number, image = record.get("id"), record.get("image_id")
        known = isinstance(image, str) and _IMAGE_ID.fullmatch(image)
        picture = f"{base}/{image}/full/{self._width()},/0/default.jpg" if known else None
        facts = {
            "title": record.get("title"),
            "artist": record.get("artist_title") or record.get("artist_display"),
            "date": record.get("date_display"),
            "medium": record.get("medium_display"),
            "department": record.get("department_title"),
            "culture": record.get("place_of_origin"),
            "style": record.get("style_title"),
            "credit": record.get("credit_line"),
            "licence": "CC0 1.0" if public else record.get("copyright_notice") or "not in the public domain",
            "object_url": f"https://www.artic.edu/artworks/{number}",
            "image_url": picture,
        }
        work = made("aic", number, facts, record.get("date_start"))
        return NO_RECORD if work is None else ListedWork(work, public, picture)

    def _width(self) -> int:
        if self.question.thumb:
            return _WIDTHS[0]
        return next((width for width in _WIDTHS[1:] if width >= self.question.side), _WIDTHS[-1])


def _iiif(answer: dict[str, Any]) -> str:
    told = answer.get("config")
    return (clean_url(told.get("iiif_url")) if isinstance(told, dict) else None) or _IIIF
