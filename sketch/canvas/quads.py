"""Quadrilaterals out of lines, and what speaks for each: edge, contrast, evenness outside, and what the network sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.field.sides import MEASURES, Gradients, Lines, fitted, gradients, lab_of, lines
from art_assistant.imaging.arrays import F32, U8

KEPT: Final = 240
"""Quadrilaterals that are looked at closely."""
SMALLEST: Final = 0.14
"""Least part of the file's width and height that a picture takes."""
RASTER: Final = 40
SIDES: Final = 4
SIDE_CUES: Final = 8
"""Cues of one side; see ``_side_cues``."""
CUES: Final = 3 * SIDE_CUES + 13

_EDGE, _CONTRAST, _STEP = (MEASURES.index(name) for name in ("edge", "contrast", "step"))
_LOW, _HIGH = slice(3, 7), slice(7, 11)


@dataclass(frozen=True, slots=True)
class Quads:
    """Candidates for the picture's outline.

    Attributes:
        corners: (n, 4, 2) float32, fractions of width and height from top left clockwise; the first is the whole file.
        cues: (n, CUES) float32, what speaks for each.

    """

    corners: F32
    cues: F32


def candidates(standard: U8, inner: F32) -> Quads:
    """Return the candidates for the outline of the picture in one file.

    Args:
        standard: (h, w, 3) uint8 sRGB, long side 512 px.
        inner: (g, g) float32, 0-1: how much of each cell of the squashed square is picture.

    """
    height, width = standard.shape[:2]
    lab = lab_of(standard)
    seen = np.asarray(cv2.resize(inner, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    turned = np.ascontiguousarray(lab.transpose(1, 0, 2))
    down, across = lines(gradients(lab), seen), lines(gradients(turned), np.ascontiguousarray(seen.T))
    meet = _meetings(down, across, height, width)
    chosen, score = _combined(down, across, meet, (height, width))
    order = np.argsort(-score, kind="stable")[:KEPT]
    chosen = np.concatenate([np.array([[0, 1, 0, 1]]), chosen[order][~_whole(chosen[order])]])
    corners = _corners(meet, chosen) / np.array([width - 1, height - 1], np.float32)
    return Quads(corners, _cues(down, across, meet, chosen, corners, inner))


def settled(standard: U8, corners: F32) -> F32:
    """Return (4, 2) corners, in fractions, with each side that is not the file's moved onto the edge it runs along."""
    height, width = standard.shape[:2]
    lab = lab_of(standard)
    turned = np.ascontiguousarray(lab.transpose(1, 0, 2))
    pixels = corners.astype(np.float64) * [width - 1, height - 1]
    down, across = gradients(lab), gradients(turned)
    left, right = (_refitted(down, pixels[i], pixels[j], width) for i, j in ((0, 3), (1, 2)))
    top, bottom = (_refitted(across, pixels[i, ::-1], pixels[j, ::-1], height) for i, j in ((0, 1), (3, 2)))
    vertical = Lines(*np.array([left, right], np.float32).T, np.zeros((2, 0, 0), np.float32))
    horizontal = Lines(*np.array([top, bottom], np.float32).T, np.zeros((2, 0, 0), np.float32))
    meet = _meetings(vertical, horizontal, height, width)
    found = _corners(meet, np.array([[0, 1, 0, 1]]))[0] / np.array([width - 1, height - 1], np.float32)
    return np.asarray(np.clip(found, 0.0, 1.0), dtype=np.float32)


def _refitted(
    found: Gradients, start: NDArray[np.float64], end: NDArray[np.float64], width: int
) -> tuple[float, float]:
    """Return a side from one place (x, y) to a lower one as a line that runs down, moved onto its edge."""
    slope = float((end[0] - start[0]) / max(end[1] - start[1], 1.0))
    middle = (found.lab.shape[0] - 1) / 2
    at = float(start[0] + slope * (middle - start[1]))
    of_the_file = max(start[0], end[0]) <= 0.5 or min(start[0], end[0]) >= width - 1.5
    if of_the_file:
        return at, slope
    return fitted(found, at, slope, (float(start[1]), float(end[1])))


def _whole(chosen: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.asarray((chosen == np.array([0, 1, 0, 1])).all(axis=1))


def _meetings(down: Lines, across: Lines, height: int, width: int) -> F32:
    """Return (v, h, 2) float32 pixels where each line that runs down meets each that runs across."""
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    m, n = down.slope[:, None], across.slope[None, :]
    a, b = down.at[:, None] - middle_x, across.at[None, :] - middle_y
    # x = a + m y and y = b + n x about the middle.
    x = (a + m * b) / (1.0 - m * n)
    return np.stack([x + middle_x, b + n * x + middle_y], axis=2).astype(np.float32)


def _stretch(sums: F32, start: F32, end: F32) -> tuple[F32, F32]:
    """Return the sums of all measures between two places down each line, and the length; (lines, i, j, measures)."""
    size = sums.shape[1] - 1
    low = np.clip(np.rint(start), 0, size).astype(np.intp)
    high = np.clip(np.rint(end) + 1, 0, size).astype(np.intp)
    which = np.arange(len(sums)).reshape(-1, *(1,) * (low.ndim - 1))
    total = sums[which, high] - sums[which, low]
    return total, np.maximum(high - low, 1).astype(np.float32)


def _combined(down: Lines, across: Lines, meet: F32, size: tuple[int, int]) -> tuple[NDArray[np.intp], F32]:
    """Return (n, 4) line numbers (left, right, top, bottom) of plausible quadrilaterals, and a first score of each."""
    height, width = size
    plain_down = _first_score(down, meet[..., 1])
    plain_across = _first_score(across, meet[..., 0].T)
    left, right = np.nonzero(down.at[None, :] - down.at[:, None] > SMALLEST * width)
    top, bottom = np.nonzero(across.at[None, :] - across.at[:, None] > SMALLEST * height)
    score = plain_down[left][:, top, bottom] + plain_down[right][:, top, bottom]
    score += (plain_across[top][:, left, right] + plain_across[bottom][:, left, right]).T
    flat = np.argpartition(-score, min(6 * KEPT, score.size - 1), axis=None)[: 6 * KEPT]
    i, j = np.unravel_index(flat, score.shape)
    chosen = np.stack([left[i], right[i], top[j], bottom[j]], axis=1).astype(np.intp)
    good = _plausible(_corners(meet, chosen), size)
    return chosen[good], np.asarray(score[i, j][good], dtype=np.float32)


def _first_score(run: Lines, places: F32) -> F32:
    """Return (lines, i, j): edge and step of what the network sees, between crossing lines i and j; 0 for the file's sides.

    The sign of the step is the side's own: a line in the left half has the picture on its right.
    """
    sums = run.sums[:, :, [_EDGE, _STEP]]
    total, length = _stretch(sums, places[:, :, None] + 0 * places[:, None, :], places[:, None, :] + 0 * places[:, :, None])
    share = total / length[..., None]
    score = share[..., 0] - 0.35 + 1.2 * np.abs(share[..., 1])
    score[:2] = 0.12
    return np.asarray(score, dtype=np.float32)


def _corners(meet: F32, chosen: NDArray[np.intp]) -> F32:
    """Return (n, 4, 2) pixels from top left clockwise."""
    left, right, top, bottom = chosen.T
    return np.stack([meet[left, top], meet[right, top], meet[right, bottom], meet[left, bottom]], axis=1)


def _plausible(corners: F32, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which are convex, large enough, hardly leave the file, and have opposite sides of comparable length."""
    height, width = size
    edge = np.roll(corners, -1, axis=1) - corners
    turn = edge[..., 0] * np.roll(edge, -1, axis=1)[..., 1] - edge[..., 1] * np.roll(edge, -1, axis=1)[..., 0]
    long = np.hypot(edge[..., 0], edge[..., 1])
    ratio = np.minimum(long[:, :2], long[:, 2:]) / np.maximum(np.maximum(long[:, :2], long[:, 2:]), 1.0)
    within = (corners > -0.03 * np.array([width, height])) & (corners < 1.03 * np.array([width, height]))
    wide = long.min(axis=1) > SMALLEST * 0.7 * min(width, height)
    return np.asarray((turn > 0).all(axis=1) & (ratio > 0.55).all(axis=1) & within.all(axis=(1, 2)) & wide)


def _side_cues(run: Lines, which: NDArray[np.intp], start: F32, end: F32, *, first: bool) -> F32:
    """Return (n, SIDE_CUES) of one side: of the file, edge, contrast, step, spread outside and inside, their difference."""
    size = run.sums.shape[1] - 1
    low = np.clip(np.rint(start), 0, size).astype(np.intp)
    high = np.clip(np.rint(end) + 1, 0, size).astype(np.intp)
    length = np.maximum(high - low, 1).astype(np.float32)[:, None]
    mean = (run.sums[which, high] - run.sums[which, low]) / length
    outside, inside = (mean[:, _LOW], mean[:, _HIGH]) if first else (mean[:, _HIGH], mean[:, _LOW])
    spread = [np.sqrt(np.maximum(s[:, 3] - (s[:, :3] ** 2).sum(axis=1), 0.0)) for s in (outside, inside)]
    apart = np.sqrt(((outside[:, :3] - inside[:, :3]) ** 2).sum(axis=1))
    sign = 1.0 if first else -1.0
    border = which < 2
    cues = np.stack(
        [
            mean[:, _EDGE],
            mean[:, _CONTRAST] / 20.0,
            mean[:, _STEP] * sign,
            np.minimum(spread[0], 40.0) / 20.0,
            np.minimum(spread[1], 40.0) / 20.0,
            np.minimum(apart, 50.0) / 25.0,
            np.abs(run.slope[which]) * 4.0,
        ],
        axis=1,
    )
    cues[border] = 0.0
    return np.concatenate([border[:, None], cues], axis=1).astype(np.float32)


def _cues(
    down: Lines, across: Lines, meet: F32, chosen: NDArray[np.intp], corners: F32, inner: F32
) -> F32:
    left, right, top, bottom = chosen.T
    y, x = meet[..., 1], meet[..., 0]
    sides = np.stack(
        [
            _side_cues(down, left, y[left, top], y[left, bottom], first=True),
            _side_cues(down, right, y[right, top], y[right, bottom], first=False),
            _side_cues(across, top, x[left, top], x[right, top], first=True),
            _side_cues(across, bottom, x[left, bottom], x[right, bottom], first=False),
        ],
        axis=1,
    )
    count = sides[..., 0].sum(axis=1)
    free = sides[..., 0] < 0.5
    # A side of the file says nothing of itself: mean, least and spread are of the others.
    there = np.maximum(free.sum(axis=1), 1)[:, None]
    mean = (sides * free[..., None]).sum(axis=1) / there
    least = np.where(free[..., None], sides, np.inf).min(axis=1)
    most = np.where(free[..., None], sides, -np.inf).max(axis=1)
    least, most = (np.where(np.isfinite(v), v, 0.0) for v in (least, most))
    ground = _covered(corners, inner)
    shape = _shape(corners)
    cues = np.concatenate([mean, least, most, np.eye(5)[count.astype(int)], ground, shape], axis=1)
    return np.asarray(cues, dtype=np.float32)


def _covered(corners: F32, inner: F32) -> F32:
    """Return (n, 4): mean of what the network sees inside and outside, the share inside, overlap over union."""
    seen = np.asarray(cv2.resize(inner, (RASTER, RASTER), interpolation=cv2.INTER_AREA), dtype=np.float32).ravel()
    grid = (np.arange(RASTER, dtype=np.float32) + 0.5) / RASTER
    x, y = np.tile(grid, RASTER), np.repeat(grid, RASTER)
    within = np.ones((len(corners), RASTER * RASTER), bool)
    for k in range(SIDES):
        a, b = corners[:, k], corners[:, (k + 1) % SIDES]
        edge = b - a
        within &= edge[:, :1] * (y - a[:, 1:]) - edge[:, 1:] * (x - a[:, :1]) >= 0
    area, both = within.sum(axis=1).astype(np.float32), within @ seen
    total = float(seen.sum())
    outside = (total - both) / np.maximum(within.shape[1] - area, 1.0)
    outside[area == within.shape[1]] = 0.0
    overlap = both / np.maximum(area + total - both, 1.0)
    return np.stack([both / np.maximum(area, 1.0), outside, both / max(total, 1.0), overlap], axis=1)


def _shape(corners: F32) -> F32:
    """Return (n, 4): area, the same of its root, how far opposite sides are from parallel, how far off the middle."""
    x, y = corners[..., 0], corners[..., 1]
    area = 0.5 * np.abs((x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1))
    edge = np.roll(corners, -1, axis=1) - corners
    askew = np.abs(edge[:, :2] + edge[:, 2:]).sum(axis=(1, 2))
    centre = np.abs(corners.mean(axis=1) - 0.5).sum(axis=1)
    return np.stack([area, np.sqrt(area), askew, centre], axis=1)
