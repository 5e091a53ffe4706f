"""The candidates for the outline of the picture in one file, with what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from art_assistant.field.outline.cues import cues_of
from art_assistant.field.outline.lines import SMALL, lab_of, lines
from art_assistant.field.outline.margins import margin_lines
from art_assistant.field.outline.quads import quads
from art_assistant.imaging.arrays import F32, U8


@dataclass(frozen=True, slots=True)
class Candidates:
    """Quadrilaterals that could be the picture, the whole file first.

    Attributes:
        corners: (n, 4, 2) float32, fractions of width and height, from top left clockwise.
        sides: (n, 4, SIDE_CUES) float32, what speaks for each side: left, right, above, below.
        whole: (n, WHOLE_CUES) float32, what speaks for the whole.

    """

    corners: F32
    sides: F32
    whole: F32


def candidates(standard: U8, seen: F32) -> Candidates:
    """Return the candidates.

    Args:
        standard: (h, w, 3) uint8 sRGB, long side 512 px.
        seen: (g, g) float32, 0-1: how much of each cell of the squashed square is picture.

    """
    height, width = standard.shape[:2]
    scale = SMALL / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    lab = lab_of(np.asarray(cv2.resize(standard, size, interpolation=cv2.INTER_AREA)))
    spread = np.asarray(cv2.resize(seen, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    turned = np.ascontiguousarray(lab.transpose(1, 0, 2))
    down = lines(lab, spread, margin_lines(standard, lab, scale))
    across = lines(turned, np.ascontiguousarray(spread.T), margin_lines(standard.transpose(1, 0, 2), turned, scale))
    found = quads(down, across, lab.shape[:2])
    sides, whole = cues_of(found, down, across, lab, seen)
    corners = np.asarray((found.corners + 0.5) / size, dtype=np.float32)
    return Candidates(corners, sides, whole)
