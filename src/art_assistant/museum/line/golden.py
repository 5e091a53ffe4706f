"""Golden queries: the nearest neighbours of some works, looked at once, are to be found again by later galleries."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.base.regular import read_regular
from art_assistant.errors import UsageError
from art_assistant.files.atomic import write_whole
from art_assistant.files.there import is_file
from art_assistant.gallery.facets import DEFAULT_WEIGHTS
from art_assistant.gallery.index.choose import OVERSAMPLE
from art_assistant.gallery.opened import Gallery
from art_assistant.museum.line.verified import unwritable

GOLDEN: Final = "golden.json"
REMEMBERED: Final = 24
"""Works that are asked for where the present answers are remembered."""

EXPECTED: Final = 5
"""Neighbours of each that are remembered; in a small gallery no more than a quarter of the works."""

LEAST: Final = 0.8
"""Of the five nearest at the time, four have to be among the ten nearest later: new works may come between."""

_SCHEMA: Final = 1


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """One query.

    Attributes:
        id: the work that is asked with.
        expected: the works that are to be found.
        least: share of them that has to be.

    """

    id: str
    expected: tuple[str, ...]
    least: float


@dataclass(frozen=True, slots=True)
class Golden:
    """What was remembered of one gallery.

    Attributes:
        encoder: identity of the encoder of its vectors.
        manifest_sha256: digest of its manifest.
        queries: what is asked.

    """

    encoder: str
    manifest_sha256: str
    queries: tuple[GoldenQuery, ...]


def read_golden(path: Path) -> Golden | None:
    """Return what was remembered; None where there is no such file.

    Raises:
        UsageError: it is no file of golden queries.

    """
    if not is_file(path):
        return None
    try:
        return _parsed(json.loads(read_regular(path)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{path.name} holds no golden queries; name another file with --golden.") from error


def _parsed(told: Mapping[str, Any]) -> Golden:
    if told["schema"] != _SCHEMA or not told["queries"]:
        raise ValueError(told["schema"])
    queries = tuple(
        GoldenQuery(str(one["id"]), tuple(map(str, one["expected"])), float(one["least"])) for one in told["queries"]
    )
    if not all(query.expected and 0.0 <= query.least <= 1.0 for query in queries):
        raise ValueError(queries)
    return Golden(str(told["encoder"]), str(told["manifest_sha256"]), queries)


def write_golden(path: Path, golden: Golden) -> None:
    """Write what was remembered, in the place of what was before.

    Raises:
        UsageError: something else stands there.
        OutputError: the disk refused.

    """
    read_golden(path)
    queries = [{"id": one.id, "expected": list(one.expected), "least": one.least} for one in golden.queries]
    told = {
        "schema": _SCHEMA,
        "encoder": golden.encoder,
        "manifest_sha256": golden.manifest_sha256,
        "queries": queries,
    }
    try:
        write_whole(path, (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise unwritable(error) from error


def remember(gallery: Gallery, manifest_sha256: str) -> Golden:
    """Return the present answers for works spread evenly over a gallery.

    Raises:
        UsageError: it holds a single work, which has no neighbours.

    """
    count = len(gallery.works)
    if count < 2:
        raise UsageError("A gallery of one work has no neighbours to remember.")
    expected = min(EXPECTED, max(1, (count - 1) // 4))
    rows = np.unique(np.linspace(0, count - 1, min(REMEMBERED, count)).astype(int))
    queries = tuple(
        GoldenQuery(gallery.works[int(row)].id, tuple(_names(gallery, neighbours(gallery, int(row), expected))), LEAST)
        for row in rows
    )
    return Golden(str(gallery.manifest["encoder"]), manifest_sha256, queries)


def recalls(gallery: Gallery, golden: Golden) -> list[float]:
    """Return the share of what each query expects that is found; a work that is gone finds nothing."""
    rows = {work.id: row for row, work in enumerate(gallery.works)}
    found = []
    for query in golden.queries:
        row = rows.get(query.id)
        expected = set(query.expected)
        names = set() if row is None else set(_names(gallery, neighbours(gallery, row, 2 * len(expected))))
        found.append(len(names & expected) / len(expected))
    return found


def neighbours(gallery: Gallery, row: int, count: int) -> list[int]:
    """Return the rows that are nearest to one of a gallery's own, itself left out, best first."""
    return [other for other in ranked(gallery, row, count + 1)[0] if other != row][:count]


def ranked(gallery: Gallery, row: int, count: int) -> tuple[list[int], list[float]]:
    """Return the rows nearest to a row, itself among them, and their scores: by the index, then ranked exactly."""
    view = gallery.layout.weighted(gallery.rows(np.array([row]))[0], DEFAULT_WEIGHTS)
    ids = gallery.index.search(view, count * (1 if gallery.index.kind == "flat" else OVERSAMPLE)).ids
    scores = gallery.rows(ids) @ view
    order = np.argsort(-scores, kind="stable")[:count]
    return [int(ids[i]) for i in order], [float(scores[i]) for i in order]


def _names(gallery: Gallery, rows: Sequence[int]) -> list[str]:
    return [gallery.works[row].id for row in rows]
