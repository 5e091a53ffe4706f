"""The views of a report as PNG files in memory, for whoever sends them on instead of writing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from art_assistant.analysis.masses import MassStudy
from art_assistant.analysis.notan import Notans
from art_assistant.analysis.values import ValueStudy
from art_assistant.errors import UsageError
from art_assistant.imaging.arrays import Picture
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.render import encode_png
from art_assistant.report.sheet import draw_sheet
from art_assistant.report.views import BY_NAME
from art_assistant.report.views.scene import with_legend

SHEET = "study"
"""Name of the sheet for the wall, beside the names of the views."""


class Shapes(Protocol):
    """The studies of light and dark of one picture."""

    @property
    def values(self) -> ValueStudy:
        """The values."""
        ...

    @property
    def masses(self) -> MassStudy:
        """The masses."""
        ...

    @property
    def notans(self) -> Notans:
        """The notans."""
        ...


@dataclass(frozen=True, slots=True)
class _OfShapes:
    """As much of a report as the views of values, masses and notans are drawn from."""

    picture: Picture
    values: ValueStudy
    masses: MassStudy
    notans: Notans
    edges: None = None


def shape_pngs(picture: Picture, shapes: Shapes, names: Sequence[str]) -> dict[str, bytes]:
    """Return views of values, masses and notans, each as PNG bytes, without the rest of a report."""
    part = _OfShapes(picture, shapes.values, shapes.masses, shapes.notans)
    return view_pngs(cast("Report", part), names)


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
