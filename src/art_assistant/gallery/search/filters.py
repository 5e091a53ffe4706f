"""Filters: the words that a work's facts must hold, found whatever accents either side writes.

Words stand apart by spaces and all of them must be found; several in double quotes are one. ``field:word`` looks in one
field only. What cannot be meant, as a field that no work has, is said and not passed over.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Protocol

from art_assistant.errors import FilterError

FIELDS: Final = ("title", "artist", "nationality", "century", "medium", "style", "museum")
"""What ``field:word`` may name."""

_TERM: Final = re.compile(r'(?:[^\s"]|"[^"]*")+')
_NAMED: Final = re.compile(r"([^\W\d]+):(.*)", re.DOTALL)
_CENTURY: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_MARKS: Final = re.compile(r"[\u0300-\u036f]")
_LETTERS: Final = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
        "ŋ": "n", "ŧ": "t", "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u2012": "-",
        "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
    }
)  # fmt: skip
"""Letters that Unicode does not take apart, and marks that a keyboard writes in another way."""


_QUOTES: Final = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02", '"'))
"""What telephones, word processors and other languages write for a double quotation mark."""


def folded(text: str) -> str:
    """Return ``text`` in small letters without accents or ligatures: "Cézanne" and "CEZANNE" are one."""
    small = text.casefold()
    if small.isascii():
        return small
    apart = unicodedata.normalize("NFKD", small).translate(_LETTERS)
    return unicodedata.normalize("NFC", _MARKS.sub("", apart))


class Facts(Protocol):
    """A work as a filter sees it."""

    def keywords(self) -> str:
        """Return everything that a word without a field is looked for in, folded."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase.

    Attributes:
        words: folded.
        field: the one field it is looked for in; None for all of them.

    """

    words: str
    field: str | None = None

    def fits(self, work: Facts) -> bool:
        """Whether the work holds it; a century has to be the very one."""
        if self.field is None:
            return self.words in work.keywords()
        value = getattr(work, self.field)
        if value is None:
            return False
        return self.words == str(value) if self.field == "century" else self.words in folded(str(value))


@dataclass(frozen=True, slots=True)
class Filter:
    """Terms that a work must hold, every one."""

    terms: tuple[Term, ...]

    @classmethod
    def parse(cls, text: str) -> Filter:
        """Return the filter that an artist wrote.

        Raises:
            FilterError: it is empty, a quote is open, a field is unknown, or nothing stands behind one.

        """
        text = text.translate(_QUOTES)
        if text.count('"') % 2:
            raise FilterError('A quotation mark of the filter is not closed; write it as artist:"van gogh".')
        found = tuple(_term(written) for written in _TERM.findall(text))
        if not found:
            raise FilterError("The filter is empty; write a word, such as monet or artist:monet, or leave it out.")
        return cls(found)

    def fits(self, work: Facts) -> bool:
        """Whether a work holds every term."""
        return all(term.fits(work) for term in self.terms)


def _term(written: str) -> Term:
    named = _NAMED.fullmatch(written)
    name, words = (_field(named[1]), named[2]) if named else (None, written)
    words = folded(" ".join(words.replace('"', "").split()))
    if not words:
        wanted = f"'{name}:'" if name else "the quotation marks"
        raise FilterError(f"Nothing stands behind {wanted} in the filter; write a word there, as in artist:monet.")
    return Term(_century(words) if name == "century" else words, name)


def _field(name: str) -> str:
    if name.casefold() not in FIELDS:
        raise FilterError(f"There is no field '{name[:40]}' to filter by; use {', '.join(FIELDS)}.")
    return name.casefold()


def _century(words: str) -> str:
    found = _CENTURY.fullmatch(words)
    if found is None or not 1 <= int(found[1]) <= 21:
        raise FilterError("A century is a number from 1 to 21, as in century:19.")
    return str(int(found[1]))
