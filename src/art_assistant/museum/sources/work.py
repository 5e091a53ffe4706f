"""One work as a catalogue tells it, and what a source found of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Final, Protocol

from art_assistant.files.names import is_portable
from art_assistant.gallery.artwork import century_of, clean_text, clean_url

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_YEAR: Final = re.compile(r"\b(1[0-9]{3}|20[0-9]{2})\b")
_MARKUP: Final = re.compile(r"</?[a-z]+>", re.IGNORECASE)

NO_RECORD: Final = "record without an id, or no record at all"
NOT_PUBLIC_DOMAIN: Final = "not public domain"
NO_PICTURE: Final = "no picture"
OTHER_MEDIUM: Final = "not in oil"
NO_YEAR: Final = "no year known"
OTHER_YEAR: Final = "outside the years asked for"
NOT_ASKED: Final = "not what was asked for"
TWICE: Final = "listed twice"
TOO_DEEP: Final = "end of what the museum's search tells; ask for fewer years at once"
NOT_THERE: Final = "not found at the museum"


@dataclass(frozen=True, slots=True)
class MuseumWork:
    """What a catalogue holds of one work; None is unknown.

    Attributes:
        id: its name in the catalogue, unique there: the source, a dash, the source's own number.
        title, artist, date, medium, department, culture, style, credit: as the source says, in one line each.
        year: the earliest year that the date means.
        century: 1-21, from the year.
        licence: what the source says of rights, such as ``CC0 1.0``.
        object_url: the museum's page of the work.
        image_url: where its picture was fetched from.

    """

    id: str
    title: str | None = None
    artist: str | None = None
    date: str | None = None
    year: int | None = None
    century: int | None = None
    medium: str | None = None
    department: str | None = None
    culture: str | None = None
    style: str | None = None
    credit: str | None = None
    licence: str | None = None
    object_url: str | None = None
    image_url: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return every column by name, JSON-ready."""
        return asdict(self)


COLUMNS: Final = (*(item.name for item in fields(MuseumWork)), "path", "sha256")
"""The columns of a catalogue, in their order; ``path`` is relative to it, ``sha256`` the digest of the file there."""


@dataclass(frozen=True, slots=True)
class ListedWork:
    """A work that a source lists, before anybody asked whether it is wanted.

    Attributes:
        work: what is known of it.
        public: whether it is in the public domain, or otherwise free to be taken.
        picture: where its picture is: an address, or a path below a local folder; None where there is none.

    """

    work: MuseumWork
    public: bool
    picture: str | None


Listed = Iterator[ListedWork | str]
"""What a source lists, one after the other: works, and the reason for each record that is none."""

Span = tuple[int, int]
"""First and last year, both included."""


class WorkSource(Protocol):
    """A museum, or a folder.

    Attributes:
        by_years: whether it can list some years alone without going through all that it holds.

    """

    by_years: ClassVar[bool]

    def listed(self, span: Span | None) -> Listed:
        """Yield what it holds in its own order; with a span, of those years as far as the source can tell them."""
        ...

    def read(self, place: str) -> bytes | None:
        """Return the bytes of a picture that lies on this machine; None where it has to be fetched.

        Raises:
            InputError, LimitError: it cannot be read, or is over a limit.

        """
        ...


class Ask(Protocol):
    """Asks a museum."""

    def page(self, address: str) -> Any:
        """Return an answer as parsed JSON; the run ends where there is none, since nothing can be listed."""
        ...

    def each(self, addresses: Sequence[str]) -> list[Any]:
        """Return for each address its answer as parsed JSON, or a text that says why there is none."""
        ...


def identifier(source: str, number: object) -> str | None:
    """Return the name of a work in the catalogue, or None where the number cannot be part of a file's name."""
    text = f"{source}-{'' if isinstance(number, bool) or number is None else number}"
    return text if _ID.fullmatch(text) and not text.endswith("-") and is_portable(text) else None


def made(source: str, number: object, facts: Mapping[str, Any], year: object = None) -> MuseumWork | None:
    """Return a work of untrusted facts, cleaned; None where it has no usable number.

    Args:
        source, number: as for ``identifier``.
        facts: by the fields of ``MuseumWork``; texts and lists of texts.
        year: the earliest year as the source tells it; else it is read from the date.

    """
    name = identifier(source, number)
    if name is None:
        return None
    texts = {key: one_line(value) for key, value in facts.items() if key not in _ADDRESSES}
    addresses = {key: clean_url(facts.get(key)) for key in _ADDRESSES}
    found = _year(year, texts.get("date"))
    return MuseumWork(
        id=name, year=found, century=century_of_year(found) or century_of(texts.get("date")), **texts, **addresses
    )


_ADDRESSES: Final = ("object_url", "image_url")


def one_line(value: Any) -> str | None:
    """Return a text, or a list of texts, as one line without marks of HTML; None where there is nothing."""
    parts = value if isinstance(value, list) else [value]
    texts = [text for part in parts if (text := clean_text(part))]
    return clean_text(_MARKUP.sub("", "; ".join(texts)))


def _year(told: object, date: str | None) -> int | None:
    if isinstance(told, str) and re.fullmatch(r"-?\d{1,4}", told.strip()):
        told = int(told)
    # A museum that knows no year says 0, which is none.
    if isinstance(told, int) and not isinstance(told, bool) and told != 0 and abs(told) < 10_000:
        return told
    found = _YEAR.search(date or "")
    return int(found.group(1)) if found else None


def century_of_year(year: int | None) -> int | None:
    """Return the century of a year of our era, 1-21; None for others."""
    return (year - 1) // 100 + 1 if year is not None and 0 < year <= 2100 else None
