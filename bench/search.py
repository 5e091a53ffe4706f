"""Time a search among 1k to 1M works, beside what else could answer it, and say what each finds.

    python bench/search.py --sizes 1000,10000,100000,1000000

The vectors have the real width. They are blends of real works, facet by facet two works each, with a little noise,
because random vectors are all equally far apart and say nothing about recall; ``--together`` blends the same two works
in all facets. The real works are all pictures of the shared data (``_rows`` keeps their facets; the first run takes
half an hour to measure them), or the starter gallery where these are absent. The fewer they are, the closer their
blends lie and the easier they are found; ``--made 15000`` makes so many works of few.

One line an index and a weighting: recall@10 against the exact answer, and the middle of the milliseconds that a query
takes, by the clock and of CPU, one thread. What is approximate proposes and is ranked exactly by the stored rows:
``ours`` as a gallery does it, ``sq8`` (eight bits a number, read whole) and ``hnsw`` (a graph over all four facets)
with 40 proposals, ``ivf`` (a coarse layer over one facet, its codes those of ours) with as many as ours. A million
works need 7 GB, and ``hnsw`` ten minutes to build; ``--without hnsw,ivf`` leaves them out.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import faiss
import numpy as np

from _common import DATA, best_of, emit
from _rows import TABLES, kept_rows, listed
from art_assistant.gallery.catalogue import Catalogue
from art_assistant.gallery.facets import DEFAULT_WEIGHTS, FACETS, Layout, parse_weights
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.index import coded
from art_assistant.gallery.index.axes import LONGEST, Axes
from art_assistant.gallery.index.choose import OVERSAMPLE, blocks_of, build_index, parse_index

WEIGHTS: Mapping[str, str | None] = {
    "uniform": "overall=1,manner=1,palette=1,value=1",
    "uneven": "overall=1,value=4",
    "usual": None,
    **{facet: f"{facet}=1" for facet in FACETS},
}
QUERIES = 50
CHUNK = 20_000
NOISE = 0.35
APART = 0.4
CELLS, PROBED = 1024, 64
"""Cells of the coarse layer, and how many of them are read."""

Search = Callable[[np.ndarray, int], np.ndarray]
"""From a weighted query and how many numbers of it count, to ten rows."""


def real_works() -> tuple[np.ndarray, Layout, str]:
    """Return the facets of real works, (n, width) float32, and where they are from."""
    gallery = open_gallery("starter")
    if not (DATA / "masters" / "paintings.csv").is_file():
        return gallery.features.astype(np.float32), gallery.layout, "starter gallery"
    rows = [kept_rows(name, listed(DATA, name)) for name in TABLES]
    rows.append(kept_rows("subjects", sorted((DATA / "subjects").glob("*.jpg"))))
    return np.concatenate(rows).astype(np.float32), gallery.layout, "shared data"


def made(real: np.ndarray, layout: Layout, count: int) -> np.ndarray:
    """Return ``count`` works made of real ones: each is one and a part of what sets two others apart."""
    first, second, third = np.random.default_rng(5).integers(0, len(real), (3, count))
    works = real[first] + np.float32(APART) * (real[second] - real[third])
    works[:, layout.slice("palette")] = np.maximum(works[:, layout.slice("palette")], 0.0)
    for facet in FACETS:
        part = works[:, layout.slice(facet)]
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return works


def blends(real: np.ndarray, layout: Layout, count: int, seed: int, *, together: bool) -> np.ndarray:
    """Return (count, width) float16 rows, each facet a unit vector."""
    rng = np.random.default_rng(seed)
    rows = np.empty((count, layout.width), dtype=np.float16)
    for at in range(0, count, CHUNK):
        size = min(CHUNK, count - at)
        pair = rng.integers(0, len(real), (2, size)), rng.uniform(0.2, 0.8, (size, 1)).astype(np.float32)
        for facet in FACETS:
            part, width = layout.slice(facet), layout.dims[facet]
            if not together:
                pair = rng.integers(0, len(real), (2, size)), rng.uniform(0.2, 0.8, (size, 1)).astype(np.float32)
            (first, second), share = pair
            block = share * real[first, part] + (1.0 - share) * real[second, part]
            block += rng.standard_normal((size, width), dtype=np.float32) * np.float32(NOISE / np.sqrt(width))
            rows[at : at + size, part] = block / np.linalg.norm(block, axis=1, keepdims=True)
    return rows


def exact_top(rows: np.ndarray, queries: np.ndarray, k: int) -> np.ndarray:
    """Return (queries, k): the nearest rows."""
    ids, scores = [], []
    for at in range(0, len(rows), CHUNK):
        found = queries @ rows[at : at + CHUNK].astype(np.float32).T
        best = np.argpartition(-found, min(k, found.shape[1]) - 1, axis=1)[:, :k]
        ids.append(best + at)
        scores.append(np.take_along_axis(found, best, axis=1))
    order = np.argsort(-np.concatenate(scores, axis=1), axis=1)[:, :k]
    return np.take_along_axis(np.concatenate(ids, axis=1), order, axis=1)


def ranked(rows: np.ndarray, ids: np.ndarray, query: np.ndarray) -> np.ndarray:
    ids = np.sort(ids[ids >= 0])
    return ids[np.argsort(-(rows[ids].astype(np.float32) @ query))[:10]]


def chunks(rows: np.ndarray) -> Iterator[np.ndarray]:
    for at in range(0, len(rows), CHUNK):
        yield np.ascontiguousarray(rows[at : at + CHUNK], dtype=np.float32)


def ours(rows: np.ndarray, layout: Layout) -> tuple[Search, int]:
    index = build_index(rows, None, layout.dims)
    data = index.to_bytes()
    load = best_of(lambda: parse_index(data, index.kind, rows), repeat=3, warmup=0)["wall_min_ms"]
    emit({"size": len(rows), "index": "ours", "kind": index.kind, "load_ms": load})
    return lambda query, _: index.search(query, 10).ids, len(data)


def flat(rows: np.ndarray, layout: Layout) -> tuple[Search, int]:
    index = faiss.IndexFlatIP(layout.width)
    for chunk in chunks(rows):
        index.add(chunk)
    return lambda query, _: index.search(query[None], 10)[1][0], 4 * rows.size


def with_numpy(rows: np.ndarray, _: Layout) -> tuple[Search, int]:
    full = np.concatenate(list(chunks(rows)))
    return lambda query, _: np.argpartition(-(full @ query), 10)[:10], 4 * rows.size


def sq8(rows: np.ndarray, layout: Layout) -> tuple[Search, int]:
    index = build_index(rows, "sq8", layout.dims)
    return lambda query, _: ranked(rows, index.search(query, OVERSAMPLE * 10).ids, query), rows.size


def hnsw(rows: np.ndarray, layout: Layout) -> tuple[Search, int]:
    index = faiss.IndexHNSWSQ(layout.width, faiss.ScalarQuantizer.QT_8bit, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction, index.hnsw.efSearch = 40, 256
    index.train(np.ascontiguousarray(rows[:: max(1, len(rows) // CHUNK)], dtype=np.float32))
    for chunk in chunks(rows):
        index.add(chunk)
    links = 4 * index.hnsw.neighbors.size()
    return lambda query, _: ranked(rows, index.search(query[None], OVERSAMPLE * 10)[1][0], query), rows.size + links


def ivf(rows: np.ndarray, layout: Layout, facet: str) -> tuple[Search, int]:
    """Return a search by one facet alone: its codes in cells of a coarse layer."""
    part = layout.slice(facet)
    own = rows[:, part]
    axes = Axes.fit(next(chunks(own[:: max(1, len(own) // CHUNK)])), blocks_of({facet: layout.dims[facet]}))
    width = axes.codes * LONGEST
    cells = faiss.IndexFlatIP(width)
    metric = faiss.METRIC_INNER_PRODUCT
    index = faiss.IndexIVFPQFastScan(cells, width, min(CELLS, len(rows) // 40), axes.codes, 4, metric)
    index.by_residual, index.nprobe = False, PROBED
    index.cp.min_points_per_centroid = CHUNK // CELLS
    index.train(axes.spread(next(chunks(own[:: max(1, -(-len(own) // CHUNK))]))))
    for chunk in chunks(own):
        index.add(axes.spread(chunk))

    def search(query: np.ndarray, counted: int) -> np.ndarray:
        spread = axes.spread(np.ascontiguousarray(query[None, part]))
        ids = index.search(spread, min(len(rows), max(coded.READ // counted, coded.RANKED)))[1][0]
        ids = np.sort(ids[ids >= 0])
        return ids[np.argsort(-(own[ids].astype(np.float32) @ query[part]))[:10]]

    return search, len(rows) * (axes.codes // 2 + 8)


MAKERS: Mapping[str, Callable[..., tuple[Search, int]]] = {
    "ours": ours, "sq8": sq8, "hnsw": hnsw, "flat": flat, "numpy": with_numpy,
}  # fmt: skip


def measure(size: int, without: set[str], *, together: bool, make: int = 0) -> None:
    faiss.omp_set_num_threads(1)
    real, layout, source = real_works()
    emit({"real_works": len(real), "source": source, "made_of_them": make})
    real = made(real, layout, make) if make else real
    rows = blends(real, layout, size, seed=1, together=together)
    asked = blends(real, layout, QUERIES, seed=2, together=together).astype(np.float32)
    emit({"size": size, "together": together})
    queries = {
        name: np.stack([layout.weighted(query, parse_weights(text)) for query in asked])
        for name, text in WEIGHTS.items()
    }
    found = exact_top(rows, np.concatenate(list(queries.values())), 10)
    truths = dict(zip(WEIGHTS, found.reshape(len(WEIGHTS), QUERIES, 10), strict=True))
    for name, maker in MAKERS.items():
        if name not in without:
            tried(name, lambda maker=maker: maker(rows, layout), Asked(size, layout, queries, truths))
    for facet in [] if "ivf" in without else FACETS:
        tried("ivf", lambda facet=facet: ivf(rows, layout, facet), Asked(size, layout, {facet: queries[facet]}, truths))


class Asked(NamedTuple):
    """What every index is asked, and what is right."""

    size: int
    layout: Layout
    queries: Mapping[str, np.ndarray]
    truths: Mapping[str, np.ndarray]


def tried(name: str, make: Callable[[], tuple[Search, int]], of: Asked) -> None:
    size, layout = of.size, of.layout
    start = time.process_time()
    search, held = make()
    built = {"index": name, "build_cpu_s": round(time.process_time() - start, 1), "bytes_a_work": round(held / size, 1)}
    emit({"size": size, **built})
    for weights, asked in of.queries.items():
        spoken = parse_weights(WEIGHTS[weights]) if WEIGHTS[weights] else DEFAULT_WEIGHTS
        counted = sum(layout.dims[facet] for facet in FACETS if spoken[facet])
        search(asked[0], counted)
        answers, wall, cpu = [], [], []
        for query in asked:
            from_wall, from_cpu = time.perf_counter(), time.process_time()
            answers.append(search(query, counted))
            cpu.append((time.process_time() - from_cpu) * 1e3)
            wall.append((time.perf_counter() - from_wall) * 1e3)
        pairs = zip(answers, of.truths[weights], strict=True)
        recall = np.mean([len({*one.tolist()} & {*true.tolist()}) / 10 for one, true in pairs])
        times: dict[str, Any] = {
            "p50_ms": round(float(np.median(wall)), 2),
            "cpu_p50_ms": round(float(np.median(cpu)), 2),
        }
        emit({"size": size, "index": name, "weights": weights, "recall@10": round(float(recall), 4), **times})


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--together", action="store_true", help="blend the same two works in all facets")
    parser.add_argument("--made", type=int, default=0, metavar="N", help="blend N works made of the real ones, if few")
    parser.add_argument("--without", default="", help="what to leave out, of ours, sq8, hnsw, flat, numpy, ivf")
    arguments = parser.parse_args()
    for works in map(int, arguments.sizes.split(",")):
        lookup(works)
        measure(works, {*arguments.without.split(",")}, together=arguments.together, make=arguments.made)
