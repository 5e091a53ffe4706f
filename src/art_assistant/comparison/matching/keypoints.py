"""Hypotheses from keypoints: where a painting keeps the reference's texture, they place it to a fraction of a pixel.

Source: D. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 60 (2004), compared by their square
roots (R. Arandjelovic and A. Zisserman, CVPR 2012); the map by MAGSAC (D. Barath et al., CVPR 2020).
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.comparison.matching.plane import F64, FAR_OUT, NEAR_EDGE, SQUARE, plausible, projected
from art_assistant.imaging.arrays import F32, U8

ENOUGH: Final = 25
"""Keypoints that agree, from which nothing else is asked."""
FEWEST: Final = 10
_KEPT: Final = 2500
_FAINTEST: Final = 0.02
_CLEARER: Final = 0.8
"""Distance to the nearest, in parts of that to the next, up to which a match is one (Lowe 2004)."""
_REACH: Final = 3.0
"""Pixels by which a keypoint may miss the map."""
_SPREAD: Final = 0.12
"""Least spread of those that agree, in parts of the reference, for the corners to be known by them."""


def by_keypoints(reference: U8, photo: U8) -> tuple[F64 | None, int]:
    """Return the map from the reference's fractions into the photograph, None where none is found, and who agree.

    Args:
        reference, photo: (h, w, 3) uint8 sRGB.

    """
    here, told = _described(reference)
    there, asked = _described(photo)
    if min(len(here), len(there)) < FEWEST:
        return None, 0
    first, second = _matched(told, asked)
    if len(first) < FEWEST:
        return None, 0
    size = (photo.shape[1], photo.shape[0])
    own = (here[first] + 0.5) / [reference.shape[1], reference.shape[0]]
    cv2.setRNGSeed(0)
    way, agree = cv2.findHomography(own, there[second] + 0.5, cv2.USAC_MAGSAC, _REACH, maxIters=5000, confidence=0.999)
    if way is None:
        return None, 0
    inside = agree.ravel().astype(bool)
    count, spread = _distinct(own[inside]), own[inside].std(axis=0).min()
    out = FAR_OUT if count >= ENOUGH else NEAR_EDGE
    if count < FEWEST or not plausible(projected(way, SQUARE), size, out=out):
        return None, count
    return np.asarray(way, dtype=np.float64), count if spread > _SPREAD else min(count, ENOUGH - 1)


def _described(rgb: U8) -> tuple[F32, F32]:
    """Return places, (n, 2) pixels, and descriptions, (n, 128), of length one."""
    finder = cv2.SIFT.create(_KEPT, contrastThreshold=_FAINTEST)
    points, told = finder.detectAndCompute(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), None)
    if not points:
        return np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32)
    rooted = np.sqrt(told / np.maximum(told.sum(axis=1, keepdims=True), 1e-9))
    return np.array([point.pt for point in points], dtype=np.float32), rooted.astype(np.float32)


def _matched(told: F32, asked: F32) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the reference's go with which of the photograph's."""
    alike = told @ asked.T
    best = alike.argmax(axis=1)
    rows = np.arange(len(told))
    top = alike[rows, best].copy()
    alike[rows, best] = -1.0
    near, next_near = 2.0 - 2.0 * top, 2.0 - 2.0 * alike.max(axis=1)
    kept = np.flatnonzero(near < _CLEARER**2 * next_near)
    return kept, best[kept]


def _distinct(places: F64) -> int:
    """Return how many keypoints lie at places of their own: one spot with four directions is one witness."""
    return len(np.unique(np.rint(places * 250.0), axis=0))
