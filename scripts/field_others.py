"""Seeded pages of text, screens and blanks, set in real type: what is neither painted, drawn nor photographed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

U8 = NDArray[np.uint8]
Rng = np.random.Generator
Ink = tuple[int, ...]

SIZES: Final = ((560, 420), (420, 560), (560, 315), (396, 560), (315, 560), (260, 560), (560, 350))
ROOM: Final = 30
"""Pixels that a chart needs each way."""
SYLLABLES: Final = (
    *("an", "be", "con", "de", "er", "fa", "gra", "hi", "in", "jo", "ka", "li", "mo", "no"),
    *(
        "or",
        "pa",
        "qua",
        "ra",
        "se",
        "ti",
        "un",
        "ve",
        "wa",
        "xi",
        "ya",
        "zo",
        "st",
        "tion",
        "ment",
        "ly",
        "ed",
        "ing",
        "the",
    ),
)
FONTS: Final = sorted(Path("/usr/share/fonts").rglob("*.ttf"))


def _word(rng: Rng) -> str:
    word = "".join(SYLLABLES[i] for i in rng.integers(0, len(SYLLABLES), int(rng.integers(1, 5))))
    return word.capitalize() if rng.random() < 0.15 else str(rng.integers(0, 9999)) if rng.random() < 0.06 else word


def _font(size: int, rng: Rng) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS[rng.integers(len(FONTS))]), size)


def _tone(rng: Rng, low: int, high: int) -> Ink:
    return tuple(int(v) for v in np.clip(rng.integers(low, high) + rng.integers(-8, 9, 3), 0, 255))


def _lines(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], ink: Ink, size: int, rng: Rng) -> None:
    left, top, right, bottom = box
    font, step = _font(size, rng), int(size * rng.uniform(1.2, 1.8))
    ragged = rng.uniform(0.0, 0.5)
    for y in range(top, bottom - size, step):
        if rng.random() < 0.1:
            continue
        text, wide = _word(rng), (right - left) * (1.0 - ragged * rng.random())
        while draw.textlength(text, font=font) < wide:
            text += " " + _word(rng)
        while text and draw.textlength(text, font=font) > right - left:
            text = text[:-1]
        draw.text((left, y), text, fill=ink, font=font)


def text(rng: Rng) -> U8:
    """Return a page of a book, a letter, a slide, a receipt or a list."""
    width, height = SIZES[rng.integers(len(SIZES))]
    dark = rng.random() < 0.2
    page = Image.new("RGB", (width, height), _tone(rng, 8, 60) if dark else _tone(rng, 215, 256))
    draw, ink = ImageDraw.Draw(page), _tone(rng, 170, 256) if dark else _tone(rng, 0, 90)
    margin, size = int(width * rng.uniform(0.03, 0.14)), int(rng.choice([7, 8, 9, 10, 12, 14, 20, 30]))
    columns = int(rng.integers(1, 4)) if size < 11 else 1
    top = margin
    if rng.random() < 0.6:
        _lines(draw, (margin, top, width - margin, top + 60), _tone(rng, 0, 160) if not dark else ink, 26, rng)
        top += 66
    wide = (width - 2 * margin) // columns
    for i in range(columns):
        _lines(draw, (margin + i * wide, top, margin + (i + 1) * wide - 10, height - margin), ink, size, rng)
    if rng.random() < 0.2:
        side = min(wide, height - 2 * margin) // 2
        draw.rectangle(
            (width - margin - side, height - margin - side, width - margin, height - margin), _tone(rng, 60, 220)
        )
    return np.asarray(page)


def screen(rng: Rng) -> U8:
    """Return a program, a web page or a phone's app: bars, panels, cards, buttons, text, a table or a chart."""
    width, height = SIZES[rng.integers(len(SIZES))]
    dark = rng.random() < 0.4
    base, ink = (_tone(rng, 15, 60), _tone(rng, 170, 256)) if dark else (_tone(rng, 225, 256), _tone(rng, 20, 90))
    accent = tuple(int(v) for v in rng.integers(20, 235, 3))
    page = Image.new("RGB", (width, height), base)
    draw, bar = ImageDraw.Draw(page), int(rng.integers(14, 48))
    draw.rectangle((0, 0, width, bar), accent if rng.random() < 0.5 else _tone(rng, 60, 220))
    _lines(draw, (8, 2, width // 2, bar), ink, 10, rng)
    side = int(width * rng.uniform(0.12, 0.3)) if rng.random() < 0.5 else 0
    draw.rectangle((0, bar, side, height), tuple(int(v * 0.94) for v in base))
    _lines(draw, (6, bar + 8, max(side - 6, 8), height), ink, 9, rng)
    _panel(draw, (side + 8, bar + 8, width - 8, height - 6), (ink, accent), rng)
    return np.asarray(page)


def _panel(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], inks: tuple[Ink, Ink], rng: Rng) -> None:
    left, top, right, bottom = box
    kind = int(rng.integers(4))
    step = int(rng.integers(16, 90))
    grey = _tone(rng, 110, 200)
    for y in range(top, bottom, step):
        if kind == 0:  # a list of cards
            draw.rounded_rectangle((left, y, right, min(y + step - 6, bottom)), 5, outline=grey)
            draw.rectangle(
                (left + 5, y + 4, left + step - 8, y + step - 10), tuple(int(v) for v in rng.integers(0, 256, 3))
            )
            _lines(draw, (left + step, y + 3, right - 6, min(y + step - 4, bottom)), inks[0], 9, rng)
        elif kind == 1:  # a table
            draw.line((left, y, right, y), fill=grey)
            for x in range(left, right - 20, 62):
                draw.text((x, y + 2), _word(rng)[:8], fill=inks[0], font=_font(9, rng))
        elif kind == 2:  # bubbles of a conversation
            own, wide = rng.random() < 0.5, int((right - left) * rng.uniform(0.3, 0.7))
            x = right - wide if own else left
            draw.rounded_rectangle((x, y, x + wide, y + step - 6), 8, fill=inks[1] if own else grey)
            _lines(draw, (x + 6, y + 3, x + wide - 6, y + step - 6), inks[0], 10, rng)
        else:  # a chart or an editor
            draw.rectangle((left, y + 3, left + int((right - left) * rng.random()), y + step // 2), inks[1])
            _lines(draw, (left, y + step // 2 + 2, right, min(y + step, bottom)), inks[0], 9, rng)


def board(rng: Rng) -> U8:
    """Return a board of charts, or a program's window that is nearly empty: lines, bars and rounds on one tone."""
    width, height = SIZES[rng.integers(len(SIZES))]
    dark = rng.random() < 0.45
    base, ink = (_tone(rng, 15, 60), _tone(rng, 150, 256)) if dark else (_tone(rng, 225, 256), _tone(rng, 20, 110))
    page = Image.new("RGB", (width, height), base)
    draw, faint = ImageDraw.Draw(page), tuple(int(0.75 * b + 0.25 * i) for b, i in zip(base, ink, strict=True))
    bar, side = int(rng.integers(0, 50)), int(width * rng.uniform(0.05, 0.3)) if rng.random() < 0.6 else 0
    draw.rectangle((0, 0, width, bar), _tone(rng, 20, 240))
    draw.rectangle((0, bar, side, height), faint if rng.random() < 0.4 else base)
    _lines(draw, (8, bar + 10, max(side - 6, 9), height), ink, 9, rng)
    across, down = (1, 1) if rng.random() < 0.5 else (int(rng.integers(1, 4)), int(rng.integers(1, 4)))
    wide, high = (width - side) / across, (height - bar) / down
    for k in range(across * down):
        left, top = side + wide * (k % across), bar + high * (k // across)
        box = (int(left) + 8, int(top) + 8, int(left + wide) - 8, int(top + high) - 8)
        if box[2] - box[0] >= ROOM and box[3] - box[1] >= ROOM:
            _chart(draw, box, (ink, faint), rng)
    return np.asarray(page)


def _chart(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], inks: tuple[Ink, Ink], rng: Rng) -> None:
    left, top, right, bottom = box
    accent, kind = tuple(int(v) for v in rng.integers(20, 245, 3)), int(rng.integers(6))
    _lines(draw, (left, top, left + (right - left) // 2, top + 13), inks[0], 9, rng)
    top += 18
    if kind < 4:
        for y in range(top, bottom, int(rng.integers(16, 60))):
            draw.line((left, y, right, y), fill=inks[1])
        draw.line((left, bottom, right, bottom), fill=inks[0])
    step = int(rng.integers(6, 60))
    if kind < 2:
        for x in range(left + 4, right - step, step + int(rng.integers(2, 12))):
            draw.rectangle((x, int(rng.uniform(top, bottom)), x + step, bottom), accent)
    elif kind < 4:
        for _ in range(int(rng.integers(1, 4))):
            y = np.clip(rng.uniform(top, bottom) + np.cumsum(rng.normal(0, 9, (right - left) // 6 + 2)), top, bottom)
            draw.line([(left + 6 * i, float(v)) for i, v in enumerate(y)], fill=accent, width=int(rng.integers(1, 4)))
            accent = tuple(int(v) for v in rng.integers(20, 245, 3))
    else:
        (_round if kind == 4 else _form)(draw, (left, top, right, bottom), inks[0], rng)


def _round(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], _: Ink, rng: Rng) -> None:
    left, top, right, bottom = box
    half = max(1, min(right - left, bottom - top) // 2)
    cuts = np.sort(rng.uniform(0, 360, int(rng.integers(2, 6))))
    for start, end in zip(cuts, np.roll(cuts, -1), strict=True):
        ink = tuple(int(v) for v in rng.integers(20, 245, 3))
        draw.pieslice((left, top, left + 2 * half, top + 2 * half), start, end, fill=ink)


def _form(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], ink: Ink, rng: Rng) -> None:
    left, top, right, bottom = box
    third = left + (right - left) // 3
    for y in range(top, bottom - 20, int(rng.integers(26, 60))):
        _lines(draw, (left, y, third, y + 14), ink, 10, rng)
        draw.rectangle((third + 6, y, int(rng.uniform(left + right, 2 * right) / 2), y + 16), outline=ink)


def desk(rng: Rng, pictures: list[U8]) -> U8:
    """Return windows over a wallpaper, a page of thumbnails, or a phone's grid of icons, with real pictures in them."""
    width, height = SIZES[rng.integers(len(SIZES))]
    some = [Image.fromarray(pictures[i]) for i in rng.integers(len(pictures), size=24)]
    dark, kind = rng.random() < 0.4, int(rng.integers(3))
    base, ink = (_tone(rng, 15, 60), _tone(rng, 170, 256)) if dark else (_tone(rng, 225, 256), _tone(rng, 20, 90))
    page = (
        some[0].resize((width, height)) if kind != 1 and rng.random() < 0.6 else Image.new("RGB", (width, height), base)
    )
    draw, step = ImageDraw.Draw(page), int(rng.integers(56, 150))
    if kind == 0:
        for _ in range(int(rng.integers(1, 4))):
            wide, high = (int(side * rng.uniform(0.45, 0.8)) for side in (width, height))
            x, y = int(rng.uniform(0, width - wide)), int(rng.uniform(0, height - high - 20))
            inner = Image.fromarray((screen, board, text)[rng.integers(3)](rng)).resize((wide, high))
            page.paste(inner, (x, y))
            draw.rectangle((x, y - 14, x + wide, y), _tone(rng, 20, 240))
    for k, y in enumerate(range(40, height - step // 2, step) if kind else ()):
        for j, x in enumerate(range(14, width - step // 2, step)):
            side = int(step * (0.8 if kind == 1 else 0.55))
            thumb = (
                some[(5 * k + j) % 24]
                if kind == 1
                else Image.new("RGB", (8, 8), tuple(int(v) for v in rng.integers(0, 256, 3)))
            )
            page.paste(thumb.resize((side, side)), (x, y))
            _lines(draw, (x, y + side + 1, x + side, y + side + 12), ink, 8, rng)
    draw.rectangle((0, 0, width, int(rng.integers(10, 26))), _tone(rng, 10, 245))
    _lines(draw, (6, 1, width // 2, 14), ink, 9, rng)
    draw.rectangle((0, height - int(rng.integers(8, 40)), width, height), _tone(rng, 10, 245))
    return np.asarray(page)


def blank(rng: Rng) -> U8:
    """Return one tone, a gradient, or a sheet with a little grain: a picture of nothing."""
    width, height = SIZES[rng.integers(len(SIZES))]
    ramp = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    start = np.asarray(_tone(rng, 0, 256), np.float32)
    end = start if rng.random() < 0.6 else np.asarray(_tone(rng, 0, 256), np.float32)
    sheet = np.ones((height, width, 1), np.float32) * (start * (1 - ramp) + end * ramp)
    sheet = sheet if rng.random() < 0.5 else np.rot90(sheet, 1)
    return np.clip(sheet + rng.normal(0.0, rng.uniform(0, 6), sheet.shape), 0, 255).astype(np.uint8)


def other(rng: Rng, pictures: list[U8]) -> U8:
    """Return one picture of nothing painted: screens, some with these pictures in them, text, blanks; some coded."""
    kind = int(rng.choice(5, p=(0.3, 0.25, 0.08, 0.25, 0.12)))
    made = desk(rng, pictures) if kind == 4 else (text, screen, blank, board)[kind](rng)
    if rng.random() < 0.3:
        coded = cv2.imencode(".jpg", np.ascontiguousarray(made), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 90))])[
            1
        ]
        made = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)
    return np.ascontiguousarray(made)
