"""The works of one or several catalogues, each once, in the order of their names."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from art_assistant.base.regular import read_regular
from art_assistant.errors import GalleryCorruptError, PictureNotFoundError, UnreadableFileError
from art_assistant.files.there import is_file
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.make.write import spoken
from art_assistant.museum.fetch.catalogue import LINES
from art_assistant.museum.sources.hosts import HOSTS

NO_PICTURE: Final = "without a picture in the catalogue"
TWICE: Final = "in two catalogues"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_LOCAL: Final = frozenset({"folder", "wikiart"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A work of a catalogue that has a picture.

    Attributes:
        id: its name.
        sha256: digest of its picture.
        path: of the picture, below its catalogue.
        catalogue: number of its catalogue, from 0.
        facts: the catalogue's line.

    """

    id: str
    sha256: str
    path: str
    catalogue: int
    facts: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the catalogue's line, with the number of the catalogue."""
        return dict(self.facts) | {"catalogue": self.catalogue}


def read_catalogues(folders: Sequence[Path]) -> tuple[list[Entry], Counter[str]]:
    """Return the works that have a picture by name, and why others are left out, counted.

    Raises:
        PictureNotFoundError: one of the folders holds no catalogue, or all of them hold no picture.
        GalleryCorruptError: a line of a catalogue is none.

    """
    passed: Counter[str] = Counter()
    entries: dict[str, Entry] = {}
    for number, folder in enumerate(folders):
        for row in _rows(folder):
            entry = entry_of(row, number)
            if entry is None:
                passed[NO_PICTURE] += 1
            elif entry.id in entries:
                passed[TWICE] += 1
            else:
                entries[entry.id] = entry
    if not entries:
        raise PictureNotFoundError(
            "There is no work with a picture in the catalogue; 'museum fetch' without --metadata-only brings them."
        )
    return [entries[name] for name in sorted(entries)], passed


def entry_of(row: Mapping[str, Any], catalogue: int) -> Entry | None:
    """Return the work of a catalogue's line, None where it has no picture; raises ValueError where it is no line."""
    name, path, digest = row.get("id"), row.get("path"), row.get("sha256")
    if path is None or digest is None:
        return None
    if not (isinstance(name, str) and isinstance(path, str) and isinstance(digest, str) and _DIGEST.fullmatch(digest)):
        raise ValueError(name)
    place = PurePosixPath(path)
    # A line that was tampered with must not make us read elsewhere.
    if place.is_absolute() or ".." in place.parts or "\\" in path or ":" in path:
        raise ValueError(path)
    return Entry(name, digest, path, catalogue, {key: value for key, value in row.items() if key != "catalogue"})


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / LINES
    if not is_file(path):
        raise PictureNotFoundError(f"There is no catalogue in '{folder.name}'; 'museum fetch' writes one.")
    try:
        text = read_regular(path).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            f"The catalogue in '{folder.name}' cannot be read; run 'museum fetch' again."
        ) from error
    for number, line in enumerate(text.rstrip("\n").split("\n"), start=1):
        try:
            row = json.loads(line)
            entry_of(row, 0)
        except (ValueError, AttributeError, RecursionError) as error:
            raise GalleryCorruptError(
                f"Line {number} of the catalogue in '{folder.name}' is damaged; run 'museum fetch' again."
            ) from error
        yield row


def artwork_of(entry: Entry, made: Mapping[str, Any]) -> Artwork:
    """Return the work as its gallery tells it: the museum's facts, cleaned, and what was measured."""
    facts, source = entry.facts, source_of(entry.id)
    told = {name: facts.get(name) for name in ("title", "artist", "date", "century", "medium", "style", "credit")}
    told |= {
        "id": entry.id,
        "museum": HOSTS[source].name if source in HOSTS else None,
        "museum_url": facts.get("object_url"),
        "image_url": facts.get("image_url"),
        "rights": facts.get("licence"),
        # Museums tell a culture, which is no nationality; a table of one's own tells just that.
        "nationality": facts.get("culture") if source in _LOCAL else None,
        "sha256": entry.sha256,
        "measures": spoken(made["measures"]),
    }
    return Artwork.from_dict(told | {name: made[name] for name in ("palette", "value_grid", "preview")})


def source_of(identifier: str) -> str:
    """Return the source whose work this is."""
    return identifier.partition("-")[0]
