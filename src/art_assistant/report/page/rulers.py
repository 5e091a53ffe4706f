"""Rulers: where a measurement stands among the masters, as positions on a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from art_assistant.corpus.metrics import METRICS, Metric, beside_masters
from art_assistant.corpus.quantiles import Standing

RULERS: Final = (
    "values.range_steps",
    "values.l_p50",
    "values.contrast",
    "values.dark_share",
    "values.light_share",
    "values.mid_share",
    "values.squint_retained",
    "values.families_gap",
    "values.local_contrast",
    "masses.explained",
    "masses.shapes",
    "masses.largest_share",
    "masses.top2_gap",
    "masses.step_min",
    "masses.boundary_length",
    "color.chroma_mean",
    "color.chroma_p95",
    "color.accent_strength",
    "color.near_neutral_share",
    "color.colorfulness",
    "color.temperature_mean",
    "color.temperature_spread",
    "color.temperature_lights_minus_darks",
    "color.hue_entropy",
    "composition.attention_half_area",
    "composition.second_ratio",
    "composition.border_pull",
    "composition.imbalance",
    "composition.symmetry",
    "composition.rest_share",
    "edges.hard_share",
    "edges.soft_share",
    "edges.lost_share",
    "edges.width_median",
    "edges.hard_focus_lead",
    "edges.density",
)
"""The metrics that are shown as rulers, in the order of the report; all others stand in the table of numbers."""


def rulers(standing: Mapping[str, Standing], names: Iterable[str]) -> list[dict[str, Any]]:
    """Return one ruler for each named metric that has a place."""
    return [_ruler(METRICS[name], standing[name]) for name in names if name in standing]


def anchor_of(name: str) -> str:
    """Return the anchor of a measurement among all numbers."""
    return f"number-{name.replace('.', '-').replace('_', '-')}"


def _ruler(metric: Metric, place: Standing) -> dict[str, Any]:
    low, high = _ends(place, metric.most)
    # Where many masters share one number, as a second read of 0%, its percentile is not that of the median.
    level = metric.told(place.value) == metric.told(place.p50)
    say = "level with the masters' median" if level else beside_masters(metric.key, place.percentile)

    def at(value: float) -> float:
        return round(100.0 * (value - low) / (high - low), 2)

    return {
        "id": anchor_of(metric.key),
        "definition": metric.definition,
        "label": metric.label,
        "value": metric.told(place.value),
        "low": metric.told(low),
        "high": metric.told(high),
        "p5": at(place.p5),
        "outer": round(at(place.p95) - at(place.p5), 2),
        "p25": at(place.p25),
        "inner": round(at(place.p75) - at(place.p25), 2),
        "p50": at(place.p50),
        "you": at(place.value),
        "say": f"{say[:1].upper()}{say[1:]}.",
        "alt": (
            f"{metric.label}: {metric.told(place.value)}, {say}. Nine masters in ten lie between "
            f"{metric.told(place.p5)} and {metric.told(place.p95)}, their median is {metric.told(place.p50)}."
        ),
    }


def _ends(place: Standing, most: float | None) -> tuple[float, float]:
    """Return the ends of the line: a little beyond masters and picture, within 0 and ``most`` where they are."""
    low, high = min(place.p5, place.value), max(place.p95, place.value)
    room = 0.12 * (high - low) or 0.5
    start, end = low - room, high + room
    start = 0.0 if low >= 0.0 > start else start
    return start, most if most is not None and high <= most < end else end
