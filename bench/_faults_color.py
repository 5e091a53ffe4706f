"""Faults of color, painted into a picture in CIE Lab; ``_faults`` says which finding each is."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from _canvas import F32, Canvas, cells, from_linear, ramp, random_field, to_linear


def _chroma(c: Canvas) -> F32:
    return np.hypot(c.lab[..., 1], c.lab[..., 2])[..., None]


def saturated(c: Canvas, t: float) -> F32:
    hsv = cv2.cvtColor(np.clip(cv2.cvtColor(c.lab, cv2.COLOR_LAB2RGB), 0, 1), cv2.COLOR_RGB2HSV)
    hsv[..., 1] = np.clip(hsv[..., 1] * (1.0 + 3.0 * t), 0.0, 1.0)
    return np.asarray(cv2.cvtColor(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), cv2.COLOR_RGB2LAB), dtype=np.float32)


def made_vibrant(c: Canvas, t: float) -> F32:
    return c.with_color(c.lab[..., 1:] * (1.0 + 3.5 * t * np.exp(-_chroma(c) / 30.0)))


def colors_pushed_out(c: Canvas, t: float) -> F32:
    chroma = _chroma(c)
    return c.with_color(c.lab[..., 1:] * (1.0 + 32.0 * t * np.clip(chroma / 4.0, 0, 1) / np.maximum(chroma, 4.0)))


def greyed(c: Canvas, t: float) -> F32:
    linear = to_linear(c.lab)
    grey = (linear @ np.array([0.2126, 0.7152, 0.0722], np.float32))[..., None]
    return from_linear(linear + t * (grey - linear))


def chroma_capped(c: Canvas, t: float) -> F32:
    chroma = np.maximum(_chroma(c), 1e-3)
    cap = max((1.0 - 0.95 * t) * float(np.percentile(chroma, 99)), 1.0)
    return c.with_color(c.lab[..., 1:] * cap * np.tanh(chroma / cap) / chroma)


def washed(c: Canvas, t: float) -> F32:
    color = c.lab[..., 1:]
    return c.with_color((color + 0.95 * t * (color.mean(axis=(0, 1)) - color)) * (1.0 - 0.4 * t))


_WARM: Final = np.array([np.cos(np.radians(50.0)), np.sin(np.radians(50.0))], dtype=np.float32)


def temperatures_tied(c: Canvas, t: float) -> F32:
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


def light_follows_dark(c: Canvas, t: float) -> F32:
    low, high = c.at(33.3, 66.7)
    warm = c.lab[..., 1:] @ _WARM
    gap = float(warm[c.light >= high].mean() - warm[c.light <= low].mean())
    part = ramp(c.light, low, high) if c.rng.integers(2) else ramp(c.light, low, high) - 1.0
    return c.with_color(c.lab[..., 1:] - (t * gap * part)[..., None] * _WARM)


def _dark_part(c: Canvas) -> F32:
    return 1.0 - ramp(c.light, *c.at(30, 45))[..., None]


def _tint(c: Canvas, chroma: float) -> F32:
    angle = c.rng.uniform(0.0, 2.0 * np.pi)
    return np.array([chroma * np.cos(angle), chroma * np.sin(angle)], dtype=np.float32)


def darks_turned(c: Canvas, t: float) -> F32:
    return c.with_color(c.lab[..., 1:] + t * _dark_part(c) * (_chroma(c) * _tint(c, 1.0) - c.lab[..., 1:]))


def darks_stained(c: Canvas, t: float) -> F32:
    tint = _tint(c, c.rng.uniform(8.0, 20.0))
    return c.with_color(c.lab[..., 1:] + t * _dark_part(c) * (tint - c.lab[..., 1:]))


def darks_averaged(c: Canvas, t: float) -> F32:
    part = _dark_part(c)
    mean = (c.lab[..., 1:] * part).sum(axis=(0, 1)) / max(float(part.sum()), 1.0)
    return c.with_color(c.lab[..., 1:] + t * part * (1.2 * mean - c.lab[..., 1:]))


def _turned(color: F32, angle: NDArray[np.floating]) -> NDArray[np.floating]:
    cosine, sine = np.cos(angle), np.sin(angle)
    a, b = color[..., 0], color[..., 1]
    return np.dstack([a * cosine - b * sine, a * sine + b * cosine])


def hues_scattered(c: Canvas, t: float) -> F32:
    return c.with_color(_turned(c.lab[..., 1:], 1.6 * t * random_field(c, c.rng.uniform(0.02, 0.12))))


def hues_spread(c: Canvas, t: float) -> F32:
    mean = c.lab[..., 1:].mean(axis=(0, 1))
    middle = np.arctan2(mean[1], mean[0])
    away = np.angle(np.exp(1j * (np.arctan2(c.lab[..., 2], c.lab[..., 1]) - middle)))
    return c.with_color(_turned(c.lab[..., 1:], 2.0 * t * away))


def tinted_in_patches(c: Canvas, t: float) -> F32:
    count = int(c.rng.integers(12, 60))
    tints = np.stack([_tint(c, 24.0) for _ in range(count)])[cells(c, count)]
    return c.with_color(c.lab[..., 1:] + t * tints)
