"""The value plan: a picture told in three to eight values.

Three ways to choose the values, each for its own exercise:

* ``quantile``: every value covers the same area;
* ``equal``: the scale from black to white cut in equal steps of L*;
* ``breaks``: the values the picture itself falls into (natural breaks), found exactly.

A fourth, ``cuts``, is the artist's own: the values part where they were told to (see ``plan_at``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np

from art_assistant.analysis.breaks import natural_breaks
from art_assistant.analysis.value.brushed import brushed
from art_assistant.analysis.value.tones import TONE_COUNT, TONE_LEVELS, TONES_PER_L, Counts, ToneMap
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import U8, BoolMap, LabelMap
from art_assistant.imaging.colorspace import lstar_to_grey

PlanMethod = Literal["quantile", "equal", "breaks", "cuts"]

PLAN_METHODS: Final[tuple[PlanMethod, ...]] = ("quantile", "equal", "breaks")
PLAN_K_MIN: Final = 3
PLAN_K_MAX: Final = 8
PLAN_K_DEFAULT: Final = 7

BRUSH_DEFAULT: Final = 0.04
BRUSH_MAX: Final = 0.15
"""Widths of the brush as shares of the short side: what a half-inch brush is on a canvas of a foot, and the widest."""

_TONES_PER_BIN: Final = 10
"""Tones joined into one bin of 0.25 L* for natural breaks: below the step between neighbouring sRGB greys."""

_EXPLANATIONS: Final[dict[PlanMethod, str]] = {
    "quantile": "Each value covers the same area: an exercise in giving every value its equal share of the picture.",
    "equal": "Black to white in equal steps: read where on the scale each part of the picture stands.",
    "breaks": "The values the picture itself falls into: read the design the painter made.",
    "cuts": "The values part where you set them: move one until each step is a shape you would paint.",
}


@dataclass(frozen=True, slots=True)
class ValuePlan:
    """A picture in few values, dark to light.

    Attributes:
        k: how many values were asked for, 3-8.
        method: how they were chosen.
        levels: the L* of each step, dark to light, strictly rising; fewer than ``k`` when the picture has fewer tones.
        boundaries: the L* between neighbouring steps, one fewer than ``levels``.
        shares: the share 0-1 of the counted picture in each step, as it is painted; they sum to 1.
        brush: the width of the brush, as a share 0-1 of the short side: no piece is smaller than its round touch.
        labels: (h, w) int32, the step 0.. of every pixel, -1 where not counted.
        explanation: one line on what this method is good for.
        note: what a reader must know about this plan, or None.

    """

    k: int
    method: PlanMethod
    levels: tuple[float, ...]
    boundaries: tuple[float, ...]
    shares: tuple[float, ...]
    explanation: str
    note: str | None
    brush: float
    labels: LabelMap = field(repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the plan without its map, JSON-ready."""
        return {
            "k": self.k,
            "method": self.method,
            "steps": [
                {
                    "step": index + 1,
                    "l_star": round(level, 2),
                    "value": round(level / 10.0, 2),
                    "share": round(share, 4),
                }
                for index, (level, share) in enumerate(zip(self.levels, self.shares, strict=True))
            ],
            "boundaries_l": [round(boundary, 2) for boundary in self.boundaries],
            "brush": round(self.brush, 4),
            "explanation": self.explanation,
            "note": self.note,
        }


def build_plan(
    tones: ToneMap,
    counts: Counts,
    counted: BoolMap | None = None,
    *,
    k: int = PLAN_K_DEFAULT,
    method: str = "quantile",
    brush: float = 0.0,
) -> ValuePlan:
    """Return the plan in ``k`` values of the picture whose tones are ``tones``.

    Args:
        tones: (h, w) int32, the tone of every pixel (see ``tones.tone_map``).
        counts: (4001,) how many pixels that count have each tone; at least one.
        counted: (h, w) bool, which pixels count; None when all do.
        k: number of values, 3-8.
        method: ``"quantile"``, ``"equal"`` or ``"breaks"``.
        brush: what is smaller than a touch of it joins what lies nearest; its width as a share 0-0.15 of the short
            side, 0 to leave every speck.

    Raises:
        UsageError: ``k`` or ``method`` is not one of those, or the brush is outside its range.

    """
    if not PLAN_K_MIN <= k <= PLAN_K_MAX:
        raise UsageError(f"A value plan has {PLAN_K_MIN} to {PLAN_K_MAX} values, not {k}.")
    way = _method_named(method)
    cuts = _cuts(counts, k, way)
    shares, levels = _levels(counts, cuts, way)
    plan = ValuePlan(
        k=k,
        method=way,
        levels=levels,
        boundaries=_boundaries(counts, cuts, way),
        shares=shares,
        explanation=_EXPLANATIONS[way],
        note=_note(k, shares),
        brush=0.0,
        labels=_labels(tones, cuts, counted),
    )
    return _painted(plan, brush)


def plan_at(
    tones: ToneMap, counts: Counts, cuts: Sequence[float], counted: BoolMap | None = None, *, brush: float = 0.0
) -> ValuePlan:
    """Return the plan whose values part at chosen places of the scale.

    Args:
        tones, counts, counted, brush: as for ``build_plan``.
        cuts: two to seven rising L* between 0 and 100; a pixel of just that L* belongs to the lighter step.

    Raises:
        UsageError: too few or too many cuts, or they do not rise inside the scale; or the brush is outside its range.

    """
    if not PLAN_K_MIN - 1 <= len(cuts) <= PLAN_K_MAX - 1:
        raise UsageError(f"Set {PLAN_K_MIN - 1} to {PLAN_K_MAX - 1} cuts, not {len(cuts)}.")
    # A step begins at the first tone at or above its cut; the slack is for cuts that stand exactly on a tone.
    begins = [math.ceil(cut * TONES_PER_L - 1e-9) if math.isfinite(cut) else -1 for cut in cuts]
    if not all(low < high for low, high in pairwise([0, *begins, TONE_COUNT])):
        raise UsageError("Cuts are L* that rise from above 0 to 100, at least a fortieth apart.")
    shares, means = _levels(counts, begins, "cuts")
    # A step without a pixel has no mean; it stands for the middle of its part of the scale.
    middles = [
        float(TONE_LEVELS[low] + TONE_LEVELS[high - 1]) / 2.0 for low, high in pairwise([0, *begins, TONE_COUNT])
    ]
    plan = ValuePlan(
        k=len(cuts) + 1,
        method="cuts",
        levels=tuple(mean if share else middle for share, mean, middle in zip(shares, means, middles, strict=True)),
        boundaries=tuple(float(cut) for cut in cuts),
        shares=shares,
        explanation=_EXPLANATIONS["cuts"],
        note=_note(len(cuts) + 1, shares),
        brush=0.0,
        labels=_labels(tones, begins, counted),
    )
    return _painted(plan, brush)


def _painted(plan: ValuePlan, brush: float) -> ValuePlan:
    """Return the plan as a brush of that width lays it: its pieces and their shares change, its values do not."""
    if not 0.0 <= brush <= BRUSH_MAX:
        raise UsageError(f"The brush of a plan is 0 to {BRUSH_MAX} of the short side, not {brush:g}.")
    labels = brushed(plan.labels, len(plan.levels), brush)
    if labels is plan.labels:
        return replace(plan, brush=brush)
    sizes = np.bincount(labels.ravel() + 1, minlength=len(plan.levels) + 1)[1:]
    return replace(plan, brush=brush, labels=labels, shares=tuple(float(size) for size in sizes / sizes.sum()))


def _labels(tones: ToneMap, begins: Sequence[int], counted: BoolMap | None) -> LabelMap:
    """Return the step of each pixel, where steps begin at the tones ``begins``; -1 where it does not count."""
    labels = np.searchsorted(np.asarray(begins), np.arange(TONE_COUNT), side="right").astype(np.int32)[tones]
    if counted is not None:
        labels[~counted] = -1
    return labels


def _method_named(name: str) -> PlanMethod:
    for method in PLAN_METHODS:
        if method == name:
            return method
    raise UsageError(f"The value plan is made by {', '.join(PLAN_METHODS)}; {name!r} is none of them.")


def plan_image(plan: ValuePlan) -> U8:
    """Return the plan as a grey picture, (h, w, 3) uint8 sRGB, each step in its own L*, white where nothing counts."""
    greys = lstar_to_grey(np.asarray([*plan.levels, 100.0]))
    return np.repeat(greys[plan.labels][..., None], 3, axis=2)


def _cuts(counts: Counts, k: int, method: PlanMethod) -> list[int]:
    """Return the rising tones at which a new step begins."""
    if method == "equal":
        return [round(step * (TONE_COUNT - 1) / k) for step in range(1, k)]
    return _equal_area_cuts(counts, k) if method == "quantile" else _natural_cuts(counts, k)


def _equal_area_cuts(counts: Counts, k: int) -> list[int]:
    """Cut where each step takes its part of what is left, so that one heavy tone costs one step and no more."""
    present = np.flatnonzero(counts)
    reached = np.cumsum(counts[present]).astype(np.float64)
    steps = min(k, len(present))
    cuts, done, begin = [], 0.0, 0
    for left in range(steps, 1, -1):
        last = len(present) - left
        aim = done + (reached[-1] - done) / left
        end = begin + int(np.argmin(np.abs(reached[begin : last + 1] - aim)))
        cuts.append(int(present[end + 1]))
        done, begin = reached[end], end + 1
    return cuts


def _natural_cuts(counts: Counts, k: int) -> list[int]:
    present = np.flatnonzero(counts)
    starts = present[np.flatnonzero(np.diff(present // _TONES_PER_BIN, prepend=-1))]
    weights = np.add.reduceat(counts, starts).astype(np.float64)
    values = np.add.reduceat(counts * TONE_LEVELS, starts) / weights
    found = natural_breaks(values, weights, min(k, len(starts)))
    return [int(starts[index]) for index in found]


def _levels(counts: Counts, cuts: list[int], method: PlanMethod) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the shares of the steps and their L*: the mean inside each, or the step's middle on an equal scale."""
    edges = [0, *cuts, TONE_COUNT]
    starts = np.asarray(edges[:-1])
    sizes = np.add.reduceat(counts, starts)
    shares = tuple(float(size) for size in sizes / sizes.sum())
    if method == "equal":
        width = 100.0 / len(starts)
        return shares, tuple((step + 0.5) * width for step in range(len(starts)))
    means = np.add.reduceat(counts * TONE_LEVELS, starts) / np.maximum(sizes, 1)
    return shares, tuple(float(mean) for mean in means)


def _boundaries(counts: Counts, cuts: list[int], method: PlanMethod) -> tuple[float, ...]:
    """Return the L* half way between the last tone present below each cut and the first one above it."""
    if method == "equal":
        return tuple(float(TONE_LEVELS[cut]) for cut in cuts)
    present = np.flatnonzero(counts)
    below = present[np.searchsorted(present, cuts) - 1]
    return tuple(float(TONE_LEVELS[low] + TONE_LEVELS[cut]) / 2.0 for low, cut in zip(below, cuts, strict=True))


def _note(k: int, shares: tuple[float, ...]) -> str | None:
    used = sum(share > 0.0 for share in shares)
    if used == k:
        return None
    return f"The picture fills {used} of the {k} values asked for."
