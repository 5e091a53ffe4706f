"""Faults of composition, painted into a picture in CIE Lab; ``_faults`` says which finding each is."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from _canvas import F32, Canvas, blur, laid, random_field


def _spot(c: Canvas, *, least: float, margin: float) -> tuple[int, int]:
    """Return (row, column) of a calm place away from what is looked at first."""
    height, width = c.lab.shape[:2]
    first = divmod(int(np.argmax(c.attention)), width)
    places = c.rng.uniform(margin, 1.0 - margin, (24, 2)) * (height, width)
    away = np.hypot(places[:, 0] - first[0], places[:, 1] - first[1]) / c.diagonal
    calm = [float(c.attention[int(row), int(column)]) for row, column in places]
    best = int(np.argmin(np.array(calm) - 2.0 * np.minimum(away, least)))
    return int(places[best, 0]), int(places[best, 1])


def _oval(c: Canvas, row: float, column: float, tall: float, wide: float) -> F32:
    height, width = c.lab.shape[:2]
    rows, columns = np.ogrid[:height, :width]
    away = np.hypot((rows - row) / max(tall, 1.0), (columns - column) / max(wide, 1.0))
    return np.clip((1.0 - away) / 0.18 + 0.5, 0.0, 1.0).astype(np.float32)[..., None]


def _moved(c: Canvas, row: int, column: int) -> F32:
    """Return the picture mirrored and shifted so that its first read lies at (row, column)."""
    height, width = c.lab.shape[:2]
    first = divmod(int(np.argmax(c.attention)), width)
    shift = np.array([[-1, 0, column + first[1]], [0, 1, row - first[0]]], dtype=np.float32)
    return np.asarray(cv2.warpAffine(c.lab, shift, (width, height), borderMode=cv2.BORDER_REFLECT), dtype=np.float32)


def echoed(c: Canvas, t: float) -> F32:
    radius = c.rng.uniform(0.06, 0.12) * c.diagonal
    row, column = _spot(c, least=0.4, margin=0.16)
    return laid(c, _moved(c, row, column), min(1.0, 1.2 * t) * _oval(c, row, column, 1.2 * radius, 0.9 * radius))


def _strange(c: Canvas, row: int, column: int) -> F32:
    """Return a colour, (3,), far from what lies around a place."""
    reach = int(0.06 * c.diagonal)
    around = c.lab[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach].mean(axis=(0, 1))
    angle = c.rng.uniform(0.0, 2.0 * np.pi)
    light = around[0] + (55.0 if around[0] < 55.0 else -50.0)
    return np.array([np.clip(light, 5, 96), 35.0 * np.cos(angle), 35.0 * np.sin(angle)], dtype=np.float32)


def figured(c: Canvas, t: float) -> F32:
    """Stand a small figure, a head and a body, in a calm place."""
    row, column = _spot(c, least=0.4, margin=0.16)
    size = c.rng.uniform(0.035, 0.06) * c.diagonal
    body = laid(c, _strange(c, row, column), t * _oval(c, row + 1.3 * size, column, 1.4 * size, 0.7 * size))
    head = _oval(c, row - 0.4 * size, column, 0.6 * size, 0.45 * size) * t
    return body * (1.0 - head) + np.array([78.0, 14.0, 20.0], np.float32) * head


def _border_place(c: Canvas) -> tuple[int, int]:
    height, width = c.lab.shape[:2]
    along, inset = c.rng.uniform(0.12, 0.88), c.rng.uniform(0.03, 0.09)
    row, column = [(along, inset), (along, 1.0 - inset), (inset, along), (1.0 - inset, along)][c.rng.integers(4)]
    return int(row * height), int(column * width)


def slabbed(c: Canvas, t: float) -> F32:
    """Lay a stiff slab of a strange colour across the edge."""
    row, column = _border_place(c)
    tall, wide = c.rng.uniform(0.02, 0.06, 2) * c.diagonal
    box = cv2.boxPoints(((float(column), float(row)), (2 * float(wide), 2 * float(tall)), float(c.rng.uniform(0, 90))))
    cover = cv2.fillPoly(np.zeros(c.lab.shape[:2], np.float32), [box.astype(np.int32)], 1.0)
    return laid(c, _strange(c, row, column), t * blur(cover, 1.0)[..., None])


def border_echoed(c: Canvas, t: float) -> F32:
    row, column = _border_place(c)
    radius = c.rng.uniform(0.05, 0.08) * c.diagonal
    source = _moved(c, row, column)
    source[..., 0] = np.clip(50.0 + 1.6 * (source[..., 0] - 50.0), 0.0, 100.0)
    return laid(c, source, t * _oval(c, row, column, radius, radius))


def border_lit(c: Canvas, t: float) -> F32:
    row, column = _border_place(c)
    tall, wide = c.rng.uniform(0.05, 0.12, 2) * c.diagonal
    lift = 60.0 if c.light[row, column] < 60.0 else -55.0
    cover = _oval(c, row, column, tall, wide)[..., 0] * (0.75 + 0.25 * np.clip(random_field(c, 0.01), -1, 1))
    return c.with_light(c.light + lift * t * cover)


def stroked(c: Canvas, t: float) -> F32:
    """Lay short strokes over what was calm."""
    height, width = c.lab.shape[:2]
    over = c.lab.copy()
    for row, column in c.rng.uniform(0.0, 1.0, (int(120 + 500 * t), 2)) * (height, width):
        length, angle = c.rng.uniform(0.008, 0.03) * c.diagonal, c.rng.uniform(0.0, np.pi)
        start = int(column), int(row)
        end = int(column + length * np.cos(angle)), int(row + length * np.sin(angle))
        color = c.lab[int(row), int(column)] + c.rng.normal(0.0, (18.0, 5.0, 5.0))
        cv2.line(over, start, end, [float(part) for part in color], int(c.rng.integers(1, 4)), cv2.LINE_AA)
    return laid(c, over, np.clip(1.2 - 1.2 * c.attention, 0.0, 1.0)[..., None])


def grained(c: Canvas, t: float) -> F32:
    field = random_field(c, 0.003) + random_field(c, 0.008) + random_field(c, 0.02)
    return c.with_light(c.light + 11.0 * t * field * (1.0 - 0.8 * c.attention))


def busy_borrowed(c: Canvas, t: float) -> F32:
    """Repeat the finest detail of the picture's busiest quarter everywhere."""
    height, width = c.lab.shape[:2]
    detail = c.light - blur(c.light, 0.02 * c.diagonal)
    half = (max(height // 2, 2), max(width // 2, 2))
    quarters = [detail[y : y + half[0], x : x + half[1]] for y in (0, height - half[0]) for x in (0, width - half[1])]
    busiest = max(quarters, key=lambda quarter: float(quarter.std()))
    tiled = np.tile(np.hstack([busiest, busiest[:, ::-1]]), (3, 2))[:height, :width]
    return c.with_light(c.light + 1.8 * t * tiled)


def _side(c: Canvas) -> F32:
    """Return 0-1, (h, w): one side of the picture, along a line that leans."""
    height, width = c.lab.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    lean = c.rng.uniform(-0.5, 0.5)
    across = columns / width - 0.5 + lean * (rows / height - 0.5)
    return (1.0 / (1.0 + np.exp(-across * c.rng.choice([-1, 1]) * c.rng.uniform(6, 20)))).astype(np.float32)


def side_darkened(c: Canvas, t: float) -> F32:
    return c.with_light(c.light * (1.0 - 0.85 * t * _side(c)))


def side_paled(c: Canvas, t: float) -> F32:
    return laid(c, np.array([86.0, 0.0, 6.0], np.float32), 0.85 * t * _side(c)[..., None])


def side_emptied(c: Canvas, t: float) -> F32:
    calm = np.dstack([blur(np.ascontiguousarray(c.lab[..., i]), 0.05 * c.diagonal) for i in range(3)])
    return laid(c, calm, t * _side(c)[..., None])


def scraps_strewn(c: Canvas, t: float) -> F32:
    return _strewn(c, int(3 + 6 * t), 0.08, (0.03, 0.06), _moved)


def sparks_strewn(c: Canvas, t: float) -> F32:
    return _strewn(c, int(4 + 12 * t), 0.05, (0.008, 0.025), _strange)


def _strewn(
    c: Canvas, count: int, margin: float, radii: tuple[float, float], what: Callable[[Canvas, int, int], F32]
) -> F32:
    """Lay ``count`` discs of something over the picture, none in the margin; lengths in shares of side and diagonal."""
    lab = c.lab
    for row, column in c.rng.uniform(margin, 1.0 - margin, (count, 2)) * c.lab.shape[:2]:
        radius = c.rng.uniform(*radii) * c.diagonal
        cover = _oval(c, row, column, radius, radius)
        lab = lab * (1.0 - cover) + what(c, int(row), int(column)) * cover
    return lab.astype(np.float32)


def framed(c: Canvas, t: float) -> F32:
    """Run an edge along one side of the frame, a little inside it."""
    height, width = c.lab.shape[:2]
    turned = int(c.rng.integers(4))
    band = np.zeros((height, width), np.float32)
    depth = max(3, int(c.rng.uniform(0.015, 0.05) * min(height, width)))
    np.rot90(band, turned)[:depth] = 1.0
    inside = float(c.light[blur(band, 8.0) > 0].mean())
    return c.with_light(c.light + t * band * (35.0 if inside < 55.0 else -35.0))
