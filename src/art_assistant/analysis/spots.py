"""Small things that decide what is true of a picture: its lightest light, its deepest dark, its accents of colour.

A percentile misses them: a white of the size of a coin is a thousandth of a canvas, and what the eye goes to.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap
from art_assistant.imaging.colorspace import ciede2000

LEAST_SPOT: Final = 0.0015
"""A connected spot of this share of the picture is seen: a coin on a canvas half a metre wide."""
LEAST_ACCENT: Final = 0.003
"""The same of an accent of colour."""
ACCENT_DELTA_E: Final = 20.0
"""CIEDE2000 to its surroundings from which a spot is another colour at the first look."""
_PURER: Final = 12.0
"""C* by which an accent is stronger than its surroundings: a black on grey is none of colour."""
_GRAIN: Final = 0.003
_SURROUND: Final = 0.12
"""Standard deviations, as shares of the diagonal, of what is a passage and of what lies around it."""
_WARM: Final = (330.0, 100.0)
_COOL: Final = (150.0, 310.0)
"""Hue angles of CIELAB, degrees: reds to yellows, and greens that lean to blue up to violet."""
_WARM_CHROMA: Final = 12.0
_COOL_CHROMA: Final = 10.0
"""C* from which a passage is seen to be warm; a cool one needs less of it beside browns."""
_GRID: Final = 4
_STEPS: Final = 8


def lightest_light(l_map: F32, counted: BoolMap | None = None) -> float:
    """Return the L* which some connected spot of (h, w) L* nowhere falls below: the lightest light that is seen."""
    smooth = _smoothed(l_map)
    return _reached(np.where(counted, smooth, -1.0) if counted is not None else smooth)


def deepest_dark(l_map: F32, counted: BoolMap | None = None) -> float:
    """Return the L* which some connected spot of (h, w) L* nowhere rises above: the deepest dark that is seen."""
    smooth = 100.0 - _smoothed(l_map)
    return 100.0 - _reached(np.where(counted, smooth, -1.0) if counted is not None else smooth)


def _smoothed(plane: NDArray[Any], share: float = _GRAIN) -> NDArray[Any]:
    sigma = max(share * float(np.hypot(*plane.shape[:2])), 0.3)
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT))


def _reached(plane: NDArray[Any]) -> float:
    """Return the highest level at which a piece of the map is still as large as a spot."""
    low, high = 0.0, 100.0
    # The largest piece only shrinks as the level rises.
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _largest(plane >= middle) >= LEAST_SPOT else (low, middle)
    return low


def _largest(mask: NDArray[Any]) -> float:
    """Return the share 0-1 of the largest connected piece of a mask."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return float(stats[1:, cv2.CC_STAT_AREA].max()) / mask.size if count > 1 else 0.0


def largest_accent(lab: F32) -> float:
    """Return the share 0-1 of the largest spot of (h, w, 3) CIELAB that stands out from its surroundings by colour."""
    spot, around = _smoothed(lab), _smoothed(lab, _SURROUND)
    purer = np.hypot(spot[..., 1], spot[..., 2]) - np.hypot(around[..., 1], around[..., 2])
    return _largest((purer >= _PURER) & (ciede2000(spot, around) >= ACCENT_DELTA_E))


def colourful(lab: F32, least: float) -> tuple[float, float]:
    """Return the shares 0-1 of the area, and of 4 x 4 fields, of (h, w, 3) CIELAB with a C* of ``least`` and more.

    A field has it where half of it does.
    """
    strong = np.hypot(*np.moveaxis(_smoothed(lab)[..., 1:], -1, 0)) >= least
    fields = cv2.resize(strong.astype(np.float32), (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    return float(np.mean(strong)), float(np.mean(fields >= 0.5))


def warm_and_cool(lab: F32) -> tuple[float, float]:
    """Return the shares 0-1 of (h, w, 3) CIELAB whose passages are seen to be warm, and to be cool."""
    _, a, b = cv2.split(_smoothed(lab))
    # Most passages are neither, which their chroma tells.
    hued = np.flatnonzero(np.hypot(a, b) >= min(_WARM_CHROMA, _COOL_CHROMA))
    a, b = a.ravel()[hued], b.ravel()[hued]
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360.0
    warm = ((hue >= _WARM[0]) | (hue <= _WARM[1])) & (chroma >= _WARM_CHROMA)
    cool = (hue >= _COOL[0]) & (hue <= _COOL[1]) & (chroma >= _COOL_CHROMA)
    size = lab.shape[0] * lab.shape[1]
    return np.count_nonzero(warm) / size, np.count_nonzero(cool) / size
