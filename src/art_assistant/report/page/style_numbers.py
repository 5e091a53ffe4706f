"""The parts of the HTML report about style, and all the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from art_assistant.corpus.metrics import METRICS
from art_assistant.report.model import Report
from art_assistant.report.page.rulers import RULERS, anchor_of, rulers
from art_assistant.report.page.sections import section
from art_assistant.report.words.text import glance, lede, percent


def style_section(report: Report) -> dict[str, Any] | None:
    """Return the style card, or None where there is none."""
    if report.style is None:
        return None
    style = report.style.as_dict()
    bars = [
        {
            "label": entry["label"],
            "note": entry.get("family") or "",
            "percent": round(100.0 * entry["probability"], 1),
            "text": percent(entry["probability"]),
        }
        for entry in style.get("top") or []
    ]
    axes = [{"cells": [_axis_name(axis), _axis_value(axis)]} for axis in _axes(style.get("axes"))]
    evidence = [
        {"cells": [_work(entry), str(entry.get("style") or entry.get("label") or "")]} for entry in _evidence(style)
    ]
    return section(
        "style",
        "Style and context",
        "What it is near to, and what that means",
        style_verdict(style),
        [
            {"kind": "bars", "entries": [] if style.get("photograph") else bars},
            *([{"kind": "text", "text": style["note"]}] if style.get("note") else []),
            {"kind": "table", "head": ["Treatment", "Among masters"], "rows": axes, "entries": axes},
            {"kind": "table", "head": ["Nearest works", "Style"], "rows": evidence, "entries": evidence},
        ],
    )


def style_verdict(style: Mapping[str, Any]) -> str:
    """Return the style card of a report in one line."""
    if style.get("photograph"):
        return "This looks like a photograph of the world, not a painting."
    top = style.get("top") or []
    if style.get("abstained") or not top:
        return _unsure(style.get("family"), style.get("family_probability"))
    return f"Nearest to {top[0]['label']}. A label is context for looking, not a judgement."


def _unsure(family: str | None, probability: float | None) -> str:
    if not family:
        return "Not sure of the style."
    if probability is None:
        return f"Not sure of the style; the family is most likely {family}."
    chance = f"{100.0 * probability:.0f} in 100"
    if probability >= 0.5:
        return f"Not sure of the style; the family is most likely {family} ({chance})."
    return f"Not sure of the style. The likeliest family is {family}, at {chance}: hardly more than a guess."


def _axes(axes: Any) -> list[Mapping[str, Any]]:
    if isinstance(axes, Mapping):
        return [
            {"name": name, **(axis if isinstance(axis, Mapping) else {"value": axis})} for name, axis in axes.items()
        ]
    return list(axes or [])


def _axis_name(axis: Mapping[str, Any]) -> str:
    return str(axis.get("label") or axis.get("name") or axis.get("axis") or "").replace("_", " ").capitalize()


def _axis_value(axis: Mapping[str, Any]) -> str:
    words = str(axis.get("words") or axis.get("text") or "")
    rank = axis.get("percentile")
    if rank is None:
        return words or "unknown"
    return f"{words + ', ' if words else ''}percentile {rank:.0f}"


def _evidence(style: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entry for entry in style.get("evidence") or [] if isinstance(entry, Mapping)]


def _work(entry: Mapping[str, Any]) -> str:
    artist, title = entry.get("artist") or "unknown artist", entry.get("title") or "untitled"
    return f"{title}, {artist}"


_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Values": ("values",),
    "Masses": ("masses",),
    "Notans": ("notan",),
    "Edges": ("edges",),
    "Colour": ("color",),
    "Composition": ("composition", "emphasis"),
}
"""Heading of a group of measurements to what their keys begin with, in the order of the page."""


def numbers_section(report: Report) -> dict[str, Any]:
    """Return the picture in brief, then every ranked measurement with what it is, the chief ones as rulers."""
    blocks: list[dict[str, Any]] = [{"kind": "facts", "entries": glance(report)}]
    if report.standing:
        blocks += [{"kind": "key"}, *_all_numbers(report)]
    hint = "Every measurement: what it is, and where it stands among the masters" if report.standing else "In brief"
    intro = f"{lede(report)} High or low is neither good nor bad: is it what you meant?"
    return section("numbers", "All numbers", hint, intro, blocks)


def _all_numbers(report: Report) -> Iterator[dict[str, Any]]:
    """Yield a heading, rulers and a table for each group; what several measurements have in common is said once."""
    said: set[str] = set()
    for title, parts in _GROUPS.items():
        names = [name for name in report.standing if name.partition(".")[0] in parts]
        shown = rulers(report.standing, (name for name in RULERS if name in names))
        rows = [_row(name, report) for name in names if name not in RULERS]
        for entry in (*shown, *rows):
            entry["definition"] = "" if entry["definition"] in said else entry["definition"]
            said.add(entry["definition"])
        yield {"kind": "heading", "entries": names, "text": title}
        yield {"kind": "rulers", "entries": shown}
        yield {"kind": "table", "head": _HEAD, "rows": rows, "entries": rows}


_HEAD: Final = (
    "Also measured",
    "This picture",
    "Masters with less, of 100",
    "One in 20 below",
    "Half below",
    "One in 20 above",
)


def _row(name: str, report: Report) -> dict[str, Any]:
    metric, place = METRICS[name], report.standing[name]
    return {
        "id": anchor_of(name),
        "definition": metric.definition,
        "cells": [
            metric.label,
            metric.told(place.value),
            "–" if place.percentile is None else f"{place.percentile:.0f}",
            *(metric.told(usual) for usual in (place.p5, place.p50, place.p95)),
        ],
    }
