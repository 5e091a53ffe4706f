"""The tips and strengths as the page shows them: what was measured, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import cv2
import numpy as np

from art_assistant.corpus.metrics import METRICS, beside_masters
from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.canvas import BLACK, MAT, WHITE, Canvas, Stroke
from art_assistant.report.draw.encode import data_uri, encode_jpeg
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.words.text import place_words

_REGION_SIDE: Final = 420
_FADE: Final = 0.72

Ring = Sequence[tuple[float, float]]


def tips(report: Report, drawn: Drawn) -> list[dict[str, Any]]:
    """Return the tips, each with the place it speaks of drawn on a small picture."""
    return [_tip(tip.as_dict(), drawn) for tip in report.tips]


def _tip(tip: Mapping[str, Any], drawn: Drawn) -> dict[str, Any]:
    return told_tip(tip) | {"region": _region(tip, drawn)}


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


def _region(tip: Mapping[str, Any], drawn: Drawn) -> dict[str, Any] | None:
    rings = region_rings(tip.get("region"))
    if not rings:
        return None
    rgb = draw_region(drawn.sized("picture", _REGION_SIDE), rings)
    height, width = rgb.shape[:2]
    return {
        "uri": data_uri(encode_jpeg(rgb, 82), "image/jpeg"),
        "width": width,
        "height": height,
        "alt": f"The picture with the place this tip speaks of outlined: {where(rings)}.",
    }


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


def where(rings: list[Ring]) -> str:
    """Return roughly where a region lies, in words."""
    points = np.array([point for ring in rings for point in ring])
    x, y = (points.min(axis=0) + points.max(axis=0)) / 2.0
    return place_words((float(x), float(y)))


def strengths(report: Report) -> list[str]:
    """Return what the picture does well, in the words of the report."""
    return [str(strength.as_dict()["text"]) for strength in report.strengths]
