"""From pixels to a few connected blocks of colour: regions merged on a small grid, contours drawn on the full one.

The space is CIELAB with a* and b* stretched: value comes first, and inside a value the hue decides. Then each contour
moves to where it costs least in squared error and length (threshold dynamics), and what that cut off is filled.

Source: Esedoglu & Otto, Comm. Pure Appl. Math. 68 (2015) 808-864 (threshold dynamics).
"""

from __future__ import annotations

from math import dist
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.blocks.merging import Color, Rule, gathered, pixels_of, settled
from art_assistant.analysis.label_maps import enlarged, filled
from art_assistant.analysis.mass.regions import Runs, areas, connected_pieces
from art_assistant.imaging.arrays import F32, BoolMap, LabelMap
from art_assistant.imaging.colorspace import ciede2000_of, linear_to_lab

HUE_STRETCH: Final = 1.75
"""a* and b* count this many times L*: two hues of one value are two colours to a painter."""

LEAST_BLOCK: Final = 0.012
"""Share of the picture from which a block stands without being an accent."""

LEAST_ACCENT: Final = 0.004
"""Share from which an accent is a block of its own: a coin on a small canvas."""

ACCENT_DELTA_E: Final = 25.0
"""CIEDE2000 to its surroundings from which a passage is an accent."""

MOST_BLOCKS: Final = 20
"""Blocks a picture has at most: more are no start."""

_LARGEST_ACCENT: Final = 0.2
_SCALE: Final = 0.009
"""Share of the picture's variance that a union of two blocks may cost."""

_GRID_PIXELS: Final = 4500
_FEW: Final = 100
"""Regions from which they are merged one by one."""

_WIDTH: Final = 0.004
"""Sigma of the contour smoothing, as a share of the root of the area."""

_TENSION: Final = 0.5
"""Price, in variances, of a pixel that disagrees with its surroundings: how smooth contours are."""

_NOTHING: Final = 1e-4
"""Part of a cell below which nothing of it counts, but for what rounding leaves."""

_NEAR: Final = 0.1
"""A pixel can join a block only where at least this part of its blurred surroundings belongs to it."""


def partition(linear: F32, lab: F32, counted: BoolMap) -> LabelMap:
    """Return (h, w) int32 labels of connected blocks, 0..n-1 in no order; -1 where not counted.

    Where more islands stand in transparency than there may be blocks, several of them are one.

    Args:
        linear: (h, w, 3) float32 linear RGB 0-1.
        lab: (h, w, 3) float32 CIE L*a*b* of it.
        counted: (h, w) bool, at least one True.

    """
    small, inside = _reduced(linear, counted)
    coarse = _stretched(small)
    variance = _variance(coarse, inside)
    labels = np.where(counted, enlarged(_merged(coarse, inside, variance), counted.shape), np.int32(-1))
    moved = _moved(_stretched(lab), labels, _TENSION * variance)
    return _whole(np.where(counted, moved, np.int32(-1)))


def _reduced(linear: F32, counted: BoolMap) -> tuple[F32, BoolMap]:
    """Return the L*a*b* of the picture on the small grid, averaged in linear light, and what counts there."""
    h, w = counted.shape
    factor = min(1.0, float(np.sqrt(_GRID_PIXELS / (h * w))))
    size = (max(1, round(w * factor)), max(1, round(h * factor)))
    weight = cv2.resize(counted.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    light = cv2.resize(np.where(counted[..., None], linear, np.float32(0.0)), size, interpolation=cv2.INTER_AREA)
    # A cell of which anything counts stands for that, so that each pixel that counts lies in one.
    inside = weight > _NOTHING
    return linear_to_lab((light / np.maximum(weight, 1e-6)[..., None]).astype(np.float32)), inside


def _stretched(lab: F32) -> F32:
    return np.asarray(lab * np.array([1.0, HUE_STRETCH, HUE_STRETCH], dtype=np.float32))


def _variance(features: F32, counted: BoolMap) -> float:
    return float(features[counted].var(axis=0, dtype=np.float64).sum())


def _merged(features: F32, counted: BoolMap, variance: float) -> LabelMap:
    """Return the (h, w) int32 blocks of the small grid, from 0; -1 where not counted."""
    regions = gathered(pixels_of(features, counted), _FEW)
    size = float(regions.area.sum())
    rule = Rule(
        least=LEAST_BLOCK * size,
        limit=_SCALE * size * variance,
        most=MOST_BLOCKS,
        accent=(LEAST_ACCENT * size, _LARGEST_ACCENT * size),
        stands_out=_stands_out,
    )
    labels = np.full(counted.shape, -1, dtype=np.int32)
    labels[counted] = settled(regions, rule)
    return labels


def _stands_out(mean: Color, around: list[Color], lengths: list[float]) -> bool:
    """Whether a region differs by the least CIEDE2000 of an accent from its neighbours, each by its contour."""
    own, others, total = _unstretched(mean), [_unstretched(color) for color in around], sum(lengths)
    # CIEDE2000 is at most half as large again as the plain difference, where colours are nearly neutral.
    plain = sum(length * dist(own, other) for other, length in zip(others, lengths, strict=True))
    if plain < ACCENT_DELTA_E / 1.5 * total:
        return False
    apart = sum(length * ciede2000_of(own, other) for other, length in zip(others, lengths, strict=True))
    return apart >= ACCENT_DELTA_E * total


def _unstretched(color: Color) -> Color:
    return color[0], color[1] / HUE_STRETCH, color[2] / HUE_STRETCH


def _moved(features: F32, labels: LabelMap, price: float) -> LabelMap:
    """Move every pixel to the block that costs least in squared error and in disagreement with its surroundings."""
    sigma = max(_WIDTH * float(np.sqrt(labels.size)), 0.8)
    reach = int(2.0 * sigma + 0.5)
    best = np.full(labels.shape, np.inf, dtype=np.float32)
    moved, runs = labels.copy(), Runs(labels, int(labels.max()) + 1)
    means = np.stack([runs.sums(plane) for plane in cv2.split(features)], axis=1) / np.maximum(runs.areas, 1)[:, None]
    for block, mean in enumerate(means):
        own = np.equal(labels, block).view(np.uint8)
        x, y, width, height = cv2.boundingRect(own)
        # Beyond its reach nothing joins a block.
        window = np.s_[max(0, y - reach) : y + height + reach, max(0, x - reach) : x + width + reach]
        around = cv2.GaussianBlur(
            own[window].astype(np.float32), (2 * reach + 1, 2 * reach + 1), sigma, borderType=cv2.BORDER_REFLECT
        )
        # The squared distance to the block's mean, less the square of the pixel, which is the same for every block.
        error = cv2.transform(features[window], np.append(-2.0 * mean, mean @ mean)[None].astype(np.float32))
        cost = error - np.float32(price) * around
        better = (cost < best[window]) & (around > _NEAR)
        np.copyto(best[window], cost, where=better)
        np.copyto(moved[window], np.int32(block), where=better)
    return moved


def _whole(labels: LabelMap) -> LabelMap:
    """Return ``labels`` with the largest piece of each block, and all else given to what lies around it."""
    pieces, owner = connected_pieces(labels)
    area = areas(pieces, owner.size)
    largest = np.lexsort((-area, owner))[np.unique(owner, return_index=True)[1]]
    keep = np.zeros(owner.size, dtype=np.bool_)
    keep[largest] = True
    whole = filled(labels, pieces, keep)
    used = np.bincount(whole.ravel() + 1)[1:] > 0
    # Label -1, not counted, picks the last entry and stays -1.
    return np.append(np.cumsum(used) - 1, -1).astype(np.int32)[whole]
