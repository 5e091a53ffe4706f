"""A rectangle on a sheet, in whatever unit the sheet is laid out in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, origin top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def cut(self, *, top: float = 0.0, bottom: float = 0.0, left: float = 0.0, right: float = 0.0) -> Box:
        """Return what is left after strips are taken off."""
        return Box(self.x + left, self.y + top, self.width - left - right, self.height - top - bottom)
