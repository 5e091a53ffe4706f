"""The tips and strengths as the page shows them: what was measured, where, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import cv2
import numpy as np

from art_assistant.analysis.places import WHOLE
from art_assistant.corpus.metrics import METRICS, beside_masters
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import BLACK, MAT, WHITE, Canvas, Stroke
from art_assistant.report.model import Report
from art_assistant.report.page.rulers import anchor_of
from art_assistant.report.words.kept import KEPT

_FADE: Final = 0.72

Ring = Sequence[tuple[float, float]]

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
"""Between two sentences of a tip."""


def tips(report: Report) -> list[dict[str, Any]]:
    """Return the tips as the first screen tells them: the measured part of each text apart from what it comes to."""
    return [_tip(tip.as_dict(), report) for tip in report.tips]


def _tip(tip: Mapping[str, Any], report: Report) -> dict[str, Any]:
    told = told_tip(tip)
    found, ask = parted(told["text"])
    defined = anchor_of(tip["metric"]) if tip["metric"] in report.standing else ""
    beside = plain_of(found, str(tip.get("where") or ""))
    return told | {"ask": ask, "found": found, "beside": beside, "defined": defined}


def plain_of(found: str, where: str) -> str:
    """Return the sentences of what was found that hold no number and speak of another place than the tip's own."""
    sentences = _SENTENCE.split(found) if where else []
    apart = [one for one in sentences if not re.search(r"\d", one) and where.lower() not in one.lower()]
    return " ".join(apart)


def parted(text: str) -> tuple[str, str]:
    """Return what a tip found, and the question or urging that it closes with; the latter is never empty."""
    *found, close = _SENTENCE.split(text.strip())
    return " ".join(found), close


def told_tip(tip: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words of a tip of a report, each ready to be shown; what is unknown is empty."""
    remeasure = tip.get("remeasure")
    return {
        "title": tip.get("title") or "",
        "text": tip["text"],
        "exercise": tip.get("exercise") or "",
        "why": tip.get("why") or "",
        "unless": tip.get("unless") or "",
        "where": f"Where: {tip['where']}." if tip.get("where") else "",
        "measured": measured(tip),
        "remeasure": f"Measure again: {remeasure}" if remeasure else "",
    }


def measured(tip: Mapping[str, Any]) -> str:
    """Return the evidence of a tip in one line: what was measured, how much, and its place among the masters if any."""
    metric, percentile = METRICS[tip["metric"]], tip["percentile"]
    place = "" if percentile is None else f", {beside_masters(metric.key, percentile)}"
    return f"Measured: {metric.name} {metric.told(tip['value'])}{place}."


def region_rings(region: Any) -> list[Ring]:
    """Return the outlines of a region given as one polygon or several, in fractions of the picture; none if empty."""
    if not region:
        return []
    polygons = region if isinstance(region[0][0], (list, tuple)) else [region]
    return [[(float(x), float(y)) for x, y in ring] for ring in polygons if len(ring) > 2]


def draw_region(rgb: U8, rings: list[Ring]) -> U8:
    """Return the picture with everything outside ``rings`` drawn back to middle grey and the rings outlined."""
    height, width = rgb.shape[:2]
    paths = [[(x * width, y * height) for x, y in ring] for ring in rings]
    inside = Canvas.blank(width, height, BLACK)
    inside.fill(paths, WHITE)
    cover = inside.rgb[..., :1].astype(np.float32) / 255.0
    faded = cv2.addWeighted(rgb, 1.0 - _FADE, np.full_like(rgb, MAT[0]), _FADE, 0.0)
    sheet = Canvas(np.rint(faded * (1.0 - cover) + rgb * cover).astype(np.uint8))
    for path in paths:
        sheet.line(path, Stroke(WHITE, 2.0, halo=BLACK), closed=True)
    return sheet.rgb


def marked_rings(region: Any) -> list[Ring]:
    """Return the outlines that are drawn on the picture; none where a tip speaks of all of it."""
    rings = region_rings(region)
    corners = {corner for ring in rings for corner in ring}
    return [] if corners and corners <= set(WHOLE) else rings


def strengths(report: Report) -> list[dict[str, str]]:
    """Return what the picture does well: in a few plain words, empty where there are none, and with its numbers."""
    told = [strength.as_dict() for strength in report.strengths]
    return [{"kept": KEPT.get(str(one.get("strength")), ""), "text": str(one["text"])} for one in told]
