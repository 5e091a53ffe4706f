"""The picture that a fault is painted into, and what the ways of painting share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


def to_linear(lab: F32) -> F32:
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2LRGB), dtype=np.float32)


def from_linear(rgb: NDArray[np.floating]) -> F32:
    return np.asarray(cv2.cvtColor(np.clip(rgb, 0.0, 1.0).astype(np.float32), cv2.COLOR_LRGB2LAB), dtype=np.float32)


def at_most(values: F32, top: float, softness: float = 3.0) -> F32:
    return np.asarray(-softness * np.logaddexp(-values / softness, -top / softness), dtype=np.float32)


def at_least(values: F32, floor: float, softness: float = 3.0) -> F32:
    return np.asarray(softness * np.logaddexp(values / softness, floor / softness), dtype=np.float32)


def ramp(values: F32, low: float, high: float) -> F32:
    return np.clip((values - low) / max(high - low, 1.0), 0.0, 1.0)


def blur(plane: F32, sigma: float) -> F32:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), max(sigma, 0.3)), dtype=np.float32)


def ranks_of(light: F32) -> F32:
    steps = np.percentile(light, np.linspace(0.0, 100.0, 101)) + np.linspace(0.0, 1e-3, 101)
    return np.interp(light, steps, np.linspace(0.0, 1.0, 101)).astype(np.float32)


def cells(c: Canvas, count: int) -> NDArray[np.intp]:
    height, width = c.lab.shape[:2]
    seeds = c.rng.uniform(0.0, 1.0, (count, 2)) * (height, width)
    rows, columns = np.mgrid[0:height:4, 0:width:4]
    away = (rows[..., None] - seeds[:, 0]) ** 2 + (columns[..., None] - seeds[:, 1]) ** 2
    small = away.argmin(axis=2).astype(np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.intp)


def random_field(c: Canvas, share: float) -> F32:
    """Return a smooth random field of standard deviation 1, its grain a share of the diagonal."""
    noise = blur(c.rng.normal(0.0, 1.0, c.lab.shape[:2]).astype(np.float32), share * c.diagonal)
    return noise / max(float(noise.std()), 1e-6)


def laid(c: Canvas, source: F32, cover: F32) -> F32:
    return (c.lab * (1.0 - cover) + source * cover).astype(np.float32)
