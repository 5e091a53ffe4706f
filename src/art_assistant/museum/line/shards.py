"""Measured works in shards: small files that are whole when their marker says so.

A shard holds a stretch of the works in the order of their names, one JSON object a line, vectors as float16 in base64.
Its name tells what it is made from: the works, their pictures, the encoder, the way of measuring. The marker beside it
is written last, and holds the digest of the shard.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.base.regular import read_regular
from art_assistant.errors import GalleryCorruptError
from art_assistant.files.atomic import write_whole
from art_assistant.gallery.bundle import Stored
from art_assistant.gallery.make.measuring import MEASURED_AS
from art_assistant.museum.line.home import SHARDS, take_away
from art_assistant.museum.line.works import Entry

SHARD: Final = 64
"""Works in a shard: what a kill may cost, and small enough that a changed work has little written anew."""

_NAME: Final = re.compile(r"\d{5}-[0-9a-f]{16}\.(jsonl|done)")

Row = dict[str, Any]
"""What was measured of a work: ``id``, ``sha256``, ``vectors``, and what a card shows of it."""


def parts_of(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    """Return the works of each shard."""
    return [entries[at : at + SHARD] for at in range(0, len(entries), SHARD)]


def name_of(number: int, entries: Sequence[Entry], encoder: str) -> str:
    """Return the name of a shard, without ending."""
    told = [encoder, MEASURED_AS, [[entry.id, entry.sha256] for entry in entries]]
    return f"{number:05d}-{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]}"


def row_of(name: str, sha256: str, vectors: Stored, seen: Mapping[str, Any]) -> Row:
    """Return what was measured of a work in the form in which it is kept."""
    coded = base64.b64encode(vectors.astype("<f2").tobytes()).decode()
    return {"id": name, "sha256": sha256, "vectors": coded, **seen}


def vectors_of(row: Row) -> Stored:
    """Return the facets of a row, (width,) float16."""
    return np.frombuffer(base64.b64decode(row["vectors"]), dtype="<f2").astype(np.float16)


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands beside a shard that is whole.

    Attributes:
        sha256: digest of the shard.
        works: how many it holds.
        encoder: identity of the encoder of its vectors.
        measured_as: the way of measuring.
        failed: name of each work that has no usable picture, with the reason.

    """

    sha256: str
    works: int
    encoder: str
    measured_as: int
    failed: Mapping[str, str]


def write_shard(folder: Path, name: str, rows: Sequence[Row], failed: Mapping[str, str], encoder: str) -> Marker:
    """Write a shard, and then its marker; raises OSError where the disk refuses."""
    data = "".join(f"{_dumps(row)}\n" for row in rows).encode()
    marker = Marker(hashlib.sha256(data).hexdigest(), len(rows), encoder, MEASURED_AS, dict(failed))
    write_whole(folder / SHARDS / f"{name}.jsonl", data)
    told = {item: getattr(marker, item) for item in ("sha256", "works", "encoder", "measured_as", "failed")}
    write_whole(folder / SHARDS / f"{name}.done", f"{_dumps(told)}\n".encode())
    return marker


def marker_of(folder: Path, name: str) -> Marker | None:
    """Return the marker of a shard that is whole; None where it is missing, or is not as it was written."""
    try:
        marker = Marker(**json.loads(read_regular(folder / SHARDS / f"{name}.done")))
        data = read_regular(folder / SHARDS / f"{name}.jsonl")
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return marker if hashlib.sha256(data).hexdigest() == marker.sha256 else None


def rows_of(folder: Path, name: str, sha256: str) -> list[Row]:
    """Return what a shard holds.

    Raises:
        GalleryCorruptError: it is not as it was written.

    """
    try:
        data = read_regular(folder / SHARDS / f"{name}.jsonl")
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise GalleryCorruptError("A shard of the line is damaged or missing; run 'museum embed' again.")
    return [json.loads(line) for line in data.splitlines()]


def forget_others(folder: Path, names: Sequence[str]) -> None:
    """Remove the shards that the line is no longer made of."""
    kept = set(names)
    for path in sorted((folder / SHARDS).iterdir()):
        if _NAME.fullmatch(path.name) and path.stem not in kept:
            take_away(path)


class Stock:
    """What earlier runs have measured, by the digest of the picture.

    Attributes:
        whole: name of each shard that is whole to its marker.

    """

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = folder / SHARDS
        self._places: dict[str, tuple[str, int, int]] = {}
        self.whole: dict[str, Marker] = {}
        for path in sorted(self._folder.glob("*.done")):
            marker = marker_of(folder, path.stem)
            if marker is not None and (marker.encoder, marker.measured_as) == (encoder, MEASURED_AS):
                self.whole[path.stem] = marker
                self._index(path.stem)

    def _index(self, name: str) -> None:
        at = 0
        for line in read_regular(self._folder / f"{name}.jsonl").splitlines(keepends=True):
            self._places[json.loads(line)["sha256"]] = (name, at, len(line))
            at += len(line)

    def knows(self, entry: Entry) -> bool:
        """Whether ``find`` finds a work's picture."""
        return entry.sha256 in self._places

    def find(self, entry: Entry) -> Row | None:
        """Return what was measured of a work's picture, or None."""
        place = self._places.get(entry.sha256)
        if place is None:
            return None
        name, at, length = place
        with (self._folder / f"{name}.jsonl").open("rb") as file:
            file.seek(at)
            row: Row = json.loads(file.read(length))
        return row | {"id": entry.id}


def _dumps(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
