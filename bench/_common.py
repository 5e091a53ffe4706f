"""What the benchmarks share: one JSON line a result, minima over runs, and a photograph made from a seed."""

from __future__ import annotations

import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
"""The folder of real pictures; it may be absent."""


def emit(result: dict[str, Any]) -> None:
    """Print one result as one JSON line, at once."""
    print(json.dumps(result, ensure_ascii=False), flush=True)


def best_of(fn: Callable[[], Any], repeat: int = 7, warmup: int = 1) -> dict[str, float]:
    """Return the minimum and median wall and CPU milliseconds of ``fn()`` over ``repeat`` runs.

    CPU time is that of all threads of the process, so it does not shrink when a library spreads over the cores.
    """
    for _ in range(warmup):
        fn()
    wall, cpu = [], []
    for _ in range(repeat):
        wall_start, cpu_start = time.perf_counter(), time.process_time()
        fn()
        cpu.append((time.process_time() - cpu_start) * 1e3)
        wall.append((time.perf_counter() - wall_start) * 1e3)
    return {
        "wall_min_ms": round(min(wall), 2),
        "wall_median_ms": round(statistics.median(wall), 2),
        "cpu_min_ms": round(min(cpu), 2),
        "cpu_median_ms": round(statistics.median(cpu), 2),
    }


def shared_data() -> Path:
    """Return the folder of real pictures, or end the run with status 0 and a message where it is absent."""
    if not (DATA / "masters" / "paintings.csv").is_file():
        print(f"skipped: needs the real pictures (set ART_TEST_DATA), looked in {DATA.name}/", file=sys.stderr)
        raise SystemExit(0)
    return DATA


def synthetic_pixels(width: int, height: int, seed: int = 0) -> np.ndarray:
    """Return (height, width, 3) uint8 sRGB with the statistics of a photograph.

    Octaves of noise with the 1/f amplitude of natural scenes, a few hundred hard-edged shapes, and sensor noise: about
    3 MB for 12 Mpx at quality 90.
    """
    rng = np.random.default_rng(seed)
    scene = np.zeros((height, width, 3), dtype=np.float32)
    cells = 4
    while cells < max(width, height):
        grid = rng.normal(0.0, 60.0 / np.sqrt(cells), (max(2, cells * height // width), cells, 3)).astype(np.float32)
        grid = grid * 0.35 + grid.mean(axis=2, keepdims=True)
        scene += cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        cells *= 2
    scene += np.linspace(170.0, 90.0, height, dtype=np.float32)[:, None, None]
    for _ in range(300):
        centre = (int(rng.integers(width)), int(rng.integers(height)))
        axes = (int(rng.integers(2, max(3, width // 12))), int(rng.integers(2, max(3, height // 12))))
        shift = rng.normal(0.0, 30.0) + rng.normal(0.0, 12.0, 3)
        stamp = np.zeros((height, width), dtype=np.uint8)
        box = _ellipse_box(stamp, centre, axes, float(rng.uniform(0, 180)))
        scene[box] += (stamp[box] / 255.0).astype(np.float32)[..., None] * shift.astype(np.float32)
    scene += rng.normal(0.0, 4.0, scene.shape[:2]).astype(np.float32)[..., None]
    return np.clip(scene, 0, 255).astype(np.uint8)


def _ellipse_box(
    stamp: np.ndarray, centre: tuple[int, int], axes: tuple[int, int], angle: float
) -> tuple[slice, slice]:
    cv2.ellipse(stamp, centre, axes, angle, 0, 360, 255, -1, cv2.LINE_AA)
    reach = max(axes) + 2
    return (
        slice(max(0, centre[1] - reach), centre[1] + reach),
        slice(max(0, centre[0] - reach), centre[0] + reach),
    )


def synthetic_photo(width: int = 4000, height: int = 3000, seed: int = 0, *, quality: int = 90) -> bytes:
    """Return the JPEG bytes (4:2:0, as a phone writes them) of a seeded picture that costs what a photograph costs."""
    buffer = io.BytesIO()
    Image.fromarray(synthetic_pixels(width, height, seed)).save(buffer, "JPEG", quality=quality, subsampling="4:2:0")
    return buffer.getvalue()
