"""Find how few and how faithful the colour blocks are, and what they cost, beside the usual ways to find them.

    python bench/blocks.py [--step N] [--start N]

Pictures are reduced to a long side of 360 px in linear light. For each method: the median number of connected regions,
the median share of the variance of a*b* and of L*a*b* that the mean colours of the regions explain, how many of the
accents are kept, how much of the picture lies in a region of an unlike hue, and the least and the median CPU time of
one thread. ``--step 10`` takes every tenth picture, ``--start 1`` from the second.

An *accent* is found without any of the methods: a solid piece of one of 16 k-means colours that covers 0.4-5 % and lies
CIEDE2000 25 or more from the ring around it. It is kept where half of its pixels are painted within 12.5 of its mean.
A hue is *unlike* where a pixel of C* 15 and more is painted in a hue 60 degrees or more away,
or in a grey of C* below 5.

The limits of the rivals (SLIC, Felzenszwalb, merging) are those at which they have as many regions in the median.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from skimage.segmentation import felzenszwalb, slic

from _common import emit, shared_data
from art_assistant.analysis.blocks.merging import Rule, gathered, pixels_of, settled
from art_assistant.analysis.blocks.study import study_blocks
from art_assistant.analysis.mass.regions import connected_pieces
from art_assistant.analysis.mass.study import study_masses
from art_assistant.imaging.colorspace import (
    ciede2000,
    linear_to_lab,
    linear_to_srgb,
    lstar,
    srgb_to_lab,
    srgb_to_linear,
)

SIDE = 360
GRID = 4500
Accent = tuple[np.ndarray, np.ndarray]


def pictures(folder: Path, start: int, step: int) -> list[np.ndarray]:
    paths = sorted((folder / "masters" / "images").iterdir()) + sorted((folder / "gallery" / "images").iterdir())
    return [reduced(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)) for path in paths[start::step]]


def reduced(rgb: np.ndarray) -> np.ndarray:
    factor = SIDE / max(rgb.shape[:2])
    size = (max(1, round(rgb.shape[1] * factor)), max(1, round(rgb.shape[0] * factor)))
    return linear_to_srgb(cv2.resize(srgb_to_linear(rgb), size, interpolation=cv2.INTER_AREA))


# The ways


def blocks(rgb: np.ndarray) -> np.ndarray:
    return study_blocks(rgb).labels


def masses(rgb: np.ndarray) -> np.ndarray:
    """Return what was shown as colour blocks before: the shapes of the value masses, each in its mean colour."""
    return study_masses(lstar(rgb)).shape_labels


def plain_merging(rgb: np.ndarray) -> np.ndarray:
    """Merge regions in L*a*b* by Ward's cost alone: no accents, no stretch, contours of the small grid."""
    h, w = rgb.shape[:2]
    factor = (GRID / (h * w)) ** 0.5
    size = (round(w * factor), round(h * factor))
    lab = linear_to_lab(cv2.resize(srgb_to_linear(rgb), size, interpolation=cv2.INTER_AREA))
    counted = np.ones(lab.shape[:2], dtype=bool)
    variance = float(lab.var(axis=(0, 1)).sum())
    rule = Rule(0.012 * counted.size, 0.0075 * variance * counted.size, 99, (np.inf, 0.0), lambda *_: False)
    group = settled(gathered(pixels_of(lab, counted), 100), rule).reshape(lab.shape[:2])
    return cv2.resize(group.astype(np.float32), (w, h), interpolation=cv2.INTER_NEAREST).astype(np.int32)


def kmeans_pieces(rgb: np.ndarray) -> np.ndarray:
    """Cut the colours into six by k-means and take the connected pieces, the small ones given to their neighbours."""
    lab = srgb_to_lab(cv2.GaussianBlur(rgb, (0, 0), 2.0))
    cv2.setRNGSeed(1)
    points = lab.reshape(-1, 3)
    _, _, centres = cv2.kmeans(points[::5].copy(), 6, None, (3, 20, 0.5), 1, cv2.KMEANS_PP_CENTERS)
    nearest = np.square(points[:, None] - centres).sum(axis=2).argmin(axis=1).reshape(lab.shape[:2])
    return joined_when_small(lab, nearest.astype(np.int32))


def joined_when_small(lab: np.ndarray, labels: np.ndarray, least: float = 0.018) -> np.ndarray:
    """Give pieces under the least share to the neighbour of the nearest colour, the smallest first."""
    pieces, _ = connected_pieces(labels)
    while True:
        count = int(pieces.max()) + 1
        area = np.bincount(pieces.ravel(), minlength=count)
        small = np.flatnonzero((area > 0) & (area < least * pieces.size))
        if not small.size:
            return np.unique(pieces, return_inverse=True)[1].reshape(pieces.shape).astype(np.int32)
        piece = int(small[area[small].argmin()])
        inside = (pieces == piece).astype(np.uint8)
        around = np.unique(pieces[(cv2.dilate(inside, np.ones((3, 3), np.uint8)) > inside)])
        means = np.array([lab[pieces == other].mean(axis=0) for other in around])
        pieces[inside > 0] = around[np.square(means - lab[inside > 0].mean(axis=0)).sum(axis=1).argmin()]


def slic_cells(rgb: np.ndarray) -> np.ndarray:
    return slic(rgb, n_segments=23, compactness=6.0, sigma=1.0, start_label=0, enforce_connectivity=True)


def felzenszwalb_cells(rgb: np.ndarray) -> np.ndarray:
    return felzenszwalb(rgb, scale=200, sigma=1.0, min_size=round(0.0135 * rgb.shape[0] * rgb.shape[1]))


METHODS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "blocks": blocks,
    "shapes of the value masses, before": masses,
    "plain merging in L*a*b*": plain_merging,
    "k-means of 6 colours, pieces of 1.8 %": kmeans_pieces,
    "SLIC": slic_cells,
    "Felzenszwalb": felzenszwalb_cells,
}


# What is asked of each


def accents_of(rgb: np.ndarray) -> list[Accent]:
    """Return the mask and the mean colour of each accent."""
    lab = srgb_to_lab(rgb)
    points = lab.reshape(-1, 3)
    cv2.setRNGSeed(1)
    _, _, centres = cv2.kmeans(points[::7].copy(), 16, None, (3, 20, 0.5), 1, cv2.KMEANS_PP_CENTERS)
    nearest = np.square(points[:, None] - centres).sum(axis=2).argmin(axis=1).reshape(lab.shape[:2])
    smooth = cv2.medianBlur(nearest.astype(np.uint8), 5)
    pieces, _ = connected_pieces(smooth.astype(np.int32))
    share = np.bincount(pieces.ravel()) / pieces.size
    found = []
    for piece in np.flatnonzero((share >= 0.004) & (share <= 0.05)).tolist():
        inside = (pieces == piece).astype(np.uint8)
        solid = cv2.erode(inside, np.ones((3, 3), np.uint8), borderValue=1).sum() >= 0.5 * inside.sum()
        width = 2 * max(2, round(0.02 * max(lab.shape[:2]))) + 1
        ring = cv2.dilate(inside, np.ones((width, width), np.uint8)) > cv2.dilate(inside, np.ones((3, 3), np.uint8))
        mean = lab[inside > 0].mean(axis=0)
        if solid and ring.any() and ciede2000(mean, lab[ring]).mean() >= 25.0:
            found.append((inside > 0, mean))
    return found


def means_of(lab: np.ndarray, labels: np.ndarray) -> np.ndarray:
    count = np.maximum(np.bincount(labels.ravel()), 1)
    return np.stack([np.bincount(labels.ravel(), weights=lab[..., c].ravel()) / count for c in range(3)], axis=1)


def measure(lab: np.ndarray, labels: np.ndarray, accents: Sequence[Accent]) -> tuple[float, ...]:
    painted = means_of(lab, labels)[labels]
    left, whole = np.square(lab - painted).mean(axis=(0, 1)), lab.var(axis=(0, 1), dtype=np.float64)
    kept = sum(float((ciede2000(painted[inside], mean) <= 12.5).mean()) >= 0.5 for inside, mean in accents)
    return (
        float(np.unique(labels).size),
        1.0 - left[1:].sum() / max(whole[1:].sum(), 1e-9),
        1.0 - left.sum() / max(whole.sum(), 1e-9),
        float(kept),
        unlike(lab, painted),
    )


def unlike(lab: np.ndarray, painted: np.ndarray) -> float:
    """Return the share of the picture painted in an unlike hue."""
    one, two = (cv2.GaussianBlur(plane[..., 1:].astype(np.float32), (0, 0), 3.6) for plane in (lab, painted))
    chroma, other = np.hypot(one[..., 0], one[..., 1]), np.hypot(two[..., 0], two[..., 1])
    turn = np.degrees(np.arctan2(one[..., 1], one[..., 0]) - np.arctan2(two[..., 1], two[..., 0]))
    away = np.abs((turn + 180.0) % 360.0 - 180.0) >= 60.0
    return float(((chroma >= 15.0) & (away | (other < 5.0))).mean())


def judge(name: str, rgbs: Sequence[np.ndarray], accents: Sequence[list[Accent]]) -> None:
    rows, times = [], []
    for rgb, marks in zip(rgbs, accents, strict=True):
        started = time.process_time()
        labels = METHODS[name](rgb)
        times.append((time.process_time() - started) * 1e3)
        rows.append(measure(srgb_to_lab(rgb), labels, marks))
    table = np.array(rows)
    result: dict[str, Any] = {
        "bench": "blocks",
        "method": name,
        "pictures": len(rgbs),
        "regions_median": float(np.median(table[:, 0])),
        "regions_p90": float(np.percentile(table[:, 0], 90)),
        "explained_hue_median": round(float(np.median(table[:, 1])), 4),
        "explained_median": round(float(np.median(table[:, 2])), 4),
        "accents_kept": int(table[:, 3].sum()),
        "accents": sum(len(marks) for marks in accents),
        "unlike_hue_mean": round(float(table[:, 4].mean()), 4),
        "cpu_ms_min": round(min(times), 1),
        "cpu_ms_median": round(float(np.median(times)), 1),
    }
    emit(result)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=10)
    parser.add_argument("--start", type=int, default=1)
    chosen = parser.parse_args()
    cv2.setNumThreads(1)
    rgbs = pictures(shared_data(), chosen.start, chosen.step)
    accents = [accents_of(rgb) for rgb in rgbs]
    for name in METHODS:
        judge(name, rgbs, accents)


if __name__ == "__main__":
    main()
