"""What keeps two regions apart: their values first, then hue and chroma, then the subject.

Each kind of evidence is a price, the squared error of painting both alike (Ward's cost), as a share of the error of
the whole picture painted in one value. Evidence of the subject counts only where the picture itself differs across the
contour, and a difference of value counts less where it comes about gradually: a ground in a slow light is one ground.
Two regions that the picture parts and one value would hide in each other have a price as well (``hidden``).

Sources: Ward, J. Am. Stat. Assoc. 58 (1963) 236-244; Mumford & Shah, Comm. Pure Appl. Math. 42 (1989) 577-685.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.mass.regions import F64, Regions
from art_assistant.analysis.mass.sheets import COLOUR_WEIGHT
from art_assistant.analysis.subject import MOSTLY
from art_assistant.imaging.arrays import BoolMap

VALUE: Final = "value"
COLOUR: Final = "colour"
SUBJECT: Final = "subject"

_SUBJECT_STEP: Final = 20.0
"""Steps of L* that being the subject or not is worth, where the picture differs there."""

_GRADUAL_WEIGHT: Final = 0.02
"""What a difference of value counts that shades from one into the other."""

_HIDDEN: Final = 0.02
"""What it costs to lose a contour as long as the side of the picture, as a share of the error of one value for all."""

_SUBJECT_LOST: Final = 3.0
"""How many times as much the contour of the subject costs."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What evidence must be worth for two regions to stay apart, as shares of the error of one value for all.

    Attributes:
        step: where they are painted in two values.
        apart: hue, chroma and subject together, where both are painted in the same value.
        few: number of regions above which both grow with the square of the number.
        shades: what a difference of value counts where both are painted in the same one: nothing once that is final.

    """

    step: float
    apart: float
    few: float = np.inf
    shades: float = 0.0

    def raised(self, count: int) -> tuple[float, float]:
        """Return both prices where there are ``count`` regions."""
        dear = max(1.0, count / self.few) ** 2
        return self.step * dear, self.apart * dear


def evidence(regions: Regions, unit: float) -> tuple[F64, F64, F64]:
    """Return what value, hue and chroma, and the subject say for each contour, (m,) each.

    ``unit`` is as in ``PixelGrid``.
    """
    one, other, mean = regions.one, regions.other, regions.mean
    ward = regions.area[one] * regions.area[other] / (regions.area[one] + regions.area[other]) / unit
    apart = (mean[one] - mean[other]) ** 2
    abrupt, differing = regions.abrupt / regions.length, regions.differing / regions.length
    value = ward * apart[:, 0] * (_GRADUAL_WEIGHT + (1.0 - _GRADUAL_WEIGHT) * abrupt)
    colour = COLOUR_WEIGHT * ward * (apart[:, 1] + apart[:, 2])
    subject = _SUBJECT_STEP**2 * ward * apart[:, 3] * np.where(differing >= MOSTLY, 1.0, 0.0)
    return value, colour, subject


def cheap(found: tuple[F64, F64, F64], alike: BoolMap, prices: Prices, count: int) -> BoolMap:
    """Return for which contours the evidence is not worth the price; ``alike`` (m,) where both sides have one value."""
    value, colour, subject = found
    step, apart = prices.raised(count)
    return np.where(alike, prices.shades * value + colour + subject < apart, value + colour + subject < step)


def hidden(regions: Regions, side: float) -> F64:
    """Return what it costs to paint both sides of each contour in one value, (m,), 1 for the error of one for all.

    Only where the picture differs across it can it be lost. ``side`` is the side of the picture in pixels.
    """
    subject = np.abs(regions.mean[regions.one, 3] - regions.mean[regions.other, 3])
    return np.asarray(_HIDDEN * regions.differing / side * (1.0 + (_SUBJECT_LOST - 1.0) * subject))


def reasons(found: tuple[F64, F64, F64], alike: BoolMap, prices: Prices) -> NDArray[np.str_]:
    """Return which evidence draws each contour: value if that suffices, else colour with it, else the subject.

    Where nothing suffices it is two values that part the sides.
    """
    value, colour, subject = found
    price = np.where(alike, prices.apart, prices.step)
    light = np.where(alike, 0.0, value)
    enough = [light >= price, light + colour >= price, light + colour + subject >= price]
    return np.select(enough, [VALUE, COLOUR, SUBJECT], VALUE)
