"""The sheet for the wall: one page with the picture, the tips, its values, masses, notans, colours and steps."""

from __future__ import annotations

from typing import Final

from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.box import Box
from art_assistant.report.draw.canvas import INK, PAPER, QUIET, Canvas, Stroke, resized
from art_assistant.report.draw.letters import shrunk, text_width, wrap_text
from art_assistant.report.drawn import Drawn
from art_assistant.report.views.scene import Scene, SceneOf
from art_assistant.report.wall.captions import FRAME
from art_assistant.report.wall.cells import SheetCell, cells_of
from art_assistant.report.wall.layout import MARGIN, WallLayout, choose_layout
from art_assistant.report.wall.panel import fitted, parts_of
from art_assistant.report.words.text import glance
from art_assistant.report.words.wall import heading

_NAME: Final = 76
_SMALLER: Final = ((2, 42), (3, 28))
"""A name that would be smaller than this takes so many lines."""

_KEY: Final = 36
_MARKS: Final = 0.5
"""Lines and figures on the small pictures are drawn as on a view of this many times the standard size."""

_FINE: Final = 2
"""A picture with lines is drawn so many times as large and reduced: a line of one pixel would be too thick."""

_MOST_SPARE: Final = 4


def draw_sheet(drawn: Drawn) -> U8:
    """Return the sheet, (h, w, 3) uint8 sRGB, 2400 x 3394 or 3394 x 2400 pixels."""
    layout, cells = laid_out(drawn)
    sheet = Canvas.blank(layout.width, layout.height, PAPER)
    _head(sheet, drawn)
    _main(sheet, drawn, layout)
    plain, fine = _scene(drawn, layout, 1), _scene(drawn, layout, _FINE)
    for cell, place in zip(cells, layout.cells, strict=True):
        _framed(sheet, cell.draw(fine if cell.lined else plain), place)
        cell.caption.draw(sheet, place, layout.caption)
    for part, box in layout.panel.parts:
        part.draw(sheet, box, layout.panel.size)
    _foot(sheet)
    return sheet.rgb


def laid_out(drawn: Drawn) -> tuple[WallLayout, list[SheetCell]]:
    """Return where things stand, and the pictures that take the places, spare ones where they fill a row."""
    cells, spare = cells_of(drawn)
    rows = [[*cells, *spare[:count]] for count in range(min(_MOST_SPARE, len(spare)) + 1)]
    words, parts = parts_of(drawn.report)
    layout = choose_layout(
        drawn.scene.width / drawn.scene.height,
        [[cell.caption for cell in row] for row in rows],
        lambda room: fitted(words, parts, room),
    )
    return layout, rows[layout.spares]


def _scene(drawn: Drawn, layout: WallLayout, times: int) -> Scene:
    place = layout.cells[0]
    return SceneOf(drawn.report, times * round(max(place.width, place.height)), times * _MARKS)


def _head(sheet: Canvas, drawn: Drawn) -> None:
    right = sheet.width - MARGIN
    key = " · ".join(entry["value"] for entry in glance(drawn.report)[:2])
    sheet.text(right, 118, key, _KEY, QUIET, face="italic", anchor="rs")
    name = heading(drawn.report.picture.name)
    room = right - MARGIN - text_width(key, "italic", _KEY) - 60
    size = shrunk(name, "serif", _NAME, room)
    for lines, largest in _SMALLER:
        if size < largest:
            size = shrunk(name, "serif", largest, room, lines)
    for place, line in enumerate(reversed(wrap_text(name, "serif", size, room))):
        sheet.text(MARGIN, 118 - place * 1.1 * size, line, size, INK, face="serif")
    sheet.line([(MARGIN, 150), (right, 150)], Stroke(INK, 2.0))


def _main(sheet: Canvas, drawn: Drawn, layout: WallLayout) -> None:
    place = layout.main
    _framed(sheet, drawn.report.picture.detail, place)
    size = drawn.report.picture
    sheet.text(place.x, place.bottom + 36, f"{size.width} × {size.height} pixels", 24, QUIET)


def _framed(sheet: Canvas, rgb: U8, place: Box) -> None:
    x, y, wide, tall = (round(part) for part in (place.x, place.y, place.width, place.height))
    sheet.paste(resized(rgb, max(1, wide), max(1, tall)), x, y)
    sheet.frame(x - 1, y - 1, wide + 2, tall + 2, FRAME)


def _foot(sheet: Canvas) -> None:
    told = "Value is CIE L* over ten: 0 black, 10 white. Numbers describe; they do not grade."
    sheet.text(MARGIN, sheet.height - 42, told, 22, QUIET)
