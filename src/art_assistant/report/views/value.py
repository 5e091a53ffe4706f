"""Views of value: squint, false colour, plan, histogram."""

from __future__ import annotations

from functools import partial
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.value.false_colour import FALSE_COLOUR_LEGEND, false_colour
from art_assistant.analysis.value.plan import ValuePlan
from art_assistant.analysis.value.study import SHOWN_PLANS, shown_plan
from art_assistant.imaging.arrays import F32, U8
from art_assistant.imaging.colorspace import lstar, lstar_to_grey
from art_assistant.report.draw.canvas import INK, QUIET, RULE, Canvas, Stroke, painted_labels
from art_assistant.report.views.scene import PAPER_ROW, ShapeScene, ShapeView, Step, as_grey, scale_strip
from art_assistant.report.views.subject import Shaped

_SOFT: Final = 1.0
_SHARP: Final = 0.5
"""Blur of a contour of the plan, in pixels of the working copy."""

_LABEL_L: Final = 12.0
"""p5 and p95 closer than this many L* would be written over each other; the second then stands higher."""


def draw_picture(scene: ShapeScene) -> U8:
    """Return the picture itself."""
    return scene.picture


def draw_grey(scene: ShapeScene) -> U8:
    """Return the picture in values only, every detail kept."""
    return scene.grey


def draw_squint(scene: ShapeScene) -> U8:
    """Return the picture as half-closed eyes see it: blurred in linear light, values only."""
    return as_grey(lstar_to_grey(_enlarged(scene.subject.values.squint_l, scene)))


def _enlarged(l_map: F32, scene: ShapeScene) -> F32:
    large = cv2.resize(l_map, (scene.width, scene.height), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.asarray(large, dtype=np.float32), 0.0, 100.0)


def draw_value_map(scene: ShapeScene) -> U8:
    """Return the value map: each whole value from 0 to 10 in its own colour, lightly smoothed."""
    sigma = 2.0 * scene.unit
    return false_colour(np.asarray(cv2.GaussianBlur(lstar(scene.picture), (0, 0), max(sigma, 0.3)), dtype=np.float32))


def legend_value_map(subject: Shaped, width: int) -> U8:
    """Return the scale of the value map with the share of the picture at each value."""
    steps = [
        Step(entry.rgb, str(entry.value), f"{share:.0%}" if share >= 0.005 else "–")
        for entry, share in zip(FALSE_COLOUR_LEGEND, subject.values.zones, strict=True)
    ]
    return scale_strip(steps, width, "Value 0 (black) to 10 (white), and how much of the picture lies there.")


def draw_value_plan(scene: ShapeScene) -> U8:
    """Return the value plan: the picture in few greys."""
    return _planned(scene.subject.values.plan, scene)


def draw_shown_plan(scene: ShapeScene, k: int) -> U8:
    """Return the plan in ``k`` values that stands beside the others."""
    return _planned(shown_plan(scene.subject.values, k), scene)


def _planned(plan: ValuePlan, scene: ShapeScene) -> U8:
    greys = as_grey(lstar_to_grey(np.asarray(plan.levels)))
    # A plan without specks was worked out at half size, and its contours are drawn that much softer.
    soften = _SOFT if plan.brush else _SHARP
    return painted_labels(plan.labels, np.concatenate([greys, PAPER_ROW]), scene.width, scene.height, soften)


def legend_value_plan(subject: Shaped, width: int) -> U8:
    """Return the steps of the plan with L* and share."""
    return _plan_strip(subject.values.plan, width)


def legend_shown_plan(subject: Shaped, width: int, k: int) -> U8:
    """Return the steps of the plan in ``k`` values with L* and share."""
    return _plan_strip(shown_plan(subject.values, k), width)


def _plan_strip(plan: ValuePlan, width: int) -> U8:
    greys = as_grey(lstar_to_grey(np.asarray(plan.levels)))
    steps = [
        Step((int(grey[0]), int(grey[1]), int(grey[2])), f"{level / 10:.1f}", f"L* {level:.0f} · {share:.0%}")
        for grey, level, share in zip(greys, plan.levels, plan.shares, strict=True)
    ]
    return scale_strip(steps, width, plan.explanation)


def draw_histogram(scene: ShapeScene) -> U8:
    """Return how much of the picture lies at each L*, with the median and the range from p5 to p95."""
    width, height = scene.px(1200), scene.px(560)
    sheet, unit = Canvas.blank(width, height), scene.unit
    left, right, base, top = 60 * unit, width - 60 * unit, height - 150 * unit, 120 * unit
    bars = np.asarray(scene.subject.values.histogram)
    tallest = float(bars.max()) or 1.0
    each = (right - left) / len(bars)
    greys = lstar_to_grey(np.arange(101, dtype=np.float32))
    for level, share in enumerate(bars):
        tall = (base - top) * float(share) / tallest
        sheet.box(left + level * each, base - tall, each + 0.5, tall, (70, 70, 70))
        grey = int(greys[level])
        sheet.box(left + level * each, base + 8 * unit, each + 0.5, 36 * unit, (grey, grey, grey))
    sheet.frame(left, base + 8 * unit, right - left, 36 * unit, (120, 120, 120))
    _marks(sheet, scene, (left, right, base, top))
    return sheet.rgb


def _marks(sheet: Canvas, scene: ShapeScene, area: tuple[float, float, float, float]) -> None:
    left, right, base, top = area
    values, unit, size = scene.subject.values, scene.unit, scene.px(22)
    for level in range(0, 101, 10):
        x = left + (right - left) * (level + 0.5) / 101
        sheet.text(x, base + 74 * unit, str(level // 10), size, QUIET, anchor="ms")
    narrow = values.l_p95 - values.l_p5 < _LABEL_L
    for name, l_star, row in (("p5", values.l_p5, 0), ("median", values.l_p50, 1), ("p95", values.l_p95, 2 * narrow)):
        x = left + (right - left) * (l_star + 0.5) / 101
        rise = top - (18 + 28 * row) * unit
        dash = None if name == "median" else (8 * unit, 6 * unit)
        sheet.line([(x, rise + 10 * unit), (x, base)], Stroke(INK, 2.5 * unit, dash))
        sheet.text(x, rise, f"{name} {l_star / 10:.1f}", size, INK, face="bold", anchor="ms")
    sheet.line([(left, base), (right, base)], Stroke(RULE, 2 * unit))
    note = f"Value, dark to light. {values.key.capitalize()}; {values.range_steps:.1f} values from p5 to p95."
    sheet.text(left, sheet.height - 24 * unit, note, size, QUIET)


VIEWS: tuple[ShapeView, ...] = (
    ShapeView("picture", "The picture", draw_picture),
    ShapeView("values", "Values only", draw_grey),
    ShapeView("squint", "Squint", draw_squint),
    ShapeView("value-map", "Value map", draw_value_map, legend_value_map),
    ShapeView("value-plan", "Value plan", draw_value_plan, legend_value_plan),
    *(
        ShapeView(f"value-plan-{k}", f"{k} values", partial(draw_shown_plan, k=k), partial(legend_shown_plan, k=k))
        for k in SHOWN_PLANS
    ),
    ShapeView("histogram", "Histogram", draw_histogram),
)
