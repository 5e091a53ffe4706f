"""Light that a wet or varnished surface throws back: a soft spot, which reads as paint that is too light.

Paint has borders. Of what is added to a passage, the steepest slope says which it is: over a spot of light it falls
from its height to nothing over its own radius, at a passage's border at once.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.comparison.values import ValueMap
from art_assistant.imaging.arrays import BoolMap
from art_assistant.imaging.colorspace import luminance_from_lstar

_SOFT: Final = 0.03
"""Blur, in long sides, under which the spot is sought."""
_LEAST: Final = 0.012
"""Luminance that is added at its height, at least, where white is 1."""
_SLOPE: Final = 1.7
"""Steepest slope times radius over height, up to which it is light: 0.7 for a Gaussian spot, 2.5 and more for paint."""
_ROUND: Final = 0.85
"""Part of its convex hull that a spot fills."""
_LARGE: Final = 0.03
"""Share of the picture that it covers at half its height, at least."""


def glare_in(values: ValueMap) -> BoolMap | None:
    """Return where light was thrown back, (h, w) bool; None where none is seen."""
    known = np.isfinite(values.error)
    if not known.any():
        return None
    added = np.where(known, luminance_from_lstar(values.painted) - luminance_from_lstar(values.squint), 0.0)
    sigma = _SOFT * max(known.shape)
    cover = cv2.GaussianBlur(known.astype(np.float32), (0, 0), sigma)
    soft = cv2.GaussianBlur(added.astype(np.float32), (0, 0), sigma) / np.maximum(cover, 0.1)
    row, column = np.unravel_index(int(np.where(known, soft, -1.0).argmax()), soft.shape)
    height = float(soft[row, column])
    if height < _LEAST:
        return None
    _, labels = cv2.connectedComponents((soft > 0.5 * height).astype(np.uint8), connectivity=4)
    spot = labels == labels[row, column]
    radius = np.sqrt(spot.sum() / np.pi)
    around = cv2.dilate(spot.astype(np.uint8), np.ones((2 * round(sigma) + 1,) * 2, np.uint8)).astype(bool)
    slope = np.hypot(*(cv2.Sobel(soft, cv2.CV_32F, *axis, scale=0.125) for axis in ((1, 0), (0, 1))))
    steep = float(np.percentile(slope[around & known], 95)) * radius / height
    rim = cv2.findContours(spot.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0][0]
    fills = spot.sum() / max(cv2.contourArea(cv2.convexHull(rim)), 1.0)
    if steep > _SLOPE or spot.mean() < _LARGE or fills < _ROUND:
        return None
    return np.asarray(soft > 0.25 * height) & known
