"""Where the picture lies in its file: the four corners of canvas, sheet or print, and what surrounds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from art_assistant.field.corners import Corners
from art_assistant.field.outline.find import Outline, outline_finder
from art_assistant.imaging.arrays import F32, U8

Surround = Literal["bars", "border", "scene"]
"""Bars at opposite sides (a screenshot); a border, mat or scan edge all round; or a place: easel, wall, frame, desk."""

APPLIED: Final = 0.6
"""Confidence from which only what lies between the corners is studied."""
SMALL: Final = 0.04
"""Share of the file below which a picture is asked about: a window in a painting is as four-sided as a canvas."""
SLIGHT: Final = 0.93
"""Share of the file above which a cut is applied only where a plain border is cut off: a strip of frame or of canvas
edge changes no study, and many reproductions have one."""
OFFERED: Final = 0.12
"""Part of the file below which what is unsure is not offered: it may be a window or a sign in the picture."""
MERE: Final = 0.97
"""Share of the file above which such a strip is not worth a word either."""
_EDGE: Final = 0.004
"""Part of the file within which a side of the picture is the file's own."""


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


def find_canvas(standard: U8, tokens: F32) -> PictureCanvas:
    """Return where the picture lies in its file; ``FILLS`` where nothing is found round it.

    Args:
        standard: (h, w, 3) uint8 sRGB, the copy with a long side of 512 px.
        tokens: (16, 16, 384) float32, as ``Features`` has them.

    Raises:
        ModelError: the stored heads are missing.
        ModelMismatchError: they are not those that the card describes, or were made for another network.
        ValueError: the tokens have another shape or hold something that is not finite.

    """
    found = outline_finder().find(standard, tokens)
    if found is None:
        return FILLS
    confidence, beside = min(found.confidence, 1.0), _beside(found)
    marked = found.is_marked(beside)
    if found.area > MERE and not marked:
        return FILLS
    first, second, third, last = ((float(x), float(y)) for x, y in found.corners)
    applied = confidence >= APPLIED and found.area >= SMALL and (found.area <= SLIGHT or marked)
    if not applied and found.area < OFFERED:
        return FILLS
    return PictureCanvas((first, second, third, last), _surround(found, beside), confidence, applied)


def _beside(found: Outline) -> tuple[bool, ...]:
    """Return on which sides (left, right, above, below) something of the file is left beside the outline."""
    x, y = found.corners.T
    return (
        bool(x[[0, 3]].max() > _EDGE),
        bool(x[[1, 2]].min() < 1.0 - _EDGE),
        bool(y[[0, 1]].max() > _EDGE),
        bool(y[[2, 3]].min() < 1.0 - _EDGE),
    )


def _surround(found: Outline, beside: tuple[bool, ...]) -> Surround:
    """Return what lies round an outline, from where something is left beside it and how evenly coloured that is."""
    if not found.is_even(beside):
        return "scene"
    return "bars" if any(beside[:2]) != any(beside[2:]) else "border"
