"""How far a division puts the subject on the one side and its ground on the other."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.notan.clean_masks import sampling
from art_assistant.imaging.arrays import F32, BoolMap

_SIDES: Final = 0.04
"""Width of the window in which the two sides of a contour are compared, as a share of the long side."""


def parted_by(dark: BoolMap, subject: BoolMap) -> float:
    """Return 0-1 how far ink lies on the one side of the subject's contour and paper on the other, on average.

    Args:
        dark: (h, w) bool, True where there is ink.
        subject: (h, w) bool.

    """
    step = sampling(dark.shape)
    dark, subject = dark[::step, ::step], subject[::step, ::step]
    size = 2 * round(_SIDES / 2.0 * max(dark.shape)) + 1
    rim = cv2.dilate(subject.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.bool_) & ~subject
    if not rim.any():
        return 0.0
    inside, outside = (_share_within(dark, part, size) for part in (subject, ~subject))
    return float(np.abs(inside - outside)[rim].mean())


def _share_within(dark: BoolMap, part: BoolMap, size: int) -> F32:
    ink, all_ = (cv2.blur(plane.astype(np.float32), (size, size)) for plane in (dark & part, part))
    return np.asarray(ink / np.maximum(all_, 1e-6), dtype=np.float32)
