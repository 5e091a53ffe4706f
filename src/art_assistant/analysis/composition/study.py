"""Composition: where the eye goes, how weights lie, and the lines painters lay over a picture. Nothing is graded."""

from dataclasses import dataclass, field, replace
from typing import Any

import cv2
import numpy as np

from art_assistant.analysis.composition.balance import (
    centre_of_mass,
    deviation_of_centre,
    mirror_symmetry,
    preference_for_balance,
    side_balance,
)
from art_assistant.analysis.composition.focus import (
    FocalPoint,
    MeasuredPlace,
    attention_plane,
    attention_spread,
    border_pull,
    focal_points,
    outstanding,
    shown_and_faint,
    something,
)
from art_assistant.analysis.composition.resting import resting_place
from art_assistant.analysis.ground import stir
from art_assistant.analysis.rounding import rounded
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import linear_to_lab, srgb_to_lab, srgb_to_linear

Point = tuple[float, float]
Line = tuple[Point, Point]

MASS_DEFINITION = (
    "Visual weight is the CIELAB distance of a passage from the picture's mean colour: what differs from its ground "
    "weighs (after Arnheim, Art and Visual Perception, 1974). Not fixations; nobody was watched."
)

_GOLDEN = (3.0 - 5.0**0.5) / 2.0
_WEIGHT_SIDE = 96
"""Long side of the grid on which weights are summed; balance is a matter of large areas."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The composition of one picture; None is unknown, for a picture without relief.

    Attributes:
        focal_points: first, second and third read, strongest first.
        attention: (h, w) float32, 0-1, long side 128, of the upright picture; None where nothing stands out.
        attention_centre: weighted centre of the attention.
        attention_spread: entropy 0-1, 1 where attention lies evenly.
        attention_half_area: smallest share of the picture that holds half the attention.
        border_pull: the border band's share of the attention over its share of the area.
        border_place: the strongest place in the border band, its share the attention there, 0-1.
        mass_centre: centre of visual mass (see ``MASS_DEFINITION``).
        balance_lr, balance_tb: right minus left and bottom minus top of the visual weight, -1 to 1.
        apb, dcm, symmetry: the published measures on darkness, 0-100 (see ``balance``).
        rest: the largest calm passage without attention, its share of the picture's area; the box lies inside it.
        there: (h, w) bool on the grid of the attention, where something is to look at; None where it was not asked.
        stands_out: (h, w) bool on the same grid, what lies near the subject; None where no subject is known.
        faint: later reads that attention names and where nothing stands out: counted by the metrics, not told.

    """

    focal_points: tuple[FocalPoint, ...]
    attention: F32 | None
    attention_centre: Point | None
    attention_spread: float | None
    attention_half_area: float | None
    border_pull: float | None
    border_place: MeasuredPlace | None
    mass_centre: Point | None
    balance_lr: float | None
    balance_tb: float | None
    apb: float | None
    dcm: float | None
    symmetry: float | None
    rest: MeasuredPlace | None
    there: BoolMap | None = field(default=None, repr=False, compare=False)
    stands_out: BoolMap | None = field(default=None, repr=False, compare=False)
    faint: tuple[FocalPoint, ...] = ()

    @property
    def focal_margin(self) -> float | None:
        """Strength of the first read minus that of the second, 0-1; None where nothing stands out."""
        return _margin(self.focal_points)

    @property
    def second_ratio(self) -> float | None:
        """Strength of the second read over that of the first; 0 where there is no second, None where it is unknown."""
        return _ratio(self.focal_points)

    def as_dict(self) -> dict[str, Any]:
        """Return the composition as JSON-ready plain Python."""
        return {
            "focal_points": [point.as_dict() for point in self.focal_points],
            "focal_margin": rounded(self.focal_margin),
            "attention": {
                "centre": _point(self.attention_centre),
                "spread": rounded(self.attention_spread),
                "half_area": rounded(self.attention_half_area),
            },
            "border": {
                "pull": rounded(self.border_pull),
                "place": self.border_place.as_dict() if self.border_place else None,
            },
            "mass_centre": _point(self.mass_centre),
            "mass_definition": MASS_DEFINITION,
            "balance": {
                "left_right": rounded(self.balance_lr),
                "top_bottom": rounded(self.balance_tb),
                "apb": rounded(self.apb, 2),
                "dcm": rounded(self.dcm, 2),
                "mirror_symmetry": rounded(self.symmetry, 2),
            },
            "rest": self.rest.as_dict() if self.rest else None,
        }

    def metrics(self) -> dict[str, float | None]:
        """Return the numbers that are ranked among the masters."""
        known = self.attention is not None
        # The masters were counted without knowing what their subjects are.
        measured = tuple(sorted((*self.focal_points, *self.faint), key=lambda point: -point.strength))
        return {
            "composition.attention_spread": self.attention_spread,
            "composition.attention_half_area": self.attention_half_area,
            "composition.focal_count": float(len(measured)) if known else None,
            "composition.focal_margin": _margin(measured),
            "composition.second_ratio": _ratio(measured),
            "composition.border_pull": self.border_pull,
            "composition.border_peak": self.border_place.share if self.border_place else None,
            "composition.balance_lr": self.balance_lr,
            "composition.balance_tb": self.balance_tb,
            "composition.imbalance": None if self.balance_lr is None else abs(self.balance_lr),
            "composition.apb": self.apb,
            "composition.dcm": self.dcm,
            "composition.symmetry": self.symmetry,
            "composition.rest_share": (self.rest.share if self.rest else 0.0) if known else None,
        }


def _margin(points: tuple[FocalPoint, ...]) -> float | None:
    if not points:
        return None
    return points[0].strength - (points[1].strength if len(points) > 1 else 0.0)


def _ratio(points: tuple[FocalPoint, ...]) -> float | None:
    if not points or points[0].strength <= 0.0:
        return None
    return points[1].strength / points[0].strength if len(points) > 1 else 0.0


def study_composition(
    saliency: F32,
    rgb: U8,
    l_map: F32,
    *,
    counted: BoolMap | None = None,
    subject: BoolMap | None = None,
    stirred: F32 | None = None,
) -> Composition:
    """Return the composition of a picture.

    Args:
        saliency: (s, s) float32, 0-1, over the picture squashed to a square.
        rgb: (h, w, 3) uint8 sRGB working copy.
        l_map: (h, w) float32 L* 0-100 of the same.
        counted: (h, w) bool, False where the picture is transparent; None when all counts.
        subject: (h, w) bool, what stands out from the rest: later reads are told only on it, and the box of the resting
            place keeps clear of it; None where it is not known.
        stirred: (h, w) float32, how much each passage of it varies (``ground.stir``), where that is known.

    """
    # Two kinds of weight: what each colour weighs, side against side, and plain darkness, as the published measures of
    # balance were tested on ink and paper.
    plane = attention_plane(saliency, l_map.shape, counted)
    varies = stir(srgb_to_lab(rgb), counted) if stirred is None else stirred
    there = None if plane is None else something(varies, plane.shape)
    if there is not None and not there.any():
        # Bare paper: the network sees its own noise there.
        plane = None
    weights, dark = _visual_weights(rgb, counted), _darkness(l_map, counted)
    sides = side_balance(weights)
    spread = attention_spread(plane) if plane is not None else None
    border = border_pull(plane) if plane is not None else None
    reads = focal_points(plane, there=there) if plane is not None else ()
    stands_out = None if plane is None or subject is None else outstanding(subject, plane.shape)
    shown, faint = shown_and_faint(reads, stands_out)
    return Composition(
        focal_points=shown,
        attention=plane,
        attention_centre=centre_of_mass(plane) if plane is not None else None,
        attention_spread=spread[0] if spread else None,
        attention_half_area=spread[1] if spread else None,
        border_pull=border[0] if border else None,
        border_place=border[1] if border else None,
        mass_centre=centre_of_mass(weights),
        balance_lr=sides[0] if sides else None,
        balance_tb=sides[1] if sides else None,
        apb=preference_for_balance(dark),
        dcm=deviation_of_centre(dark),
        symmetry=mirror_symmetry(dark),
        rest=resting_place(plane, l_map, counted, subject) if plane is not None else None,
        there=there,
        stands_out=stands_out,
        faint=faint,
    )


def refocused(composition: Composition, meant: Point) -> Composition:
    """Return the composition with the place that is meant for the first read as its first, the others after it.

    Args:
        composition: as it was measured.
        meant: (x, y) in fractions of the picture.

    Raises:
        UsageError: the point lies outside the picture.

    """
    if not all(0.0 <= part <= 1.0 for part in meant):
        raise UsageError("The focus lies inside the picture: x and y are fractions from 0 to 1.")
    if composition.attention is None:
        return composition
    reads = focal_points(composition.attention, meant, composition.there)
    shown, faint = shown_and_faint(reads, composition.stands_out)
    return replace(composition, focal_points=shown, faint=faint)


def overlays() -> dict[str, tuple[Line, ...]]:
    """Return the lines painters lay over a picture, each from (x, y) to (x, y) in fractions: aids, not laws."""
    return {
        "thirds": _cross(1.0 / 3.0, 2.0 / 3.0),
        "golden": _cross(_GOLDEN, 1.0 - _GOLDEN),
        "diagonals": (((0.0, 0.0), (1.0, 1.0)), ((0.0, 1.0), (1.0, 0.0))),
        "grid": _cross(*(step / 8.0 for step in range(1, 8))),
    }


def _cross(*places: float) -> tuple[Line, ...]:
    upright = [((place, 0.0), (place, 1.0)) for place in places]
    level = [((0.0, place), (1.0, place)) for place in places]
    return tuple(upright + level)


def _small(map_: Any, counted: BoolMap | None) -> tuple[Any, Any]:
    """Return the map on the grid of weights and the share 0-1 of each cell that counts."""
    height, width = map_.shape[:2]
    scale = min(1.0, _WEIGHT_SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if counted is None:
        return cv2.resize(map_, size, interpolation=cv2.INTER_AREA), np.ones(size[::-1], dtype=np.float32)
    inside = counted.astype(np.float32)
    share = cv2.resize(inside, size, interpolation=cv2.INTER_AREA)
    masked = map_ * (inside if map_.ndim == 2 else inside[..., None])
    summed = cv2.resize(masked, size, interpolation=cv2.INTER_AREA)
    return summed / np.maximum(share if map_.ndim == 2 else share[..., None], 1e-6), share


def _darkness(l_map: F32, counted: BoolMap | None) -> Any:
    light, share = _small(np.asarray(l_map, dtype=np.float32), counted)
    return np.clip(1.0 - light / 100.0, 0.0, 1.0).astype(np.float64) * share


def _visual_weights(rgb: U8, counted: BoolMap | None) -> Any:
    linear, share = _small(srgb_to_linear(rgb), counted)
    lab = linear_to_lab(np.asarray(linear, dtype=np.float32)).astype(np.float64)
    total = float(share.sum())
    if total <= 0.0:
        return np.zeros(share.shape)
    ground = (lab * share[..., None]).sum(axis=(0, 1)) / total
    weights = np.sqrt(((lab - ground) ** 2).sum(axis=-1)) * share
    return np.where(weights < _JUST_VISIBLE * share, 0.0, weights)


_JUST_VISIBLE = 2.3
"""CIELAB distance that is just noticed (Mahy, Van Eycken & Oosterlinck, Color Res. Appl. 19 (1994) 105-121)."""


def _point(point: Point | None) -> list[float] | None:
    return None if point is None else [round(v, 4) for v in point]
