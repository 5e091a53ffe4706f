"""Lines that could be a side of the picture, and what can be measured along any stretch of them.

A line that runs down is ``x = at + slope * (y - middle)``; one that runs across is the same in the transposed picture,
so that everything here looks at lines that run down. Four more lines are the sides of the file themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8

STEEPEST: Final = 0.48
"""Tangent of the furthest lean of a side: 26 degrees, beyond which nobody photographs a canvas."""
SLOPES: Final = 121
LEAN: Final = 0.10
"""An edge pixel speaks for slopes this near to its own."""
LINES: Final = 44
"""Lines of each direction that are looked at, the two sides of the file among them."""
CLEAR: Final = 0.8
"""Gradient, in Lab per pixel, from which there is an edge at all."""
STRONG: Final = 6.0
"""Gradient at which an edge pixel has its full say, so that no texture outshouts a quiet border."""
NEAR, FAR, APART = 3, 8, 18
"""Distances from a line, in pixels of a long side of 512, at which the two sides of it are compared."""
FEWEST: Final = 0.25
"""Edge pixels for each row of a side, below which the side stays where it was found."""
MEASURES: Final = ("edge", "contrast", "step", "low_l", "low_a", "low_b", "low_ss", "high_l", "high_a", "high_b", "high_ss")


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that run down a picture (or across it, in the transposed picture).

    Attributes:
        at: (n,) float32, where each crosses the middle row, in pixels; the first two are the file's own sides.
        slope: (n,) float32, pixels to the right for each pixel down.
        sums: (n, h + 1, len(MEASURES)) float32, sums of the measures from the top to each row.

    """

    at: F32
    slope: F32
    sums: F32


@dataclass(frozen=True, slots=True)
class Gradients:
    """The edges of one picture.

    Attributes:
        lab: (h, w, 3) float32 CIELAB, softened by a pixel.
        rows, columns: (n,) where the edge pixels are.
        lean: (n,) float32, the slope of the edge at each, as if it ran down.
        weight: (n,) float32, its say, 0-1.

    """

    lab: F32
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    lean: F32
    weight: F32


def lab_of(rgb: U8) -> F32:
    """Return (h, w, 3) float32 CIELAB of sRGB bytes, softened by a pixel."""
    soft = cv2.GaussianBlur(rgb, (0, 0), 0.9)
    return np.asarray(cv2.cvtColor(soft.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB), dtype=np.float32)


def gradients(lab: F32) -> Gradients:
    """Return the edges that run more down than across: ridges of the colour gradient (Di Zenzo 1986)."""
    across = cv2.Sobel(lab, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(lab, cv2.CV_32F, 0, 1, scale=0.125)
    xx, yy, xy = (across**2).sum(axis=2), (down**2).sum(axis=2), (across * down).sum(axis=2)
    strength = np.sqrt(np.maximum(xx, 1e-9))
    ridge = strength >= cv2.dilate(strength, np.ones((1, 3), np.uint8)) - 1e-6
    rows, columns = np.nonzero(ridge & (strength > CLEAR) & (xx * STEEPEST * 1.4 > np.abs(xy)) & (xx > yy))
    # Along an edge the colour stands still: dx * gx + dy * gy = 0, so its slope dx/dy is -gy/gx.
    lean = -(xy[rows, columns] / xx[rows, columns])
    weight = np.minimum(strength[rows, columns] / STRONG, 1.0)
    return Gradients(lab, rows, columns, lean.astype(np.float32), weight.astype(np.float32))


def lines(found: Gradients, inner: F32) -> Lines:
    """Return the lines with most edge along them, and the file's sides.

    Args:
        found: the edges.
        inner: (h, w) float32, 0-1: how likely each pixel belongs to the picture.

    """
    height, width = inner.shape
    at, slope = _peaks(_votes(found, height, width), height, width)
    at = np.concatenate([np.array([0.0, width - 1.0], np.float32), at])
    slope = np.concatenate([np.zeros(2, np.float32), slope])
    edge = np.zeros((height, width), np.float32)
    edge[found.rows, found.columns] = 1.0
    edge = cv2.dilate(edge, np.ones((1, 5), np.uint8))
    return Lines(at, slope, _along(at, slope, (edge, found.lab, inner)))


def _votes(found: Gradients, height: int, width: int) -> F32:
    """Return (SLOPES, width) votes: each edge pixel for the lines through it that lean as it does."""
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES, dtype=np.float32)
    step = slopes[1] - slopes[0]
    reach = int(LEAN / step)
    nearest = np.rint((found.lean + STEEPEST) / step).astype(np.int64)
    votes = np.zeros(SLOPES * width, np.float64)
    for off in range(-reach, reach + 1):
        which = nearest + off
        inside = (which >= 0) & (which < SLOPES)
        which, rows, columns = which[inside], found.rows[inside], found.columns[inside]
        at = np.rint(columns - slopes[which] * (rows - (height - 1) / 2)).astype(np.int64)
        good = (at >= 0) & (at < width)
        say = found.weight[inside][good] * (1.0 - abs(off) / (reach + 1))
        votes += np.bincount(which[good] * width + at[good], weights=say, minlength=SLOPES * width)
    return votes.reshape(SLOPES, width).astype(np.float32)


def _peaks(votes: F32, height: int, width: int) -> tuple[F32, F32]:
    """Return where and how the strongest lines run; half of them are kept for the two outer thirds of the picture."""
    soft = cv2.GaussianBlur(votes, (0, 0), 1.0)
    highest = soft >= cv2.dilate(soft, np.ones((9, 7), np.uint8)) - 1e-6
    which, at = np.nonzero(highest & (soft > 0.01 * height))
    order = np.argsort(-soft[which, at], kind="stable")
    which, at = which[order], at[order]
    part = np.minimum(at * 3 // width, 2)
    quota = (LINES - 2) // 3
    kept = np.concatenate([np.flatnonzero(part == k)[:quota] for k in range(3)])
    rest = np.setdiff1d(np.arange(len(at)), kept)[: LINES - 2 - len(kept)]
    kept = np.sort(np.concatenate([kept, rest]))
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES, dtype=np.float32)
    return at[kept].astype(np.float32), slopes[which[kept]]


def _along(at: F32, slope: F32, maps: tuple[F32, F32, F32]) -> F32:
    """Return the running sums of every measure down each line; see ``Lines.sums``."""
    edge, lab, inner = maps
    height, width = inner.shape
    rows = np.arange(height)
    run = at[:, None] + slope[:, None] * (rows - (height - 1) / 2)

    def taken(plane: F32, off: int) -> F32:
        columns = np.clip(np.rint(run + off), 0, width - 1).astype(np.intp)
        return plane[rows[None, :], columns]

    low, high = taken(lab, -NEAR), taken(lab, NEAR)
    far_low, far_high = taken(lab, -FAR), taken(lab, FAR)
    away = np.minimum(np.sqrt(((low - high) ** 2).sum(axis=2)), 30.0)
    step = taken(inner, APART) - taken(inner, -APART)
    squares = [(side**2).sum(axis=2)[..., None] for side in (far_low, far_high)]
    measured = np.concatenate(
        [taken(edge, 0)[..., None], away[..., None], step[..., None], far_low, squares[0], far_high, squares[1]], axis=2
    )
    sums = np.zeros((len(at), height + 1, len(MEASURES)), np.float32)
    np.cumsum(measured, axis=1, out=sums[:, 1:], dtype=np.float32)
    return sums


def fitted(found: Gradients, at: float, slope: float, span: tuple[float, float]) -> tuple[float, float]:
    """Return a line moved onto the edge pixels that lie along a stretch of it, by weighted least squares.

    Args:
        found: the edges of the picture in which the line runs down.
        at: where the line crosses the middle row, in pixels.
        slope: pixels to the right for each pixel down.
        span: the rows between which it is a side.

    """
    middle = (found.lab.shape[0] - 1) / 2
    down = found.rows - middle
    for reach in (4.0, 2.0):
        off = found.columns - (at + slope * down)
        own = (np.abs(off) <= reach) & (np.abs(found.lean - slope) < 2 * LEAN)
        own &= (found.rows >= span[0]) & (found.rows <= span[1])
        if np.count_nonzero(own) < FEWEST * (span[1] - span[0]):
            break
        weight = found.weight[own] * (1.0 - (off[own] / (reach + 1.0)) ** 2)
        y, x, total = down[own], found.columns[own], float(weight.sum())
        mean_y, mean_x = float(weight @ y) / total, float(weight @ x) / total
        spread = float(weight @ (y - mean_y) ** 2)
        if spread < total * (0.1 * (span[1] - span[0])) ** 2:
            break
        slope = float(weight @ ((y - mean_y) * (x - mean_x))) / spread
        at = mean_x - slope * mean_y
    return at, slope
