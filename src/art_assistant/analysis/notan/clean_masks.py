"""Clean dark and light: masks without specks, and what is measured on them."""

from __future__ import annotations

from dataclasses import dataclass
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
_HALVED_FROM: Final = 128
"""Short side from which every fourth pixel is looked at: a shape of 2 % of 128 x 128 still has eighty of them."""

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


def blur_counted(plane: F32, counted: BoolMap | None, sigma: float) -> F32:
    """Return (h, w) float32 blurred as by ``blur``, averaged over the pixels that count; None when all do."""
    if counted is None:
        return blur(plane, sigma)
    weight = counted.astype(np.float32)
    # Far from all that counts there is no weight to divide by, and what is there is not looked at.
    return np.asarray(blur(plane * weight, sigma) / np.maximum(blur(weight, sigma), 1e-3), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Ink:
    """A clean mask and its pieces.

    Attributes:
        dark: (h, w) bool.
        dark_pieces, light_pieces: share 0-1 of the counted picture of each 4-connected piece, largest first.

    """

    dark: BoolMap
    dark_pieces: tuple[float, ...]
    light_pieces: tuple[float, ...]


def drafted(dark: BoolMap, counted: BoolMap | None) -> BoolMap:
    """Return ``dark`` (h, w) with a smooth contour and without specks, worked out at half size.

    Pixels that do not count are never dark.
    """
    height, width = dark.shape
    half = ((width + 1) // 2, (height + 1) // 2)
    sigma = _CONTOUR_SMOOTHING * max(half)
    coarse = cv2.resize(dark.astype(np.uint8) * 255, half, interpolation=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(coarse, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REFLECT)
    paper = None
    if counted is not None:
        paper = (cv2.resize(counted.astype(np.uint8) * 255, half, interpolation=cv2.INTER_LINEAR) > 127).astype(
            np.uint8
        )
    mask = _without_specks((smooth > 127).astype(np.uint8), paper)[0]
    large = cv2.GaussianBlur(mask * 255, (3, 3), 0, borderType=cv2.BORDER_REFLECT)
    fine = cv2.resize(large, (width, height), interpolation=cv2.INTER_LINEAR) > 127
    return np.asarray(fine if counted is None else fine & counted)


def finished(dark: BoolMap, counted: BoolMap | None) -> Ink:
    """Return ``dark`` (h, w) without any piece of dark or light below ``LEAST_PIECE``, and its pieces.

    A side that has only smaller pieces keeps its largest.
    """
    paper = None if counted is None else counted.astype(np.uint8)
    mask, pieces = _without_specks(dark.astype(np.uint8), paper)
    total = mask.size if paper is None else max(1, int(paper.sum()))
    shares = [tuple(float(area) / total for area in np.sort(areas)[::-1]) for areas in pieces]
    return Ink(np.asarray((mask if paper is None else mask & paper) > 0), shares[0], shares[1])


def as_drawn(dark: BoolMap, counted: BoolMap | None) -> Ink:
    """Return ``dark`` (h, w) as it is, with its pieces; pixels that do not count are never dark."""
    inside = np.ones_like(dark) if counted is None else counted
    total, shares = max(1, int(inside.sum())), []
    for side in (dark & inside, ~dark & inside):
        count, labels = cv2.connectedComponents(side.view(np.uint8), connectivity=4, ltype=cv2.CV_16U)
        areas = np.sort(np.bincount(labels.ravel(), minlength=count)[1:])[::-1]
        shares.append(tuple(float(area) / total for area in areas))
    return Ink(np.asarray(dark & inside), shares[0], shares[1])


def _without_specks(mask: Mask, paper: Mask | None) -> tuple[Mask, tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Return the mask without specks and the areas of the pieces of dark and of light that are left."""
    least = LEAST_PIECE * (mask.size if paper is None else int(paper.sum()))
    mask, dark, _ = _filled(mask, paper, least, ink=True)
    for _ in range(_ROUNDS):
        mask, light, changed = _filled(mask, paper, least, ink=False)
        if not changed:
            break
        mask, dark, changed = _filled(mask, paper, least, ink=True)
        if not changed:
            break
    return mask, (dark, light)


def _side(mask: Mask, paper: Mask | None, *, ink: bool) -> Mask:
    side = mask if ink else 1 - mask
    return np.asarray(side if paper is None else side & paper, dtype=np.uint8)


def _filled(mask: Mask, paper: Mask | None, least: float, *, ink: bool) -> tuple[Mask, NDArray[np.int32], bool]:
    """Give every piece of one side that is below ``least`` to the other side, but never the largest piece.

    Returns the mask, the areas of the pieces that stay, and whether anything changed.
    """
    side = _side(mask, paper, ink=ink)
    count, labels = cv2.connectedComponents(side, connectivity=4, ltype=cv2.CV_16U)
    if count <= 2:
        # The largest piece stays, however small it is.
        return mask, np.full(count - 1, cv2.countNonZero(side), dtype=np.int32), False
    area = np.bincount(labels.ravel(), minlength=count).astype(np.int32)
    small = area < least
    small[0] = False
    small[1 + int(np.argmax(area[1:]))] = False
    if not small.any():
        return mask, area[1:], False
    changed = mask.copy()
    np.copyto(changed, np.uint8(0 if ink else 1), where=np.take(small, np.asarray(labels)))
    return changed, area[1:][~small[1:]], True


def sampling(shape: tuple[int, ...]) -> int:
    """Return 2 where every fourth pixel of an (h, w) map tells the areas of its parts well enough, else 1."""
    return 2 if min(shape) >= _HALVED_FROM else 1


def counterchange(dark: BoolMap, counted: BoolMap | None) -> float | None:
    """Return how evenly dark-on-light and light-on-dark share the contour, 0-1; None where there is no contour.

    A stretch of contour is *dark on light* where its surroundings (a Gaussian of ``SURROUND``) are mostly light, *light
    on dark* where they are mostly dark, and neither within five points of half and half. The measure is twice the
    smaller of the two lengths over the whole contour: 0 when every shape plays the same part (dark figures on a light
    ground, or a plain division), 1 when half of the contour is dark on light and half light on dark.

    The notion is that of painters, "the reversal of the relation of a form to its ground" (A. W. Dow, *Composition*,
    1913, on interchange of dark and light; J. Gurney, *Color and Light*, 2010); the measure is our own.
    """
    step = sampling(dark.shape)
    dark, counted = dark[::step, ::step], None if counted is None else counted[::step, ::step]
    share = blur_counted(dark.astype(np.float32), counted, SURROUND * max(dark.shape))
    dark_on_light = light_on_dark = length = 0
    # The contour runs between unequal neighbours, across and down.
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


def share_of(mask: NDArray[Any], counted: BoolMap | None) -> float:
    """Return the share 0-1 of the counted pixels at which ``mask`` holds; at least one must count."""
    return float(np.count_nonzero(mask) / mask.size if counted is None else np.mean(mask[counted]))
