"""A drawing with the light of its paper taken off: as if the lamp had stood far away.

The paper is one sheet, so that what changes slowly across it is light. A smooth surface is fitted to the paper between
and around the marks, again and again with less weight for what lies off it and least for what lies below: marks are
dark. Where most of the sheet lies on that surface, every place is lit as the lightest is; else nothing is touched.

Source of the weights: Geman & McClure, Bull. Int. Stat. Inst. 52 (1987) 5-21.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8, Picture
from art_assistant.imaging.colorspace import linear_table, lstar, srgb_to_lab
from art_assistant.imaging.sizes import encode

_CELLS: Final = 40
"""Places along the long side at which the paper is read."""

_WIDEST: Final = 0.02
"""Half the width of a mark that is bridged before the paper is read, as a share of the long side."""

_GRAIN: Final = 0.004
"""Standard deviation of the blur that takes off the grain of the paper, as a share of the long side."""

_POWERS: Final = tuple((i, total - i) for total in range(5) for i in range(total, -1, -1))
"""Powers of across and down of which the light is made: up to the fourth, which follows a lamp, a corner in the shade
and the fall of light in a lens, and is too stiff for a shadow that was drawn."""

_STIFF: Final = 0.0005
"""What a bend of the surface costs, so that it does not swing where no paper is seen."""

_ROUNDS: Final = 16
_BEGINNING: Final = 20.0
_FITS: Final = 2.5
"""L* from the surface within which a place is paper; the fit begins with ``_BEGINNING`` and narrows down to it."""

_BELOW: Final = 0.6
"""How much nearer than above it what lies below the surface loses its say."""

_PAPER: Final = 0.52
"""Share of the picture that must lie on the surface: so much of 20 of 25 pencil drawings on bare paper does, and of
hardly a shaded one."""

_ABOVE: Final = 0.1
"""Share that may lie well above it: what is lighter than the paper was never under its light."""

_LEAST: Final = 5.0
"""L* across the paper below which its light is even."""

_DARKEST: Final = 60.0
"""L* of the lightest paper below which it is taken for a dark ground."""

_COLOURED: Final = 22.0
"""C*ab of the paper from which it is taken for a painted ground: tan and pink papers have up to 18."""

_SEEN: Final = 0.1
"""Spread of L* from pixel to pixel below which no camera saw the paper: it was made on a screen, gradient and all."""


@dataclass(frozen=True, slots=True)
class PaperLight:
    """The light on a sheet.

    Attributes:
        gain: (a, b) float32, what linear light is multiplied by on a small grid over the picture.
        across: L* from the darkest to the lightest paper.

    """

    gain: F32
    across: float


def paper_light(rgb: U8) -> PaperLight | None:
    """Return the light on the paper of a drawing, (h, w, 3) uint8 sRGB; None where it is even, or no paper is found."""
    l_map = lstar(rgb)
    cells = _paper_of(l_map)
    # L* + 16 goes with the cube root of light, so that light multiplies it; its logarithm is a sum.
    seen = np.log(cells.astype(np.float64) + 16.0)
    light = _surface(seen)
    off = (seen - light) * np.exp(light)
    paper = np.abs(off) <= _FITS
    if paper.mean() < _PAPER or np.mean(off > 2.0 * _FITS) > _ABOVE:
        return None
    # Where no paper is seen, the surface is nothing but a guess.
    low, high = np.quantile(light[paper], (0.02, 0.98))
    across = float(np.exp(high) - np.exp(low))
    if across < _LEAST or np.exp(high) - 16.0 < _DARKEST or not _is_sheet(rgb, l_map, paper):
        return None
    gain = np.exp(3.0 * (high - np.clip(light, low, high)))
    return PaperLight(np.asarray(gain, dtype=np.float32), across)


def evened(picture: Picture, light: PaperLight) -> Picture:
    """Return a drawing as if its paper were lit evenly; what the networks look at stays as it was seen."""
    return replace(
        picture,
        working=_evened(picture.working, light),
        standard=_evened(picture.standard, light),
        detail=_evened(picture.detail, light),
    )


def _evened(rgb: U8, light: PaperLight) -> U8:
    height, width = rgb.shape[:2]
    gain = cv2.resize(light.gain, (width, height), interpolation=cv2.INTER_CUBIC)
    linear = cv2.LUT(rgb, linear_table() * 65535.0)
    return encode(np.asarray(cv2.multiply(linear, cv2.merge([gain] * 3), dtype=cv2.CV_16U), dtype=np.uint16))


def _paper_of(l_map: F32) -> F32:
    """Return (a, b) float32: L* of the sheet on a small grid, its grain smoothed away and narrow marks bridged."""
    height, width = l_map.shape
    long = max(height, width)
    reach = max(1, round(_WIDEST * long))
    window = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * reach + 1, 2 * reach + 1))
    soft = cv2.GaussianBlur(l_map, (0, 0), max(_GRAIN * long, 0.3))
    size = (max(4, round(width * _CELLS / long)), max(4, round(height * _CELLS / long)))
    closed = cv2.morphologyEx(soft, cv2.MORPH_CLOSE, window)
    return np.asarray(cv2.resize(closed, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _surface(seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the surface (a, b) through the logarithms of L* + 16 of the paper."""
    height, width = seen.shape
    y, x = ((np.indices(seen.shape) + 0.5) * 2.0 - np.array([height, width])[:, None, None]) / max(height, width)
    base = np.stack([x**i * y**j for i, j in _POWERS], axis=-1).reshape(-1, len(_POWERS))
    stiff = np.diag([_STIFF * seen.size * (i + j > 1) for i, j in _POWERS])
    wanted, weight = seen.ravel(), np.ones(seen.size)
    surface = wanted
    for i in range(_ROUNDS):
        weighted = base * weight[:, None]
        surface = base @ np.linalg.solve(weighted.T @ base + stiff, weighted.T @ wanted)
        off = (wanted - surface) * np.exp(surface)
        near = max(_FITS, _BEGINNING * 0.75**i)
        weight = (1.0 + (off / np.where(off < 0.0, _BELOW * near, near)) ** 2) ** -2
    return surface.reshape(seen.shape)


def _is_sheet(rgb: U8, l_map: F32, paper: NDArray[np.bool_]) -> bool:
    """Return whether a camera saw the places of the paper, and they have no more colour than papers have."""
    size = paper.shape[::-1]
    fine = cv2.resize(np.abs(l_map - cv2.blur(l_map, (3, 3))), size, interpolation=cv2.INTER_AREA)
    lab = srgb_to_lab(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8))
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    return bool(np.median(fine[paper]) >= _SEEN and np.median(chroma[paper]) < _COLOURED)
