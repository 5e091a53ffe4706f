"""Measure what a request costs over HTTP, beside the network's pass that a search cannot do without.

Starts the real service on the loopback with real pictures and prints, as JSON lines: the time to the first answers of a
fresh process; a search that is new beside the bare int8 pass, alternating; p50, p95, p99 and throughput of searches
(new and kept), batches and studies at 1 to 32 clients; and /health while 32 clients search. Beside them stands what
people expect of this kind of service. The clients share the machine with the service; their numbers may be given as
arguments.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from _common import emit, shared_data
from art_assistant.base.processes import cores
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.facets import FACETS, Layout
from art_assistant.gallery.make.write import write_gallery
from art_assistant.gallery.places import starter_folder
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone
from art_assistant.vision.encoders import shipped_encoder

EXPECTED = {
    "first request": "30-40 s",
    "search, new": "1-3 s",
    "search, kept": "10-50 ms",
    "batch": "1-2 s an image",
}
CLIENTS = tuple(map(int, sys.argv[1:])) or (1, 2, 8, 32)
RATES = {f"ART_SERVICE_RATE_{kind}": "1000000/minute" for kind in ("SEARCH", "ANALYZE", "BATCH", "ARTWORK")}
Ask = Callable[[httpx.Client], object]


def gallery_folder(home: Path) -> Path:
    """Return the gallery that ships with the package, or one of as many made-up works where that is missing."""
    if (starter_folder() / "manifest.json").is_file():
        return starter_folder()
    dims = dims_of(shipped_encoder())
    layout = Layout(dims)
    rows = np.random.default_rng(0).normal(size=(520, layout.width)).astype(np.float32)
    for facet in FACETS:
        part = layout.slice(facet)
        rows[:, part] /= np.linalg.norm(rows[:, part], axis=1, keepdims=True)
    works = [Artwork(id=f"work-{n}", title=f"Work {n}") for n in range(520)]
    write_gallery(home / "made-up", works, rows.astype(np.float16), encoder=shipped_encoder().identity, dims=dims)
    return home / "made-up"


@contextmanager
def service(gallery: Path, *flags: str) -> Iterator[str]:
    """Run a service and yield its address."""
    limits = {"ART_SERVICE_QUEUE": "1024", "ART_SERVICE_DEADLINE": "300", "ART_SERVICE_LOG_LEVEL": "info"}
    env = os.environ | RATES | limits | {"ART_GALLERY_NAME": str(gallery)}
    command = [sys.executable, "-m", "art_assistant", "serve", "--port", "0", *flags]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        log = process.stdout or ()
        port = next(e["port"] for e in map(json.loads, log) if e["event"] == "listening")
        threading.Thread(target=lambda: [None for _ in log], daemon=True).start()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def until_healthy(url: str) -> None:
    while True:
        try:
            if httpx.get(f"{url}/health", timeout=30.0).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.01)


class Pictures:
    """Real pictures, and as many that no cache has seen as are wanted."""

    def __init__(self, folder: Path, count: int = 60) -> None:
        self.files = [path.read_bytes() for path in sorted(folder.rglob("*.jpg"))[:count]]
        self._fresh = zip(itertools.cycle(self.files), itertools.count(), strict=False)
        self._lock = threading.Lock()

    def fresh(self) -> bytes:
        """Return a picture whose bytes are new: what stands behind the end of a JPEG file is not read."""
        with self._lock:
            data, number = next(self._fresh)
        return data + number.to_bytes(8, "big")


def post(client: httpx.Client, path: str, *pictures: bytes) -> dict[str, Any]:
    name = "files" if path.startswith("/search/batch") else "file"
    response = client.post(path, files=[(name, ("picture.jpg", data)) for data in pictures])
    response.raise_for_status()
    answer: dict[str, Any] = response.json()
    return answer


def percentiles(ms: list[float]) -> dict[str, float]:
    return {f"p{p}_ms": round(float(np.percentile(ms, p)), 1) for p in (50, 95, 99)}


def load(url: str, clients: int, requests: int, ask: Ask) -> dict[str, float]:
    """Return what ``requests`` questions of ``clients`` clients at once took."""
    counter = itertools.count()

    def work(_client: int) -> list[float]:
        times = []
        with httpx.Client(base_url=url, timeout=300.0) as client:
            while next(counter) < requests:
                start = time.perf_counter()
                ask(client)
                times.append((time.perf_counter() - start) * 1e3)
        return times

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = [ms for own in pool.map(work, range(clients)) for ms in own]
    return {**percentiles(times), "per_second": round(len(times) / (time.perf_counter() - start), 1)}


def fresh_process(gallery: Path, pictures: Pictures) -> None:
    health, search = [], []
    for _ in range(3):
        start = time.perf_counter()
        with service(gallery) as url, httpx.Client(base_url=url, timeout=120.0) as client:
            until_healthy(url)
            health.append(time.perf_counter() - start)
            post(client, "/search", pictures.fresh())
            search.append(time.perf_counter() - start)
    emit(
        {
            "fresh process": "start to answer",
            "health_min_s": round(min(health), 2),
            "health_goal_s": 1.5,
            "first_search_min_s": round(min(search), 2),
            "expected": EXPECTED["first request"],
        }
    )


def miss_beside_pass(url: str, pictures: Pictures, runs: int = 40) -> None:
    """Alternate a new search over HTTP and the bare pass here, so that both see the same machine."""
    model, model_input = backbone(2), open_picture(pictures.files[0]).model_input
    model.run(model_input)
    passes, searches = [], []
    with httpx.Client(base_url=url, timeout=120.0) as client:
        for _ in range(runs):
            start = time.perf_counter()
            model.run(model_input)
            middle = time.perf_counter()
            post(client, "/search", pictures.fresh())
            passes.append((middle - start) * 1e3)
            searches.append((time.perf_counter() - middle) * 1e3)
    emit(
        {
            "search, new, 1 client": "beside the bare int8 pass on 2 threads",
            "pass_min_ms": round(min(passes), 1),
            "pass_p50_ms": round(statistics.median(passes), 1),
            "search_min_ms": round(min(searches), 1),
            "search_p50_ms": round(statistics.median(searches), 1),
            "in_passes_min": round(min(searches) / min(passes), 2),
            "in_passes_p50": round(statistics.median(searches) / statistics.median(passes), 2),
            "goal": 1.6,
        }
    )


def probe(url: str, stop: Any, found: Any) -> None:
    """Ask for /health twenty times a second until told to stop, then hand over the milliseconds that each took."""
    times = []
    with httpx.Client(base_url=url, timeout=30.0) as client:
        client.get("/health")
        while not stop.wait(0.05):
            start = time.perf_counter()
            client.get("/health")
            times.append((time.perf_counter() - start) * 1e3)
    found.put(times)


def health_under_load(url: str, pictures: Pictures) -> None:
    """Print how long /health takes beside 32 searching clients; its own client is a process apart from theirs."""
    context = multiprocessing.get_context("spawn")
    stop, found = context.Event(), context.Queue()
    prober = context.Process(target=probe, args=(url, stop, found))
    prober.start()
    result = load(url, 32, 320, lambda c: post(c, "/search", pictures.fresh()))
    stop.set()
    times = found.get()
    prober.join()
    emit({"health while 32 clients search": percentiles(times), "goal_p95_ms": 10, "n": len(times), "searches": result})


def main() -> None:
    pictures = Pictures(shared_data() / "masters")
    rounds: list[tuple[str, Ask, int, str | None]] = [
        ("search, new", lambda c: post(c, "/search", pictures.fresh()), 24, EXPECTED["search, new"]),
        ("search, kept", lambda c: post(c, "/search", pictures.files[0]), 200, EXPECTED["search, kept"]),
        (
            "batch of 5, new",
            lambda c: post(c, "/search/batch", *(pictures.fresh() for _ in range(5))),
            4,
            EXPECTED["batch"],
        ),
        (
            "batch of 10, new",
            lambda c: post(c, "/search/batch", *(pictures.fresh() for _ in range(10))),
            2,
            EXPECTED["batch"],
        ),
        ("analyze, new", lambda c: post(c, "/analyze", pictures.fresh()), 12, None),
    ]
    with tempfile.TemporaryDirectory() as home:
        gallery = gallery_folder(Path(home))
        emit({"gallery": gallery.name, "cpus": cores(), "load_before": round(os.getloadavg()[0], 1)})
        fresh_process(gallery, pictures)
        with service(gallery, "--warm") as url:
            until_healthy(url)
            miss_beside_pass(url, pictures)
            for name, ask, requests, expected in rounds:
                for clients in CLIENTS:
                    result = load(url, clients, max(requests, clients), ask)
                    emit({"request": name, "clients": clients, **result, "expected": expected})
            health_under_load(url, pictures)


if __name__ == "__main__":
    main()
