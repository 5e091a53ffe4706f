"""Indexes that another program made: a FAISS file, and a list of its works as JSON lines or a ``.npy`` file.

The vectors are taken as they are, under the encoder that made them. Where the pictures are at hand they are measured
again, so that every facet can be searched; the facts of the list go with them either way.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.errors import GalleryCorruptError, GalleryCountError, GalleryError, GalleryNotFoundError, UsageError
from art_assistant.gallery.artwork import Artwork, clean_text
from art_assistant.gallery.build import Facts, Tools, build_gallery
from art_assistant.gallery.bundle import read_manifest
from art_assistant.gallery.facts import read_artist
from art_assistant.gallery.faiss_index import read_foreign_vectors
from art_assistant.gallery.plain_npy import read_objects
from art_assistant.gallery.write import write_gallery
from art_assistant.imaging.arrays import F32

_INDEX_PLACES: Final = ("index.faiss", "data/index_samples/index.faiss", "index_samples/index.faiss")
_META_PLACES: Final = (
    "artworks.jsonl",
    "artwork_index.jsonl",
    "data/embeddings_samples/artwork_index.jsonl",
    "embeddings_samples/artwork_index.jsonl",
    "meta.npy",
    "data/index_samples/meta.npy",
)
_SAME: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "artwork_id", "object_id", "uid"),
    "title": ("title", "name"),
    "date": ("date", "year", "date_display"),
    "medium": ("medium", "medium_display", "technique"),
    "museum": ("museum", "source", "institution"),
    "museum_url": ("museum_url", "page_url", "link"),
    "image_url": ("image_url", "url"),
    "style": ("style", "style_tags", "styles", "tags", "style_title"),
    "path": ("path", "image_path", "file", "filename"),
    "rights": ("rights", "license", "licence"),
    "credit": ("credit", "credit_line"),
}


@dataclass(frozen=True, slots=True)
class Foreign:
    """The two files of an index that another program made."""

    index: Path
    meta: Path


def find_foreign(source: Path | None, index: Path | None, meta: Path | None) -> Foreign:
    """Return the two files: as named, else below ``source``, else where FAISS_INDEX_PATH and FAISS_META_PATH point.

    Raises:
        UsageError: one of the two was not named anywhere.
        GalleryNotFoundError: one of the two is not there.

    """
    found = Foreign(
        index or _below(source, _INDEX_PLACES) or _environment("FAISS_INDEX_PATH"),
        meta or _below(source, _META_PLACES) or _environment("FAISS_META_PATH"),
    )
    for path in (found.index, found.meta):
        if not path.is_file():
            raise GalleryNotFoundError(f"There is no file '{path.name}' to import; check the path.")
    return found


def _below(source: Path | None, places: tuple[str, ...]) -> Path | None:
    if source is None:
        return None
    return next((source / place for place in places if (source / place).is_file()), None)


def _environment(name: str) -> Path:
    value = os.environ.get(name)
    if not value:
        option = "--index" if "INDEX" in name else "--meta"
        raise UsageError(f"Name the folder that holds both files, or give {option} or set {name}.")
    return Path(value)


def import_foreign(
    folder: Path, foreign: Foreign, *, encoder: str | None, pictures: Path | None = None, tools: Tools | None = None
) -> int:
    """Take in an index of another program and return how many works the new gallery holds.

    Args:
        folder: the new gallery.
        foreign: its two files.
        encoder: what made the vectors; needed unless the pictures are measured again.
        pictures: the folder to which the paths in the list are relative.
        tools: what measures them.

    Raises:
        GalleryError: there is a gallery of that name; the files are damaged or of unequal counts.
        UsageError: neither the encoder nor the pictures were named.

    """
    _refuse_taken(folder)
    entries = read_works(foreign.meta)
    if pictures is not None and tools is not None:
        return build_gallery(folder, pictures, tools, facts=_by_path(entries, pictures)).works
    if not encoder:
        raise UsageError("Say with --encoder which encoder made the index, or with --pictures where the pictures lie.")
    vectors = _unit_rows(read_foreign_vectors(foreign.index))
    if len(vectors) != len(entries):
        raise GalleryCountError(
            f"The index holds {len(vectors)} works and the list {len(entries)}; they do not belong together."
        )
    dims = {"overall": vectors.shape[1], "manner": 0, "palette": 0, "value": 0}
    works = [Artwork.from_dict({"id": f"work-{row}"} | entry) for row, entry in enumerate(entries)]
    write_gallery(folder, works, vectors.astype(np.float16), encoder=encoder, dims=dims)
    return len(works)


def _refuse_taken(folder: Path) -> None:
    try:
        read_manifest(folder)
    except GalleryNotFoundError:
        return
    raise GalleryError(f"There is already a gallery '{folder.name}'; give another --name.")


def read_works(path: Path) -> list[dict[str, Any]]:
    """Return the works of a list, JSON lines or ``.npy``, by the field names of ``Artwork``.

    Raises:
        GalleryCorruptError: it cannot be read.

    """
    raw = read_objects(path) if path.suffix.lower() == ".npy" else _json_lines(path)
    return [_renamed(entry if isinstance(entry, dict) else {"id": entry}) for entry in raw]


def read_facts(path: Path) -> Facts:
    """Return path to facts from a CSV table with a ``path`` column and any fields of ``Artwork``.

    Raises:
        GalleryNotFoundError: there is no such table.
        GalleryCorruptError: it is not a table of text, or has no ``path`` column.

    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise GalleryNotFoundError(f"There is no table '{path.name}'; check the path.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GalleryCorruptError(f"{path.name} cannot be read as a table of text.") from error
    if rows and "path" not in rows[0]:
        raise GalleryCorruptError(f"{path.name} has no column 'path'; its first line names the columns.")
    return {row["path"]: _without_path(_renamed(row)) for row in rows if row["path"]}


def _without_path(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in {"path", "id"}}


def _json_lines(path: Path) -> list[Any]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, RecursionError) as error:
        raise GalleryCorruptError(f"{path.name} is not a list of JSON lines, or is damaged.") from error


def _renamed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry by our names; an artist's line is taken apart, an address in a path's place is an address."""
    found: dict[str, Any] = {}
    for name, others in _SAME.items():
        value = next((entry[other] for other in others if entry.get(other) not in (None, "", [])), None)
        text = clean_text(", ".join(map(str, value)) if isinstance(value, list) else value)
        if text is not None:
            found[name] = text
    if str(found.get("path", "")).startswith(("http://", "https://")):
        found.setdefault("image_url", found["path"])
        del found["path"]
    artist = read_artist(entry.get("artist"))
    told = {"artist": artist.name, "attribution": artist.attribution}
    told |= {"nationality": artist.nationality, "artist_dates": artist.dates}
    own = {name: clean_text(entry.get(name)) for name in ("attribution", "nationality", "artist_dates")}
    return found | {name: own.get(name) or value for name, value in told.items() if own.get(name) or value}


def _by_path(entries: list[dict[str, Any]], pictures: Path) -> Facts:
    """Return the facts by path below ``pictures``, also where the list keeps longer paths that end alike."""
    facts = {}
    for entry in entries:
        parts = Path(entry.get("path", "")).parts
        tails = (Path(*parts[at:]) for at in range(len(parts)))
        path = next((tail for tail in tails if not tail.is_absolute() and (pictures / tail).is_file()), None)
        if path is not None:
            facts[str(path)] = _without_path(entry)
    return facts


def _unit_rows(vectors: F32) -> F32:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all():
        raise GalleryCorruptError("The index holds vectors that are not numbers; it is damaged.")
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
