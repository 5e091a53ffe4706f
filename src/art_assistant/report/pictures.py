"""The views of a report as PNG files in memory, for whoever sends them on instead of writing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.notan.study import Notans
from art_assistant.analysis.value.study import ValueStudy
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import Picture
from art_assistant.report.draw.encode import encode_png
from art_assistant.report.drawn import DRAWN_SIDE, Drawn
from art_assistant.report.model import Report
from art_assistant.report.views import BY_NAME, SHAPE_VIEWS, untrue_views
from art_assistant.report.views.scene import SceneOf, ShapeScene, with_legend
from art_assistant.report.wall.sheet import draw_sheet

SHEET = "study"
"""Name of the sheet for the wall, beside the names of the views."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """A picture and its studies of light and dark."""

    picture: Picture
    values: ValueStudy
    masses: MassStudy
    notans: Notans


def shape_pngs(shapes: Shapes, names: Sequence[str]) -> dict[str, bytes]:
    """Return views of values, masses and notans, each as PNG bytes, without the rest of a report.

    A notan that contradicts the values is left out.

    Raises:
        UsageError: there is no such view of light and dark.

    """
    unknown = next((name for name in names if all(view.name != name for view in SHAPE_VIEWS)), None)
    if unknown is not None:
        known = ", ".join(view.name for view in SHAPE_VIEWS)
        raise UsageError(f"There is no view '{unknown[:40]}' of light and dark; use {known}.")
    scene: ShapeScene = SceneOf(shapes, DRAWN_SIDE)
    untrue = untrue_views(shapes.notans)
    wanted = [view for view in SHAPE_VIEWS if view.name in names and view.name not in untrue]
    return {view.name: encode_png(with_legend(view, scene, view.draw(scene))) for view in wanted}


def view_pngs(report: Report, names: Sequence[str]) -> dict[str, bytes]:
    """Return the named views that the report has, each as PNG bytes without metadata.

    Raises:
        UsageError: there is no view of that name.

    """
    for name in names:
        if name not in BY_NAME and name != SHEET:
            raise UsageError(f"There is no view '{name[:40]}'; use {', '.join((SHEET, *BY_NAME))}.")
    drawn = Drawn(report)
    wanted = [view for view in drawn.views if view.name in names]
    pictures = {view.name: encode_png(with_legend(view, drawn.scene, drawn.view(view.name))) for view in wanted}
    return pictures | ({SHEET: encode_png(draw_sheet(drawn))} if SHEET in names else {})
