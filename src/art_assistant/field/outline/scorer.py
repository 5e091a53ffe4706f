"""Which of the candidates is the picture's outline: a small network that reads each one's sides alike."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.field.outline.seen import sigmoid_weighted
from art_assistant.imaging.arrays import F32
from art_assistant.vision.heads import Arrays

OUTLIER: Final = 5.0
"""Standardised cues are cut here."""


class OutlineHead:
    """The stored network; read-only and safe to share between threads."""

    def __init__(self, arrays: Arrays) -> None:
        """Read the arrays, whose names begin with ``side_``, ``whole_`` or ``layer_``."""
        self._side = arrays["side_mean"].astype(np.float32), arrays["side_deviation"].astype(np.float32)
        self._whole = arrays["whole_mean"].astype(np.float32), arrays["whole_deviation"].astype(np.float32)
        self._embed = arrays["side_weights"].astype(np.float32), arrays["side_bias"].astype(np.float32)
        count = sum(name.startswith("layer_weights") for name in arrays)
        self._layers = [
            tuple(arrays[f"layer_{part}_{k}"].astype(np.float32) for part in ("weights", "bias")) for k in range(count)
        ]

    def probabilities(self, sides: F32, whole: F32) -> NDArray[np.float64]:
        """Return (n,) float64, sum 1: how likely each candidate of one picture is its outline.

        Args:
            sides: (n, 4, SIDE_CUES) float32.
            whole: (n, WHOLE_CUES) float32.

        """
        scaled = np.clip((sides - self._side[0]) / self._side[1], -OUTLIER, OUTLIER)
        rest = np.clip((whole - self._whole[0]) / self._whole[1], -OUTLIER, OUTLIER)
        told = sigmoid_weighted(scaled @ self._embed[0] + self._embed[1]).mean(axis=1)
        layer = np.concatenate([told, gathered(scaled, rest)], axis=1)
        for k, (weights, bias) in enumerate(self._layers):
            layer = layer @ weights + bias
            if k < len(self._layers) - 1:
                layer = sigmoid_weighted(layer)
        powers = np.exp(np.asarray(layer[:, 0] - layer.max(), dtype=np.float64))
        return np.asarray(powers / powers.sum(), dtype=np.float64)


def gathered(sides: F32, whole: F32) -> F32:
    """Return (..., d) float32: the least and most of each cue among the (..., 4, s) sides, the cues of the whole."""
    return np.concatenate([sides.min(axis=-2), sides.max(axis=-2), whole], axis=-1).astype(np.float32)
