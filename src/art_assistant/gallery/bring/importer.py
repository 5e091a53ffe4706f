"""Indexes that another program made: a FAISS file, and a list of its works as JSON lines or a ``.npy`` file.

The vectors are taken as they are, under the encoder that made them. Where the pictures are at hand they are measured
again, so that every facet can be searched; the facts of the list go with them either way.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.errors import GalleryCorruptError, GalleryCountError, GalleryNotFoundError, UsageError
from art_assistant.files.there import is_file, is_folder
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.bring.fields import renamed
from art_assistant.gallery.bring.plain_npy import read_objects
from art_assistant.gallery.bring.table import Facts
from art_assistant.gallery.index.faiss_index import read_foreign_vectors
from art_assistant.gallery.make.build import build_gallery
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.make.opening import taking_in
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.places import refuse_taken
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
    if source is not None and not is_folder(source):
        fault = "is not an exported gallery" if is_file(source) else "is not there"
        raise GalleryNotFoundError(f"'{source.name}' {fault}; name a FILE.zip of 'gallery export', or a folder.")
    found = Foreign(
        index or _below(source, _INDEX_PLACES) or _environment("FAISS_INDEX_PATH"),
        meta or _below(source, _META_PLACES) or _environment("FAISS_META_PATH"),
    )
    for path in (found.index, found.meta):
        if not is_file(path):
            raise GalleryNotFoundError(f"There is no file '{path.name}' to import; check the path.")
    return found


def _below(source: Path | None, places: tuple[str, ...]) -> Path | None:
    if source is None:
        return None
    return next((source / place for place in places if is_file(source / place)), None)


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
    refuse_taken(folder)
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
    with taking_in(folder):
        write_gallery(folder, works, vectors.astype(np.float16), encoder=encoder, dims=dims)
    return len(works)


def read_works(path: Path) -> list[dict[str, Any]]:
    """Return the works of a list, JSON lines or ``.npy``, by the field names of ``Artwork``.

    Raises:
        GalleryCorruptError: it cannot be read.

    """
    raw = read_objects(path) if path.suffix.lower() == ".npy" else _json_lines(path)
    return [renamed(entry if isinstance(entry, dict) else {"id": entry}) for entry in raw]


def _without_path(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in {"path", "id"}}


def _json_lines(path: Path) -> list[Any]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, RecursionError) as error:
        raise GalleryCorruptError(f"{path.name} is not a list of JSON lines, or is damaged.") from error


def _by_path(entries: list[dict[str, Any]], pictures: Path) -> Facts:
    """Return the facts by path below ``pictures``, also where the list keeps longer paths that end alike."""
    facts = {}
    for entry in entries:
        parts = Path(entry.get("path", "")).parts
        tails = (Path(*parts[at:]) for at in range(len(parts)))
        path = next((tail for tail in tails if not tail.is_absolute() and is_file(pictures / tail)), None)
        if path is not None:
            facts[str(path)] = _without_path(entry)
    return facts


def _unit_rows(vectors: F32) -> F32:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all():
        raise GalleryCorruptError("The index holds vectors that are not numbers; it is damaged.")
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
