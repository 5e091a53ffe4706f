"""Plain colour names: the nearest of the 267 ISCC-NBS centroids, such as "dark grayish blue".

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
    """Return the ISCC-NBS names nearest, by CIEDE2000, to CIE L*a*b* colours (n, 3)."""
    names, points = centroids()
    nearest = ciede2000(np.asarray(lab, dtype=np.float32)[:, None, :], points[None, :, :]).argmin(axis=1)
    return [names[int(index)] for index in nearest]
