"""A map of few steps as a brush could lay it: no piece smaller than the brush, and every large contour where it was.

Specks are given to what lies nearest, so that the thin rim of middle values that runs along a contour from dark to
light goes half to the dark and half to the light. Of large pieces nothing moves but what is much narrower than the
brush. All is worked out at half size: the brush is several pixels wide, and a contour moves by one at most.
"""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import BoolMap, LabelMap

_TIP: Final = 6.0
"""Widths of the brush are this many standard deviations of the blur by which a pixel asks round for the step that it
belongs to: a line survives that from a quarter of the brush on."""

_LEAST_WIDTH: Final = 4.0
"""Pixels below which a brush is a point."""

_ROUNDS: Final = 4
"""Where specks lie side by side, sharing them out can leave a smaller one; a second round takes nearly all."""

Steps = NDArray[np.uint8]


def is_broad(brush: float, shape: tuple[int, ...]) -> bool:
    """Return whether a brush is more than a point on an (h, w) map; what it leaves is then known at half size."""
    return brush * min(shape) >= _LEAST_WIDTH


def brushed(labels: LabelMap, steps: int, brush: float) -> LabelMap:
    """Return ``labels`` without any 4-connected piece smaller than a round touch of the brush.

    Args:
        labels: (h, w) int32, the step 0 .. ``steps`` - 1 of every pixel, -1 where not counted.
        steps: how many steps there are, at most 8.
        brush: its width, as a share 0-1 of the short side; one of less than four pixels changes nothing.

    Returns:
        (h, w) int32, -1 exactly where it was. Where no piece is as large as the brush, the largest stays.

    """
    width = brush * min(labels.shape)
    counted = None if labels.min(initial=0) >= 0 else labels >= 0
    if not is_broad(brush, labels.shape) or (counted is not None and not counted.any()):
        return labels
    height, long = (side // 2 for side in labels.shape)
    even = labels[: 2 * height, : 2 * long]
    # At half size a pixel counts where any of its four does, so that nothing that counts is left without a step.
    paper = None if counted is None else _any_of_four(even >= 0)
    found = _asked_round(even, steps, width / 2.0 / _TIP)
    found = _without_specks(found, steps, paper, math.pi / 16.0 * width**2)
    large = np.repeat(np.repeat(found, 2, axis=0), 2, axis=1).astype(np.int32)
    # The last row and column of a picture with an odd side go with their neighbours.
    missing = [(0, whole - have) for whole, have in zip(labels.shape, large.shape, strict=True)]
    large = np.pad(large, missing, mode="edge")
    if counted is not None:
        large[~counted] = -1
    return large


def _any_of_four(mask: BoolMap) -> BoolMap:
    return np.asarray(mask[::2, ::2] | mask[1::2, ::2] | mask[::2, 1::2] | mask[1::2, 1::2])


def _asked_round(labels: LabelMap, steps: int, sigma: float) -> Steps:
    """Return at half size the step that most of the neighbourhood of each pixel is of; what is -1 has no say."""
    half = labels.shape[1] // 2, labels.shape[0] // 2
    # The votes for a step and, below them, 255 - step in one number: most votes win, and of two alike the darker step.
    best = np.full(half[::-1], 255, dtype=np.uint16)
    for step in range(steps):
        share = cv2.resize((labels == step).view(np.uint8) * 255, half, interpolation=cv2.INTER_AREA)
        votes = cv2.GaussianBlur(share, (0, 0), max(sigma, 0.3), borderType=cv2.BORDER_REFLECT)
        np.maximum(best, (votes.astype(np.uint16) << 8) | np.uint16(255 - step), out=best)
    return np.asarray(~best.astype(np.uint8), dtype=np.uint8)


def _without_specks(found: Steps, steps: int, paper: BoolMap | None, least: float) -> Steps:
    for _ in range(_ROUNDS):
        small = _specks(found, steps, paper, least)
        if not small.any():
            break
        found = _given_away(found, small, paper)
    return found


def _specks(found: Steps, steps: int, paper: BoolMap | None, least: float) -> BoolMap:
    """Return where pieces below ``least`` pixels lie; the largest of the picture never is one."""
    small = np.zeros(found.shape, dtype=np.bool_)
    largest, main = 0, small
    for step in range(steps):
        side = found == step if paper is None else (found == step) & paper
        count, pieces = cv2.connectedComponents(side.view(np.uint8), connectivity=4, ltype=cv2.CV_16U)
        area = np.bincount(pieces.ravel(), minlength=count)
        area[0] = 0
        if area.max() > largest:
            largest, main = int(area.max()), pieces == int(area.argmax())
        small |= np.take((area > 0) & (area < least), pieces)
    return small & ~main if largest < least else small


def _given_away(found: Steps, small: BoolMap, paper: BoolMap | None) -> Steps:
    """Return the steps, those of ``small`` taken from the nearest pixel that counts and is not small itself."""
    taken = small if paper is None else small | ~paper
    kept = ~taken
    _, nearest = cv2.distanceTransformWithLabels(taken.view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    # OpenCV numbers the pixels that keep their step; each other pixel has the number of the nearest of them.
    step_of = np.zeros(int(nearest.max()) + 1, dtype=np.uint8)
    step_of[nearest[kept]] = found[kept]
    return np.asarray(step_of[nearest], dtype=np.uint8)
