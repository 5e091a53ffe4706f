"""Which lines are drawn: the ones that matter most, each once, until there is enough line in the picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.lines.chains import Chain, length_of
from art_assistant.analysis.lines.curves import normals_of
from art_assistant.imaging.arrays import F32

_WAYS: Final = 8
"""Directions that are told apart where two lines run beside each other."""
_PASSING: Final = 4
"""Fewer points than this beside a line are a meeting, not a company."""


class Taken:
    """Lines that are drawn already, so that none is drawn twice: beside one, nothing runs the same way.

    Args:
        shape: (h, w) of the picture.
        beside: how near, in pixels, a line that runs the same way is the same line.

    """

    def __init__(self, shape: tuple[int, ...], beside: float) -> None:
        self._planes = np.zeros((_WAYS, shape[0], shape[1]), dtype=np.uint8)
        self._thick = max(1, round(2.0 * beside))

    def add(self, curve: Chain) -> None:
        """Keep a curve as drawn."""
        ways = _ways(curve)
        corners = np.rint(curve * 16.0).astype(np.int32)
        for start, end in runs(ways):
            piece = [corners[max(0, start - 1) : end + 1]]
            # A line that turns a little more or less runs the same way too.
            for way in (ways[start] - 1, ways[start], ways[start] + 1):
                cv2.polylines(self._planes[way % _WAYS], piece, False, 255, self._thick, cv2.LINE_8, 4)  # noqa: FBT003

    def free(self, curve: Chain) -> NDArray[np.bool_]:
        """Return (n,) which points of a curve no line runs beside."""
        rows, columns = cells_of(curve, self._planes.shape[1:])
        return np.asarray(self._planes[_ways(curve), rows, columns] == 0)


def _ways(curve: Chain) -> NDArray[np.intp]:
    """Return which of the directions, 0-7 over half a turn, the curve runs in at each point."""
    normals = normals_of(curve)
    angle = np.arctan2(normals[:, 1], normals[:, 0]) % np.pi
    return np.asarray(np.rint(angle / np.pi * _WAYS).astype(np.intp) % _WAYS)


def cells_of(curve: Chain, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows and columns of the pixels in which the points of a curve lie."""
    columns, rows = np.rint(curve).astype(np.intp).T
    return np.clip(rows, 0, shape[0] - 1), np.clip(columns, 0, shape[1] - 1)


def runs(kinds: NDArray[Any]) -> list[tuple[int, int]]:
    """Return (first, past the last) of each stretch of equal values."""
    cuts = (np.flatnonzero(kinds[1:] != kinds[:-1]) + 1).tolist()
    return list(zip([0, *cuts], [*cuts, len(kinds)], strict=True))


def once_each(curves: Iterable[Chain], taken: Taken, least: float, most: float) -> list[Chain]:
    """Return the curves, or what of them is not drawn yet, until ``most`` pixels of line would be exceeded.

    Args:
        curves: the one that matters most first.
        taken: what is drawn already; what is returned is added to it.
        least: length in pixels below which what is left of a curve is no line.
        most: pixels of line in all.

    """
    kept: list[Chain] = []
    left = most
    for curve in curves:
        # The whole curve is judged before it is drawn: a narrow turn runs beside itself.
        pieces = [piece for piece in _free_pieces(curve, taken) if length_of(piece) >= least]
        left -= sum(map(length_of, pieces))
        if left < 0.0:
            break
        for piece in pieces:
            taken.add(piece)
        kept += pieces
    return kept


def _free_pieces(curve: Chain, taken: Taken) -> list[Chain]:
    covered = ~taken.free(curve)
    for start, end in runs(covered):
        # Where a curve only passes a line it goes on.
        if covered[start] and end - start < _PASSING:
            covered[start:end] = False
    return [curve[start:end] for start, end in runs(covered) if not covered[start]]


def read_at(plane: F32, places: NDArray[np.float32]) -> NDArray[Any]:
    """Return what an (h, w) or (h, w, c) map holds at (n, 2) places (x, y) in pixels, between them linearly."""
    found = cv2.remap(plane, places[:, None, 0], places[:, None, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found[:, 0])
