"""Thin margins of a file: the straight, hardly tilted line at which a strip of one tone along a side of it ends.

A white border of a hundredth of the file is three pixels wide where outlines are looked for; here it is read in the
larger copy.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, U8

DEPTH: Final = 30
"""How deep a thin margin may be, in pixels of the larger copy; broader ones are borders like any other."""
TILT: Final = 14
"""By how many pixels it may be deeper at one end than at the other."""
ROWS: Final = 64
STEP: Final = 4.0
"""Lab distance across two pixels from which there is an edge."""
LIKE: Final = 9.0
"""Lab distance from the margin's tone within which a pixel belongs to it."""
LEAST: Final = 0.45
"""Share of a line that must be such an edge beside the margin's tone."""


def thin_margin(standard: U8) -> tuple[float, float, float] | None:
    """Return where the margin on the left ends: its depth at the top and at the bottom, and how plain it is, 0-1.

    Args:
        standard: (h, w, 3) uint8 sRGB, turned so that the side that is looked at is the left one.

    Returns:
        Depths in pixels, or None where there is no margin.

    """
    strip = standard[np.linspace(0, len(standard) - 1, ROWS).astype(int), : DEPTH + 4]
    if strip.shape[1] < DEPTH + 4:
        return None
    lab = cv2.cvtColor(np.ascontiguousarray(strip).astype(np.float32) / 255.0, cv2.COLOR_RGB2LAB)
    tone = np.median(lab[:, :2].reshape(-1, 3), axis=0)
    like = np.linalg.norm(lab - tone, axis=2) < LIKE
    if np.mean(like[:, 0]) < LEAST:
        return None
    edge = np.linalg.norm(lab[:, 2:] - lab[:, :-2], axis=2) > STEP
    # A line at depth d lies between pixels d - 1 and d; outside it all must be of the margin's tone.
    outside = np.minimum.accumulate(like, axis=1)[:, : DEPTH + 1]
    clear, beside = (_or_before(flags)[:, : DEPTH + 1] for flags in (edge, outside))
    told = np.zeros((ROWS, DEPTH + 2), np.float32)
    told[:, 1 : DEPTH + 2] = clear & beside
    top, bottom, columns = _tilted()
    share = told[np.arange(ROWS), columns].mean(axis=1)
    best = int(np.argmax(share))
    return (float(top[best]), float(bottom[best]), float(share[best])) if share[best] >= LEAST else None


def _or_before(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where a flag is set, or the one before it in its row."""
    either = flags.copy()
    either[:, 1:] |= flags[:, :-1]
    return either


@lru_cache(maxsize=1)
def _tilted() -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return all pairs of depths at top and bottom, and the columns that the line between them takes in each row."""
    top, bottom = np.meshgrid(np.arange(1, DEPTH + 1), np.arange(1, DEPTH + 1), indexing="ij")
    near = np.abs(top - bottom) <= TILT
    top, bottom = top[near], bottom[near]
    along = np.linspace(0.0, 1.0, ROWS)
    columns = np.rint(top[:, None] + (bottom - top)[:, None] * along).astype(np.intp)
    return top, bottom, columns


def margin_lines(standard: U8, scale: float) -> tuple[F32, F32, F32]:
    """Return places, slopes and plainness of the lines that end the margins on the left and on the right.

    Args:
        standard: (h, w, 3) uint8 sRGB, the larger copy (or that transposed, for the margins above and below).
        scale: pixels of the copy in which outlines are looked for, to one of the larger.

    """
    found = []
    height, width = standard.shape[:2]
    for mirrored in (False, True):
        margin = thin_margin(standard[:, ::-1] if mirrored else standard)
        if margin is not None:
            top, bottom = ((width - depth if mirrored else depth) * scale - 0.5 for depth in margin[:2])
            found.append(((top + bottom) / 2, (bottom - top) / max(height * scale - 1.0, 1.0), margin[2]))
    at, slope, plain = np.array(found, np.float32).reshape(-1, 3).T
    return at, slope, plain
