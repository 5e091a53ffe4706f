"""The paper an outline is printed on: its size in millimetres, and where the picture lies on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from art_assistant.errors import UsageError

INCH: Final = 25.4
"""Millimetres of an inch."""
LEAST_SIDE, MOST_SIDE = 20.0, 3000.0
"""Sides of a sheet that can be asked for, in millimetres."""
LEAST_DPI, MOST_DPI = 50, 1200
MOST_PIXELS: Final = 100_000_000
"""Pixels of a PNG that is written: a sheet of A1 at 300 dpi has 70 million."""
MOST_CELLS: Final = 40
"""Most cells of a grid along one side."""
MARGIN: Final = 6.0
"""Margin of the named papers, in millimetres: printers leave about 5 mm white."""

PAPERS: Final[dict[str, tuple[float, float]]] = {
    # ISO 216, and the North American sizes of ANSI/ASME Y14.1, in millimetres.
    "a0": (841.0, 1189.0),
    "a1": (594.0, 841.0),
    "a2": (420.0, 594.0),
    "a3": (297.0, 420.0),
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
}
_UNITS: Final = {"mm": 1.0, "cm": 10.0, "in": INCH}
_NUMBER: Final = r"(\d{1,5}(?:\.\d{1,3})?)"
_MEASURES: Final = re.compile(rf"{_NUMBER}(?:\s*[x×]\s*{_NUMBER})?\s*(mm|cm|in)")
_GRID: Final = re.compile(r"(\d{1,3})\s*[x×]\s*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and the picture on it, all in millimetres from the top left.

    Attributes:
        width, height: of the sheet.
        left, top: where the picture begins.
        picture_width, picture_height: of the picture.

    """

    width: float
    height: float
    left: float
    top: float
    picture_width: float
    picture_height: float

    def pixels(self, dpi: int, limit: int = MOST_PIXELS) -> tuple[int, int]:
        """Return (width, height) of the sheet in pixels, of which there are at most ``limit``.

        Raises:
            UsageError: the resolution is outside its range, or the sheet has too many pixels at it.

        """
        if not LEAST_DPI <= dpi <= MOST_DPI:
            raise UsageError(f"A print has {LEAST_DPI} to {MOST_DPI} dpi, not {dpi}.")
        width, height = (max(1, round(side / INCH * dpi)) for side in (self.width, self.height))
        if width * height > limit:
            most = int(INCH * (limit / (self.width * self.height)) ** 0.5)
            raise UsageError(
                f"That sheet has too many pixels at {dpi} dpi; ask for at most {most} dpi, or for SVG alone."
            )
        return width, height


def sheet_of(size: str, aspect: float) -> Sheet:
    """Return the sheet for a picture.

    Args:
        size: the sides of the sheet, width first (``"300x400mm"``, ``"30x40cm"``, ``"12x16in"``), the long side of the
            picture (``"400mm"``), or the name of a paper (``"a4"``, ``"letter"``), which lies as the picture does.
        aspect: width of the picture over its height.

    Raises:
        UsageError: the size makes no sense, or a side is outside its range.

    """
    width, height, margin = _sides(size.strip().lower(), aspect)
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (width, height)):
        raise UsageError(f"A sheet is {LEAST_SIDE:g} to {MOST_SIDE:g} mm long and broad; '{size[:40]}' is not.")
    # As large as it fits, and in the middle.
    inner_width, inner_height = width - 2.0 * margin, height - 2.0 * margin
    shown = min(inner_width, inner_height * aspect)
    tall = shown / aspect
    return Sheet(width, height, (width - shown) / 2.0, (height - tall) / 2.0, shown, tall)


def _sides(size: str, aspect: float) -> tuple[float, float, float]:
    """Return width, height and margin of a sheet."""
    if size in PAPERS:
        short, long = PAPERS[size]
        return (long, short, MARGIN) if aspect > 1.0 else (short, long, MARGIN)
    found = _MEASURES.fullmatch(size)
    if found is None:
        raise UsageError(f"'{size[:40]}' is no size; write 300x400mm, 30x40cm, 12x16in, 400mm, or {', '.join(PAPERS)}.")
    first, second, unit = found.groups()
    one = float(first) * _UNITS[unit]
    if second is None:
        return (one, one / aspect, 0.0) if aspect > 1.0 else (one * aspect, one, 0.0)
    return one, float(second) * _UNITS[unit], 0.0


def grid_of(text: str) -> tuple[int, int]:
    """Return the (columns, rows) of a grid that is written like ``"4x4"``; raises UsageError for others."""
    found = _GRID.fullmatch(text.strip().lower())
    columns, rows = (int(part) for part in found.groups()) if found else (0, 0)
    if not (1 <= columns <= MOST_CELLS and 1 <= rows <= MOST_CELLS):
        raise UsageError(f"'{text[:40]}' is no grid; write columns x rows, such as 4x4, at most {MOST_CELLS} each.")
    return columns, rows
