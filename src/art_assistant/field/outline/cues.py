"""What speaks for each quadrilateral: edge, contrast and evenness along its sides, and what the network sees within."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.field.outline.lines import FILE, Lines, dotted
from art_assistant.field.outline.quads import Quads, stretch
from art_assistant.imaging.arrays import F32

SIDE_CUES: Final = 18
WHOLE_CUES: Final = 16
STRIP_SPREAD: Final = 13
"""Which cue of a side tells how uneven the strip between it and the file's side is, in twenties of Lab."""
CONTRAST: Final = 3
"""Which cue of a side tells how strong the step across it is, likewise."""
SIDES: Final = 4
RASTER: Final = 28
"""Cells along each side of the raster on which what the network sees is summed."""
BEYOND: Final = 0.12
"""Part of a side's length by which it is followed beyond its ends, where the side of a picture stops."""
MOST_SPREAD, MOST_APART = 40.0, 50.0

_EDGE, _STEP, _SEEN_LOW, _SEEN_HIGH = range(4)
_LOW, _HIGH = slice(4, 8), slice(8, 12)
_QUARTERS: Final = np.linspace(0.0, 1.0, 5, dtype=np.float32)


def cues_of(found: Quads, down: Lines, across: Lines, lab: F32, seen: F32) -> tuple[F32, F32]:
    """Return what speaks for each quadrilateral.

    Args:
        found: the quadrilaterals.
        down, across: their lines.
        lab: (h, w, 3) float32 CIELAB.
        seen: (g, g) float32, 0-1: how much of each cell of the squashed square is picture.

    Returns:
        (n, 4, SIDE_CUES) of the left, right, upper and lower side, and (n, WHOLE_CUES) of the whole, float32.

    """
    left, right, top, bottom = found.sides.T
    x, y = found.meet[..., 0], found.meet[..., 1]
    tables = _tables(lab)
    turned = tables.transpose(1, 0, 2)
    read = [
        _side(down, left, (y[left, top], y[left, bottom]), (x[left, top], x[left, bottom]), tables, first=True),
        _side(down, right, (y[right, top], y[right, bottom]), (x[right, top], x[right, bottom]), tables, first=False),
        _side(across, top, (x[left, top], x[right, top]), (y[left, top], y[right, top]), turned, first=True),
        _side(
            across,
            bottom,
            (x[left, bottom], x[right, bottom]),
            (y[left, bottom], y[right, bottom]),
            turned,
            first=False,
        ),
    ]
    cues, tones = (np.stack(part, axis=1) for part in zip(*read, strict=True))
    free = cues[..., :1] < 0.5
    there = np.maximum(free.sum(axis=1), 1)
    ground = (tones * free).sum(axis=1) / there
    # A mat or a wall is of one tone on all sides of the picture.
    unlike = np.minimum(np.linalg.norm(tones - ground[:, None], axis=2), MOST_APART) / 25.0 * free[..., 0]
    sides = np.concatenate([cues, unlike[..., None]], axis=2)
    height, width = lab.shape[:2]
    corners = np.asarray((found.corners + 0.5) / [width, height], dtype=np.float32)
    count = np.eye(SIDES + 1, dtype=np.float32)[(~free[..., 0]).sum(axis=1)]
    overall = np.full((len(corners), 1), seen.mean(), np.float32)
    whole = [count, _covered(corners, seen), _shape(corners), overall, unlike.max(axis=1)[:, None]]
    return sides.astype(np.float32), np.concatenate(whole, axis=1).astype(np.float32)


def _tables(lab: F32) -> NDArray[np.float64]:
    """Return (h + 1, w + 1, 4) summed areas of L*, a*, b* and the sum of their squares."""
    return np.asarray(cv2.integral(cv2.merge([*cv2.split(lab), dotted(lab, lab)])), dtype=np.float64)


def _side(
    run: Lines,
    which: NDArray[np.intp],
    span: tuple[F32, F32],
    depth: tuple[F32, F32],
    tables: NDArray[np.float64],
    *,
    first: bool,
) -> tuple[F32, F32]:
    """Return (n, SIDE_CUES - 1) cues of one side of each quadrilateral, and (n, 3) the tone beside it, outside.

    Args:
        run: the lines.
        which: (n,) the line that is this side.
        span: from where to where down the line it is.
        depth: how far from the file's lower-numbered side it lies at both of its ends.
        tables: summed areas of the picture in which the line runs down.
        first: whether the picture lies on its higher-numbered side.

    """
    places = span[0][:, None] + (span[1] - span[0])[:, None] * _QUARTERS
    begin, end = stretch(run, places)
    quarters, whole = _mean(run, which, begin[:, :-1], end[:, 1:]), _mean(run, which, begin[:, 0], end[:, -1])
    outside, inside = (whole[:, _LOW], whole[:, _HIGH]) if first else (whole[:, _HIGH], whole[:, _LOW])
    seen = whole[:, [_SEEN_LOW, _SEEN_HIGH] if first else [_SEEN_HIGH, _SEEN_LOW]]
    strip_spread, strip_tone, thick = _strip(tables, span, depth, first=first)
    cues = np.stack(
        [
            which < FILE,
            whole[:, _EDGE],
            quarters[..., _EDGE].min(axis=1),
            whole[:, _STEP] / 20.0,
            quarters[..., _STEP].min(axis=1) / 20.0,
            seen[:, 1] - seen[:, 0],
            seen[:, 0],
            seen[:, 1],
            _spread(outside) / 20.0,
            _spread(inside) / 20.0,
            _apart(outside, inside) / 25.0,
            np.abs(run.slope[which]) * 4.0,
            _further(run, which, span),
            strip_spread / 20.0,
            thick,
            _apart(outside, strip_tone) / 25.0,
            run.plain[which],
        ],
        axis=1,
    )
    return cues.astype(np.float32), outside[:, :3]


def _mean(run: Lines, which: NDArray[np.intp], begin: NDArray[np.intp], end: NDArray[np.intp]) -> F32:
    number = which.reshape(-1, *(1,) * (begin.ndim - 1))
    length = np.maximum(end - begin, 1).astype(np.float32)[..., None]
    return np.asarray((run.sums[number, end] - run.sums[number, begin]) / length, dtype=np.float32)


def _spread(tones: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the deviation of colours of which the means and the mean of the sums of squares are given."""
    squares = tones[:, 3] - (tones[:, :3] ** 2).sum(axis=1)
    return np.asarray(np.minimum(np.sqrt(np.maximum(squares, 0.0)), MOST_SPREAD))


def _apart(one: NDArray[np.floating], two: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(np.minimum(np.linalg.norm(one[:, :3] - two[:, :3], axis=1), MOST_APART))


def _further(run: Lines, which: NDArray[np.intp], span: tuple[F32, F32]) -> F32:
    """Return the share of edge where the line goes on beyond the ends of the side; a file's end counts as none."""
    reach = BEYOND * (span[1] - span[0])
    (before, _), (start, _) = stretch(run, span[0] - reach), stretch(run, span[0] - 2.0)
    (_, stop), (_, after) = stretch(run, span[1] + 2.0), stretch(run, span[1] + reach)
    edge = run.sums[..., _EDGE]
    total = edge[which, np.maximum(start, before)] - edge[which, before]
    total += edge[which, np.maximum(stop, after)] - edge[which, stop]
    return np.asarray(total / np.maximum(2.0 * reach, 1.0), dtype=np.float32)


def _strip(
    tables: NDArray[np.float64], span: tuple[F32, F32], depth: tuple[F32, F32], *, first: bool
) -> tuple[F32, F32, F32]:
    """Return how uneven the strip between a side and the file's is, its mean tone, and how thick it is, 0-1."""
    height, width = tables.shape[0] - 1, tables.shape[1] - 1
    top, bottom = (np.clip(np.rint(at), 0, height).astype(np.intp) for at in (span[0], span[1] + 1))
    if first:
        near, far = np.zeros(len(top), np.intp), np.clip(np.floor(np.minimum(*depth)), 1, width).astype(np.intp)
    else:
        near, far = np.clip(np.ceil(np.maximum(*depth)) + 1, 0, width - 1).astype(np.intp), np.full(len(top), width)
    bottom = np.maximum(bottom, top + 1)
    total = tables[bottom, far] - tables[top, far] - tables[bottom, near] + tables[top, near]
    mean = total / ((bottom - top) * np.maximum(far - near, 1))[:, None]
    return _spread(mean).astype(np.float32), mean.astype(np.float32), ((far - near) / width).astype(np.float32)


def _covered(corners: F32, seen: F32) -> F32:
    """Return (n, 4): mean of what the network sees inside and outside, the share inside, overlap over union."""
    small = cv2.resize(seen, (RASTER, RASTER), interpolation=cv2.INTER_AREA).ravel()
    grid = (np.arange(RASTER, dtype=np.float32) + 0.5) / RASTER
    x, y = np.tile(grid, RASTER), np.repeat(grid, RASTER)
    within = np.ones((len(corners), RASTER * RASTER), bool)
    for k in range(SIDES):
        a, edge = corners[:, k], corners[:, (k + 1) % SIDES] - corners[:, k]
        # Right of the side from a: dx * (y - ay) - dy * (x - ax) >= 0.
        within &= edge[:, :1] * y - edge[:, 1:] * x >= (edge[:, 0] * a[:, 1] - edge[:, 1] * a[:, 0])[:, None]
    area, both = within.sum(axis=1).astype(np.float32), within @ small
    total = float(small.sum())
    outside = (total - both) / np.maximum(within.shape[1] - area, 1.0)
    outside[area == within.shape[1]] = 0.0
    overlap = both / np.maximum(area + total - both, 1.0)
    return np.stack([both / np.maximum(area, 1.0), outside, both / max(total, 1.0), overlap], axis=1)


def _shape(corners: F32) -> F32:
    """Return (n, 5): area, its root, how far opposite sides are from parallel, off the middle, beyond the file."""
    x, y = corners[..., 0], corners[..., 1]
    area = 0.5 * np.abs((x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1))
    edge = np.roll(corners, -1, axis=1) - corners
    askew = np.abs(edge[:, :2] + edge[:, 2:]).sum(axis=(1, 2))
    centre = np.abs(corners.mean(axis=1) - 0.5).sum(axis=1)
    beyond = np.maximum(-corners, corners - 1.0).max(axis=(1, 2))
    return np.stack([area, np.sqrt(area), askew, centre, np.maximum(beyond, 0.0) * 10.0], axis=1)
