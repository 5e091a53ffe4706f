"""Time the measuring of pictures for galleries: works/s, bytes and memory, with and without processes, side by side.

``one process`` is how galleries were built before: threads that share an interpreter. Both measure the same pictures in
turn, so that a machine under load is as unkind to one as to the other; CPU time is told beside the wall. Take the wall
on an idle machine. ``--pictures 60`` takes that many of the masters, or of the folder that ``--from`` names.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from _common import emit, shared_data
from art_assistant.base.processes import cores, limit_library_threads

limit_library_threads(1)

from art_assistant.files.walk import pictures_below  # noqa: E402 - after the libraries were told their threads
from art_assistant.gallery.make.build import build_gallery  # noqa: E402
from art_assistant.gallery.make.measuring import Tools, usual_tools  # noqa: E402
from art_assistant.measure import measure_picture  # noqa: E402

ROUNDS = 2


def ways() -> Iterator[tuple[str, Tools]]:
    usual = usual_tools()
    yield "one process, every metric", replace(usual, usual=False, measure=measure_picture)
    yield "one process, what is kept", replace(usual, usual=False)
    yield f"{usual.workers} processes, what is kept", usual


def timed(name: str, tools: Tools, source: Path, count: int) -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "bench"
        cpu, wall = os.times(), time.perf_counter()
        build_gallery(folder, source, tools)
        wall = time.perf_counter() - wall
        spent = sum(os.times()[:4]) - sum(cpu[:4])
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    peaks = {
        who: resource.getrusage(kind).ru_maxrss // 1024
        for who, kind in (("self", resource.RUSAGE_SELF), ("one_helper", resource.RUSAGE_CHILDREN))
    }
    told = {"pictures_per_second": round(count / wall, 2), "cpu_ms_each": round(spent / count * 1e3)}
    emit({"what": name, "pictures": count, **told, "bytes_each": size // count, "peak_mb_so_far": peaks})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=60)
    parser.add_argument("--from", dest="source", type=Path)
    asked = parser.parse_args()
    chosen = pictures_below(asked.source or shared_data() / "masters" / "images").pictures[: asked.pictures]
    with tempfile.TemporaryDirectory() as workshop:
        for number, path in enumerate(chosen):
            (Path(workshop) / f"{number:04d}{path.suffix}").write_bytes(path.read_bytes())
        for _ in range(ROUNDS):
            for name, tools in ways():
                timed(name, tools, Path(workshop), len(chosen))
    emit({"what": "cores", "cores": cores(), "load": [round(one, 1) for one in os.getloadavg()]})


if __name__ == "__main__":
    main()
