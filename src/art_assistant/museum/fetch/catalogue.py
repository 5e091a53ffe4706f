"""The catalogue itself: JSON lines, and Parquet where its library is there; the same bytes for the same works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from art_assistant.errors import OutputError
from art_assistant.museum.fetch.house import IMAGES, TakenError, is_somebodys, place_file
from art_assistant.museum.fetch.journal import FetchJournal
from art_assistant.museum.parquet import can_parquet, parquet_of
from art_assistant.museum.sources.work import COLUMNS

LINES: Final = "catalogue.jsonl"
TABLE: Final = "catalogue.parquet"


def image_name(identifier: str) -> str:
    """Return the path of a work's picture below the catalogue's folder."""
    return f"{IMAGES}/{identifier}.jpg"


def write_catalogue(folder: Path, journal: FetchJournal) -> list[dict[str, Any]]:
    """Write the catalogue of the works that the journal has chosen, and return its rows.

    Raises:
        OutputError: it cannot be written, or somebody changed the one that stands there.

    """
    kept = journal.pictures()
    rows = []
    for work in journal.chosen():
        picture = kept.get(work.id)
        digest = picture.sha256 if picture is not None else ""
        row = json.loads(work.record) | {"path": image_name(work.id) if digest else None, "sha256": digest or None}
        rows.append({name: row[name] for name in COLUMNS})
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    files = {LINES: lines.encode()} | ({TABLE: parquet_of(COLUMNS, rows)} if can_parquet() else {})
    for name, data in files.items():
        try:
            place_file(folder, journal, name, data)
        except TakenError as error:
            raise _changed(name) from error
    return rows


def refuse_changed(folder: Path, journal: FetchJournal) -> None:
    """Raise OutputError where somebody changed a catalogue that would be written anew, before anything is fetched."""
    for name in (LINES, TABLE):
        if is_somebodys(folder, journal, name):
            raise _changed(name)


def _changed(name: str) -> OutputError:
    return OutputError(f"{name} was changed since it was written; move it away, and run this again.")
