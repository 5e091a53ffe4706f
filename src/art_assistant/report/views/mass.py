"""Views of the big masses: flat, on the picture, and one by one."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.mass.outlines import inner_lines, isolate, shape_rings
from art_assistant.analysis.mass.study import Mass
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.canvas import BLACK, INK, QUIET, WHITE, Canvas, Stroke, painted_labels, resized
from art_assistant.report.views.scene import PAPER_ROW, ShapeScene, ShapeView, as_grey, ink_on

_LIGHT_MASS: Final = 6.0
"""A mass above this value is shown alone on dark grey, any other on light grey."""

_LINE_APART: Final = 25.0
"""L* between a mass and a line within it: seen, and quieter than a number."""

_LIGHT_BLANK: Final = 220
_DARK_BLANK: Final = 62


def draw_masses(scene: ShapeScene) -> U8:
    """Return the masses, flat in their values, with their numbers at the visual centre of each shape.

    A line parts the shapes within a mass, as of a head against a wall of its own value.
    """
    sheet = Canvas(flat_masses(scene))
    for line in inner_lines(scene.subject.masses):
        middle = scene.subject.masses.labels[_cell(scene, line[len(line) // 2])]
        ink = number_ink(10.0 * _value_of(scene, int(middle) + 1), apart=_LINE_APART)
        sheet.line([scene.at(point) for point in line], Stroke(ink, scene.px(3)))
    for shape in scene.subject.masses.shapes:
        x, y = scene.at(shape.centre)
        size = scene.px(40)
        x = min(max(x, 0.4 * size), sheet.width - 0.4 * size)
        sheet.text(
            x, y, str(shape.mass), size, number_ink(10.0 * _value_of(scene, shape.mass)), face="bold", anchor="mm"
        )
    return sheet.rgb


def _value_of(scene: ShapeScene, mass: int) -> float:
    return scene.subject.masses.items[mass - 1].value


def _cell(scene: ShapeScene, point: tuple[float, float]) -> tuple[int, int]:
    height, width = scene.subject.masses.labels.shape
    return min(height - 1, int(point[1] * height)), min(width - 1, int(point[0] * width))


def number_ink(l_star: float, apart: float = 45.0) -> tuple[int, int, int]:
    """Return the grey of a number set on a flat mass: 45 L* away, so that it reads and stays quiet."""
    grey = int(lstar_to_grey(np.array([l_star + apart if l_star < 50.0 else l_star - apart]))[0])
    return grey, grey, grey


def flat_masses(scene: ShapeScene) -> U8:
    """Return the masses, flat in their values, (height, width, 3) uint8 sRGB."""
    study = scene.subject.masses
    greys = as_grey(lstar_to_grey(np.array([10.0 * mass.value for mass in study.items])))
    return painted_labels(study.labels, np.concatenate([greys, PAPER_ROW]), scene.width, scene.height)


def draw_masses_on_picture(scene: ShapeScene) -> U8:
    """Return the outlines and numbers of the masses on the picture."""
    sheet = Canvas(scene.picture)
    stroke = Stroke(WHITE, scene.px(2), halo=BLACK)
    study = scene.subject.masses
    for shape in study.shapes:
        for ring in smooth_rings(scene, shape.id):
            sheet.line(ring, stroke, closed=True)
    for shape in study.shapes:
        sheet.badge(scene.at(shape.centre), str(shape.mass), scene.px(26))
    return sheet.rgb


def smooth_rings(scene: ShapeScene, shape_id: int) -> list[list[tuple[float, float]]]:
    """Return the outlines of a shape in pixels of the scene, their pixel steps rounded off."""
    smooth = scene.rings(scene.subject.masses.shape_labels == shape_id - 1)
    return smooth or [[scene.at(point) for point in ring] for ring in shape_rings(scene.subject.masses, shape_id)]


def draw_mass_by_mass(scene: ShapeScene) -> U8:
    """Return a sheet with one small picture a mass: the mass as it is painted, all else left blank."""
    items = scene.subject.masses.items
    columns = _columns(len(items), scene.width / scene.height)
    rows = -(-len(items) // columns)
    gap, unit = scene.px(28), scene.unit
    cell = (scene.px(1200) - gap * (columns + 1)) // columns
    tall = max(8, round(cell * scene.height / scene.width))
    line = scene.px(62)
    sheet = Canvas.blank(scene.px(1200), gap + rows * (tall + line + gap))
    for index, mass in enumerate(items):
        x = gap + (index % columns) * (cell + gap)
        y = gap + (index // columns) * (tall + line + gap)
        sheet.paste(resized(_alone(scene, mass), cell, tall), x, y)
        sheet.frame(x, y, cell, tall, (150, 150, 150))
        _caption(sheet, mass, x, y + tall, unit)
    return sheet.rgb


def _columns(count: int, aspect: float) -> int:
    return max(1, min(count, 3 if aspect >= 0.8 else 5))


def _alone(scene: ShapeScene, mass: Mass) -> U8:
    inside = scene.enlarged(isolate(scene.subject.masses, mass.id)).view(np.uint8)
    blank = np.full_like(scene.picture, _DARK_BLANK if mass.value > _LIGHT_MASS else _LIGHT_BLANK)
    return np.asarray(cv2.copyTo(scene.picture, inside, blank), dtype=np.uint8)


def _caption(sheet: Canvas, mass: Mass, x: int, y: int, unit: float) -> None:
    size = max(9, round(22 * unit))
    grey = int(lstar_to_grey(np.array([10.0 * mass.value]))[0])
    fill = (grey, grey, grey)
    sheet.badge((x + 18 * unit, y + 32 * unit), str(mass.id), round(size * 0.95), fill, INK)
    sheet.text(x + 18 * unit, y + 32 * unit, str(mass.id), round(size * 0.95), ink_on(fill), face="bold", anchor="mm")
    written = sheet.text(x + 46 * unit, y + 40 * unit, f"value {mass.value:.1f}", size, INK, face="bold")
    role = f" · {mass.role.lower()}" if mass.role else ""
    sheet.text(x + 56 * unit + written, y + 40 * unit, f"{mass.share:.0%}{role}", size, QUIET)


VIEWS: tuple[ShapeView, ...] = (
    ShapeView("masses", "Value masses", draw_masses),
    ShapeView("masses-on-picture", "Masses on the picture", draw_masses_on_picture),
    ShapeView("mass-by-mass", "Mass by mass", draw_mass_by_mass),
)
