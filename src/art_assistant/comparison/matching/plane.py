"""Plane maps: from the reference, as fractions of its width and height, into pixels of a photograph.

Pixels are counted at their edges: the middle of the first one lies at 0.5.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32

F64 = NDArray[np.float64]
Size = tuple[int, int]
"""Width and height."""

SQUARE: Final = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
"""The reference's corners, clockwise from top left."""

NEAR_EDGE: Final = 0.15
"""Part of the photograph by which a corner may lie outside it: a canvas that is cut off a little."""
FAR_OUT: Final = 0.9
"""The same where many keypoints agree: a photograph of a part of the painting."""
_MOST: Final = {NEAR_EDGE: 1.3, FAR_OUT: 5.0}
"""How many times the photograph's area the painting may have."""
_ASKEW: Final = 1.7
"""Ratio of opposite sides beyond which nobody holds a camera so."""
_SQUARENESS: Final = 0.72
"""Least sine of a corner's angle."""


def projected(way: F64, points: Any) -> F64:
    """Return (n, 2) points through a (3, 3) map."""
    listed = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    there = np.column_stack([listed, np.ones(len(listed))]) @ way.T
    return np.asarray(there[:, :2] / there[:, 2:])


def way_to(corners: Any) -> F64:
    """Return the (3, 3) map that takes the reference's corners to these."""
    there = np.asarray(corners, dtype=np.float32)
    return np.asarray(cv2.getPerspectiveTransform(SQUARE.astype(np.float32), there), dtype=np.float64)


def diagonal(corners: F64) -> float:
    """Return the mean length of both diagonals."""
    return float(np.linalg.norm(corners[:2] - corners[2:], axis=1).mean())


def plausible(corners: F64, size: Size, *, least: float = 0.02, out: float = NEAR_EDGE) -> bool:
    """Whether a camera can have seen a picture so.

    Args:
        corners: (4, 2) pixels.
        size: of the photograph.
        least: part of the photograph that the picture has, at least.
        out: part of the photograph's sides by which a corner may lie outside: ``NEAR_EDGE`` or ``FAR_OUT``.

    """
    return bool(all_plausible(corners[None], size, least=least, out=out)[0])


def all_plausible(quads: F64, size: Size, *, least: float = 0.02, out: float = NEAR_EDGE) -> NDArray[np.bool_]:
    """Return (n,) bool of (n, 4, 2): which of many could be; arguments as for ``plausible``."""
    sides = np.roll(quads, -1, axis=1) - quads
    after = np.roll(sides, -1, axis=1)
    bend = sides[..., 0] * after[..., 1] - sides[..., 1] * after[..., 0]
    long = np.linalg.norm(sides, axis=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        area = 0.5 * (
            quads[..., 0] * np.roll(quads[..., 1], -1, axis=1) - quads[..., 1] * np.roll(quads[..., 0], -1, axis=1)
        ).sum(axis=1)
        opposite = np.abs(np.log(long[:, :2] / long[:, 2:])).max(axis=1)
        square = (bend / (long * np.roll(long, -1, axis=1))).min(axis=1)
        far = np.maximum(-quads, quads - np.array(size)) / np.array(size)
        sheet = size[0] * size[1]
        return np.asarray(
            np.isfinite(quads).all(axis=(1, 2))
            & (area > least * sheet)
            & (area < _MOST[out] * sheet)
            & (opposite < np.log(_ASKEW))
            & (square > _SQUARENESS)
            & (far.max(axis=(1, 2)) < out)
        )


def derivatives(way: F64, points: F64) -> tuple[F64, F64, F64]:
    """Return where points go, (n, 2), and how x and y change with the map's first eight numbers, (n, 8) each."""
    x, y = points.T
    u, v, w = way @ np.vstack([x, y, np.ones_like(x)])
    px, py = u / w, v / w
    none, one = np.zeros_like(x), np.ones_like(x)
    across = np.stack([x, y, one, none, none, none, -px * x, -px * y], axis=1) / w[:, None]
    down = np.stack([none, none, none, x, y, one, -py * x, -py * y], axis=1) / w[:, None]
    return np.stack([px, py], axis=1), across, down


def moved(way: F64, step: F64) -> F64:
    """Return a map with its first eight numbers changed by ``step``, its ninth 1."""
    return np.asarray(way / way[2, 2] + np.append(step, 0.0).reshape(3, 3))


def scaled(by: float) -> F64:
    """Return the map from pixels of a copy to pixels of one that is ``by`` times as large."""
    return np.diag([by, by, 1.0])


def laid_out(array: NDArray[Any], way: F64, size: Size, margin: float = 0.0) -> F32:
    """Return what a map shows of an array, as a picture of the reference's geometry; its rim is repeated outside.

    Args:
        array: (h, w) or (h, w, c) in the map's pixels.
        way: from the reference's fractions into these pixels.
        size: width and height of the result.
        margin: part of the reference shown round it on each side; the result holds it too.

    """
    width, height = size
    spread = 1.0 + 2.0 * margin
    # From the middle of a pixel of the result to a fraction, and at the end from edges to OpenCV's middles.
    own = np.array(
        [
            [spread / width, 0.0, 0.5 * spread / width - margin],
            [0.0, spread / height, 0.5 * spread / height - margin],
            [0.0, 0.0, 1.0],
        ]
    )
    middle = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 1.0]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(array, middle @ way @ own, size, flags=how, borderMode=cv2.BORDER_REPLICATE))
