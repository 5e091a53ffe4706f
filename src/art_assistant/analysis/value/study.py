"""The value study: how light and dark a picture is, part by part and as a whole.

Value is CIE L* of the relative luminance; one Munsell value is 10 L*. (ASTM D1535 puts the Munsell values 1-9 at
L* 10.4, 20.2, 30.4, 40.7, 51.0, 61.0, 70.9, 80.5 and 90.2, so the rule of ten is right within 1.)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, get_args

import numpy as np

from art_assistant.analysis.value.measures import (
    DARK_L,
    LIGHT_L,
    SQUINT_DEFAULT,
    Key,
    RangeWord,
    ValueMeasures,
    key_word,
    lightness_and_squint,
    measure,
    nothing_measured,
    range_word,
    value_metrics,
    zone_shares,
)
from art_assistant.analysis.value.plan import BRUSH_DEFAULT, PLAN_K_DEFAULT, ValuePlan, build_plan, plan_image
from art_assistant.analysis.value.tones import TONE_LEVELS, Counts, ToneMap, count_tones, share_between, tone_map
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import F32, U8, BoolMap

__all__ = [
    "ThresholdMethod",
    "TonalThresholds",
    "ValueMeasures",
    "ValueStudy",
    "plan_image",
    "replan",
    "study_values",
    "tones_of",
    "value_metrics",
]

ThresholdMethod = Literal["fixed", "adaptive", "plan"]

THRESHOLD_METHODS: Final[tuple[ThresholdMethod, ...]] = get_args(ThresholdMethod)
SQUINT_MIN: Final = 0.005
SQUINT_MAX: Final = 0.05


@dataclass(frozen=True, slots=True)
class TonalThresholds:
    """Where the darks end and the lights begin.

    Attributes:
        method: ``"fixed"``, ``"adaptive"`` or ``"plan"``.
        dark_l: darks are at or below this L*.
        light_l: lights are at or above this L*.
        reason: one line on why there.

    """

    method: ThresholdMethod
    dark_l: float
    light_l: float
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return the thresholds, JSON-ready."""
        return {
            "method": self.method,
            "dark_l": round(self.dark_l, 2),
            "light_l": round(self.light_l, 2),
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class ValueStudy:
    """How light and dark a picture is.

    Attributes:
        l_map: (h, w) float32, L* 0-100.
        squint_l: (h, w) float32, L* 0-100 seen with half-closed eyes.
        counted: (h, w) bool, False where the original is transparent; None when all counts.
        squint: standard deviation of the squint blur, as a share of the long side.
        histogram: 101 shares 0-1, one for each L* rounded to a whole number; they sum to 1.
        zones: 11 shares 0-1, one for each Munsell value 0-10.
        measures: all single numbers.
        range_word: narrow, medium or wide.
        key: the key, or what the picture is dominantly.
        thresholds: what is called dark and light here.
        dark_share, light_share: shares 0-1 by those thresholds.
        plan: the value plan.
        note: None, or what a reader must know: nothing counts, or the picture is of one value.

    When no pixel counts, everything is measured on the neutral ground that stands for transparency so that the views
    can be drawn; ``as_dict`` and ``metrics`` then say None.

    """

    l_map: F32 = field(repr=False, compare=False)
    squint_l: F32 = field(repr=False, compare=False)
    counted: BoolMap | None = field(repr=False, compare=False)
    squint: float
    histogram: tuple[float, ...] = field(repr=False)
    zones: tuple[float, ...]
    measures: ValueMeasures
    range_word: RangeWord
    key: Key
    thresholds: TonalThresholds
    dark_share: float
    light_share: float
    plan: ValuePlan
    note: str | None

    @property
    def l_p5(self) -> float:
        """The L* at or below which 5 % of the picture lies."""
        return self.measures.l_p5

    @property
    def l_p50(self) -> float:
        """The median L*."""
        return self.measures.l_p50

    @property
    def l_p95(self) -> float:
        """The L* at or below which 95 % of the picture lies."""
        return self.measures.l_p95

    @property
    def l_mean(self) -> float:
        """The mean L*."""
        return self.measures.l_mean

    @property
    def contrast(self) -> float:
        """The standard deviation of L*."""
        return self.measures.contrast

    @property
    def range_steps(self) -> float:
        """The range from p5 to p95, in values of 10 L*."""
        return self.measures.range_steps

    @property
    def nothing_counts(self) -> bool:
        """True when the picture has no opaque pixel."""
        return self.counted is not None and not bool(self.counted.any())

    def as_dict(self) -> dict[str, Any]:
        """Return the study without its maps, JSON-ready; numbers are None when nothing counts."""
        known = not self.nothing_counts
        return {
            "key": self.key if known else None,
            "range": {"steps": _known(self.range_steps, 2, known), "word": self.range_word if known else None},
            "l_p5": _known(self.l_p5, 2, known),
            "l_p50": _known(self.l_p50, 2, known),
            "l_p95": _known(self.l_p95, 2, known),
            "l_mean": _known(self.l_mean, 2, known),
            "contrast": _known(self.contrast, 2, known),
            "thresholds": self.thresholds.as_dict(),
            "dark_share": _known(self.dark_share, 4, known),
            "light_share": _known(self.light_share, 4, known),
            "histogram": [round(share, 5) for share in self.histogram] if known else None,
            "zones": [{"value": value, "share": _known(share, 4, known)} for value, share in enumerate(self.zones)],
            "squint": round(self.squint, 4),
            "plan": self.plan.as_dict() if known else None,
            "note": self.note,
        }

    def metrics(self) -> dict[str, float | None]:
        """Return the numbers that are ranked among the masters, under ``values.<name>``."""
        return nothing_measured() if self.nothing_counts else self.measures.metrics()


def study_values(
    rgb_working: U8,
    counted: BoolMap | None = None,
    *,
    squint: float = SQUINT_DEFAULT,
    plan_k: int = PLAN_K_DEFAULT,
    plan_method: str = "quantile",
    plan_brush: float = BRUSH_DEFAULT,
    thresholds: str = "fixed",
) -> ValueStudy:
    """Return the value study of a picture.

    Args:
        rgb_working: (h, w, 3) uint8 sRGB of any size.
        counted: (h, w) bool, False where the original is transparent; None when all counts.
        squint: standard deviation of the squint blur, 0.005-0.05 of the long side.
        plan_k: number of values in the plan, 3-8.
        plan_method: ``"quantile"``, ``"equal"`` or ``"breaks"``.
        plan_brush: what is smaller than a touch of it joins what lies nearest; its width, 0-0.15 of the short side.
        thresholds: what is dark and light: ``"fixed"`` at values 2 and 8, ``"adaptive"`` where the picture itself
            divides in three, ``"plan"`` at the ends of the plan's darkest and lightest steps.

    Raises:
        UsageError: an option is out of its range.

    """
    if not SQUINT_MIN <= squint <= SQUINT_MAX:
        raise UsageError(f"The squint is {SQUINT_MIN} to {SQUINT_MAX} of the long side, not {squint}.")
    rule = _rule_named(thresholds)
    # The squint blurs light and then reads L*: half-closed eyes mix light, not values.
    l_map, squint_l = lightness_and_squint(rgb_working, counted, squint)
    tones = tone_map(l_map)
    # Where nothing counts, all does, so that every number exists.
    ground = None if counted is None or not counted.any() else counted
    counts = count_tones(tones, ground)
    measures = measure(l_map, squint_l, ground, counts)
    plan = build_plan(tones, counts, counted, k=plan_k, method=plan_method, brush=plan_brush)
    ends = _thresholds(rule, plan, counts)
    return ValueStudy(
        l_map=l_map,
        squint_l=squint_l,
        counted=counted,
        squint=squint,
        histogram=_histogram(counts),
        zones=zone_shares(counts),
        measures=measures,
        range_word=range_word(measures.range_steps),
        key=key_word(measures.l_p5, measures.l_p50, measures.l_p95),
        thresholds=ends,
        dark_share=share_between(counts, 0.0, ends.dark_l),
        light_share=share_between(counts, ends.light_l, 100.0),
        plan=plan,
        note=_note(counted, measures),
    )


def replan(
    study: ValueStudy, *, k: int, method: str, brush: float | None = None, thresholds: str = "fixed"
) -> ValueStudy:
    """Return ``study`` with another plan; all that rests on no plan is kept, and nothing is measured again.

    Args:
        study: the value study of a picture.
        k, method: as ``plan_k`` and ``plan_method`` of ``study_values``.
        brush: as ``plan_brush`` there; that of the plan before where it is None.
        thresholds: what is dark and light, as there.

    Raises:
        UsageError: an option is out of its range.

    """
    rule = _rule_named(thresholds)
    tones, counts = tones_of(study)
    width = study.plan.brush if brush is None else brush
    plan = build_plan(tones, counts, study.counted, k=k, method=method, brush=width)
    ends = _thresholds(rule, plan, counts)
    return replace(
        study,
        plan=plan,
        thresholds=ends,
        dark_share=share_between(counts, 0.0, ends.dark_l),
        light_share=share_between(counts, ends.light_l, 100.0),
    )


SHOWN_PLANS: Final = (3, 5, 7)
"""The plans that are shown beside each other: teachers ask for three to five values, and seven read the light."""

OPENING_PLAN: Final = 5
OPENING_METHOD: Final = "breaks"
"""The plan to begin with. Of thirty pictures read blind, natural breaks in five values were usable in 28, in three in
26; equal steps in five in 25, equal areas in seven in 8 (decision 0003)."""


def shown_plan(study: ValueStudy, k: int) -> ValuePlan:
    """Return the plan in ``k`` values that is shown beside the others, by natural breaks; raises as ``build_plan``."""
    tones, counts = tones_of(study)
    return build_plan(tones, counts, study.counted, k=k, method=OPENING_METHOD, brush=study.plan.brush)


def tones_of(study: ValueStudy) -> tuple[ToneMap, Counts]:
    """Return the tones of the picture and how many pixels that count have each; of all where none counts."""
    tones = tone_map(study.l_map)
    return tones, count_tones(tones, None if study.nothing_counts else study.counted)


def _histogram(counts: Counts) -> tuple[float, ...]:
    whole = np.floor(TONE_LEVELS + 0.5).astype(np.int64)
    return tuple(float(share) for share in np.bincount(whole, weights=counts, minlength=101) / counts.sum())


def _rule_named(name: str) -> ThresholdMethod:
    for method in THRESHOLD_METHODS:
        if method == name:
            return method
    raise UsageError(f"Thresholds are {', '.join(THRESHOLD_METHODS)}; {name!r} is none of them.")


def _thresholds(method: ThresholdMethod, plan: ValuePlan, counts: Counts) -> TonalThresholds:
    if method == "fixed":
        return TonalThresholds(method, DARK_L, LIGHT_L, "Value 2 and value 8, the same for every picture.")
    if method == "adaptive":
        parts = build_plan(np.zeros((1, 1), dtype=np.int32), counts, k=3, method="breaks")
        reason = "Where this picture's own values divide best in darks, middles and lights."
    else:
        parts = plan
        reason = "The ends of the darkest and the lightest step of the value plan."
    if len(parts.boundaries) < 2:
        return TonalThresholds(
            "fixed", DARK_L, LIGHT_L, "Value 2 and value 8: the picture has too few values to divide."
        )
    return TonalThresholds(method, parts.boundaries[0], parts.boundaries[-1], reason)


def _note(counted: BoolMap | None, measures: ValueMeasures) -> str | None:
    if counted is not None and not counted.any():
        return "The picture is fully transparent: there is nothing to measure."
    if measures.l_p99 - measures.l_p1 < 1.0:
        return "The picture is of one value: there is no pattern of light and dark to read."
    return None


def _known(number: float, digits: int, known: bool) -> float | None:
    return round(number, digits) if known else None
