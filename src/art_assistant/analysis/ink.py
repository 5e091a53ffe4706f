"""Clean dark and light: masks without specks, and what is measured on them."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap

LEAST_PIECE: Final = 0.004
"""Smallest piece of dark or light that stays, as a share of the counted picture: what a brush of about a twentieth of
the long side leaves in one touch."""

SURROUND: Final = 0.12
"""Standard deviation of what counts as the surroundings of a point, as a share of the long side."""

_CONTOUR_SMOOTHING: Final = 0.006
_CLEAR_SIDE: Final = 0.05
_ROUNDS: Final = 4

Mask = NDArray[np.uint8]


def blur(plane: F32, sigma: float) -> F32:
    """Return (h, w) float32 blurred by ``sigma`` pixels; a large blur is done on a reduced copy."""
    factor = max(1, int(sigma / 3.0))
    height, width = plane.shape
    small = (max(1, round(width / factor)), max(1, round(height / factor)))
    reduced = cv2.resize(plane, small, interpolation=cv2.INTER_AREA) if factor > 1 else plane
    soft = cv2.GaussianBlur(reduced, (0, 0), max(sigma / factor, 0.1), borderType=cv2.BORDER_REFLECT)
    if factor > 1:
        soft = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(soft, dtype=np.float32)


def inked(dark: BoolMap, counted: BoolMap | None) -> BoolMap:
    """Return ``dark`` (h, w) with a smooth contour, without islands or holes below ``LEAST_PIECE``.

    Pixels that do not count are never dark.
    """
    sigma = _CONTOUR_SMOOTHING * max(dark.shape)
    side = 2 * round(2.0 * sigma) + 1
    smooth = cv2.GaussianBlur(dark.astype(np.uint8) * 255, (side, side), max(sigma, 0.3), borderType=cv2.BORDER_REFLECT)
    mask = (smooth > 127).astype(np.uint8)
    paper = None if counted is None else counted.astype(np.uint8)
    least = LEAST_PIECE * (mask.size if paper is None else int(paper.sum()))
    for _ in range(_ROUNDS):
        mask, dark_changed = _filled(mask, paper, least, ink=True)
        mask, light_changed = _filled(mask, paper, least, ink=False)
        if not (dark_changed or light_changed):
            break
    return np.asarray((mask if paper is None else mask & paper) > 0)


def _side(mask: Mask, paper: Mask | None, *, ink: bool) -> Mask:
    side = mask if ink else 1 - mask
    return np.asarray(side if paper is None else side & paper, dtype=np.uint8)


def _filled(mask: Mask, paper: Mask | None, least: float, *, ink: bool) -> tuple[Mask, bool]:
    """Give every piece of one side that is below ``least`` to the other side, but never the largest piece."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(_side(mask, paper, ink=ink), connectivity=4)
    area = stats[:, cv2.CC_STAT_AREA]
    small = area < least
    small[0] = False
    if count > 1:
        small[1 + int(np.argmax(area[1:]))] = False
    if not small.any():
        return mask, False
    changed = mask.copy()
    changed[small[labels]] = 0 if ink else 1
    return changed, True


def piece_shares(dark: BoolMap, counted: BoolMap | None, *, ink: bool) -> tuple[float, ...]:
    """Return the share 0-1 of the counted picture of each 4-connected piece of dark (or of light), largest first."""
    paper = None if counted is None else counted.astype(np.uint8)
    side = _side(dark.astype(np.uint8), paper, ink=ink)
    _, _, stats, _ = cv2.connectedComponentsWithStats(side, connectivity=4)
    total = side.size if paper is None else int(paper.sum())
    areas = np.sort(stats[1:, cv2.CC_STAT_AREA])[::-1]
    return tuple(float(area) / total for area in areas)


def counterchange(dark: BoolMap, counted: BoolMap | None) -> float | None:
    """Return how evenly dark-on-light and light-on-dark share the contour, 0-1; None where there is no contour.

    A stretch of contour is *dark on light* where its surroundings (a Gaussian of ``SURROUND``) are mostly light, *light
    on dark* where they are mostly dark, and neither within five points of half and half. The measure is twice the
    smaller of the two lengths over the whole contour: 0 when every shape plays the same part (dark figures on a light
    ground, or a plain division), 1 when half of the contour is dark on light and half light on dark.

    The notion is that of painters, "the reversal of the relation of a form to its ground" (A. W. Dow, *Composition*,
    1913, on interchange of dark and light; J. Gurney, *Color and Light*, 2010); the measure is our own.
    """
    share = _dark_around(dark, counted)
    dark_on_light = light_on_dark = length = 0
    for axis in (0, 1):
        before, after = (slice(None, -1), slice(1, None))
        one = (before, slice(None)) if axis == 0 else (slice(None), before)
        two = (after, slice(None)) if axis == 0 else (slice(None), after)
        crossing = dark[one] != dark[two]
        if counted is not None:
            crossing &= counted[one] & counted[two]
        around = (share[one][crossing] + share[two][crossing]) / 2.0
        length += around.size
        dark_on_light += int(np.count_nonzero(around < 0.5 - _CLEAR_SIDE))
        light_on_dark += int(np.count_nonzero(around > 0.5 + _CLEAR_SIDE))
    return 2.0 * min(dark_on_light, light_on_dark) / length if length else None


def _dark_around(dark: BoolMap, counted: BoolMap | None) -> F32:
    sigma = SURROUND * max(dark.shape)
    soft = blur(dark.astype(np.float32), sigma)
    if counted is None:
        return soft
    return np.asarray(soft / np.maximum(blur(counted.astype(np.float32), sigma), 1e-3), dtype=np.float32)


def share_of(mask: NDArray[Any], counted: BoolMap | None) -> float:
    """Return the share 0-1 of the counted pixels at which ``mask`` holds; at least one must count."""
    return float(np.count_nonzero(mask) / mask.size if counted is None else np.mean(mask[counted]))
