"""What stands under a picture of the sheet: its title, the key to what is drawn on it, and a line of plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from art_assistant.report.draw.box import Box
from art_assistant.report.draw.canvas import INK, QUIET, Canvas, Color
from art_assistant.report.draw.letters import shrunk, wrap_text
from art_assistant.report.views.edges import LOOKS
from art_assistant.report.views.scene import Step, ink_on

FRAME: Final[Color] = (150, 150, 150)
"""Grey of the hairline round every picture: it parts a white one from the paper, and is seen beside a black one."""

_TITLE: Final = 32
_TITLE_LINE: Final = 38
_NOTE: Final = 21
_NOTE_LINE: Final = 28
_APART: Final = 8

_CHIP: Final = 34
_FIGURE: Final = 19
_FIGURE_LINE: Final = 24
_SAMPLE: Final = 54
"""Widest sample of a line, in pixels."""

_COLUMN: Final = 104.0
"""Least width of a sample of a line with its name and share, in pixels."""

_LINE_UNIT: Final = 0.6


class Key(Protocol):
    """What explains the colours or lines of a view."""

    def height(self, width: float) -> float:
        """Return how tall it is at a width."""
        ...

    def draw(self, sheet: Canvas, x: float, y: float, width: float) -> None:
        """Draw it with its top left corner at (x, y)."""
        ...


@dataclass(frozen=True, slots=True)
class StepsKey:
    """A row of cells, each in its colour, with a figure in it and perhaps one below."""

    steps: tuple[Step, ...]

    def height(self, _width: float) -> float:
        """Return how tall the row is."""
        return _CHIP + (_FIGURE_LINE if any(step.below for step in self.steps) else 0)

    def draw(self, sheet: Canvas, x: float, y: float, width: float) -> None:
        """Draw the cells over the whole width."""
        each = width / len(self.steps)
        size = min(shrunk(step.label, "bold", _FIGURE, each - 2) for step in self.steps)
        for place, step in enumerate(self.steps):
            left, middle = x + place * each, x + (place + 0.5) * each
            sheet.box(left, y, each, _CHIP, step.color)
            sheet.text(middle, y + _CHIP / 2, step.label, size, ink_on(step.color), face="bold", anchor="mm")
            sheet.text(middle, y + _CHIP + 19, step.below, size, QUIET, anchor="ms")
        sheet.frame(x, y, width, _CHIP, FRAME)


@dataclass(frozen=True, slots=True)
class LinesKey:
    """A sample of each kind of line with what it stands for."""

    named: tuple[tuple[str, str], ...]
    """Kind of edge and its words."""

    def height(self, width: float) -> float:
        """Return how tall the samples are, in as many columns as fit."""
        return -(-len(self.named) // _columns(width)) * _NOTE_LINE

    def draw(self, sheet: Canvas, x: float, y: float, width: float) -> None:
        """Draw the samples, row by row."""
        columns = _columns(width)
        each = width / columns
        sample = min(_SAMPLE, 0.2 * each)
        size = min(shrunk(words, "sans", _NOTE, each - sample - 12) for _, words in self.named)
        for place, (kind, words) in enumerate(self.named):
            left = x + place % columns * each
            middle = y + (place // columns + 0.5) * _NOTE_LINE
            sheet.line([(left, middle), (left + sample, middle)], LOOKS[kind].stroke(_LINE_UNIT))
            sheet.text(left + sample + 7, middle, words, size, INK, anchor="lm")


def _columns(width: float) -> int:
    """Return in how many columns four samples stand."""
    return max(count for count in (1, 2, 4) if count == 1 or width / count >= _COLUMN)


@dataclass(frozen=True, slots=True)
class Caption:
    """A title, a key where one is needed, and a note."""

    title: str
    note: str = ""
    key: Key | None = None

    def height(self, width: float) -> float:
        """Return how tall the caption is under a picture of a width, with the room above it."""
        key = 0.0 if self.key is None else self.key.height(width) + _APART
        title = len(_title(self.title, width)) * _TITLE_LINE
        return _APART + title + _APART + key + len(_noted(self.note, width)) * _NOTE_LINE

    def draw(self, sheet: Canvas, under: Box, width: float) -> None:
        """Write the caption under a picture, in lines of a width."""
        y = under.bottom + _APART
        y = _written(sheet, _title(self.title, width), under.x, y, (_TITLE, _TITLE_LINE), serif=True) + _APART
        if self.key is not None:
            self.key.draw(sheet, under.x, y, width)
            y += self.key.height(width) + _APART
        _written(sheet, _noted(self.note, width), under.x, y, (_NOTE, _NOTE_LINE))


def _written(
    sheet: Canvas, lines: Sequence[str], x: float, y: float, size: tuple[int, int], *, serif: bool = False
) -> float:
    """Write lines of type of a size and a height of line, and return where the next begins."""
    for line in lines:
        sheet.text(x, y + size[0], line, size[0], INK if serif else QUIET, face="serif" if serif else "sans")
        y += size[1]
    return y


@lru_cache(maxsize=2048)
def _title(title: str, width: float) -> list[str]:
    return wrap_text(title, "serif", _TITLE, width)


@lru_cache(maxsize=2048)
def _noted(note: str, width: float) -> list[str]:
    return wrap_text(note, "sans", _NOTE, width)


def chips(colors: Sequence[Color], labels: Sequence[str], below: Sequence[str] = ()) -> StepsKey | None:
    """Return a row of cells, or nothing where there is no colour to explain."""
    under = below or [""] * len(labels)
    steps = tuple(Step(*told) for told in zip(colors, labels, under, strict=True))
    return StepsKey(steps) if steps else None
