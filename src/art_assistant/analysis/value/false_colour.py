"""False colour: values told apart by hue, in the order of their lightness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from art_assistant.imaging.arrays import F32, U8


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One step of the false-colour scale: the Munsell value and the sRGB colour that stands for it."""

    value: int
    rgb: tuple[int, int, int]


FALSE_COLOUR_LEGEND: Final[tuple[LegendEntry, ...]] = tuple(
    LegendEntry(value, rgb)
    for value, rgb in enumerate(
        [
            (0, 0, 0),
            (9, 19, 82),
            (47, 31, 122),
            (31, 66, 145),
            (0, 97, 168),
            (5, 129, 165),
            (52, 163, 116),
            (114, 190, 65),
            (185, 210, 53),
            (247, 229, 57),
            (255, 255, 255),
        ]
    )
)
"""Values 0-10, each in a colour whose own L* is ten times the value: the order survives every colour vision and a
black-and-white print, and the hue (violet, blue, green, yellow) tells neighbours apart better than greys do."""

_FALSE_COLOURS: Final = np.array([entry.rgb for entry in FALSE_COLOUR_LEGEND], dtype=np.uint8)


def false_colour(l_map: F32) -> U8:
    """Return (h, w, 3) uint8 sRGB: each pixel of L* 0-100 in the legend colour of its nearest whole value."""
    return np.asarray(_FALSE_COLOURS[np.clip(l_map / 10.0 + 0.5, 0, 10).astype(np.int32)])
