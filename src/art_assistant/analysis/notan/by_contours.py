"""Where light and dark are parted: at one value, and about it at the value at which the picture itself parts them.

A division by value alone cuts shapes where they shade from light to dark, and lets a figure run into a ground that lies
on the same side. A contour says more: its two sides are meant to be told apart, and the value half way between them is
where to do so. So the threshold is chosen that most of the contours cross, and near a contour it gives way to it.

The surface of thresholds through the values at the contours is that of S. D. Yanowitz & A. M. Bruckstein, "A new method
for image segmentation", Computer Vision, Graphics, and Image Processing 46 (1989) 82-95; here it is a weighted mean of
what lies near instead of a solved equation, and leans towards one threshold for all where there is no contour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.notan.clean_masks import blur, sampling
from art_assistant.analysis.notan.parted import parted_by
from art_assistant.analysis.value.tones import Counts, explained_at
from art_assistant.imaging.arrays import F32, BoolMap

_ACROSS: Final = 0.0055
"""How far to either side of a contour its two values are read, as a share of the long side."""

_TRIED: Final = np.linspace(0.06, 0.94, 24)
"""Shares of the picture at or below the values between which thresholds are tried."""

_CONTOURS: Final = 0.3
"""What a threshold that most contours cross is worth, beside 1 for the one that divides the values most cleanly, ..."""
_SUBJECT: Final = 0.5
"""... and one that puts the subject on one side and all of its ground on the other."""
_FAINT: Final = 0.7
"""Part of the mean step across all level lines from which a contour is one."""
_LOPSIDED: Final = 4.0
"""What it costs to leave this much less than ``_LEAST_SIDE`` to one side."""
_LEAST_SIDE: Final = 0.12
_ALIKE: Final = 0.01
"""Up to this much less, a threshold does as well as the best."""
_COARSER: Final = 2
"""Every how manieth sampled pixel tells how far the subject is parted."""

_FLAT: Final = 3.0
"""L* between the two sides up to which a step is no contour."""
_OF_SUBJECT: Final = 4.0
"""How much more a contour of the subject counts than any other."""
_BAND: Final = 0.012
"""Half the width in which a contour is the subject's, as a share of the long side."""

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lean:
    """How near a contour must lie for the threshold to give way to it.

    Attributes:
        reach: standard deviation, as a share of the long side, of what lies near.
        pull: weight of the one threshold for all, in mean contours of the picture.

    """

    reach: float
    pull: float


def chosen_threshold(
    soft: F32, counts: Counts, plain: float, counted: BoolMap | None, subject: BoolMap | None
) -> float:
    """Return the L* 0-100 at which to part the darks from the lights.

    Args:
        soft: (h, w) float32, L* 0-100 without brush marks.
        counts: (4001,) how many pixels have each squinted tone.
        plain: the threshold that divides these most cleanly, which is one of those that are tried.
        counted: (h, w) bool, or None when all counts.
        subject: (h, w) bool, or None where the picture has none that stands out.

    """
    step = sampling(soft.shape)
    values = soft[::step, ::step] if counted is None else soft[counted]
    # Between values that occur, so that no shape of one value lies on the threshold.
    levels = np.unique(np.quantile(values, _TRIED))
    tried = np.unique(np.append((levels[1:] + levels[:-1]) / 2.0, plain))
    clean = np.array([explained_at(counts, float(level)) for level in tried])
    best = clean.max()
    if best <= 0.0:
        return plain
    dark = np.searchsorted(np.sort(values, axis=None), tried, side="right") / values.size
    lopsided = np.maximum(_LEAST_SIDE - np.minimum(dark, 1.0 - dark), 0.0)
    merit = clean / best + _CONTOURS * _crossed(soft, tried, counted) - _LOPSIDED * lopsided
    if subject is not None:
        every = step * _COARSER
        seen, thing = soft[::every, ::every], np.ascontiguousarray(subject[::every, ::every])
        merit += _SUBJECT * np.array([parted_by(seen <= level, thing) for level in tried])
    # Of thresholds that do about as well, as in a gap between two values, the middle one holds most firmly.
    alike = np.flatnonzero(merit >= merit.max() - _ALIKE)
    return float(tried[alike[alike.size // 2]])


def _crossed(soft: F32, tried: Any, counted: BoolMap | None) -> F64:
    """Return (n,): the length of contour that each threshold crosses, by its step in L*, at most 1.

    Where a threshold cuts through what has no contour, that length counts against it.
    """
    # The bin of each pixel among the thresholds: neighbours in two bins are parted by all thresholds between.
    bins = np.searchsorted(tried, soft)
    step = sampling(soft.shape)
    reach = max(1, round(_ACROSS * max(soft.shape)))
    length, contrast = np.zeros(tried.size + 1), np.zeros(tried.size + 1)
    inside = np.ones(soft.shape, np.bool_) if counted is None else _well_inside(counted, reach + 1)
    across, down = (soft, bins, inside), (soft.T, bins.T, inside.T)
    for tone, at, ok in ((a[:, ::step], b[:, ::step], c[:, ::step]) for a, b, c in (across, down)):
        if tone.shape[0] < 2 * reach + 2:
            continue
        near = slice(reach, -reach - 1), slice(reach + 1, -reach)
        one, two = (at[beside] for beside in near)
        parted = (one != two) & ok[near[0]] & ok[near[1]]
        jump = np.abs(tone[: -2 * reach - 1] - tone[2 * reach + 1 :])[parted]
        low, high = np.minimum(one, two)[parted], np.maximum(one, two)[parted]
        length += np.bincount(low, minlength=length.size) - np.bincount(high, minlength=length.size)
        contrast += np.bincount(low, jump, contrast.size) - np.bincount(high, jump, contrast.size)
    length, contrast = np.cumsum(length)[:-1], np.cumsum(contrast)[:-1]
    if not length.any():
        return np.zeros(tried.size)
    gain = contrast - _FAINT * contrast.sum() / length.sum() * length
    return np.asarray(gain / max(float(gain.max()), 1e-6))


def _well_inside(counted: BoolMap, reach: int) -> BoolMap:
    """Return what counts and has nothing that does not within ``reach`` pixels."""
    window = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    return np.asarray(cv2.erode(counted.astype(np.uint8), window) > 0)


def contour_weight(soft: F32, counted: BoolMap | None, subject: BoolMap | None) -> F32:
    """Return how much of a contour runs through each pixel, (h, w) float32: the step across it in L*, beyond the faint.

    Contours of the ``subject`` weigh more.
    """
    reach = max(1, round(_ACROSS * max(soft.shape)))
    steps = np.zeros_like(soft)
    for tone, found in ((soft, steps), (soft.T, steps.T)):
        if tone.shape[0] > 2 * reach:
            middle = found[reach:-reach]
            np.maximum(middle, np.abs(tone[2 * reach :] - tone[: -2 * reach]), out=middle)
    weight = np.maximum(steps - _FLAT, 0.0)
    if counted is not None:
        weight *= _well_inside(counted, reach + 1)
    if subject is not None:
        weight *= 1.0 + _OF_SUBJECT * _along(subject)
    return np.asarray(weight, dtype=np.float32)


def _along(subject: BoolMap) -> F32:
    """Return (h, w) float32, 1 on the contour of the subject and 0 away from it."""
    reach = max(2, round(_BAND * max(subject.shape)))
    window, mask = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8), subject.astype(np.uint8)
    band = (cv2.dilate(mask, window) - cv2.erode(mask, window)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(band, (0, 0), reach / 2.0), dtype=np.float32)


def leaning(soft: F32, weight: F32, threshold: float, lean: Lean) -> F32:
    """Return the threshold at each pixel, (h, w) float32 L*, which near contours is the value half way across them.

    Args:
        soft: (h, w) float32, L* 0-100.
        weight: (h, w) float32, how much of a contour runs through each pixel.
        threshold: L* where there is no contour near.
        lean: how near is near, and how firmly the one threshold holds.

    """
    pull = lean.pull * float(weight.mean())
    if pull <= 0.0:
        return np.full_like(soft, threshold)
    sigma = lean.reach * max(soft.shape)
    near, level = blur(weight, sigma), blur(weight * soft, sigma)
    return np.asarray((level + pull * threshold) / (near + pull), dtype=np.float32)
