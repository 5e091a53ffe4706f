"""Measure what is drawn of edges and of rest, beside all contours and the box round the calm passage.

Per kind of picture, on those with odd numbers (the settings were chosen on even ones): the line in diagonals of the
picture, how many pieces it comes in, and the CPU time of the lines (one thread); the share of pictures in which the box
holds some of the subject; and how many later reads are not told because nothing stands out there.
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from _common import emit, shared_data
from art_assistant.analysis.edges.contours import trace_contours
from art_assistant.pipeline import Study

EACH = 40
EVERY_POINT = 1_000_000


def pictures(folder: Path) -> dict[str, list[Path]]:
    """Return kind to pictures, at most ``EACH`` of a kind, spread evenly over those with odd numbers."""
    kinds: dict[str, list[Path]] = defaultdict(list)
    with (folder / "field" / "pictures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["source"][1:]) % 2:
                kinds[f"field: {row['kind']}s"].append(folder / "field" / row["path"])
    with (folder / "masters" / "paintings.csv").open(encoding="utf-8", newline="") as file:
        kinds["masters"] = [folder / "masters" / row["path"] for row in csv.DictReader(file)][1::2]
    return {kind: paths[:: max(1, len(paths) // EACH)][:EACH] for kind, paths in kinds.items()}


def holds_subject(box: tuple[float, float, float, float], subject: np.ndarray) -> bool:
    height, width = subject.shape
    left, top, right, bottom = (round(v * side) for v, side in zip(box, (width, height) * 2, strict=True))
    return bool(subject[top:bottom, left:right].mean() > 0.02)


def around_rest(study: Study, attention: np.ndarray) -> tuple[float, float, float, float]:
    """Return the box round the whole passage, the usual way to show one."""
    light = cv2.resize(study.values().l_map, attention.shape[::-1], interpolation=cv2.INTER_AREA)
    sigma = 0.02 * float(np.hypot(*light.shape))
    spread = cv2.GaussianBlur((light - cv2.GaussianBlur(light, (0, 0), sigma)) ** 2, (0, 0), sigma)
    calm = ((attention < 0.30) & (spread < 36.0)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(calm, connectivity=4)
    x, y, w, h = stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA])), :4].tolist()
    height, width = light.shape
    return x / width, y / height, (x + w) / width, (y + h) / height


def measured(path: Path) -> dict[str, float]:
    study = Study(path)
    composition, subject = study.composition(), study.subject()
    study.masses()
    study.edges()
    start = time.process_time()
    lines = study.lines()
    spent = time.process_time() - start
    contours = trace_contours(study.picture.standard, EVERY_POINT)
    found = {
        "contours_line": contours.length,
        "contours_pieces": float(contours.lengths.size),
        "drawn_line": float(lines.lengths.sum()) if lines else 0.0,
        "drawn_pieces": float(len(lines.curves)) if lines else 0.0,
        "cpu_ms": 1e3 * spent,
        "faint_reads": float(len(composition.faint)),
        "reads": float(len(composition.focal_points)),
    }
    if composition.rest is not None and composition.attention is not None and subject is not None:
        found["box_holds_subject"] = float(holds_subject(composition.rest.box, subject.mask))
        around = around_rest(study, composition.attention)
        found["box_round_passage_holds_subject"] = float(holds_subject(around, subject.mask))
    return found


def main() -> None:
    cv2.setNumThreads(1)
    for kind, paths in pictures(shared_data()).items():
        rows = [measured(path) for path in paths]
        means = {name: [row[name] for row in rows if name in row] for name in sorted({n for row in rows for n in row})}
        emit(
            {"bench": "lines", "kind": kind, "pictures": len(rows)}
            | {name: round(float(np.mean(found)), 3) for name, found in means.items()}
        )


if __name__ == "__main__":
    main()
