"""Could this picture be painted with four tubes? The mixes of a limited palette, approximated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8
from art_assistant.imaging.colorspace import (
    ciede2000,
    linear_to_lab,
    linear_to_oklab,
    linear_to_srgb,
    srgb_to_linear,
)

INSIDE_DELTA_E = 3.0
"""A colour counts as mixable when a mix comes this near (CIEDE2000)."""

APPROXIMATION = (
    "An approximation: mixes are computed by Kubelka-Munk theory from one colour per tube; real tubes, grounds and "
    "glazes differ."
)


@dataclass(frozen=True, slots=True)
class Pigment:
    """One tube of paint: its name and the sRGB of its masstone."""

    name: str
    rgb: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class LimitedPalette:
    """A named set of tubes, white among them."""

    id: str
    name: str
    pigments: tuple[Pigment, ...]


_WHITE = Pigment("white", (247, 246, 240))
_RED = Pigment("cadmium red light (for vermilion)", (217, 54, 30))

LIMITED_PALETTES: tuple[LimitedPalette, ...] = (
    LimitedPalette(
        "zorn",
        "Zorn palette",
        (Pigment("yellow ochre", (190, 135, 45)), _RED, Pigment("ivory black", (38, 36, 36)), _WHITE),
    ),
    LimitedPalette(
        "primary",
        "Primary triad",
        (Pigment("ultramarine", (28, 24, 96)), _RED, Pigment("cadmium yellow", (254, 205, 0)), _WHITE),
    ),
    LimitedPalette(
        "earth",
        "Earth palette",
        (
            Pigment("yellow ochre", (190, 135, 45)),
            Pigment("burnt sienna", (110, 52, 28)),
            Pigment("ultramarine", (28, 24, 96)),
            _WHITE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class LimitedFit:
    """How much of a picture a limited palette reaches.

    Attributes:
        palette: the tubes.
        share_inside: share of the counted pixels within CIEDE2000 3 of a mix; None when nothing is counted.
        mean_delta_e_outside: mean CIEDE2000 from the nearest mix over the rest; 0 when there is no rest.
        approximation: what the numbers do not know.

    """

    palette: LimitedPalette
    share_inside: float | None
    mean_delta_e_outside: float | None
    approximation: str = APPROXIMATION

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        outside = self.mean_delta_e_outside
        return {
            "id": self.palette.id,
            "name": self.palette.name,
            "pigments": [{"name": tube.name, "rgb": list(tube.rgb)} for tube in self.palette.pigments],
            "share_inside": None if self.share_inside is None else round(self.share_inside, 4),
            "mean_delta_e_outside": None if outside is None else round(outside, 2),
            "approximation": self.approximation,
        }


def fit_limited_palettes(linear: F32, share: F32) -> tuple[LimitedFit, ...]:
    """Return the fit of every limited palette to colours ``linear`` (n, 3) that cover ``share`` (n,) each."""
    return tuple(_fit(palette, linear, share) for palette in LIMITED_PALETTES)


def recolor(rgb: U8, palette: LimitedPalette) -> U8:
    """Return ``rgb`` (h, w, 3) uint8 sRGB with every colour replaced by the nearest mix of ``palette``."""
    flat = rgb.reshape(-1, 3)
    codes, back = np.unique(
        (flat[:, 0].astype(np.int32) << 16) | (flat[:, 1].astype(np.int32) << 8) | flat[:, 2], return_inverse=True
    )
    unique = np.stack([codes >> 16, (codes >> 8) & 255, codes & 255], axis=-1).astype(np.uint8)
    mixes = mixtures(palette)
    return linear_to_srgb(mixes[_nearest_mix(srgb_to_linear(unique), palette)])[back].reshape(rgb.shape)


def _fit(palette: LimitedPalette, linear: F32, share: F32) -> LimitedFit:
    if share.size == 0:
        return LimitedFit(palette, None, None)
    nearest = mixtures(palette)[_nearest_mix(linear, palette)]
    delta = ciede2000(linear_to_lab(linear), linear_to_lab(nearest))
    outside = delta > INSIDE_DELTA_E
    left = float(share[outside].sum(dtype=np.float64))
    mean = float(np.average(delta[outside], weights=share[outside])) if left > 0.0 else 0.0
    return LimitedFit(palette, float(np.clip(1.0 - left, 0.0, 1.0)), mean)


@lru_cache(maxsize=len(LIMITED_PALETTES))
def mixtures(palette: LimitedPalette) -> F32:
    """Return (m, 3) float32 linear RGB of mixes of ``palette`` on a grid of proportions."""
    masstone = np.clip(srgb_to_linear(np.array([tube.rgb for tube in palette.pigments], dtype=np.uint8)), 0.002, 0.998)
    absorption = (1.0 - masstone) ** 2 / (2.0 * masstone)
    ratio = _proportions(len(palette.pigments)) @ absorption
    return np.asarray(1.0 + ratio - np.sqrt(ratio**2 + 2.0 * ratio), dtype=np.float32)


@lru_cache(maxsize=2)
def _proportions(count: int) -> NDArray[np.float64]:
    steps = np.array([0.0, 0.01, 0.03, 0.08, 0.2, 0.4, 0.7, 1.0])
    grid = np.stack(np.meshgrid(*[steps] * count, indexing="ij"), axis=-1).reshape(-1, count)
    grid = grid[grid.max(axis=1) == 1.0]
    return np.asarray(grid / grid.sum(axis=1, keepdims=True))


def _nearest_mix(linear: F32, palette: LimitedPalette) -> NDArray[np.intp]:
    stretch = np.array([1.0, 2.0, 2.0], dtype=np.float32)
    mixes, colors = linear_to_oklab(mixtures(palette)) * stretch, linear_to_oklab(linear) * stretch
    offset = (mixes**2).sum(axis=1)
    chunks = np.array_split(colors, max(1, len(colors) // 4096))
    return np.concatenate([(offset - 2.0 * chunk @ mixes.T).argmin(axis=1) for chunk in chunks])
