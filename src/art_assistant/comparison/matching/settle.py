"""Settling a map on the pixels: Lucas and Kanade on what survives another exposure, another light and another hand.

Source: S. Baker and I. Matthews, "Lucas-Kanade 20 years on", IJCV 56 (2004), robustly weighed, on four channels: L*,
a* and b*, each without its local mean and in its local spread, and the logarithm of the gradient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.comparison.matching.plane import (
    F64,
    SQUARE,
    Size,
    derivatives,
    diagonal,
    moved,
    plausible,
    projected,
)
from art_assistant.comparison.matching.shot import Shot, fitted, lab_at
from art_assistant.imaging.arrays import F32, U8

_AROUND: Final = 0.09
"""Spread, in long sides, of the neighbourhood whose mean and spread are taken off."""
_MARGIN: Final = 0.08
"""Part of the reference round it that is laid out, so that the map can move."""
_FURTHEST: Final = 0.12
"""Diagonals by which a corner may move at one scale."""
_OUTLYING: Final = 1.2
"""Difference of two channels, in their local spreads, from which a pixel counts less."""
_STILL: Final = 0.03
"""Pixels of movement that are not worth another step."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How finely a map is settled.

    Attributes:
        long: long side at which the reference is laid out, in pixels.
        spreads: of the blur at each scale, in long sides.
        steps: at most, at each scale.

    """

    long: int
    spreads: tuple[float, ...]
    steps: tuple[int, ...]


COARSE: Final = Effort(128, (0.03, 0.018), (10, 8))
"""Enough to judge a hypothesis by."""
THOROUGH: Final = Effort(224, (0.022, 0.012, 0.007), (12, 10, 8))
FINE: Final = Effort(224, (0.012, 0.007), (8, 6))
"""For a map that keypoints have placed already."""


def channels(lab: F32, sigma: float) -> F32:
    """Return (h, w, 4) float32: what is compared.

    Args:
        lab: (h, w, 3) float32 CIE L*a*b*.
        sigma: spread of the blur, in pixels.

    """
    around = _AROUND * max(lab.shape[:2])
    soft = _blur(lab, sigma)
    light = np.ascontiguousarray(soft[..., 0])
    slope = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1))
    steep = _blur(np.log1p(slope) * 6.0, 0.5 * sigma)
    every = np.concatenate([_blur(soft, sigma), steep[..., None]], axis=2)
    small = _reduced(every)
    size = (every.shape[1], every.shape[0])
    by = around * small.shape[1] / size[0]
    mean, square = (_enlarged(_blur(part, by), size) for part in (small, _reduced(every * every)))
    spread = np.sqrt(np.maximum(square - mean * mean, 0.0))
    floor = 0.35 * np.median(spread, axis=(0, 1)) + 0.8
    return np.asarray((every - mean) / (spread + floor), dtype=np.float32)


def _blur(array: NDArray[Any], sigma: float) -> F32:
    return np.asarray(cv2.GaussianBlur(array, (0, 0), sigma), dtype=np.float32)


def _reduced(array: F32) -> F32:
    """Return an array at a quarter of its size: a wide blur costs nothing there."""
    size = max(4, array.shape[1] // 4), max(4, array.shape[0] // 4)
    return np.asarray(cv2.resize(array, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _enlarged(array: F32, size: Size) -> F32:
    return np.asarray(cv2.resize(array, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def likeness(one: NDArray[Any], other: NDArray[Any]) -> F64:
    """Return (c,) correlations of two (..., c) arrays."""
    first, second = (array.reshape(-1, array.shape[-1]).astype(np.float64) for array in (one, other))
    first, second = first - first.mean(axis=0), second - second.mean(axis=0)
    joint = (first * first).sum(axis=0) * (second * second).sum(axis=0)
    return np.asarray((first * second).sum(axis=0) / np.sqrt(joint + 1e-6))


def settle(reference: U8, shot: Shot, way: F64, effort: Effort, out: float) -> F64:
    """Return a map moved to where the photograph looks most like the reference.

    Args:
        reference: (h, w, 3) uint8 sRGB.
        shot: the photograph.
        way: from the reference's fractions into the photograph's pixels.
        effort: how finely.
        out: as for ``plausible``.

    """
    size = fitted(reference, effort.long)
    lab = lab_at(reference, size)
    for spread, steps in zip(effort.spreads, effort.steps, strict=True):
        there = projected(way, SQUARE)
        better = _settled(lab, shot, way, spread * effort.long, steps)
        corners = projected(better, SQUARE)
        far = np.abs(corners - there).max() > _FURTHEST * diagonal(there)
        if far or not plausible(corners, shot.size, out=out):
            return way
        way = better / better[2, 2]
    return way


def _settled(lab: F32, shot: Shot, way: F64, sigma: float, steps: int) -> F64:
    """Return a map after some steps at one scale."""
    height, width = lab.shape[:2]
    spread = 1.0 + 2.0 * _MARGIN
    wide, high = round(width * spread), round(height * spread)
    shown = channels(shot.lab(way, (wide, high), _MARGIN), sigma)
    slopes = np.concatenate(
        [shown, *(cv2.Sobel(shown, cv2.CV_32F, *axis, scale=0.125) for axis in ((1, 0), (0, 1)))], axis=2
    )
    wanted = channels(lab, sigma)[::2, ::2].reshape(-1, 4).astype(np.float64)
    y, x = np.mgrid[0:height:2, 0:width:2]
    # Fractions from the middle, so that the eight numbers of the map hang together as little as they can.
    places = np.stack([(x.ravel() + 0.5) / width - 0.5, (y.ravel() + 0.5) / height - 0.5], axis=1)
    own = np.array([[wide / spread, 0.0, wide / 2.0], [0.0, high / spread, high / 2.0], [0.0, 0.0, 1.0]])
    for _ in range(steps):
        step, far = _step(own, places, slopes, wanted, x.shape)
        own = moved(own, step)
        if far < _STILL:
            break
    # From the reference's fractions to middle ones, to laid-out pixels, to fractions with a margin, to the photograph.
    middle = np.array([[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [0.0, 0.0, 1.0]])
    back = np.array([[spread / wide, 0.0, -_MARGIN], [0.0, spread / high, -_MARGIN], [0.0, 0.0, 1.0]])
    return np.asarray(way @ back @ own @ middle)


def _step(own: F64, places: F64, slopes: F32, wanted: F64, shape: tuple[int, ...]) -> tuple[F64, float]:
    """Return how the map's eight numbers change, and how far that moves anything, in pixels."""
    there, across, down = derivatives(own, places)
    at = (there - 0.5).astype(np.float32)
    x, y = (np.ascontiguousarray(part.reshape(shape)) for part in at.T)
    taken = cv2.remap(slopes, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).reshape(-1, 12)
    high, wide = slopes.shape[:2]
    inside = np.asarray(((at > 0) & (at < [wide - 1, high - 1])).all(axis=1))
    now, gx, gy = (taken[:, part].astype(np.float64) for part in (slice(4), slice(4, 8), slice(8, 12)))
    trust = np.maximum(likeness(now[inside], wanted[inside]), 0.0) ** 2 if inside.any() else np.zeros(4)
    if trust.sum() < 1e-4:
        return np.zeros(8), 0.0
    left = wanted - now
    weight = trust / trust.sum() * inside[:, None] / (1.0 + (left / _OUTLYING) ** 2) ** 1.5
    # All channels at once: how each pixel pulls on x and y, then on the eight numbers.
    xx, xy, yy = ((weight * a * b).sum(axis=1) for a, b in ((gx, gx), (gx, gy), (gy, gy)))
    px, py = ((weight * slope * left).sum(axis=1) for slope in (gx, gy))
    mixed = across.T @ (down * xy[:, None])
    normal = across.T @ (across * xx[:, None]) + down.T @ (down * yy[:, None]) + mixed + mixed.T
    pull = across.T @ px + down.T @ py
    held = np.diag(normal) * 1e-3 + 1e-9
    held[6:] += np.diag(normal)[6:] * 0.01
    step = np.linalg.solve(normal + np.diag(held), pull)
    return step, float(max(np.abs(across @ step).max(), np.abs(down @ step).max()))
