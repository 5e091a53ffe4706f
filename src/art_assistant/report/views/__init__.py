"""Every view of a study, as pixels."""

from __future__ import annotations

from typing import Final

from art_assistant.analysis.notan.study import Notans
from art_assistant.report.views import blocks, color, composition, edges, guides, mass, notan, value
from art_assistant.report.views.scene import ShapeView, View
from art_assistant.report.views.subject import Subject

SHAPE_VIEWS: Final[tuple[ShapeView, ...]] = (*value.VIEWS, *mass.VIEWS, *notan.VIEWS, *guides.VIEWS)
"""The views of light and dark, which need no more than those studies."""

VIEWS: Final[tuple[View, ...]] = (
    *value.VIEWS,
    *mass.VIEWS,
    *notan.VIEWS,
    *color.VIEWS,
    *blocks.VIEWS,
    *composition.VIEWS,
    *edges.VIEWS,
    *guides.VIEWS,
)
"""Every view there is, in the order of the report."""

BY_NAME: Final[dict[str, View]] = {view.name: view for view in VIEWS}


def views_of(subject: Subject) -> tuple[View, ...]:
    """Return the views that ``subject`` has something to show in."""
    untrue = untrue_views(subject.notans)
    return tuple(
        view for view in VIEWS if view.name not in untrue and (view.name != "edges" or subject.edges is not None)
    )


def untrue_views(notans: Notans) -> frozenset[str]:
    """Return the names of the views of notans that contradict the values, which nobody is to paint from.

    Where none is true, the truest is offered with its caution, and keeps its views.
    """
    offered = {notan.kind for notan in notans.offered}
    kinds = [notan.kind for notan in notans if not notan.is_true and notan.kind not in offered]
    return frozenset(f"notan-{kind}{values}" for kind in kinds for values in ("", "-3"))
