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
PLAIN: Final = 0.75
"""Share of a file's side that must be of one tone for it to be looked at when the picture seems to fill the file."""
BAR_LEAST, BAR_MOST, BAR_BLUR = 3, 0.8, 3
"""Least pixels and greatest share of the file of a bar, and the pixels in which its edge is complete."""
BAR_FIRST: Final = 16
"""Columns that are looked at before all are."""
BAR_EVEN, BAR_JUMP, BAR_MARK = 2.2, 2.0, 8.0
"""Lab distances: root mean square from its tone that JPEG leaves in a column of a bar; step from one column to the next
that is no drift; and that beyond which a pixel weighs no more."""
LEAST: Final = 0.45
"""Share of a line that must be such an edge beside the margin's tone."""


def thin_margin(standard: U8) -> tuple[float, float, float] | None:
    """Return where the margin on the left ends: its depth at the top and at the bottom, and how plain it is, 0-1.

    Args:
        standard: (h, w, 3) uint8 sRGB, turned so that the side that is looked at is the left one.

    Returns:
        Depths in pixels, or None where there is no margin.

    """
    if standard.shape[1] < DEPTH + 4:
        return None
    strip = standard[np.linspace(0, len(standard) - 1, ROWS).astype(int), : DEPTH + 4]
    tone = np.median(_lab(strip[:, :2]).reshape(-1, 3), axis=0).astype(np.float32)
    # Most files have no margin, which their outermost pixels tell.
    if np.mean(_away(_lab(strip[:, :1]), tone) < LIKE) < LEAST:
        return None
    lab = _lab(strip)
    like = _away(lab, tone) < LIKE
    edge = _away(lab[:, 2:], lab[:, :-2]) > STEP
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


def may_have_margins(standard: U8) -> bool:
    """Whether a side of (h, w, 3) uint8 sRGB is of one tone along its outermost pixels, as every margin is."""
    ends = (standard[:2], standard[-2:], standard[:, :2], standard[:, -2:])
    return any(_is_plain(end) for end in ends)


def _is_plain(end: U8) -> bool:
    lab = _lab(end)
    return bool(np.mean(_away(lab, np.median(lab.reshape(-1, 3), axis=0).astype(np.float32)) < LIKE) >= PLAIN)


def _lab(rgb: U8) -> F32:
    there = np.ascontiguousarray(rgb).astype(np.float32) / 255.0
    return np.asarray(cv2.cvtColor(there, cv2.COLOR_RGB2LAB), dtype=np.float32)


def _away(one: F32, two: F32) -> F32:
    return np.asarray(np.sqrt(((one - two) ** 2) @ np.ones(3, np.float32)), dtype=np.float32)


@lru_cache(maxsize=1)
def _tilted() -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return all pairs of depths at top and bottom, and the columns that the line between them takes in each row."""
    top, bottom = np.meshgrid(np.arange(1, DEPTH + 1), np.arange(1, DEPTH + 1), indexing="ij")
    near = np.abs(top - bottom) <= TILT
    top, bottom = top[near], bottom[near]
    along = np.linspace(0.0, 1.0, ROWS)
    columns = np.rint(top[:, None] + (bottom - top)[:, None] * along).astype(np.intp)
    return top, bottom, columns


def bar(lab: F32) -> tuple[int, float] | None:
    """Return how many columns from the left are of one tone, and in what share of rows that ends at once; or None.

    A dark picture hardly differs from the bar beside it: one lit place tells where the bar ends.

    Args:
        lab: (h, w, 3) float32 CIELAB.

    """
    # Most files have no bar, which their first columns tell.
    tones, uneven = _uneven(lab[:, :BAR_FIRST])
    if not uneven.any():
        tones, uneven = _uneven(lab)
    count = int(np.argmax(uneven))
    if not BAR_LEAST <= count <= BAR_MOST * lab.shape[1]:
        return None
    beyond = lab[:, count : count + BAR_BLUR]
    return count, float(np.mean(_away(beyond, tones[count - 1]).max(axis=1) > STEP))


def _uneven(lab: F32) -> tuple[F32, NDArray[np.bool_]]:
    """Return the tone (w, 3) of each column, and (w,) which are of no one tone or of another than the one before."""
    tones = lab.mean(axis=0)
    # A mark on a bar, such as a screenshot's button, is small and far from its tone.
    away = np.minimum(_away(lab, tones), BAR_MARK)
    uneven = np.mean(away**2, axis=0) > BAR_EVEN**2
    uneven[1:] |= _away(tones[1:], tones[:-1]) > BAR_JUMP
    return tones, uneven


def margin_lines(standard: U8, lab: F32, scale: float) -> tuple[F32, F32, F32]:
    """Return places, slopes and plainness of the lines that end the margins and bars on the left and on the right.

    Args:
        standard: (h, w, 3) uint8 sRGB, the larger copy (or that transposed, for the margins above and below).
        lab: (h, w, 3) float32 CIELAB, the copy in which outlines are looked for, likewise.
        scale: pixels of that copy to one of the larger.

    """
    found = [(count - 0.5, 0.0, share) for count, share in filter(None, [bar(lab)])]
    found += [(lab.shape[1] - count - 0.5, 0.0, share) for count, share in filter(None, [bar(lab[:, ::-1])])]
    height, width = standard.shape[:2]
    for mirrored in (False, True):
        margin = thin_margin(standard[:, ::-1] if mirrored else standard)
        if margin is not None:
            top, bottom = ((width - depth if mirrored else depth) * scale - 0.5 for depth in margin[:2])
            found.append(((top + bottom) / 2, (bottom - top) / max(height * scale - 1.0, 1.0), margin[2]))
    at, slope, plain = np.array(found, np.float32).reshape(-1, 3).T
    return at, slope, plain
