"""The Met's open-access table, ``MetObjects.csv`` (https://github.com/metmuseum/openaccess).

Half a million rows, read one by one: facts of every object, no addresses of pictures.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from art_assistant.base.regular import open_regular
from art_assistant.errors import PictureNotFoundError, UnreadableFileError, UsageError
from art_assistant.museum.sources.question import Inquiry, answers, is_oil
from art_assistant.museum.sources.work import (
    NO_RECORD,
    NOT_PUBLIC_DOMAIN,
    OTHER_MEDIUM,
    Listed,
    ListedWork,
    Span,
    made,
)

_NEEDED: Final = ("Object ID", "Is Public Domain", "Title", "Medium", "Object Begin Date")
_LONGEST_CELL: Final = 1_000_000


def rows_of(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield each row by the names of its columns.

    Raises:
        UsageError: it is not the museum's table.
        InputError: it cannot be read.

    """
    try:
        with open_regular(path) as file, io.TextIOWrapper(file, "utf-8-sig", "replace", newline="") as text:
            limit = csv.field_size_limit(_LONGEST_CELL)
            try:
                yield from _rows(path, csv.DictReader(text, restval=""))
            finally:
                csv.field_size_limit(limit)
    except FileNotFoundError as error:
        raise PictureNotFoundError(f"There is no table '{path.name}'; check the path.") from error
    except (OSError, csv.Error) as error:
        raise UnreadableFileError(f"{path.name} cannot be read as a table; download it again.") from error


def _rows(path: Path, reader: csv.DictReader[str]) -> Iterator[Mapping[str, str]]:
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise UsageError(f"{path.name} is not the Met's MetObjects.csv: it has no column '{missing[0]}'.")
    yield from reader


@dataclass(slots=True)
class OpenTable:
    """The table, asked a question.

    Attributes:
        path: the file.
        question: what is looked for.

    """

    path: Path
    question: Inquiry
    _held: list[ListedWork | str] = field(default_factory=list)

    def listed(self, span: Span | None) -> Listed:
        """Yield the rows of those years that answer, and the reason for each other row, once for all spans."""
        if not self.question.balance or span is None:
            yield from self._judged(span)
            return
        spans = [one for one in self.question.spans() if one is not None]
        if not self._held:
            # Half a million rows take their time: they are read once, and what answers is held.
            self._held.extend(self._judged((spans[0][0], spans[-1][1])))
        for found in self._held:
            if isinstance(found, str):
                yield from [found] * (span == spans[0])
            elif span[0] <= (found.work.year or 0) <= span[1]:
                yield found

    def check(self) -> None:
        """Read its first row; raises as ``rows_of``."""
        next(iter(rows_of(self.path)), None)

    def _judged(self, span: Span | None) -> Listed:
        for row in rows_of(self.path):
            yield self._too_plain(row) or self._read(row, span)

    def _too_plain(self, row: Mapping[str, str]) -> str | None:
        """Return the objection to a row that needs no more than a look at two cells, as most rows do."""
        if not (self.question.everything or _is_public(row)):
            return NOT_PUBLIC_DOMAIN
        return OTHER_MEDIUM if self.question.oil and not is_oil(row["Medium"]) else None

    def _read(self, row: Mapping[str, str], span: Span | None) -> ListedWork | str:
        found = row_work(row)
        if found is None:
            return NO_RECORD
        return answers(found.work, self.question.query) or self.question.objection(found, span) or found


def _is_public(row: Mapping[str, str]) -> bool:
    return row["Is Public Domain"].strip().casefold() == "true"


def digest_of(path: Path) -> str:
    """Return the sha256 of a table of facts.

    Raises:
        InputError: it cannot be read.

    """
    digest = hashlib.sha256()
    try:
        with open_regular(path) as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except FileNotFoundError as error:
        raise PictureNotFoundError(f"There is no table '{path.name}'; check the path.") from error
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be read; check its permissions and the disk.") from error
    return digest.hexdigest()


def row_work(row: Mapping[str, str]) -> ListedWork | None:
    """Return the work of one row; its picture is "unknown", which only the object itself tells."""
    public = _is_public(row)
    facts = {
        "title": row.get("Title"),
        "artist": row.get("Artist Display Name"),
        "date": row.get("Object Date"),
        "medium": row.get("Medium"),
        "department": row.get("Department"),
        "culture": row.get("Culture") or row.get("Artist Nationality"),
        "style": row.get("Period"),
        "credit": row.get("Credit Line"),
        "licence": "CC0 1.0" if public else row.get("Rights and Reproduction") or "not in the public domain",
        "object_url": row.get("Link Resource"),
    }
    work = made("met", row.get("Object ID", "").strip(), facts, row.get("Object Begin Date"))
    return None if work is None else ListedWork(work, public, "")
