"""Where the eye may rest: the largest passage that is calm and not looked at, and the largest box inside it."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.composition.focus import MeasuredPlace
from art_assistant.analysis.deepest import deepest_pixel
from art_assistant.imaging.arrays import F32, BoolMap

_QUIET: Final = 0.30
_CALM: Final = 6.0
"""L* deviation within a window of 4 % of the diagonal below which a passage is calm."""

_STRIP: Final = 3.0
"""How many times as long as broad a box may be before it is a strip."""


def resting_place(
    plane: F32, l_map: F32, counted: BoolMap | None = None, subject: BoolMap | None = None
) -> MeasuredPlace | None:
    """Return the largest connected passage that is low in attention and calm in value; None where there is none.

    Its point is the deepest in it, its box the largest that holds nothing else, and nothing of the subject.

    Args:
        plane: (h, w) float32, attention 0-1.
        l_map: (H, W) float32 L*.
        counted: (H, W) bool, or None when all counts.
        subject: (a, b) bool, what stands out from the rest; None where nothing does.

    """
    height, width = plane.shape
    light = cv2.resize(np.asarray(l_map, dtype=np.float32), (width, height), interpolation=cv2.INTER_AREA)
    # How much values vary around each point, within about 2 % of the diagonal: a weighted variance.
    sigma = 0.02 * float(np.hypot(height, width))
    mean = cv2.GaussianBlur(light, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    spread = cv2.GaussianBlur((light - mean) ** 2, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    calm = (plane < _QUIET) & (spread < _CALM**2)
    if counted is not None:
        calm &= cv2.resize(counted.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST) > 0
    # Rest is one passage, not the sum of all calm spots; its point is the deepest, which lies in it however it bends.
    count, labels, stats, _ = cv2.connectedComponentsWithStats(calm.astype(np.uint8), connectivity=4)
    if count < 2:
        return None
    best = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    passage = np.asarray(labels == best)
    row, column = deepest_pixel(passage)
    left, top, right, bottom = largest_box(_clear_of(subject, passage, (row, column)))
    box = (left / width, top / height, right / width, bottom / height)
    area = int(stats[best, cv2.CC_STAT_AREA])
    return MeasuredPlace(((column + 0.5) / width, (row + 0.5) / height), box, area / plane.size)


def _clear_of(subject: BoolMap | None, passage: BoolMap, deepest: tuple[int, int]) -> BoolMap:
    """Return the passage without the cells that hold anything of the subject; its deepest cell where none is left."""
    if subject is None:
        return passage
    size = (passage.shape[1], passage.shape[0])
    held = cv2.resize(subject.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.0
    clear = passage & ~held
    clear[deepest] |= not clear.any()
    return clear


def largest_box(inside: BoolMap) -> tuple[int, int, int, int]:
    """Return (left, top, right, bottom) in pixels of the largest box of an (h, w) mask, right and bottom past its end.

    One more than three times as long as broad counts the less for it. Of two alike it is the upper, and of those the
    left one; all 0 where the mask is empty.
    """
    height, width = inside.shape
    left, right = _runs(inside)
    # Row by row: above each cell a column reaches up as far as the mask does, and is as wide as its narrowest row.
    for row in range(1, height):
        up = inside[row - 1] & inside[row]
        np.maximum(left[row], left[row - 1], out=left[row], where=up)
        np.minimum(right[row], right[row - 1], out=right[row], where=up)
    rows = np.arange(height)[:, None]
    tall = rows - np.maximum.accumulate(np.where(inside, -1, rows), axis=0)
    wide = np.where(inside, right - left, 0)
    # A strip along the frame is no place to rest: a box counts the less, the longer it is for its breadth.
    worth = tall * wide * np.minimum(1.0, _STRIP * np.minimum(tall, wide) / np.maximum(np.maximum(tall, wide), 1))
    row, at = divmod(int(np.argmax(worth)), width)
    if worth[row, at] <= 0.0:
        return 0, 0, 0, 0
    return int(left[row, at]), row + 1 - int(tall[row, at]), int(right[row, at]), row + 1


def _runs(cells: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return, for each set cell of (h, w), where the run of set cells in its row begins and where it has ended."""
    width = cells.shape[1]
    places = np.arange(width)
    begins = np.maximum.accumulate(np.where(cells, 0, places + 1), axis=1)
    ends = np.minimum.accumulate(np.where(cells, width, places)[:, ::-1], axis=1)[:, ::-1]
    return begins, ends
