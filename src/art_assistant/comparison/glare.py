"""Light that a wet or varnished surface throws back: a soft spot, which reads as paint that is too light.

Such light is added, whatever lies under it: of one spot the darks rise further in L* than the lights, and all colours
turn to that of the light. Paint that is off is as often too dark as too light, and keeps its colour. So the spot of
added light that explains most of what is off is sought, and a small regression (``train/glare_head.py``, decision
0032) weighs how well it does, how much better than the best spot of missing light and the best passage of lighter
paint, and what lies under it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import cv2
import numpy as np

from art_assistant.comparison.matching.plane import F64
from art_assistant.comparison.values import Overlay, ValueMap, shown_by
from art_assistant.imaging.arrays import F32, BoolMap
from art_assistant.imaging.colorspace import LUMINANCE, luminance_from_lstar

NAMES: Final = ("strength", "lopsided", "gain", "size", "aside", "unrest", "tint", "darks", "rival")
"""What the regression weighs."""
CUT: Final = 4.0
"""Scores further than so many deviations from the training mean count as just so far."""
_FILE: Final = "glare-head.json"
_LONG: Final = 48
_SIZES: Final = (0.13, 0.19, 0.28)
"""Spreads of the spots that are tried, in sides of the picture."""
_MIDDLES: Final = np.linspace(-0.42, 0.42, 7)
_FEWEST: Final = 200
_UNIT: Final = 0.02
"""Luminance in which the height of a spot is counted."""
_STEADY: Final = 0.3
"""L* of unrest that every painting has."""
_INSIDE, _OUTSIDE, _SHOWN = 0.5, 0.25, 0.25
"""Parts of its height in which a spot's middle lies, below which it is past, and from which it is shown."""
_COLORED: Final = 0.15
"""Colour, against the luminance, from which paint tells whether light lies over it."""
_BORDER, _RIM = 1.3, 0.015
"""Spreads of a spot at which a passage as large ends, and sides of the picture over which it does."""


@dataclass(frozen=True, slots=True)
class _Small:
    """What is known, (h, w) and (h, w, 3): predicted luminance, what is added to it in L*, and both colours."""

    light: F32
    slope: F32
    rise: F32
    error: F32
    own: F32
    seen: F32
    known: BoolMap


@dataclass(frozen=True, slots=True)
class Gleam:
    """The spot of added light that explains most: where it lies, and its scores by ``NAMES``."""

    middle: tuple[float, float]
    size: float
    scores: tuple[float, ...]

    def shape(self, height: int, width: int) -> F64:
        """Return how bright it is at each place, (h, w), 0-1."""
        return _profile(height, width, self.middle, self.size)


def glare_in(values: ValueMap, overlay: Overlay) -> BoolMap | None:
    """Return where light was thrown back, (h, w) bool; None where none is seen."""
    spot = brightest(values, overlay)
    if spot is None or likely(spot.scores) < _head()["told_from"]:
        return None
    return np.asarray(spot.shape(*values.error.shape) > _SHOWN) & np.isfinite(values.error)


def likely(scores: tuple[float, ...]) -> float:
    """Return how likely it is that a spot is light, 0-1: half of what was learned from had glare."""
    head = _head()
    seen = np.clip((np.array(scores) - head["centre"]) / head["spread"], -CUT, CUT)
    return float(1.0 / (1.0 + np.exp(-(seen @ head["weights"] + head["bias"]))))


def brightest(values: ValueMap, overlay: Overlay) -> Gleam | None:
    """Return the spot of added light that explains most of what is off; None where too little is known."""
    small = _reduced(values, overlay)
    if small.known.sum() < _FEWEST:
        return None
    height, width = small.known.shape
    tried = [((x, y), size) for size in _SIZES for x in _MIDDLES.tolist() for y in _MIDDLES.tolist()]
    shapes = np.array([_profile(height, width, *one)[small.known] for one in tried])
    rise = small.rise[small.known].astype(np.float64)
    heights, strengths, gains, unrest = _fitted(rise, shapes / small.slope[small.known] * _UNIT)
    more, less = np.where(heights > 0, gains, -1.0), np.where(heights <= 0, gains, 0.0)
    best = int(more.argmax())
    (middle, size), shape = tried[best], _profile(height, width, *tried[best])
    inside, outside = _sides(shape, small.known)
    first = (
        np.log(max(strengths[best], 0.01)),
        np.log((max(more[best], 0.0) + 0.01) / (less.max() + 0.01)),
        np.log(max(gains[best], 0.0) + 0.005),
        np.log(size),
        max(map(abs, middle)),
        np.log(unrest),
    )
    added = heights[best] * _UNIT * shape
    painted, _, of_paint, _ = _fitted(rise, np.array([_passage(height, width, *one)[small.known] for one in tried]))
    rival = np.log((max(gains[best], 0.0) + 0.005) / (of_paint[painted > 0].max(initial=0.0) + 0.005))
    under = _tint(small, added, inside, outside), _darks(small, added, inside), rival
    return Gleam(middle, size, tuple(float(score) for score in (*first, *under)))


@cache
def _head() -> dict[str, Any]:
    stored = json.loads((resources.files("art_assistant.comparison") / "data" / _FILE).read_text("utf-8"))
    return {name: np.array(value) if isinstance(value, list) else value for name, value in stored.items()}


def _profile(height: int, width: int, middle: tuple[float, float], size: float) -> F64:
    across, down = ((np.arange(side) + 0.5) / side - 0.5 for side in (width, height))
    far = (across[None, :] - middle[0]) ** 2 + (down[:, None] - middle[1]) ** 2
    return np.asarray(np.exp(-far / (2.0 * size * size)))


def _passage(height: int, width: int, middle: tuple[float, float], size: float) -> F64:
    """Return a passage of paint as large as a spot, (h, w), 0-1: even up to its border."""
    across, down = ((np.arange(side) + 0.5) / side - 0.5 for side in (width, height))
    far = np.hypot(across[None, :] - middle[0], down[:, None] - middle[1])
    return np.asarray(1.0 / (1.0 + np.exp((far - _BORDER * size) / _RIM)))


def _reduced(values: ValueMap, overlay: Overlay) -> _Small:
    """Return what is known at ``_LONG``, as the photograph would show it in even light."""
    height, width = values.error.shape
    by = _LONG / max(height, width)
    size = max(8, round(width * by)), max(8, round(height * by))
    there = np.isfinite(values.error)
    cover = _shrunk(there, size)

    def mean(array: Any) -> F32:
        held = there if array.ndim == 2 else there[..., None]
        part = _shrunk(np.where(held, array, 0.0), size)
        return np.asarray(part / np.maximum(cover if array.ndim == 2 else cover[..., None], 0.05))

    wanted, shown = (np.maximum(shown_by(values.line, one), 1.0) for one in (values.squint, values.painted))
    light, lstar = mean(luminance_from_lstar(wanted)), mean(wanted)
    # How fast luminance grows with L* there.
    slope = np.asarray(3.0 / 116.0 * ((lstar + 16.0) / 116.0) ** 2, dtype=np.float32)
    rise = (mean(luminance_from_lstar(shown)) - light) / slope
    return _Small(light, slope, rise, mean(values.error), mean(overlay.own), mean(overlay.light), cover > 0.5)


def _shrunk(array: Any, size: tuple[int, int]) -> F32:
    small = cv2.resize(np.ascontiguousarray(array, dtype=np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32)


def _fitted(rise: F64, added: F64) -> tuple[F64, F64, F64, float]:
    """Return height, strength and gain of each spot or passage, and the unrest without any: a robust line for each.

    Args:
        rise: (n,) L* by which each place that is known is off.
        added: (spots, n) L* that each spot adds at a height of one.

    """
    still = float(np.median(rise))
    unrest = 1.4826 * float(np.median(np.abs(rise - still))) + _STEADY
    weight = np.ones_like(added)
    for _ in range(3):
        total = weight.sum(axis=1)
        here, there = (weight * added).sum(axis=1) / total, (weight * rise).sum(axis=1) / total
        own = (weight * (added - here[:, None]) ** 2).sum(axis=1) + 1e-9
        height = (weight * (added - here[:, None]) * (rise - there[:, None])).sum(axis=1) / own
        left = rise - there[:, None] - height[:, None] * (added - here[:, None])
        spread = 1.4826 * np.median(np.abs(left), axis=1) + _STEADY
        weight = 1.0 / (1.0 + (left / (2.0 * spread[:, None])) ** 2)
    # Places beside each other are no witnesses of their own: sixty count as one.
    strength = height * np.sqrt(own / 60.0) / spread
    gain = _unlikely(rise - still, unrest).mean() - _unlikely(left, unrest).mean(axis=1)
    return height, strength, gain, unrest


def _unlikely(left: F64, unrest: float) -> F64:
    return np.asarray(np.log1p((left / (2.0 * unrest)) ** 2))


def _sides(shape: F64, known: BoolMap) -> tuple[BoolMap, BoolMap]:
    """Return the places in the middle of a spot, and those beyond it, some of each at least."""
    inside, outside = known & (shape > _INSIDE), known & (shape < _OUTSIDE)
    if inside.sum() < 15:
        inside = known & (shape > np.quantile(shape[known], 0.9))
    if outside.sum() < 40:
        outside = known & (shape < np.quantile(shape[known], 0.4))
    return inside, outside


def _tint(small: _Small, added: F64, inside: BoolMap, outside: BoolMap) -> float:
    """Return how much of the paint's colour the spot has: 0 where it has that of the light alone, 1 as paint has."""
    own, seen = (one / np.maximum(one @ LUMINANCE, 1e-3)[..., None] - 1.0 for one in (small.own, small.seen))
    rows = np.concatenate([own, np.ones((*own.shape[:2], 1), np.float32)], axis=2)
    # What the camera makes of colours, where no light is added.
    there = rows[outside].astype(np.float64)
    way = np.linalg.solve(there.T @ there + np.diag([0.5, 0.5, 0.5, 1e-6]), there.T @ seen[outside])
    wanted, shown = (rows[inside] @ way) - way[3], seen[inside] - way[3]
    keeps = (wanted * shown).sum() / max((wanted * wanted).sum(), 1e-3)
    light = small.light[inside]
    thinned = float((light / np.maximum(light + added[inside], 1e-3)).mean())
    sure = min(1.0, float(np.sqrt((wanted * wanted).sum(axis=1).mean())) / _COLORED)
    return float(np.clip((keeps - thinned) / max(1.0 - thinned, 0.08), -2.0, 2.0) * sure)


def _darks(small: _Small, added: F64, inside: BoolMap) -> float:
    """Return how much further the darks rise than the lights, 1 where that is as added light would have it."""
    light, steps, would = small.light[inside], small.error[inside], (added / small.slope)[inside]
    low, high = (light <= np.percentile(light, 30)), (light >= np.percentile(light, 70))
    apart = float(would[low].mean() - would[high].mean())
    return float(np.clip(10.0 * (steps[low].mean() - steps[high].mean()) / max(apart, 1.0), -2.0, 2.0))
