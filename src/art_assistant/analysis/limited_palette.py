"""Could this picture be painted with a few tubes? The mixes of three limited palettes, approximated.

Mixing is one-constant Kubelka-Munk theory on 36 spectral bands: (1 - R)^2 / 2R of the mix is the mean of the tubes'
own, weighted by proportion (P. Kubelka & F. Munk 1931; D. R. Duncan 1940; used for paint on screens by C. Haase &
G. Meyer, "Modeling pigmented materials for realistic image synthesis", ACM TOG 11, 1992). The reflectance of a tube is
recovered from its colour by the method of S. A. Burns (Color Research & Application 45, 2020, 8-21).

Colours of the tubes, sRGB under D65, from paint put on thick: titanium white, ivory black and yellow ochre as measured
with a spectrophotometer on Winsor & Newton Artisan oils (Sensual Logic, "Artist Color Data"); cadmium red, cadmium
yellow and ultramarine from S. Sochorova & O. Jamriska, "Practical pigment mixing for digital painting" (ACM TOG 40,
2021); red earth is the ISCC-NBS centroid "dark reddish orange", 10R 4/8. The same tube of two makers easily differs by
5-10 CIEDE2000.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color_cells import ColorNodes, color_cells, stretched, unstretched
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import ciede2000, linear_to_lab, linear_to_oklab, linear_to_srgb

INSIDE_DELTA_E = 3.0
"""A colour counts as mixable when a mix comes this near (CIEDE2000): what the grid of mixes itself leaves between."""

APPROXIMATION = (
    "An approximation: mixes are computed by Kubelka-Munk theory from one colour a tube, with no glazes, grounds or "
    "gloss; colours darker or lighter than any mix are compared at the nearest lightness a mix has."
)

_STEPS = (0.0, 0.004, 0.012, 0.03, 0.07, 0.15, 0.3, 0.6, 1.0)
_THIN = 0.02
_NEUTRAL = 0.06
"""OKLab chroma 0.03, about C*ab 8, in the stretched space."""


@dataclass(frozen=True, slots=True)
class Pigment:
    """One tube of paint: its name and the sRGB bytes of the paint put on thick."""

    name: str
    rgb: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class LimitedPalette:
    """A named set of tubes, white among them, with where the set comes from."""

    id: str
    name: str
    source: str
    pigments: tuple[Pigment, ...]


_WHITE = Pigment("titanium white", (249, 245, 234))
_BLACK = Pigment("ivory black", (27, 28, 28))
_OCHRE = Pigment("yellow ochre", (187, 128, 18))
_RED_EARTH = Pigment("red earth", (158, 71, 50))
_RED = Pigment("cadmium red", (255, 39, 2))
_YELLOW = Pigment("cadmium yellow", (254, 236, 0))
_BLUE = Pigment("ultramarine", (25, 0, 89))

LIMITED_PALETTES: tuple[LimitedPalette, ...] = (
    LimitedPalette(
        "zorn",
        "Zorn palette",
        "the four tubes of Anders Zorn's self-portrait of 1896; cadmium red stands for vermilion",
        (_OCHRE, _RED, _BLACK, _WHITE),
    ),
    LimitedPalette(
        "tetrachrome",
        "Four earths of Apelles",
        "Pliny the Elder, Natural History 35.50: white, ochre, red earth and black",
        (_OCHRE, _RED_EARTH, _BLACK, _WHITE),
    ),
    LimitedPalette(
        "primary",
        "Primary triad",
        "red, yellow and blue with white, the usual teaching palette",
        (_RED, _YELLOW, _BLUE, _WHITE),
    ),
)


@dataclass(frozen=True, slots=True)
class LimitedFit:
    """How much of a picture a limited palette reaches.

    Attributes:
        palette: the tubes.
        share_inside: share of the counted pixels within CIEDE2000 3 of a mix; None when nothing is counted.
        mean_delta_e_outside: mean CIEDE2000 from the nearest mix over the rest; None when there is no rest.
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
            "source": self.palette.source,
            "pigments": [{"name": tube.name, "rgb": list(tube.rgb)} for tube in self.palette.pigments],
            "share_inside": None if self.share_inside is None else round(self.share_inside, 4),
            "mean_delta_e_outside": None if outside is None else round(outside, 2),
            "approximation": self.approximation,
        }


def fit_limited_palettes(nodes: ColorNodes) -> tuple[LimitedFit, ...]:
    """Return the fit of every limited palette to the colours of a picture."""
    if nodes.share.size == 0:
        return tuple(LimitedFit(palette, None, None) for palette in LIMITED_PALETTES)
    reached = np.stack([_clamped_and_nearest(nodes.points, palette) for palette in LIMITED_PALETTES])
    lab = linear_to_lab(unstretched(reached))
    deltas = ciede2000(lab[:, 0], lab[:, 1])
    return tuple(_fit(*pair, nodes.share) for pair in zip(LIMITED_PALETTES, deltas, strict=True))


def recolor(rgb: U8, palette: LimitedPalette) -> U8:
    """Return ``rgb`` (h, w, 3) uint8 sRGB with every colour replaced by the nearest mix of ``palette``."""
    cells = color_cells(rgb)
    mixed = _clamped_and_nearest(stretched(cells.oklab), palette)[1]
    return linear_to_srgb(unstretched(mixed))[cells.cell_of]


def _fit(palette: LimitedPalette, delta: NDArray[np.float64], share: NDArray[np.float64]) -> LimitedFit:
    outside = delta > INSIDE_DELTA_E
    left = float(share[outside].sum())
    mean = float(np.average(delta[outside], weights=share[outside])) if left > 0.0 else None
    return LimitedFit(palette, float(np.clip(1.0 - left, 0.0, 1.0)), mean)


def _clamped_and_nearest(points: NDArray[np.float64], palette: LimitedPalette) -> NDArray[np.float64]:
    """Return (2, n, 3): the points between the palette's black and its white, and the mix nearest to each.

    Photographs set their black and white as they please, so what is darker than the darkest near-neutral mix is
    compared at the lightness of that mix, and what is lighter than white at white's.
    """
    mixes = mixtures(palette)
    neutral = mixes[np.hypot(mixes[:, 1], mixes[:, 2]) < _NEUTRAL, 0]
    clamped = points.copy()
    clamped[:, 0] = np.clip(clamped[:, 0], neutral.min(), neutral.max())
    narrow = mixes.astype(np.float32)
    offset = (narrow**2).sum(axis=1)
    chunks = np.array_split(clamped.astype(np.float32), 1 + len(clamped) // 2048)
    nearest = np.concatenate([(offset - (2.0 * chunk) @ narrow.T).argmin(axis=1) for chunk in chunks])
    return np.stack([clamped, mixes[nearest]])


@lru_cache(maxsize=len(LIMITED_PALETTES))
def mixtures(palette: LimitedPalette) -> NDArray[np.float64]:
    """Return (m, 3) float64 mixes of ``palette`` in the stretched OKLab space, no two nearer than 0.02."""
    to_rgb, curves = _spectra()
    reflectance = np.stack([curves[tube.name] for tube in palette.pigments])
    absorption = (1.0 - reflectance) ** 2 / (2.0 * reflectance)
    ratio = _proportions(len(palette.pigments)) @ absorption
    mixed = 1.0 + ratio - np.sqrt(ratio**2 + 2.0 * ratio)
    linear = np.clip(mixed @ to_rgb.T, 0.0, 1.0).astype(np.float32)
    return _thinned(stretched(linear_to_oklab(linear)))


def _thinned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    _, first = np.unique(np.floor(points / _THIN).astype(np.int64), axis=0, return_index=True)
    return np.asarray(points[np.sort(first)])


@lru_cache(maxsize=2)
def _proportions(count: int) -> NDArray[np.float64]:
    grid = np.stack(np.meshgrid(*[np.array(_STEPS)] * count, indexing="ij"), axis=-1).reshape(-1, count)
    grid = grid[grid.max(axis=1) == 1.0]
    return np.asarray(grid / grid.sum(axis=1, keepdims=True))


@lru_cache(maxsize=1)
def _spectra() -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    """Return the (3, 36) matrix from reflectance to linear sRGB, and the (36,) reflectance of each tube."""
    table = resources.files("art_assistant.analysis").joinpath("data", "pigments.csv").read_text(encoding="utf-8")
    header, *rows = table.splitlines()
    columns = np.array([[float(cell) for cell in row.split(",")] for row in rows]).T
    return columns[1:4], dict(zip(header.split(",")[4:], columns[4:], strict=True))
