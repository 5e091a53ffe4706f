"""Tables of facts as spreadsheets write them, in any encoding, and which works their rows are about."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Any, Final

from art_assistant.base.regular import open_regular
from art_assistant.errors import GalleryCorruptError, GalleryNotFoundError
from art_assistant.gallery.artwork import clean_text
from art_assistant.gallery.bring.fields import FIELDS, SAME, renamed

Facts = Mapping[str, Mapping[str, Any]]
"""Path below the source to fields of ``Artwork``; None clears a field, and ``sha256`` is the digest of the content."""

CLEAR: Final = "-"
"""A cell that holds this alone clears the field."""

_LARGEST: Final = 100_000_000
_SEPARATORS: Final = (",", ";", "\t", "|")
_BOMS: Final = (
    *((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
    *((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
)
"""The longer marks first: that of UTF-16 begins one of UTF-32."""
_UNCLOSED: Final = "unexpected end of data"
"""What the reader of tables says of a quote that is still open at the end."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_BY: Final = ("path", "sha256")
_HAND: Final = ("artist", "attribution", "nationality", "artist_dates")
_NAMES: Final = {"\t": "a tab", "|": "'|'"}


@dataclass(frozen=True, slots=True)
class Table:
    """What a table tells.

    Attributes:
        facts: by the path as it stands in the table, or by the digest where a row has no path.
        notes: sentences on how the table was read, where that is not plain.

    """

    facts: Facts
    notes: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Return the facts in a table of text whose first line names its columns.

    Raises:
        GalleryNotFoundError: there is no such table.
        GalleryCorruptError: it is not a table of text, or names its works neither by ``path`` nor by ``sha256``.

    """
    text, encoding = _text(path)
    separator, lines = _separated(text)
    try:
        rows = _rows(lines, separator)
    except csv.Error as error:
        fault = "cannot be read as a table of text."
        if _UNCLOSED in str(error):
            fault = "has a quotation mark that is opened and never closed; close it, or take it out."
        raise GalleryCorruptError(f"{path.name} {fault}") from error
    header = [_column(cell) for cell in rows[0]] if rows else []
    if not any(_field(name) in _BY for name in header):
        told = ", ".join(cell.strip() for cell in rows[0]) if rows else "none"
        raise GalleryCorruptError(
            f"{path.name} has no column 'path' or 'sha256'; its columns, separated by {_named(separator)}, are: "
            f"{clean_text(told)}."
        )
    return Table(_facts(header, rows[1:]), tuple(_notes(path.name, header, rows, separator, encoding)))


def _text(path: Path) -> tuple[str, str]:
    try:
        with open_regular(path) as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError as error:
        raise GalleryNotFoundError(f"There is no table '{path.name}'; check the path.") from error
    except OSError as error:
        raise GalleryCorruptError(
            f"{path.name} cannot be read as a table of text: a file is needed, and the permission to read it."
        ) from error
    if len(data) > _LARGEST or data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise GalleryCorruptError(f"{path.name} is no table of text; save it as 'CSV UTF-8' in the spreadsheet.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(path, data[len(mark) :], encoding), encoding
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        # A header is mostly ASCII, of which every other byte is zero.
        half = data[start:200:2]
        if half.count(0) > len(half) // 2:
            return _decoded(path, data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "cp1252"


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise GalleryCorruptError(f"{path.name} cannot be read as a table of text.") from error


def _separated(text: str) -> tuple[str, str]:
    """Return the separator and the table: the separator that parts the header into most columns that are known."""
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"\ufeff?\"?sep=(.)\"?\s*", first, re.IGNORECASE)
    if told:
        return told.group(1), rest

    def known(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([_first_line(text)], delimiter=separator), [])
        return sum(_field(_column(cell)) is not None for cell in cells), len(cells)

    return max(_SEPARATORS, key=known), text


def _first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")[:10_000]


def _rows(text: str, separator: str) -> list[list[str]]:
    """Return the rows that are not empty; cells of any length are read, and cut where they become facts."""
    limit = csv.field_size_limit(len(text) + 1)
    try:
        _check_quotes(text, separator)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        return [row for row in rows if any(cell.strip() for cell in row)]
    finally:
        csv.field_size_limit(limit)


def _check_quotes(text: str, separator: str) -> None:
    """Raise where a quote is never closed, so that all rows after it would be one cell; other oddities are let pass."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        if _UNCLOSED in str(error):
            raise


def _column(cell: str) -> str:
    return re.sub(
        r"[\s_-]+", "_", unicodedata.normalize("NFC", cell.replace("\0", "")).strip(" \t\ufeff\"'").casefold()
    )


def _field(column: str) -> str | None:
    if column in FIELDS:
        return column
    return next((name for name, others in SAME.items() if column in others), None)


def _facts(header: list[str], rows: Iterable[list[str]]) -> dict[str, dict[str, Any]]:
    facts: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    places = {name: [at for at, column in enumerate(header) if _field(column) == name] for name in _BY}
    for row in rows:
        path, digest = (_cell(row, places[name]) for name in _BY)
        digest = digest.casefold() if _DIGEST.fullmatch(digest.casefold()) else ""
        if path or digest:
            facts[path or digest] |= _told(dict(zip(header, row, strict=False))) | (
                {"sha256": digest} if digest else {}
            )
    return dict(facts)


def _cell(row: list[str], places: Iterable[int]) -> str:
    return next((row[at].replace("\0", "").strip() for at in places if at < len(row) and row[at].strip()), "")


def _told(entry: Mapping[str, str]) -> dict[str, Any]:
    """Return what one row tells; a field that it clears is None, and with the artist goes what hangs on the name."""
    cleared = {_field(column) for column, cell in entry.items() if cell.strip() == CLEAR}
    found = renamed({column: cell for column, cell in entry.items() if cell.strip() != CLEAR})
    names = [name for name in cleared if name is not None]
    gone = dict.fromkeys([*names, *(_HAND if "artist" in names else ())])
    return {name: value for name, value in (gone | found).items() if name not in {"path", "id", "sha256"}}


def _notes(name: str, header: list[str], rows: list[list[str]], separator: str, encoding: str) -> Iterable[str]:
    if separator != ",":
        yield f"{name} was read with {_named(separator)} as the separator of its columns."
    if encoding == "cp1252":
        yield f"{name} is not UTF-8 and was read as Windows-1252; where accents are wrong, save it as 'CSV UTF-8'."
    strangers = [cell.strip() for cell, column in zip(rows[0], header, strict=True) if column and not _field(column)]
    if strangers:
        yield f"Columns of {name} that are not used: {', '.join(strangers)}."
    wide = sum(any(cell.strip() for cell in row[len(header) :]) for row in rows[1:])
    if wide:
        rows_have = "row of {} has" if wide == 1 else "rows of {} have"
        told = f"{wide} {rows_have.format(name)} more cells than its first line"
        yield f"{told}; quote text that holds {_named(separator)}."


def _named(separator: str) -> str:
    return _NAMES.get(separator, f"'{separator}'")


@dataclass(frozen=True, slots=True)
class Matched:
    """Which works a table is about.

    Attributes:
        facts: digest to fields.
        strangers: the rows that no work answers to, as they stand in the table.

    """

    facts: Mapping[str, Mapping[str, Any]]
    strangers: tuple[str, ...] = ()


def match_facts(facts: Facts, works: Mapping[str, str], source: Path | None) -> Matched:
    """Return whose facts they are.

    Args:
        facts: as a table has them.
        works: name of each file to the digest of its content.
        source: the folder below which an absolute path may lie.

    """
    find = _Finder(works, source)
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    strangers = []
    for path, told in facts.items():
        digest = find(path, told.get("sha256"))
        if digest is None:
            strangers.append(path)
        else:
            found[digest] |= {name: value for name, value in told.items() if name != "sha256"}
    return Matched(found, tuple(strangers))


class _Finder:
    def __init__(self, works: Mapping[str, str], source: Path | None) -> None:
        self._works, self._digests = works, set(works.values())
        self._plain, self._folded = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for name, digest in works.items():
            self._plain[_normal(name)].add(digest)
            self._folded[_normal(name).casefold()].add(digest)
        self._source = None if source is None else _normal(source.as_posix()).rstrip("/") + "/"

    def __call__(self, path: str, digest: object) -> str | None:
        if digest in self._digests:
            return str(digest)
        if path in self._works:
            return self._works[path]
        name = self._below(_normal(path))
        for found in (self._plain.get(name, ()), self._folded.get(name.casefold(), ())):
            if len(found) == 1:
                return next(iter(found))
        return None

    def _below(self, name: str) -> str:
        if self._source is None or not name.casefold().startswith(self._source.casefold()):
            return name
        same_case = name.startswith(self._source) or PureWindowsPath(name).drive
        return name[len(self._source) :] if same_case else name


def _normal(path: str) -> str:
    """Return a path in composed form, with forward slashes, and without steps that lead nowhere."""
    text = unicodedata.normalize("NFC", path).replace("\\", "/")
    start = "/" if text.startswith("/") else ""
    return start + "/".join(part for part in text.split("/") if part not in {"", "."})
