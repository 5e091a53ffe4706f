"""A grey or white card in the shot: what it says of the exposure, and of the light's colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import LUMINANCE, srgb_to_linear

GREY: Final = 0.18
WHITE: Final = 0.90
"""Reflectance of a photographer's grey card, and of white card or paper."""
_BETWEEN: Final = 0.42
"""Luminance in the photograph above which a card is taken for white; half way between both, in stops."""
_RADIUS: Final = 0.006
"""Of the patch that is read, in long sides."""
_COLORED: Final = 0.45
"""Ratio of the channels, as a logarithm, beyond which it is no card."""
_CUT_OFF: Final = 250


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says.

    Attributes:
        gain: (3,) by which linear light is multiplied to make the card what it is.
        kind: ``"grey"`` or ``"white"``: which it was taken for.

    """

    gain: tuple[float, float, float]
    kind: str


def read_card(photo: U8, point: tuple[float, float]) -> Card:
    """Return what the card at a point says.

    Args:
        photo: (h, w, 3) uint8 sRGB.
        point: fractions of its width and height.

    Raises:
        UsageError: there is no card at that point that tells anything.

    """
    height, width = photo.shape[:2]
    x, y = min(int(point[0] * width), width - 1), min(int(point[1] * height), height - 1)
    radius = max(1, round(_RADIUS * max(height, width)))
    patch = photo[max(0, y - radius) : y + radius + 1, max(0, x - radius) : x + radius + 1].reshape(-1, 3)
    color = np.median(srgb_to_linear(patch), axis=0).astype(np.float64)
    if np.median(patch, axis=0).max() >= _CUT_OFF or color.min() < 0.01:
        raise UsageError("The card is too bright or too dark in the photograph to tell anything; expose it again.")
    if np.ptp(np.log(color)) > _COLORED:
        raise UsageError("What lies at that point is coloured, and no grey or white card; choose a point on the card.")
    kind, true = ("white", WHITE) if float(color @ LUMINANCE) > _BETWEEN else ("grey", GREY)
    red, green, blue = (float(true / part) for part in color)
    return Card((red, green, blue), kind)
