"""Perceptrons in NumPy, for heads that are small enough to be trained without a framework."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
Layer = list[F32]
"""Weights (in, out) and bias (out,)."""
STEEPEST: Final = 40.0


def made(sizes: Sequence[int], rng: np.random.Generator) -> list[Layer]:
    """Return layers of these widths, the last one with small weights."""
    found = []
    for k, (wide, narrow) in enumerate(pairwise(sizes)):
        scale = np.sqrt(2.0 / wide) * (0.3 if k == len(sizes) - 2 else 1.0)
        found.append([rng.normal(0.0, scale, (wide, narrow)).astype(np.float32), np.zeros(narrow, np.float32)])
    return found


def active(raw: F32) -> F32:
    """Return x / (1 + exp(-x))."""
    return np.asarray(raw / (1.0 + np.exp(-np.clip(raw, -STEEPEST, STEEPEST))), dtype=np.float32)


def steepness(raw: F32) -> F32:
    """Return the slope of ``active``."""
    share = 1.0 / (1.0 + np.exp(-np.clip(raw, -STEEPEST, STEEPEST)))
    return np.asarray(share * (1.0 + raw * (1.0 - share)), dtype=np.float32)


def forward(layers: list[Layer], x: F32) -> tuple[list[F32], list[F32]]:
    """Return what goes into each layer, with the last one's output behind, and what each gives before activation."""
    inputs, raws = [x], []
    for k, (weights, bias) in enumerate(layers):
        raws.append(inputs[-1] @ weights + bias)
        inputs.append(active(raws[-1]) if k < len(layers) - 1 else raws[-1])
    return inputs, raws


def backward(layers: list[Layer], inputs: list[F32], raws: list[F32], slope: F32) -> tuple[list[Layer], F32]:
    """Return the slope of the loss by each layer's weights and bias, and by the input."""
    found: list[Layer] = []
    for k in range(len(layers) - 1, -1, -1):
        found.append([inputs[k].T @ slope, slope.sum(axis=0)])
        slope = slope @ layers[k][0].T
        if k:
            slope = slope * steepness(raws[k - 1])
    return found[::-1], slope


class Adam:
    """Adam with decoupled decay (Loshchilov & Hutter 2019), warmed up and cooled down over a known number of steps."""

    def __init__(self, layers: list[Layer], rate: float, decay: float, steps: int) -> None:
        """Begin with these layers, which are changed in place."""
        self._layers, self._rate, self._decay, self._steps, self._now = layers, rate, decay, steps, 0
        self._mean = [[np.zeros_like(part) for part in layer] for layer in layers]
        self._square = [[np.zeros_like(part) for part in layer] for layer in layers]

    def step(self, slopes: list[Layer]) -> None:
        """Go one step down."""
        self._now += 1
        progress = self._now / self._steps
        rate = self._rate * min(1.0, progress / 0.05) * 0.5 * (1.0 + np.cos(np.pi * min(progress, 1.0)))
        for layer, slope, mean, square in zip(self._layers, slopes, self._mean, self._square, strict=True):
            for k in range(2):
                mean[k] += 0.1 * (slope[k] - mean[k])
                square[k] += 0.001 * (slope[k] ** 2 - square[k])
                if k == 0:
                    layer[k] *= 1.0 - rate * self._decay
                usual = np.sqrt(square[k] / (1.0 - 0.999**self._now)) + 1e-7
                layer[k] -= (rate / (1.0 - 0.9**self._now) * mean[k] / usual).astype(np.float32)
