"""Canvas that is not painted yet: flat, light and of one colour from the rim on, where the reference is not flat."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.imaging.arrays import F32, BoolMap
from art_assistant.imaging.colorspace import linear_to_lab

_AROUND: Final = 0.02
"""Radius of the neighbourhood whose spread tells flat from painted, in long sides."""
_FLAT: Final = 2.2
"""Spread of L* of a ground that nobody painted on, as a camera sees it."""
_LIGHT: Final = 75.0
"""Percentile of the painting's L* above which a bare ground lies."""
_ALIKE: Final = (9.0, 6.0)
"""L* and a*b* by which places of one ground differ: light falls off along it."""
_LEAST: Final = 0.04
"""Part of the picture below which a flat place is not asked about."""
_BELOW: Final = 3.0
"""L* by which a place of it may lie below that: the ground may be a third of the picture."""
_PALE: Final = 20.0
"""Chroma of a ground, with the light's cast, at most."""
_TOLD: Final = 3.0
"""How much more the reference must change there than the painting does."""
_CHANGES: Final = 6.0


def unpainted(own: F32, light: F32, inside: BoolMap) -> BoolMap:
    """Return where the canvas is bare, (h, w) bool.

    Args:
        own: (h, w, 3) float32 linear light of the reference.
        light: the same of the painting, laid out.
        inside: (h, w) bool, what the photograph shows.

    """
    mine, lab = linear_to_lab(own), linear_to_lab(light)
    radius = max(2, round(_AROUND * max(inside.shape)))
    flat = (_spread(lab[..., 0], radius) < _FLAT) & inside
    if not inside.any():
        return np.zeros(inside.shape, dtype=bool)
    seeds = flat & (lab[..., 0] > np.percentile(lab[..., 0][inside], _LIGHT) - _BELOW)
    bare = np.zeros(inside.shape, dtype=bool)
    for piece in _pieces(seeds):
        color = np.median(lab[piece], axis=0)
        if np.hypot(color[1], color[2]) > _PALE:
            continue
        near = np.abs(lab[..., 0] - color[0]) < _ALIKE[0]
        near &= np.hypot(*(lab[..., i] - color[i] for i in (1, 2))) < _ALIKE[1]
        # What touches both grounds at once is the blur of the edge between them.
        grown = _pieces(_closed(near & (_spread(lab[..., 0], 2) < 1.5 * _FLAT) & inside, radius))
        bare |= _joined([one for one in grown if (one & piece).any() and _is_bare(one, mine, lab)], inside.shape)
    return np.asarray(cv2.dilate(bare.astype(np.uint8), np.ones((2 * radius + 1,) * 2, np.uint8)).astype(bool) & inside)


def _is_bare(piece: BoolMap, mine: F32, lab: F32) -> bool:
    """Whether the reference changes where the painting does not, in a place that begins at the rim."""
    rim = np.ones_like(piece)
    rim[3:-3, 3:-3] = False
    own, there = (float(one[..., 0][piece].std()) for one in (mine, lab))
    return bool((piece & rim).any()) and own > _CHANGES and own > _TOLD * there


def _spread(plane: F32, radius: int) -> F32:
    size = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.boxFilter(plane, -1, size)
    return np.asarray(np.sqrt(np.maximum(cv2.boxFilter(plane * plane, -1, size) - mean * mean, 0.0)))


def _closed(mask: BoolMap, radius: int) -> BoolMap:
    way = np.ones((radius, radius), np.uint8)
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, way).astype(bool))


def _pieces(mask: BoolMap) -> list[BoolMap]:
    """Return the connected pieces that are worth asking about, the largest first."""
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    large = [i for i in range(1, count) if facts[i, cv2.CC_STAT_AREA] >= _LEAST * mask.size]
    return [labels == i for i in sorted(large, key=lambda i: -facts[i, cv2.CC_STAT_AREA])]


def _joined(masks: list[BoolMap], shape: tuple[int, ...]) -> BoolMap:
    return np.asarray(np.logical_or.reduce([np.zeros(shape, dtype=bool), *masks]))
