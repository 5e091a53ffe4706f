"""The map of what is picture and what lies round it, out of what the backbone says of each cell."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32
from art_assistant.vision.backbone import TOKEN_WIDTH, TOKENS
from art_assistant.vision.heads import Arrays

FINE: Final = 4
"""Cells of the map along each side of a cell of the backbone."""
GRID: Final = TOKENS * FINE
MIDDLE: Final = slice(5, 11)
"""Cells that lie in nearly every picture."""
FURTHEST: Final = 5.0
"""Deviations at which directions are cut."""
_STEEPEST: Final = 40.0


def described(tokens: F32, mean: F32, directions: F32) -> F32:
    """Return (16 * 16, d) float32: each cell, how it differs from the rim and the middle, its neighbours, its place.

    Args:
        tokens: (16, 16, 384) float32.
        mean: (384,) of all cells.
        directions: (384, k) principal directions of cells, scaled to deviations.

    """
    cells = np.clip((tokens - mean) @ directions, -FURTHEST, FURTHEST)
    rim = np.concatenate([cells[0], cells[-1], cells[1:-1, 0], cells[1:-1, -1]]).mean(axis=0)
    middle = cells[MIDDLE, MIDDLE].mean(axis=(0, 1))
    around = np.pad(cells, ((1, 1), (1, 1), (0, 0)), mode="edge")[..., : cells.shape[2] // 2]
    beside = [around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]]
    parts = [cells, cells - rim, cells - middle, *beside, _places()]
    return np.concatenate(parts, axis=2).reshape(TOKENS * TOKENS, -1).astype(np.float32)


def _places() -> F32:
    grid = (np.arange(TOKENS, dtype=np.float32) + 0.5) / TOKENS - 0.5
    v, u = np.meshgrid(grid, grid, indexing="ij")
    places = [u, v, np.abs(u), np.abs(v), np.maximum(np.abs(u), np.abs(v)), u * u, v * v]
    return np.stack(places, axis=-1).astype(np.float32) * 3.0


def sigmoid_weighted(raw: F32) -> F32:
    """Return x / (1 + exp(-x)), the activation of both heads."""
    return np.asarray(raw / (1.0 + np.exp(-np.clip(raw, -_STEEPEST, _STEEPEST))), dtype=np.float32)


class SeenHead:
    """The stored perceptron that maps cells to finer cells; read-only and safe to share between threads."""

    def __init__(self, arrays: Arrays) -> None:
        """Read the arrays, whose names begin with ``seen_``."""
        names = ("mean", "directions", "first", "first_bias", "second", "second_bias")
        self._mean, self._directions, self._first, self._first_bias, self._second, self._second_bias = (
            arrays[f"seen_{name}"].astype(np.float32) for name in names
        )

    def read(self, tokens: F32) -> F32:
        """Return (64, 64) float32, 0-1, over the squashed square: how much of each cell is picture.

        Args:
            tokens: (16, 16, 384) float32, as ``Features`` has them.

        Raises:
            ValueError: the array has another shape or holds something that is not finite.

        """
        if tokens.shape != (TOKENS, TOKENS, TOKEN_WIDTH) or not np.isfinite(tokens).all():
            raise ValueError(f"expected ({TOKENS}, {TOKENS}, {TOKEN_WIDTH}) finite numbers, got {tokens.shape}")
        hidden = sigmoid_weighted(described(tokens, self._mean, self._directions) @ self._first + self._first_bias)
        logits = np.clip(hidden @ self._second + self._second_bias, -_STEEPEST, _STEEPEST)
        return unfolded(1.0 / (1.0 + np.exp(-logits)))


def unfolded(cells: NDArray[np.floating]) -> F32:
    """Return (64, 64) float32 of (256, 16): the finer cells of each cell, each row by row."""
    fine = cells.reshape(TOKENS, TOKENS, FINE, FINE).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(fine.reshape(GRID, GRID), dtype=np.float32)
