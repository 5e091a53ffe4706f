"""The Met's open-access table, ``MetObjects.csv`` (https://github.com/metmuseum/openaccess).

Half a million rows, read one by one: facts of every object, no addresses of pictures.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from art_assistant.base.regular import open_regular
from art_assistant.errors import PictureNotFoundError, UnreadableFileError, UsageError
from art_assistant.museum.sources.work import ListedWork, made

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


def digest_of(path: Path) -> str:
    """Return the sha256 of a table, or nothing where it cannot be read."""
    try:
        with open_regular(path) as file:
            digest = hashlib.sha256()
            while part := file.read(1 << 20):
                digest.update(part)
            return digest.hexdigest()
    except OSError:
        return ""


def row_work(row: Mapping[str, str]) -> ListedWork | None:
    """Return the work of one row; its picture is "unknown", which only the object itself tells."""
    public = row.get("Is Public Domain", "").strip().casefold() == "true"
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
