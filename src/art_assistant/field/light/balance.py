"""A picture with the colour of its light taken off: von Kries' rule, each of R, G and B scaled in linear light."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import U8, Picture
from art_assistant.imaging.colorspace import LUMINANCE, linear_table, linear_to_srgb


def balanced(picture: Picture, white: NDArray[Any]) -> Picture:
    """Return the picture as it is where (3,) linear RGB ``white`` is neutral; the lightness of ``white`` stays."""
    gain = float(np.dot(white, LUMINANCE)) / np.maximum(np.asarray(white, dtype=np.float64), 1e-6)
    table = np.ascontiguousarray(linear_to_srgb(linear_table()[:, None] * gain)[None])
    return replace(
        picture,
        working=_put_right(picture.working, table),
        standard=_put_right(picture.standard, table),
        detail=_put_right(picture.detail, table),
        model_input=_put_right(picture.model_input, table),
    )


def _put_right(rgb: U8, table: U8) -> U8:
    return np.asarray(cv2.LUT(rgb, table), dtype=np.uint8)
