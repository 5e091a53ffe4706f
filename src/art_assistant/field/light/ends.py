"""Lights and darks that the photograph cut off, glare, and the colour noise of too little light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.field.light.sharpness import block_means, slope_of
from art_assistant.imaging.arrays import F32, U8

_END: Final = 1
"""Levels from the end that are at the end."""
_SHOULDER: Final = 8
"""Levels next to the end, with which its own crowd is compared."""
_RUN: Final = 5
"""Side, in pixels of the 512 px copy, of the smallest flat run."""
_FRAMED: Final = 0.15
"""Share of the outline that a ground takes up, if it has no corner: then it is paper or a cut-out, not a light."""
_WHITE_SHEET: Final = 0.02
"""Share of the picture that its ground takes up at an end, for all that is there to be the sheet's."""
_SHEET: Final = 0.25
"""Share of lights at the end beyond which a painting is rather on white paper than lit too strongly."""
_FADES: Final = 30
"""Levels from the end within which the neighbours of a light that was cut off lie; white beside ink has none."""


@dataclass(frozen=True, slots=True)
class Ends:
    """How a picture ends.

    Attributes:
        lights, darks: share of the picture in flat runs at the very end.
        lights_crowd, darks_crowd: how many times more pixels stand at the end than at a level next to it.

    """

    lights: float
    darks: float
    lights_crowd: float
    darks_crowd: float


def measure_ends(rgb: U8, *, of_world: bool) -> Ends:
    """Return how (h, w, 3) uint8 sRGB ends.

    The white of paper and the black round a shaped panel are left out; ``of_world`` is a photograph of the world, where
    a sky may well run along the outline.
    """
    # Distance of each pixel from white by its middle channel, for a warm light is lost with two of three; from black by
    # its lightest.
    red, green, blue = cv2.split(rgb)
    middle = cv2.max(cv2.min(red, green), cv2.min(cv2.max(red, green), blue))
    white = np.asarray(255 - middle, dtype=np.uint8)
    black = np.asarray(cv2.max(cv2.max(red, green), blue), dtype=np.uint8)
    lights, darks = (_in_runs(from_end, of_world=of_world) for from_end in (white, black))
    return Ends(lights if of_world or lights <= _SHEET else 0.0, darks, _crowd(white), _crowd(black))


def _crowd(from_end: U8) -> float:
    counts = cv2.calcHist([from_end], [0], None, [256], [0, 256]).ravel()
    return float(counts[: _END + 1].mean() / max(counts[_END + 2 : _END + 2 + _SHOULDER].mean(), 1.0))


def _in_runs(from_end: U8, *, of_world: bool) -> float:
    end = (from_end <= _END).astype(np.uint8)
    if not end.any():
        return 0.0
    runs = np.asarray(cv2.morphologyEx(end, cv2.MORPH_OPEN, np.ones((_RUN, _RUN), np.uint8)), dtype=np.uint8)
    ground = _ground(runs)
    if of_world:
        # A subject cut out, or before a studio's white: nothing is lost there.
        runs = runs * np.uint8(runs[[0, 0, -1, -1], [0, -1, 0, -1]].sum() < 3)
    elif float(ground.mean()) >= _WHITE_SHEET:
        return 0.0
    else:
        runs = runs * (1 - ground)
    if not runs.any():
        return 0.0
    # What was cut off fades into what was not; a white that stands hard against the rest was made so.
    beside = cv2.dilate(runs, np.ones((7, 7), np.uint8)) > cv2.dilate(runs, np.ones((3, 3), np.uint8))
    fading = float((from_end[beside] <= _FADES).mean()) if beside.any() else 0.0
    return float(runs.mean()) if fading >= 0.5 else 0.0


def _ground(runs: U8) -> U8:
    """Return which runs (h, w) uint8 0-1 are the ground of the picture: at a corner, or along much of its outline."""
    count, label = cv2.connectedComponents(runs)
    outline = np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]])
    ground = np.bincount(outline, minlength=count) / outline.size >= _FRAMED
    ground[label[[0, 0, -1, -1], [0, -1, 0, -1]]] = True
    ground[0] = False
    return np.asarray(ground[label], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Glare:
    """Light of the lamp or window that the surface throws back.

    Attributes:
        share: of the picture that it washes out.
        at: its middle, as fractions of the picture.

    """

    share: float
    at: tuple[float, float]


_PEAK: Final = 95.0
"""L* that a washed-out spot reaches."""
_PALE: Final = 9.0
"""a*b* beyond which it has a colour of its own."""
_SMALLEST, _LARGEST = 0.002, 0.15
_COMPACT: Final = 0.8
"""Least share of its convex hull that a spot fills."""
_FALL: Final = 15.0
"""L* by which the light falls within 6 % of the diagonal."""
_NEAR: Final = 80.0
"""L* below which no tenth of the nearest 1 % of the diagonal lies: a painted light has a dark next to it."""
_SOFT: Final = 3.0
"""L* a pixel, of the blurred picture, above which the outline of a spot is an edge: then somebody painted it."""
_RINGS: Final = ((0.0, 0.012), (0.012, 0.03), (0.03, 0.06))


def measure_glare(lab: U8) -> Glare | None:
    """Return the largest bright, colourless spot of (h, w, 3) CIELAB in OpenCV's bytes whose outline is no edge."""
    level = round(_PEAK * 2.55)
    # Most pictures have next to nothing so bright, and need not be blurred to see it.
    if float((lab[..., 0] >= level).mean()) < 0.5 * _SMALLEST:
        return None
    lab = np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.2), dtype=np.uint8)
    lightness, *hues = cv2.split(lab)
    bright = np.asarray(lightness >= level)
    a, b = (plane.astype(np.float32) - 128.0 for plane in hues)
    pale = (bright & (np.hypot(a, b) <= _PALE)).astype(np.uint8)
    count, label, stats, centre = cv2.connectedComponentsWithStats(pale)
    light = lightness.astype(np.float32) * np.float32(100.0 / 255.0)
    for index in np.argsort(-stats[1:count, cv2.CC_STAT_AREA])[:3] + 1:
        share = float(stats[index, cv2.CC_STAT_AREA]) / bright.size
        if _SMALLEST <= share <= _LARGEST and _shines(light, label == index):
            x, y = centre[index] / (bright.shape[1], bright.shape[0])
            return Glare(share, (float(x), float(y)))
    return None


def _shines(light: F32, spot: NDArray[np.bool_]) -> bool:
    """Whether a spot is compact, and the light falls all round it and nowhere at an edge."""
    outlines = cv2.findContours(spot.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(outlines)))
    if spot.sum() < _COMPACT * hull or spot[[0, 0, -1, -1], [0, -1, 0, -1]].any():
        return False
    away = cv2.distanceTransform((~spot).astype(np.uint8), cv2.DIST_L2, 3)
    diagonal = float(np.hypot(*light.shape))
    rings = [(away > near * diagonal) & (away <= far * diagonal) for near, far in _RINGS]
    if any(ring.sum() < 30 for ring in rings) or np.percentile(light[rings[0]], 10) < _NEAR:
        return False
    slope = slope_of(np.asarray(cv2.GaussianBlur(light, (0, 0), 2.5), dtype=np.float32))
    falls = float(light[rings[0]].mean() - light[rings[2]].mean()) >= _FALL
    return falls and float(np.percentile(slope[rings[0] | rings[1]], 90)) <= _SOFT


_BLOCK: Final = 16
_SHADOW: Final = (6.0, 45.0)
"""L* between which noise shows: below, sRGB has no room for it."""
_FEWEST: Final = 12


def shadow_noise(lab: U8) -> float | None:
    """Return the spread of a*b* from pixel to pixel in the evenest darks of (h, w, 3) CIELAB in OpenCV's bytes.

    None where there are hardly any darks.
    """
    light = block_means(lab[..., 0].astype(np.float32), _BLOCK) * (100.0 / 255.0)
    dark = (light > _SHADOW[0]) & (light < _SHADOW[1])
    if dark.sum() < _FEWEST:
        return None
    planes = [lab[..., k].astype(np.float32) for k in (1, 2)]
    fine = [plane - cv2.blur(plane, (5, 5)) for plane in planes]
    energy = block_means(fine[0] ** 2 + fine[1] ** 2, _BLOCK)
    return float(np.sqrt(np.percentile(energy[dark], 5)))
