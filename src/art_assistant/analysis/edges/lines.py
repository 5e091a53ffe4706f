"""The lines along which edges are drawn: few, long, ordered curves, the ones that matter first, with their hardness.

Everything that is measured of edges is measured on all contours (``contours``). What is drawn is less: on busy work all
contours are a tangle. Contours are joined to long curves and ranked by how much the two sides differ, how much the line
stands alone, how long it is, and whether it bounds a mass or lies where the eye goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.edges.contours import reduced
from art_assistant.analysis.edges.profiles import measure_rises
from art_assistant.analysis.edges.study import CLASSES, classes_of
from art_assistant.analysis.lines.chains import length_of
from art_assistant.analysis.lines.curves import normals_of
from art_assistant.analysis.lines.strongest import strongest_curves
from art_assistant.analysis.lines.taken import runs
from art_assistant.imaging.arrays import F32, U8, LabelMap

MOST_LINE: Final = 7.0
"""Line in all, in diagonals of the picture: with more the eye sees a texture, not edges."""
_LEAST_STEP: Final = 4.0
"""CIELAB step of a profile below which it says nothing of the edge."""
_WINDOW: Final = 11
"""Points along a curve, some 5 % of the diagonal, over which its hardness is agreed."""
_FEWEST: Final = 0.3
"""Share of a curve's points that must have a profile: less is modelling, no edge."""


@dataclass(frozen=True, slots=True)
class EdgeCurve:
    """One line, in order.

    Attributes:
        points: (n, 2) float32, (x, y) in fractions of the picture, one after the other.
        kinds: (n,) int32, index into ``CLASSES``.

    """

    points: F32
    kinds: NDArray[np.int32]

    def stretches(self) -> list[tuple[int, F32]]:
        """Return (kind, points) of each stretch of one hardness; the next begins where it ends."""
        return [(int(self.kinds[start]), self.points[start : end + 1]) for start, end in runs(self.kinds)]


@dataclass(frozen=True, slots=True)
class EdgeLines:
    """The lines of a picture.

    Attributes:
        curves: the one that matters most first.
        lengths: (m,) float32, length of each over the diagonal of the picture; at most 7 together.

    """

    curves: tuple[EdgeCurve, ...]
    lengths: F32


def edge_lines(rgb: U8, attention: F32 | None = None, masses: LabelMap | None = None) -> EdgeLines:
    """Return the lines of a picture.

    Args:
        rgb: (H, W, 3) uint8 sRGB detail copy; lines are traced at 512 px, widths measured on all its pixels.
        attention: (a, b) float32, 0-1, where the eye goes; a line there matters more.
        masses: (h, w) int32 labels; a line along the border of two matters more.

    """
    small = reduced(rgb)
    found = strongest_curves(small, MOST_LINE, attention, masses)
    size = np.array([small.shape[1], small.shape[0]], dtype=np.float32)
    if not found:
        return EdgeLines((), np.zeros(0, dtype=np.float32))
    places = [(curve + np.float32(0.5)) / size for curve in found]
    kinds = _kinds(rgb, places, np.concatenate([normals_of(curve) for curve in found]))
    drawn = [i for i, kind in enumerate(kinds) if kind is not None]
    lengths = [length_of(found[i]) / float(np.hypot(*size)) for i in drawn]
    curves = tuple(EdgeCurve(places[i], kind) for i, kind in enumerate(kinds) if kind is not None)
    return EdgeLines(curves, np.asarray(lengths, dtype=np.float32))


def _kinds(rgb: U8, places: list[F32], normals: F32) -> list[NDArray[np.int32] | None]:
    """Return the hardness at each point of each curve; None for a curve that has none to measure."""
    rises = measure_rises(rgb, np.concatenate(places), normals)
    good = np.isfinite(rises.width) & (rises.step >= _LEAST_STEP)
    votes = np.zeros((len(CLASSES), good.size))
    votes[classes_of(rises.width[good], rises.light_step[good]), np.flatnonzero(good)] = 1.0
    cuts = np.cumsum([len(curve) for curve in places])[:-1]
    each = np.split(votes, cuts, axis=1)
    return [_agreed(own) if float(own.any(axis=0).mean()) >= _FEWEST else None for own in each]


def _agreed(votes: NDArray[Any]) -> NDArray[np.int32]:
    """Return, at each point, the class with the most votes near it; where nobody votes, that of the nearest votes."""
    window, length = np.ones(_WINDOW), votes.shape[1]
    near = np.stack([np.convolve(row, window)[_WINDOW // 2 :][:length] for row in votes])
    told = np.flatnonzero(near.any(axis=0))
    nearest = told[np.abs(np.arange(length)[:, None] - told[None]).argmin(axis=1)]
    return np.asarray(near.argmax(axis=0)[nearest], dtype=np.int32)
