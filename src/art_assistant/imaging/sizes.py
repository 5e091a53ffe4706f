"""All the sizes of one picture, reduced in linear light from one decode.

Linear light is held as uint16 (one sRGB step is at least 19 of its steps), which OpenCV reduces several times faster
than float32 needs to be written and read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from art_assistant.imaging.arrays import CORPUS_SIDE, DETAIL_SIDE, MODEL_SIDE, U8, BoolMap
from art_assistant.imaging.colorspace import linear_table, linear_to_srgb
from art_assistant.imaging.pixels.icc import Correct

U16 = NDArray[np.uint16]
Size = tuple[int, int]

MID_GREY = 119
"""sRGB byte of L* 50: what shows through transparent pixels."""

COARSE_BELOW = 400
_FULL = 65535
_GENTLE = 1.5
_NEIGHBOURHOOD = (15, 15)


@dataclass(frozen=True, slots=True)
class Sizes:
    """The copies of one picture; see ``Picture`` for what each is."""

    working: U8
    standard: U8
    detail: U8
    model_input: U8
    counted: BoolMap | None
    standard_counted: BoolMap | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What sizes are asked for.

    Attributes:
        working_side: long side of the working copy, in pixels.
        detail: whether the detail copy is wanted; without it the standard copy stands in its place.
        early: what is told the model input as soon as there is one, while the other sizes are still to be made.

    """

    working_side: int
    detail: bool = True
    early: Callable[[U8], object] | None = None


def make_sizes(rgb: U8, alpha: U8 | None, correct: Correct | None, wanted: Wanted) -> Sizes:
    """Return every size of an upright picture.

    Args:
        rgb: (H, W, 3) uint8.
        alpha: (H, W) uint8; transparent pixels show mid grey and are not counted.
        correct: colour correction still to be done; it is applied to the detail copy, and the smaller sizes follow
            from there. What was reduced before it was reduced by the sRGB curve instead of the profile's own.
        wanted: which sizes.

    """
    # A mean of light is what an eye sees from farther off; a mean of sRGB bytes is too dark.
    linear = np.asarray(cv2.LUT(rgb, _to_linear()), dtype=np.uint16)
    if alpha is not None:
        linear = _over_grey(linear, alpha)
    detail: U8 | None = None
    if correct is not None:
        detail = np.asarray(correct(Image.fromarray(_detailed(rgb, linear, alpha))), dtype=np.uint8)
        linear = np.asarray(cv2.LUT(detail, _to_linear()), dtype=np.uint16)
    # All small sizes are made from one that is reduced already: nearly all the cost is the first step.
    base = _halved(linear)
    model_input = _resized(base, (MODEL_SIDE, MODEL_SIDE))
    # The networks begin to look while the other sizes are still being made.
    if wanted.early is not None:
        wanted.early(model_input)
    working, standard = fitted(linear, wanted.working_side), scaled_to(linear, CORPUS_SIDE)
    compared = _compared(base, standard)
    if detail is None:
        detail = _detailed(rgb, linear, alpha) if wanted.detail else compared
    return Sizes(
        working=_resized(base, working),
        standard=compared,
        detail=np.ascontiguousarray(detail),
        model_input=model_input,
        counted=_counted(alpha, working),
        standard_counted=_counted(alpha, standard),
    )


def working_copy(rgb: U8, side: int) -> U8:
    """Return (H, W, 3) uint8 sRGB reduced to a long side of at most ``side``, just as ``make_sizes`` reduces it."""
    linear = np.asarray(cv2.LUT(rgb, _to_linear()), dtype=np.uint16)
    return _resized(_halved(linear), fitted(linear, side))


def reduced(rgb: U8, side: int) -> U8:
    """Return (H, W, 3) uint8 sRGB reduced in linear light to a long side of at most ``side``, never enlarged."""
    return _detailed(rgb, np.asarray(cv2.LUT(rgb, _to_linear()), dtype=np.uint16), None, side)


def _detailed(rgb: U8, linear: U16, alpha: U8 | None, side: int = DETAIL_SIDE) -> U8:
    size = fitted(linear, side)
    return rgb if alpha is None and size == _size(linear) else encode(_shrunk(linear, size))


def scaled_to(array: NDArray[np.generic], side: int) -> Size:
    """Return (width, height) of ``array`` scaled so that its long side is exactly ``side``; no side below 1."""
    width, height = _size(array)
    long = max(width, height)
    return max(1, round(width * side / long)), max(1, round(height * side / long))


def fitted(array: NDArray[np.generic], side: int) -> Size:
    """Return (width, height) of ``array`` reduced to a long side of at most ``side``, never enlarged."""
    size = _size(array)
    return size if max(size) <= side else scaled_to(array, side)


def encode(linear: U16) -> U8:
    """Return the nearest sRGB bytes of linear light 0-65535."""
    return np.asarray(cv2.LUT(linear, _to_srgb()), dtype=np.uint8)


@lru_cache(maxsize=1)
def _to_linear() -> U16:
    return np.rint(linear_table().astype(np.float64) * _FULL).astype(np.uint16)


@lru_cache(maxsize=1)
def _to_srgb() -> U8:
    return linear_to_srgb(np.arange(_FULL + 1, dtype=np.float32) / _FULL)


def _size(array: NDArray[np.generic]) -> Size:
    return int(array.shape[1]), int(array.shape[0])


def _over_grey(linear: U16, alpha: U8) -> U16:
    cover = alpha.astype(np.uint32)[..., None]
    grey = np.uint32(_to_linear()[MID_GREY])
    return ((linear * cover + grey * (255 - cover) + 127) // 255).astype(np.uint16)


def _shrunk(linear: U16, size: Size) -> U16:
    """Reduce by the area filter; by the bilinear one below 1.5, where both weigh the same two pixels a side."""
    if size == _size(linear):
        return linear
    gentle = max(linear.shape[1] / size[0], linear.shape[0] / size[1]) <= _GENTLE
    return np.asarray(
        cv2.resize(linear, size, interpolation=cv2.INTER_LINEAR if gentle else cv2.INTER_AREA), dtype=np.uint16
    )


def _halved(linear: U16) -> U16:
    """Average blocks of 2 x 2 while that stays above 1.5 x the largest small size and divides both sides."""
    width, height = _size(linear)
    while max(width, height) >= 3 * CORPUS_SIDE and width % 2 == 0 and height % 2 == 0:
        width, height = width // 2, height // 2
        linear = np.asarray(cv2.resize(linear, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint16)
    return linear


def _resized(linear: U16, size: Size) -> U8:
    """Reduce by area in linear light, then enlarge by cubics what is still too small.

    Enlarging is done on the encoded bytes: a cubic overshoots at edges, and in linear light the overshoot of a light
    shape would blacken the darks around it.
    """
    within = (min(size[0], linear.shape[1]), min(size[1], linear.shape[0]))
    if within != _size(linear):
        linear = np.asarray(cv2.resize(linear, within, interpolation=cv2.INTER_AREA), dtype=np.uint16)
    encoded = encode(linear)
    if within == size:
        return encoded
    return np.asarray(cv2.resize(encoded, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _compared(linear: U16, size: Size) -> U8:
    """Return the copy at the one scale of comparison, as sharp from a file of nearly its size as from a large one.

    Below a factor of 1.5 the area filter widens edges by up to a third of a pixel, a file of the very size by nothing.
    Cubics keep within a tenth of one; what they overshoot at edges is cut to the range of the neighbours, and the light
    that this adds or takes on the whole is given back.
    """
    if size == _size(linear) or not 1.0 < max(linear.shape[:2]) / max(size) <= _GENTLE:
        return _resized(linear, size)
    near = cv2.resize(linear, size, interpolation=cv2.INTER_AREA)
    square = np.ones((3, 3), dtype=np.uint8)
    sharp = cv2.resize(linear, size, interpolation=cv2.INTER_CUBIC)
    sharp = np.clip(sharp, cv2.erode(near, square), cv2.dilate(near, square)).astype(np.float32)
    drift = cv2.blur(near - sharp, _NEIGHBOURHOOD, borderType=cv2.BORDER_REFLECT)
    return encode(np.clip(sharp + drift + 0.5, 0, _FULL).astype(np.uint16))


def _counted(alpha: U8 | None, size: Size) -> BoolMap | None:
    """Return where at least half of what a pixel covers is opaque; None where that is everywhere."""
    if alpha is None:
        return None
    cover = cv2.resize(alpha.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    counted: BoolMap = np.asarray(cover).reshape(size[1], size[0]) >= 127.5
    return None if bool(counted.all()) else counted
