"""Colour spaces: sRGB, linear light, CIE L*a*b* (D65), OKLab, and CIEDE2000.

All maps take arrays whose last axis holds the three channels, and return float32. Linear light and luminance are
0-1, L* is 0-100, OKLab L is 0-1.

Sources: IEC 61966-2-1 (sRGB); CIE 15:2018 (L*a*b*); B. Ottosson, "A perceptual color space for image processing"
(2020) for OKLab; Sharma, Wu & Dalal, "The CIEDE2000 color-difference formula" (2005).
"""

from __future__ import annotations

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
    cubic = 116.0 * np.cbrt(np.maximum(y32, 0.0)) - 16.0
    return np.asarray(np.where(y32 > _CIE_EPSILON, cubic, y32 * _CIE_KAPPA), dtype=np.float32)


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
    xyz = linear @ _XYZ_SCALED.T
    f = np.where(xyz > _CIE_EPSILON, np.cbrt(xyz), (_CIE_KAPPA * xyz + 16.0) / 116.0)
    lab = np.empty(linear.shape, dtype=np.float32)
    lab[..., 0] = 116.0 * f[..., 1] - 16.0
    lab[..., 1] = 500.0 * (f[..., 0] - f[..., 1])
    lab[..., 2] = 200.0 * (f[..., 1] - f[..., 2])
    return lab


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

    Source: Sharma, Wu & Dalal, Color Research & Application 30 (2005) 21-30.
    """
    one, two = np.asarray(lab1, dtype=np.float64), np.asarray(lab2, dtype=np.float64)
    g = _chroma_correction(one, two)
    l1, c1, h1 = _primed(one, g)
    l2, c2, h2 = _primed(two, g)
    dh = _hue_difference(c1, h1, c2, h2)
    big_h = 2.0 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2.0)
    l_mean, c_mean, h_mean = (l1 + l2) / 2.0, (c1 + c2) / 2.0, _mean_hue(c1, h1, c2, h2)
    s_l = 1.0 + 0.015 * (l_mean - 50.0) ** 2 / np.sqrt(20.0 + (l_mean - 50.0) ** 2)
    s_c = 1.0 + 0.045 * c_mean
    s_h = 1.0 + 0.015 * c_mean * _hue_weight(h_mean)
    rotation = -np.sin(np.radians(60.0 * np.exp(-(((h_mean - 275.0) / 25.0) ** 2)))) * _seventh(c_mean) * 2.0
    dl, dc, dhh = (l2 - l1) / s_l, (c2 - c1) / s_c, big_h / s_h
    return np.asarray(np.sqrt(np.maximum(dl**2 + dc**2 + dhh**2 + rotation * dc * dhh, 0.0)))


def _seventh(chroma: NDArray[np.float64]) -> NDArray[np.float64]:
    # By hand: a general power is twenty times as slow.
    squared = chroma * chroma
    c7 = squared * squared * squared * chroma
    return np.asarray(np.sqrt(c7 / (c7 + 25.0**7)))


def _chroma_correction(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    mean = (np.hypot(one[..., 1], one[..., 2]) + np.hypot(two[..., 1], two[..., 2])) / 2.0
    return 0.5 * (1.0 - _seventh(mean))


def _primed(
    lab: NDArray[np.float64], g: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    a = lab[..., 1] * (1.0 + g)
    b = lab[..., 2] + 0.0 * a
    return lab[..., 0] + 0.0 * a, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360.0


def _hue_difference(
    c1: NDArray[np.float64], h1: NDArray[np.float64], c2: NDArray[np.float64], h2: NDArray[np.float64]
) -> NDArray[np.float64]:
    raw = h2 - h1
    wrapped = np.where(raw > 180.0, raw - 360.0, np.where(raw < -180.0, raw + 360.0, raw))
    return np.where(c1 * c2 == 0.0, 0.0, wrapped)


def _mean_hue(
    c1: NDArray[np.float64], h1: NDArray[np.float64], c2: NDArray[np.float64], h2: NDArray[np.float64]
) -> NDArray[np.float64]:
    total = h1 + h2
    far = np.abs(h1 - h2) > 180.0
    shifted = np.where(total < 360.0, total + 360.0, total - 360.0)
    return np.where(c1 * c2 == 0.0, total, np.where(far, shifted, total) / 2.0)


def _hue_weight(h: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(
        1.0
        - 0.17 * np.cos(np.radians(h - 30.0))
        + 0.24 * np.cos(np.radians(2.0 * h))
        + 0.32 * np.cos(np.radians(3.0 * h + 6.0))
        - 0.20 * np.cos(np.radians(4.0 * h - 63.0))
    )
