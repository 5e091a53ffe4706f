"""The map of errors as it is kept with an attempt: thousandths of a value step, as a grey picture of 16 bits.

With it a passage that was off can be measured again in a later attempt: both maps lie in the reference's geometry.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from art_assistant.comparison.corrections import CORE
from art_assistant.imaging.arrays import F32

_EVEN: Final = 32768
_FINE: Final = 1000.0
_SEEN: Final = 0.5
"""Share of a passage that must be judged again for its error to be told."""


def packed(error: F32) -> bytes:
    """Return (h, w) float32 value steps, NaN where nothing is judged, as the bytes of a PNG."""
    steps = np.clip(np.round(np.nan_to_num(error) * _FINE), 1 - _EVEN, _EVEN - 1) + _EVEN
    _, file = cv2.imencode(".png", np.where(np.isfinite(error), steps, 0).astype(np.uint16))
    return file.tobytes()


def unpacked(data: bytes) -> F32:
    """Return what ``packed`` packed, to the thousandth of a step.

    Raises:
        ValueError: it is something else.

    """
    grey = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if grey is None or grey.dtype != np.uint16 or grey.ndim != 2:
        raise ValueError("no map of errors")
    steps = (grey.astype(np.float32) - _EVEN) / np.float32(_FINE)
    return np.where(grey == 0, np.float32(np.nan), steps)


def passage_again(before: F32, now: F32, box: Sequence[float], amount: float) -> tuple[float, float] | None:
    """Return how far off a passage was, and how far off the same place is now; None where too little is judged.

    Args:
        before, now: (h, w) float32 value steps of two attempts, NaN where nothing is judged.
        box: of the passage, as fractions: left, top, right, bottom.
        amount: how far off it was told to be; its sign says which places belong to it.

    """
    if before.shape != now.shape:
        return None
    height, width = before.shape
    left, top, right, bottom = (
        round(part * side) for part, side in zip(box, (width, height, width, height), strict=True)
    )
    there = np.zeros(before.shape, dtype=bool)
    there[top:bottom, left:right] = True
    off = np.nan_to_num(before) * (1.0 if amount > 0 else -1.0)
    # Its middle, as when it was told: at its rim the squint mixes it with what lies beside.
    place = there & (off > CORE * abs(amount))
    judged = place & np.isfinite(now)
    if not place.any() or judged.sum() < _SEEN * place.sum():
        return None
    return float(np.median(before[place])), float(np.median(now[judged]))
