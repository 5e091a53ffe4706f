"""Faults of edges, painted into a picture in CIE Lab; ``_faults`` says which finding each is."""

from __future__ import annotations

import cv2
import numpy as np

from _canvas import F32, Canvas, blur, from_linear, laid, random_field, to_linear


def unsharp(c: Canvas, t: float) -> F32:
    return c.with_light(c.light + 4.0 * t * (c.light - blur(c.light, c.rng.uniform(0.7, 1.6))))


def smoothed_and_cut(c: Canvas, t: float) -> F32:
    flat = c.lab
    for _ in range(2):
        flat = cv2.bilateralFilter(flat, 7, 18.0, 3.0)
    light = np.ascontiguousarray(flat[..., 0])
    cut = np.dstack([light + 2.5 * (light - blur(light, 1.0)), flat[..., 1:]])
    return (c.lab + t * (cut - c.lab)).astype(np.float32)


def stepped(c: Canvas, t: float) -> F32:
    middle = blur(c.light, 2.0)
    away = c.light - middle
    spread = np.sqrt(blur(away**2, 3.0)) + 0.5
    return c.with_light(c.light + t * (middle + 1.3 * spread * np.tanh(3.0 * away / spread) - c.light))


def defocused(c: Canvas, t: float) -> F32:
    radius = max(1, round(5.0 * t))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)).astype(np.float32)
    return from_linear(cv2.filter2D(to_linear(c.lab), -1, disc / disc.sum(), borderType=cv2.BORDER_REFLECT))


def shrunk_and_grown(c: Canvas, t: float) -> F32:
    height, width = c.lab.shape[:2]
    factor = 1.0 + 4.0 * t
    small = cv2.resize(c.lab, (max(8, int(width / factor)), max(8, int(height / factor))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def shaken(c: Canvas, t: float) -> F32:
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


def sharp_elsewhere(c: Canvas, t: float) -> F32:
    part = np.clip(1.0 - 2.5 * blur(c.attention, 4.0), 0.0, 1.0)
    return c.with_light(c.light + 5.0 * t * part * (c.light - blur(c.light, 1.2)))


def focus_defocused(c: Canvas, t: float) -> F32:
    part = np.clip(3.0 * blur(c.attention, 5.0) - 0.3, 0.0, 1.0)[..., None]
    return laid(c, defocused(c, t), part)


def hatched(c: Canvas, t: float) -> F32:
    height, width = c.lab.shape[:2]
    rows, columns = np.mgrid[:height, :width]
    angle, gap = c.rng.uniform(0.0, np.pi), c.rng.uniform(5.0, 12.0)
    lines = np.sin(2.0 * np.pi * (np.cos(angle) * columns + np.sin(angle) * rows) / gap + random_field(c, 0.03))
    where = np.clip(random_field(c, 0.05) + 0.6, 0.0, 1.0)
    return c.with_light(c.light - 22.0 * t * where * np.clip(lines - 0.3, 0.0, 1.0))


def details_raised(c: Canvas, t: float) -> F32:
    tool = cv2.createCLAHE(clipLimit=1.0 + 9.0 * t, tileGridSize=(8, 8))
    raised = tool.apply(np.rint(c.light * 2.55).astype(np.uint8)).astype(np.float32) / 2.55
    return c.with_light(c.light + min(1.0, 0.3 + t) * (raised - c.light))


def contoured(c: Canvas, t: float) -> F32:
    """Draw a dark line along the steps of value, as a tracing would."""
    levels = np.sin(blur(c.light, 2.0) * np.pi / c.rng.uniform(5.0, 10.0))
    slope = np.hypot(cv2.Sobel(levels, cv2.CV_32F, 1, 0), cv2.Sobel(levels, cv2.CV_32F, 0, 1)) + 1e-3
    line = np.clip(1.2 - np.abs(levels) / slope * 4.0, 0.0, 1.0) * np.clip(slope * 4.0, 0.0, 1.0)
    return c.with_light(c.light - 40.0 * t * line)
