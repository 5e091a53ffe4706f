"""Views of a mass study as plain data: one mass alone, outlines."""

from __future__ import annotations

import cv2
import numpy as np

from art_assistant.analysis.mass.study import MassStudy
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import BoolMap

Ring = tuple[tuple[float, float], ...]
"""A closed outline: (x, y) fractions of the picture, the last point joined to the first."""


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
    inside = study.shape_labels == shape_id - 1
    # Only the shape's own box is traced, with one cell around it so that no contour is cut by the border.
    left, top, width, height = cv2.boundingRect(inside.view(np.uint8))
    box = np.pad(inside[top : top + height, left : left + width], 1)
    mask = cv2.resize(box.view(np.uint8), None, fx=2.0, fy=2.0, interpolation=cv2.INTER_NEAREST)
    found, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(2 * (left - 1), 2 * (top - 1)))
    rings = sorted(found, key=lambda ring: -float(cv2.contourArea(ring)))
    simple = [cv2.approxPolyDP(ring, 2.0 * tolerance * float(np.hypot(h, w)), closed=True)[:, 0] for ring in rings]
    kept = [ring for i, ring in enumerate(simple) if i == 0 or len(ring) > 2]
    size = np.array([2 * w, 2 * h], dtype=np.float64)
    return tuple(tuple((x, y) for x, y in ((ring + 0.5) / size).tolist()) for ring in kept)
