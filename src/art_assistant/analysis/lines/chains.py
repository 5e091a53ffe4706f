"""From thinned pixels to ordered chains, and from chains that go on in each other to long ones."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Chain = NDArray[np.float32]
"""(n, 2) float32, points (x, y) in pixels, one after the other along the line."""

_AROUND: Final = ((-1, 0), (0, 1), (1, 0), (0, -1), (-1, 1), (1, 1), (1, -1), (-1, -1))
"""Rows and columns of the eight neighbours."""
_TOUCHING: Final = 2.0
"""Ends as near as this, in pixels, have no gap between them that could lie off the way."""
_LOOK_BACK: Final = 8
"""Points from its end by which a chain's direction is read."""


def chains(edges: NDArray[np.uint8]) -> list[Chain]:
    """Return the lines of an (h, w) map of thinned edges (0 or not), each from end or junction to the next.

    A ring is a chain whose last point is its first.
    """
    thin = _without_elbows(edges > 0)
    cells = np.flatnonzero(thin)
    near = _neighbours(thin, cells)
    many = (near >= 0).sum(axis=1)
    # Plain lists: a pixel at a time is read many times faster from them than from arrays. Sorted, what is no neighbour
    # comes first, so that the last two are those of a pixel within a line.
    beside = np.sort(near, axis=1)[:, -2:].tolist()
    left = set(np.flatnonzero(many == 2).tolist())
    ends = np.flatnonzero(many != 2)
    paths = []
    for end, firsts in zip(ends.tolist(), near[ends].tolist(), strict=True):
        for first in firsts:
            if first in left:
                paths.append(_walk([end, first], beside, left))
            elif first > end and many[first] != 2:
                paths.append([end, first])
    for start in np.flatnonzero(many == 2).tolist():
        # What is left lies on rings: no end, no junction.
        if start in left:
            left.discard(start)
            paths.append(_walk([start, beside[start][0]], beside, left))
    rows, columns = np.divmod(cells, edges.shape[1])
    places = np.stack([columns, rows], axis=1).astype(np.float32)
    return [places[path] for path in paths]


def _without_elbows(thin: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the map without the pixels of right angles that its diagonals do without: each would be a junction."""
    framed = np.pad(thin, 1)
    height, width = thin.shape

    def shifted(row: int, column: int) -> NDArray[np.bool_]:
        return framed[1 + row : 1 + row + height, 1 + column : 1 + column + width]

    for row, column in ((-1, 1), (1, 1), (1, -1), (-1, -1)):
        needed = shifted(-row, 0) | shifted(0, -column) | shifted(-row, -column)
        elbow = shifted(0, 0) & shifted(row, 0) & shifted(0, column) & ~needed
        framed[1:-1, 1:-1] &= ~elbow
    return np.asarray(framed[1:-1, 1:-1])


def _neighbours(thin: NDArray[np.bool_], cells: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return (n, 8): which of the cells is each cell's neighbour, -1 where none is."""
    number = np.full((thin.shape[0] + 2, thin.shape[1] + 2), -1, dtype=np.intp)
    rows, columns = np.divmod(cells, thin.shape[1])
    number[rows + 1, columns + 1] = np.arange(cells.size)
    return np.stack([number[rows + 1 + row, columns + 1 + column] for row, column in _AROUND], axis=1)


def _walk(path: list[int], beside: list[list[int]], left: set[int]) -> list[int]:
    """Return the path of two pixels followed to the next end, junction or to where it began."""
    while path[-1] in left:
        left.discard(path[-1])
        one, two = beside[path[-1]]
        path.append(two if one == path[-2] else one)
    return path


def joined(found: list[Chain], gap: float, turn: float = 40.0) -> list[Chain]:
    """Return the chains with those joined that go on in each other, the straightest and nearest first.

    Args:
        found: the chains; rings are left alone.
        gap: how far two ends may lie apart, in pixels.
        turn: how far, in degrees, the line may turn on the way.

    """
    pieces: dict[int, Chain] = dict(enumerate(found))
    pairs = _pairs(found, gap, turn)
    # Each end is joined once; a chain keeps the number of the last that was joined to it.
    owner = list(range(len(found)))
    taken: set[tuple[int, int]] = set()
    for one, two in pairs:
        if one in taken or two in taken:
            continue
        a, b = _root(owner, one[0]), _root(owner, two[0])
        if a == b:
            continue
        taken |= {one, two}
        first = _turned(pieces[a], found[one[0]][one[1]], last=True)
        second = _turned(pieces[b], found[two[0]][two[1]], last=False)
        skip = 1 if np.array_equal(first[-1], second[0]) else 0
        pieces[a] = np.concatenate([first, second[skip:]])
        owner[b] = a
        del pieces[b]
    return list(pieces.values())


def _root(owner: list[int], number: int) -> int:
    while owner[number] != number:
        number = owner[number]
    return number


def _turned(chain: Chain, end: NDArray[Any], *, last: bool) -> Chain:
    """Return the chain so that ``end`` is its last point, or its first."""
    at_last = float(np.abs(chain[-1] - end).sum()) < float(np.abs(chain[0] - end).sum())
    return chain if at_last == last else np.ascontiguousarray(chain[::-1])


def _pairs(found: list[Chain], gap: float, turn: float) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return pairs of ends, each (chain, 0 or -1), that may be joined, the best first."""
    opened = [i for i, chain in enumerate(found) if not np.array_equal(chain[0], chain[-1])]
    ends = [(i, side) for i in opened for side in (0, -1)]
    if len(ends) < 2:
        return []
    places = np.array([found[i][side] for i, side in ends])
    ways = np.array([_way_out(found[i], side) for i, side in ends])
    ones, twos = _near_pairs(places, gap)
    apart = places[twos] - places[ones]
    distance = np.hypot(apart[:, 0], apart[:, 1])
    # Two ends go on in each other where one leaves the way the other came, and the gap lies on that way.
    straight = -(ways[ones] * ways[twos]).sum(axis=1)
    leaves, comes = ((ways[side] * apart).sum(axis=1) / np.maximum(distance, 1e-6) for side in (ones, twos))
    least = float(np.cos(np.radians(turn)))
    on_way = (distance <= _TOUCHING) | ((leaves >= least) & (-comes >= least))
    fit = np.flatnonzero((distance <= gap) & (straight >= least) & on_way)
    cost = distance[fit] / gap + (1.0 - straight[fit]) / (1.0 - least)
    best = fit[np.argsort(cost, kind="stable")]
    pairs = [(ends[one], ends[two]) for one, two in zip(ones[best].tolist(), twos[best].tolist(), strict=True)]
    return [pair for pair in pairs if pair[0][0] != pair[1][0]]


def _near_pairs(places: NDArray[Any], gap: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the indices of pairs of places that lie within ``gap`` of each other from left to right."""
    order = np.argsort(places[:, 0], kind="stable")
    across = places[order, 0]
    after = np.searchsorted(across, across + gap, side="right") - np.arange(across.size) - 1
    ones = np.repeat(np.arange(across.size), after)
    # The partners of each are those that follow it in that order: 1, 2, ... after it.
    follows = np.arange(ones.size) - np.repeat(np.cumsum(after) - after, after) + 1
    return order[ones], order[ones + follows]


def _way_out(chain: Chain, side: int) -> NDArray[Any]:
    """Return the unit vector in which a chain runs out at one of its ends."""
    back = min(_LOOK_BACK, len(chain) - 1)
    way = chain[0] - chain[back] if side == 0 else chain[-1] - chain[-1 - back]
    return np.asarray(way / max(float(np.hypot(*way)), 1e-6))


def length_of(chain: Chain) -> float:
    """Return the length of a chain, in pixels."""
    return float(cv2.arcLength(chain, closed=False)) if len(chain) > 1 else 0.0
