"""Where the picture lies in its file: the four corners of canvas, sheet or print, and what surrounds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Corner = tuple[float, float]
Corners = tuple[Corner, Corner, Corner, Corner]
"""Fractions of the upright file's width and height, clockwise from the picture's top left."""

Surround = Literal["bars", "border", "scene"]
"""Bars at opposite sides (a screenshot); a border, mat or scan edge all round; or a place: easel, wall, frame, desk."""

AUTO: Final = "auto"
OFF: Final = "off"
"""What may be asked instead of corners: find them, or study the file whole."""

WHOLE: Final[Corners] = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class PictureCanvas:
    """Where the picture lies in its file.

    Attributes:
        corners: its corners, None where it fills the file.
        surround: what lies round it; None where nothing does, or where the artist set the corners.
        confidence: how likely the corners are right, 0-1; 1 where the artist set them.
        applied: whether only what lies between the corners is studied.

    """

    corners: Corners | None = None
    surround: Surround | None = None
    confidence: float = 1.0
    applied: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the canvas in JSON-ready form; null is unknown."""
        corners = self.corners and [[round(x, 4), round(y, 4)] for x, y in self.corners]
        return {
            "corners": corners,
            "surround": self.surround,
            "confidence": round(self.confidence, 4),
            "applied": self.applied,
        }


FILLS: Final = PictureCanvas()
"""The picture fills its file."""


def find_canvas(standard: object, tokens: object) -> PictureCanvas:
    return FILLS
