"""Whether the photograph itself is blurred: by its sharpest edges and by how much of the finest detail is left.

A painter's soft edge has grain, weave or a hard accent somewhere; a lens out of focus or a moving hand leaves nothing
sharp. So both the sharpest edges must be wide and the finest detail must be missing where there is most of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import CORPUS_SIDE, F32, U8, Picture

FEWEST_PIXELS: Final = 400
"""Below this long side, in pixels of the file, the width of an edge is that of a pixel."""

_REACH: Final = 9
"""Side, in pixels, of the window in which an edge rises."""
_RISE: Final = 12.0
"""L* by which it must rise to be an edge."""
_FEWEST: Final = 60
"""Points on edges below which nothing is said."""
_SCALES: Final = (0.8, 1.6, 3.2)
"""Standard deviations, in pixels, between which detail is parted into a fine and a coarse band."""
_BLOCK: Final = 24
_DETAIL: Final = 0.05
"""Variance of the fine band, in L* squared, below which a block holds nothing to judge."""
_GAUSSIAN: Final = 1.022
"""10-90 % width of a Gaussian edge over (height / greatest slope): 2.563 / sqrt(2 pi)."""
_SHARPEST: Final = 2.0
"""Width, in pixels, that the measure gives to a perfect edge; independent blurs add as squares."""

_DIRECTIONS: Final = 4
_FEWEST_A_WAY: Final = 30
"""Crests across one direction below which nothing is said of it."""

_OUT_OF_FOCUS: Final = (2.7, 0.8)
_MOVED: Final = (3.2, 1.0)
"""Least width, in pixels of the 512 px copy, and the most fine detail; of a lens, of a hand.

Of 496 masters the sharpest twentieth of the edges is 2.56 wide at the 99th percentile, and the best tenth of the blocks
holds .88 at the first; a defocus of 1.5 px gives 2.97-3.9 and .54-.73. Motion leaves edges along it sharp, so that the
sharpest tenth is asked for each of four directions, and the worst of them told: up to 2.9 in masters."""


@dataclass(frozen=True, slots=True)
class Sharpness:
    """How sharp a photograph is at 512 px.

    Attributes:
        width: width, in pixels, below which the sharpest twentieth of the edges lie; None without edges.
        worst: the same of the sharpest tenth across the worst of four directions.
        fine: fine detail over coarse detail, in the tenth of the blocks where it is greatest; None without detail.
        diagonal: of the copy that was looked at, in pixels.

    """

    width: float | None
    worst: float
    fine: float | None
    diagonal: float

    @property
    def out_of_focus(self) -> bool:
        """Whether nothing is sharp."""
        return self._wide(self.width or 0.0, _OUT_OF_FOCUS)

    @property
    def blurred(self) -> bool:
        """Whether nothing is sharp, or nothing across one direction."""
        return self.out_of_focus or self._wide(self.worst, _MOVED)

    @property
    def percent(self) -> float:
        """Return the 10-90 % rise of the sharpest edges, or of those across the motion; % of the diagonal."""
        width = (self.width if self.out_of_focus else self.worst) or 0.0
        return 100.0 * _GAUSSIAN * float(np.sqrt(max(width**2 - _SHARPEST**2, 1.0))) / self.diagonal

    def _wide(self, width: float, bar: tuple[float, float]) -> bool:
        return self.fine is not None and width >= bar[0] and self.fine <= bar[1]


def measure_sharpness(picture: Picture) -> Sharpness:
    """Return how sharp a picture is at the scale of comparison; a smaller file at its own, for enlarging blurs."""
    rgb = picture.detail if max(picture.detail.shape[:2]) < CORPUS_SIDE else picture.standard
    light = light_of(rgb)
    diagonal = float(np.hypot(*light.shape))
    widths, ways = _crests(light)
    if widths.size < _FEWEST:
        return Sharpness(None, 0.0, None, diagonal)
    across = [widths[ways == way] for way in range(_DIRECTIONS)]
    worst = max((float(np.percentile(one, 10)) for one in across if one.size >= _FEWEST_A_WAY), default=0.0)
    return Sharpness(float(np.percentile(widths, 5)), worst, _fine_detail(light), diagonal)


def light_of(rgb: U8) -> F32:
    """Return L* 0-100 float32 of (h, w, 3) sRGB, to the 0.4 that eight bits give."""
    lab = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2LAB)
    return np.asarray(lab[..., 0], dtype=np.float32) * np.float32(100.0 / 255.0)


def slope_of(light: F32) -> F32:
    """Return the slope of (h, w) float32 at each pixel, in its unit a pixel."""
    return np.asarray(cv2.magnitude(*_gradient(light)), dtype=np.float32)


def _gradient(light: F32) -> tuple[F32, F32]:
    across, down = (cv2.Scharr(light, cv2.CV_32F, *axis, scale=1.0 / 32.0) for axis in ((1, 0), (0, 1)))
    return np.asarray(across, dtype=np.float32), np.asarray(down, dtype=np.float32)


def _crests(light: F32) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return, at each crest of the slope, the width of the edge, its height over its slope, and which way it rises."""
    across, down = _gradient(light)
    slope = np.asarray(cv2.magnitude(across, down))
    window = np.ones((_REACH, _REACH), np.uint8)
    rise = cv2.dilate(light, window) - cv2.erode(light, window)
    crest = (rise > _RISE) & (slope >= cv2.dilate(slope, np.ones((5, 5), np.uint8)) - 1e-6)
    way = np.rint(np.arctan2(down[crest], across[crest]) * (_DIRECTIONS / np.pi)).astype(np.intp) % _DIRECTIONS
    return rise[crest] / np.maximum(slope[crest], 1e-3), way


def _fine_detail(light: F32) -> float | None:
    fine, middle, coarse = (cv2.GaussianBlur(light, (0, 0), scale) for scale in _SCALES)
    bands = [_energy(a - b) for a, b in ((fine, middle), (middle, coarse))]
    judged = bands[0] > _DETAIL
    if judged.sum() <= 5:
        return None
    return float(np.percentile(np.sqrt(bands[0][judged] / np.maximum(bands[1][judged], 1e-6)), 90))


def _energy(band: F32) -> F32:
    return block_means(band * band, _BLOCK)


def block_means(plane: F32, block: int) -> F32:
    """Return the means of (h, w) over squares of ``block`` pixels; what does not fill one at the end is left out."""
    rows, columns = max(1, plane.shape[0] // block), max(1, plane.shape[1] // block)
    whole = plane[: rows * block, : columns * block]
    return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32).reshape(
        rows, columns
    )
