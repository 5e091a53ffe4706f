"""Contours on a grid of pixels: moved to where they cost least, grown where a shape is a little small.

Sources: Esedoglu & Otto, Comm. Pure Appl. Math. 68 (2015) 808-864 (threshold dynamics); Jacobs, Merkurjev & Esedoglu,
J. Comput. Phys. 354 (2018) 288-310 (pixels as goods that phases of a set size bid for).
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np

from art_assistant.analysis.mass.regions import Runs, areas
from art_assistant.analysis.mass.sheets import PixelGrid
from art_assistant.imaging.arrays import F32, BoolMap, LabelMap

_NEAR: Final = 0.1
"""A pixel can join a region only where at least this part of its blurred surroundings has it: no new islands."""

_LEAST_ROOM: Final = 16
"""Pixels that a small piece may grow beyond its own box."""

_CROSS: Final = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))

Window = tuple[slice, slice]


def evolve(sheet: PixelGrid, labels: LabelMap, *, width: float, tension: float, rounds: int) -> LabelMap:
    """Move every pixel to the region that costs least in squared error and in disagreement with its surroundings.

    Args:
        sheet: the grid.
        labels: (h, w) int32 region of each pixel, from 0; -1 where not counted.
        width: sigma of the surroundings as a share of the grid's side: the wider, the bigger and rounder the regions.
        tension: price, in variances, of a pixel that disagrees with its surroundings: the more, the smoother the rims.
        rounds: how often.

    """
    sigma = max(width * sheet.side, 0.8)
    reach = 2 * int(2.0 * sigma + 0.5) + 1
    weight, colours = np.float32(tension * sheet.variance), sheet.seen
    for _ in range(rounds):
        best = np.full(labels.shape, np.inf, dtype=np.float32)
        moved, means = labels.copy(), _means(colours, labels)
        for i, mean in enumerate(means):
            own = np.equal(labels, i).view(np.uint8)
            window = _around(own, reach)
            around = _blurred(own[window], reach, sigma)
            # No region appears where none of it is near: regions move their rims and are not sown anew.
            near = around > _NEAR
            around *= weight
            # |p - m|^2 less |p|^2, which is the same for all regions.
            cost = np.asarray(cv2.transform(colours[window], -2.0 * mean[None, :]), dtype=np.float32)
            cost += mean @ mean
            cost -= around
            better = near & (cost < best[window])
            np.copyto(best[window], cost, where=better)
            np.copyto(moved[window], np.int32(i), where=better)
        labels = np.where(sheet.counted, moved, np.int32(-1))
    return labels


def _means(colours: F32, labels: LabelMap) -> F32:
    """Return the mean (n, 3) of (h, w, 3) colours over each of the regions 0..n-1."""
    runs = Runs(labels, int(labels.max()) + 1)
    sums = np.stack([runs.sums(plane) for plane in cv2.split(colours)], axis=1)
    return np.asarray(sums / np.maximum(runs.areas, 1)[:, None], dtype=np.float32)


def _blurred(mask: Any, size: int, sigma: float) -> F32:
    plane = mask.astype(np.float32)
    return np.asarray(cv2.GaussianBlur(plane, (size, size), sigma, borderType=cv2.BORDER_REFLECT), dtype=np.float32)


def _around(mask: Any, room: int) -> Window:
    """Return the window of a mask with ``room`` pixels on every side."""
    x, y, width, height = cv2.boundingRect(mask)
    return slice(max(0, y - room), y + height + room), slice(max(0, x - room), x + width + room)


def grow(sheet: PixelGrid, labels: LabelMap, need: float) -> LabelMap:
    """Let every region smaller than ``need`` pixels take the cheapest pixels of its rim until it has them."""
    count = int(labels.max()) + 1
    area = areas(labels, count)
    small = np.flatnonzero(area < need)
    if small.size in {0, count}:
        return labels
    labels, colours = labels.copy(), sheet.seen
    means = _means(colours, labels)
    # The largest first: it needs least.
    for region in small[np.argsort(-area[small], kind="stable")].tolist():
        own = np.equal(labels, region)
        box = cv2.boundingRect(own.view(np.uint8))
        window = _around(own.view(np.uint8), max(*box[2:], _LEAST_ROOM))
        there, here = labels[window], colours[window]
        # How much worse each pixel fits this region than the one it is in.
        loss = _squared(here - means[region]) - _squared(here - means[there])
        mask = _grown(own[window], np.where(there >= 0, loss, np.float32(np.inf)), need, sheet.variance)
        labels[window][mask] = region
    return labels


def _squared(colours: F32) -> F32:
    """Return the sum over the channels of the squares of (h, w, 3)."""
    return np.asarray(np.einsum("ijk,ijk->ij", colours, colours), dtype=np.float32)


def _grown(mask: BoolMap, loss: F32, need: float, variance: float) -> BoolMap:
    """Add rim pixels, the cheapest third of the rim at a time; a pixel among neighbours of the mask is cheaper."""
    area = int(mask.sum())
    while area < need:
        solid = mask.view(np.uint8)
        rim = np.flatnonzero((cv2.dilate(solid, _CROSS) > solid) & np.isfinite(loss))
        if rim.size == 0:
            break
        support = cv2.blur(mask.astype(np.float32), (5, 5), borderType=cv2.BORDER_REFLECT)
        price = loss.ravel()[rim] - np.float32(variance) * support.ravel()[rim]
        take = min(int(np.ceil(need - area)), max(1, rim.size // 3))
        mask = mask.copy()
        mask.ravel()[rim[np.argsort(price, kind="stable")[:take]]] = True
        area += take
    return mask
