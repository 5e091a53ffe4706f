"""Faults of values (range and masses), painted into a picture in CIE Lab; ``_faults`` says which finding each is."""

from __future__ import annotations

import cv2
import numpy as np

from _canvas import F32, Canvas, at_least, at_most, blur, cells, from_linear, ramp, random_field, ranks_of, to_linear


def veiled(c: Canvas, t: float) -> F32:
    return c.lab + np.float32(0.8 * t) * (c.lab.mean(axis=(0, 1)) - c.lab) * np.array([1, 0.4, 0.4], np.float32)


def windowed(c: Canvas, t: float) -> F32:
    low, middle, high = c.at(1, 50, 99)
    up, down = 0.85 * t * c.rng.uniform(0.6, 1.0, 2)
    ends = [low + up * (middle - low), middle, high - down * (high - middle)]
    outer = [low * (1 - up) + up * middle * 0.5, 100 - (100 - high) * (1 + down)]
    stops = np.maximum.accumulate([min(outer[0], ends[0]), *ends, max(outer[1], ends[2])])
    return c.with_light(np.interp(c.light, [0.0, low, middle, high, 100.0], stops))


def shouldered(c: Canvas, t: float) -> F32:
    low, middle, high = c.at(1, 50, 99)
    span = (1.15 - t) * 0.6 * max(high - low, 5.0)
    return c.with_light(middle + span * np.tanh((c.light - middle) / span))


def floored(c: Canvas, t: float) -> F32:
    return c.with_light(at_least(c.light, 50.0 * t, 2.0 + 4.0 * t))


def glared(c: Canvas, t: float) -> F32:
    glare = 0.16 * t**1.5
    return from_linear(to_linear(c.lab) * (1.0 - glare) + glare)


def shadows_opened(c: Canvas, t: float) -> F32:
    (knee,) = c.at(60)
    return c.with_light(c.light + min(38.0, 0.85 * knee) * t * np.clip(1.0 - c.light / max(knee, 1.0), 0.0, 1.0))


def darks_subtracted(c: Canvas, t: float) -> F32:
    linear = to_linear(c.lab)
    taken = t * float(np.percentile(linear.mean(axis=2), 45.0))
    return from_linear((linear - taken) / max(1.0 - taken, 0.1))


def toed(c: Canvas, t: float) -> F32:
    knee = max(c.at(55)[0], 5.0)
    below = knee * np.clip(c.light / knee, 0.0, 1.0) ** (1.0 + 3.5 * t)
    return c.with_light(np.where(c.light < knee, below, c.light))


def darks_pooled(c: Canvas, t: float) -> F32:
    low, knee = c.at(2, 50)
    pull = np.clip((knee - c.light) / max(0.4 * (knee - low), 1.0), 0.0, 1.0)
    return c.with_light(c.light - 0.9 * t * pull * np.maximum(c.light - 0.6 * low, 0.0))


def ceiled(c: Canvas, t: float) -> F32:
    middle, top = c.at(50, 99)
    return c.with_light(at_most(c.light, top - 0.75 * t * (top - middle)))


def lights_shaded(c: Canvas, t: float) -> F32:
    low, high = c.at(35, 95)
    return from_linear(to_linear(c.lab) * (1.0 - 0.7 * t * ramp(c.light, low, high)[..., None]))


def lights_pulled(c: Canvas, t: float) -> F32:
    (knee,) = c.at(60)
    return c.with_light(c.light - 0.75 * t * np.maximum(c.light - knee, 0.0))


def whitened(c: Canvas, t: float) -> F32:
    low, high = c.at(40, 85)
    return c.with_light(c.light + t * ramp(c.light, low, high) * (95.0 - c.light))


def overexposed(c: Canvas, t: float) -> F32:
    return from_linear(at_most(to_linear(c.lab) * (1.0 + 4.0 * t), 0.9, 0.04))


def gammaed(c: Canvas, t: float) -> F32:
    return c.with_light(at_most(100.0 * (c.light / 100.0) ** (1.0 - 0.7 * t), 95.0))


def ranked_to_the_middle(c: Canvas, t: float) -> F32:
    ranks = np.clip(ranks_of(c.light), 0.01, 0.99)
    middle = 50.0 + 9.0 * np.log(ranks / (1.0 - ranks)) / 1.7
    keep = np.clip(np.minimum(ranks, 1.0 - ranks) / 0.04, 0.0, 1.0)
    return c.with_light(c.light + t * keep * (middle - c.light))


def levelled(c: Canvas, t: float) -> F32:
    return c.with_light(c.light - 0.85 * t * (blur(c.light, 0.07 * c.diagonal) - 50.0))


def squeezed_between_its_ends(c: Canvas, t: float) -> F32:
    low, high = c.at(4, 96)
    near = [50.0 + (end - 50.0) * (1.0 - 0.75 * t) for end in (low, high)]
    return c.with_light(np.interp(c.light, [0.0, low, high, 100.0], [0.5 * near[0] * t, *near, 100.0 - 10.0 * t]))


def equalised(c: Canvas, t: float) -> F32:
    low, high = c.at(2, 98)
    return c.with_light(c.light + t * (low + ranks_of(c.light) * (high - low) - c.light))


def in_equal_plateaus(c: Canvas, t: float) -> F32:
    first, second = c.at(33.3, 66.7)
    levels = np.array(c.at(12, 50, 88))[np.digitize(blur(c.light, 0.006 * c.diagonal), [first, second])]
    return c.with_light(c.light + 0.9 * t * (levels - c.light))


def patched(c: Canvas, t: float) -> F32:
    count = int(c.rng.integers(50, 200))
    return c.with_light(c.light + 28.0 * t * c.rng.normal(0.0, 1.0, count)[cells(c, count)])


def mottled(c: Canvas, t: float) -> F32:
    field = random_field(c, c.rng.uniform(0.012, 0.035))
    return c.with_light(c.light + 38.0 * t * (np.clip(field - 0.6, 0, 0.5) - np.clip(-field - 0.6, 0, 0.5)) * 2.0)


def striped(c: Canvas, t: float) -> F32:
    height, width = c.lab.shape[:2]
    angle, waves = c.rng.uniform(0.0, np.pi), c.rng.uniform(4.0, 9.0)
    rows, columns = np.mgrid[:height, :width]
    along = (np.cos(angle) * columns + np.sin(angle) * rows) / c.diagonal
    wave = np.tanh(4.0 * np.sin(2.0 * np.pi * waves * along + 1.5 * random_field(c, 0.08)))
    return c.with_light(c.light + 24.0 * t * wave)


def joined(c: Canvas, t: float) -> F32:
    low, first, second, high = c.at(4, 33.3, 66.7, 96)
    near = 0.85 * t * (second - first)
    stops = [low, first, second - near, high] if c.rng.integers(2) else [low, first + near, second, high]
    return c.with_light(np.interp(c.light, [0.0, low, first, second, high, 100.0], [0.0, *stops, 100.0]))


def accents_opened(c: Canvas, t: float) -> F32:
    size = 2 * int(0.018 * c.diagonal) + 1
    opened = cv2.morphologyEx(c.light, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return c.with_light(c.light + t * ramp(c.light, *c.at(70, 90)) * (np.minimum(blur(opened, 1.5), c.light) - c.light))


def accents_capped(c: Canvas, t: float) -> F32:
    (cap,) = c.at(99.0 - 5.0 * t)
    return c.with_light(at_most(c.light, cap, 1.0))
