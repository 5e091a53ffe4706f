"""The lines along which edges are drawn: every contour point, with the class of the nearest one that was measured."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.edges.contours import trace_contours
from art_assistant.analysis.edges.study import EdgeStudy
from art_assistant.imaging.arrays import F32, U8

_EVERY_POINT = 1_000_000
"""More contour points than a picture of 512 px can have: a line that is drawn may have no gaps."""

_GRID = 512
_NEAR = 14.0
"""A contour point takes the class of the measured point nearest to it, within this many cells of the grid."""


@dataclass(frozen=True, slots=True)
class EdgeLines:
    """All contour points of a picture.

    Attributes:
        points: (n, 2) float32, (x, y) in fractions of the picture.
        normals: (n, 2) float32, unit vectors in pixels across the contour.
        kinds: (n,) int32, index into ``CLASSES``; -1 where no edge was measured near.

    """

    points: F32
    normals: F32
    kinds: NDArray[np.int32]


def edge_lines(rgb: U8, study: EdgeStudy) -> EdgeLines:
    """Return the lines of a picture, (h, w, 3) uint8 sRGB, whose edges were measured in ``study``."""
    contours = trace_contours(rgb, _EVERY_POINT)
    return EdgeLines(contours.points, contours.normals, _kinds(contours.points, study))


def _kinds(points: F32, study: EdgeStudy) -> NDArray[np.int32]:
    if not study.kinds.size:
        return np.full(len(points), -1, dtype=np.int32)
    grid = np.full((_GRID, _GRID), 255, dtype=np.uint8)
    cells = _cells(study.points)
    grid[cells[:, 1], cells[:, 0]] = 0
    far, nearest = cv2.distanceTransformWithLabels(grid, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    kind_of = np.zeros(int(nearest.max()) + 1, dtype=np.int32)
    kind_of[nearest[cells[:, 1], cells[:, 0]]] = study.kinds
    at = _cells(points)
    return np.where(far[at[:, 1], at[:, 0]] <= _NEAR, kind_of[nearest[at[:, 1], at[:, 0]]], -1).astype(np.int32)


def _cells(points: F32) -> NDArray[np.int64]:
    return np.clip((points * _GRID).astype(np.int64), 0, _GRID - 1)
