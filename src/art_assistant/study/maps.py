"""What a study hands to whoever draws by itself: the maps of a picture, and what lies under one point of it."""

from __future__ import annotations

from dataclasses import dataclass

from art_assistant.analysis.value.probe import Probe
from art_assistant.imaging.arrays import U8


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies under a point of the picture.

    Attributes:
        probe: its value, averaged in linear light over the disc; unknown where nothing there counts.
        hex: the mean colour as ``"#rrggbb"``; None where nothing there counts.
        name: that colour's plain name; None likewise.
        mass: number of the mass at the centre, 1 the darkest; None outside all of them.
        step: step of the value plan at the centre, 1 the darkest; None where it does not count.

    """

    probe: Probe
    hex: str | None
    name: str | None
    mass: int | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Planes:
    """The maps from which a face draws by itself, all (h, w) uint8 on the working grid.

    Attributes:
        lightness: L* x 2.55.
        squint: the squinted L* x 2.55.
        masses: mass number - 1; 255 where the picture does not count.
        shapes: shape number - 1; 255 likewise.
        plan: step of the value plan - 1; 255 likewise.

    """

    lightness: U8
    squint: U8
    masses: U8
    shapes: U8
    plan: U8
