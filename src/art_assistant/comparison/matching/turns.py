"""Photographs that lie on their side or stand on their head."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from art_assistant.comparison.matching.plane import F64, Size
from art_assistant.comparison.matching.shot import Shot


def turned(shot: Shot, quarters: int) -> Shot:
    """Return the photograph turned to the left by quarters."""
    return Shot(np.ascontiguousarray(np.rot90(shot.rgb, quarters)))


def turn_of(size: Size, quarters: int) -> F64:
    """Return the (3, 3) map from pixels of a photograph of that size to those of its copy turned to the left."""
    way, (width, height) = np.eye(3), size
    for _ in range(quarters % 4):
        way = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, width], [0.0, 0.0, 1.0]]) @ way
        width, height = height, width
    return way


def upright(outlines: Sequence[F64], quarters: int) -> list[F64]:
    """Return outlines in a turned photograph's pixels with their corners in its own order, from its top left."""
    return [np.roll(corners, -(quarters % 4), axis=0) for corners in outlines]
