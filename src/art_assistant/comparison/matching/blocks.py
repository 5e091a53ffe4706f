"""Whether the parts of a reference lie where a map says: each part looks for its place by itself, near the map's.

Where a map is right most parts find themselves where it puts them, however little of the look is left; over a stranger
each finds some place, and no two the same way. So many small witnesses say more than one likeness of the whole.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.comparison.matching.plane import F64, Size
from art_assistant.comparison.matching.settle import channels
from art_assistant.comparison.matching.shot import Shot, fitted, lab_at
from art_assistant.imaging.arrays import F32, U8, BoolMap

_LONG: Final = 160
_SIGMA: Final = 0.012
"""Spread of the blur, in long sides."""
_SIDE, _STEP = 0.2, 0.1
"""Side of a part, and steps from one to the next, in long sides."""
_REACH: Final = 0.05
"""Long sides by which a part may lie elsewhere."""
_NEAR: Final = 0.018
"""Long sides up to which it lies at its place: chance puts one part in ten there."""
_WEIGHT: Final = (1.0, 0.5, 0.5, 1.0)
"""Of lightness, both colours and the gradient."""
_SHOWN: Final = 0.8
"""Share of a part that the photograph must show."""
_FEWEST: Final = 12
"""Parts that the photograph must show for their word to count."""


def parts_agree(reference: U8, shot: Shot, way: F64, shown: BoolMap) -> float:
    """Return the share of the reference's parts that lie where a map says, 0-1; 0 where too few are shown.

    Args:
        reference: (h, w, 3) uint8 sRGB.
        shot: the photograph.
        way: from the reference's fractions into the photograph's pixels.
        shown: (h, w) bool, what the photograph shows of the reference, at any size.

    """
    size = fitted(reference, _LONG)
    own = channels(lab_at(reference, size), _SIGMA * _LONG)
    wide, high = (side + 2 * _far() for side in size)
    margins = ((wide / size[0] - 1.0) / 2.0, (high / size[1] - 1.0) / 2.0)
    stretched = way @ np.array([[1 + 2 * margins[0], 0, -margins[0]], [0, 1 + 2 * margins[1], -margins[1]], [0, 0, 1]])
    other = channels(shot.lab(stretched, (wide, high)), _SIGMA * _LONG)
    seen = cv2.resize(shown.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    side = min(round(_SIDE * _LONG), *size)
    places = [at for at in _places(size, side) if seen[at[1] : at[1] + side, at[0] : at[0] + side].mean() > _SHOWN]
    if len(places) < _FEWEST:
        return 0.0
    moved = np.array([_found(own, other, at, side) for at in places]) / _LONG
    return float((np.linalg.norm(moved, axis=1) < _NEAR).mean())


def _far() -> int:
    return round(_REACH * _LONG)


def _places(size: Size, side: int) -> list[tuple[int, int]]:
    """Return left and top of every part."""
    across, down = (
        np.rint(np.linspace(0, long - side, max(2, round((long - side) / (_STEP * _LONG)) + 1))).astype(int).tolist()
        for long in size
    )
    return [(x, y) for y in sorted(set(down)) for x in sorted(set(across))]


def _found(own: F32, other: F32, at: tuple[int, int], side: int) -> tuple[int, int]:
    """Return by how many pixels a part lies elsewhere, across and down."""
    (x, y), far = at, _far()
    part, around = own[y : y + side, x : x + side], other[y : y + side + 2 * far, x : x + side + 2 * far]
    alike = np.zeros((2 * far + 1, 2 * far + 1))
    for channel, weight in enumerate(_WEIGHT):
        wide, small = (np.ascontiguousarray(array[..., channel]) for array in (around, part))
        alike += weight / sum(_WEIGHT) * cv2.matchTemplate(wide, small, cv2.TM_CCOEFF_NORMED)
    row, column = np.unravel_index(int(alike.argmax()), alike.shape)
    return int(column) - far, int(row) - far
