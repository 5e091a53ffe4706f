"""The connected shapes of the value masses, measured one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.mass.evidence import VALUE
from art_assistant.analysis.mass.regions import I64, areas, borders
from art_assistant.imaging.arrays import F32, LabelMap

Reasons = Mapping[tuple[int, int], str]
"""Why the contour between two pieces is there, by their numbers, the smaller first; value where it is not told."""


class Contour(NamedTuple):
    """Where two shapes touch.

    Attributes:
        one, other: ids of the shapes, the smaller first.
        length: of their common contour, in diagonals of the picture.
        why: the evidence that draws it: ``"value"``, ``"colour"`` (hue and chroma), or ``"subject"``.

    """

    one: int
    other: int
    length: float
    why: str

    def as_dict(self) -> dict[str, Any]:
        """Return the contour as plain Python."""
        return {"shapes": [self.one, self.other], "length": round(self.length, 4), "why": self.why}


@dataclass(frozen=True, slots=True)
class Shape:
    """One connected piece of a mass.

    Attributes:
        id: 1..n; darkest mass first, within a mass the largest first.
        mass: id of its mass.
        share: part of the counted picture, 0-1.
        l_mean, l_sigma: mean and standard deviation of the un-squinted L* inside it.
        centre: (x, y) fractions of the point farthest inside, where a number can be set.
        bbox: (x, y, width, height), fractions.
        touches_frame: whether it reaches the edge of the picture.

    """

    id: int
    mass: int
    share: float
    l_mean: float
    l_sigma: float
    centre: tuple[float, float]
    bbox: tuple[float, float, float, float]
    touches_frame: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the shape as plain Python."""
        return {
            "id": self.id,
            "mass": self.mass,
            "share": round(self.share, 4),
            "value": round(self.l_mean / 10.0, 2),
            "l_mean": round(self.l_mean, 2),
            "l_sigma": round(self.l_sigma, 2),
            "centre": [round(v, 4) for v in self.centre],
            "bbox": [round(v, 4) for v in self.bbox],
            "touches_frame": self.touches_frame,
        }


def measure_shapes(
    l_map: F32, pieces: LabelMap, mass: I64, why: Reasons
) -> tuple[LabelMap, tuple[Shape, ...], tuple[Contour, ...]]:
    """Return the shape map, the shapes and their contours.

    Args:
        l_map: (h, w) float32 L* 0-100.
        pieces: (h, w) int32 pieces 0..n-1, each 4-connected; -1 where not counted.
        mass: (n,) mass id - 1 of each, every mass from 0 present.
        why: which evidence draws the contours between pieces.

    Returns:
        (h, w) int32 shape id - 1, -1 where not counted; the shapes and the contours in order of id.

    """
    area = areas(pieces, mass.size)
    # Numbered mass by mass, the largest shape first.
    order = np.lexsort((-area, mass))
    rank = np.full(mass.size + 1, -1, dtype=np.int32)
    rank[order] = np.arange(mass.size, dtype=np.int32)
    pieces = rank[pieces]
    depth = _depth(pieces)
    shares = area[order] / area.sum()
    shapes = tuple(
        _shape((i + 1, int(mass[order[i]]) + 1, float(shares[i])), l_map, np.equal(pieces, i).view(np.uint8), depth)
        for i in range(mass.size)
    )
    return pieces, shapes, _contours(pieces, order, why)


def _contours(pieces: LabelMap, order: I64, why: Reasons) -> tuple[Contour, ...]:
    found = zip(*(column.tolist() for column in borders(pieces, order.size)), strict=True)
    # Over the diagonal, so that they do not depend on the size of the file.
    diagonal = float(np.hypot(*pieces.shape))
    known = order.tolist()
    return tuple(
        Contour(a + 1, b + 1, n / diagonal, why.get((min(known[a], known[b]), max(known[a], known[b])), VALUE))
        for a, b, n in found
    )


def _depth(pieces: LabelMap) -> F32:
    """Return the distance of each pixel to the nearest other shape or to the frame, in pixels."""
    inside = np.zeros((pieces.shape[0] + 2, pieces.shape[1] + 2), dtype=np.uint8)
    core = inside[1:-1, 1:-1]
    core[...] = pieces >= 0
    across, down = np.equal(pieces[:, :-1], pieces[:, 1:]), np.equal(pieces[:-1], pieces[1:])
    core[:, :-1] &= across
    core[:, 1:] &= across
    core[:-1] &= down
    core[1:] &= down
    return np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_5)[1:-1, 1:-1])


def _shape(key: tuple[int, int, float], l_map: F32, whole: NDArray[np.uint8], depth: F32) -> Shape:
    h, w = whole.shape
    x, y, width, height = cv2.boundingRect(whole)
    window = np.s_[y : y + height, x : x + width]
    mask = whole[window]
    mean, sigma = cv2.meanStdDev(l_map[window], mask=mask)
    # The number of a shape is set where most of the shape surrounds it: a centre of gravity may lie outside.
    deep_x, deep_y = _deepest(mask, depth[window])
    return Shape(
        id=key[0],
        mass=key[1],
        share=key[2],
        l_mean=float(mean[0, 0]),
        l_sigma=float(sigma[0, 0]),
        centre=((x + deep_x + 0.5) / w, (y + deep_y + 0.5) / h),
        bbox=(x / w, y / h, width / w, height / h),
        touches_frame=y == 0 or x == 0 or y + height == h or x + width == w,
    )


def _deepest(mask: Any, depth: F32) -> tuple[int, int]:
    """Return (x, y) of the deepest pixel; among equals the one nearest to the centre of the shape's area."""
    own = np.where(mask, depth, np.float32(-1.0))
    ys, xs = np.nonzero(own >= own.max() - np.float32(1e-3))
    moments = cv2.moments(mask, binaryImage=True)
    middle_x, middle_y = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
    nearest = int(((ys - middle_y) ** 2 + (xs - middle_x) ** 2).argmin())
    return int(xs[nearest]), int(ys[nearest])
