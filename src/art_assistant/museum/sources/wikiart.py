"""Pictures of WikiArt that lie on this machine already, in folders by style or in Parquet files with style metadata.

Nothing is fetched from WikiArt, and nothing of it is passed on: the terms are shown, and the rest is the artist's own.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final

from art_assistant.errors import PictureNotFoundError
from art_assistant.files.there import is_file
from art_assistant.files.walk import pictures_below
from art_assistant.imaging.decode import read_file
from art_assistant.imaging.limits import DEFAULT_LIMITS, Limits
from art_assistant.museum.parquet import PictureRows, is_parquet
from art_assistant.museum.sources.folder import UNREADABLE, folder_of, hashed, local_work
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import Listed, Span

TERMS: Final = (
    "WikiArt: many of its works are in copyright, and its pictures are for non-commercial research and study only "
    "(https://www.wikiart.org/en/terms-of-use). They are read on this machine, and nothing of them is passed on; "
    "do not publish a catalogue that is made of them."
)
_RIGHTS: Final = "WikiArt: for private study only"
_NAME: Final = re.compile(r"(?P<artist>[^_]+)_(?P<title>.+?)(?:-(?P<year>1[0-9]{3}|20[0-9]{2}))?(?:\s*\(\d+\))?")
_ROW: Final = "#"
_NAMED: Final = frozenset({"artist", "style"})


@dataclass(frozen=True, slots=True)
class WikiArt:
    """Pictures below a folder, or the rows of Parquet files.

    Attributes:
        place: a folder, or a Parquet file.
        question: what is looked for.
        limits: what one picture may cost.

    """

    by_years: ClassVar[bool] = False

    place: Path
    question: Inquiry
    limits: Limits = DEFAULT_LIMITS
    _open: dict[str, PictureRows] = field(default_factory=dict)

    def read(self, place: str) -> bytes:
        """Return the bytes of a picture: a file, or a row of a table."""
        table, _, row = place.rpartition(_ROW)
        if not is_parquet(table):
            return read_file(self.place / place, self.limits)
        data = self._rows(table).picture(int(row))
        if data is None:
            raise PictureNotFoundError("The row holds no picture.")
        self.limits.check_bytes(len(data))
        return data

    def listed(self, _span: Span | None) -> Listed:
        """Yield the rows of every table, or where there is none every picture, in the order of the names."""
        tables = self._tables()
        if tables:
            for table in tables:
                yield from self._listed_rows(table)
        else:
            yield from self._listed_files()

    def _tables(self) -> list[str]:
        if is_parquet(self.place.name):
            return [self.place.name]
        found = (path.relative_to(self.place).as_posix() for path in self.place.rglob("*") if is_parquet(path.name))
        return sorted(found)

    def _rows(self, table: str) -> PictureRows:
        if table not in self._open:
            self._open[table] = PictureRows(self.place if is_parquet(self.place.name) else self.place / table)
        return self._open[table]

    def _listed_rows(self, table: str) -> Listed:
        for number, (told, data) in enumerate(self._rows(table)):
            place = f"{table}{_ROW}{number}"
            facts = {"rights": _RIGHTS} | {
                name: _spoken(value) if name in _NAMED else value for name, value in told.items()
            }
            digest = hashlib.sha256(data).hexdigest() if data else ""
            yield local_work(self.question, digest, facts, place) if digest else UNREADABLE

    def _listed_files(self) -> Listed:
        for name, digest in hashed(self.place, pictures_below(self.place).pictures, self.limits):
            facts = told_by_name(name) | {"rights": _RIGHTS}
            yield local_work(self.question, digest, facts, name) if digest else UNREADABLE


def place_of(path: Path) -> Path:
    """Return a folder or a Parquet file that is there.

    Raises:
        UsageError: it is neither.

    """
    return path if is_parquet(path.name) and is_file(path) else folder_of(path)


def told_by_name(name: str) -> dict[str, str]:
    """Return what a path such as ``Impressionism/claude-monet_water-lilies-1916.jpg`` tells."""
    path = PurePosixPath(name)
    facts = {"style": path.parent.name.replace("_", " ")} if path.parent.name else {}
    parts = _NAME.fullmatch(path.stem)
    if parts is None:
        return facts
    told = {"artist": _spoken(parts["artist"]), "title": _spoken(parts["title"]).capitalize(), "date": parts["year"]}
    return facts | {key: value for key, value in told.items() if value}


def _spoken(text: str) -> str:
    """Return a name as people write it: ``claude-monet`` is Claude Monet."""
    spaced = text.replace("_", " ")
    return spaced if " " in text or text != text.lower() else spaced.replace("-", " ").title()
