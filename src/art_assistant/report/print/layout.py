"""Where things stand on paper, in millimetres from the top left corner of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from art_assistant.report.draw.box import Box

PAPERS: Final = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Width and height of upright sheets (ISO 216; ANSI/ASME Y14.1)."""

TAPE: Final = 12.0
"""Width of the margin that is taped down: half an inch of tape."""

INSET: Final = TAPE + 4.0
"""From the edge of the paper to what is printed."""

GAP: Final = 5.0
CAPTION: Final = 6.0
"""Below a picture, for its caption."""

_MAIN_STEPS: Final = 60
"""Sizes of the leading picture that are tried."""

_LEAD: Final = 2.3
"""How many times as wide as the others the leading picture is at most: they are there to be worked from."""


def content(paper: tuple[float, float]) -> Box:
    """Return the part of a sheet that is printed on."""
    return Box(INSET, INSET, paper[0] - 2 * INSET, paper[1] - 2 * INSET)


def turned(paper: tuple[float, float]) -> tuple[float, float]:
    """Return a sheet laid on its side."""
    return paper[1], paper[0]


def rows_of(area: Box, count: int, aspect: float) -> list[Box]:
    """Return ``count`` boxes of one aspect, width over height, in rows, as large as they fit with their captions.

    Each row and each box in it has its share of the room that is left over.
    """
    return max(
        (_rows(area, count, columns, aspect) for columns in range(1, count + 1)), key=lambda boxes: boxes[0].width
    )


def _rows(area: Box, count: int, columns: int, aspect: float) -> list[Box]:
    rows = -(-count // columns)
    room_x = (area.width - (columns - 1) * GAP) / columns
    room_y = (area.height - (rows - 1) * GAP) / rows - CAPTION
    width = max(0.1, min(room_x, room_y * aspect))
    height = width / aspect
    spare_x = (area.width - columns * width) / max(1, columns - 1) if columns > 1 else 0.0
    spare_y = (area.height - rows * (height + CAPTION)) / max(1, rows - 1) if rows > 1 else 0.0
    step_x, step_y = width + min(spare_x, 4 * GAP), height + CAPTION + min(spare_y, 4 * GAP)
    left = area.x + (area.width - (columns - 1) * step_x - width) / 2
    return [
        Box(left + (index % columns) * step_x, area.y + (index // columns) * step_y, width, height)
        for index in range(count)
    ]


def led(area: Box, count: int, aspect: float) -> list[Box]:
    """Return boxes of one aspect, the first the largest with the others beside or below it, that fill the area best."""
    shares = [step / _MAIN_STEPS for step in range(6, _MAIN_STEPS)]
    found = [_beside(area, count, aspect, share) for share in shares]
    found += [_below(area, count, aspect, share) for share in shares]
    return max(found, key=filled)


def filled(boxes: Sequence[Box]) -> float:
    """Return how well boxes fill the room they are spread over: their area, that of the first counted twice.

    Boxes are worth less where they stand beside a first one that ends above them: the room below it is lost. They are
    worth nothing where the first is not the largest, or is far larger than the others.
    """
    first, last = boxes[0], boxes[-1]
    if not 1.0 <= first.width / last.width <= _LEAD:
        return 0.0
    lost = (first.height / (last.bottom - first.y)) ** 2 if last.x > first.right else 1.0
    return min(1.0, lost) * sum(box.width * box.height for box in (first, *boxes))


def _beside(area: Box, count: int, aspect: float, share: float) -> list[Box]:
    width = min(share * area.width, (area.height - CAPTION) * aspect)
    main = Box(area.x, area.y, width, width / aspect)
    return [main, *rows_of(area.cut(left=width + GAP), count - 1, aspect)]


def _below(area: Box, count: int, aspect: float, share: float) -> list[Box]:
    height = min(share * area.height - CAPTION, area.width / aspect)
    main = Box(area.x + (area.width - height * aspect) / 2, area.y, height * aspect, height)
    return [main, *rows_of(area.cut(top=height + CAPTION + GAP), count - 1, aspect)]


def strip(area: Box, count: int, gap: float = 0.0, most: float = 40.0) -> list[Box]:
    """Return boxes side by side over the width of an area, none wider than ``most``."""
    width = min(most, (area.width - gap * (count - 1)) / max(1, count))
    return [Box(area.x + index * (width + gap), area.y, width, area.height) for index in range(count)]
