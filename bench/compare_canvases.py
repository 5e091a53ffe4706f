"""Whether a comparison holds on photographs of real canvases: easels, walls, frames, mats.

The canvas of a photograph, cut out by the corners that were marked by hand and painted anew by a known amount, is the
reference; the photograph, lit unevenly, cast and warped a little further, is the attempt. So what differs is known: an
oval that the attempt lacks ``STEPS`` in, and nothing elsewhere. Corners are told in % of the diagonal, values in steps.
Beside each line the usual way: SIFT, RANSAC homography, difference of grey values.

    python bench/compare_canvases.py [--most 24]
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from _common import emit, shared_data
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, srgb_to_lab, srgb_to_linear

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import painted_pairs as pairs

from art_assistant import compare
from art_assistant.comparison.corrections import Correction
from art_assistant.errors import ArtAssistantError
from compare import corner_error, spread, truth_of, usual

SEED = 88_000
STEPS = 1.2
LARGE = 900
"""Long side of the reference; the photograph is enlarged threefold, as they are small."""
WAYS = ("as it is", "painted over", "simplified")


def corners_of(row: dict[str, str]) -> np.ndarray | None:
    """Return (4, 2) fractions of the photograph, None where no canvas was marked."""
    if not row["x1"]:
        return None
    return np.array([[float(row[f"x{n}"]), float(row[f"y{n}"])] for n in (1, 2, 3, 4)])


def share_of(corners: np.ndarray) -> float:
    """Return the share of the photograph that the canvas takes."""
    return float(cv2.contourArea(corners.astype(np.float32)))


def canvases(data: Path, most: int) -> Iterator[tuple[Path, np.ndarray, str]]:
    """Yield photographs in which the canvas takes 15-60 %, with its corners and what is around it."""
    with (data / "field" / "corners.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row, corners_of(row)) for row in csv.DictReader(file)]
    found = [(row, at) for row, at in rows if at is not None and 0.15 < share_of(at) < 0.6]
    for row, at in found[:most]:
        yield data / "field" / row["path"], at, row["surround"]


def cut_out(photo: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Return the canvas alone, its long side at ``LARGE``."""
    at = corners * photo.shape[1::-1]
    sides = np.linalg.norm(np.roll(at, -1, axis=0) - at, axis=1)
    size = np.array([sides[0] + sides[2], sides[1] + sides[3]])
    width, height = np.rint(size * LARGE / size.max()).astype(int).tolist()
    whole = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    way = cv2.getPerspectiveTransform(at.astype(np.float32), whole)
    return cv2.warpPerspective(photo, way, (width, height), flags=cv2.INTER_CUBIC)


def repainted(canvas: np.ndarray, way: str, rng: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the reference, an oval of it lighter by ``STEPS``, and where that is."""
    drawn = {"as it is": lambda: canvas, "painted over": lambda: pairs.painted_over(canvas, rng)}
    rgb = drawn.get(way, lambda: pairs.simplified(canvas, rng))()
    height, width = rgb.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    middle = rng.uniform(0.3, 0.7, 2)
    inside = ((x / width - middle[0]) / 0.17) ** 2 + ((y / height - middle[1]) / 0.2) ** 2 < 1.0
    lab = srgb_to_lab(rgb)
    lab[..., 0] += 10.0 * STEPS * cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 6.0)
    # Where white ends it, the oval is lighter by less; what it is then counts.
    return linear_to_srgb(np.clip(lab_to_linear(lab), 0.0, 1.0)), inside


def relit(photo: np.ndarray, corners: np.ndarray, rng: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the photograph in a slow light, with a cast and warped, and the corners in it."""
    height, width = photo.shape[:2]
    light = 0.75 + 0.5 * np.linspace(0.0, 1.0, width)[None, :, None]
    shown = linear_to_srgb(np.clip(srgb_to_linear(photo) * light * [1.06, 1.0, 0.9], 0.0, 1.0).astype(np.float32))
    large = cv2.resize(shown, None, fx=3.0, fy=3.0, interpolation=cv2.INTER_CUBIC)
    size = np.array([3 * width, 3 * height])
    whole = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    way = cv2.getPerspectiveTransform(
        np.float32(whole * size), np.float32((whole + (1 - 2 * whole) * rng.uniform(0, 0.05, (4, 2))) * size)
    )
    warped = cv2.warpPerspective(large, way, size.tolist(), borderValue=(90, 90, 90))
    return warped, cv2.perspectiveTransform((corners * size)[None].astype(np.float64), way)[0]


def within(correction: Correction, inside: np.ndarray) -> bool:
    """Return whether a correction is of values and points into the oval."""
    if correction.kind != "value" or correction.x is None or correction.y is None:
        return False
    height, width = inside.shape
    return bool(inside[int(correction.y * height), int(correction.x * width)])


def as_bytes(rgb: np.ndarray, form: str) -> bytes:
    return cv2.imencode(form, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


def of_way(way: str, data: Path, most: int) -> dict[str, Any]:
    """Return one line of the table."""
    lists: dict[str, list[float]] = {name: [] for name in ("corners", "oval", "elsewhere", "usual_corners")}
    refused, untold, first = [], [], 0
    number = -1
    for number, (path, corners, surround) in enumerate(canvases(data, most)):
        rng, photo = np.random.default_rng(SEED + number), pairs.load(path)
        canvas = cut_out(photo, corners)
        reference, inside = repainted(canvas, way, rng)
        shot, at = relit(photo, corners, rng)
        pair = pairs.Pair("same", reference, canvas, as_bytes(shot, ".jpg"), shot.shape[1::-1], at, (), "gradient")
        error, _ = usual(pair)
        lists["usual_corners"] += [] if error is None else [error]
        try:
            found = compare(as_bytes(reference, ".png"), pair.photo)
        except ArtAssistantError as trouble:
            refused.append(f"{path.name} ({surround}): {trouble}"[:90])
            continue
        if not found.alignment.accepted:
            refused.append(f"{path.name} ({surround})")
            continue
        lists["corners"].append(corner_error(np.array(found.alignment.corners) * pair.size, pair))
        if found.findings is None:
            untold.append(path.name)
            continue
        told = found.findings.values.error
        small = cv2.resize(inside.astype(np.uint8), told.shape[::-1], interpolation=cv2.INTER_AREA) > 0
        # What is off in perfect light and geometry: where the reference is simplified that is more than the oval.
        apart = told - truth_of(pair, found.reference).error
        lists["oval"].append(abs(float(np.nanmedian(apart[small]))))
        lists["elsewhere"].append(float(np.nanpercentile(np.abs(apart[~small]), 90)))
        first += any(within(one, inside) for one in found.findings.corrections[:1])
    return {
        "bench": "compare_canvases",
        "way": way,
        "photographs": number + 1,
        "refused": refused,
        "values_untold": untold,
        **{name: spread(numbers) for name, numbers in lists.items()},
        "first_correction_is_the_oval": first,
        "usual_found": len(lists["usual_corners"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=24)
    arguments = parser.parse_args()
    data = shared_data()
    for way in WAYS:
        emit(of_way(way, data, arguments.most))


if __name__ == "__main__":
    main()
