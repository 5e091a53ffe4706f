"""The value plan without specks: what it moves, what it costs, and what stays small in it, beside the usual ways.

    python bench/plan.py [every]

Every eighth master and every fifteenth picture of ``field/`` (or every ``every``-th of these). One JSON line a way:
pieces of the plan below a round touch of the brush, how far the area of a step moves at most (median and worst
picture), on what share of the picture the painted value is more than 20 L* from the value that was there, and CPU
milliseconds of one thread (median; finding the values is not counted).
"""

from __future__ import annotations

import csv
import math
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from _common import emit, shared_data
from art_assistant.analysis.value.brushed import brushed
from art_assistant.analysis.value.plan import BRUSH_DEFAULT, ValuePlan
from art_assistant.analysis.value.study import ValueStudy, replan, study_values
from art_assistant.study.opening import open_picture

Clean = Callable[[ValuePlan], Any]


def main(every: int) -> None:
    """Print one line for each number of values and each way to clean them."""
    cv2.setNumThreads(1)
    studies = [study for path in _paths(every) if (study := _study(path)) is not None]
    ways: dict[str, Clean] = {
        "as cut": lambda plan: plan.labels,
        "brush": lambda plan: brushed(plan.labels, len(plan.levels), BRUSH_DEFAULT),
        "median of the labels": _median,
        "opened and closed": _opened,
    }
    for k, method in ((3, "breaks"), (5, "breaks"), (7, "breaks"), (7, "quantile")):
        plans = [replan(study, k=k, method=method, brush=0.0).plan for study in studies]
        for name, clean in ways.items():
            figures = [_figures(plan, clean) for plan in plans]
            emit({"bench": "plan", "k": k, "method": method, "way": name, "pictures": len(plans), **_summed(figures)})


def _paths(every: int) -> Iterator[Path]:
    for folder, table, stride in (("masters", "paintings.csv", 8), ("field", "pictures.csv", 15)):
        with (shared_data() / folder / table).open(encoding="utf-8", newline="") as rows:
            for row in list(csv.DictReader(rows))[:: stride * every]:
                yield shared_data() / folder / row["path"]


def _study(path: Path) -> ValueStudy | None:
    picture = open_picture(path, detail=False)
    return None if picture.counted is not None else study_values(picture.working, plan_brush=0.0)


def _median(plan: ValuePlan) -> Any:
    width = round(BRUSH_DEFAULT * min(plan.labels.shape)) | 1
    return cv2.medianBlur(plan.labels.astype(np.uint8), width).astype(np.int32)


def _opened(plan: ValuePlan) -> Any:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(BRUSH_DEFAULT * min(plan.labels.shape)) | 1,) * 2)
    opened = cv2.morphologyEx(plan.labels.astype(np.uint8), cv2.MORPH_OPEN, disc)
    return cv2.morphologyEx(opened, cv2.MORPH_CLOSE, disc).astype(np.int32)


def _figures(plan: ValuePlan, clean: Clean) -> tuple[int, float, float, float]:
    begin = time.process_time()
    labels = clean(plan)
    spent = 1000.0 * (time.process_time() - begin)
    steps, levels = len(plan.levels), np.asarray(plan.levels)
    least = math.pi / 4.0 * (BRUSH_DEFAULT * min(labels.shape)) ** 2
    small = 0
    for step in range(steps):
        _, _, stats, _ = cv2.connectedComponentsWithStats((labels == step).astype(np.uint8), connectivity=4)
        small += int(np.count_nonzero(stats[1:, cv2.CC_STAT_AREA] < least))
    before, after = (np.bincount(part.ravel(), minlength=steps) / part.size for part in (plan.labels, labels))
    far = np.abs(levels[labels] - levels[plan.labels]) > 20.0
    return small, float(np.abs(after - before).max()), float(far.mean()), spent


def _summed(figures: list[tuple[int, float, float, float]]) -> dict[str, float]:
    small, moved, far, spent = (np.asarray(column) for column in zip(*figures, strict=True))
    return {
        "small_pieces": float(np.median(small)),
        "small_pieces_worst": float(small.max()),
        "area_moved": round(float(np.median(moved)), 4),
        "area_moved_worst": round(float(moved.max()), 4),
        "over_20_l": round(float(np.median(far)), 4),
        "over_20_l_worst": round(float(far.max()), 4),
        "cpu_ms": round(float(np.median(spent)), 2),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
