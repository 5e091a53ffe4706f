"""What one machine costs, and what stands beyond it: numpy, FAISS, milvus-lite; a line by processes and by Ray.

Each size prints, for each way to keep rows, the time and processor time to build, bytes a work, and the middle and the
least milliseconds of a query for three weightings, with its recall; then what the two largest sizes make of a hundred
million works, if it went on in a straight line. ``--line 60`` measures that many pictures with either executor and says
whether the bytes are the same. Take the wall on an idle machine; processor time is told beside it.
``--sizes 10000,100000`` and ``--ways numpy,faiss`` measure less.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from _common import emit, shared_data
from art_assistant.base.processes import limit_library_threads

limit_library_threads(1)

from art_assistant.files.walk import pictures_below  # noqa: E402 - after the libraries were told their threads
from art_assistant.gallery.facets import Layout, parse_weights  # noqa: E402
from art_assistant.gallery.index.choose import build_index  # noqa: E402
from art_assistant.gallery.index.milvus_index import IndexServer, send_rows  # noqa: E402
from art_assistant.gallery.index.protocol import VectorIndex  # noqa: E402
from art_assistant.gallery.make.measuring import usual_tools  # noqa: E402
from art_assistant.museum.line.embed import embed  # noqa: E402
from art_assistant.museum.line.measure import Executor, Local  # noqa: E402
from art_assistant.museum.spread.on_ray import RayData  # noqa: E402
from search import QUERIES, WEIGHTS, blends, exact_top, ours  # noqa: E402

FAR = 100_000_000
Build = Callable[[np.ndarray, Layout, Path], tuple[Any, int, str]]


class Plain:
    """numpy: every row looked at."""

    def __init__(self, rows: np.ndarray) -> None:
        self.rows = rows.astype(np.float32)

    def top(self, query: np.ndarray) -> np.ndarray:
        """Return the ten nearest, best first."""
        scores = self.rows @ query
        best = np.argpartition(-scores, 10)[:10]
        return best[np.argsort(-scores[best])]


def in_numpy(rows: np.ndarray, _: Layout, _home: Path) -> tuple[Callable[[np.ndarray], np.ndarray], int, str]:
    plain = Plain(rows)
    return plain.top, plain.rows.nbytes, "float32"


def in_faiss(rows: np.ndarray, layout: Layout, _: Path) -> tuple[Callable[[np.ndarray], np.ndarray], int, str]:
    index = build_index(rows, dims=layout.dims)
    return _ranked(index, rows), len(index.to_bytes()), index.kind


def in_milvus(rows: np.ndarray, _: Layout, home: Path) -> tuple[Callable[[np.ndarray], np.ndarray], int, str]:
    place = home / "rows.db"
    index = send_rows(IndexServer(str(place), patience=600.0), "rows", rows, lambda _: None)
    size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    return _ranked(index, rows), size, index.kind


def _ranked(index: VectorIndex, rows: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    return lambda query: ours(index, rows, query, 10)


WAYS: dict[str, Build] = {"numpy": in_numpy, "faiss": in_faiss, "milvus-lite": in_milvus}


def measure(way: str, rows: np.ndarray, layout: Layout, queries: dict[str, list[np.ndarray]]) -> dict[str, Any]:
    """Print what one way costs at one size, and return what is extrapolated from."""
    with tempfile.TemporaryDirectory() as home:
        wall, cpu = time.perf_counter(), time.process_time()
        top, size, kind = WAYS[way](rows, layout, Path(home))
        told: dict[str, Any] = {
            "works": len(rows),
            "way": way,
            "kind": kind,
            "build_s": round(time.perf_counter() - wall, 2),
        }
        told |= {"build_cpu_s": round(time.process_time() - cpu, 2), "bytes_each": round(size / len(rows))}
        for name, some in queries.items():
            told |= {f"{key}_{name}": value for key, value in _asked(top, rows, some).items()}
        emit(told)
    return told


def _asked(top: Callable[[np.ndarray], np.ndarray], rows: np.ndarray, queries: list[np.ndarray]) -> dict[str, float]:
    walls, cpus, found = [], [], []
    top(queries[0])
    for query in queries:
        wall, cpu = time.perf_counter(), time.process_time()
        ids = top(query)
        walls.append((time.perf_counter() - wall) * 1e3)
        cpus.append((time.process_time() - cpu) * 1e3)
        found.append(len(set(ids) & set(exact_top(rows, query, 10))) / 10.0)
    return {
        "p50_ms": round(statistics.median(walls), 1),
        "least_ms": round(min(walls), 1),
        "cpu_ms": round(statistics.median(cpus), 1),
        "recall@10": round(float(np.mean(found)), 3),
    }


def extrapolate(way: str, told: list[dict[str, Any]]) -> None:
    """Print what a straight line through the two largest sizes says of ``FAR`` works."""
    if len(told) < 2 or told[-2]["kind"] != told[-1]["kind"]:
        return
    small, large = told[-2], told[-1]
    keys = [key for key in large if key.startswith(("build_cpu_s", "cpu_ms"))]
    span = large["works"] - small["works"]
    slopes = {key: (large[key] - small[key]) / span for key in keys}
    far = {key: round(large[key] + slopes[key] * (FAR - large["works"])) for key in keys}
    emit({"what": "straight on", "way": way, "works": FAR, **far, "gigabytes": round(large["bytes_each"] * FAR / 1e9)})


def scale(sizes: list[int], ways: list[str]) -> None:
    told: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
    for size in sizes:
        rows, layout = blends(size, seed=1)
        real, _ = blends(QUERIES, seed=2)
        queries = {
            name: [layout.weighted(one.astype(np.float32), parse_weights(text)) for one in real]
            for name, text in WEIGHTS.items()
        }
        for way in ways:
            told[way].append(measure(way, rows, layout, queries))
    for way, lines in told.items():
        extrapolate(way, lines)


def executors() -> Iterator[tuple[str, Executor]]:
    yield "processes of this machine", Local()
    if find_spec("ray") is not None:
        yield "Ray Data, begun for the run", RayData()


class Spent(threading.Thread):
    """Processor seconds of this process and of all below it, by /proc, looked at twice a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._last: dict[int, float] = {}
        self._begun = self._seen()
        self._over = threading.Event()

    def run(self) -> None:
        """Look until it is over."""
        while not self._over.wait(0.5):
            self._seen()

    def end(self) -> float:
        """Return what was spent since it began."""
        self._over.set()
        self.join()
        return self._seen() - self._begun

    def _seen(self) -> float:
        parents, spent = {}, {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    words = (entry / "stat").read_text().rpartition(")")[2].split()
                    parents[int(entry.name)] = int(words[1])
                    spent[int(entry.name)] = (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
        ours = [os.getpid()]
        for one in ours:
            ours += [child for child, parent in parents.items() if parent == one]
        self._last |= {one: spent[one] for one in ours if one in spent}
        return sum(self._last.values())


class _Quiet:
    def start(self, _total: int, _what: str) -> None:
        pass

    def step(self) -> None:
        pass


def line(pictures: int, rounds: int) -> None:
    """Measure some of the masters with either executor, by turns."""
    chosen = pictures_below(shared_data() / "masters" / "images").pictures[:pictures]
    digests = set()
    with tempfile.TemporaryDirectory() as place:
        catalogue = _catalogue(Path(place) / "catalogue", chosen)
        for number in range(rounds):
            for name, executor in executors():
                folder, wall = Path(place) / f"line-{number}-{len(digests)}-{name[:3]}", time.perf_counter()
                spent = Spent()
                spent.start()
                embed([catalogue], folder, replace(usual_tools(), workers=2), _Quiet(), executor)
                told = {"s": round(time.perf_counter() - wall, 1), "cpu_s": round(spent.end(), 1)}
                emit({"line": name, "pictures": len(chosen), **told})
                digests.add(hashlib.sha256((folder / "embedded.jsonl").read_bytes()).hexdigest())
    emit({"line": "the same bytes", "so": len(digests) == 1})


def _catalogue(folder: Path, pictures: list[Path]) -> Path:
    (folder / "images").mkdir(parents=True)
    rows = []
    for number, path in enumerate(pictures):
        data, name = path.read_bytes(), f"images/folder-{number:05d}{path.suffix}"
        (folder / name).write_bytes(data)
        rows.append({"id": f"folder-{number:05d}", "path": name, "sha256": hashlib.sha256(data).hexdigest()})
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    (folder / "catalogue.jsonl").write_text(lines, encoding="utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--line", type=int, default=32, metavar="N")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    ways = [way for way in asked.ways.split(",") if way and (way != "milvus-lite" or find_spec("pymilvus") is not None)]
    scale([int(size) for size in asked.sizes.split(",") if size], ways)
    if asked.line:
        line(asked.line, asked.rounds)


if __name__ == "__main__":
    main()
