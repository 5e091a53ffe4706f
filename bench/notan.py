"""How often a notan contradicts the values of its picture, all that are made and those that are offered.

On every eighth master and every fifteenth picture of ``field/``: the share of the picture on which ink is lighter than
the median of the paper or the reverse (median, and how many pictures lie above 6 % and 10 %), and how far each side
hangs together; beside the usual ways: Otsu's threshold, the median, and L* 50. CPU time of the three and of choosing.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from _common import emit, shared_data
from art_assistant.analysis.notan.clean_masks import finished
from art_assistant.analysis.notan.honesty import MOST_CONTRADICTION, contradiction
from art_assistant.pipeline import Study

EVERY = {"masters": ("paintings.csv", 8), "field": ("pictures.csv", 15)}


def otsu(squint: np.ndarray, inside: np.ndarray) -> float:
    values = np.rint(squint[inside] * 2.55).astype(np.uint8)
    return float(cv2.threshold(values, 0, 255, cv2.THRESH_OTSU)[0]) / 2.55


WAYS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "Otsu's threshold": otsu,
    "the median": lambda squint, inside: float(np.median(squint[inside])),
    "L* 50": lambda _squint, _inside: 50.0,
}


def together(dark: tuple[float, ...], light: tuple[float, ...]) -> float:
    return float(np.mean([side[0] / sum(side) if side else 0.0 for side in (dark, light)]))


def measure(path: Path) -> tuple[dict[str, tuple[float, float]], float, int]:
    study = Study(str(path))
    values = study.values()
    study.masses()  # made before, so that the time is that of the notans alone
    start = time.process_time()
    notans = study.notans()
    offered = notans.offered
    spent = time.process_time() - start
    found = {f"made: {n.kind}": (n.contradiction, together(n.dark_shapes, n.light_shapes)) for n in notans}
    for rank, n in enumerate(offered, start=1):
        found[f"offered: {rank}"] = (n.contradiction, together(n.dark_shapes, n.light_shapes))
    counted = study.picture.counted
    inside = np.ones(values.l_map.shape, dtype=bool) if counted is None else counted
    for name, threshold in WAYS.items():
        ink = finished((values.l_map <= threshold(values.squint_l, inside)) & inside, counted)
        share = contradiction(ink.dark, values.squint_l, counted)
        found[name] = (share, together(ink.dark_pieces, ink.light_pieces))
    return found, spent, len(offered)


def main() -> None:
    data = shared_data()
    for folder, (table, step) in EVERY.items():
        with (data / folder / table).open(encoding="utf-8", newline="") as file:
            paths = [data / folder / row["path"] for row in csv.DictReader(file)][::step]
        rows = [measure(path) for path in paths]
        names = list(dict.fromkeys(name for found, _, _ in rows for name in found))
        for name in names:
            shares = np.array([found[name] for found, _, _ in rows if name in found])
            emit(
                {
                    "bench": "notan",
                    "folder": folder,
                    "way": name,
                    "pictures": len(shares),
                    "contradiction_median": round(float(np.median(shares[:, 0])), 4),
                    "above_6_percent": round(float(np.mean(shares[:, 0] > MOST_CONTRADICTION)), 3),
                    "above_10_percent": round(float(np.mean(shares[:, 0] > 0.10)), 3),
                    "together": round(float(np.mean(shares[:, 1])), 3),
                }
            )
        milliseconds = 1000.0 * np.array([spent for _, spent, _ in rows])
        counts = np.bincount([count for _, _, count in rows], minlength=3)
        emit(
            {
                "bench": "notan",
                "folder": folder,
                "cpu_ms_median": round(float(np.median(milliseconds)), 1),
                "cpu_ms_min": round(float(milliseconds.min()), 1),
                "one_offered": int(counts[1]),
                "two_offered": int(counts[2]),
            }
        )


if __name__ == "__main__":
    main()
