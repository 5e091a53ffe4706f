"""A thumbnail in forty characters: the lowest frequencies of a picture, enough to recognise one that was seen before.

Lightness keeps 28 coefficients of a cosine transform and each colour axis 10, all in OKLab, four bits each. After the
idea of BlurHash (Ågren, 2018) and ThumbHash (Wallace, 2023); the layout is our own.
"""

from __future__ import annotations

import base64
import binascii
import math
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8
from art_assistant.imaging.colorspace import linear_to_oklab, linear_to_srgb, oklab_to_linear, srgb_to_linear

_SIDE: Final = 64
_ORDERS: Final = (7, 4, 4)
_STEPS: Final = 15
_DC_RANGE: Final = ((0.0, 1.0), (-0.4, 0.4), (-0.4, 0.4))
_SCALE_TOP: Final = (0.5, 0.25, 0.25)
_ASPECT_STEPS: Final = 32.0
_HEADER: Final = 1 + 2 * len(_ORDERS)


def make_preview(rgb: U8) -> str:
    """Return the preview of (h, w, 3) uint8 sRGB: 30 bytes in base64."""
    height, width = rgb.shape[:2]
    scale = _SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    lab = linear_to_oklab(np.asarray(cv2.resize(srgb_to_linear(rgb), size, interpolation=cv2.INTER_AREA)))
    header = [_byte(math.log2(width / height) * _ASPECT_STEPS + 128.0)]
    nibbles: list[int] = []
    for axis, order in enumerate(_ORDERS):
        plain, *waves = _transform(lab[..., axis], order)
        top = max(1e-6, *(abs(w) for w in waves))
        header += [_byte(_to_unit(plain, *_DC_RANGE[axis]) * 255.0), _byte(math.sqrt(top / _SCALE_TOP[axis]) * 255.0)]
        kept = (header[-1] / 255.0) ** 2 * _SCALE_TOP[axis] or 1.0
        nibbles += [int(np.clip(round((w / kept + 1.0) / 2.0 * _STEPS), 0, _STEPS)) for w in waves]
    pairs = zip(nibbles[::2], [*nibbles[1::2], 0], strict=False)
    return base64.b64encode(bytes(header) + bytes(high << 4 | low for high, low in pairs)).decode()


def read_preview(text: str | None, side: int = 32) -> U8 | None:
    """Return a preview as (h, w, 3) uint8 sRGB with a long side of ``side``, or None where the text is not one."""
    try:
        data = base64.b64decode(text or "", validate=True)
    except (binascii.Error, ValueError):
        return None
    counts = [len(_frequencies(order)) - 1 for order in _ORDERS]
    if len(data) != _HEADER + (sum(counts) + 1) // 2:
        return None
    aspect = 2.0 ** ((data[0] - 128.0) / _ASPECT_STEPS)
    width, height = (side, max(1, round(side / aspect))) if aspect >= 1 else (max(1, round(side * aspect)), side)
    nibbles = [n for byte in data[_HEADER:] for n in (byte >> 4, byte & 15)]
    planes = []
    for axis, order in enumerate(_ORDERS):
        low, high = _DC_RANGE[axis]
        plain = low + data[1 + 2 * axis] / 255.0 * (high - low)
        top = (data[2 + 2 * axis] / 255.0) ** 2 * _SCALE_TOP[axis]
        own, nibbles = nibbles[: counts[axis]], nibbles[counts[axis] :]
        planes.append(_inverse([plain, *((2.0 * n / _STEPS - 1.0) * top for n in own)], order, width, height))
    return linear_to_srgb(np.clip(oklab_to_linear(np.stack(planes, axis=2)), 0.0, 1.0).astype(np.float32))


def _frequencies(order: int) -> list[tuple[int, int]]:
    """Return (row, column) frequencies, the lowest triangle of them, the constant first."""
    return [(v, u) for v in range(order) for u in range(order - v)]


def _basis(order: int, length: int) -> NDArray[np.float64]:
    return np.asarray(np.cos(np.pi * np.outer(np.arange(order), np.arange(length) + 0.5) / length))


def _transform(plane: F32, order: int) -> list[float]:
    height, width = plane.shape
    products = _basis(order, height) @ plane @ _basis(order, width).T / (height * width)
    return [float(products[v, u]) * (2.0 if u else 1.0) * (2.0 if v else 1.0) for v, u in _frequencies(order)]


def _inverse(waves: list[float], order: int, width: int, height: int) -> NDArray[np.float64]:
    table = np.zeros((order, order))
    for (v, u), wave in zip(_frequencies(order), waves, strict=True):
        table[v, u] = wave
    return np.asarray(_basis(order, height).T @ table @ _basis(order, width))


def _to_unit(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low)


def _byte(value: float) -> int:
    return int(np.clip(round(value), 0, 255))
