"""The picture between its corners, straightened, with all the sizes that a decoded picture has.

It is warped once, from the detail copy and in linear light; the smaller sizes follow from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import UsageError
from art_assistant.field.corners import WHOLE, Corners
from art_assistant.imaging.arrays import U8, BoolMap, Picture
from art_assistant.imaging.colorspace import srgb_to_linear
from art_assistant.imaging.pixels.bars import surroundings
from art_assistant.imaging.sizes import COARSE_BELOW, Size, Wanted, encode, make_sizes

F64 = NDArray[np.float64]

LEAST_SIDE: Final = 32
"""Shortest side, in pixels of the detail copy, of a picture that can be studied."""
_ALIGNED: Final = 0.5
"""Pixels by which the corners of a plain crop may miss its rectangle."""
_CONVERGENCE: Final = 0.05
"""Least convergence of both pairs of sides from which the focal length, and with it the aspect, can be told."""
_FOCAL: Final = (0.5, 4.0)
"""Focal lengths that lenses have, in long sides of the file: from 18 mm to 145 mm on 35 mm film."""
_DISTRUST: Final = 1.35
"""Ratio to the plain mean of opposite sides beyond which a computed aspect is an error of the corners."""
_FULL: Final = 65535
"""Full light in the two bytes that are encoded."""
_SQUARE: Final = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])


@dataclass(frozen=True, slots=True)
class Straightening:
    """How the picture is taken out of the detail copy.

    Attributes:
        corners: (4, 2) float64, in pixels of the detail copy; a pixel's centre lies at its number and a half.
        size: width and height of what comes out, in pixels.
        box: left, top, right, bottom where it is a plain crop, which resamples nothing; else None.

    """

    corners: F64
    size: Size
    box: tuple[int, int, int, int] | None


def rectified(picture: Picture, corners: Corners, working_side: int) -> Picture:
    """Return the picture between the corners as one that fills its file; the file's own facts are kept.

    Its proportions are those of the thing that was photographed where the corners tell them, else the means of its
    opposite sides; an upright rectangle is cut out as it is.

    Args:
        picture: the whole file.
        corners: fractions of the upright file, clockwise from the picture's top left.
        working_side: long side of the working copy, in pixels.

    Raises:
        UsageError: a side between the corners is shorter than 32 pixels of the detail copy.

    """
    if corners == WHOLE:
        return picture
    detail = picture.detail
    way = _straightening(corners, (detail.shape[1], detail.shape[0]))
    wanted = Wanted(working_side, detail=detail is not picture.standard)
    sizes = make_sizes(_straightened(detail, way), None, None, wanted)
    scale = picture.width / detail.shape[1], picture.height / detail.shape[0]
    width, height = (max(1, round(side * by)) for side, by in zip(way.size, scale, strict=True))
    return replace(
        picture,
        width=width,
        height=height,
        working=sizes.working,
        standard=sizes.standard,
        detail=sizes.detail,
        model_input=sizes.model_input,
        counted=_still_counted(picture.standard_counted, corners, sizes.working),
        standard_counted=_still_counted(picture.standard_counted, corners, sizes.standard),
        warnings=_still_true(picture, max(width, height)),
    )


def _straightening(corners: Corners, size: Size) -> Straightening:
    """Return how to take the corners out of a copy of this size.

    Raises:
        UsageError: a side is too short.

    """
    pixels = np.array(corners, dtype=np.float64) * size
    if _sides(pixels).min() < LEAST_SIDE:
        raise UsageError(
            f"The corners leave a picture of less than {LEAST_SIDE} pixels on a side; set them further apart."
        )
    left, top = pixels[[0, 3], 0].mean(), pixels[[0, 1], 1].mean()
    right, bottom = pixels[[1, 2], 0].mean(), pixels[[2, 3], 1].mean()
    upright = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    if np.abs(pixels - upright).max() <= _ALIGNED:
        box = (round(left), round(top), round(right), round(bottom))
        return Straightening(pixels, (box[2] - box[0], box[3] - box[1]), box)
    ratio = aspect(pixels, size)
    # As many pixels come out as went in.
    height = np.sqrt(_area(pixels) / ratio)
    return Straightening(pixels, (max(1, round(ratio * height)), max(1, round(height))), None)


def aspect(pixels: F64, size: Size) -> float:
    """Return width over height of the rectangle whose photograph has these corners.

    Source: Z. Zhang and L. He, "Whiteboard scanning and image enhancement", Digital Signal Processing 17 (2007), with
    the file's middle as the principal point. Where a pair of sides hardly converges, or where no lens would show it
    so, the mean lengths of opposite sides stand in.

    Args:
        pixels: (4, 2) float64, clockwise from top left.
        size: the file's width and height in the same pixels.

    """
    top, right, bottom, left = _sides(pixels)
    plain = float((top + bottom) / (left + right))
    centred = (pixels - np.array(size) / 2.0) / max(size)
    one, two, four, three = (np.array([x, y, 1.0]) for x, y in centred)
    diagonal = np.cross(one, four)
    k_two = diagonal @ three / (np.cross(two, four) @ three)
    k_three = diagonal @ two / (np.cross(three, four) @ two)
    across, down = k_two * two - one, k_three * three - one
    if min(abs(across[2]), abs(down[2])) < _CONVERGENCE:
        return plain
    square = -float(across[:2] @ down[:2]) / float(across[2] * down[2])
    if not _FOCAL[0] ** 2 <= square <= _FOCAL[1] ** 2:
        return plain
    width, height = (float(side[:2] @ side[:2] / square + side[2] ** 2) for side in (across, down))
    found = float(np.sqrt(width / height))
    return found if 1.0 / _DISTRUST < found / plain < _DISTRUST else plain


def _sides(pixels: F64) -> F64:
    """Return the lengths of the top, right, bottom and left side."""
    return np.asarray(np.linalg.norm(np.roll(pixels, -1, axis=0) - pixels, axis=1))


def _area(pixels: F64) -> float:
    x, y = pixels.T
    return 0.5 * float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _straightened(detail: U8, way: Straightening) -> U8:
    if way.box is not None:
        left, top, right, bottom = way.box
        return np.ascontiguousarray(detail[top:bottom, left:right])
    light = _warped(srgb_to_linear(detail), way.corners, way.size)
    return encode(np.rint(light * _FULL).astype(np.uint16))


def _warped(array: NDArray[np.float32], corners: F64, size: Size) -> NDArray[np.float32]:
    # Corners are edges of pixels, OpenCV counts from the middle of the first pixel.
    there = (_SQUARE * size - 0.5).astype(np.float32)
    place = cv2.getPerspectiveTransform((corners - 0.5).astype(np.float32), there)
    warped = cv2.warpPerspective(array, place, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, dtype=np.float32)


def _still_counted(counted: BoolMap | None, corners: Corners, copy: U8) -> BoolMap | None:
    """Return which pixels of a copy of the straightened picture are counted; None where all are."""
    if counted is None:
        return None
    size = (copy.shape[1], copy.shape[0])
    pixels = np.array(corners, dtype=np.float64) * [counted.shape[1], counted.shape[0]]
    kept: BoolMap = _warped(counted.astype(np.float32), pixels, size) >= 0.5
    return None if bool(kept.all()) else kept


def _still_true(picture: Picture, long_side: int) -> tuple[str, ...]:
    """Return the warnings without that of a border, which is cut off now, and with that of few pixels."""
    cut_off = surroundings(picture.standard, picture.standard_counted)
    kept = tuple(warning for warning in picture.warnings if warning not in cut_off)
    if long_side >= COARSE_BELOW or max(picture.width, picture.height) < COARSE_BELOW:
        return kept
    return (*kept, f"The picture has only {long_side} px of its file on its long side; fine detail is guesswork.")
