"""How strongly a colour picture changes at each place, in which direction, and where thin lines of change run.

The gradient of a colour picture is that of Di Zenzo: the direction in which L*a*b* changes most, and by how much.
Thinning and hysteresis are Canny's.

Sources: Di Zenzo, Computer Vision, Graphics, and Image Processing 33 (1986) 116-125; Canny, IEEE PAMI 8 (1986) 679-698;
Grigorescu, Petkov & Westenberg, IEEE Trans. Image Processing 12 (2003) 729-739.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8

RISE_LOW, RISE_HIGH = 2.5, 6.0
"""Hysteresis: CIELAB rise over one sigma that continues and that begins a contour."""

_UNIT: Final = 64.0
"""Steps of the whole numbers that Canny takes, a CIELAB unit."""
_SUM = np.ones((1, 3), dtype=np.float32)
_SURROUND: Final = 4.0
"""Size of what surrounds a line, in sigmas of the line's own scale (Grigorescu, Petkov & Westenberg, 2003)."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Thinned edges (0 or 255) at one scale and the gradient they were thinned along, in 1/64 CIELAB a sigma."""

    edges: Any
    dx: Any
    dy: Any


def lab_of(rgb: U8) -> F32:
    """Return (h, w, 3) float32 CIELAB of (h, w, 3) uint8 sRGB, to the steps of 8 bits."""
    lab = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), dtype=np.float32)
    # OpenCV keeps the L* of 8 bits as 0-255.
    lab[..., 0] *= 100.0 / 255.0
    return lab


def thinned(lab: F32, sigma: float, low: float = RISE_LOW, high: float = RISE_HIGH) -> Layer:
    """Return the thinned Di Zenzo gradient of (h, w, 3) CIELAB at a scale of ``sigma`` pixels.

    A line goes on at a rise of ``low``, and begins at one of ``high``, in CIELAB a sigma.
    """
    soft = cv2.GaussianBlur(lab, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    across = cv2.Scharr(soft, cv2.CV_32F, 1, 0, scale=sigma / 32.0, borderType=cv2.BORDER_REPLICATE)
    down = cv2.Scharr(soft, cv2.CV_32F, 0, 1, scale=sigma / 32.0, borderType=cv2.BORDER_REPLICATE)
    # The structure tensor of all three channels: its larger eigenvalue is the squared strength, its axis the way of
    # most change (S. Di Zenzo, Computer Vision, Graphics, and Image Processing 33, 1986, 116-125).
    xx, yy, xy = _dot(across, across), _dot(down, down), _dot(across, down)
    spread, twice_angle = cv2.cartToPolar(xx - yy, 2.0 * xy)
    strength = np.minimum(cv2.sqrt((xx + yy + spread) * (0.5 * _UNIT**2)), 32000.0)
    dx, dy = (part.astype(np.int16) for part in cv2.polarToCart(strength, 0.5 * twice_angle))
    return Layer(cv2.Canny(dx, dy, _UNIT * low, _UNIT * high, L2gradient=True), dx, dy)


def _dot(one: NDArray[Any], two: NDArray[Any]) -> F32:
    """Return the sum over the channels of the product of two (h, w, 3) maps."""
    return np.asarray(cv2.transform(cv2.multiply(one, two), _SUM), dtype=np.float32)


def standing_alone(layer: Layer, sigma: float) -> F32:
    """Return the strength of the gradient (h, w), in CIELAB a sigma, less the mean of what lies around each place.

    A line that stands alone keeps its strength; one leaf among leaves loses it.
    """
    strength = cv2.magnitude(layer.dx.astype(np.float32), layer.dy.astype(np.float32)) / np.float32(_UNIT)
    wide, narrow = (
        cv2.GaussianBlur(strength, (0, 0), size, borderType=cv2.BORDER_REFLECT) for size in (_SURROUND * sigma, sigma)
    )
    # The surround is what the wide window holds and the narrow one does not: a sixteenth of it at the middle.
    around = np.maximum(wide - narrow / _SURROUND**2, 0.0) / (1.0 - _SURROUND**-2)
    return np.asarray(np.maximum(strength - around, 0.0), dtype=np.float32)
