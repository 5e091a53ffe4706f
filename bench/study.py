"""What one moved slider costs a face that stands on a ``Study``, beside what it costs to study the picture again.

Prints, for eight masters (or pictures made from a seed where they are absent), warm, at the default working size and
views at 900 px: the median milliseconds of each part made anew, and of a whole fresh report in the same run. Nothing is
answered from what was kept: each turn asks for something that was not asked before.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from _common import DATA, emit, synthetic_photo
from art_assistant import Study, analyze
from art_assistant.advice.finding.intent import Intent
from art_assistant.analysis.mass.outlines import shape_rings
from art_assistant.report.views import BY_NAME

PICTURES = 8
TURNS = 9
SIDE = 900
AIMS = {
    "plan at new cuts": 10,
    "masses": 45,
    "notans": 30,
    "related re-weighted": 12,
    "advice": 12,
    "outlines of all shapes": 3,
    "any view, drawn and encoded": 40,
}


def pictures() -> Iterator[bytes]:
    folder = DATA / "masters" / "images"
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    if not paths:
        yield synthetic_photo(1600, 1200)
        return
    yield from (path.read_bytes() for path in paths[:: max(1, len(paths) // PICTURES)][:PICTURES])


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def turns(study: Study) -> dict[str, list[Callable[[], object]]]:
    """Return, for each part, calls that each ask for something new."""
    steps = np.linspace(0.02, 0.98, TURNS)
    masses = study.masses()
    return {
        "plan at new cuts": [lambda t=t: study.plan_at([10 + 20 * t, 40 + 15 * t, 80]) for t in steps],
        "plan, another number and method": [
            lambda k=k, m=m: study.values(k, m) for k in (3, 5, 8) for m in ("quantile", "equal", "breaks")
        ],
        "masses": [lambda t=t: study.masses(4 + round(2 * t), float(t)) for t in steps],
        "masses, one value set by hand": [lambda t=t: study.masses(overrides={1: 3 * float(t)}) for t in steps],
        "notans": [lambda t=t: study.notans(threshold=25 + 50 * float(t)) for t in steps],
        "flip of one mass": [lambda m=m: study.flip("local", [1 + m % masses.k]) for m in range(TURNS)],
        "probe": [lambda t=t: study.probe(float(t), 0.5, 0.02) for t in steps],
        "related re-weighted": [lambda t=t: study.related(f"value={t:.2f},manner=1") for t in steps],
        "advice": [lambda t=t: study.advice(Intent(focus=(float(t), 0.5))) for t in steps],
        "outlines of all shapes": [
            lambda t=t: [shape_rings(masses, s.id, 0.003 + 1e-5 * float(t)) for s in masses.shapes] for t in steps
        ],
    }


def main() -> None:
    found: dict[str, list[float]] = {}
    views: dict[str, list[float]] = {name: [] for name in BY_NAME}
    whole: list[float] = []
    for data in pictures():
        analyze(data)
        study = Study(data)
        study.report()
        for part, asks in turns(study).items():
            found.setdefault(part, []).extend(timed(ask) for ask in asks)
        for turn in range(3):
            for name, times in views.items():
                times.append(timed(partial(study.view, name, SIDE - turn)))
        whole += [timed(partial(analyze, data)) for _ in range(3)]
    fresh = round(statistics.median(whole), 1)
    rows = found | {"any view, drawn and encoded": [statistics.median(times) for times in views.values()]}
    for part, times in rows.items():
        median = statistics.median(times)
        row = {"part": part, "median_ms": round(median, 2), "p90_ms": round(float(np.percentile(times, 90)), 2)}
        emit(row | {"aim_ms": AIMS.get(part), "studied again_ms": fresh})
    slowest = sorted(views, key=lambda name: -statistics.median(views[name]))[:5]
    emit({"slowest views_ms": {name: round(statistics.median(views[name]), 1) for name in slowest}})


if __name__ == "__main__":
    main()
