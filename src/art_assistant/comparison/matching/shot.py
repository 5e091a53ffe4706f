"""The photograph and the reference, at the sizes at which they are laid over each other; each size is made once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from art_assistant.comparison.matching.plane import F64, SQUARE, Size, laid_out, projected, scaled
from art_assistant.imaging.arrays import F32, MODEL_SIDE, U8
from art_assistant.imaging.colorspace import linear_to_lab, linear_to_srgb, srgb_to_linear

SIDE: Final = 900
"""Long side, in pixels, of the copy of the photograph on which the painting is sought."""
_SLACK: Final = 1.5
"""How many times finer than the result a copy may be before it is laid out: bilinear sampling does not alias so."""


@dataclass(slots=True)
class Shot:
    """A photograph in linear light.

    Attributes:
        rgb: (h, w, 3) uint8 sRGB, long side at most ``SIDE``.

    """

    rgb: U8
    _levels: list[F32] = field(default_factory=list)

    @classmethod
    def of(cls, detail: U8) -> Shot:
        """Return the photograph at the size at which it is searched."""
        return cls(shrunk(detail, SIDE))

    @property
    def size(self) -> Size:
        """Width and height."""
        return self.rgb.shape[1], self.rgb.shape[0]

    def light(self, way: F64, size: Size, margin: float = 0.0) -> F32:
        """Return linear light, (h, w, 3), in the reference's geometry; arguments as for ``laid_out``."""
        corners = projected(way, SQUARE)
        own = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1).mean()
        finer = own * (1.0 + 2.0 * margin) / (sum(size) / 2.0)
        level = max(0, int(np.ceil(np.log2(max(finer / _SLACK, 1e-6)))))
        array = self._level(min(level, 5))
        by = array.shape[1] / self.rgb.shape[1]
        return laid_out(array, scaled(by) @ way, size, margin)

    def lab(self, way: F64, size: Size, margin: float = 0.0) -> F32:
        """Return CIE L*a*b*, (h, w, 3), in the reference's geometry; arguments as for ``laid_out``."""
        return linear_to_lab(self.light(way, size, margin))

    def seen(self, way: F64, margin: float = 0.0) -> U8:
        """Return (224, 224, 3) uint8 sRGB, as the backbone looks at the painting alone."""
        return linear_to_srgb(self.light(way, (MODEL_SIDE, MODEL_SIDE), margin))

    def _level(self, number: int) -> F32:
        if not self._levels:
            self._levels.append(srgb_to_linear(self.rgb))
        while len(self._levels) <= number:
            last = self._levels[-1]
            half = max(1, last.shape[1] // 2), max(1, last.shape[0] // 2)
            self._levels.append(np.asarray(cv2.resize(last, half, interpolation=cv2.INTER_AREA)))
        return self._levels[number]


def shrunk(rgb: U8, side: int) -> U8:
    """Return a copy with its long side at most ``side`` pixels."""
    by = side / max(rgb.shape[:2])
    if by >= 1.0:
        return rgb
    size = max(1, round(rgb.shape[1] * by)), max(1, round(rgb.shape[0] * by))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def fitted(rgb: U8, long: int) -> Size:
    """Return width and height of a copy whose long side is ``long``."""
    by = long / max(rgb.shape[:2])
    return max(8, round(rgb.shape[1] * by)), max(8, round(rgb.shape[0] * by))


def lab_at(rgb: U8, size: Size) -> F32:
    """Return CIE L*a*b* of a picture at another size, averaged in linear light."""
    light = cv2.resize(srgb_to_linear(rgb), size, interpolation=cv2.INTER_AREA)
    return linear_to_lab(np.asarray(light, dtype=np.float32))


def squashed(rgb: U8, margin: float = 0.0) -> U8:
    """Return (224, 224, 3) uint8 of a picture, its rim repeated round it over ``margin`` of its sides."""
    high, wide = (round(side * margin) for side in rgb.shape[:2])
    shown = cv2.copyMakeBorder(rgb, high, high, wide, wide, cv2.BORDER_REPLICATE) if margin else rgb
    small = cv2.resize(shown, (MODEL_SIDE, MODEL_SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)
