"""Lines that could be a side of the picture, and what can be measured along any stretch of them.

A line that runs down is ``x = at + slope * (y - middle)``; one that runs across is the same in the transposed picture,
so that everything here looks at lines that run down. The first two are always the sides of the file themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8

SMALL: Final = 256
"""Long side, in pixels, of the copy in which outlines are looked for."""
STEEPEST: Final = 0.48
"""Tangent of the furthest lean of a side: 26 degrees, beyond which nobody photographs a canvas."""
SLOPES: Final = 81
LEAN: Final = 0.10
"""An edge pixel speaks for slopes this near to its own."""
LINES: Final = 38
"""Lines of each direction that are looked at, without the thin margins' own."""
CLEAR: Final = 0.8
"""Gradient, in Lab per pixel, from which there is an edge at all."""
STRONG: Final = 6.0
"""Gradient at which an edge pixel has its full say, so that no texture outshouts a quiet border."""
NEAR, FAR, APART = 2, 4, 9
"""Distances from a line, in pixels, at which the two sides of it are compared."""
FILE: Final = 2
"""The sides of the file stand first among the lines."""
MEASURES: Final = ("edge", "contrast", "seen_low", "seen_high", "l", "a", "b", "squares", "L", "A", "B", "SQUARES")
"""Sums along a line: what lies on its lower-numbered side (left of it) in small letters, on the other in capitals."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that run down a picture (or across it, in the transposed picture).

    Attributes:
        at: (n,) float32, where each crosses the middle row, in pixels.
        slope: (n,) float32, pixels to the right for each pixel down.
        plain: (n,) float32, 0-1, how evenly coloured a thin margin of the file it ends; 0 for all others.
        sums: (n, h + 1, len(MEASURES)) float32, sums of the measures from the top to each row.

    """

    at: F32
    slope: F32
    plain: F32
    sums: F32


Margins = tuple[F32, F32, F32]
"""Places, slopes and plainness of lines found otherwise; see ``Lines``."""


def lab_of(rgb: U8) -> F32:
    """Return (h, w, 3) float32 CIELAB of sRGB bytes, softened by most of a pixel."""
    soft = cv2.GaussianBlur(rgb, (0, 0), 0.8)
    return np.asarray(cv2.cvtColor(soft.astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB), dtype=np.float32)


def dotted(one: F32, two: F32) -> F32:
    """Return (h, w) float32, the products of two (h, w, 3) arrays summed over their channels."""
    return np.asarray(cv2.transform(cv2.multiply(one, two), np.ones((1, 3), np.float32)), dtype=np.float32)


def lines(lab: F32, seen: F32, margins: Margins) -> Lines:
    """Return the lines with most edge along them, the file's sides before them and the margins' lines behind.

    Args:
        lab: (h, w, 3) float32.
        seen: (h, w) float32, 0-1: how likely each pixel belongs to the picture.
        margins: further lines.

    """
    height, width = seen.shape
    rows, columns, lean, weight = _edges(lab)
    at, slope = _peaks(_votes(rows, columns, lean, weight, (height, width)), height, width)
    at = np.concatenate([np.array([-0.5, width - 0.5], np.float32), at, margins[0]])
    slope = np.concatenate([np.zeros(FILE, np.float32), slope, margins[1]])
    plain = np.concatenate([np.zeros(len(at) - len(margins[2]), np.float32), margins[2]])
    edge = np.zeros((height, width), np.float32)
    edge[rows, columns] = 1.0
    broad = cv2.dilate(edge, np.ones((1, 3), np.uint8))
    planes = np.asarray(cv2.merge([broad, seen, *cv2.split(lab), dotted(lab, lab)]), dtype=np.float32)
    return Lines(at, slope, plain, _along(at, slope, planes))


def _edges(lab: F32) -> tuple[NDArray[np.intp], NDArray[np.intp], F32, F32]:
    """Return rows, columns, lean and say of pixels on ridges of the colour gradient that run down (Di Zenzo 1986)."""
    across, down = (
        np.asarray(cv2.Sobel(lab, cv2.CV_32F, *way, scale=0.125), dtype=np.float32) for way in ((1, 0), (0, 1))
    )
    xx, yy, xy = (dotted(a, b) for a, b in ((across, across), (down, down), (across, down)))
    ridge = xx >= cv2.dilate(xx, np.ones((1, 3), np.uint8)) - 1e-6
    rows, columns = np.nonzero(ridge & (xx > CLEAR**2) & (xx * STEEPEST * 1.4 > np.abs(xy)) & (xx > yy))
    # Along an edge the colour stands still: dx * gx + dy * gy = 0, so its slope dx/dy is -gy/gx.
    lean = -(xy[rows, columns] / xx[rows, columns])
    weight = np.minimum(np.sqrt(xx[rows, columns]) / STRONG, 1.0)
    return rows, columns, lean.astype(np.float32), weight.astype(np.float32)


def _votes(rows: NDArray[np.intp], columns: NDArray[np.intp], lean: F32, weight: F32, size: tuple[int, int]) -> F32:
    """Return (SLOPES, width) votes: each edge pixel for the lines through it that lean as it does."""
    height, width = size
    step = 2 * STEEPEST / (SLOPES - 1)
    reach = int(LEAN / step)
    off = np.arange(-reach, reach + 1)
    which = np.rint((lean + STEEPEST) / step).astype(np.int32)[:, None] + off.astype(np.int32)
    down = (rows - (height - 1) / 2).astype(np.float32)[:, None]
    at = np.rint(columns[:, None] - (which * np.float32(step) - STEEPEST) * down).astype(np.int32)
    good = (which >= 0) & (which < SLOPES) & (at >= 0) & (at < width)
    say = weight[:, None] * (1.0 - np.abs(off) / (reach + 1)).astype(np.float32)
    votes = np.bincount((which * width + at)[good], weights=say[good], minlength=SLOPES * width)
    return votes.reshape(SLOPES, width).astype(np.float32)


def _peaks(votes: F32, height: int, width: int) -> tuple[F32, F32]:
    """Return where and how the strongest lines run; a third of them is kept for each third of the picture."""
    soft = cv2.GaussianBlur(votes, (0, 0), 0.8)
    highest = soft >= cv2.dilate(soft, np.ones((7, 5), np.uint8)) - 1e-6
    which, at = np.nonzero(highest & (soft > 0.01 * height))
    order = np.argsort(-soft[which, at], kind="stable")
    which, at = which[order], at[order]
    part = np.minimum(at * 3 // width, 2)
    quota = (LINES - FILE) // 3
    kept = np.concatenate([np.flatnonzero(part == k)[:quota] for k in range(3)])
    rest = np.setdiff1d(np.arange(len(at)), kept)[: LINES - FILE - len(kept)]
    kept = np.sort(np.concatenate([kept, rest]))
    slopes = np.linspace(-STEEPEST, STEEPEST, SLOPES, dtype=np.float32)
    return at[kept].astype(np.float32), slopes[which[kept]]


def _along(at: F32, slope: F32, planes: F32) -> F32:
    """Return the running sums of every measure down each line; see ``Lines.sums``."""
    height, width = planes.shape[:2]
    rows, cells = np.arange(height), planes.reshape(height * width, -1)
    run = at[:, None] + slope[:, None] * (rows - (height - 1) / 2).astype(np.float32)

    def taken(off: int) -> F32:
        columns = np.clip(np.rint(run + off), 0, width - 1).astype(np.intp)
        return np.asarray(np.take(cells, columns + rows * width, axis=0), dtype=np.float32)

    middle, low, high, far_low, far_high = (taken(off) for off in (0, -NEAR, NEAR, -FAR, FAR))
    away = np.minimum(np.sqrt(((low - high)[..., 2:5] ** 2).sum(axis=2)), 30.0)
    seen = [taken(off)[..., 1:2] for off in (-APART, APART)]
    measured = np.concatenate([middle[..., :1], away[..., None], *seen, far_low[..., 2:], far_high[..., 2:]], axis=2)
    sums = np.zeros((len(at), height + 1, len(MEASURES)), np.float32)
    np.cumsum(measured, axis=1, out=sums[:, 1:], dtype=np.float32)
    return sums
