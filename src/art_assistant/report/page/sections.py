"""The parts of the HTML report about values and masses, and about colour."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from art_assistant.analysis.color.mixes import find_mixes
from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.value.false_colour import FALSE_COLOUR_LEGEND
from art_assistant.analysis.value.plan import PLAN_K_DEFAULT, PLAN_METHODS, ValuePlan
from art_assistant.analysis.value.study import SHOWN_PLANS, shown_plan
from art_assistant.imaging.colorspace import hex_of, lstar_to_grey
from art_assistant.report.model import Report
from art_assistant.report.page.plates import Plates
from art_assistant.report.words.text import percent, range_told

Block = dict[str, Any]


def section(identity: str, title: str, hint: str, intro: str, blocks: list[Block]) -> dict[str, Any]:
    """Return one folded part of the page; empty blocks are left out.

    Args:
        identity: its anchor.
        title, hint: what is read while it is folded.
        intro: what is read first when it is open.
        blocks: what it holds; those with a true ``"paper"`` are printed, folded or not.

    """
    full = [block for block in blocks if block.get("entries", True) and block.get("blocks", True)]
    return {"id": identity, "title": title, "hint": hint, "intro": intro, "blocks": full}


def plates_block(plates: Plates, anchor: str, names: tuple[str, ...], style: str = "", *, paper: bool = False) -> Block:
    """Return a row of views; those that the report has nothing to show in are left out."""
    items = [plates.add(name, anchor) for name in names if plates.shows(name)]
    return {"kind": "plates", "style": style, "entries": items, "paper": paper}


def notes_block(title: str, lines: list[str]) -> Block:
    """Return a short list under a heading."""
    return {"kind": "notes", "title": title, "entries": [line for line in lines if line]}


def details_block(title: str, blocks: list[Block]) -> Block:
    """Return blocks folded away under a title."""
    return {"kind": "details", "title": title, "blocks": [block for block in blocks if block.get("entries", True)]}


def values_section(report: Report, plates: Plates) -> dict[str, Any]:
    """Return the values and the big masses: what a painter settles first."""
    anchor, values, study = "values", report.values, report.masses
    seen = {"squint": None, "value-map": _map_scale(report)}
    shown = [plates.add(name, anchor, scale) for name, scale in seen.items() if plates.shows(name)]
    plans = {f"value-plan-{k}": k for k in SHOWN_PLANS if plates.shows(f"value-plan-{k}")}
    planned = [plates.add(name, anchor, _plan_scale(shown_plan(values, k))) for name, k in plans.items()]
    own, detail = _own_plan(values.plan)
    planned += [plates.add(name, anchor, _plan_scale(values.plan)) for name in own if plates.shows(name)]
    return section(
        anchor,
        "Values and masses",
        "Squint, the map of values, plans in few values, and the big shapes to block in",
        values.note or "Light and dark come first: if the values read, the picture reads.",
        [
            {"kind": "plates", "style": "three", "entries": planned, "paper": True},
            {"kind": "plates", "style": "two", "entries": shown},
            {"kind": "histogram", "entries": [1], **_histogram(report)},
            {"kind": "text", "entries": [1], "text": _masses_told(study)},
            plates_block(plates, anchor, ("masses", "masses-on-picture", "mass-by-mass"), "three", paper=True),
            notes_block("Look again", [hint.text for hint in study.hints]),
            details_block("Plan and masses in numbers", _in_numbers(report, plates, detail)),
        ],
    )


def _masses_told(study: MassStudy) -> str:
    shapes = f"{len(study.shapes)} {'shape' if len(study.shapes) == 1 else 'shapes'}"
    return f"The picture as {study.k} flat {'value' if study.k == 1 else 'values'} in {shapes}. {_lead(study)}"


def _in_numbers(report: Report, plates: Plates, own: tuple[str, ...]) -> list[Block]:
    return [_plan_table(report), _mass_table(report.masses), plates_block(plates, "values", (*own, "values"), "two")]


def _own_plan(plan: ValuePlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the plan of the settings for beside the shown ones, where it was asked for, and else for the details."""
    own = ("value-plan",)
    return ((), own) if (plan.k, plan.method) == (PLAN_K_DEFAULT, PLAN_METHODS[0]) else (own, ())


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


def _plan_table(report: Report) -> Block:
    plan = report.values.plan
    greys = lstar_to_grey(np.asarray(plan.levels))
    rows = [
        {
            "color": hex_of(np.repeat(grey, 3)),
            "cells": [f"Step {step}", f"{level / 10:.1f}", f"{level:.0f}", percent(share)],
        }
        for step, (grey, level, share) in enumerate(zip(greys, plan.levels, plan.shares, strict=True), start=1)
    ]
    head = [f"Plan of the settings, {plan.k} values", "Value", "L*", "Share"]
    return {"kind": "table", "head": head, "rows": rows, "entries": rows}


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


def _mass_table(study: MassStudy) -> Block:
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
    return {"kind": "table", "head": head, "rows": rows, "entries": rows}


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
        "Colour and palette",
        "The palette, blocks of colour, first strokes, how the hues lie, and tubes to mix them from",
        f"{color.temperature.reading} {color.temperature.question}".rstrip(),
        [
            {
                "kind": "palette",
                "entries": items,
                "alt": f"Palette: {told}",
                "steps": [items[identity - 1] for identity in color.by_value],
                "paper": True,
            },
            _blocks(report, plates, anchor),
            plates_block(plates, anchor, ("harmony", "gamut"), "two"),
            _mixes(report),
            details_block("Could it be painted with four tubes?", [plates_block(plates, anchor, limited)]),
        ],
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
    return {"kind": "plates", "style": "two", "entries": shown, "paper": True}


def _blocks_scale(report: Report) -> dict[str, Any]:
    cells = [
        {"color": hex_of(np.array(block.rgb)), "text": str(block.id), "below": percent(block.share)}
        for block in report.blocks.items
    ]
    label = ", ".join(f"{block.id} {block.name}" for block in report.blocks.items)
    return {"cells": cells, "label": f"Colours in the order of painting: {label}"}
