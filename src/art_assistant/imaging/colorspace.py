"""Colour spaces: sRGB, linear light, CIE L*a*b* (D65), OKLab, and CIEDE2000.

All maps take arrays whose last axis holds the three channels, and return float32. Linear light and luminance are
0-1, L* is 0-100, OKLab L is 0-1.

Sources: IEC 61966-2-1 (sRGB); CIE 15:2018 (L*a*b*); B. Ottosson, "A perceptual color space for image processing"
(2020) for OKLab; Sharma, Wu & Dalal, "The CIEDE2000 color-difference formula" (2005).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8

LUMINANCE = np.array([0.2126729, 0.7151522, 0.0721750], dtype=np.float32)
"""Weights of linear R, G, B in the relative luminance Y (sRGB primaries, D65 white)."""

_RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]],
    dtype=np.float32,
)
_D65_WHITE = np.array([0.95047, 1.0, 1.08883], dtype=np.float32)
_XYZ_SCALED = _RGB_TO_XYZ / _D65_WHITE[:, None]
_CIE_EPSILON = 216.0 / 24389.0
_CIE_KAPPA = 24389.0 / 27.0

_LAB_OF_ROOTS = np.array(
    [[0.0, 116.0, 0.0, -16.0], [500.0, -500.0, 0.0, 0.0], [0.0, 200.0, -200.0, 0.0]], dtype=np.float32
)
"""From the cube roots of X, Y and Z, each over that of white, to L*, a* and b*."""

_STRIDE = 16
"""OpenCV takes pixels by at most as many as this at once."""

_SIXTY, _BLUE, _BLUE_WIDTH = np.radians([60.0, 275.0, 25.0])
_LEAST = 1e-300
_OPPOSITE = 1e-12
"""Sine of the angle by which two hues may miss being opposite, to rounding."""

_Plane = NDArray[np.float64]
_RAD30, _RAD6, _RAD63 = (math.radians(turn) for turn in (30.0, 6.0, 63.0))
_T1, _T3, _T4 = (
    (share * math.cos(turn), share * math.sin(turn)) for share, turn in ((0.17, _RAD30), (0.32, _RAD6), (0.20, _RAD63))
)
"""Three of the waves of CIEDE2000's weight of hue, as (cosine, sine) of their phases times their heights."""

_OKLAB_M1 = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    dtype=np.float32,
)
_OKLAB_M2 = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    dtype=np.float32,
)


@lru_cache(maxsize=1)
def linear_table() -> F32:
    """Return the (256,) float32 table from an sRGB byte to linear light 0-1."""
    code = np.arange(256, dtype=np.float64) / 255.0
    table = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)
    table.setflags(write=False)
    return table


def srgb_to_linear(rgb: U8) -> F32:
    """Return linear light 0-1, float32, of sRGB bytes of any shape."""
    if rgb.ndim == 3 and rgb.shape[-1] == 3 and rgb.size:
        # OpenCV's table look-up is four times as fast as indexing; it knows pictures only.
        return np.asarray(cv2.LUT(rgb, linear_table()), dtype=np.float32)
    return linear_table()[rgb]


def linear_to_srgb(linear: NDArray[Any]) -> U8:
    """Return the nearest sRGB bytes of linear light; values outside 0-1 are clipped."""
    clipped = np.clip(np.asarray(linear, dtype=np.float32), 0.0, 1.0)
    encoded = np.where(clipped <= 0.0031308, clipped * 12.92, 1.055 * np.power(clipped, 1.0 / 2.4) - 0.055)
    return np.asarray(np.rint(encoded * 255.0), dtype=np.uint8)


def luminance(linear: F32) -> F32:
    """Return relative luminance Y 0-1, float32, shape ``linear.shape[:-1]``, of linear RGB."""
    return np.asarray(linear @ LUMINANCE, dtype=np.float32)


def lstar_from_luminance(y: NDArray[Any]) -> F32:
    """Return CIE L* 0-100, float32, of relative luminance 0-1."""
    y32 = np.asarray(y, dtype=np.float32)
    return np.where(y32 > _CIE_EPSILON, 116.0 * _cube_root(y32) - 16.0, y32 * _CIE_KAPPA).astype(np.float32, copy=False)


def luminance_from_lstar(lstar: NDArray[Any]) -> F32:
    """Return relative luminance 0-1, float32, of CIE L* 0-100."""
    l32 = np.asarray(lstar, dtype=np.float32)
    return np.asarray(np.where(l32 > 8.0, ((l32 + 16.0) / 116.0) ** 3, l32 / _CIE_KAPPA), dtype=np.float32)


def lstar(rgb: U8) -> F32:
    """Return CIE L* 0-100, float32, shape ``rgb.shape[:-1]``, of sRGB bytes."""
    return lstar_from_luminance(luminance(srgb_to_linear(rgb)))


def lstar_to_grey(lstar_map: NDArray[Any]) -> U8:
    """Return the sRGB grey byte that shows each L* 0-100."""
    return linear_to_srgb(luminance_from_lstar(np.clip(lstar_map, 0.0, 100.0)))


def linear_to_lab(linear: F32) -> F32:
    """Return CIE L*a*b* (D65), float32, of linear RGB 0-1; same shape."""
    xyz = _mixed(linear, _XYZ_SCALED)
    f = _cube_root(xyz)
    # Most pictures have few colours so dark that the root gives way to a line.
    dark = np.flatnonzero(xyz <= _CIE_EPSILON)
    np.put(f, dark, (_CIE_KAPPA * xyz.ravel()[dark] + 16.0) / 116.0)
    return _mixed(f, _LAB_OF_ROOTS)


def _mixed(colors: NDArray[Any], matrix: F32) -> F32:
    """Return colours (..., 3) times a matrix (3, 3 or 4), float32; a fourth column is added."""
    ready = np.ascontiguousarray(colors, dtype=np.float32).reshape(1, -1, 3)
    # OpenCV's way through pixels is four times as fast as a product of many small matrices; it knows no empty ones.
    mixed = np.asarray(cv2.transform(ready, matrix), dtype=np.float32) if ready.size else ready
    # It rounds the last few otherwise, and one colour has to be the same wherever it lies.
    last = ready[:, -_STRIDE:]
    longer = np.zeros((1, 2 * _STRIDE, 3), dtype=np.float32)
    longer[:, : last.shape[1]] = last
    mixed[:, -_STRIDE:] = cv2.transform(longer, matrix)[:, : last.shape[1]]
    return mixed.reshape(colors.shape)


def _cube_root(light: NDArray[Any]) -> F32:
    """Return the cube root, float32, of what is 0 or more; below, of its amount. Right to 4e-7 of it."""
    ready = np.ascontiguousarray(light, dtype=np.float32).reshape(1, -1)
    # Ten times as fast as NumPy's, which goes number by number; an array of nothing is none to OpenCV.
    roots = cv2.pow(ready, 1.0 / 3.0) if ready.size else ready
    return np.asarray(roots, dtype=np.float32).reshape(np.shape(light))


def srgb_to_lab(rgb: U8) -> F32:
    """Return CIE L*a*b* (D65), float32, of sRGB bytes; same shape."""
    return linear_to_lab(srgb_to_linear(rgb))


def lab_to_linear(lab: NDArray[Any]) -> F32:
    """Return linear RGB, float32, of CIE L*a*b* (D65); out-of-gamut colours fall outside 0-1."""
    lab32 = np.asarray(lab, dtype=np.float32)
    fy = (lab32[..., 0] + 16.0) / 116.0
    f = np.stack([fy + lab32[..., 1] / 500.0, fy, fy - lab32[..., 2] / 200.0], axis=-1)
    xyz = np.where(f**3 > _CIE_EPSILON, f**3, (116.0 * f - 16.0) / _CIE_KAPPA) * _D65_WHITE
    return np.asarray(xyz @ np.linalg.inv(_RGB_TO_XYZ.astype(np.float64)).T.astype(np.float32), dtype=np.float32)


def linear_to_oklab(linear: F32) -> F32:
    """Return OKLab (L 0-1, a, b), float32, of linear RGB 0-1; same shape."""
    # To the last digit: palettes are settled in OKLab, and a colour that lies between two goes by that.
    lms = np.cbrt(np.maximum(linear @ _OKLAB_M1.T, 0.0))
    return np.asarray(lms @ _OKLAB_M2.T, dtype=np.float32)


def srgb_to_oklab(rgb: U8) -> F32:
    """Return OKLab (L 0-1, a, b), float32, of sRGB bytes; same shape."""
    return linear_to_oklab(srgb_to_linear(rgb))


def oklab_to_linear(oklab: NDArray[Any]) -> F32:
    """Return linear RGB, float32, of OKLab; out-of-gamut colours fall outside 0-1."""
    lms = np.asarray(oklab, dtype=np.float32) @ np.linalg.inv(_OKLAB_M2.astype(np.float64)).T.astype(np.float32)
    back = np.linalg.inv(_OKLAB_M1.astype(np.float64)).T.astype(np.float32)
    return np.asarray((lms**3) @ back, dtype=np.float32)


def blur_linear(linear: F32, sigma: float) -> F32:
    """Return ``linear`` (h, w[, 3]) blurred by a Gaussian of ``sigma`` pixels, borders mirrored, in linear light."""
    if sigma <= 0.0:
        return linear
    return np.asarray(cv2.GaussianBlur(linear, (0, 0), sigma, borderType=cv2.BORDER_REFLECT), dtype=np.float32)


def hex_of(rgb: NDArray[Any]) -> str:
    """Return ``"#rrggbb"`` of one sRGB triple of bytes."""
    r, g, b = (int(c) for c in np.asarray(rgb).reshape(3))
    return f"#{r:02x}{g:02x}{b:02x}"


def ciede2000(lab1: NDArray[Any], lab2: NDArray[Any]) -> NDArray[np.float64]:
    """Return the CIEDE2000 difference of CIE L*a*b* colours, float64; shapes broadcast over all axes but the last.

    Hues are kept as directions: their difference comes from products, and of all angles only that of the mean is taken.

    Source: Sharma, Wu & Dalal, Color Research & Application 30 (2005) 21-30.
    """
    one, two = np.asarray(lab1, dtype=np.float64), np.asarray(lab2, dtype=np.float64)
    l1, a1, b1, l2, a2, b2 = (lab[..., i] for lab in (one, two) for i in range(3))
    raised = 1.5 - 0.5 * _seventh((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2.0)
    a1, a2 = a1 * raised, a2 * raised
    c1, c2 = np.sqrt(a1 * a1 + b1 * b1), np.sqrt(a2 * a2 + b2 * b2)
    l_mean, c_mean = (l1 + l2) / 2.0 - 50.0, (c1 + c2) / 2.0
    dh, cos, sin = _hues((a1, b1, c1), (a2, b2, c2))
    dl = (l2 - l1) / (1.0 + 0.015 * l_mean**2 / np.sqrt(20.0 + l_mean**2))
    dc = (c2 - c1) / (1.0 + 0.045 * c_mean)
    dh = dh / (1.0 + 0.015 * c_mean * _hue_weight(cos, sin))
    rotation = 2.0 * _seventh(c_mean) * _turn(cos, sin)
    return np.asarray(np.sqrt(np.maximum(dl * dl + dc * dc + dh * dh - rotation * dc * dh, 0.0)))


def ciede2000_of(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    """Return the CIEDE2000 difference of two CIE L*a*b* colours: the same as ``ciede2000``, but quick for one pair."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    raised = 1.5 - 0.5 * _seventh_of((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2.0)
    c1, c2 = math.hypot(a1 * raised, b1), math.hypot(a2 * raised, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * raised)) % 360.0 for a, b in ((a1, b1), (a2, b2)))
    dh, hue = h2 - h1, (h1 + h2) / 2.0
    if c1 * c2 == 0.0:
        dh, hue = 0.0, h1 + h2
    elif abs(dh) > 180.0 + 1e-9:
        dh, hue = dh - math.copysign(360.0, dh), hue + (180.0 if hue < 180.0 else -180.0)
    l_mean, c_mean = (l1 + l2) / 2.0 - 50.0, (c1 + c2) / 2.0
    turn = math.radians(hue)
    weight = 1.0 - 0.17 * math.cos(turn - _RAD30) + 0.24 * math.cos(2.0 * turn)
    weight += 0.32 * math.cos(3.0 * turn + _RAD6) - 0.20 * math.cos(4.0 * turn - _RAD63)
    dl = (l2 - l1) / (1.0 + 0.015 * l_mean**2 / math.sqrt(20.0 + l_mean**2))
    dc = (c2 - c1) / (1.0 + 0.045 * c_mean)
    dhh = 2.0 * math.sqrt(c1 * c2) * math.sin(math.radians(dh) / 2.0) / (1.0 + 0.015 * c_mean * weight)
    rotation = 2.0 * _seventh_of(c_mean) * math.sin(_SIXTY * math.exp(-(((hue - 275.0) / 25.0) ** 2)))
    return math.sqrt(max(dl * dl + dc * dc + dhh * dhh - rotation * dc * dhh, 0.0))


def _seventh_of(chroma: float) -> float:
    return math.sqrt(chroma**7 / (chroma**7 + 25.0**7))


def _seventh(chroma: _Plane) -> _Plane:
    # By hand: a general power is twenty times as slow.
    squared = chroma * chroma
    c7 = squared * squared * squared * chroma
    return np.asarray(np.sqrt(c7 / (c7 + 25.0**7)))


def _hues(one: tuple[_Plane, _Plane, _Plane], two: tuple[_Plane, _Plane, _Plane]) -> tuple[_Plane, _Plane, _Plane]:
    """Return of colours as (a', b, C'): 2 sqrt(C1 C2) sin(dh / 2), and cosine and sine of the hue half-way between.

    It is half-way on the shorter side; a grey has the hue of the other.
    """
    (a1, b1, c1), (a2, b2, c2) = one, two
    product, along, across = c1 * c2, a1 * a2 + b1 * b2, a1 * b2 - a2 * b1
    # Each counts with the chroma of the other, which gives both one length.
    own, other = np.where(c2 > 0.0, c2, 1.0), np.where(c1 > 0.0, c1, 1.0)
    x, y = a1 * own + a2 * other, b1 * own + b2 * other
    opposite = (along < 0.0) & (np.abs(across) < _OPPOSITE * product)
    if opposite.any():
        # Half-way lies on both sides: the one is taken that comes first from 0 on, as by the mean of the angles.
        ahead = np.where((b1 > 0.0) | ((b1 == 0.0) & (a1 > 0.0)), 1.0, -1.0)
        across = np.where(opposite, ahead, across)
        x, y = np.where(opposite, -ahead * b1, x), np.where(opposite, ahead * a1, y)
    # Two forms of one number: each is exact where the other loses its digits.
    near = across / np.sqrt(np.maximum((product + along) / 2.0, _LEAST))
    far = np.copysign(np.sqrt(np.maximum(2.0 * (product - along), 0.0)), across)
    length = np.sqrt(x * x + y * y)
    length = np.where(length > 0.0, length, 1.0)
    return np.where(along > 0.0, near, far), x / length, y / length


def _hue_weight(cos: _Plane, sin: _Plane) -> _Plane:
    """Return T of the mean hue: 1 - .17 cos(h - 30) + .24 cos 2h + .32 cos(3h + 6) - .2 cos(4h - 63), in degrees."""
    cos2, sin2 = 2.0 * cos * cos - 1.0, 2.0 * sin * cos
    cos3, sin3 = cos2 * cos - sin2 * sin, sin2 * cos + cos2 * sin
    cos4, sin4 = 2.0 * cos2 * cos2 - 1.0, 2.0 * sin2 * cos2
    first, third, fourth = _T1[0] * cos + _T1[1] * sin, _T3[0] * cos3 - _T3[1] * sin3, _T4[0] * cos4 + _T4[1] * sin4
    return np.asarray(1.0 - first + 0.24 * cos2 + third - fourth)


def _turn(cos: _Plane, sin: _Plane) -> _Plane:
    """Return the sine of the angle by which the axes of hue and chroma turn among the blues."""
    hue = np.arctan2(sin, cos)
    off = (np.where(hue < 0.0, hue + 2.0 * np.pi, hue) - _BLUE) / _BLUE_WIDTH
    return np.asarray(np.sin(_SIXTY * np.exp(-off * off)))
