"""Rulers: where a measurement stands among the masters, as positions on a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from art_assistant.corpus.quantiles import Standing
from art_assistant.report.metric_words import WORDS, MetricWords
from art_assistant.report.text import standing_sentence


def rulers(standing: Mapping[str, Standing], names: Iterable[str]) -> list[dict[str, Any]]:
    """Return one ruler for each named metric that has a place."""
    return [_ruler(name, standing[name], WORDS[name]) for name in names if name in standing and name in WORDS]


def _ruler(name: str, place: Standing, words: MetricWords) -> dict[str, Any]:
    low, high = _ends(place, whole=1.0 if words.unit == "%" else None)
    say = standing_sentence(name, place)

    def at(value: float) -> float:
        return round(100.0 * (value - low) / (high - low), 2)

    return {
        "label": words.label,
        "value": words.number(place.value),
        "low": words.number(low),
        "high": words.number(high),
        "p5": at(place.p5),
        "outer": round(at(place.p95) - at(place.p5), 2),
        "p25": at(place.p25),
        "inner": round(at(place.p75) - at(place.p25), 2),
        "p50": at(place.p50),
        "you": at(place.value),
        "say": f"{say[:1].upper()}{say[1:]}.",
        "alt": (
            f"{words.label}: {words.number(place.value)}, {say}. Nine masters in ten lie between "
            f"{words.number(place.p5)} and {words.number(place.p95)}, their median is {words.number(place.p50)}."
        ),
    }


def _ends(place: Standing, whole: float | None) -> tuple[float, float]:
    """Return the ends of the line: a little beyond masters and picture, within 0 and ``whole`` where they are."""
    low, high = min(place.p5, place.value), max(place.p95, place.value)
    room = 0.12 * (high - low) or 0.5
    start, end = low - room, high + room
    start = 0.0 if low >= 0.0 > start else start
    return start, whole if whole is not None and high <= whole < end else end
