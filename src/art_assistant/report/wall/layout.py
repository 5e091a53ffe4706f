"""Where things stand on the sheet: of many ways to lay it out the one that shows most and leaves least empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from art_assistant.report.draw.box import Box
from art_assistant.report.wall.captions import Caption
from art_assistant.report.wall.panel import GUTTER, SIZES, PanelFit

LONG: Final = 3394
"""Long side of the sheet, in pixels; with 2400 on the short side it has the proportions of A3 at 205 dpi."""

SHORT: Final = 2400
MARGIN: Final = 110
HEAD: Final = 200
FOOT: Final = 90
"""Height of the heading and of the last line, with the margins above and below them."""

BETWEEN: Final = 36.0
"""Between pictures side by side."""

BELOW: Final = 30.0
"""Between a caption and the picture under it."""

LINE: Final = 44.0
"""Below the picture itself, for its size in pixels."""

_APART: Final = 50.0
"""Between the grid and what stands beside or above it."""

_NARROWEST: Final = 212.0
"""A caption is no narrower than this; a picture may be."""

_FLATTEST: Final = 24.0
"""A picture is no lower than this."""

_LEAST_LEAD, _MOST_LEAD = 1.8, 4.5
"""How many times as wide as the others the picture itself is, at least and at most."""

_OFF: Final = 0.15
"""What it costs to be off by one of these times, as a share of the sheet."""

_SHARES: Final = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1)
"""Parts of a column's width that a picture may take: a tall one is narrower than what is written under it."""

_LEAD: Final = 2.0
"""How much a pixel of the picture itself counts against one of the others."""

_LOSS: Final = 2.0
"""How much an empty pixel counts against one of a picture."""

_TYPE, _SMALL_TYPE = 0.005, 0.06
"""How much a pixel of the height of type counts, as a share of the sheet: above ``_READ``, and below it."""

_READ: Final = 26
"""Type of this height, in pixels, is read from two steps away."""

PanelFitter = Callable[[Box], PanelFit | None]


@dataclass(frozen=True, slots=True)
class WallLayout:
    """Where everything stands, in pixels.

    Attributes:
        width, height: of the sheet.
        main: the picture itself.
        cells: the other pictures, in reading order.
        caption: width of the captions under these.
        panel: what stands beside the picture.
        spares: how many of the pictures are spare ones.
        worth: share of the sheet that shows pictures, less what is empty.

    """

    width: int
    height: int
    main: Box
    cells: tuple[Box, ...]
    caption: float
    panel: PanelFit
    spares: int
    worth: float


@dataclass(frozen=True, slots=True)
class _Grid:
    """Rows of pictures of one size with their captions.

    Attributes:
        picture: width and height of each picture.
        unit: width of a picture with its caption.
        columns: how many stand side by side.
        captions: the height of the tallest caption of each row.
        slack: pixels below the shorter captions of a row.

    """

    picture: tuple[float, float]
    unit: float
    columns: int
    captions: tuple[float, ...]
    slack: float

    @property
    def width(self) -> float:
        return self.columns * (self.unit + BETWEEN) - BETWEEN

    @property
    def height(self) -> float:
        return sum(self.picture[1] + caption + BELOW for caption in self.captions) - BELOW

    def boxes(self, x: float, y: float, count: int) -> Iterator[Box]:
        """Yield the places of the pictures, the grid's corner at (x, y)."""
        for index in range(count):
            row, column = divmod(index, self.columns)
            top = y + row * (self.picture[1] + BELOW) + sum(self.captions[:row])
            yield Box(x + column * (self.unit + BETWEEN), top, *self.picture)

    def empty(self, count: int) -> float:
        """Return how much of the grid holds nothing, when it has so many pictures."""
        missing = self.columns * len(self.captions) - count
        beside = (self.unit - self.picture[0]) * self.picture[1] * count
        return missing * self.unit * (self.picture[1] + self.captions[-1]) + beside + self.slack


def choose_layout(aspect: float, captions: Sequence[Sequence[Caption]], panel: PanelFitter) -> WallLayout:
    """Return the layout that shows most and leaves least empty.

    Args:
        aspect: width over height of the picture.
        captions: those of the other pictures, once without and then with more and more spare ones.
        panel: fits what stands beside the picture into a room, or says that it does not fit.

    """
    best: WallLayout | None = None
    for way in _ways(aspect, captions):
        best = _better(best, aspect, way, panel)
    if best is None:
        raise ValueError(aspect)
    return best


_Way = tuple[Box, int, _Grid, bool, int]
"""What can be drawn on, how many pictures are spare, the grid, whether it stands at the side, how many it holds."""


def _ways(aspect: float, captions: Sequence[Sequence[Caption]]) -> Iterator[_Way]:
    for width, height in ((SHORT, LONG), (LONG, SHORT)):
        area = Box(MARGIN, HEAD, width - 2 * MARGIN, height - HEAD - FOOT)
        for spares, some in enumerate(captions):
            for count in range(1, len(some) + 1):
                for grid in _across(area, aspect, some, count):
                    yield area, spares, grid, False, len(some)
                yield area, spares, _down(area, aspect, some, count), True, len(some)


def _rows(captions: Sequence[Caption], columns: int, width: float) -> tuple[tuple[float, ...], float]:
    """Return the height of the tallest caption of each row, and what stays empty below the others."""
    heights = [caption.height(width) for caption in captions]
    rows = [heights[start : start + columns] for start in range(0, len(heights), columns)]
    return tuple(max(row) for row in rows), width * sum(len(row) * max(row) - sum(row) for row in rows)


def _across(area: Box, aspect: float, captions: Sequence[Caption], columns: int) -> Iterator[_Grid]:
    """Yield grids of so many columns over the width of an area, their pictures as wide as a column or narrower."""
    unit = (area.width + BETWEEN) / columns - BETWEEN
    if unit >= _NARROWEST:
        told, slack = _rows(captions, columns, round(unit))
        for share in _SHARES:
            yield _Grid((share * unit, share * unit / aspect), unit, columns, told, slack)


def _down(area: Box, aspect: float, captions: Sequence[Caption], rows: int) -> _Grid:
    """Return a grid of so many rows over the height of an area."""
    columns = -(-len(captions) // rows)
    unit = _NARROWEST
    for _ in range(4):
        told, slack = _rows(captions, columns, round(unit))
        tall = (area.height + BELOW - sum(told)) / len(told) - BELOW
        unit = max(_NARROWEST, tall * aspect)
    return _Grid((tall * aspect, tall), unit, columns, told, slack)


def _better(best: WallLayout | None, aspect: float, way: _Way, panel: PanelFitter) -> WallLayout | None:
    """Return the best of a layout and those with this grid, the picture beside or above the panel in what is left."""
    area, spares, grid, at_side, count = way
    if grid.picture[1] < _FLATTEST:
        return best
    taken = grid.width + _APART if at_side else grid.height + _APART
    rest = area.cut(right=taken) if at_side else area.cut(bottom=taken)
    corner = (area.right - grid.width, area.y) if at_side else (area.x, area.bottom - grid.height)
    for main, room in (_beside(rest, aspect), _below(rest, aspect)):
        most = _worth(grid, count, main) + _type_worth(SIZES[0])
        if min(main.width, main.height, room.width, room.height) <= 0.0 or (best is not None and most <= best.worth):
            continue
        fit = panel(room)
        if fit is None:
            continue
        worth = _worth(grid, count, main) + _type_worth(fit.size) - _LOSS * fit.waste / (LONG * SHORT)
        if best is None or worth > best.worth:
            width, height = round(area.width + 2 * MARGIN), round(area.height + HEAD + FOOT)
            cells = tuple(grid.boxes(*corner, count))
            best = WallLayout(width, height, main, cells, round(grid.unit), fit, spares, worth)
    return best


def _worth(grid: _Grid, count: int, main: Box) -> float:
    """Return what pictures are worth by their areas, and by how much the picture itself leads."""
    shown = count * grid.picture[0] * grid.picture[1] + _LEAD * main.width * main.height
    lead = main.width / grid.picture[0]
    off = max(0.0, _LEAST_LEAD - lead, lead - _MOST_LEAD)
    return (shown - _LOSS * grid.empty(count)) / (LONG * SHORT) - _OFF * off


def _type_worth(size: int) -> float:
    return _TYPE * max(0, size - _READ) - _SMALL_TYPE * max(0, _READ - size)


def _beside(rest: Box, aspect: float) -> tuple[Box, Box]:
    """Return the picture as tall as a room, and the room to its right."""
    main = Box(rest.x, rest.y, (rest.height - LINE) * aspect, rest.height - LINE)
    return main, rest.cut(left=main.width + GUTTER)


def _below(rest: Box, aspect: float) -> tuple[Box, Box]:
    """Return the picture as wide as a room, and the room under it."""
    main = Box(rest.x, rest.y, rest.width, rest.width / aspect)
    return main, rest.cut(top=main.height + LINE + 20.0)
