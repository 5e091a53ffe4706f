"""Time a search on 1k to 1M works, beside FAISS flat and numpy in the same run, and say what it finds.

The vectors have the real width. They are blends of two real works' facets each with a little noise, because random
vectors are all equally far apart and say nothing about recall. ``--sizes 1000,10000`` measures fewer.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import faiss
import numpy as np

from _common import best_of, emit
from art_assistant.gallery.catalogue import Catalogue
from art_assistant.gallery.facets import FACETS, Layout, parse_weights
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.index.choose import OVERSAMPLE, build_index, parse_index

WEIGHTS = {"uniform": "overall=1,manner=1,palette=1,value=1", "uneven": "overall=1,value=4", "one": "palette=1"}
QUERIES = 12
CHUNK = 20_000


def blends(count: int, seed: int) -> tuple[np.ndarray, Layout]:
    """Return (count, width) float16 rows, each facet a unit vector."""
    gallery = open_gallery("starter")
    real, layout = gallery.features.astype(np.float32), gallery.layout
    rng = np.random.default_rng(seed)
    rows = np.empty((count, layout.width), dtype=np.float16)
    for at in range(0, count, CHUNK):
        size = min(CHUNK, count - at)
        first, second = rng.integers(0, len(real), (2, size))
        share = rng.uniform(0.2, 0.8, (size, 1)).astype(np.float32)
        mixed = share * real[first] + (1.0 - share) * real[second]
        for facet in FACETS:
            part = layout.slice(facet)
            block = mixed[:, part] + rng.normal(0, 0.35 / np.sqrt(layout.dims[facet]), (size, layout.dims[facet]))
            mixed[:, part] = block / np.linalg.norm(block, axis=1, keepdims=True)
        rows[at : at + size] = mixed
    return rows, layout


def exact_top(rows: np.ndarray, query: np.ndarray, k: int) -> np.ndarray:
    scores = np.concatenate([rows[at : at + CHUNK].astype(np.float32) @ query for at in range(0, len(rows), CHUNK)])
    return np.argpartition(-scores, min(k, len(scores) - 1))[:k]


def ours(index: object, rows: np.ndarray, query: np.ndarray, k: int) -> np.ndarray:
    """Search as a gallery does: candidates from the index, ranked exactly by the stored facets."""
    ids = index.search(query, OVERSAMPLE * k).ids  # type: ignore[attr-defined]
    scores = rows[ids].astype(np.float32) @ query
    return ids[np.argsort(-scores)[:k]]


def measure(count: int) -> None:
    rows, layout = blends(count, seed=1)
    queries, _ = blends(QUERIES, seed=2)
    start = time.perf_counter()
    index = build_index(rows)
    built = time.perf_counter() - start
    data = index.to_bytes()
    loaded = best_of(lambda: parse_index(data, index.kind, rows), repeat=2, warmup=0)["wall_min_ms"]
    emit({"size": count, "kind": index.kind, "build_s": round(built, 2), "load_ms": loaded, "bytes": len(data)})
    rivals = _rivals(rows)
    for name, text in WEIGHTS.items():
        weighted = [layout.weighted(q.astype(np.float32), parse_weights(text)) for q in queries]
        found = [len(set(ours(index, rows, q, 10)) & set(exact_top(rows, q, 10))) / 10.0 for q in weighted]
        times = {"ours_ms": _timed(lambda q: ours(index, rows, q, 10), weighted)}
        times |= {rival: _timed(search, weighted) for rival, search in rivals.items()}
        emit({"size": count, "weights": name, "recall@10": round(float(np.mean(found)), 4), **times})


def _timed(search: object, queries: list[np.ndarray]) -> float:
    """Return the least milliseconds of one warm query."""
    return min(best_of(lambda q=q: search(q), repeat=3)["wall_min_ms"] for q in queries[:4])  # type: ignore[operator]


def _rivals(rows: np.ndarray) -> dict[str, object]:
    """Return FAISS flat and numpy on float32, up to two million rows: a million need 8 GB."""
    if len(rows) > 2_000_000:
        return {}
    faiss.omp_set_num_threads(1)
    full = rows.astype(np.float32)
    flat = faiss.IndexFlatIP(rows.shape[1])
    flat.add(full)
    return {
        "faiss_flat_ms": lambda q: flat.search(q[None], 10),
        "numpy_ms": lambda q: np.argpartition(-(full @ q), 10)[:10],
    }


def lookup(count: int) -> None:
    """Time opening the list of works, and reading ten of it, as one search does."""
    line = json.dumps(open_gallery("starter").works[0].as_dict()).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "artworks.jsonl"
        with path.open("wb") as file:
            for _ in range(count):
                file.write(line + b"\n")
        data = path.read_bytes()
    opened = best_of(lambda: Catalogue(data), repeat=3)["wall_min_ms"]
    works, rng = Catalogue(data), np.random.default_rng(3)
    ten = best_of(lambda: [works[int(i)] for i in rng.integers(0, count, 10)], repeat=5)
    emit({"size": count, "list_open_ms": opened, "ten_works_ms": ten["wall_min_ms"]})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    for size in map(int, parser.parse_args().sizes.split(",")):
        lookup(size)
        measure(size)
