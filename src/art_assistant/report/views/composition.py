"""Views of composition: where the eye goes, how the weight lies, and which edges are hard, firm, soft or lost."""

from __future__ import annotations

import itertools
from typing import Final

import cv2
import numpy as np

from art_assistant.imaging.arrays import F32, U8
from art_assistant.report.draw.canvas import BLACK, INK, MAT, WHITE, Canvas, Point, Stroke
from art_assistant.report.views.scene import Scene, View

_QUIETEST = 0.78
"""How far the places without any attention are drawn back to middle grey."""

_LEAST_REST: Final = 0.01
"""A box below this share of the picture is a gap, not a place to rest, and is not drawn."""


def draw_focal_points(scene: Scene) -> U8:
    """Return the picture lit by attention, with the first, second and third read numbered and joined."""
    composition = scene.subject.composition
    if composition.attention is None:
        return scene.faded(_QUIETEST / 2.0)
    sheet = Canvas(_lit(scene, composition.attention))
    places = [scene.at(point.point) for point in composition.focal_points]
    for start, end in itertools.pairwise(places):
        sheet.line(
            _between(start, end, scene.px(46)), Stroke(WHITE, scene.px(2), (scene.px(9), scene.px(8)), halo=BLACK)
        )
    for point, place in zip(composition.focal_points, places, strict=True):
        dash = None if point.rank == 1 else (float(scene.px(12)), float(scene.px(8)))
        radius = scene.px(44) if point.rank == 1 else scene.px(36)
        sheet.ring(place, radius, Stroke(WHITE, scene.px(4 if point.rank == 1 else 3), dash, halo=BLACK))
        beside = (place[0] + radius * 0.78, place[1] - radius * 0.78)
        sheet.badge(beside, str(point.rank), scene.px(26))
    return sheet.rgb


def _lit(scene: Scene, attention: F32) -> U8:
    """Return the picture, full where attention is high and drawn back to middle grey where there is none."""
    large = cv2.resize(attention, (scene.width, scene.height), interpolation=cv2.INTER_CUBIC)
    keep = (1.0 - _QUIETEST + _QUIETEST * np.sqrt(np.clip(large, 0.0, 1.0)))[..., None].astype(np.float32)
    return np.rint(scene.picture * keep + MAT[0] * (1.0 - keep)).astype(np.uint8)


def _between(start: Point, end: Point, clear: float) -> list[Point]:
    """Return the line between two marks, stopping short of both."""
    way = np.subtract(end, start)
    length = float(np.hypot(*way))
    if length <= 2.2 * clear:
        return []
    step = way / length * clear
    return [(start[0] + step[0], start[1] + step[1]), (end[0] - step[0], end[1] - step[1])]


def draw_balance(scene: Scene) -> U8:
    """Return the picture in faded greys with its middle, its centre of visual mass, and its resting place."""
    composition = scene.subject.composition
    sheet = Canvas(scene.faded(0.5, scene.grey))
    fine = Stroke(BLACK, scene.px(1.4), (scene.px(6), scene.px(8)))
    middle = scene.at((0.5, 0.5))
    sheet.line([(middle[0], 0.0), (middle[0], float(scene.height))], fine)
    sheet.line([(0.0, middle[1]), (float(scene.width), middle[1])], fine)
    if composition.rest is not None:
        left, top, right, bottom = composition.rest.box
        if (right - left) * (bottom - top) >= _LEAST_REST:
            corners = [scene.at(corner) for corner in ((left, top), (right, top), (right, bottom), (left, bottom))]
            sheet.line(corners, Stroke(WHITE, scene.px(2.4), (scene.px(14), scene.px(10)), halo=BLACK), closed=True)
            _label(sheet, scene, "rest", scene.at(((left + right) / 2.0, (top + bottom) / 2.0)))
    if composition.mass_centre is not None:
        place = scene.at(composition.mass_centre)
        if np.hypot(*np.subtract(place, middle)) > scene.px(30):
            sheet.line([middle, place], Stroke(WHITE, scene.px(3), halo=BLACK))
        sheet.disc(place, scene.px(17), BLACK)
        sheet.disc(place, scene.px(13), WHITE)
        _label(sheet, scene, "centre of weight", (place[0], place[1] + scene.px(44)))
    return sheet.rgb


def _label(sheet: Canvas, scene: Scene, text: str, at: Point) -> None:
    """Set a word on a small plate, kept inside the picture."""
    size = scene.px(22)
    half = sheet.text(-9000.0, -9000.0, text, size, face="bold") / 2.0 + scene.px(10)
    x = float(np.clip(at[0], half, max(half, sheet.width - half)))
    y = float(np.clip(at[1], size, max(size, sheet.height - size)))
    sheet.box(max(0.0, x - half), max(0.0, y - 0.8 * size), 2.0 * half, 1.6 * size, WHITE)
    sheet.text(x, y, text, size, INK, face="bold", anchor="mm")


VIEWS: tuple[View, ...] = (
    View("focal-points", "Where the eye goes", draw_focal_points),
    View("balance", "Balance and rest", draw_balance),
)
