"""Plain colour names: the nearest of the 267 ISCC-NBS centroids, such as "dark grayish blue", and plain greys.

A grey has no hue in its name. The neutral blocks of the system, black to white, reach to Munsell chroma 0.5 and are
parted at the values 2.5, 4.5, 6.5 and 8.5; chroma 0.5 is a C*ab of 2 to 3 by hue. The least of these is the limit here,
which also leaves every centroid its own name. The nearest centroid alone would name a dark grey after a green or a
brown whose lightness fits better.

Source: K. L. Kelly & D. B. Judd, "Color: Universal Language and Dictionary of Names", NBS Special Publication 440
(1976), a work of the United States government in the public domain; centroids in sRGB as converted by A. Jaffer,
but for "deep yellowish pink", whose circulating code #e66721 is an orange and is read as #e66761.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab

_TABLE = "iscc_nbs.csv"

_NEUTRALS = ("black", "dark gray", "medium gray", "light gray", "white")
_NEUTRAL_STEPS = (25.3, 45.9, 66.0, 85.4)
"""L* of the Munsell values 2.5, 4.5, 6.5 and 8.5 (ASTM D1535), where the neutral blocks meet."""
_NEUTRAL_CHROMA = 2.0
_SAME_SIDE = 0.26
"""Cosine of 75 degrees."""


@lru_cache(maxsize=1)
def centroids() -> tuple[tuple[str, ...], F32]:
    """Return the 267 names and their (267, 3) float32 CIE L*a*b* (D65) centroids."""
    text = resources.files("art_assistant.analysis").joinpath("data", _TABLE).read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]
    rgb = np.array([list(bytes.fromhex(code)) for _, code in rows], dtype=np.uint8)
    return tuple(name for name, _ in rows), srgb_to_lab(rgb)


def color_name(lab: NDArray[Any]) -> str:
    """Return the ISCC-NBS name nearest, by CIEDE2000, to one CIE L*a*b* colour (3,)."""
    return color_names(np.asarray(lab, dtype=np.float32).reshape(1, 3))[0]


def color_names(lab: NDArray[Any]) -> list[str]:
    """Return the ISCC-NBS names of CIE L*a*b* colours (n, 3): a neutral one below C*ab 2, else the nearest's.

    Nearest is by CIEDE2000, among the centroids that are neutral or of the colour's own side of the hue circle.
    """
    names, points = centroids()
    colours = np.asarray(lab, dtype=np.float32)
    distance = ciede2000(colours[:, None, :], points[None, :, :])
    distance[_across(colours, points)] = np.inf
    steps = np.searchsorted(_NEUTRAL_STEPS, colours[:, 0], side="right")
    neutral = _chroma(colours) < _NEUTRAL_CHROMA
    return [
        _NEUTRALS[step] if grey else names[index]
        for step, grey, index in zip(steps.tolist(), neutral.tolist(), distance.argmin(axis=1).tolist(), strict=True)
    ]


def _across(colours: F32, points: F32) -> NDArray[np.bool_]:
    """Return (n, m) where a centroid that has a hue lies more than 75 degrees of hue from a colour."""
    product = colours[:, None, 1] * points[None, :, 1] + colours[:, None, 2] * points[None, :, 2]
    size = _chroma(colours)[:, None] * _chroma(points)[None, :]
    return np.asarray((product < _SAME_SIDE * size) & (_chroma(points) >= _NEUTRAL_CHROMA)[None, :])


def _chroma(lab: F32) -> F32:
    return np.hypot(lab[:, 1], lab[:, 2])
