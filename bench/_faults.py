"""Faults painted into pictures, several ways for each kind of finding: what the tips meet that nothing was tuned on.

Every way is a plain operation on a picture in CIE Lab, as a restorer, a camera or a beginner might do it. ``t`` is the
amount, 0-1; where a fault goes is left to the generator of the canvas. The defects of ``_injections.py`` are other
operations and share no code with these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Canvas:
    """A picture, where it is looked at, and the dice.

    Attributes:
        lab: (h, w, 3) float32, CIE Lab D65.
        attention: (h, w) float32, 0-1.
        rng: says where and in which colour a fault goes.

    """

    lab: F32
    attention: F32
    rng: np.random.Generator

    @property
    def light(self) -> F32:
        """Return L*, (h, w)."""
        return self.lab[..., 0]

    @property
    def diagonal(self) -> float:
        """Return the diagonal in pixels."""
        return float(np.hypot(*self.lab.shape[:2]))

    def at(self, *shares: float) -> list[float]:
        """Return percentiles of L*."""
        return [float(value) for value in np.percentile(self.light, shares)]

    def with_light(self, light: NDArray[np.floating]) -> F32:
        """Return the picture with another L*."""
        return np.dstack([np.clip(light, 0.0, 100.0), self.lab[..., 1:]]).astype(np.float32)

    def with_color(self, color: NDArray[np.floating]) -> F32:
        """Return the picture with another a*, b*, (h, w, 2)."""
        return np.dstack([self.light, color]).astype(np.float32)


Way = Callable[[Canvas, float], F32]


def _linear(lab: F32) -> F32:
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2LRGB), dtype=np.float32)


def _from_linear(rgb: NDArray[np.floating]) -> F32:
    return np.asarray(cv2.cvtColor(np.clip(rgb, 0.0, 1.0).astype(np.float32), cv2.COLOR_LRGB2LAB), dtype=np.float32)


def _at_most(values: F32, top: float, softness: float = 3.0) -> F32:
    return np.asarray(-softness * np.logaddexp(-values / softness, -top / softness), dtype=np.float32)


def _at_least(values: F32, floor: float, softness: float = 3.0) -> F32:
    return np.asarray(softness * np.logaddexp(values / softness, floor / softness), dtype=np.float32)


def _ramp(values: F32, low: float, high: float) -> F32:
    return np.clip((values - low) / max(high - low, 1.0), 0.0, 1.0)


def _blur(plane: F32, sigma: float) -> F32:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), max(sigma, 0.3)), dtype=np.float32)


def _ranks(light: F32) -> F32:
    steps = np.percentile(light, np.linspace(0.0, 100.0, 101)) + np.linspace(0.0, 1e-3, 101)
    return np.interp(light, steps, np.linspace(0.0, 1.0, 101)).astype(np.float32)


# Values: the range


def _veiled(c: Canvas, t: float) -> F32:
    return c.lab + np.float32(0.8 * t) * (c.lab.mean(axis=(0, 1)) - c.lab) * np.array([1, 0.4, 0.4], np.float32)


def _windowed(c: Canvas, t: float) -> F32:
    low, middle, high = c.at(1, 50, 99)
    up, down = 0.85 * t * c.rng.uniform(0.6, 1.0, 2)
    ends = [low + up * (middle - low), middle, high - down * (high - middle)]
    outer = [low * (1 - up) + up * middle * 0.5, 100 - (100 - high) * (1 + down)]
    stops = np.maximum.accumulate([min(outer[0], ends[0]), *ends, max(outer[1], ends[2])])
    return c.with_light(np.interp(c.light, [0.0, low, middle, high, 100.0], stops))


def _shouldered(c: Canvas, t: float) -> F32:
    low, middle, high = c.at(1, 50, 99)
    span = (1.15 - t) * 0.6 * max(high - low, 5.0)
    return c.with_light(middle + span * np.tanh((c.light - middle) / span))


def _floored(c: Canvas, t: float) -> F32:
    return c.with_light(_at_least(c.light, 50.0 * t, 2.0 + 4.0 * t))


def _glared(c: Canvas, t: float) -> F32:
    glare = 0.16 * t**1.5
    return _from_linear(_linear(c.lab) * (1.0 - glare) + glare)


def _shadows_opened(c: Canvas, t: float) -> F32:
    (knee,) = c.at(60)
    return c.with_light(c.light + min(38.0, 0.85 * knee) * t * np.clip(1.0 - c.light / max(knee, 1.0), 0.0, 1.0))


def _darks_subtracted(c: Canvas, t: float) -> F32:
    linear = _linear(c.lab)
    taken = t * float(np.percentile(linear.mean(axis=2), 45.0))
    return _from_linear((linear - taken) / max(1.0 - taken, 0.1))


def _toed(c: Canvas, t: float) -> F32:
    knee = max(c.at(55)[0], 5.0)
    below = knee * np.clip(c.light / knee, 0.0, 1.0) ** (1.0 + 3.5 * t)
    return c.with_light(np.where(c.light < knee, below, c.light))


def _darks_pooled(c: Canvas, t: float) -> F32:
    low, knee = c.at(2, 50)
    pull = np.clip((knee - c.light) / max(0.4 * (knee - low), 1.0), 0.0, 1.0)
    return c.with_light(c.light - 0.9 * t * pull * np.maximum(c.light - 0.6 * low, 0.0))


def _ceiled(c: Canvas, t: float) -> F32:
    middle, top = c.at(50, 99)
    return c.with_light(_at_most(c.light, top - 0.75 * t * (top - middle)))


def _lights_shaded(c: Canvas, t: float) -> F32:
    low, high = c.at(35, 95)
    return _from_linear(_linear(c.lab) * (1.0 - 0.7 * t * _ramp(c.light, low, high)[..., None]))


def _lights_pulled(c: Canvas, t: float) -> F32:
    (knee,) = c.at(60)
    return c.with_light(c.light - 0.75 * t * np.maximum(c.light - knee, 0.0))


def _whitened(c: Canvas, t: float) -> F32:
    low, high = c.at(40, 85)
    return c.with_light(c.light + t * _ramp(c.light, low, high) * (95.0 - c.light))


def _overexposed(c: Canvas, t: float) -> F32:
    return _from_linear(_at_most(_linear(c.lab) * (1.0 + 4.0 * t), 0.9, 0.04))


def _gammaed(c: Canvas, t: float) -> F32:
    return c.with_light(_at_most(100.0 * (c.light / 100.0) ** (1.0 - 0.7 * t), 95.0))


# Values: their masses


def _ranked_to_the_middle(c: Canvas, t: float) -> F32:
    ranks = np.clip(_ranks(c.light), 0.01, 0.99)
    middle = 50.0 + 9.0 * np.log(ranks / (1.0 - ranks)) / 1.7
    keep = np.clip(np.minimum(ranks, 1.0 - ranks) / 0.04, 0.0, 1.0)
    return c.with_light(c.light + t * keep * (middle - c.light))


def _levelled(c: Canvas, t: float) -> F32:
    return c.with_light(c.light - 0.85 * t * (_blur(c.light, 0.07 * c.diagonal) - 50.0))


def _squeezed_between_its_ends(c: Canvas, t: float) -> F32:
    low, high = c.at(4, 96)
    near = [50.0 + (end - 50.0) * (1.0 - 0.75 * t) for end in (low, high)]
    return c.with_light(np.interp(c.light, [0.0, low, high, 100.0], [0.5 * near[0] * t, *near, 100.0 - 10.0 * t]))


def _equalised(c: Canvas, t: float) -> F32:
    low, high = c.at(2, 98)
    return c.with_light(c.light + t * (low + _ranks(c.light) * (high - low) - c.light))


def _in_equal_plateaus(c: Canvas, t: float) -> F32:
    first, second = c.at(33.3, 66.7)
    levels = np.array(c.at(12, 50, 88))[np.digitize(_blur(c.light, 0.006 * c.diagonal), [first, second])]
    return c.with_light(c.light + 0.9 * t * (levels - c.light))


def _cells(c: Canvas, count: int) -> NDArray[np.intp]:
    height, width = c.lab.shape[:2]
    seeds = c.rng.uniform(0.0, 1.0, (count, 2)) * (height, width)
    rows, columns = np.mgrid[0:height:4, 0:width:4]
    away = (rows[..., None] - seeds[:, 0]) ** 2 + (columns[..., None] - seeds[:, 1]) ** 2
    small = away.argmin(axis=2).astype(np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.intp)


def _patched(c: Canvas, t: float) -> F32:
    count = int(c.rng.integers(50, 200))
    return c.with_light(c.light + 28.0 * t * c.rng.normal(0.0, 1.0, count)[_cells(c, count)])


def _field(c: Canvas, share: float) -> F32:
    """Return a smooth random field of standard deviation 1, its grain a share of the diagonal."""
    noise = _blur(c.rng.normal(0.0, 1.0, c.lab.shape[:2]).astype(np.float32), share * c.diagonal)
    return noise / max(float(noise.std()), 1e-6)


def _mottled(c: Canvas, t: float) -> F32:
    field = _field(c, c.rng.uniform(0.012, 0.035))
    return c.with_light(c.light + 38.0 * t * (np.clip(field - 0.6, 0, 0.5) - np.clip(-field - 0.6, 0, 0.5)) * 2.0)


def _striped(c: Canvas, t: float) -> F32:
    height, width = c.lab.shape[:2]
    angle, waves = c.rng.uniform(0.0, np.pi), c.rng.uniform(4.0, 9.0)
    rows, columns = np.mgrid[:height, :width]
    along = (np.cos(angle) * columns + np.sin(angle) * rows) / c.diagonal
    wave = np.tanh(4.0 * np.sin(2.0 * np.pi * waves * along + 1.5 * _field(c, 0.08)))
    return c.with_light(c.light + 24.0 * t * wave)


def _joined(c: Canvas, t: float) -> F32:
    low, first, second, high = c.at(4, 33.3, 66.7, 96)
    near = 0.85 * t * (second - first)
    stops = [low, first, second - near, high] if c.rng.integers(2) else [low, first + near, second, high]
    return c.with_light(np.interp(c.light, [0.0, low, first, second, high, 100.0], [0.0, *stops, 100.0]))


def _accents_opened(c: Canvas, t: float) -> F32:
    size = 2 * int(0.018 * c.diagonal) + 1
    opened = cv2.morphologyEx(c.light, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return c.with_light(
        c.light + t * _ramp(c.light, *c.at(70, 90)) * (np.minimum(_blur(opened, 1.5), c.light) - c.light)
    )


def _accents_capped(c: Canvas, t: float) -> F32:
    (cap,) = c.at(99.0 - 5.0 * t)
    return c.with_light(_at_most(c.light, cap, 1.0))


# Composition


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


def _laid(c: Canvas, source: F32, cover: F32) -> F32:
    return (c.lab * (1.0 - cover) + source * cover).astype(np.float32)


def _moved(c: Canvas, row: int, column: int) -> F32:
    """Return the picture mirrored and shifted so that its first read lies at (row, column)."""
    height, width = c.lab.shape[:2]
    first = divmod(int(np.argmax(c.attention)), width)
    shift = np.array([[-1, 0, column + first[1]], [0, 1, row - first[0]]], dtype=np.float32)
    return np.asarray(cv2.warpAffine(c.lab, shift, (width, height), borderMode=cv2.BORDER_REFLECT), dtype=np.float32)


def _echoed(c: Canvas, t: float) -> F32:
    radius = c.rng.uniform(0.06, 0.12) * c.diagonal
    row, column = _spot(c, least=0.4, margin=0.16)
    return _laid(c, _moved(c, row, column), min(1.0, 1.2 * t) * _oval(c, row, column, 1.2 * radius, 0.9 * radius))


def _strange(c: Canvas, row: int, column: int) -> F32:
    """Return a colour, (3,), far from what lies around a place."""
    reach = int(0.06 * c.diagonal)
    around = c.lab[max(0, row - reach) : row + reach, max(0, column - reach) : column + reach].mean(axis=(0, 1))
    angle = c.rng.uniform(0.0, 2.0 * np.pi)
    light = around[0] + (55.0 if around[0] < 55.0 else -50.0)
    return np.array([np.clip(light, 5, 96), 35.0 * np.cos(angle), 35.0 * np.sin(angle)], dtype=np.float32)


def _figured(c: Canvas, t: float) -> F32:
    """Stand a small figure, a head and a body, in a calm place."""
    row, column = _spot(c, least=0.4, margin=0.16)
    size = c.rng.uniform(0.035, 0.06) * c.diagonal
    body = _laid(c, _strange(c, row, column), t * _oval(c, row + 1.3 * size, column, 1.4 * size, 0.7 * size))
    head = _oval(c, row - 0.4 * size, column, 0.6 * size, 0.45 * size) * t
    return body * (1.0 - head) + np.array([78.0, 14.0, 20.0], np.float32) * head


def _border_place(c: Canvas) -> tuple[int, int]:
    height, width = c.lab.shape[:2]
    along, inset = c.rng.uniform(0.12, 0.88), c.rng.uniform(0.03, 0.09)
    row, column = [(along, inset), (along, 1.0 - inset), (inset, along), (1.0 - inset, along)][c.rng.integers(4)]
    return int(row * height), int(column * width)


def _slabbed(c: Canvas, t: float) -> F32:
    """Lay a stiff slab of a strange colour across the edge."""
    row, column = _border_place(c)
    tall, wide = c.rng.uniform(0.02, 0.06, 2) * c.diagonal
    box = cv2.boxPoints(((float(column), float(row)), (2 * float(wide), 2 * float(tall)), float(c.rng.uniform(0, 90))))
    cover = cv2.fillPoly(np.zeros(c.lab.shape[:2], np.float32), [box.astype(np.int32)], 1.0)
    return _laid(c, _strange(c, row, column), t * _blur(cover, 1.0)[..., None])


def _border_echoed(c: Canvas, t: float) -> F32:
    row, column = _border_place(c)
    radius = c.rng.uniform(0.05, 0.08) * c.diagonal
    source = _moved(c, row, column)
    source[..., 0] = np.clip(50.0 + 1.6 * (source[..., 0] - 50.0), 0.0, 100.0)
    return _laid(c, source, t * _oval(c, row, column, radius, radius))


def _border_lit(c: Canvas, t: float) -> F32:
    row, column = _border_place(c)
    tall, wide = c.rng.uniform(0.05, 0.12, 2) * c.diagonal
    lift = 60.0 if c.light[row, column] < 60.0 else -55.0
    cover = _oval(c, row, column, tall, wide)[..., 0] * (0.75 + 0.25 * np.clip(_field(c, 0.01), -1, 1))
    return c.with_light(c.light + lift * t * cover)


def _stroked(c: Canvas, t: float) -> F32:
    """Lay short strokes over what was calm."""
    height, width = c.lab.shape[:2]
    over = c.lab.copy()
    for row, column in c.rng.uniform(0.0, 1.0, (int(120 + 500 * t), 2)) * (height, width):
        length, angle = c.rng.uniform(0.008, 0.03) * c.diagonal, c.rng.uniform(0.0, np.pi)
        start = int(column), int(row)
        end = int(column + length * np.cos(angle)), int(row + length * np.sin(angle))
        color = c.lab[int(row), int(column)] + c.rng.normal(0.0, (18.0, 5.0, 5.0))
        cv2.line(over, start, end, [float(part) for part in color], int(c.rng.integers(1, 4)), cv2.LINE_AA)
    return _laid(c, over, np.clip(1.2 - 1.2 * c.attention, 0.0, 1.0)[..., None])


def _grained(c: Canvas, t: float) -> F32:
    field = _field(c, 0.003) + _field(c, 0.008) + _field(c, 0.02)
    return c.with_light(c.light + 11.0 * t * field * (1.0 - 0.8 * c.attention))


def _busy_borrowed(c: Canvas, t: float) -> F32:
    """Repeat the finest detail of the picture's busiest quarter everywhere."""
    height, width = c.lab.shape[:2]
    detail = c.light - _blur(c.light, 0.02 * c.diagonal)
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


def _side_darkened(c: Canvas, t: float) -> F32:
    return c.with_light(c.light * (1.0 - 0.85 * t * _side(c)))


def _side_paled(c: Canvas, t: float) -> F32:
    return _laid(c, np.array([86.0, 0.0, 6.0], np.float32), 0.85 * t * _side(c)[..., None])


def _side_emptied(c: Canvas, t: float) -> F32:
    calm = np.dstack([_blur(np.ascontiguousarray(c.lab[..., i]), 0.05 * c.diagonal) for i in range(3)])
    return _laid(c, calm, t * _side(c)[..., None])


def _scraps_strewn(c: Canvas, t: float) -> F32:
    lab = c.lab
    for row, column in c.rng.uniform(0.08, 0.92, (int(3 + 6 * t), 2)) * c.lab.shape[:2]:
        radius = c.rng.uniform(0.03, 0.06) * c.diagonal
        cover = _oval(c, row, column, radius, radius)
        lab = lab * (1.0 - cover) + _moved(c, int(row), int(column)) * cover
    return lab.astype(np.float32)


def _sparks_strewn(c: Canvas, t: float) -> F32:
    lab = c.lab
    for row, column in c.rng.uniform(0.05, 0.95, (int(4 + 12 * t), 2)) * c.lab.shape[:2]:
        size = c.rng.uniform(0.008, 0.025) * c.diagonal
        cover = _oval(c, row, column, size, size)
        lab = lab * (1.0 - cover) + _strange(c, int(row), int(column)) * cover
    return lab.astype(np.float32)


def _framed(c: Canvas, t: float) -> F32:
    """Run an edge along one side of the frame, a little inside it."""
    height, width = c.lab.shape[:2]
    turned = int(c.rng.integers(4))
    band = np.zeros((height, width), np.float32)
    depth = max(3, int(c.rng.uniform(0.015, 0.05) * min(height, width)))
    np.rot90(band, turned)[:depth] = 1.0
    inside = float(c.light[_blur(band, 8.0) > 0].mean())
    return c.with_light(c.light + t * band * (35.0 if inside < 55.0 else -35.0))


# Color


def _chroma(c: Canvas) -> F32:
    return np.hypot(c.lab[..., 1], c.lab[..., 2])[..., None]


def _saturated(c: Canvas, t: float) -> F32:
    hsv = cv2.cvtColor(np.clip(cv2.cvtColor(c.lab, cv2.COLOR_LAB2RGB), 0, 1), cv2.COLOR_RGB2HSV)
    hsv[..., 1] = np.clip(hsv[..., 1] * (1.0 + 3.0 * t), 0.0, 1.0)
    return np.asarray(cv2.cvtColor(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), cv2.COLOR_RGB2LAB), dtype=np.float32)


def _made_vibrant(c: Canvas, t: float) -> F32:
    return c.with_color(c.lab[..., 1:] * (1.0 + 3.5 * t * np.exp(-_chroma(c) / 30.0)))


def _colors_pushed_out(c: Canvas, t: float) -> F32:
    chroma = _chroma(c)
    return c.with_color(c.lab[..., 1:] * (1.0 + 32.0 * t * np.clip(chroma / 4.0, 0, 1) / np.maximum(chroma, 4.0)))


def _greyed(c: Canvas, t: float) -> F32:
    linear = _linear(c.lab)
    grey = (linear @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]
    return _from_linear(linear + t * (grey - linear))


def _chroma_capped(c: Canvas, t: float) -> F32:
    chroma = np.maximum(_chroma(c), 1e-3)
    cap = max((1.0 - 0.95 * t) * float(np.percentile(chroma, 99)), 1.0)
    return c.with_color(c.lab[..., 1:] * cap * np.tanh(chroma / cap) / chroma)


def _washed(c: Canvas, t: float) -> F32:
    color = c.lab[..., 1:]
    return c.with_color((color + 0.95 * t * (color.mean(axis=(0, 1)) - color)) * (1.0 - 0.4 * t))


_WARM: Final = np.array([np.cos(np.radians(50.0)), np.sin(np.radians(50.0))], dtype=np.float32)


def _temperatures_tied(c: Canvas, t: float) -> F32:
    """Take out, value by value, what each value is warmer or cooler than the whole."""
    warm = c.lab[..., 1:] @ _WARM
    which = np.clip(c.light / 5.0, 0, 19).astype(np.intp)
    count = np.bincount(which.ravel(), minlength=20)
    means = np.bincount(which.ravel(), warm.ravel(), minlength=20) / np.maximum(count, 1)
    means = np.where(count > 0.005 * warm.size, means, warm.mean())
    smooth = np.interp(
        c.light, np.arange(2.5, 100.0, 5.0), np.convolve(np.pad(means, 1, "edge"), [0.25, 0.5, 0.25], "valid")
    )
    return c.with_color(c.lab[..., 1:] - (t * (smooth - warm.mean()))[..., None] * _WARM)


def _light_follows_dark(c: Canvas, t: float) -> F32:
    low, high = c.at(33.3, 66.7)
    warm = c.lab[..., 1:] @ _WARM
    gap = float(warm[c.light >= high].mean() - warm[c.light <= low].mean())
    part = _ramp(c.light, low, high) if c.rng.integers(2) else _ramp(c.light, low, high) - 1.0
    return c.with_color(c.lab[..., 1:] - (t * gap * part)[..., None] * _WARM)


def _dark_part(c: Canvas) -> F32:
    return 1.0 - _ramp(c.light, *c.at(30, 45))[..., None]


def _tint(c: Canvas, chroma: float) -> F32:
    angle = c.rng.uniform(0.0, 2.0 * np.pi)
    return np.array([chroma * np.cos(angle), chroma * np.sin(angle)], dtype=np.float32)


def _darks_turned(c: Canvas, t: float) -> F32:
    return c.with_color(c.lab[..., 1:] + t * _dark_part(c) * (_chroma(c) * _tint(c, 1.0) - c.lab[..., 1:]))


def _darks_stained(c: Canvas, t: float) -> F32:
    tint = _tint(c, c.rng.uniform(8.0, 20.0))
    return c.with_color(c.lab[..., 1:] + t * _dark_part(c) * (tint - c.lab[..., 1:]))


def _darks_averaged(c: Canvas, t: float) -> F32:
    part = _dark_part(c)
    mean = (c.lab[..., 1:] * part).sum(axis=(0, 1)) / max(float(part.sum()), 1.0)
    return c.with_color(c.lab[..., 1:] + t * part * (1.2 * mean - c.lab[..., 1:]))


def _turned(color: F32, angle: NDArray[np.floating]) -> NDArray[np.floating]:
    cosine, sine = np.cos(angle), np.sin(angle)
    a, b = color[..., 0], color[..., 1]
    return np.dstack([a * cosine - b * sine, a * sine + b * cosine])


def _hues_scattered(c: Canvas, t: float) -> F32:
    return c.with_color(_turned(c.lab[..., 1:], 1.6 * t * _field(c, c.rng.uniform(0.02, 0.12))))


def _hues_spread(c: Canvas, t: float) -> F32:
    mean = c.lab[..., 1:].mean(axis=(0, 1))
    middle = np.arctan2(mean[1], mean[0])
    away = np.angle(np.exp(1j * (np.arctan2(c.lab[..., 2], c.lab[..., 1]) - middle)))
    return c.with_color(_turned(c.lab[..., 1:], 2.0 * t * away))


def _tinted_in_patches(c: Canvas, t: float) -> F32:
    count = int(c.rng.integers(12, 60))
    tints = np.stack([_tint(c, 24.0) for _ in range(count)])[_cells(c, count)]
    return c.with_color(c.lab[..., 1:] + t * tints)


# Edges


def _unsharp(c: Canvas, t: float) -> F32:
    return c.with_light(c.light + 4.0 * t * (c.light - _blur(c.light, c.rng.uniform(0.7, 1.6))))


def _smoothed_and_cut(c: Canvas, t: float) -> F32:
    flat = c.lab
    for _ in range(2):
        flat = cv2.bilateralFilter(flat, 7, 18.0, 3.0)
    light = np.ascontiguousarray(flat[..., 0])
    cut = np.dstack([light + 2.5 * (light - _blur(light, 1.0)), flat[..., 1:]])
    return (c.lab + t * (cut - c.lab)).astype(np.float32)


def _stepped(c: Canvas, t: float) -> F32:
    middle = _blur(c.light, 2.0)
    away = c.light - middle
    spread = np.sqrt(_blur(away**2, 3.0)) + 0.5
    return c.with_light(c.light + t * (middle + 1.3 * spread * np.tanh(3.0 * away / spread) - c.light))


def _defocused(c: Canvas, t: float) -> F32:
    radius = max(1, round(5.0 * t))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.float32)
    return _from_linear(cv2.filter2D(_linear(c.lab), -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT))


def _shrunk_and_grown(c: Canvas, t: float) -> F32:
    height, width = c.lab.shape[:2]
    factor = 1.0 + 4.0 * t
    small = cv2.resize(c.lab, (max(8, int(width / factor)), max(8, int(height / factor))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def _shaken(c: Canvas, t: float) -> F32:
    """Average the picture over a short arc of places, as a moved camera does."""
    length, angle = 0.002 + 0.014 * t, c.rng.uniform(0.0, np.pi)
    height, width = c.lab.shape[:2]
    total = np.zeros_like(c.lab)
    for step in np.linspace(-0.5, 0.5, 9):
        along = step * length * c.diagonal
        bend = 0.4 * (4.0 * step**2) * length * c.diagonal
        shift = [
            [1, 0, along * np.cos(angle) - bend * np.sin(angle)],
            [0, 1, along * np.sin(angle) + bend * np.cos(angle)],
        ]
        total += (
            cv2.warpAffine(c.lab, np.array(shift, np.float32), (width, height), borderMode=cv2.BORDER_REFLECT) / 9.0
        )
    return total


def _sharp_elsewhere(c: Canvas, t: float) -> F32:
    part = np.clip(1.0 - 2.5 * _blur(c.attention, 4.0), 0.0, 1.0)
    return c.with_light(c.light + 5.0 * t * part * (c.light - _blur(c.light, 1.2)))


def _focus_defocused(c: Canvas, t: float) -> F32:
    part = np.clip(3.0 * _blur(c.attention, 5.0) - 0.3, 0.0, 1.0)[..., None]
    return _laid(c, _defocused(c, t), part)


def _hatched(c: Canvas, t: float) -> F32:
    height, width = c.lab.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    angle, gap = c.rng.uniform(0.0, np.pi), c.rng.uniform(5.0, 12.0)
    lines = np.sin(2.0 * np.pi * (np.cos(angle) * columns + np.sin(angle) * rows) / gap + _field(c, 0.03))
    where = np.clip(_field(c, 0.05) + 0.6, 0.0, 1.0)
    return c.with_light(c.light - 22.0 * t * where * np.clip(lines - 0.3, 0.0, 1.0))


def _details_raised(c: Canvas, t: float) -> F32:
    tool = cv2.createCLAHE(clipLimit=1.0 + 9.0 * t, tileGridSize=(8, 8))
    raised = tool.apply(np.rint(c.light * 2.55).astype(np.uint8)).astype(np.float32) / 2.55
    return c.with_light(c.light + min(1.0, 0.3 + t) * (raised - c.light))


def _contoured(c: Canvas, t: float) -> F32:
    """Draw a dark line along the steps of value, as a tracing would."""
    levels = np.sin(_blur(c.light, 2.0) * np.pi / c.rng.uniform(5.0, 10.0))
    slope = np.hypot(cv2.Sobel(levels, cv2.CV_32F, 1, 0), cv2.Sobel(levels, cv2.CV_32F, 0, 1)) + 1e-3
    line = np.clip(1.2 - np.abs(levels) / slope * 4.0, 0.0, 1.0) * np.clip(slope * 4.0, 0.0, 1.0)
    return c.with_light(c.light - 40.0 * t * line)


FAULTS: Final[Mapping[str, tuple[Way, ...]]] = {
    "compressed_range": (_veiled, _windowed, _shouldered),
    "lifted_darks": (_floored, _glared, _shadows_opened),
    "crushed_darks": (_darks_subtracted, _toed, _darks_pooled),
    "dull_lights": (_ceiled, _lights_shaded, _lights_pulled),
    "chalky_lights": (_whitened, _overexposed, _gammaed),
    "midtone_soup": (_ranked_to_the_middle, _levelled, _squeezed_between_its_ends),
    "equal_masses": (_equalised, _in_equal_plateaus),
    "small_shapes": (_patched, _mottled, _striped),
    "merging_neighbours": (_joined,),
    "no_accent": (_accents_opened, _accents_capped),
    "competing_focus": (_echoed, _figured),
    "border_pull": (_slabbed, _border_echoed, _border_lit),
    "no_resting_place": (_stroked, _grained, _busy_borrowed),
    "frame_tangent": (_framed,),
    "lopsided_weight": (_side_darkened, _side_paled, _side_emptied),
    "scattered_attention": (_scraps_strewn, _sparks_strewn),
    "chroma_everywhere": (_saturated, _made_vibrant, _colors_pushed_out),
    "no_chroma_accent": (_greyed, _chroma_capped, _washed),
    "one_temperature": (_temperatures_tied, _light_follows_dark),
    "one_dark_hue": (_darks_turned, _darks_stained, _darks_averaged),
    "scattered_hues": (_hues_scattered, _hues_spread, _tinted_in_patches),
    "all_hard_edges": (_unsharp, _smoothed_and_cut, _stepped),
    "all_soft_edges": (_defocused, _shrunk_and_grown, _shaken),
    "hard_edges_off_focus": (_sharp_elsewhere, _focus_defocused),
    "restless_contours": (_hatched, _details_raised, _contoured),
}
"""Kind of finding to the ways it is painted in."""
