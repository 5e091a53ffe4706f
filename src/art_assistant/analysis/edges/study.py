"""Edges: hard, firm, soft and lost, traced on object, colour and value contours of the detail copy.

Hardness is the 10-90 % rise width across the contour in % of the diagonal, never its contrast: below 0.4 an edge is
hard, above 1.5 soft, between them firm. Where the value does not change by 4 L* it is lost. Shares are of contour
length.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.composition.focus import attention_plane
from art_assistant.analysis.edges.contours import Contours, trace_contours
from art_assistant.analysis.edges.profiles import measure_rises
from art_assistant.analysis.rounding import rounded
from art_assistant.imaging.arrays import F32, U8

HARD, SOFT, LOST = 0.4, 1.5, 4.0
"""Widths (% of the diagonal) below which an edge is hard and above which it is soft; L* step below which it is lost."""

CLASSES = ("hard", "firm", "soft", "lost")

_FEWEST = 24
"""Fewer measured points than this say nothing about a picture or a part of it."""
_NEAR = 0.6
"""Attention above which a contour lies near the focal point."""
_LEAST_STEP = 5.0
"""CIELAB step below which a contour point is texture."""
_SMALLEST = 32
_KISS = (0.006, 0.03)
"""Distance from the frame, as shares of the short side, in which a parallel contour is a tangent with it."""
_KISS_BINS = 40
_COARSEST = 2.0
"""A file's pixel counts as at most so many of the copy's: beyond, what a finer file would show is anybody's guess."""
_WIDENED = 1.5
"""A rise is wider by this many pixels of the copy, times 1 - 1/pixel, where a pixel of the file spans ``pixel`` of the
copy's (measured on masters reduced to 80 and 60 %; docs/decisions/0008)."""
_COARSENED = 0.23
"""By how much the stroke scale of a very coarse file is larger, % of the diagonal; the same measurement."""


@dataclass(frozen=True, slots=True)
class Tangent:
    """A contour that runs close along the frame: which ``side``, its ``share`` of it and its ``span`` in fractions."""

    side: str
    share: float
    span: tuple[float, float]

    def as_dict(self) -> dict[str, Any]:
        """Return the tangent as JSON-ready plain Python."""
        return {"side": self.side, "share": round(self.share, 4), "span": [round(v, 4) for v in self.span]}


@dataclass(frozen=True, slots=True)
class EdgeStudy:
    """The edges of one picture; None is unknown, where too few contours could be measured.

    Attributes:
        points: (n, 2) float32, contour points (x, y) in fractions.
        normals: (n, 2) float32, unit vectors across the contour, in pixels.
        widths: (n,) float32, rise width, % of the diagonal.
        kinds: (n,) int8, index into ``CLASSES``.
        near: (n,) bool, whether the point lies near a focal point.
        density: length of all contours, in diagonals.
        contour_length: the contour length, in diagonals, that half of all length exceeds: long lines or short touches.
        stroke_scale: mean scale of the detail, % of the diagonal.
        tangent: the longest contour that runs along the frame; None where there is none.

    """

    points: F32
    normals: F32
    widths: F32
    kinds: NDArray[np.int8]
    near: NDArray[np.bool_]
    density: float
    contour_length: float | None
    stroke_scale: float | None
    tangent: Tangent | None

    def share(self, kind: str, *, near: bool | None = None) -> float | None:
        """Return the share of one class by contour length, over all or only near or away from the focal point."""
        chosen = self.kinds if near is None else self.kinds[self.near == near]
        if chosen.size < _FEWEST:
            return None
        return float(np.mean(chosen == CLASSES.index(kind)))

    @property
    def width_median(self) -> float | None:
        """Median rise width of the edges that are not lost, % of the diagonal."""
        found = self.widths[self.kinds != CLASSES.index("lost")]
        return float(np.median(found)) if found.size >= _FEWEST else None

    @property
    def hard_place(self) -> tuple[float, float] | None:
        """Where hard edges gather away from the focal point, (x, y) in fractions; None where there are few."""
        chosen = self.points[(self.kinds == CLASSES.index("hard")) & ~self.near]
        if len(chosen) < _FEWEST:
            return None
        counts, _, _ = np.histogram2d(chosen[:, 1], chosen[:, 0], bins=6, range=[[0, 1], [0, 1]])
        row, column = divmod(int(np.argmax(counts)), 6)
        return (column + 0.5) / 6.0, (row + 0.5) / 6.0

    def as_dict(self) -> dict[str, Any]:
        """Return the edges as JSON-ready plain Python."""
        return {
            "shares": {kind: rounded(self.share(kind)) for kind in CLASSES},
            "near_focal": {kind: rounded(self.share(kind, near=True)) for kind in CLASSES},
            "elsewhere": {kind: rounded(self.share(kind, near=False)) for kind in CLASSES},
            "width_median": rounded(self.width_median),
            "density": round(self.density, 4),
            "contour_length": rounded(self.contour_length),
            "stroke_scale": rounded(self.stroke_scale),
            "measured_points": int(self.kinds.size),
            "hard_place": None if self.hard_place is None else [round(v, 4) for v in self.hard_place],
            "frame_tangent": self.tangent.as_dict() if self.tangent else None,
            "thresholds": {"hard_below": HARD, "soft_above": SOFT, "lost_below_l": LOST},
        }

    def metrics(self) -> dict[str, float | None]:
        """Return the numbers that are ranked among the masters; compare only at their scale (``edge_metrics``)."""
        near, away = self.share("hard", near=True), self.share("hard", near=False)
        return {
            "edges.hard_share": self.share("hard"),
            "edges.firm_share": self.share("firm"),
            "edges.soft_share": self.share("soft"),
            "edges.lost_share": self.share("lost"),
            "edges.width_median": self.width_median,
            "edges.hard_near_focal": near,
            "edges.hard_elsewhere": away,
            "edges.hard_focus_lead": None if near is None or away is None else near - away,
            "edges.density": self.density,
            "edges.contour_length": self.contour_length,
            "edges.stroke_scale": self.stroke_scale,
            "edges.frame_tangent": self.tangent.share if self.tangent else 0.0,
        }


def study_edges(rgb: U8, saliency: F32, *, contours: Contours | None = None) -> EdgeStudy | None:
    """Return the edges of a picture; None where it is too small to have any.

    Args:
        rgb: (H, W, 3) uint8 sRGB detail copy; contours are traced at 512 px, widths measured on all its pixels.
        saliency: (s, s) float32, 0-1, over the picture squashed to a square.
        contours: those of the same picture, traced before on another copy; traced here when None.

    """
    if min(rgb.shape[:2]) < _SMALLEST:
        return None
    # Where a contour runs is found at one scale for every picture; how wide it rises needs all the pixels there are.
    contours = trace_contours(rgb) if contours is None else contours
    rises = measure_rises(rgb, contours.points, contours.normals)
    # A smaller step is texture, and has no width that could be trusted.
    good = np.isfinite(rises.width) & (rises.step >= _LEAST_STEP)
    points, normals = contours.points[good], contours.normals[good]
    return EdgeStudy(
        points=points,
        normals=normals,
        widths=rises.width[good].astype(np.float32),
        kinds=classes_of(rises.width[good], rises.light_step[good]),
        near=_near_focus(points, saliency, rgb.shape[:2]),
        density=contours.length,
        contour_length=_typical_length(contours),
        stroke_scale=contours.stroke_scale,
        tangent=_frame_tangent(points, normals, rgb.shape[:2]),
    )


def edge_metrics(
    rgb: U8, saliency: F32, *, contours: Contours | None = None, pixel: float = 1.0
) -> dict[str, float | None]:
    """Return the corpus metrics of the (h, w, 3) uint8 copy whose long side is 512 px, and of its contours.

    Args:
        rgb: the copy.
        saliency: as for ``study_edges``.
        contours: as for ``study_edges``.
        pixel: side of a pixel of the file in pixels of the copy. Above 1 the copy was enlarged: its edges are as soft
            as the file is coarse, and what that adds on average is taken off again.

    """
    study = study_edges(rgb, saliency, contours=contours)
    if study is None:
        return {}
    return (study if pixel <= 1.0 else _as_if_finer(study, rgb.shape[:2], min(pixel, _COARSEST))).metrics()


def _as_if_finer(study: EdgeStudy, shape: tuple[int, ...], pixel: float) -> EdgeStudy:
    """Return the study of a copy whose own pixels are ``pixel`` wide, as a file with pixels of 1 would give it."""
    unit = 100.0 / float(np.hypot(shape[0], shape[1]))
    widths = np.clip(study.widths - _WIDENED * (1.0 - 1.0 / pixel) * unit, 0.5 * unit, None).astype(np.float32)
    steps = np.where(study.kinds == CLASSES.index("lost"), 0.0, LOST)
    scale = study.stroke_scale
    return replace(
        study,
        widths=widths,
        kinds=classes_of(widths, steps),
        stroke_scale=None if scale is None else max(0.0, scale - _COARSENED * (1.0 - pixel**-2)),
    )


def classes_of(width: NDArray[Any], light_step: NDArray[Any]) -> NDArray[np.int8]:
    """Return (n,) int8, index into ``CLASSES``, of edges with these widths (% of the diagonal) and steps of L*."""
    kinds = np.where(width < HARD, 0, np.where(width > SOFT, 2, 1))
    return np.where(light_step < LOST, 3, kinds).astype(np.int8)


def _near_focus(points: F32, saliency: F32, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    plane = attention_plane(saliency, (shape[0], shape[1]))
    if plane is None:
        return np.zeros(len(points), dtype=bool)
    height, width = plane.shape
    rows = np.minimum((points[:, 1] * height).astype(np.intp), height - 1)
    columns = np.minimum((points[:, 0] * width).astype(np.intp), width - 1)
    return np.asarray(plane[rows, columns] >= _NEAR)


def _typical_length(contours: Contours) -> float | None:
    if contours.lengths.size == 0:
        return None
    ordered = np.sort(contours.lengths)
    held = np.cumsum(ordered)
    return float(ordered[np.searchsorted(held, 0.5 * held[-1])])


def _frame_tangent(points: F32, normals: F32, shape: tuple[int, ...]) -> Tangent | None:
    height, width = shape[:2]
    short = min(height, width)
    gaps = {
        "left": (points[:, 0] * width, points[:, 1], normals[:, 0]),
        "right": ((1.0 - points[:, 0]) * width, points[:, 1], normals[:, 0]),
        "top": (points[:, 1] * height, points[:, 0], normals[:, 1]),
        "bottom": ((1.0 - points[:, 1]) * height, points[:, 0], normals[:, 1]),
    }
    found = [_tangent(side, gap / short, along, facing) for side, (gap, along, facing) in gaps.items()]
    longest = max((t for t in found if t is not None), key=lambda t: t.share, default=None)
    return longest if longest is not None and longest.share >= 2.0 / _KISS_BINS else None


def _tangent(side: str, gap: NDArray[Any], along: F32, facing: F32) -> Tangent | None:
    close = (gap >= _KISS[0]) & (gap <= _KISS[1]) & (np.abs(facing) > 0.94)
    if not close.any():
        return None
    bins = np.unique(np.minimum((along[close] * _KISS_BINS).astype(np.intp), _KISS_BINS - 1))
    return Tangent(side, bins.size / _KISS_BINS, (float(bins[0]) / _KISS_BINS, float(bins[-1] + 1) / _KISS_BINS))
