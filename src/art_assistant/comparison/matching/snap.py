"""Corners for the eye: each side moved to the edge of the canvas beside it, where one is to be seen.

The values are read by the map that the pixels settled, not by these: a frame or a ledge may draw a side away.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.comparison.matching.plane import F64, diagonal, plausible
from art_assistant.comparison.matching.shot import Shot
from art_assistant.imaging.arrays import F32
from art_assistant.imaging.colorspace import srgb_to_lab

_REACH: Final = 0.03
"""Diagonals by which a side may move."""
_LIKELY: Final = 0.012
"""Spread of where the edge lies about the map's side, in diagonals."""
_STEP: Final = 0.75
"""Pixels from one place that is tried to the next."""
_TILTS: Final = np.arange(-6, 7)
"""Steps by which one end of a side may move further than the other."""
_STRONGEST: Final = 12.0
"""Difference of Lab across an edge beyond which it is no surer."""
_SEEN: Final = 4.0
_LEAST: Final = 2.5
"""How much stronger the edge must be than what lies about it, for a side to move."""
_ALONG: Final = np.linspace(0.04, 0.96, 64)


def snapped(shot: Shot, corners: F64) -> F64:
    """Return corners on the canvas's edges, (4, 2) pixels; a side beside which none is seen stays."""
    lab = np.asarray(cv2.GaussianBlur(srgb_to_lab(shot.rgb), (0, 0), 1.0), dtype=np.float32)
    long = diagonal(corners)
    sides = [_side(lab, corners[i], corners[(i + 1) % 4], long) for i in range(4)]
    met = np.array([_meeting(sides[i - 1], sides[i]) for i in range(4)])
    sound = plausible(met, shot.size, out=0.9) and np.abs(met - corners).max() < 2.0 * _REACH * long
    return met if sound else corners


def _side(lab: F32, start: F64, end: F64, long: float) -> tuple[F64, F64]:
    """Return both ends of a side where the strongest edge beside it lies."""
    along = (end - start) / np.linalg.norm(end - start)
    outward = np.array([along[1], -along[0]])
    offsets = np.arange(-_REACH * long, _REACH * long + _STEP / 2, _STEP)
    places = start + (end - start) * _ALONG[:, None]
    grid = (places[:, None] + offsets[None, :, None] * outward - 0.5).astype(np.float32)
    x, y = np.ascontiguousarray(grid[..., 0]), np.ascontiguousarray(grid[..., 1])
    taken = cv2.remap(lab, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    across = np.zeros(taken.shape[:2])
    across[:, 1:-1] = np.minimum(np.linalg.norm(taken[:, 2:] - taken[:, :-2], axis=2), _STRONGEST)
    likely = np.exp(-0.5 * (offsets / (_LIKELY * long)) ** 2)
    strengths = np.array([_strength(across, int(tilt)) for tilt in _TILTS])
    tilt, place = np.unravel_index(int((strengths * likely).argmax()), strengths.shape)
    if strengths[tilt, place] < _LEAST * (np.median(across) + 1.0):
        return start, end
    lean = _STEP * float(_TILTS[tilt]) / 2.0
    return start + outward * (offsets[place] - lean), end + outward * (offsets[place] + lean)


def _strength(across: F64, tilt: int) -> F64:
    """Return how strong the edge is along each line of one tilt: its mean, less where it is not seen throughout."""
    shift = np.rint(tilt * (_ALONG - 0.5)).astype(int)
    columns = np.clip(np.arange(across.shape[1])[None] + shift[:, None], 0, across.shape[1] - 1)
    line = np.take_along_axis(across, columns, axis=1)
    return np.asarray(line.mean(axis=0) * (0.4 + 0.6 * (line > _SEEN).mean(axis=0)))


def _meeting(one: tuple[F64, F64], other: tuple[F64, F64]) -> F64:
    """Return where two lines meet; not finite where they do not."""
    along, beside = one[1] - one[0], other[1] - other[0]
    turn = along[0] * beside[1] - along[1] * beside[0]
    gap = other[0] - one[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(one[0] + along * (gap[0] * beside[1] - gap[1] * beside[0]) / turn)
