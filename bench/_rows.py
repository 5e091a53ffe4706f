"""The facets of the real pictures, measured once and kept in ``ART_BENCH_CACHE`` (default ``build/bench``)."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np

from _common import ROOT
from art_assistant.gallery.encoder import describe
from art_assistant.gallery.facets import FacetVectors
from art_assistant.imaging.decode import decode
from art_assistant.vision.backbone import backbone
from art_assistant.vision.encoders import shipped_encoder

CACHE = Path(os.environ.get("ART_BENCH_CACHE", ROOT / "build" / "bench"))
SHARD = 500
"""Pictures that are kept in one file, so that a run that was stopped goes on where it was."""

TABLES = {"gallery": "artworks.csv", "masters": "paintings.csv", "field": "pictures.csv", "style": "labels.csv"}
"""Folder to its list, which has a column ``path``; ``subjects`` has none."""


def facets_of(data: bytes) -> FacetVectors:
    picture = decode(data)
    return describe(picture, backbone().run(picture.model_input), shipped_encoder())


def listed(data: Path, name: str) -> list[Path]:
    """Return the pictures of one folder of the real ones, in the order of its list."""
    with (data / name / TABLES[name]).open(encoding="utf-8", newline="") as file:
        return [data / name / row["path"] for row in csv.DictReader(file)]


def kept_rows(name: str, paths: list[Path]) -> np.ndarray:
    """Return the facets of pictures, (n, width) float16, measured where no earlier run has kept them."""
    CACHE.mkdir(parents=True, exist_ok=True)
    return np.concatenate([_shard(name, at, paths[at : at + SHARD]) for at in range(0, len(paths), SHARD)])


def _shard(name: str, at: int, paths: list[Path]) -> np.ndarray:
    kept, identity = CACHE / f"rows-{name}-{at:05d}.npz", shipped_encoder().identity
    if kept.is_file():
        with np.load(kept) as stored:
            if str(stored["identity"]) == identity and len(stored["rows"]) == len(paths):
                return stored["rows"]
    rows = np.stack([facets_of(path.read_bytes()).stacked() for path in paths]).astype(np.float16)
    part = kept.with_suffix(".part.npz")
    np.savez(part, rows=rows, identity=identity)
    part.replace(kept)
    return rows
