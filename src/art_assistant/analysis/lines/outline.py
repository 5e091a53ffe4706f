"""A picture as a line drawing for transfer: what must be placed, in few clean lines, each once.

Where the picture has a contour, the line follows it; where a mass or the subject ends without one and its two sides
differ all the same, the line follows the border. Nothing is drawn where the picture does not differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.edges.contours import reduced
from art_assistant.analysis.lines.arcs import arcs_of
from art_assistant.analysis.lines.chains import Chain, joined, length_of
from art_assistant.analysis.lines.curves import is_ring, normals_of, simplified, smoothed, stepped
from art_assistant.analysis.lines.gradient import lab_of
from art_assistant.analysis.lines.strongest import STEP, inside_frame, strongest_curves
from art_assistant.analysis.lines.taken import Taken, cells_of, once_each, read_at, runs
from art_assistant.files.outlines import Detail
from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap

Why = Literal["subject", "mass", "inner"]
_ORDER: Final[tuple[Why, ...]] = ("subject", "mass", "inner")

_MOST: Final[dict[Detail, float]] = {"simple": 5.5, "full": 12.0}
"""Line along contours, in diagonals of the picture."""
_MOST_BORDER: Final = 2.0
"""The same along borders that have no contour."""
_ON_BORDER: Final = 0.014
"""A contour this near to a border, as a share of the diagonal, is the border's."""
_MUCH_OF_IT: Final = 0.5
"""Share of a contour that must lie along borders to be one of them."""
_BESIDE_BORDER: Final = 0.016
"""Where a line runs within this of a border, the border is drawn already."""
_LEAST_BORDER: Final = 0.06
"""Length, as a share of the diagonal, from which such a border is drawn."""
_DIFFERS: Final = 8.0
"""CIELAB between the two sides of a border, squinted, below which nothing is there to draw."""
_SQUINT, _ASIDE = 0.006, 0.013
"""Blur, and distance from the line, at which two sides are compared."""
_GAP, _SMOOTH = 0.01, 0.008
"""Gaps of a border that are closed, and how it is smoothed, all as shares of the diagonal."""
_STRAY: Final = 0.0006
"""How far a line may stray when it is simplified, as a share of the diagonal: a hair on a print of a metre."""


@dataclass(frozen=True, slots=True)
class OutlineCurve:
    """One line of an outline.

    Attributes:
        points: (n, 2) float32, (x, y) in fractions of the picture, simplified: a smooth curve passes through them.
        why: ``"subject"`` on its contour, ``"mass"`` on the border of a mass, ``"inner"`` within them.
        closed: the last point is the first.

    """

    points: F32 = field(repr=False)
    why: Why
    closed: bool


@dataclass(frozen=True, slots=True)
class LineDrawing:
    """A line drawing of a picture.

    Attributes:
        detail: ``"simple"`` is what must be placed first, ``"full"`` the strongest inner contours too.
        curves: the lines, those of the subject first.
        length: of all lines, in diagonals of the picture.
        aspect: width of the picture over its height.

    """

    detail: Detail
    curves: tuple[OutlineCurve, ...]
    length: float
    aspect: float


def outline_of(
    rgb: U8, shapes: LabelMap, subject: BoolMap | None, attention: F32 | None = None, *, detail: Detail = "simple"
) -> LineDrawing:
    """Return the outline of a picture.

    Args:
        rgb: (H, W, 3) uint8 sRGB; lines are traced at 512 px.
        shapes: (h, w) int32, the shapes of its masses.
        subject: (a, b) bool; None where nothing stands out.
        attention: (c, d) float32, 0-1, where the eye goes; None where that is not known.
        detail: ``"simple"`` or ``"full"``.

    """
    small = reduced(rgb)
    shape = (small.shape[0], small.shape[1])
    diagonal = float(np.hypot(*shape))
    near = {"subject": _near(subject, shape), "mass": _near(shapes, shape)}
    contours = strongest_curves(small, _MOST[detail], attention, shapes)
    told = [(curve, _why(curve, near)) for curve in contours]
    taken = Taken(shape, _BESIDE_BORDER * diagonal)
    for curve in contours:
        taken.add(curve)
    soft = np.asarray(cv2.GaussianBlur(lab_of(small), (0, 0), _SQUINT * diagonal), dtype=np.float32)
    borders: tuple[tuple[LabelMap | BoolMap | None, Why], ...] = ((subject, "subject"), (shapes, "mass"))
    for labels, why in borders:
        found = [] if labels is None else _differing(_border(labels, shape), soft)
        ranked = sorted(found, key=length_of, reverse=True)
        missing = once_each(ranked, taken, _LEAST_BORDER * diagonal, _MOST_BORDER * diagonal)
        told += [(curve, why) for curve in missing]
    told.sort(key=lambda one: _ORDER.index(one[1]))
    curves = tuple(_finished(curve, why, shape) for curve, why in told)
    return LineDrawing(
        detail, curves, sum(length_of(curve) for curve, _ in told) / diagonal, rgb.shape[1] / rgb.shape[0]
    )


def _near(labels: LabelMap | BoolMap | None, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return where the picture lies near a border of the labels, (h, w) bool."""
    if labels is None:
        return np.zeros(shape, dtype=np.bool_)
    large = cv2.resize(labels.astype(np.int16), (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST)
    square = np.ones((3, 3), np.uint8)
    border = (cv2.dilate(large, square) != cv2.erode(large, square)).astype(np.uint8)
    reach = 2 * max(1, round(_ON_BORDER * float(np.hypot(*shape)))) + 1
    return np.asarray(cv2.dilate(border, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))) > 0)


def _why(curve: Chain, near: dict[str, NDArray[np.bool_]]) -> Why:
    on_subject, on_mass = (float(near[why][cells_of(curve, near[why].shape)].mean()) for why in ("subject", "mass"))
    if on_subject >= _MUCH_OF_IT:
        return "subject"
    return "mass" if on_mass >= _MUCH_OF_IT else "inner"


def _border(labels: LabelMap | BoolMap, shape: tuple[int, int]) -> list[Chain]:
    """Return the borders of the labels on a grid of ``shape``, joined and smooth, at even steps."""
    diagonal = float(np.hypot(*shape))
    scale = np.array([shape[1] / labels.shape[1], shape[0] / labels.shape[0]], dtype=np.float32)
    arcs = [(arc + np.float32(0.5)) * scale - np.float32(0.5) for arc in arcs_of(labels)]
    inside = [piece for arc in joined(arcs, _GAP * diagonal) for piece in inside_frame(arc, shape)]
    long = [piece for piece in inside if length_of(piece) >= _LEAST_BORDER * diagonal]
    return [stepped(smoothed(stepped(arc, 1.0), _SMOOTH * diagonal), STEP * diagonal) for arc in long]


def _differing(borders: list[Chain], soft: F32) -> list[Chain]:
    """Return the stretches of borders whose two sides differ."""
    found = []
    for border in borders:
        across = normals_of(border) * np.float32(_ASIDE * float(np.hypot(*soft.shape[:2])))
        sides = np.linalg.norm(read_at(soft, border + across) - read_at(soft, border - across), axis=1)
        # One point is noise: a border differs where most of nine points do.
        differs = np.convolve(sides >= _DIFFERS, np.ones(9), mode="same") >= 5
        found += [border[start:end] for start, end in runs(differs) if differs[start]]
    return found


def _finished(curve: Chain, why: Why, shape: tuple[int, int]) -> OutlineCurve:
    diagonal, size = float(np.hypot(*shape)), np.array([shape[1], shape[0]], dtype=np.float32)
    closed = len(curve) > 8 and float(np.hypot(*(curve[0] - curve[-1]))) <= 1.5 * STEP * diagonal
    whole = np.concatenate([curve, curve[:1]]) if closed and not is_ring(curve) else curve
    points = (simplified(whole, _STRAY * diagonal) + np.float32(0.5)) / size
    return OutlineCurve(np.clip(points, 0.0, 1.0).astype(np.float32), why, closed)
