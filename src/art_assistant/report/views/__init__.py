"""Every view of a study, as pixels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from art_assistant.analysis.notan.study import Notans
from art_assistant.report.views import block_in, blocks, color, composition, edges, guides, mass, notan, value
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
    *block_in.VIEWS,
)
"""Every view there is, in the order of the report."""

BY_NAME: Final[dict[str, View]] = {view.name: view for view in VIEWS}


def views_of(subject: Subject) -> tuple[View, ...]:
    """Return the views that ``subject`` has something to show in."""
    untrue = untrue_views(subject.notans)
    return tuple(
        view for view in VIEWS if view.name not in untrue and (view.name != "edges" or subject.edges is not None)
    )


def undrawn(subject: Subject, names: Iterable[str]) -> list[str]:
    """Return one sentence for each named view that this picture has nothing to show in, or that nobody should see."""
    shown = {view.name for view in views_of(subject)}
    return [_why_not(name, subject.notans) for name in names if name in BY_NAME and name not in shown]


def _why_not(name: str, notans: Notans) -> str:
    notan = next((notan for notan in notans if name.removesuffix("-3") == f"notan-{notan.kind}"), None)
    if notan is None:
        return f"The view {name} is not drawn: the picture is too small to trace edges in."
    others = " and ".join(f"notan-{other.kind}" for other in notans.offered)
    return (
        f"The view {name} is not drawn: on {notan.contradiction:.0%} of the picture it says the reverse of the values; "
        f"take {others}."
    )


def untrue_views(notans: Notans) -> frozenset[str]:
    """Return the names of the views of notans that contradict the values, which nobody is to paint from.

    Where none is true, the truest is offered with its caution, and keeps its views.
    """
    offered = {notan.kind for notan in notans.offered}
    kinds = [notan.kind for notan in notans if not notan.is_true and notan.kind not in offered]
    return frozenset(f"notan-{kind}{values}" for kind in kinds for values in ("", "-3"))
