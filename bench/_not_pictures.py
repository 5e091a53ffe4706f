"""Seeded images that are pictures of nothing: noise, pages of text, screenshots. No search may call them close."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

WORDS = [
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "is",
    "was",
    "he",
    "for",
    "it",
    "with",
    "as",
    "his",
    "on",
    "be",
    "at",
    "by",
    "had",
    "not",
    "are",
    "but",
    "from",
    "or",
    "have",
    "an",
    "they",
    "which",
    "one",
    "you",
    "were",
    "her",
    "all",
    "she",
    "there",
    "would",
    "their",
    "we",
    "him",
    "been",
    "has",
    "when",
    "who",
    "will",
    "more",
    "no",
    "if",
    "out",
    "so",
    "said",
    "what",
    "up",
    "its",
    "about",
    "into",
    "than",
    "them",
    "can",
    "only",
    "other",
    "new",
    "some",
    "could",
    "time",
    "these",
    "two",
    "may",
    "then",
    "do",
    "first",
    "any",
    "my",
    "now",
    "such",
    "like",
    "our",
    "over",
    "man",
    "me",
    "even",
    "most",
    "made",
    "after",
    "also",
    "did",
    "many",
    "before",
    "must",
    "through",
    "back",
    "years",
    "where",
    "much",
    "your",
    "way",
    "well",
    "down",
    "should",
    "because",
]
FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_PLAIN, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX)
SIZES = ((640, 480), (480, 640), (768, 576), (900, 506), (600, 848), (1024, 640))

Image = np.ndarray


def noise(rng: np.random.Generator) -> Image:  # noqa: PLR0911 - one return a kind
    """Return white, coarse, grey, 1/f, banded or speckled noise, or a plain gradient with grain."""
    width, height = SIZES[rng.integers(len(SIZES))]
    kind = int(rng.integers(7))
    white = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    if kind == 0:
        return white
    if kind == 1:
        cells = int(rng.integers(4, 60))
        small = rng.integers(0, 256, (max(2, height * cells // width), cells, 3), dtype=np.uint8)
        return np.asarray(cv2.resize(small, (width, height), interpolation=int(rng.choice([0, 1, 2]))))
    if kind == 2:
        return np.repeat(white[..., :1], 3, axis=2)
    if kind == 3:
        return _pink(rng, width, height, exponent=float(rng.uniform(0.6, 1.4)), grey=bool(rng.integers(2)))
    if kind == 4:
        rows = rng.integers(0, 256, (height, 1, 3), dtype=np.uint8)
        return np.ascontiguousarray(np.broadcast_to(rows, (height, width, 3)))
    if kind == 5:
        speckled = np.full((height, width, 3), rng.integers(0, 256, 3), dtype=np.uint8)
        speckled[rng.random((height, width)) < rng.uniform(0.02, 0.4)] = rng.integers(0, 256, 3)
        return speckled
    ramp = np.linspace(rng.integers(0, 120, 3), rng.integers(130, 256, 3), width)[None]
    return np.clip(ramp + rng.normal(0.0, rng.uniform(1, 30), (height, width, 3)), 0, 255).astype(np.uint8)


def _pink(rng: np.random.Generator, width: int, height: int, *, exponent: float, grey: bool) -> Image:
    radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    radius[0, 0] = 1.0
    planes = []
    for _ in range(1 if grey else 3):
        plane = np.fft.irfft2(np.fft.rfft2(rng.normal(size=(height, width))) / radius**exponent, s=(height, width))
        planes.append(np.clip(128.0 + 50.0 * (plane - plane.mean()) / plane.std(), 0, 255))
    return np.stack(planes * (3 if grey else 1), axis=2).astype(np.uint8)


def text_page(rng: np.random.Generator) -> Image:
    """Return a page: a title, paragraphs in one or two columns, now and then a dark page or a coloured one."""
    width, height = SIZES[rng.integers(len(SIZES))]
    dark = rng.random() < 0.2
    paper = rng.integers(10, 50, 3) if dark else rng.integers(225, 256, 3)
    ink = tuple(int(v) for v in (rng.integers(190, 256, 3) if dark else rng.integers(0, 70, 3)))
    page = np.full((height, width, 3), paper, dtype=np.uint8)
    margin = int(width * rng.uniform(0.05, 0.12))
    columns = int(rng.integers(1, 3))
    top = margin
    if rng.random() < 0.7:
        cv2.putText(page, _line(rng, 4), (margin, top + 20), FONTS[rng.integers(4)], 1.0, ink, 2, cv2.LINE_AA)
        top += 50
    gap = margin // 2
    column = (width - 2 * margin - gap * (columns - 1)) // columns
    scale = float(rng.uniform(0.32, 0.6))
    for i in range(columns):
        _paragraphs(page, (margin + i * (column + gap), top, column, height - margin), ink, scale, rng)
    return page


def _line(rng: np.random.Generator, words: int) -> str:
    return " ".join(WORDS[i] for i in rng.integers(0, len(WORDS), words))


def _paragraphs(
    page: Image, box: tuple[int, int, int, int], ink: tuple[int, ...], scale: float, rng: np.random.Generator
) -> None:
    x, y, wide, bottom = box
    font = FONTS[rng.integers(4)]
    step = int(scale * 38) + int(rng.integers(0, 6))
    words_a_line = max(2, int(wide / (scale * 95)))
    patch = page[:, x : x + wide]
    while y + step < bottom:
        y += step
        if rng.random() < 0.12:
            continue
        short = words_a_line if rng.random() > 0.15 else max(1, words_a_line // 3)
        cv2.putText(patch, _line(rng, short), (0, y), font, scale, ink, 1, cv2.LINE_AA)


def screenshot(rng: np.random.Generator) -> Image:
    """Return a desktop program: bars, a side panel, and a table, code, a chat, a form or a chart."""
    width, height = 1024, int(rng.choice([576, 640, 768]))
    dark = rng.random() < 0.4
    base = int(rng.integers(20, 50)) if dark else int(rng.integers(235, 256))
    ink = (210, 215, 220) if dark else (40, 40, 45)
    accent = tuple(int(v) for v in rng.integers(40, 230, 3))
    screen = np.full((height, width, 3), base, dtype=np.uint8)
    bar, side = int(rng.integers(28, 56)), int(rng.integers(0, 260))
    cv2.rectangle(screen, (0, 0), (width, bar), accent if rng.random() < 0.5 else _shade(base, 18), -1)
    cv2.rectangle(screen, (0, bar), (side, height), _shade(base, 10), -1)
    cv2.putText(screen, _line(rng, 3), (12, bar - 12), FONTS[0], 0.5, ink, 1, cv2.LINE_AA)
    for y in range(bar + 26, height, int(rng.integers(22, 40))):
        cv2.putText(screen[:, :side], _line(rng, 2), (12, y), FONTS[0], 0.42, ink, 1, cv2.LINE_AA)
    panel = np.ascontiguousarray(screen[bar:, side:])
    CONTENTS[rng.integers(len(CONTENTS))](panel, ink, accent, base, rng)
    screen[bar:, side:] = panel
    return screen


def _shade(base: int, by: int) -> tuple[int, int, int]:
    value = base + by if base < 128 else base - by
    return (value, value, value)


def _table(panel: Image, ink: tuple[int, ...], accent: tuple[int, ...], base: int, rng: np.random.Generator) -> None:
    height, width = panel.shape[:2]
    rows, columns = int(rng.integers(18, 30)), int(rng.integers(60, 130))
    for y in range(0, height, rows):
        cv2.line(panel, (0, y), (width, y), _shade(base, 25), 1)
        for x in range(0, width, columns):
            cv2.putText(panel, f"{rng.integers(0, 99999)}", (x + 6, y + rows - 6), FONTS[0], 0.4, ink, 1, cv2.LINE_AA)
    for x in range(0, width, columns):
        cv2.line(panel, (x, 0), (x, height), _shade(base, 25), 1)
    cv2.rectangle(panel, (columns, rows), (2 * columns, 2 * rows), accent, 2)


def _code(panel: Image, ink: tuple[int, ...], accent: tuple[int, ...], base: int, rng: np.random.Generator) -> None:
    colours = [ink, accent, tuple(int(v) for v in rng.integers(80, 220, 3)), _shade(base, 90)]
    indent = 0
    for y in range(20, panel.shape[0], 19):
        indent = int(np.clip(indent + rng.integers(-1, 2), 0, 6))
        x = 46 + 26 * indent
        cv2.putText(panel, str(y // 19), (8, y), FONTS[0], 0.38, _shade(base, 70), 1, cv2.LINE_AA)
        for _ in range(int(rng.integers(0, 6))):
            word = WORDS[rng.integers(len(WORDS))] + rng.choice(["(", ")", " =", ":", "_x", ""])
            cv2.putText(panel, word, (x, y), FONTS[0], 0.42, colours[rng.integers(4)], 1, cv2.LINE_AA)
            x += 9 * len(word) + 10


def _chat(panel: Image, ink: tuple[int, ...], accent: tuple[int, ...], base: int, rng: np.random.Generator) -> None:
    width, y = panel.shape[1], 16
    while y < panel.shape[0] - 60:
        mine, tall, wide = bool(rng.integers(2)), int(rng.integers(34, 90)), int(width * rng.uniform(0.25, 0.6))
        x = width - wide - 20 if mine else 56
        cv2.rectangle(panel, (x, y), (x + wide, y + tall), accent if mine else _shade(base, 20), -1)
        for line in range(y + 20, y + tall, 18):
            cv2.putText(panel[:, : x + wide - 6], _line(rng, wide // 60), (x + 8, line), FONTS[0], 0.42, ink, 1)
        if not mine:
            cv2.circle(panel, (30, y + 16), 14, tuple(int(v) for v in rng.integers(40, 230, 3)), -1, cv2.LINE_AA)
        y += tall + 14


def _form(panel: Image, ink: tuple[int, ...], accent: tuple[int, ...], base: int, rng: np.random.Generator) -> None:
    for y in range(40, panel.shape[0] - 40, 52):
        cv2.putText(panel, _line(rng, 2), (30, y), FONTS[0], 0.5, ink, 1, cv2.LINE_AA)
        cv2.rectangle(panel, (200, y - 18), (200 + int(rng.integers(120, 420)), y + 8), _shade(base, 60), 1)
    cv2.rectangle(panel, (30, panel.shape[0] - 44), (150, panel.shape[0] - 12), accent, -1)


def _chart(panel: Image, ink: tuple[int, ...], accent: tuple[int, ...], base: int, rng: np.random.Generator) -> None:
    height, width = panel.shape[:2]
    for y in range(30, height - 30, 40):
        cv2.line(panel, (50, y), (width - 20, y), _shade(base, 20), 1)
    if rng.random() < 0.5:
        for x in range(60, width - 50, 46):
            cv2.rectangle(
                panel, (x, height - 40 - int(rng.integers(10, height - 90))), (x + 30, height - 40), accent, -1
            )
    else:
        y = height / 2 + np.cumsum(rng.normal(0.0, 8.0, (width - 80) // 6))
        points = np.stack([50 + 6 * np.arange(len(y)), np.clip(y, 20, height - 40)], axis=1).astype(np.int32)
        cv2.polylines(panel, [points], isClosed=False, color=accent, thickness=2, lineType=cv2.LINE_AA)
    cv2.line(panel, (50, height - 40), (width - 20, height - 40), ink, 1)


CONTENTS: tuple[Callable[..., None], ...] = (_table, _code, _chat, _form, _chart)
KINDS: dict[str, Callable[[np.random.Generator], Image]] = {
    "noise": noise,
    "text": text_page,
    "screenshot": screenshot,
}
