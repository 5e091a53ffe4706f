"""The timed page of the study sheet: four boxes against the clock, and the tips with their exercises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from art_assistant.report.draw.box import Box
from art_assistant.report.draw.letters import Face, wrap_text
from art_assistant.report.print import marks
from art_assistant.report.print.layout import GAP, rows_of
from art_assistant.report.print.marks import MM_OF_POINT, Mark

MINUTES: Final = (
    (2, "Two values. One dark, one light, no outline."),
    (3, "Three values. Keep the middle for what joins."),
    (5, "Five values. Largest shapes first, edges last."),
    (10, "As you would begin the work itself, masses first."),
)
"""Minutes and task of each box of the timed page."""

_REFERENCES: Final = (40.0, 55.0, 70.0, 85.0, 100.0)
"""Long sides of the small picture that are tried, in millimetres."""

_SIZES: Final = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
"""Sizes of type that are tried, in points."""

_COLUMNS: Final = (62.0, 80.0)
"""Widths of a column of words beside the boxes that are tried, in millimetres."""

_NARROWEST: Final = 50.0
"""Words are set no narrower than this."""

_LEAST: Final = 30.0
"""The boxes have no less room than this in either direction."""

_LINE: Final = 1.18
"""Height of a line in sizes of the type, as the setter has it."""

_AFTER: Final = {"bold": 0.25, "sans": 0.9}
"""Room after a heading and after a paragraph, in the same."""

_FINE: Final = 10
"""Type is measured in tenths of points."""


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What the pages say of a picture.

    Attributes:
        title: its name, in letters that the type holds.
        aspect: width over height.
        palette: name, value and colour (``"#rrggbb"``) of each swatch.
        tips: of each tip its title, what it says, and its exercise; the last two may be empty.
        numbers: of each shape of the masses, where it stands (fractions of the picture), and its ink.

    """

    title: str
    aspect: float
    palette: tuple[tuple[str, float, str], ...]
    tips: tuple[tuple[str, str, str], ...] = ()
    numbers: tuple[tuple[int, tuple[float, float], str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to lay the page out: the small picture, the words with the size of their type, and the boxes."""

    reference: Box
    words: Box
    size: float
    boxes: list[Box]

    @property
    def filled(self) -> float:
        return sum(_area(box) for box in (self.reference, self.words, *self.boxes))


def _area(box: Box) -> float:
    return box.width * box.height


def timed(told: SheetWords, inside: Box) -> list[Mark]:
    """Return the marks below the head: of the ways to lay them out, the one that covers most of the page."""
    paragraphs = list(_paragraphs(told))
    way = max(_ways(told.aspect, paragraphs, inside), key=lambda way: way.filled)
    found = [marks.image("reference.jpg", way.reference, "The picture"), marks.box(way.reference)]
    y = way.words.y
    for words, face in paragraphs:
        lines = "\n".join(_broken(words, face, way.size, way.words.width))
        found.append(marks.text(lines, (way.words.x, y), way.words.width, way.size, face=face))
        y += _height(words, face, way.size, way.words.width)
    for number, ((minutes, _), place) in enumerate(zip(MINUTES, way.boxes, strict=True), start=1):
        label = f"{number} · {minutes} min"
        found += [
            marks.box(place, thick=0.25),
            marks.text(label, (place.x, place.bottom + 1.4), max(place.width, 24.0), 6.5, ink=marks.QUIET),
        ]
    return found


def _ways(aspect: float, paragraphs: list[tuple[str, Face]], inside: Box) -> Iterator[_Way]:
    """Yield ways in which everything fits: boxes below the picture and the words, or beside them."""
    for long in _REFERENCES:
        reference = Box(inside.x, inside.y, min(long, long * aspect), min(long, long / aspect))
        for size in _SIZES:
            rooms = [inside.cut(left=reference.width + GAP)]
            rooms += [Box(inside.x, reference.bottom + GAP, width, inside.height) for width in _COLUMNS]
            for number, room in enumerate(rooms):
                tall = sum(_height(words, face, size, room.width) for words, face in paragraphs)
                words = Box(room.x, room.y, room.width, tall)
                low = max(reference.bottom, words.bottom)
                area = inside.cut(left=room.width + 2 * GAP) if number else inside.cut(top=low - inside.y + GAP)
                fits = room.width >= (reference.width if number else _NARROWEST) and low <= inside.bottom
                if fits and min(area.width, area.height) > _LEAST:
                    yield _Way(reference, words, size, rows_of(area, len(MINUTES), aspect))


def _height(words: str, face: Face, size: float, width: float) -> float:
    """Return the height of a paragraph with the room after it, in millimetres."""
    return (len(_broken(words, face, size, width)) * _LINE + _AFTER[face]) * size * MM_OF_POINT


@lru_cache(maxsize=4096)
def _broken(words: str, face: Face, size: float, width: float) -> list[str]:
    """Return words in the lines in which they are set: broken here, so that what follows stands below them."""
    return wrap_text(words, face, round(size * _FINE), 0.985 * width * _FINE / MM_OF_POINT)


def _paragraphs(told: SheetWords) -> Iterator[tuple[str, Face]]:
    yield "Set a clock. Stop when it rings, and go on to the next box.", "sans"
    for number, (minutes, task) in enumerate(MINUTES, start=1):
        yield f"{number} · {minutes} min. {task}", "sans"
    for number, (title, text, exercise) in enumerate(told.tips, start=1):
        yield f"Tip {number} · {title}" if title else f"Tip {number}", "bold"
        yield from ((words, "sans") for words in (text, f"Ten minutes: {exercise}" if exercise else "") if words)
