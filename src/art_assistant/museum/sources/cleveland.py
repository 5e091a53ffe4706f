"""The Cleveland Museum of Art: its open-access interface (https://openaccess-api.clevelandart.org)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from art_assistant.gallery.artwork import clean_url
from art_assistant.museum.sources.hosts import Host
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import NO_RECORD, Ask, Listed, ListedWork, Span, made

_PAGE: Final = 100
_WEB_SIDE: Final = 893
"""Shortest long side, in pixels, of the museum's ``web`` rendition; ``print`` has 3,400."""


@dataclass(frozen=True, slots=True)
class Cleveland:
    """The museum, asked for a hundred works at a time.

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
        """Yield what it holds, page by page."""
        for skip in count(0, _PAGE):
            answer = self.ask.page(self._address(skip, span))
            records = answer.get("data") if isinstance(answer, dict) else None
            if not isinstance(records, list):
                return
            for record in records:
                yield self._described(record)
            if len(records) < _PAGE:
                return

    def _address(self, skip: int, span: Span | None) -> str:
        asked: dict[str, Any] = {"has_image": 1, "limit": _PAGE, "skip": skip}
        if not self.question.everything:
            asked["cc0"] = 1
        if self.question.query:
            asked["q"] = self.question.query
        if self.question.oil:
            asked["type"] = "Painting"
        if span is not None:
            # Whether the bounds themselves are meant is not documented: one year more each way, and looked at again.
            asked |= {"created_after": span[0] - 1, "created_before": span[1] + 1}
        return f"{self.host.base}/artworks/?{urlencode(asked)}"

    def _described(self, record: Any) -> ListedWork | str:
        if not isinstance(record, dict):
            return NO_RECORD
        licence = record.get("share_license_status")
        public = licence == "CC0"
        picture = self._picture(record.get("images"))
        facts = {
            "title": record.get("title"),
            "artist": list(_makers(record.get("creators"))),
            "date": record.get("creation_date"),
            "medium": record.get("technique"),
            "department": record.get("department"),
            "culture": record.get("culture"),
            "credit": record.get("creditline"),
            "licence": "CC0 1.0" if public else record.get("copyright") or licence or "not in the public domain",
            "object_url": record.get("url"),
            "image_url": picture,
        }
        work = made("cleveland", record.get("id"), facts, record.get("creation_date_earliest"))
        return NO_RECORD if work is None else ListedWork(work, public, picture)

    def _picture(self, images: Any) -> str | None:
        small = self.question.thumb or self.question.side <= _WEB_SIDE
        told = images if isinstance(images, dict) else {}
        # "full" is a TIFF of a hundred megabytes; nobody needs it at these sizes.
        sizes = [told.get(name) for name in (("web", "print") if small else ("print", "web"))]
        addresses = (clean_url(size.get("url")) for size in sizes if isinstance(size, dict))
        return next((address for address in addresses if address), None)


def _makers(creators: Any) -> Iterator[Any]:
    for maker in creators if isinstance(creators, list) else []:
        if isinstance(maker, dict):
            yield maker.get("description")
