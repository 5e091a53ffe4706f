"""Twenty-four tubes of paint, and how they mix.

Mixing is one-constant Kubelka-Munk theory on 36 spectral bands: (1 - R)^2 / 2R of the mix is the mean of the tubes'
own, weighted by proportion (P. Kubelka & F. Munk 1931; D. R. Duncan 1940; used for paint on screens by C. Haase &
G. Meyer, "Modeling pigmented materials for realistic image synthesis", ACM TOG 11, 1992). The reflectance of a tube is
recovered from its colour by the method of S. A. Burns (Color Research & Application 45, 2020, 8-21), once, by
``train/pigment_spectra.py``; here it is a table.

Colours of the tubes, sRGB under D65, are typical ones of paint put on thick, set by hand for this project in steps of
five levels: no maker's and nobody's measurement. The same tube of two makers easily differs by 5-10 CIEDE2000.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

SCALE: Final = 10000
"""Reflectances are stored as whole ten-thousandths."""


@dataclass(frozen=True, slots=True)
class Pigment:
    """One tube of paint: its name and the sRGB bytes of the paint put on thick."""

    name: str
    rgb: tuple[int, int, int]

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python for JSON."""
        return {"name": self.name, "rgb": list(self.rgb)}


TUBES: Final = (
    Pigment("titanium white", (250, 248, 240)),
    Pigment("lemon yellow", (250, 225, 30)),
    Pigment("cadmium yellow", (255, 190, 0)),
    Pigment("cadmium orange", (245, 115, 15)),
    Pigment("cadmium red light", (225, 55, 25)),
    Pigment("cadmium red", (190, 35, 35)),
    Pigment("alizarin crimson", (90, 15, 30)),
    Pigment("quinacridone rose", (150, 25, 70)),
    Pigment("dioxazine violet", (45, 25, 55)),
    Pigment("ultramarine", (30, 30, 110)),
    Pigment("cobalt blue", (15, 55, 135)),
    Pigment("cerulean blue", (0, 100, 150)),
    Pigment("phthalo blue", (15, 25, 65)),
    Pigment("Prussian blue", (20, 30, 50)),
    Pigment("phthalo green", (0, 45, 40)),
    Pigment("viridian", (25, 75, 65)),
    Pigment("chromium oxide green", (80, 105, 65)),
    Pigment("yellow ochre", (185, 130, 45)),
    Pigment("raw sienna", (145, 95, 45)),
    Pigment("burnt sienna", (110, 60, 40)),
    Pigment("Venetian red", (140, 60, 45)),
    Pigment("raw umber", (65, 50, 40)),
    Pigment("burnt umber", (60, 40, 35)),
    Pigment("ivory black", (30, 30, 30)),
)


def tube(name: str) -> Pigment:
    """Return the tube of that name; raises KeyError where there is none."""
    return {one.name: one for one in TUBES}[name]


@dataclass(frozen=True, slots=True)
class Spectra:
    """What mixing needs.

    Attributes:
        absorption: (24, 36) float64, K / S of each tube at 380-730 nm, in the order of ``TUBES``.
        to_rgb: (3, 36) float64, from reflectance to linear sRGB under D65; white is exactly 1.

    """

    absorption: NDArray[np.float64]
    to_rgb: NDArray[np.float64]


@lru_cache(maxsize=1)
def spectra() -> Spectra:
    """Return the table of the tubes."""
    raw = resources.files("art_assistant.analysis").joinpath("data", "tubes.npz").read_bytes()
    with np.load(io.BytesIO(raw), allow_pickle=False) as table:
        return Spectra(absorption_of(table["reflectance"] / SCALE), table["to_rgb"])


def absorption_of(reflectance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return K / S, above 0, of paint put on thick whose reflectance, 0-1, is given; of any shape."""
    return np.asarray((1.0 - reflectance) ** 2 / (2.0 * reflectance))


def reflectance_of(absorption: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the reflectance, 0-1, of paint put on thick whose K / S is given; the inverse of ``absorption_of``."""
    # As 1 + q - sqrt(q^2 + 2q), written so that nothing is lost where q is large and the paint nearly black.
    return np.asarray(1.0 / (1.0 + absorption + np.sqrt(absorption**2 + 2.0 * absorption)))


def mixed(weights: NDArray[np.float64], table: Spectra) -> NDArray[np.float64]:
    """Return the linear sRGB (..., 3), 0-1, of mixes whose proportions (..., 24) each sum to 1."""
    return np.asarray(np.clip(reflectance_of(weights @ table.absorption) @ table.to_rgb.T, 0.0, 1.0))
