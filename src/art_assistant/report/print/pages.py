"""The pages of the study sheet: the study, boxes for thumbnails, a timed exercise."""

from __future__ import annotations

from typing import Final

import numpy as np

from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.box import Box
from art_assistant.report.draw.letters import shrunk
from art_assistant.report.print import marks
from art_assistant.report.print.layout import GAP, TAPE, content, filled, led, rows_of, strip, turned
from art_assistant.report.print.marks import MM_OF_POINT, Mark
from art_assistant.report.print.timed import MINUTES, SheetWords, timed
from art_assistant.report.views.guides import GRID_CELLS, grid

PICTURES: Final = (
    ("reference.jpg", "The picture"),
    ("greys.jpg", f"Grid: {GRID_CELLS} squares on the long side"),
    ("squint.png", "Squint"),
    ("two.png", "Two values"),
    ("three.png", "Three values"),
    ("five.png", "Five values"),
    ("masses.png", "Masses, numbered from the darkest"),
)
"""Names of the pictures on the first page, and what stands under each."""

_HEAD: Final = 11.0
_FOOT: Final = 54.0
_LYING_FOOT: Final = 29.0
_TONES: Final = range(1, 10)
_CHIP: Final = 9.0
_RULER: Final = 50.0
_WHAT: Final = 60.0
"""Width at the right of the head for what the page is."""

_TITLE, _SMALL_TITLE = 15.0, 9.0
"""Size of the name in one line and in two, in points."""

_FINE: Final = 10
"""Type is measured in tenths of points."""

_NUMBER: Final = 2.0
"""Height of a number on the masses, in millimetres: that of 7 points' figures, and no less than their width."""

THUMBNAILS: Final = ("two values", "three values", "five values")
"""What the boxes for thumbnails are for, as many of each."""

_COUNTS: Final = (6, 9, 12)
"""How many boxes for thumbnails there may be; those that cover most of the page are taken."""


def pages_of(told: SheetWords, paper: tuple[float, float]) -> tuple[tuple[float, float], list[list[Mark]]]:
    """Return the sheet's width and height as it is laid, upright or lying, and the marks of its three pages."""
    laid = max((paper, turned(paper)), key=lambda one: filled(led(_study_area(one), len(PICTURES), told.aspect)))
    minutes = sum(count for count, _ in MINUTES)
    timed_page = [*_frame(told, laid, f"Timed: {minutes} minutes"), *timed(told, content(laid).cut(top=_HEAD))]
    return laid, [_study(told, laid), _thumbnails(told, laid), timed_page]


def _study_area(paper: tuple[float, float]) -> Box:
    return content(paper).cut(top=_HEAD, bottom=_foot_height(paper) + GAP)


def _foot_height(paper: tuple[float, float]) -> float:
    return _FOOT if paper[1] > paper[0] else _LYING_FOOT


def _frame(told: SheetWords, paper: tuple[float, float], what: str) -> list[Mark]:
    """Return what every page has: its head, the line of the tape, and a length to measure the print by."""
    inside = content(paper)
    tape = Box(TAPE, TAPE, paper[0] - 2 * TAPE, paper[1] - 2 * TAPE)
    low = paper[1] - TAPE / 2
    half = inside.width / 2
    return [
        marks.box(tape, stroke=marks.RULE, dashed=True),
        _title(told.title, inside),
        marks.text(what, (inside.right - _WHAT, inside.y + 1.2), _WHAT, 8, ink=marks.QUIET, align="right"),
        marks.line((inside.x, inside.y + 7.5), (inside.right, inside.y + 7.5), marks.INK),
        marks.line((inside.x, low), (inside.x + _RULER, low), marks.INK),
        *(marks.line((x, low - 1.0), (x, low + 1.0), marks.INK) for x in (inside.x, inside.x + _RULER)),
        marks.text(
            f"{_RULER:.0f} mm. Print at 100 %, not fitted to the page.",
            (inside.x + _RULER + 2, low - 1.2),
            90.0,
            6.5,
            ink=marks.QUIET,
        ),
        marks.text(
            f"Tape up to the broken line ({TAPE:.0f} mm).",
            (inside.x + half, low - 1.2),
            half,
            6.5,
            ink=marks.QUIET,
            align="right",
        ),
    ]


def _title(title: str, inside: Box) -> Mark:
    """Return the whole name in one line, or in two smaller ones where it is long."""
    room = inside.width - _WHAT
    size = shrunk(title, "serif", round(_TITLE * _FINE), room * _FINE / MM_OF_POINT) / _FINE
    down = 0.0
    if size < _SMALL_TITLE:
        size = shrunk(title, "serif", round(_SMALL_TITLE * _FINE), room * _FINE / MM_OF_POINT, lines=2) / _FINE
        down = 0.8
    return marks.text(title, (inside.x, inside.y - down), room + 1.0, size, face="serif")


def _study(told: SheetWords, paper: tuple[float, float]) -> list[Mark]:
    found = _frame(told, paper, "Study")
    for (name, caption), place in zip(PICTURES, led(_study_area(paper), len(PICTURES), told.aspect), strict=True):
        found += _pictured(name, caption, place)
        if name == "greys.jpg":
            found += _grid(place)
        if name == "masses.png":
            found += _numbers(told, place)
    inside = content(paper)
    foot = inside.cut(top=inside.height - _foot_height(paper))
    half = (foot.width - 2 * GAP) / 2
    if paper[1] > paper[0]:
        return found + _palette(told, foot) + _scale(foot.cut(top=_FOOT - 24.0))
    return found + _palette(told, Box(foot.x, foot.y, half, foot.height)) + _scale(foot.cut(left=half + 2 * GAP))


def _pictured(name: str, caption: str, place: Box) -> list[Mark]:
    return [
        marks.image(name, place, caption),
        marks.box(place),
        marks.text(caption, (place.x, place.bottom + 1.4), max(place.width, 24.0), 6.5),
    ]


def _numbers(told: SheetWords, place: Box) -> list[Mark]:
    """Return the numbers of the masses, as large on every sheet, moved into the picture where they would stick out."""
    found = []
    for number, (x, y), ink in told.numbers:
        left = min(max(place.x + x * place.width, place.x + _NUMBER / 2), place.right - _NUMBER / 2)
        top = min(max(place.y + y * place.height, place.y + _NUMBER / 2), place.bottom - _NUMBER / 2)
        at = (left - _NUMBER / 2, top - _NUMBER / 2)
        found.append(marks.text(str(number), at, _NUMBER, 7, face="bold", ink=ink, align="center"))
    return found


def _grid(place: Box) -> list[Mark]:
    """Return the lines of the grid, white on black so that they show on any ground."""
    lines = [
        (
            (place.x + x0 * place.width, place.y + y0 * place.height),
            (place.x + x1 * place.width, place.y + y1 * place.height),
        )
        for (x0, y0), (x1, y1) in grid(place.width / place.height)
    ]
    return [
        marks.line(*ends, stroke=stroke, thick=thick)
        for stroke, thick in (("#000000", 0.35), ("#ffffff", 0.15))
        for ends in lines
    ]


def _palette(told: SheetWords, area: Box) -> list[Mark]:
    """Return the palette: each colour above an empty box to mix it into, with its value and its name."""
    if not told.palette:
        return []
    found = [marks.text("Palette, and room to mix it", (area.x, area.y), area.width, 7.5, face="bold")]
    for (name, value, color), place in zip(told.palette, strip(area, len(told.palette), 1.5), strict=True):
        chip = Box(place.x, area.y + 4.0, place.width, _CHIP)
        found += [
            marks.box(chip, fill=color),
            marks.box(Box(chip.x, chip.bottom, chip.width, _CHIP - 2.0)),
            marks.text(f"{value:.1f}", (chip.x, chip.bottom + _CHIP - 0.8), chip.width, 7, face="bold"),
            marks.text(name, (chip.x, chip.bottom + _CHIP + 2.2), chip.width, 5.5, ink=marks.QUIET),
        ]
    return found


def _scale(area: Box) -> list[Mark]:
    """Return the nine steps of the value scale, each above an empty box to match it in."""
    found = [marks.text("Values 1 to 9, and room to match them", (area.x, area.y), area.width, 7.5, face="bold")]
    for value, place in zip(_TONES, strip(area, len(_TONES)), strict=True):
        chip = Box(place.x, area.y + 4.0, place.width, _CHIP)
        found += [
            marks.box(chip, fill=grey_of(value)),
            marks.box(Box(chip.x, chip.bottom, chip.width, _CHIP - 2.0)),
            marks.text(str(value), (chip.x, chip.bottom + _CHIP - 0.8), chip.width, 7, face="bold", align="center"),
        ]
    return found


def grey_of(value: float) -> str:
    """Return the grey of a Munsell value, L* ten times that, as ``"#rrggbb"``."""
    grey = int(lstar_to_grey(np.array([10.0 * value]))[0])
    return f"#{grey:02x}{grey:02x}{grey:02x}"


def _thumbnails(told: SheetWords, paper: tuple[float, float]) -> list[Mark]:
    found = _frame(told, paper, "Thumbnails")
    area = content(paper).cut(top=_HEAD)
    boxes = max((rows_of(area, count, told.aspect) for count in _COUNTS), key=_covered)
    for index, place in enumerate(boxes):
        words = THUMBNAILS[index * len(THUMBNAILS) // len(boxes)]
        found += [
            marks.box(place, thick=0.25),
            marks.text(words, (place.x, place.bottom + 1.4), max(place.width, 24.0), 6.5, ink=marks.QUIET),
        ]
    return found


def _covered(boxes: list[Box]) -> float:
    return sum(box.width * box.height for box in boxes)
