"""The parts of the HTML report about values, masses, notans, colour and composition."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from art_assistant.analysis.color.mixes import find_mixes
from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.value.false_colour import FALSE_COLOUR_LEGEND
from art_assistant.analysis.value.plan import PLAN_K_DEFAULT, PLAN_METHODS, ValuePlan
from art_assistant.analysis.value.study import SHOWN_PLANS, shown_plan
from art_assistant.corpus.metrics import METRICS, Metric
from art_assistant.imaging.colorspace import hex_of, lstar_to_grey
from art_assistant.report.model import Report
from art_assistant.report.page.plates import Plates
from art_assistant.report.page.rulers import rulers_of
from art_assistant.report.words.text import number, percent, range_told

Block = dict[str, Any]


def section(identity: str, title: str, intro: str, blocks: list[Block], *, new_page: bool = False) -> dict[str, Any]:
    """Return one part of the page; empty blocks are left out."""
    full = [block for block in blocks if block.get("entries", True) and block.get("blocks", True)]
    return {"id": identity, "title": title, "intro": intro, "blocks": full, "new_page": new_page}


def plates_block(plates: Plates, anchor: str, names: tuple[str, ...], style: str = "") -> Block:
    """Return a row of views; those that the report has nothing to show in are left out."""
    items = [plates.add(name, anchor) for name in names if plates.shows(name)]
    return {"kind": "plates", "style": style, "entries": items}


def rulers_block(report: Report, *parts: str) -> Block:
    """Return the rulers of one or more parts of the report."""
    return {"kind": "rulers", "entries": rulers_of(report.standing, *parts)}


def notes_block(title: str, lines: list[str]) -> Block:
    """Return a short list under a heading."""
    return {"kind": "notes", "title": title, "entries": [line for line in lines if line]}


def details_block(title: str, blocks: list[Block]) -> Block:
    """Return blocks folded away under a title."""
    return {"kind": "details", "title": title, "blocks": [block for block in blocks if block.get("entries", True)]}


def fact_item(label: str, value: str, note: str = "") -> dict[str, str]:
    """Return one entry of a list of facts."""
    return {"label": label, "value": value, "note": note}


def values_section(report: Report, plates: Plates) -> dict[str, Any]:
    """Return the value study."""
    anchor, values = "values", report.values
    values_seen = {"squint": None, "value-map": _map_scale(report)}
    shown = [plates.add(name, anchor, scale) for name, scale in values_seen.items() if plates.shows(name)]
    plans = {f"value-plan-{k}": k for k in SHOWN_PLANS if plates.shows(f"value-plan-{k}")}
    planned = [plates.add(name, anchor, _plan_scale(shown_plan(values, k))) for name, k in plans.items()]
    own, detail = _own_plan(values.plan)
    planned += [plates.add(name, anchor, _plan_scale(values.plan)) for name in own if plates.shows(name)]
    return section(
        anchor,
        "Values",
        values.note or "Light and dark come first: if the values read, the picture reads.",
        [
            {"kind": "plates", "style": "two", "entries": shown},
            {"kind": "plates", "style": "three", "entries": planned},
            {"kind": "histogram", "entries": [1], **_histogram(report)},
            rulers_block(report, "values"),
            details_block(_plan_title(values.plan), _plan_details(report, plates, detail)),
        ],
        new_page=True,
    )


def _own_plan(plan: ValuePlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the plan of the settings for beside the shown ones, where it was asked for, and else for the details."""
    own = ("value-plan",)
    return ((), own) if (plan.k, plan.method) == (PLAN_K_DEFAULT, PLAN_METHODS[0]) else (own, ())


def _plan_title(plan: ValuePlan) -> str:
    return f"Steps of the plan of the settings, {plan.k} values, and the picture in values only"


def _plan_scale(plan: ValuePlan) -> dict[str, Any]:
    cells = [
        {"color": hex_of(np.repeat(grey, 3)), "text": f"{level / 10:.1f}", "below": percent(share)}
        for grey, level, share in zip(lstar_to_grey(np.asarray(plan.levels)), plan.levels, plan.shares, strict=True)
    ]
    label = ", ".join(f"value {cell['text']}: {cell['below']}" for cell in cells)
    return {"cells": cells, "label": f"Steps of the plan: {label}"}


def _map_scale(report: Report) -> dict[str, Any]:
    zones = report.values.zones
    cells = [
        {
            "color": hex_of(np.array(entry.rgb)),
            "text": str(entry.value),
            "below": percent(share) if share >= 0.005 else "–",
        }
        for entry, share in zip(FALSE_COLOUR_LEGEND, zones, strict=True)
    ]
    label = ", ".join(f"value {cell['text']}: {cell['below']}" for cell in cells)
    return {"cells": cells, "label": f"Share of the picture at each value: {label}"}


def _plan_details(report: Report, plates: Plates, own: tuple[str, ...]) -> list[Block]:
    plan = report.values.plan
    greys = lstar_to_grey(np.asarray(plan.levels))
    rows = [
        {
            "color": hex_of(np.repeat(grey, 3)),
            "cells": [f"Step {step}", f"{level / 10:.1f}", f"{level:.0f}", percent(share)],
        }
        for step, (grey, level, share) in enumerate(zip(greys, plan.levels, plan.shares, strict=True), start=1)
    ]
    table = {"kind": "table", "head": ["Step", "Value", "L*", "Share"], "rows": rows, "entries": rows}
    return [table, plates_block(plates, "values", (*own, "values"), "two")]


def _histogram(report: Report) -> dict[str, Any]:
    values = report.values
    tallest = max(values.histogram) or 1.0
    points = [f"M5 228 V{228 - 190 * values.histogram[0] / tallest:.1f}"]
    points += [f"H{15 + 10 * i} V{_top(values.histogram, i + 1, tallest):.1f}" for i in range(101)]
    marks = [
        {"x": round(10 + 10 * level, 1), "text": f"{name} {level / 10:.1f}", "dash": name != "median"}
        for name, level in (("p5", values.l_p5), ("median", values.l_p50), ("p95", values.l_p95))
    ]
    greys = lstar_to_grey(np.linspace(0.0, 100.0, 21))
    told = (
        f"{values.key.capitalize()}, {values.range_word} range: {range_told(values.range_steps)} from p5 to p95. "
        f"Darks (value {values.thresholds.dark_l / 10:.1f} and below) cover {percent(values.dark_share)}, "
        f"lights ({values.thresholds.light_l / 10:.1f} and above) {percent(values.light_share)}."
    )
    return {
        "path": " ".join(points) + " Z",
        "marks": _apart(marks),
        "ticks": [{"x": 10 + 100 * value, "text": str(value)} for value in range(11)],
        "stops": [{"at": 5 * i, "color": hex_of(np.repeat(grey, 3))} for i, grey in enumerate(greys)],
        "caption": told,
        "alt": f"Histogram of values. {told}",
    }


def _top(histogram: tuple[float, ...], index: int, tallest: float) -> float:
    return 228.0 if index >= len(histogram) else 228.0 - 190.0 * histogram[index] / tallest


def _apart(marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out a label that would be written over its neighbour; the line stays."""
    for near, mark in itertools.pairwise(marks):
        if mark["x"] - near["x"] < 105.0:
            near["text"] = "" if near["dash"] else near["text"]
            mark["text"] = mark["text"] if near["text"] == "" else ""
    return marks


def masses_section(report: Report, plates: Plates) -> dict[str, Any]:
    """Return the big masses."""
    study, anchor = report.masses, "masses"
    shapes = f"{len(study.shapes)} {'shape' if len(study.shapes) == 1 else 'shapes'}"
    rows = [
        {
            "color": hex_of(np.repeat(lstar_to_grey(np.array([10.0 * mass.value])), 3)),
            "cells": [
                f"Mass {mass.id}",
                f"{mass.value:.1f}",
                percent(mass.share),
                mass.role or "–",
                str(len(mass.shapes)),
                f"{mass.l_sigma / 10:.1f}",
            ],
        }
        for mass in study.items
    ]
    head = ["Mass", "Value", "Share", "Role", "Shapes", "Spread (values)"]
    return section(
        anchor,
        "Masses",
        f"The picture as {study.k} flat {'value' if study.k == 1 else 'values'} in {shapes}. {_lead(study)}",
        [
            plates_block(plates, anchor, ("masses", "masses-on-picture"), "two"),
            {"kind": "table", "head": head, "rows": rows, "entries": rows},
            notes_block("Look again", [hint.text for hint in study.hints]),
            rulers_block(report, "masses"),
            details_block("Each mass alone", [plates_block(plates, anchor, ("mass-by-mass",), "two")]),
        ],
        new_page=True,
    )


def _lead(study: MassStudy) -> str:
    if study.k == 1:
        return "One mass is the whole picture."
    if study.no_clear_dominant:
        return "No mass clearly leads: the two largest are within five points of each other."
    return "One mass leads in area; the others answer it."


def color_section(report: Report, plates: Plates) -> dict[str, Any]:
    """Return the colour study."""
    color, anchor = report.color, "colour"
    items = [
        {
            "hex": swatch.hex,
            "flex": round(1000 * swatch.share, 1),
            "name": swatch.painter_name,
            "system": swatch.name,
            "share": percent(swatch.share),
            "value": f"{swatch.value:.1f}",
            "chroma": f"{swatch.chroma:.0f}",
            "accent": swatch.accent,
        }
        for swatch in color.palette
    ]
    told = ", ".join(f"{item['name']} {item['share']}" for item in items)
    limited = tuple(view.name for view in plates.drawn.views if view.name.startswith("limited-"))
    return section(
        anchor,
        "Colour",
        f"{color.temperature.reading} {color.temperature.question}".rstrip(),
        [
            {
                "kind": "palette",
                "entries": items,
                "alt": f"Palette: {told}",
                "steps": [items[identity - 1] for identity in color.by_value],
            },
            _blocks(report, plates, anchor),
            plates_block(plates, anchor, ("harmony", "gamut"), "two"),
            {"kind": "facts", "entries": _color_facts(report)},
            rulers_block(report, "color"),
            _mixes(report),
            details_block("Could it be painted with four tubes?", [plates_block(plates, anchor, limited)]),
        ],
        new_page=True,
    )


def _mixes(report: Report) -> Block:
    """Return the tubes for each colour, folded away."""
    found, painted = find_mixes(report.color.palette), report.color.palette
    rows = [
        {"color": swatch.hex, "cells": [swatch.painter_name, mix.words, f"{mix.delta_e:.1f}"]}
        for swatch, mix in zip(painted, found.items, strict=True)
    ]
    table = {"kind": "table", "head": ["Colour", "Mix, in parts", "off by ΔE"], "rows": rows, "entries": rows}
    return details_block("Which tubes?", [table, {"kind": "text", "text": found.approximation}])


def _blocks(report: Report, plates: Plates, anchor: str) -> Block:
    scales = {"color-blocks": _blocks_scale(report), "first-strokes": None}
    shown = [plates.add(name, anchor, scale) for name, scale in scales.items() if plates.shows(name)]
    return {"kind": "plates", "style": "two", "entries": shown}


def _blocks_scale(report: Report) -> dict[str, Any]:
    cells = [
        {"color": hex_of(np.array(block.rgb)), "text": str(block.id), "below": percent(block.share)}
        for block in report.blocks.items
    ]
    label = ", ".join(f"{block.id} {block.name}" for block in report.blocks.items)
    return {"cells": cells, "label": f"Colours in the order of painting: {label}"}


def _color_facts(report: Report) -> list[dict[str, str]]:
    color = report.color
    warm, mean, strongest = color.temperature, METRICS["color.chroma_mean"], METRICS["color.chroma_p95"]
    lively = METRICS["color.colorfulness"]
    return [
        fact_item("Harmony", color.harmony.name, f"second best: template {color.harmony.second or '–'}"),
        fact_item("Lights", number(warm.lights, 2), "warm above 0, cool below"),
        fact_item("Darks", number(warm.darks, 2), "warm above 0, cool below"),
        fact_item(
            mean.label, known(mean, color.chroma_mean), f"{strongest.name} {known(strongest, color.chroma_p95)} (p95)"
        ),
        fact_item(
            lively.label,
            known(lively, color.colorfulness.value),
            f"{color.colorfulness.words} (Hasler & Süsstrunk)",
        ),
    ]


def known(metric: Metric, value: float | None) -> str:
    """Return a measurement with its unit, or "unknown"."""
    return "unknown" if value is None else metric.told(value)
