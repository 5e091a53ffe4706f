"""Big value masses: the few large connected shapes of light and dark that a painter blocks in first.

A *mass* is one of K value groups; a *shape* is one connected piece of it (4-connected: pixels that meet only at a
corner do not join). Where two shapes touch, their contour has its reason: two values, or, within one mass, hue and
chroma or the subject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.ground import levelled
from art_assistant.analysis.mass.evidence import hidden
from art_assistant.analysis.mass.hints import SPLIT_SIGMA, Hint, merge_hints, split_hints
from art_assistant.analysis.mass.merging import levels_of
from art_assistant.analysis.mass.partition import Grouping, joined_without_reason, mapped, partition
from art_assistant.analysis.mass.regions import I64, Regions, Runs, connected_pieces, find_regions
from art_assistant.analysis.mass.shapes import Contour, Reasons, Shape, measure_shapes
from art_assistant.analysis.mass.sheets import PixelGrid
from art_assistant.analysis.rounding import rounded
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, U8, BoolMap, LabelMap
from art_assistant.imaging.colorspace import srgb_to_lab

F64 = NDArray[np.float64]

DOMINANCE_MARGIN = 0.05
"""The largest mass leads only when it is more than five points of the picture larger than the next."""

LEAST_STEP = 0.3
"""Masses closer than this many Munsell steps (about three just noticeable differences of L*) are one mass."""

_NO_VARIANCE = 1e-6


class _Cut(NamedTuple):
    """A picture cut up: (h, w) pieces from 0, the mass - 1 of each, and why the contours between them are there."""

    pieces: LabelMap
    mass: I64
    why: Reasons


@dataclass(frozen=True, slots=True)
class Mass:
    """One value group.

    Attributes:
        id: 1..K from dark to light.
        value: Munsell value 0-10: the mean of its L* over ten, or what the artist set.
        l_mean, l_sigma: mean and standard deviation of the un-squinted L* inside it.
        share: part of the counted picture, 0-1.
        role: ``"Dominant"``, ``"Secondary"``, ``"Supporting"``, or None where it shares the lead.
        shapes: ids of its shapes.
        measured_ids: the ids it had, or that were joined into it, before values were overridden.

    """

    id: int
    value: float
    l_mean: float
    l_sigma: float
    share: float
    role: str | None
    shapes: tuple[int, ...]
    measured_ids: tuple[int, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the mass as plain Python; ``shapes`` is their number."""
        return {
            "id": self.id,
            "value": round(self.value, 2),
            "share": round(self.share, 4),
            "role": self.role,
            "shapes": len(self.shapes),
            "l_mean": round(self.l_mean, 2),
            "l_sigma": round(self.l_sigma, 2),
            "measured_ids": list(self.measured_ids),
        }


@dataclass(frozen=True, slots=True)
class MassStudy:
    """The big value masses of one picture.

    Attributes:
        k: number of masses found (at most the number asked for).
        coherence: 0 (faithful) to 1 (big), as asked for.
        labels: (h, w) int32, mass id - 1, dark to light; -1 where not counted.
        shape_labels: (h, w) int32, shape id - 1; -1 where not counted.
        items: the masses, in order of id.
        shapes: the shapes, in order of id.
        contours: where shapes touch, and which evidence parts them there.
        explained: share 0-1 of the variance of the un-squinted L* that the value of each pixel's mass explains;
            None where the picture has no variance.
        explained_by_shapes: the same where each shape keeps its own mean.
        no_clear_dominant: the two largest masses are within five points of each other.
        hints: masses to merge or to split.
        overrides: the values that the artist set, by measured mass id.
        split_threshold: the spread of L* above which a split is hinted.

    """

    k: int
    coherence: float
    labels: LabelMap = field(repr=False)
    shape_labels: LabelMap = field(repr=False)
    items: tuple[Mass, ...]
    shapes: tuple[Shape, ...]
    contours: tuple[Contour, ...]
    explained: float | None
    explained_by_shapes: float | None
    no_clear_dominant: bool
    hints: tuple[Hint, ...]
    overrides: Mapping[int, float]
    split_threshold: float

    def touching(self) -> tuple[tuple[int, int, int, int], ...]:
        """Return (mass, shape, other mass, other shape), ids, wherever two shapes of different masses touch."""
        pairs = [(self.shapes[contour.one - 1], self.shapes[contour.other - 1]) for contour in self.contours]
        return tuple((a.mass, a.id, b.mass, b.id) for a, b in pairs if a.mass != b.mass)

    def as_dict(self) -> dict[str, Any]:
        """Return the study as plain Python; ``shapes`` is their number, ``shape_items`` are the shapes themselves."""
        return {
            "k": self.k,
            "coherence": self.coherence,
            "shapes": len(self.shapes),
            "explained": rounded(self.explained),
            "explained_by_shapes": rounded(self.explained_by_shapes),
            "no_clear_dominant": self.no_clear_dominant,
            "items": [mass.as_dict() for mass in self.items],
            "shape_items": [shape.as_dict() for shape in self.shapes],
            "contours": [contour.as_dict() for contour in self.contours],
            "hints": [hint.as_dict() for hint in self.hints],
            "overrides": {str(i): round(v, 2) for i, v in sorted(self.overrides.items())},
        }

    def metrics(self) -> dict[str, float | None]:
        """Return the numbers that can be ranked against other pictures.

        ``masses.count`` and ``masses.shapes`` are counts. ``masses.explained`` is a share of variance.
        ``masses.largest_share`` is the share of the largest mass, ``masses.top2_gap`` the share by which it leads,
        ``masses.largest_shape`` the share of the largest single shape. ``masses.evenness`` is the entropy of the mass
        shares over its maximum: 1 means equal masses. ``masses.step_min`` and ``masses.step_mean`` are Munsell steps
        between masses next to each other in value, ``masses.touching_step_min`` between masses that touch.
        ``masses.sigma_max`` and ``masses.sigma_mean`` (weighted by share) are spreads of L* inside masses.
        ``masses.small_shapes`` counts shapes under 4 % of the picture. ``masses.boundary_length`` is the length of all
        contours in diagonals of the picture. None means that the picture has too few masses for the number.
        """
        shares = sorted((m.share for m in self.items), reverse=True)
        values = [m.value for m in self.items]
        steps = np.diff(values)
        touching = [abs(values[mass - 1] - values[other - 1]) for mass, _, other, _ in self.touching()]
        return {
            "masses.count": float(self.k),
            "masses.shapes": float(len(self.shapes)),
            "masses.explained": self.explained,
            "masses.largest_share": shares[0],
            "masses.largest_shape": max(s.share for s in self.shapes),
            "masses.top2_gap": shares[0] - shares[1] if len(shares) > 1 else None,
            "masses.evenness": _evenness(shares),
            "masses.step_min": float(steps.min()) if steps.size else None,
            "masses.step_mean": float(steps.mean()) if steps.size else None,
            "masses.touching_step_min": min(touching) if touching else None,
            "masses.sigma_max": max(m.l_sigma for m in self.items),
            "masses.sigma_mean": sum(m.l_sigma * m.share for m in self.items),
            "masses.small_shapes": float(sum(s.share < 0.04 for s in self.shapes)),
            "masses.boundary_length": sum(contour.length for contour in self.contours),
        }


def study_masses(
    l_map: F32,
    *,
    rgb: U8 | None = None,
    subject: BoolMap | None = None,
    k: int = 5,
    coherence: float = 0.6,
    min_shape: float = 0.02,
    counted: BoolMap | None = None,
    overrides: Mapping[int, float] | None = None,
    split_threshold: float | None = None,
    level: F32 | None = None,
    lab: F32 | None = None,
) -> MassStudy:
    """Return the big value masses of a picture.

    Args:
        l_map: (h, w) float32, un-squinted CIE L* 0-100.
        rgb: (h, w, 3) uint8 sRGB of the same picture, so that hue and chroma may part shapes; else only values do.
        subject: (h, w) bool, where the subject lies: its contour stays where the picture itself differs across it.
        k: number of masses looked for, 4-6; fewer are found where there is nothing to separate.
        coherence: 0 stays close to the picture, 1 makes the masses as big and simple as they get.
        min_shape: least share 0-0.25 of the counted picture of one shape.
        counted: (h, w) bool, False where the picture is transparent.
        overrides: Munsell value 0-10 by measured mass id, as in ``override``.
        split_threshold: spread of L* above which a split is hinted; ``SPLIT_SIGMA`` when None.
        level: ``l_map`` with its grounds at one value (``ground.levelled``), where that is known.
        lab: (h, w, 3) float32 CIELAB of ``rgb``, where that is known.

    Raises:
        UsageError: an argument is outside its range.

    """
    _check(k, coherence, min_shape)
    mask = _counted_mask(l_map, counted, min_shape)
    # Paper in a slow shadow is one ground: its grain and the shadow are no shapes.
    rule = Grouping(k=k, share=min_shape, coherence=coherence)
    level = levelled(l_map, counted) if level is None else level
    lab = srgb_to_lab(rgb) if lab is None and rgb is not None else lab
    shapes, sheet = partition(level, mask, rule, lab, subject)
    regions = find_regions(sheet, shapes, int(shapes.max()) + 1)
    group, joined, why = joined_without_reason(sheet, regions, _grouped(l_map, shapes, k, sheet, regions), rule)
    pieces = mapped(group, shapes)
    threshold = SPLIT_SIGMA if split_threshold is None else split_threshold
    cut = _Cut(pieces, _grouped(l_map, pieces, k, sheet, joined), why)
    study = _derive(l_map, cut, coherence, threshold)
    return override(study, l_map, overrides) if overrides else study


def override(study: MassStudy, l_map: F32, values: Mapping[int, float]) -> MassStudy:
    """Return ``study`` with the Munsell value (0-10) of some masses set by hand and everything else derived again.

    Masses are put in order and numbered anew; masses whose values come closer than ``LEAST_STEP`` become one, and
    their shapes join. ``explained`` then says what the chosen values explain.

    Args:
        study: a study without overrides.
        l_map: the (h, w) float32 L* map it was made from.
        values: Munsell value 0-10 by mass id of ``study``.

    Raises:
        UsageError: a mass that does not exist, a value outside 0-10, or a study that already has overrides.

    """
    if study.overrides:
        raise UsageError("Set all values at once, on the study as it was measured.")
    known = {m.id for m in study.items}
    if not set(values) <= known or not all(0.0 <= v <= 10.0 for v in values.values()):
        raise UsageError(f"A value is 0-10 and belongs to a mass from 1 to {study.k}.")
    chosen = np.array([values.get(m.id, m.value) for m in study.items])
    order = np.argsort(chosen, kind="stable")
    group = np.empty(order.size, dtype=np.int32)
    # In rising order, a group begins where the step from the value before is wide enough.
    group[order] = np.cumsum(np.diff(chosen[order], prepend=chosen[order][0]) >= LEAST_STEP)
    levels = [_joint_value(study, values, np.flatnonzero(group == g)) for g in range(int(group.max()) + 1)]
    derived = _derive(l_map, _regrouped(study, group), study.coherence, study.split_threshold, levels)
    items = tuple(
        replace(m, measured_ids=tuple(int(i) + 1 for i in np.flatnonzero(group == m.id - 1))) for m in derived.items
    )
    return replace(derived, items=items, overrides=dict(values))


def _regrouped(study: MassStudy, group: LabelMap) -> _Cut:
    """Return how the picture is cut up when masses go into groups.

    Shapes that touch and were of two masses become one piece where the two are one; those that touched within a mass
    stay apart.
    """
    old = np.array([shape.mass - 1 for shape in study.shapes])
    root = np.arange(old.size)
    for a, b in ((c.one - 1, c.other - 1) for c in study.contours):
        if old[a] != old[b] and group[old[a]] == group[old[b]]:
            root[root == root[b]] = root[a]
    piece = np.unique(root, return_inverse=True)[1].astype(np.int32)
    mass = np.empty(int(piece.max()) + 1, dtype=np.int64)
    mass[piece] = group[old]
    why = {}
    # Of contours that run together the longest says why.
    for contour in sorted(study.contours, key=lambda c: c.length):
        ends = sorted((int(piece[contour.one - 1]), int(piece[contour.other - 1])))
        why[ends[0], ends[1]] = contour.why
    # Label -1, not counted, picks the last entry and stays -1.
    return _Cut(np.append(piece, np.int32(-1))[study.shape_labels], mass, why)


def _joint_value(study: MassStudy, values: Mapping[int, float], members: Any) -> float:
    chosen = [values[study.items[i].id] for i in members if study.items[i].id in values]
    if chosen:
        return float(np.mean(chosen))
    shares = np.array([study.items[i].share for i in members])
    return float(np.average([study.items[i].value for i in members], weights=shares))


def _check(k: int, coherence: float, min_shape: float) -> None:
    if not 2 <= k <= 8:
        raise UsageError("The number of masses is 2-8; painters use 4-6.")
    if not 0.0 <= coherence <= 1.0:
        raise UsageError("Coherence is between 0 (faithful) and 1 (big).")
    if not 0.0 <= min_shape <= 0.25:
        raise UsageError("The least share of a shape is between 0 and 0.25.")


def _counted_mask(l_map: F32, counted: BoolMap | None, min_shape: float) -> BoolMap:
    """Leave out counted specks that stand alone in transparency; keep everything where nothing else is left."""
    if counted is None or bool(counted.all()) or not bool(counted.any()):
        return np.ones(l_map.shape, dtype=np.bool_)
    islands, owner = connected_pieces(np.where(counted, 0, -1).astype(np.int32))
    size = np.bincount(islands[counted], minlength=owner.size)
    large = size >= min(min_shape * size.sum(), size.max())
    return np.concatenate([large, [False]])[islands]


def _grouped(l_map: F32, pieces: LabelMap, k: int, sheet: PixelGrid, regions: Regions) -> I64:
    """Return which of at most ``k`` values each piece is painted in, 0 the darkest, none nearer than the least step.

    Together they explain as much as they can for what they hide.
    """
    area = regions.area
    mean = Runs(pieces, area.size).sums(l_map) / area
    level = levels_of(mean, area, k, (regions, sheet.unit * hidden(regions, sheet.side)))
    weight = np.bincount(level, weights=area)
    means = np.bincount(level, weights=area * mean) / weight
    return np.asarray(_joined(means, weight)[level], dtype=np.int64)


def _joined(means: F64, weight: Any) -> LabelMap:
    """Return the group of each ascending level, where the two closest are joined until all keep the least step."""
    group = np.arange(means.size, dtype=np.int32)
    while True:
        level = np.bincount(group, weights=means * weight) / np.bincount(group, weights=weight)
        gaps = np.diff(level)
        if gaps.size == 0 or float(gaps.min()) >= 10.0 * LEAST_STEP:
            return group
        group = np.where(group > int(gaps.argmin()), group - 1, group).astype(np.int32)


def _derive(l_map: F32, cut: _Cut, coherence: float, threshold: float, values: list[float] | None = None) -> MassStudy:
    # A mass is all shapes of one value: its mean and spread are pooled from theirs, each by its area.
    shape_labels, shapes, contours = measure_shapes(l_map, *cut)
    own = [tuple(s for s in shapes if s.mass == i + 1) for i in range(shapes[-1].mass)]
    mean = [_pooled_mean(members) for members in own]
    # Ten L* are one Munsell value; values set by hand take the place of the measured ones.
    level = [m / 10.0 for m in mean] if values is None else values
    shares = [sum(s.share for s in members) for members in own]
    sigma = [_pooled_error(members, m) ** 0.5 for members, m in zip(own, mean, strict=True)]
    roles, unclear = _roles(np.array(shares))
    ids = [tuple(s.id for s in members) for members in own]
    items = tuple(
        Mass(i + 1, level[i], mean[i], sigma[i], shares[i], roles[i], ids[i], (i + 1,)) for i in range(len(own))
    )
    # What a value leaves unexplained is the squared distance of its shapes from it, by their area.
    left = [shares[i] * _pooled_error(own[i], 10.0 * level[i]) for i in range(len(own))]
    whole = _pooled_error(shapes, _pooled_mean(shapes))
    study = MassStudy(
        k=len(own),
        coherence=coherence,
        labels=np.append(cut.mass, -1).astype(np.int32)[cut.pieces],
        shape_labels=shape_labels,
        items=items,
        shapes=shapes,
        contours=contours,
        explained=_explained(sum(left), whole),
        explained_by_shapes=_explained(sum(s.share * s.l_sigma**2 for s in shapes), whole),
        no_clear_dominant=unclear,
        hints=split_hints(sigma, ids, threshold),
        overrides={},
        split_threshold=threshold,
    )
    return replace(study, hints=merge_hints(level, study.touching()) + study.hints)


def _pooled_mean(shapes: Sequence[Shape]) -> float:
    return sum(s.share * s.l_mean for s in shapes) / sum(s.share for s in shapes)


def _pooled_error(shapes: Sequence[Shape], level: float) -> float:
    """Return the mean squared distance of L* from ``level`` over all pixels of some shapes."""
    error = sum(s.share * (s.l_sigma**2 + (s.l_mean - level) ** 2) for s in shapes)
    return error / sum(s.share for s in shapes)


def _explained(left: float, whole: float) -> float | None:
    return None if whole < _NO_VARIANCE else max(0.0, 1.0 - left / whole)


def _roles(shares: Any) -> tuple[list[str | None], bool]:
    order = np.argsort(-shares, kind="stable")
    roles: list[str | None] = ["Supporting"] * shares.size
    unclear = bool(shares.size > 1 and shares[order[0]] - shares[order[1]] < DOMINANCE_MARGIN)
    for i, role in zip(order, ("Dominant", "Secondary"), strict=False):
        roles[i] = None if unclear else role
    return roles, unclear


def _evenness(shares: list[float]) -> float | None:
    if len(shares) < 2:
        return None
    s = np.array(shares)
    return float(-(s * np.log(s)).sum() / np.log(s.size))
