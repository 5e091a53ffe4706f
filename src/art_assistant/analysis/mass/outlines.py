"""Views of a mass study as plain data: one mass alone, outlines, and the lines within a mass."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.mass.study import MassStudy
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import BoolMap

Ring = tuple[tuple[float, float], ...]
"""A closed outline: (x, y) fractions of the picture, the last point joined to the first."""

Line = tuple[tuple[float, float], ...]
"""An open line through (x, y) fractions of the picture."""


def isolate(study: MassStudy, mass_id: int) -> BoolMap:
    """Return (h, w) bool: where one mass lies.

    Raises:
        UsageError: there is no such mass.

    """
    if not 1 <= mass_id <= study.k:
        raise UsageError(f"There are masses 1 to {study.k}, and no mass {mass_id}.")
    return np.asarray(study.labels == mass_id - 1)


def shape_rings(study: MassStudy, shape_id: int, tolerance: float = 0.003) -> tuple[Ring, ...]:
    """Return the outline of a shape: its outer ring first, then its holes; fill them by the even-odd rule.

    Args:
        study: the study.
        shape_id: id of the shape, from 1.
        tolerance: how far the outline may stray, as a share of the diagonal (Douglas-Peucker).

    Raises:
        UsageError: there is no such shape.

    """
    if not 1 <= shape_id <= len(study.shapes):
        raise UsageError(f"There are shapes 1 to {len(study.shapes)}, and no shape {shape_id}.")
    h, w = study.shape_labels.shape
    rings = sorted(_traced(study, shape_id), key=lambda ring: -float(cv2.contourArea(ring)))
    simple = [cv2.approxPolyDP(ring, 2.0 * tolerance * float(np.hypot(h, w)), closed=True)[:, 0] for ring in rings]
    kept = [ring for i, ring in enumerate(simple) if i == 0 or len(ring) > 2]
    size = np.array([2 * w, 2 * h], dtype=np.float64)
    return tuple(tuple((x, y) for x, y in ((ring + 0.5) / size).tolist()) for ring in kept)


def inner_lines(study: MassStudy, tolerance: float = 0.003) -> tuple[Line, ...]:
    """Return the contours between shapes of one mass, which no difference of value shows.

    Args:
        study: the study.
        tolerance: how far a line may stray, as a share of the diagonal (Douglas-Peucker).

    """
    h, w = study.shape_labels.shape
    lines: list[NDArray[np.int32]] = []
    for contour in study.contours:
        if study.shapes[contour.one - 1].mass != study.shapes[contour.other - 1].mass:
            continue
        other = np.pad((study.shape_labels == contour.other - 1).view(np.uint8), 1)
        beside = cv2.dilate(other, np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
        for ring in _traced(study, contour.one):
            points = ring[:, 0]
            # The grid that is traced is twice as fine as the picture's.
            near = beside[np.clip(points[:, 1] // 2, 0, h - 1), np.clip(points[:, 0] // 2, 0, w - 1)]
            lines += _runs(points, near)
    stray = 2.0 * tolerance * float(np.hypot(h, w))
    simple = [cv2.approxPolyDP(line, stray, closed=False)[:, 0] for line in lines]
    size = np.array([2 * w, 2 * h], dtype=np.float64)
    return tuple(tuple((x, y) for x, y in ((line + 0.5) / size).tolist()) for line in simple if len(line) > 1)


def _traced(study: MassStudy, shape_id: int) -> list[NDArray[np.int32]]:
    """Return the rings of a shape, each (n, 1, 2) x and y on a grid twice as fine as the picture's."""
    inside = study.shape_labels == shape_id - 1
    # Only the shape's own box is traced, with one cell around it so that no contour is cut by the border.
    left, top, width, height = cv2.boundingRect(inside.view(np.uint8))
    box = np.pad(inside[top : top + height, left : left + width], 1)
    mask = cv2.resize(box.view(np.uint8), None, fx=2.0, fy=2.0, interpolation=cv2.INTER_NEAREST)
    found, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(2 * (left - 1), 2 * (top - 1)))
    return [np.asarray(ring, dtype=np.int32) for ring in found]


def _runs(points: NDArray[np.int32], chosen: BoolMap) -> list[NDArray[np.int32]]:
    """Return the stretches of a ring (n, 2) whose points are chosen."""
    if chosen.all():
        return [np.concatenate([points, points[:1]])]
    # Begun where the ring is not chosen, so that no stretch is cut where the ring happens to begin.
    begin = int(np.argmin(chosen))
    points, chosen = np.roll(points, -begin, axis=0), np.roll(chosen, -begin)
    ends = np.flatnonzero(np.diff(chosen.astype(np.int8), prepend=0, append=0))
    return [points[first:last] for first, last in ends.reshape(-1, 2)]
