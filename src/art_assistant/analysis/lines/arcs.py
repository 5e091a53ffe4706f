"""The borders of a label map as chains: each border of two labels once, from junction to junction."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.lines.chains import Chain, chains
from art_assistant.imaging.arrays import BoolMap, LabelMap


def arcs_of(labels: LabelMap | BoolMap) -> list[Chain]:
    """Return the borders of an (h, w) map of labels in pixels, whole numbers being the middles of pixels.

    The frame is no border.
    """
    height, width = labels.shape
    # On a grid of twice the size there is room between two pixels: a crack, and a corner where cracks meet.
    cracks = np.zeros((2 * height + 1, 2 * width + 1), dtype=np.uint8)
    cracks[1::2, 2:-1:2] = labels[:, 1:] != labels[:, :-1]
    cracks[2:-1:2, 1::2] = labels[1:] != labels[:-1]
    cracks[::2, ::2] = _corners(cracks)
    return [np.asarray((chain - 1.0) / 2.0, dtype=np.float32) for chain in chains(cracks)]


def _corners(cracks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    upright, level = np.pad(cracks[1::2, ::2], ((1, 1), (0, 0))), np.pad(cracks[::2, 1::2], ((0, 0), (1, 1)))
    return np.asarray(upright[:-1] | upright[1:] | level[:, :-1] | level[:, 1:], dtype=np.uint8)
