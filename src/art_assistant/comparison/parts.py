"""What differs mass by mass: values, colour, and where each lies; and how hard the edges are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import cv2
import numpy as np

from art_assistant.analysis.edges.contours import trace_contours
from art_assistant.analysis.edges.profiles import measure_rises
from art_assistant.analysis.mass.study import MassStudy, study_masses
from art_assistant.comparison.matching.settle import channels, likeness
from art_assistant.comparison.values import ValueMap
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import LUMINANCE, linear_to_lab, lstar_from_luminance

_JUDGED: Final = 0.3
"""Share of a mass that must be seen for anything to be said of it."""
_COLORED: Final = 10.0
"""Chroma from which a colour has a hue worth comparing."""
_FURTHEST: Final = 0.04
"""Diagonals within which a mass is looked for."""
_LIKE: Final = 0.35
"""Likeness of contours from which where a mass lies can be told."""
_RIM: Final = 1500
"""Places of its contours by which a mass is sought."""
_POINTS: Final = 500
"""Contour points at which edges are compared."""
_STEP: Final = 6.0
"""CIELAB step, on both sides, from which an edge is one."""
_FEWEST: Final = 24
_HARDER: Final = 1.5
"""Ratio of widths from which an edge is softer or harder: what two photographs of one painting do not differ by."""


@dataclass(frozen=True, slots=True)
class MassDifference:
    """What differs in one value mass of the reference; None is unknown.

    Attributes:
        id: 1..K from dark to light.
        share: of the reference, 0-1.
        error_steps: value steps by which the painting is lighter there.
        overlap: 0-1, intersection over union of what has its value, squinted, in the reference and in the painting.
        offset: (x, y) in diagonals by which its contours lie further right and down.
        chroma_ratio: of the painting's chroma to the reference's.
        hue_shift: degrees by which its hue is turned, from red towards yellow.
        x, y: a point in its midst, as fractions of the reference.

    """

    id: int
    share: float
    error_steps: float | None
    overlap: float | None
    offset: tuple[float, float] | None
    chroma_ratio: float | None
    hue_shift: float | None
    x: float
    y: float

    def as_dict(self) -> dict[str, Any]:
        """Return the mass, JSON-ready."""
        told = {name: _rounded(getattr(self, name)) for name in ("error_steps", "overlap", "chroma_ratio", "hue_shift")}
        offset = None if self.offset is None else [round(one, 4) for one in self.offset]
        place = {"x": round(self.x, 4), "y": round(self.y, 4)}
        return {"id": self.id, "share": round(self.share, 4), **told, "offset": offset, "place": place}


@dataclass(frozen=True, slots=True)
class _Seen:
    """Softened Lab, and contours, (h, w, 2), of reference and painting."""

    own: F32
    painted: F32
    contours: F32
    painted_contours: F32


@dataclass(frozen=True, slots=True)
class EdgeDifference:
    """How hard edges are against the reference's; None where too few can be compared.

    Attributes:
        softer, harder: shares of the edges, 0-1, beyond what all of them are softened by together.
        photo: how many times wider all edges are, in the photograph or in the painting: nobody can tell which.
        x, y: where the most changed lie, as fractions.
        change: ``"softer"`` or ``"harder"``, of these.

    """

    softer: float | None = None
    harder: float | None = None
    photo: float | None = None
    x: float | None = None
    y: float | None = None
    change: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the edges, JSON-ready."""
        return {
            "softer": _rounded(self.softer),
            "harder": _rounded(self.harder),
            "photo_width_ratio": _rounded(self.photo),
        }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


def masses_of(own: F32) -> MassStudy:
    """Return the value masses of a reference, of its linear light."""
    return study_masses(lstar_from_luminance(own @ LUMINANCE))


def without_cast(own: F32, light: F32, known: BoolMap) -> F32:
    """Return a painting's linear light without what all of it is off by in colour: the camera's cast, or its own."""
    sound = known & (own.min(axis=2) > 0.004) & (light.min(axis=2) > 0.004)
    if sound.sum() < 200:
        return light
    ratio = np.log(light[sound]) - np.log(own[sound])
    ratio -= np.median(ratio, axis=1, keepdims=True)
    gain = np.clip(np.exp(np.median(ratio, axis=0)), 0.6, 1.7)
    return np.asarray(light / (gain / (gain @ LUMINANCE)), dtype=np.float32)


def compare_masses(study: MassStudy, own: F32, light: F32, values: ValueMap) -> tuple[MassDifference, ...]:
    """Return what differs in each mass of the reference.

    Args:
        study: its masses.
        own, light: (h, w, 3) float32 linear light of reference and painting, in one geometry.
        values: where the values are off.

    """
    known = np.isfinite(values.error)
    sigma = 0.01 * max(known.shape)
    lab, other = (
        np.asarray(cv2.GaussianBlur(linear_to_lab(part), (0, 0), sigma), dtype=np.float32)
        for part in (own, without_cast(own, light, known))
    )
    levels = np.array([mass.value * 10.0 for mass in study.items])
    # Both by the nearest mass's value: a mass itself is smoother than any squint.
    planes = (values.squint, np.nan_to_num(values.painted))
    valued = tuple(np.abs(plane[..., None] - levels).argmin(axis=2) for plane in planes)
    contours = [channels(part, 0.012 * max(known.shape))[..., [0, 3]] for part in (lab, other)]
    return tuple(
        _mass(study, number, values, valued, _Seen(lab, other, contours[0], contours[1]))
        for number in range(len(study.items))
    )


def _mass(study: MassStudy, number: int, values: ValueMap, valued: tuple[Any, ...], seen: _Seen) -> MassDifference:
    mass, inside, known = study.items[number], study.labels == number, np.isfinite(values.error)
    there = inside & known
    shape = max((shape for shape in study.shapes if shape.id in mass.shapes), key=lambda one: one.share)
    x, y = shape.centre
    judged = there.sum() >= max(_JUDGED * inside.sum(), 25)
    if not judged:
        return MassDifference(mass.id, mass.share, None, None, None, None, None, x, y)
    own, painted = (plane == number for plane in valued)
    either = float(((own | painted) & known).sum())
    ratio, hue = _color(seen.own[there], seen.painted[there])
    return MassDifference(
        mass.id,
        mass.share,
        float(np.median(values.error[there])),
        float((own & painted & known).sum()) / either if either else None,
        _offset(there, seen, known),
        ratio,
        hue,
        x,
        y,
    )


def _color(own: F32, other: F32) -> tuple[float | None, float | None]:
    """Return chroma ratio and hue shift of (n, 3) Lab, None where there is hardly any colour."""
    chroma = np.hypot(own[:, 1], own[:, 2])
    colored = chroma > _COLORED
    if colored.mean() < 0.3:
        return None, None
    ratio = float(np.median(np.hypot(other[colored, 1], other[colored, 2]) / chroma[colored]))
    here, there = own[colored, 1:].mean(axis=0), other[colored, 1:].mean(axis=0)
    if np.hypot(*there) < _COLORED / 2.0:
        return ratio, None
    turn = np.degrees(np.arctan2(there[1], there[0]) - np.arctan2(here[1], here[0]))
    return ratio, float((turn + 180.0) % 360.0 - 180.0)


def _offset(inside: BoolMap, seen: _Seen, known: BoolMap) -> tuple[float, float] | None:
    """Return by how much the contours of a mass lie elsewhere, in diagonals; None where that cannot be told."""
    long = float(np.hypot(*inside.shape))
    reach = max(2, round(_FURTHEST * long))
    way = np.ones((2 * reach + 1,) * 2, np.uint8)
    rim = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_GRADIENT, way[: reach | 1, : reach | 1]).astype(bool)
    rim &= known
    rim[:reach], rim[-reach:], rim[:, :reach], rim[:, -reach:] = False, False, False, False
    y, x = (place[:: max(1, int(rim.sum()) // _RIM)] for place in np.nonzero(rim))
    if len(x) < 100:
        return None
    own = seen.contours[y, x]

    @cache
    def found(dx: int, dy: int) -> float:
        return float(likeness(own, seen.painted_contours[y + dy, x + dx]).mean())

    coarse = [(dx, dy) for dx in range(-reach + 1, reach, 3) for dy in range(-reach + 1, reach, 3)]
    near = max(coarse, key=lambda at: found(*at))
    around = [(near[0] + i, near[1] + j) for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2)]
    dx, dy = max((at for at in around if max(map(abs, at)) < reach), key=lambda at: found(*at))
    if found(dx, dy) < _LIKE or max(abs(dx), abs(dy)) >= reach - 1:
        return None
    across = dx + _peak([found(dx + i, dy) for i in (-1, 0, 1)])
    down = dy + _peak([found(dx, dy + i) for i in (-1, 0, 1)])
    return across / long, down / long


def _peak(three: Sequence[float]) -> float:
    """Return where between its neighbours the greatest of three lies: a parabola through them."""
    bend = three[0] - 2.0 * three[1] + three[2]
    return 0.5 * (three[0] - three[2]) / bend if bend < 0.0 else 0.0


def compare_edges(reference: U8, laid: U8, known: BoolMap) -> EdgeDifference:
    """Return how hard the reference's edges are in the painting.

    Args:
        reference: (h, w, 3) uint8 sRGB.
        laid: (h, w, 3) uint8 sRGB of the painting in the same geometry.
        known: (h', w') bool, where the painting can be judged.

    """
    traced = trace_contours(reference, _POINTS)
    own, other = (measure_rises(rgb, traced.points, traced.normals) for rgb in (reference, laid))
    height, width = known.shape
    x, y = (np.clip((traced.points[:, i] * side).astype(int), 0, side - 1) for i, side in ((0, width), (1, height)))
    with np.errstate(invalid="ignore", divide="ignore"):
        sound = known[y, x] & (own.step > _STEP) & (other.step > _STEP) & (own.width > 0) & (other.width > 0)
    if sound.sum() < _FEWEST:
        return EdgeDifference()
    change = np.log(other.width[sound] / own.width[sound])
    photo = float(np.median(change))
    change = change - photo
    softer, harder = (float((sign * change > np.log(_HARDER)).mean()) for sign in (1, -1))
    mostly = 1.0 if softer >= harder else -1.0
    moved = traced.points[sound][mostly * change > np.log(_HARDER)]
    place = moved.mean(axis=0) if len(moved) else np.array([0.5, 0.5])
    word = "softer" if mostly > 0 else "harder"
    return EdgeDifference(softer, harder, float(np.exp(photo)), float(place[0]), float(place[1]), word)
