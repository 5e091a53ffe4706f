"""How much of the sheet for the wall stays empty, at nine proportions of the picture.

Prints one JSON line a proportion: the largest empty rectangle inside the margins and the height of the smallest picture
on it, beside the usual way: one grid of equal cells for every picture, with a foot of a fixed height.

    python bench/sheet.py [PICTURE]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from _common import ROOT, emit
from art_assistant.pipeline import analyze
from art_assistant.report.draw.box import Box
from art_assistant.report.draw.canvas import INK, MAT, PAPER, Canvas
from art_assistant.report.drawn import Drawn
from art_assistant.report.wall.layout import LONG, MARGIN, SHORT
from art_assistant.report.wall.sheet import draw_sheet, laid_out

ASPECTS: Final = ((1, 4), (1, 3), (1, 2), (3, 4), (1, 1), (4, 3), (2, 1), (3, 1), (4, 1))
BLOCK: Final = 8
"""Side of the squares, in pixels, that are either empty or not."""

GAP, CAPTION, HEAD, FOOT, STEPS, TALLEST = 44, 88, 190, 410, 140, 340
VIEWS: Final = 12


def emptiest(rgb: np.ndarray) -> tuple[float, Box]:
    """Return the largest rectangle of bare paper inside the margins, as a share of the sheet, and where it lies."""
    height, width = ((side - 2 * MARGIN) // BLOCK for side in rgb.shape[:2])
    inside = rgb[MARGIN : MARGIN + height * BLOCK, MARGIN : MARGIN + width * BLOCK]
    bare = (inside == PAPER).all(axis=2).reshape(height, BLOCK, width, BLOCK).all(axis=(1, 3))
    best, where = 0, Box(0.0, 0.0, 0.0, 0.0)
    tall = np.zeros(width, dtype=np.int64)
    for row in range(height):
        tall = np.where(bare[row], tall + 1, 0)
        for area, left, right, high in rectangles(tall.tolist()):
            if area > best:
                best = area
                y = MARGIN + (row + 1 - high) * BLOCK
                where = Box(MARGIN + left * BLOCK, y, (right - left) * BLOCK, high * BLOCK)
    return best * BLOCK**2 / (rgb.shape[0] * rgb.shape[1]), where


def rectangles(heights: list[int]) -> list[tuple[int, int, int, int]]:
    """Return area, left, right and height of the largest rectangle under each bar of a histogram."""
    found, open_bars = [], [(0, 0)]
    for place, tall in enumerate([*heights, 0]):
        left = place
        while open_bars[-1][1] > tall:
            left, high = open_bars.pop()
            found.append((high * (place - left), left, place, high))
        if tall > open_bars[-1][1]:
            open_bars.append((left, tall))
    return found


def usual(aspect: float) -> tuple[np.ndarray, float]:
    """Return one grid for every picture, as grey boxes with a bar for each title, and the height of its cells."""
    ways = [(sheet, columns) for sheet in ((SHORT, LONG), (LONG, SHORT)) for columns in range(2, (VIEWS + 4) // 2 + 1)]
    (width, height), columns = max(ways, key=lambda way: cell_of(aspect, *way)[0])
    wide, tall, step = cell_of(aspect, (width, height), columns)
    rows = -(-(VIEWS + 4) // columns)
    room = height - HEAD - FOOT - STEPS - step[1] - 60 - rows * (tall + CAPTION)
    gap = min(130.0, room / max(1, rows - 1))
    left = (width - columns * wide - (columns - 1) * GAP) / 2
    top = HEAD + (room - gap * (rows - 1)) / 2
    sheet = Canvas.blank(width, height)
    sheet.box(MARGIN, 60, width - 2 * MARGIN, 90, INK)
    free = [(c, r) for r in range(rows) for c in range(columns) if c > 1 or r > 1][:VIEWS]
    for column, row in free:
        x, y = left + column * (wide + GAP), top + row * (tall + CAPTION + gap)
        sheet.box(x, y, wide, tall, MAT)
        sheet.box(x, y + tall + 12, min(wide, 220), 66, INK)
    main = 2 * wide + GAP
    sheet.box(left, top, main, main / aspect, MAT)
    steps(sheet, step)
    sheet.box(MARGIN, height - FOOT, width - 2 * MARGIN, FOOT - MARGIN, MAT)
    return sheet.rgb, tall


def cell_of(aspect: float, sheet: tuple[int, int], columns: int) -> tuple[float, float, tuple[float, float]]:
    """Return width and height of a cell of the usual grid, and the size of a step below it."""
    width, height = sheet
    step = min((width - 2 * MARGIN - 4 * GAP) / 5, TALLEST * aspect)
    rows = -(-(VIEWS + 4) // columns)
    room_x = (width - 2 * MARGIN - (columns - 1) * GAP) / columns
    room_y = (height - HEAD - FOOT - STEPS - step / aspect - MARGIN - (rows - 1) * GAP) / rows - CAPTION
    wide = min(room_x, room_y * aspect)
    return wide, wide / aspect, (step, step / aspect)


def steps(sheet: Canvas, step: tuple[float, float]) -> None:
    """Set five steps with their titles above the foot."""
    apart = min((sheet.width - 2 * MARGIN - step[0]) / 4, step[0] + 3 * GAP)
    for place in range(5):
        x, y = MARGIN + place * apart, sheet.height - FOOT - 84 - step[1]
        sheet.box(x, y, *step, MAT)
        sheet.box(x, y + step[1] + 10, max(step[0], 160), 30, INK)


def cropped(picture: Path, ratio: tuple[int, int], folder: Path) -> Path:
    """Write the middle of a picture at a proportion, as large as it fits."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    scale = min(image.width / ratio[0], image.height / ratio[1])
    wide, tall = round(ratio[0] * scale), round(ratio[1] * scale)
    left, top = (image.width - wide) // 2, (image.height - tall) // 2
    path = folder / f"{ratio[0]}x{ratio[1]}.png"
    image.crop((left, top, left + wide, top + tall)).save(path)
    return path


def main() -> None:
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "examples" / "sample-painting.jpg"
    with tempfile.TemporaryDirectory() as name:
        for ratio in ASPECTS:
            drawn = Drawn(analyze(cropped(picture, ratio, Path(name))))
            layout, cells = laid_out(drawn)
            share, where = emptiest(draw_sheet(drawn))
            before, tall = usual(ratio[0] / ratio[1])
            emit(
                {
                    "bench": "sheet",
                    "aspect": f"{ratio[0]}:{ratio[1]}",
                    "largest_void": round(share, 4),
                    "rival_largest_void": round(emptiest(before)[0], 4),
                    "void_px": [round(where.width), round(where.height)],
                    "pictures": len(cells) + 1,
                    "cell_px": [round(layout.cells[0].width), round(layout.cells[0].height)],
                    "rival_cell_px": [round(tall * ratio[0] / ratio[1]), round(tall)],
                    "type_px": layout.panel.size,
                }
            )


if __name__ == "__main__":
    main()
