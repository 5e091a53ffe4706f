"""Fitting a regression and small perceptrons to pictures that may each be of one of several kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

DECAY: Final = 0.02
HIDDEN, BATCH, PASSES, RATE, DROPPED, SHRINK = 48, 256, 16, 3e-3, 0.5, 0.3
"""Of a perceptron: units, pictures a step, passes, first step, share of inputs and units dropped, decay of weights."""
WEIGHTS: Final = 2
"""Axes of what decays."""

F32 = NDArray[np.float32]


def softmax(logits: F32) -> F32:
    """Return row-wise probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def fit(x: F32, allowed: F32, weight: F32, start: F32 | None, steps: int) -> F32:
    """Return (d + 1, kinds) weights of a multinomial regression in which a picture may have one of several labels."""
    share, count, width = (weight / weight.sum()).astype(np.float32), allowed.shape[1], x.shape[1]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(width + 1, count).astype(np.float32)
        p = softmax(x @ table[:-1] + table[-1])
        both = p * allowed
        right = np.maximum(both.sum(axis=1, keepdims=True), 1e-9)
        error = (p - both / right) * share[:, None]
        slope = np.concatenate([x.T @ error + 2 * DECAY * table[:-1], error.sum(axis=0, keepdims=True)])
        value = -(share * np.log(right[:, 0])).sum() + DECAY * (table[:-1] ** 2).sum()
        return float(value), slope.ravel().astype(np.float64)

    first = np.zeros((width + 1) * count) if start is None else start.ravel().astype(np.float64)
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return np.asarray(found.reshape(width + 1, count), dtype=np.float32)


def _sigmoid(h: F32) -> F32:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(h, -40.0, 40.0))), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Perceptron:
    """One hidden layer: (d, HIDDEN), (HIDDEN,), (HIDDEN, kinds) and (kinds,)."""

    first: F32
    bias: F32
    second: F32
    offset: F32

    def __call__(self, x: F32) -> F32:
        """Return (n, kinds) logits."""
        hidden = x @ self.first + self.bias
        return np.asarray((hidden * _sigmoid(hidden)) @ self.second + self.offset, dtype=np.float32)

    @classmethod
    def fitted(cls, x: F32, allowed: F32, weight: F32, seed: int) -> Perceptron:
        """Return a perceptron that learned from pictures drawn by their weights, inputs and units dropped at random."""
        rng, width, kinds = np.random.default_rng(seed), x.shape[1], allowed.shape[1]
        parts = [
            rng.normal(0, width**-0.5, (width, HIDDEN)),
            np.zeros(HIDDEN),
            np.zeros((HIDDEN, kinds)),
            np.zeros(kinds),
        ]
        parts = [part.astype(np.float32) for part in parts]
        means, squares = ([np.zeros_like(part) for part in parts] for _ in range(2))
        steps, kept = PASSES * len(x) // BATCH, np.float32(1.0 / (1.0 - DROPPED))
        for step, rows in enumerate(rng.choice(len(x), (steps, BATCH), p=weight / weight.sum())):
            masks = [(rng.random((BATCH, n), dtype=np.float32) > DROPPED) * kept for n in (width, HIDDEN)]
            slopes = _slopes(parts, x[rows] * masks[0], allowed[rows], masks[1])
            rate = RATE * min(1.0, 10 * (step + 1) / steps) * 0.5 * (1 + np.cos(np.pi * step / steps))
            for k, slope in enumerate(slopes):
                means[k] += 0.1 * (slope - means[k])
                squares[k] += 0.001 * (slope**2 - squares[k])
                size = np.sqrt(squares[k] / (1 - 0.999 ** (step + 1))) + 1e-8
                parts[k] *= np.float32(1.0 - rate * SHRINK * (slope.ndim == WEIGHTS))
                parts[k] -= (rate * means[k] / (1 - 0.9 ** (step + 1)) / size).astype(np.float32)
        return cls(*parts)


def _slopes(parts: list[F32], x: F32, allowed: F32, mask: F32) -> list[F32]:
    """Return the slopes of the mean loss of some pictures, in the order of the parts."""
    first, bias, second, offset = parts
    hidden = x @ first + bias
    gate = _sigmoid(hidden)
    active = hidden * gate * mask
    p = softmax(active @ second + offset)
    both = p * allowed
    error = (p - both / np.maximum(both.sum(axis=1, keepdims=True), 1e-9)) / np.float32(len(x))
    back = (error @ second.T) * mask * gate * (1.0 + hidden * (1.0 - gate))
    return [x.T @ back, back.sum(axis=0), active.T @ error, error.sum(axis=0)]
