"""Could this picture be painted with a few tubes? The mixes of three limited palettes, approximated.

How tubes mix, and where their colours come from, is told in ``tubes``. The mixes of the three palettes are made once,
by ``train/pigment_spectra.py``; here they are a table of colours. Red earth is the ISCC-NBS centroid "dark reddish
orange", 10R 4/8.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color.cells import ColorNodes, color_cells, nearest, stretched, unstretched
from art_assistant.analysis.color.tubes import Pigment, tube
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import ciede2000, linear_to_lab, linear_to_srgb

INSIDE_DELTA_E = 3.0
"""A colour counts as mixable when a mix comes this near (CIEDE2000): what the grid of mixes itself leaves between."""

APPROXIMATION = (
    "An approximation: mixes are computed by Kubelka-Munk theory from one colour a tube, with no glazes, grounds or "
    "gloss; colours darker or lighter than any mix are compared at the nearest lightness a mix has."
)

MIX_SCALE = 10000
"""Mixes are stored as whole ten-thousandths."""

_SOFT_NEIGHBOURS = 4
_KD_TREE_SINGLE = 4
"""FLANN's number for a single tree, which is searched to the end: exact, and the same every time."""

_NEUTRAL = 0.06
"""OKLab chroma 0.03, about C*ab 8, in the stretched space."""


@dataclass(frozen=True, slots=True)
class LimitedPalette:
    """A named set of tubes, white among them, with where the set comes from."""

    id: str
    name: str
    source: str
    pigments: tuple[Pigment, ...]


_WHITE, _BLACK, _OCHRE = tube("titanium white"), tube("ivory black"), tube("yellow ochre")
_RED_EARTH = Pigment("red earth", (158, 71, 50))
_RED, _YELLOW, _BLUE = tube("cadmium red light"), tube("lemon yellow"), tube("ultramarine")

LIMITED_PALETTES: tuple[LimitedPalette, ...] = (
    LimitedPalette(
        "zorn",
        "Zorn palette",
        "the four tubes of Anders Zorn's self-portrait of 1896; light cadmium red stands for vermilion",
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
            "pigments": [pigment.as_dict() for pigment in self.palette.pigments],
            "share_inside": None if self.share_inside is None else round(self.share_inside, 4),
            "mean_delta_e_outside": None if outside is None else round(outside, 2),
            "approximation": self.approximation,
        }


def fit_limited_palettes(nodes: ColorNodes) -> tuple[LimitedFit, ...]:
    """Return the fit of every limited palette to the colours of a picture."""
    if nodes.share.size == 0:
        return tuple(LimitedFit(palette, None, None) for palette in LIMITED_PALETTES)
    reached = np.stack([_clamped_and_nearest(nodes.points, mixtures(palette)) for palette in LIMITED_PALETTES])
    lab = linear_to_lab(unstretched(reached))
    deltas = ciede2000(lab[:, 0], lab[:, 1])
    return tuple(_fit(*pair, nodes.share) for pair in zip(LIMITED_PALETTES, deltas, strict=True))


def recolor(rgb: U8, palette: LimitedPalette) -> U8:
    """Return ``rgb`` (h, w, 3) uint8 sRGB as ``palette`` would have it.

    What the palette mixes stays as it is; every other colour becomes the middle of the four mixes nearest to it,
    nearer ones counting more, so that no steps appear that no brush would make.
    """
    cells, mixes = color_cells(rgb), mixtures(palette)
    clamped = _clamped(stretched(cells.oklab), mixes)
    near = _nearest_mixes(clamped, mixes)
    pair = linear_to_lab(unstretched(np.stack([clamped, mixes[near[:, 0]]])))
    outside = ciede2000(pair[0], pair[1]) > INSIDE_DELTA_E
    shown = clamped.copy()
    shown[outside] = _soft_mixes(clamped[outside], mixes[near[outside]])
    return np.take(linear_to_srgb(unstretched(shown)), cells.cell_of, axis=0)


def _nearest_mixes(points: NDArray[np.float64], mixes: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return (n, 4) indices of the mixes nearest to each point (n, 3), the nearest first."""
    # A tree answers for thousands of points in the time in which all their distances to all mixes are written down.
    tree = cv2.flann.Index(mixes.astype(np.float32), {"algorithm": _KD_TREE_SINGLE})
    near, _ = tree.knnSearch(points.astype(np.float32), _SOFT_NEIGHBOURS, params={"checks": -1})
    return np.asarray(near, dtype=np.int32)


def _soft_mixes(points: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the middle of the (n, 4, 3) mixes near each point (n, 3), nearer ones counting more."""
    weight = 1.0 / np.maximum(((near - points[:, None]) ** 2).sum(axis=2), 1e-8)
    return np.asarray((near * weight[..., None]).sum(axis=1) / weight.sum(axis=1)[:, None])


def _fit(palette: LimitedPalette, delta: NDArray[np.float64], share: NDArray[np.float64]) -> LimitedFit:
    outside = delta > INSIDE_DELTA_E
    left = float(share[outside].sum())
    mean = float(np.average(delta[outside], weights=share[outside])) if left > 0.0 else None
    return LimitedFit(palette, float(np.clip(1.0 - left, 0.0, 1.0)), mean)


def _clamped(points: NDArray[np.float64], mixes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points (n, 3) between the black and the white of the mixes.

    Photographs set their black and white as they please, so what is darker than the darkest near-neutral mix is
    compared at the lightness of that mix, and what is lighter than white at white's.
    """
    neutral = mixes[np.hypot(mixes[:, 1], mixes[:, 2]) < _NEUTRAL, 0]
    clamped = points.copy()
    clamped[:, 0] = np.clip(clamped[:, 0], neutral.min(), neutral.max())
    return clamped


def _clamped_and_nearest(points: NDArray[np.float64], mixes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (2, n, 3): the points between the black and the white of the mixes, and the mix nearest to each."""
    clamped = _clamped(points, mixes)
    return np.stack([clamped, mixes[nearest(clamped, mixes)]])


@lru_cache(maxsize=1)
def _table() -> dict[str, NDArray[np.float64]]:
    raw = resources.files("art_assistant.analysis").joinpath("data", "limited_mixes.npz").read_bytes()
    with np.load(io.BytesIO(raw), allow_pickle=False) as table:
        return {key: table[key] / MIX_SCALE for key in table.files}


def mixtures(palette: LimitedPalette) -> NDArray[np.float64]:
    """Return (m, 3) float64 mixes of ``palette`` in the stretched OKLab space, about 0.02 from one to the next."""
    return _table()[palette.id]
