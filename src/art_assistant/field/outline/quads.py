"""Quadrilaterals out of lines: all pairs of pairs, of which those with most edge along their sides are kept."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.field.outline.lines import FILE, MEASURES, Lines
from art_assistant.imaging.arrays import F32

KEPT: Final = 150
"""Quadrilaterals that are looked at closely."""
SMALLEST: Final = 0.14
"""Least part of the file's width and height that a picture takes."""
LEAST_RATIO: Final = 0.55
"""Least ratio of opposite sides."""

_EDGE, _LOW, _HIGH = (MEASURES.index(name) for name in ("edge", "seen_low", "seen_high"))
_OF_THE_FILE: Final = 0.12
"""What a side of the file counts for in the first choice, in which an edge all along counts for .65."""
_STEP_COUNTS: Final = 1.2
_SAMPLED: Final = 16
_USUAL_EDGE: Final = 0.35
"""Share of edge along a line through any picture."""


@dataclass(frozen=True, slots=True)
class Quads:
    """Candidates for the picture's outline, the whole file first.

    Attributes:
        sides: (n, 4) numbers of the lines left and right (that run down), above and below (that run across).
        meet: (v, h, 2) float32, pixels where each line that runs down meets each that runs across.
        corners: (n, 4, 2) float32, pixels from top left clockwise; the file's edge lies half a pixel outside.

    """

    sides: NDArray[np.intp]
    meet: F32
    corners: F32


def quads(down: Lines, across: Lines, size: tuple[int, int]) -> Quads:
    """Return the candidates that the lines of a picture of this height and width make."""
    height, width = size
    meet = _meetings(down, across, height, width)
    chosen, score = _combined(down, across, meet, size)
    order = np.argsort(-score, kind="stable")[:KEPT]
    bordered = _bordered(down, across)
    bordered = bordered[_plausible(_corners(meet, bordered), size)]
    first = np.concatenate([np.array([[0, 1, 0, 1]], dtype=np.intp), bordered, chosen[order]])
    kept = np.sort(np.unique(first, axis=0, return_index=True)[1])
    return Quads(first[kept], meet, _corners(meet, first[kept]))


def _bordered(down: Lines, across: Lines) -> NDArray[np.intp]:
    """Return (n, 4) all that the file's sides and the ends of its plain margins make: few, and none may be missed."""
    pairs = []
    for run in (down, across):
        middle = run.at[:FILE].mean()
        ends = np.flatnonzero(run.plain > 0.0)
        pairs += [[0, *ends[run.at[ends] < middle]], [1, *ends[run.at[ends] >= middle]]]
    return np.array(list(product(*pairs)), dtype=np.intp)


def _meetings(down: Lines, across: Lines, height: int, width: int) -> F32:
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    m, n = down.slope[:, None], across.slope[None, :]
    a, b = down.at[:, None] - middle_x, across.at[None, :] - middle_y
    # x = a + m y and y = b + n x about the middle.
    x = (a + m * b) / (1.0 - m * n)
    return np.stack([x + middle_x, b + n * x + middle_y], axis=2).astype(np.float32)


def _combined(down: Lines, across: Lines, meet: F32, size: tuple[int, int]) -> tuple[NDArray[np.intp], F32]:
    """Return (n, 4) line numbers of plausible quadrilaterals, and a first score of each."""
    height, width = size
    as_left, as_right = _first_scores(down, meet[..., 1])
    as_top, as_bottom = _first_scores(across, meet[..., 0].T)
    left, right = np.nonzero(down.at[None, :] - down.at[:, None] > SMALLEST * width)
    top, bottom = np.nonzero(across.at[None, :] - across.at[:, None] > SMALLEST * height)
    score = as_left[:, top, bottom][left] + as_right[:, top, bottom][right]
    score += (as_top[:, left, right][top] + as_bottom[:, left, right][bottom]).T
    flat = _highest(score.ravel(), 5 * KEPT)
    i, j = np.unravel_index(flat, score.shape)
    chosen = np.stack([left[i], right[i], top[j], bottom[j]], axis=1).astype(np.intp)
    good = _plausible(_corners(meet, chosen), size)
    return chosen[good], score[i, j][good]


def _highest(scores: F32, count: int) -> NDArray[np.intp]:
    """Return which of (n,) scores are the ``count`` highest, in no order; all but one where there are not so many."""
    count = min(count, scores.size - 1)
    # What every sixteenth tells of the highest leaves hardly more than those to choose from.
    sample = scores[::_SAMPLED]
    place = max(0, sample.size - 2 * count // _SAMPLED - 1)
    among = np.flatnonzero(scores >= np.partition(sample, place)[place])
    if among.size <= count:
        among = np.arange(scores.size)
    return among[np.argpartition(-scores[among], count)[:count]]


def stretch(run: Lines, places: F32) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return places along lines as rows of their sums: of those that begin there, and of those that end there."""
    size = run.sums.shape[1] - 1
    place = np.rint(places).astype(np.intp)
    return np.clip(place, 0, size), np.clip(place + 1, 0, size)


def _first_scores(run: Lines, places: F32) -> tuple[F32, F32]:
    """Return (lines, i, j) twice: edge and step of what the network sees, between where a line meets lines i and j.

    The first is for lines that have the picture on their higher-numbered side, the second for the others.
    """
    begin, end = stretch(run, places)
    which = np.arange(len(run.at))[:, None]
    start, stop = (run.sums[which, rows][..., [_EDGE, _LOW, _HIGH]] for rows in (begin, end))
    length = np.maximum(end[:, None, :] - begin[:, :, None], 1).astype(np.float32)
    share = (stop[:, None, :] - start[:, :, None]) / length[..., None]
    edge, step = share[..., 0] - _USUAL_EDGE, _STEP_COUNTS * (share[..., 2] - share[..., 1])
    first, second = edge + step, edge - step
    first[:FILE], second[:FILE] = _OF_THE_FILE, _OF_THE_FILE
    return first, second


def _corners(meet: F32, chosen: NDArray[np.intp]) -> F32:
    left, right, top, bottom = chosen.T
    return np.stack([meet[left, top], meet[right, top], meet[right, bottom], meet[left, bottom]], axis=1)


def _plausible(corners: F32, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which are convex, large enough, hardly leave the file, and have opposite sides of comparable length."""
    height, width = size
    edge = np.roll(corners, -1, axis=1) - corners
    after = np.roll(edge, -1, axis=1)
    turn = edge[..., 0] * after[..., 1] - edge[..., 1] * after[..., 0]
    long = np.hypot(edge[..., 0], edge[..., 1])
    longer = np.maximum(np.maximum(long[:, :2], long[:, 2:]), 1.0)
    ratio = np.minimum(long[:, :2], long[:, 2:]) / longer
    reach = np.array([width, height], np.float32)
    within = (corners > -0.04 * reach) & (corners < 1.04 * reach)
    wide = long.min(axis=1) > SMALLEST * 0.7 * min(width, height)
    return np.asarray((turn > 0).all(axis=1) & (ratio > LEAST_RATIO).all(axis=1) & within.all(axis=(1, 2)) & wide)
