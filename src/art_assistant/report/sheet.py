"""The sheet for the wall: one page with the picture, its values, masses, notans, colours, focal points and steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.canvas import (
    INK,
    MAT,
    PAPER,
    QUIET,
    Canvas,
    Stroke,
    fit_text,
    has_glyph,
    resized,
    text_width,
    wrap_text,
)
from art_assistant.report.drawn import Drawn
from art_assistant.report.views import BY_NAME
from art_assistant.report.views.block_in import STEPS, draw_steps
from art_assistant.report.views.color import draw_by_value
from art_assistant.report.words.captions import fact
from art_assistant.report.words.text import glance, percent, range_told, stem

SHEET_SIDE: Final = 3394
"""Long side of the sheet, in pixels; with 2400 on the short side it has the proportions of A3 at 205 dpi."""

SHEET_SHORT: Final = 2400
_MARGIN: Final = 120
_GUTTER: Final = 44
_CAPTION: Final = 88
_HEAD: Final = 190
_FOOT: Final = 410
_WIDEST_GAP: Final = 130
"""Rows are spread to fill the sheet, but no further apart than this."""
_GROUND: Final = PAPER
_NAMELESS: Final = "A study"
"""Stands for a name in a script that our type does not hold."""
_MAIN: Final = 2
"""The picture itself takes this many cells across and down."""

_TALLEST_STEP: Final = 340
_STEP_HEAD: Final = 56
_STEP_LINE: Final = 84
"""Most height of a picture in the row of steps, room for the heading above it and for the title under it."""

_BAR: Final = 96
"""Height of the tallest bar of the histogram, in pixels: what is written on it stays clear of the heading above."""

LIGHT_CELLS: Final = ("squint", "value-plan-3", "value-plan-5", "value-plan-7", "masses", "masses-on-picture")
"""The views of values and masses on the sheet, in reading order; the notans follow them."""

OTHER_CELLS: Final = ("color-blocks", "focal-points", "edges")
"""What follows the notans."""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A grid of cells that all have the proportions of the picture.

    Attributes:
        width, height: of the sheet, in pixels.
        columns, rows: of the grid.
        cell: width and height of one cell's picture.
        left, top: where the grid begins.
        gap: between rows, below the captions.

    """

    width: int
    height: int
    columns: int
    rows: int
    cell: tuple[int, int]
    left: int
    top: int
    gap: int

    def place(self, column: int, row: int) -> tuple[int, int]:
        """Return the top left corner of a cell."""
        return self.left + column * (self.cell[0] + _GUTTER), self.top + row * (self.cell[1] + _CAPTION + self.gap)


def choose_layout(aspect: float, cells: int) -> SheetLayout:
    """Return the layout, upright or lying, that shows a picture of this width over height largest.

    Args:
        aspect: width over height of the picture.
        cells: how many views besides the picture.

    """
    wanted = cells + _MAIN * _MAIN
    layouts = [
        _layout(aspect, width, height, columns, -(-wanted // columns))
        for width, height in ((SHEET_SHORT, SHEET_SIDE), (SHEET_SIDE, SHEET_SHORT))
        for columns in range(_MAIN, wanted // _MAIN + 1)
    ]
    return max(layouts, key=lambda layout: layout.cell[0] * layout.cell[1] / (layout.width * layout.height))


def _layout(aspect: float, width: int, height: int, columns: int, rows: int) -> SheetLayout:
    room_x = (width - 2 * _MARGIN - (columns - 1) * _GUTTER) / columns
    foot = _FOOT + _row_of_steps(aspect, width)
    room_y = (height - _HEAD - foot - _MARGIN - (rows - 1) * _GUTTER) / rows - _CAPTION
    wide = max(16.0, min(room_x, room_y * aspect))
    tall = max(4.0, wide / aspect)
    used_x = columns * wide + (columns - 1) * _GUTTER
    room = height - _HEAD - foot - _MARGIN // 2 - rows * (tall + _CAPTION)
    gap = min(_WIDEST_GAP, room / max(1, rows - 1))
    top = _HEAD + (room - gap * (rows - 1)) / 2
    cell = (int(wide), int(tall))
    return SheetLayout(
        width, height, columns, rows, cell, round((width - used_x) / 2), round(max(_HEAD, top)), int(gap)
    )


def _step_size(aspect: float, width: int) -> tuple[int, int]:
    """Return width and height of each picture of the row of steps, on a sheet of this width."""
    room = (width - 2 * _MARGIN - (len(STEPS) - 1) * _GUTTER) / len(STEPS)
    wide = min(room, _TALLEST_STEP * aspect)
    return max(16, int(wide)), max(4, int(wide / aspect))


def _row_of_steps(aspect: float, width: int) -> int:
    return _STEP_HEAD + _step_size(aspect, width)[1] + _STEP_LINE


def draw_sheet(drawn: Drawn) -> U8:
    """Return the sheet, (h, w, 3) uint8 sRGB, 2400 x 3394 or 3394 x 2400 pixels."""
    scene = drawn.scene
    names, fillers = sheet_cells(drawn)
    layout = choose_layout(scene.width / scene.height, len(names))
    sheet = Canvas.blank(layout.width, layout.height, _GROUND)
    _head(sheet, drawn, layout)
    _main(sheet, drawn, layout)
    for name, place in zip((*names, *fillers), _free_cells(layout), strict=False):
        _cell(sheet, drawn, layout, name, place)
    if drawn.has("block-in") and not drawn.report.values.nothing_counts:
        _steps(sheet, drawn, layout)
    _foot(sheet, drawn, layout)
    return sheet.rgb


def sheet_cells(drawn: Drawn) -> tuple[list[str], list[str]]:
    """Return the views on the sheet in reading order, and those that take what cells are left over.

    The best notan stands there in two values and in three, beside the other that is offered.
    """
    best, *others = (f"notan-{notan.kind}" for notan in drawn.report.notans.offered)
    names = (*LIGHT_CELLS, best, f"{best}-3", *others, *OTHER_CELLS)
    return [name for name in names if drawn.has(name)], ["value-map", "values", *(f"{name}-3" for name in others)]


def _free_cells(layout: SheetLayout) -> list[tuple[int, int]]:
    return [
        (column, row)
        for row in range(layout.rows)
        for column in range(layout.columns)
        if column >= _MAIN or row >= _MAIN
    ]


def _head(sheet: Canvas, drawn: Drawn, layout: SheetLayout) -> None:
    left = min(layout.left, 3 * _MARGIN)
    right = layout.width - left
    name = showable(stem(drawn.report.picture.name))
    sheet.text(left, 118, fit_text(name, "serif", 76, (right - left) * 0.62), 76, INK, face="serif")
    key = " · ".join(f"{entry['value']}" for entry in glance(drawn.report)[:2])
    sheet.text(right, 118, key, 36, QUIET, face="italic", anchor="rs")
    sheet.line([(left, 150), (right, 150)], Stroke(INK, 2.0))


def showable(name: str) -> str:
    """Return as much of a picture's name as our letters can set, or a stand-in where that is less than half of it."""
    shown = "".join(sign for sign in name if has_glyph(sign, "serif")).strip()
    letters = sum(sign.isalnum() for sign in name)
    return shown if shown and 2 * sum(sign.isalnum() for sign in shown) >= letters else _NAMELESS


def _main(sheet: Canvas, drawn: Drawn, layout: SheetLayout) -> None:
    x, y = layout.place(0, 0)
    wide = _MAIN * layout.cell[0] + (_MAIN - 1) * _GUTTER
    tall = round(wide * layout.cell[1] / layout.cell[0])
    sheet.paste(resized(drawn.report.picture.detail, wide, tall), x, y)
    size = drawn.report.picture
    sheet.text(x, y + tall + 42, f"{size.width} × {size.height} pixels", 26, QUIET)


def _cell(sheet: Canvas, drawn: Drawn, layout: SheetLayout, name: str, place: tuple[int, int]) -> None:
    x, y = layout.place(*place)
    wide, tall = layout.cell
    sheet.paste(resized(drawn.view(name), wide, tall), x, y)
    sheet.text(x, y + tall + 44, fit_text(BY_NAME[name].title, "serif", 36, wide), 36, INK, face="serif")
    sheet.text(x, y + tall + 78, whole_clauses(fact(name, drawn.report), 22, wide), 22, QUIET)


def whole_clauses(text: str, size: int, width: float) -> str:
    """Return as many whole clauses of ``text`` as fit on one line: better nothing than half a sentence."""
    clauses = re.split(r"(?<=[.;])\s+", text)
    for count in range(len(clauses), 0, -1):
        told = " ".join(clauses[:count]).rstrip(";. ")
        if text_width(told, "sans", size) <= width:
            return told
    return ""


def _steps(sheet: Canvas, drawn: Drawn, layout: SheetLayout) -> None:
    """Set the steps to paint in one row above the foot."""
    scene = drawn.scene
    wide, tall = _step_size(scene.width / scene.height, layout.width)
    left = min(layout.left, 3 * _MARGIN)
    apart = min((layout.width - 2 * left - wide) / (len(STEPS) - 1), wide + 3 * _GUTTER)
    top = layout.height - _FOOT - _STEP_LINE - tall
    sheet.text(left, top - 18, BY_NAME["block-in"].title, 34, INK, face="serif")
    for place, (title, picture) in enumerate(draw_steps(scene, wide)[: len(STEPS)]):
        x = round(left + place * apart)
        sheet.paste(resized(picture, wide, tall), x, top)
        sheet.text(x, top + tall + 32, fit_text(title, "sans", 24, apart - 24), 24, INK)


def _foot(sheet: Canvas, drawn: Drawn, layout: SheetLayout) -> None:
    left = min(layout.left, 3 * _MARGIN)
    top, right = sheet.height - _FOOT - 10, sheet.width - left
    middle = left + (right - left) * 0.56
    _palette(sheet, drawn, left, top, middle - 60)
    _scale(sheet, drawn, middle, top, right)
    lines = wrap_text(
        "Value is CIE L* over ten: 0 black, 10 white. Numbers describe; they do not grade.", "sans", 22, right - left
    )
    sheet.text(left, sheet.height - 52, lines[0], 22, QUIET)


def _palette(sheet: Canvas, drawn: Drawn, left: float, top: float, right: float) -> None:
    swatches = drawn.report.color.palette
    sheet.text(left, top + 34, "Palette", 34, INK, face="serif")
    x = left
    for swatch in swatches:
        wide = swatch.share * (right - left)
        sheet.box(x, top + 56, wide, 80, swatch.rgb)
        x += wide
    draw_by_value(sheet, drawn.report.color, (left, top + 144, right - left, 36), 20)
    each = (right - left) / 3
    for index, swatch in enumerate(swatches[:9]):
        column, row = index % 3, index // 3
        x, y = left + column * each, top + 200 + row * 58
        sheet.box(x, y, 44, 44, swatch.rgb)
        sheet.text(x + 58, y + 18, fit_text(swatch.painter_name, "sans", 22, each - 70), 22, INK)
        sheet.text(x + 58, y + 43, f"{percent(swatch.share)} · {swatch.hex}", 20, QUIET)


def _scale(sheet: Canvas, drawn: Drawn, left: float, top: float, right: float) -> None:
    values = drawn.report.values
    if values.nothing_counts:
        return
    sheet.text(left, top + 34, "Values", 34, INK, face="serif")
    each = (right - left) / 11
    tallest = max(values.zones) or 1.0
    base = top + 176
    for value, share in enumerate(values.zones):
        grey = int(lstar_to_grey(np.array([10.0 * value]))[0])
        tall = _BAR * share / tallest
        sheet.box(left + value * each + 4, base - tall, each - 8, tall, MAT)
        sheet.box(left + value * each, base + 10, each + 1, 76, (grey, grey, grey))
        sheet.text(left + (value + 0.5) * each, base + 116, str(value), 24, INK, anchor="ms")
        if share >= 0.005:
            sheet.text(left + (value + 0.5) * each, base - tall - 8, percent(share), 20, QUIET, anchor="ms")
    sheet.frame(left, base + 10, right - left, 76, (130, 130, 130))
    span = f"{values.range_word} range of {range_told(values.range_steps)}"
    told = f"{values.key.capitalize()}, {span}; middle value {values.l_p50 / 10:.1f}"
    sheet.text(left, base + 160, fit_text(told, "sans", 24, right - left), 24, INK)
