"""The four facets by which pictures are alike: overall, manner, palette, value. Each is a unit vector.

Stored side by side they answer any weighting from one inner-product index: the query's facets are scaled, and the score
is the weighted sum of the four cosines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import (
    blur_linear,
    linear_to_oklab,
    lstar_from_luminance,
    luminance,
    srgb_to_linear,
)

FACETS: Final = ("overall", "manner", "palette", "value")

VALUE_SIDE: Final = 16
"""The value facet sees a picture as 16 x 16 patches: the arrangement of light and dark, and nothing smaller."""

PLAN_SHARE: Final = 0.5
"""How much the three-value plan weighs in the value facet beside the graded values."""

FLAT: Final = 0.05
"""Standard deviation of the grid, in L*, below which there is no arrangement of values to speak of."""

SQUINT: Final = 0.02
_GRID_SQUINT_SIDE = 128
_LEVELS = 6
_HUES = 24
_GREYS = 8
_CHROMA_FULL = 0.12
_ACCENT_CHROMA = 0.04
_PALETTE_SIDE = 96

PALETTE_WIDTH: Final = _LEVELS * _HUES + _GREYS
VALUE_WIDTH: Final = 2 * VALUE_SIDE * VALUE_SIDE


@dataclass(frozen=True, slots=True)
class FacetVectors:
    """The facets of one picture: unit float32 vectors, all zeros where it has nothing to say, as a flat one.

    Attributes:
        overall: what it is a picture of.
        manner: how it is handled.
        palette: (152,) its colours, chroma counting more than area.
        value: (512,) the arrangement of its lights and darks.

    """

    overall: F32
    manner: F32
    palette: F32
    value: F32

    def stacked(self) -> F32:
        """Return the facets side by side, in the order of ``FACETS``."""
        return np.concatenate([getattr(self, facet) for facet in FACETS])


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each facet stands in a stored row."""

    dims: Mapping[str, int]

    @property
    def width(self) -> int:
        """Numbers in one row."""
        return sum(self.dims[facet] for facet in FACETS)

    def slice(self, facet: str) -> slice:
        """Return the columns of one facet."""
        position = FACETS.index(facet)
        start = sum(self.dims[name] for name in FACETS[:position])
        return slice(start, start + self.dims[facet])

    def weighted(self, row: F32, weights: Mapping[str, float]) -> F32:
        """Return ``row`` with each facet scaled by its weight; the weights are made to sum to one."""
        total = sum(weights.values())
        scaled = np.zeros_like(row)
        for facet in FACETS:
            part = self.slice(facet)
            scaled[part] = row[part] * (weights.get(facet, 0.0) / total)
        return scaled

    def cosines(self, rows: F32, query: F32) -> dict[str, F32]:
        """Return, for each facet that is there, the cosine of every row with ``query``."""
        present = [facet for facet in FACETS if self.dims[facet]]
        return {facet: rows[:, self.slice(facet)] @ query[self.slice(facet)] for facet in present}


DEFAULT_WEIGHTS: Final[Mapping[str, float]] = {"overall": 0.35, "manner": 0.30, "palette": 0.15, "value": 0.20}


def parse_weights(text: str | Mapping[str, Any] | None) -> dict[str, float]:
    """Return weights from ``"overall=1,value=2"`` or a mapping; facets left out weigh nothing.

    Raises:
        UsageError: an unknown facet, one told twice, a number below 0 or above 100, or nothing above 0.

    """
    if text is None:
        return dict(DEFAULT_WEIGHTS)
    pairs = [_split(part) for part in text.split(",")] if isinstance(text, str) else list(text.items())
    weights = {str(name).strip(): _weight(value) for name, value in pairs}
    if len(weights) < len(pairs):
        raise UsageError("A facet has two weights; give each one only.")
    unknown = sorted(set(weights) - set(FACETS))
    if unknown:
        raise UsageError(f"There is no facet '{unknown[0]}'; weights are given to {', '.join(FACETS)}.")
    if not any(weights.values()):
        raise UsageError("At least one weight must be above 0, as in --weights overall=1,value=2.")
    return {facet: weights.get(facet, 0.0) for facet in FACETS}


def _split(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    if not equals:
        raise UsageError("Weights are written as overall=1,value=2.")
    return name, value


def _weight(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise UsageError("A weight is a number from 0 to 100, as in --weights overall=1,value=2.") from error
    if not 0.0 <= number <= 100.0:
        raise UsageError("A weight is a number from 0 to 100, as in --weights overall=1,value=2.")
    return number


def unit(vector: NDArray[Any]) -> F32:
    """Return ``vector`` at length one, float32; zeros stay zeros."""
    length = float(np.linalg.norm(vector))
    scaled = vector / length if length > 1e-9 else np.zeros_like(vector)
    return np.asarray(scaled, dtype=np.float32)


def squinted_grid(rgb: U8, side: int = VALUE_SIDE) -> F32:
    """Return (side, side) float32 L* 0-100 of the squinted picture squashed to a square, averaged in linear light."""
    small = _small(luminance(srgb_to_linear(rgb)), _GRID_SQUINT_SIDE)
    blurred = blur_linear(small, SQUINT * max(small.shape))
    return lstar_from_luminance(cv2.resize(blurred, (side, side), interpolation=cv2.INTER_AREA))


def _small(linear: F32, side: int) -> F32:
    """Return ``linear`` averaged down to a long side of at most ``side``."""
    height, width = linear.shape[:2]
    scale = min(1.0, side / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(linear, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def value_facet(grid: F32) -> F32:
    """Return the value facet (512,) of a (16, 16) grid of squinted L*.

    Half is the grid less its mean, so that exposure does not count; half is the plan in three values of equal area,
    so that a wash and a charcoal of one design are near.
    """
    if float(grid.std()) < FLAT:
        return np.zeros(VALUE_WIDTH, dtype=np.float32)
    graded = unit((grid - grid.mean()).ravel())
    low, high = np.quantile(grid, (1 / 3, 2 / 3))
    softness = max(2.0, float(grid.std()) * 0.15)
    plan = np.tanh((grid - low) / softness) + np.tanh((grid - high) / softness)
    planned = unit((plan - plan.mean()).ravel())
    return unit(np.concatenate([graded * np.sqrt(1.0 - PLAN_SHARE), planned * np.sqrt(PLAN_SHARE)]))


def mirrored_value(facet: F32) -> F32:
    """Return the value facet of the picture seen in a mirror."""
    return np.ascontiguousarray(facet.reshape(2, VALUE_SIDE, VALUE_SIDE)[:, :, ::-1]).reshape(-1)


def palette_facet(rgb: U8, counted: BoolMap | None = None) -> F32:
    """Return the palette facet (152,): a soft histogram of lightness x hue in OKLab and of greys.

    ``counted``, (h, w) bool, leaves out what is transparent.

    A pixel counts by its chroma over the picture's own typical chroma, so that a small strong accent moves the vector,
    and every bin by its square root (Hellinger), so that area does not drown the rest.
    """
    lab = linear_to_oklab(_small(srgb_to_linear(rgb), _PALETTE_SIDE))
    lab = lab.reshape(-1, 3) if counted is None else lab[_shrunk(counted, lab.shape[:2])]
    if not lab.size:
        return np.zeros(PALETTE_WIDTH, dtype=np.float32)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    weight = 1.0 + 4.0 * chroma / (_ACCENT_CHROMA + float(chroma.mean()))
    colourful = np.clip(chroma / _ACCENT_CHROMA, 0.0, 1.0)
    hues = _soft_hues(lab, weight * colourful * (0.5 + 0.5 * np.clip(chroma / _CHROMA_FULL, 0.0, 1.0)))
    greys = _soft_line(lab[:, 0], weight * (1.0 - colourful), _GREYS)
    histogram = np.concatenate([_blurred(hues).ravel(), greys])
    return unit(np.sqrt(histogram))


def _shrunk(counted: BoolMap, shape: tuple[int, ...]) -> BoolMap:
    share = cv2.resize(counted.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(share > 0.5, dtype=np.bool_)


def _soft_hues(lab: F32, weight: NDArray[Any]) -> NDArray[np.float64]:
    """Return a (levels, hues) histogram in which each pixel is shared among its four nearest bins."""
    hue = (np.arctan2(lab[:, 2], lab[:, 1]) / (2.0 * np.pi) * _HUES) % _HUES
    level = np.clip(lab[:, 0] * _LEVELS - 0.5, 0.0, _LEVELS - 1.0)
    column, row = np.floor(hue).astype(int), np.floor(level).astype(int)
    dx, dy = hue - column, level - row
    flat = np.zeros(_LEVELS * _HUES)
    for step_y, share_y in ((0, 1.0 - dy), (1, dy)):
        for step_x, share_x in ((0, 1.0 - dx), (1, dx)):
            bins = np.minimum(row + step_y, _LEVELS - 1) * _HUES + (column + step_x) % _HUES
            flat += np.bincount(bins, weight * share_y * share_x, minlength=flat.size)
    return flat.reshape(_LEVELS, _HUES)


def _soft_line(position: F32, weight: NDArray[Any], bins: int) -> NDArray[np.float64]:
    at = np.clip(position * bins - 0.5, 0.0, bins - 1.0)
    low = np.floor(at).astype(int)
    part = at - low
    counts = np.bincount(low, weight * (1.0 - part), minlength=bins)
    counts += np.bincount(np.minimum(low + 1, bins - 1), weight * part, minlength=bins)
    return np.asarray(counts, dtype=np.float64)


def _blurred(histogram: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread each hue a little to its neighbours, round the circle, so that near colours are near vectors."""
    return histogram @ _hue_kernel()


@lru_cache(maxsize=1)
def _hue_kernel() -> NDArray[np.float64]:
    steps = np.arange(_HUES)
    apart = np.minimum((steps[:, None] - steps[None, :]) % _HUES, (steps[None, :] - steps[:, None]) % _HUES)
    kernel = np.exp(-0.5 * (apart / 0.9) ** 2)
    return np.asarray(kernel / kernel.sum(axis=0))
