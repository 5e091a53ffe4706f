"""Drawings of lines: what is a line on the sheet, and how it is kept as ink.

Squinted, a drawing of lines is nothing but the shadows across its paper, and a division of those is a blot. So where
most of what varies in a picture is narrower than a line, the lines themselves are the dark, held against the paper
beside them and a little thicker than they were drawn, so that they read at thumb size.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32, BoolMap

_WIDEST: Final = 0.02
"""Half the width of the widest line, as a share of the long side: what is darker and narrower lies on the paper."""

_MOSTLY_LINES: Final = 2.0
"""How much more than the paper what lies on it varies where a picture is a drawing of lines: so do 64 of 210 drawings,
1 of 161 paintings, which is drawn in ink, and none of 68 photographs."""

_ON_A_DRAWING: Final = 2.3
"""The same of a picture that is known as a drawing, where the darkest and the lightest tenth of the paper are left out:
a desk beside the sheet, a blackened hat, a corner in the shade. Paintings and photographs have no such allowance."""

_TENTHS_APART: Final = 2.563
"""Standard deviations from the lowest to the highest tenth of what is spread evenly about its mean."""

_FAINTEST: Final = 8.0
"""L* by which a line is darker than the paper beside it at least, ..."""
_TRAILING: Final = 0.6
"""... and this part of that where it runs on from a clear one."""

_LEAST_LINE: Final = 0.0006
"""Smallest piece of line, and of paper between lines, as a share of the picture."""

_THICKENED: Final = 0.004
"""Standard deviation of the blur that thickens a line, as a share of the long side, ..."""
_INK: Final = 0.28
"""... and the share of ink from which the blurred one is ink, too: a line gains a pixel either side, a hair stays."""

_BLOT: Final = 0.03
"""Share of the picture that may close up between thickened lines; beyond it lines that lie close are kept apart: ..."""
_CLOSE: Final = 0.02
"""... the standard deviation of the blur in which they lie close, as a share of the long side, ..."""
_ALONE: Final = 0.2
"""... the share of ink in it up to which a line stands alone, ..."""
_KEPT_APART: Final = 1.2
"""... and how much dearer each further share makes it to thicken a line."""


def line_tone(l_map: F32, *, drawing: bool = False) -> F32 | None:
    """Return by how much each pixel of a drawing of lines is darker than its paper, (h, w) float32, L* at or below 0.

    None where the picture is none.

    Args:
        l_map: (h, w) float32, L* 0-100.
        drawing: whether the picture is known as a drawing.

    """
    long = max(l_map.shape)
    reach = max(2, round(_WIDEST * long))
    # Whatever is dark and narrower than the window is filled with the light around it: what is left is the paper.
    window = cv2.getStructuringElement(cv2.MORPH_RECT, (2 * reach + 1, 2 * reach + 1))
    filled = cv2.morphologyEx(l_map, cv2.MORPH_CLOSE, window)
    paper = cv2.GaussianBlur(filled, (0, 0), reach / 2.0)
    tone = np.minimum(l_map - paper, 0.0)
    lines = float(tone.std())
    of_lines = lines > _MOSTLY_LINES * max(float(paper.std()), 1.0)
    if drawing and not of_lines:
        low, high = np.percentile(paper[::2, ::2], (10, 90))
        of_lines = lines > _ON_A_DRAWING * max(float(high - low) / _TENTHS_APART, 1.0)
    return np.asarray(tone, dtype=np.float32) if of_lines else None


def lines_as_ink(tone: F32, *, drawing: bool = False) -> BoolMap:
    """Return the lines of a drawing as ink, (h, w) bool, where ``tone`` is that of ``line_tone``.

    Of a picture that is known as a ``drawing``, lines that lie close stay thin where too much paper would close up.
    """
    depth = np.clip(-2.55 * tone, 0, 255).astype(np.uint8)
    clear = max(_FAINTEST, cv2.threshold(depth, 0, 255, cv2.THRESH_OTSU)[0] / 2.55)
    faint = tone < -_TRAILING * clear
    # A line may fade, but begins somewhere: faint ink counts where it hangs together with clear ink.
    count, pieces = cv2.connectedComponents(faint.astype(np.uint8), connectivity=8)
    begun = np.zeros(count, dtype=np.bool_)
    begun[np.unique(pieces[tone < -clear])] = True
    ink = _large(begun[pieces] & faint)
    thick = _thickened(ink, _INK)
    if not drawing or _closed(thick, tone) <= _BLOT:
        return thick
    around = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), _CLOSE * max(tone.shape))
    return _thickened(ink, np.asarray(_INK + _KEPT_APART * np.maximum(around - _ALONE, 0.0), dtype=np.float32))


def _thickened(ink: BoolMap, share: F32 | float) -> BoolMap:
    """Return ink with its lines thickened up to a ``share`` of it in the blur, and without the smallest gaps."""
    thick = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), _THICKENED * max(ink.shape)) > share
    return np.asarray(~_large(~(ink | thick)), dtype=np.bool_)


def _closed(ink: BoolMap, tone: F32) -> float:
    """Return the share of the picture that became ink and is as light as the paper that is left."""
    return 0.0 if ink.all() else float(np.mean(ink & (tone > np.median(tone[~ink]))))


def _large(mask: BoolMap) -> NDArray[np.bool_]:
    """Return a mask without its smallest pieces."""
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    kept = stats[:, cv2.CC_STAT_AREA] >= _LEAST_LINE * mask.size
    kept[0] = False
    return np.asarray(kept[pieces])
