"""Pictures as they come: what surrounds a picture must not change what is said of it, and what finding it costs.

Prints, with today's way of studying the file whole beside it in the same run:

- ``same tips``: how many pictures by masters hear the same tips with bars, a mat, a scan edge, a frame or an easel
  round them as by themselves, and how many would with corners that are right to the pixel. They are enlarged to the
  pixels of a photograph by phone first, so that a straightened picture has lost no more than one of those has;
- ``ms``: what a report costs of a file that the picture fills, and of one that it is cut out of.

What the kinds, the corners, the photo doctor and the tips by kind reach stands in ``field_kind.py``,
``field_canvas.py``, ``field_doctor.py`` and ``field_tips.py``.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does

import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from _common import DATA, emit
from _surrounds import SURROUNDS
from art_assistant import Settings, analyze
from art_assistant.report.model import Report
from art_assistant.settings import AnalysisSettings

PICTURES = 24
TIMED = 8
LARGE = 1400
"""Long side of the picture in its file, in pixels."""

WAYS = ("auto", "off")


def masters() -> list[Path]:
    folder = DATA / "masters" / "images"
    paths = sorted(folder.iterdir())[1::2] if folder.is_dir() else []
    return paths[:: max(1, len(paths) // PICTURES)][:PICTURES]


def encoded(picture: np.ndarray, quality: int = 92) -> bytes:
    return bytes(cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def studied(data: bytes, canvas: str) -> Report:
    return analyze(data, settings=Settings(analysis=AnalysisSettings(canvas=canvas)))


def told(report: Report) -> tuple[str, ...]:
    return tuple(sorted(tip.as_dict()["finding"] for tip in report.tips))


def large(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path))[..., ::-1]
    scale = LARGE / max(picture.shape[:2])
    return np.ascontiguousarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))


def same_tips(paths: list[Path]) -> None:
    """Print how often the tips stay, for each surround and each way of studying."""
    kept: dict[tuple[str, str], list[float]] = defaultdict(list)
    cut: dict[str, list[bool]] = defaultdict(list)
    rng = np.random.default_rng(20)
    for path in paths:
        picture = large(path)
        own = told(studied(encoded(picture), "off"))
        for name, surround in SURROUNDS.items():
            taken, corners = surround(picture, rng)
            file = encoded(taken)
            right = ",".join(f"{part:.6f}" for part in (corners / taken.shape[1::-1]).clip(0, 1).ravel())
            for way in (*WAYS, right):
                report = studied(file, way)
                kept[name, way if way in WAYS else "right"].append(float(told(report) == own))
                if way == "auto":
                    cut[name].append(bool(report.canvas and report.canvas.as_dict()["applied"]))
    for name in SURROUNDS:
        emit(
            {
                "bench": "same tips",
                "surround": name,
                "pictures": len(paths),
                "found": round(float(np.mean(cut[name])), 3),
                "same tips": round(float(np.mean(kept[name, "auto"])), 3),
                "file whole (rival)": round(float(np.mean(kept[name, "off"])), 3),
                "corners right to the pixel": round(float(np.mean(kept[name, "right"])), 3),
                "aim": 0.8,
            }
        )


def costs(paths: list[Path]) -> None:
    """Print the median milliseconds of a warm report, the picture filling its file and cut out of it."""
    rng = np.random.default_rng(21)
    for name, made in {"fills its file": None, "in a mat": "mat", "on an easel": "easel"}.items():
        taken: dict[str, list[float]] = defaultdict(list)
        for path in paths[:TIMED]:
            picture = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
            file = encoded(SURROUNDS[made](picture, rng)[0] if made else picture)
            for _ in range(3):
                for way in WAYS:
                    start = time.perf_counter()
                    studied(file, way)
                    taken[way].append((time.perf_counter() - start) * 1e3)
        auto, off = (statistics.median(taken[way]) for way in WAYS)
        emit(
            {
                "bench": "ms",
                "picture": name,
                "found": round(auto, 1),
                "file whole (rival)": round(off, 1),
                "added": round(auto - off, 1),
                "aim": "≤ 20 ms" if made is None else "≤ 250 ms",
            }
        )


def main() -> None:
    paths = masters()
    if not paths:
        sys.exit("The masters' pictures are not here (shared/data/masters): nothing to measure.")
    studied(paths[0].read_bytes(), "auto")
    costs(paths)
    same_tips(paths)


if __name__ == "__main__":
    main()
