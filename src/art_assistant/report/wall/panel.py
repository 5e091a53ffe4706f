"""What stands beside the picture: the tips in plain words, the palette and the values, in columns that fill it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np

from art_assistant.analysis.color.study import ColorStudy
from art_assistant.analysis.value.study import ValueStudy
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.box import Box
from art_assistant.report.draw.canvas import INK, MAT, QUIET, Canvas, Color
from art_assistant.report.draw.letters import Face, shrunk, wrap_text
from art_assistant.report.model import Report
from art_assistant.report.views.color import draw_by_value
from art_assistant.report.wall.captions import FRAME
from art_assistant.report.words.text import percent, range_told

SIZES: Final = tuple(range(34, 10, -2))
"""Sizes of type that are tried, in pixels: at 205 dots an inch 24 are nine points."""

NARROWEST: Final = 400.0
"""A column is no narrower than this."""

GUTTER: Final = 56.0
"""Between columns."""

APART: Final = 40.0
"""Between two parts of a column."""

_HEADING: Final = 60
_LEADING: Final = 1.38
_SWATCH: Final = 60
_BAR: Final = 96
"""Least height of the tallest bar of the histogram, in pixels: what is written on it stays clear of the heading."""


class PanelPart(Protocol):
    """One part of a column."""

    @property
    def grows(self) -> float:
        """How many times its least height it may take."""
        ...

    def least(self, width: float, size: int) -> float:
        """Return its least height at a width, with type of a size."""
        ...

    def draw(self, sheet: Canvas, box: Box, size: int) -> None:
        """Draw it into a box that is at least so tall."""
        ...


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A heading with paragraphs under it.

    Attributes:
        heading: set larger.
        said: what is told, in ink.
        quiet: what is added, in grey.

    """

    heading: str
    said: tuple[str, ...]
    quiet: tuple[str, ...] = ()

    @property
    def grows(self) -> float:
        """Type does not stretch."""
        return 1.0

    def least(self, width: float, size: int) -> float:
        """Return the height of all lines."""
        return sum(height for *_, height in self._lines(width, size))

    def draw(self, sheet: Canvas, box: Box, size: int) -> None:
        """Write the lines from the top of the box."""
        y = box.y
        for line, face, px, ink, height in self._lines(box.width, size):
            sheet.text(box.x, y + px, line, px, ink, face=face)
            y += height

    def _lines(self, width: float, size: int) -> Iterator[tuple[str, Face, int, Color, float]]:
        """Yield each line with its face, size, colour and height; a paragraph ends with some room."""
        large = round(1.4 * size)
        parts: list[tuple[str, Face, int, Color]] = [(self.heading, "serif", large, INK)]
        parts += [(text, "sans", size, INK) for text in self.said]
        parts += [(text, "sans", size, QUIET) for text in self.quiet]
        for text, face, px, ink in parts:
            lines = _wrapped(text, face, px, width)
            for place, line in enumerate(lines, start=1):
                yield line, face, px, ink, px * (_LEADING if place < len(lines) else _LEADING + 0.3)


@lru_cache(maxsize=4096)
def _wrapped(text: str, face: Face, size: int, width: float) -> list[str]:
    return wrap_text(text, face, size, width)


@dataclass(frozen=True, slots=True)
class Colors:
    """The palette: by share, from dark to light, and each colour with its name."""

    study: ColorStudy

    @property
    def grows(self) -> float:
        """Strips and swatches stretch."""
        return 1.7

    def least(self, width: float, _size: int) -> float:
        """Return the height of two strips and of the names."""
        return _HEADING + 70 + 8 + 40 + 16 + self._rows(width) * _SWATCH

    def _columns(self, width: float) -> int:
        count = min(max(1, int(width // 225)), max(1, len(self.study.palette)))
        return -(-len(self.study.palette) // -(-max(1, len(self.study.palette)) // count)) or 1

    def _rows(self, width: float) -> int:
        return -(-len(self.study.palette) // self._columns(width))

    def draw(self, sheet: Canvas, box: Box, _size: int) -> None:
        """Draw the strips and the names, stretched to the height of the box."""
        sheet.text(box.x, box.y + 36, "Palette", 34, INK, face="serif")
        scale = (box.height - _HEADING - 24) / (self.least(box.width, _size) - _HEADING - 24)
        x, y = box.x, box.y + _HEADING
        for swatch in self.study.palette:
            wide = swatch.share * box.width
            sheet.box(x, y, wide, 70 * scale, swatch.rgb)
            x += wide
        sheet.frame(box.x, y, box.width, 70 * scale, FRAME)
        y += 70 * scale + 8
        draw_by_value(sheet, self.study, (box.x, y, box.width, 40 * scale), 20)
        self._names(sheet, box, y + 40 * scale + 16, _SWATCH * scale)

    def _names(self, sheet: Canvas, box: Box, top: float, step: float) -> None:
        columns = self._columns(box.width)
        each, side = box.width / columns, min(step - 12, 76.0)
        named = [(swatch.painter_name, f"{percent(swatch.share)} · {swatch.hex}") for swatch in self.study.palette]
        sizes = [min(shrunk(one[line], "sans", 23 - 3 * line, each - side - 26) for one in named) for line in (0, 1)]
        for index, swatch in enumerate(self.study.palette):
            x, y = box.x + index % columns * each, top + index // columns * step
            sheet.box(x, y, side, side, swatch.rgb)
            sheet.frame(x, y, side, side, FRAME)
            for told, size, down, ink in zip(named[index], sizes, (-4, 21), (INK, QUIET), strict=True):
                sheet.text(x + side + 14, y + side / 2 + down, told, size, ink)


@dataclass(frozen=True, slots=True)
class Values:
    """The scale of values, with how much of the picture lies at each."""

    study: ValueStudy

    @property
    def grows(self) -> float:
        """Bars and scale stretch."""
        return 2.0

    def least(self, width: float, _size: int) -> float:
        """Return the height of bars, scale and words."""
        return _HEADING + 26 + _BAR + 10 + 64 + 40 + 34 * len(self._told(width))

    def _told(self, width: float) -> list[str]:
        values = self.study
        span = f"{values.range_word} range of {range_told(values.range_steps)}"
        told = f"{values.key.capitalize()}, {span}; middle value {values.l_p50 / 10:.1f}. 0 is black, 10 is white."
        return wrap_text(told, "sans", 24, width)

    def draw(self, sheet: Canvas, box: Box, size: int) -> None:
        """Draw bars and scale, stretched to the height of the box."""
        sheet.text(box.x, box.y + 36, "Values", 34, INK, face="serif")
        spare = box.height - self.least(box.width, size)
        bar, scale = _BAR + 0.75 * spare, 64 + 0.25 * spare
        base, each = box.y + _HEADING + 26 + bar, box.width / 11
        tallest = max(self.study.zones) or 1.0
        figure = min(20, round(each / 2.4))
        for value, share in enumerate(self.study.zones):
            x, tall = box.x + value * each, bar * share / tallest
            grey = int(lstar_to_grey(np.array([10.0 * value]))[0])
            sheet.box(x + 4, base - tall, each - 8, tall, MAT)
            sheet.box(x, base + 10, each + 1, scale, (grey, grey, grey))
            sheet.text(x + each / 2, base + 10 + scale + 30, str(value), 24, INK, anchor="ms")
            if share >= 0.005:
                sheet.text(x + each / 2, base - tall - 8, percent(share), figure, QUIET, anchor="ms")
        sheet.frame(box.x, base + 10, box.width, scale, FRAME)
        for place, line in enumerate(self._told(box.width), start=1):
            sheet.text(box.x, base + 10 + scale + 40 + 34 * place - 4, line, 24, INK)


@dataclass(frozen=True, slots=True)
class PanelFit:
    """How the parts stand in a room.

    Attributes:
        size: of the type, in pixels.
        parts: each part with its box.
        waste: pixels of the room that stay empty.

    """

    size: int
    parts: tuple[tuple[PanelPart, Box], ...]
    waste: float


def parts_of(report: Report) -> tuple[list[PanelPart], list[PanelPart]]:
    """Return what is told in words, and what is drawn, beside the picture."""
    drawn: list[PanelPart] = [] if not report.color.palette else [Colors(report.color)]
    if not report.values.nothing_counts:
        drawn.append(Values(report.values))
    return list(_words(report)), drawn


def _words(report: Report) -> Iterator[Paragraphs]:
    for number, tip in enumerate((tip.as_dict() for tip in report.tips), start=1):
        heading = f"Tip {number} · {tip['title']}" if tip.get("title") else f"Tip {number}"
        exercise = f"Ten minutes: {tip['exercise']}" if tip.get("exercise") else ""
        yield Paragraphs(heading, _some(tip["text"], tip.get("why")), _some(exercise))
    if report.tips_reason and not report.tips:
        yield Paragraphs("No tips this time", (report.tips_reason,))
    strengths = [str(strength.as_dict()["text"]) for strength in report.strengths]
    if strengths:
        yield Paragraphs("What already works", tuple(strengths))


def _some(*texts: Any) -> tuple[str, ...]:
    return tuple(str(text) for text in texts if text)


def fitted(words: Sequence[PanelPart], drawn: Sequence[PanelPart], room: Box) -> PanelFit | None:
    """Return the way in columns that leaves least of a room empty, at the largest type; None where nothing fits."""
    ways = [way for way in _ways(words, drawn) if (room.width + GUTTER) / len(way) - GUTTER >= NARROWEST]
    found = [fit for way in ways if (fit := _set(way, room)) is not None]
    return min(found, key=lambda fit: fit.waste - 0.02 * fit.size * room.width, default=None)


def _ways(words: Sequence[PanelPart], drawn: Sequence[PanelPart]) -> Iterator[list[list[PanelPart]]]:
    """Yield ways to part what there is into columns, in reading order."""
    parts = [*words, *drawn]
    for columns in range(1, len(parts) + 1):
        yield from _cut(parts, columns)


def _cut(parts: list[PanelPart], columns: int) -> Iterator[list[list[PanelPart]]]:
    if columns == 1:
        yield [parts]
        return
    for first in range(1, len(parts) - columns + 2):
        for rest in _cut(parts[first:], columns - 1):
            yield [parts[:first], *rest]


def _set(way: list[list[PanelPart]], room: Box) -> PanelFit | None:
    width = (room.width + GUTTER) / len(way) - GUTTER
    size = next((size for size in SIZES if all(_needed(one, width, size) <= room.height for one in way)), None)
    if size is None:
        return None
    places: list[tuple[PanelPart, Box]] = []
    for number, column in enumerate(way):
        box = Box(room.x + number * (width + GUTTER), room.y, width, room.height)
        places += _stacked(column, box, size)
    filled = sum(box.width * box.height for _, box in places)
    return PanelFit(size, tuple(places), room.width * room.height - filled - (len(way) - 1) * GUTTER * room.height)


def _needed(column: Sequence[PanelPart], width: float, size: int) -> float:
    return sum(part.least(width, size) for part in column) + APART * (len(column) - 1)


def _stacked(column: Sequence[PanelPart], box: Box, size: int) -> list[tuple[PanelPart, Box]]:
    """Return the parts of a column one below the other; those that can grow share what is left over."""
    least = [part.least(box.width, size) for part in column]
    spare = box.height - _needed(column, box.width, size)
    growth = [height * (part.grows - 1.0) for part, height in zip(column, least, strict=True)]
    share = min(1.0, spare / sum(growth)) if sum(growth) else 0.0
    rest = spare - share * sum(growth)
    apart = APART + min(APART, rest / max(1, len(column) - 1))
    places, y = [], box.y
    for part, height, more in zip(column, least, growth, strict=True):
        places.append((part, Box(box.x, y, box.width, height + share * more)))
        y += height + share * more + apart
    return places
