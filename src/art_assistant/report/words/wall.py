"""What the sheet for the wall says under each picture: plain words that are read from two steps away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from art_assistant.report.draw.letters import settable
from art_assistant.report.views.subject import Subject
from art_assistant.report.words.text import listed, percent, place_words, whole_name

_NAMELESS: Final = "A study"
"""Stands for a name in which there is nothing to read."""

_SAYS: Final[dict[str, str]] = {
    "values": "Every detail, no hue.",
    "value-map": "Each value in a colour of its own: what looked alike and is not.",
    "value-plan-3": "Dark, middle, light: the design at a glance. Figures are values, 0 black to 10 white.",
    "value-plan-5": "Enough to paint from. Begin with this one.",
    "value-plan-7": "The steps inside light and shadow: for the second sitting.",
    "masses-on-picture": "The masses on the painting. Where a line crosses a thing, value won over the thing.",
    "masses": "Numbered from the darkest; below, the value of each.",
    "color-blocks": "Numbered as they are painted: dark before light, large before small.",
    "accents": "What differs most from its surroundings, and the hard edges where the eye goes.",
    "first-strokes": "One stroke of each colour in its place, before anything is filled.",
    "balance": "Visual weight: what differs from the mean colour. Broken box: a place to rest.",
}


def heading(name: str) -> str:
    """Return the whole name of a picture, without its ending, in letters that our type holds."""
    return settable(whole_name(name), "serif") or _NAMELESS


def note(name: str, report: Subject) -> str:
    """Return the line under a view on the sheet; empty where there is nothing to say, or nothing in the picture."""
    if report.values.nothing_counts:
        return ""
    return _SAYS.get(name) or _OF_THIS[name](report) if name in _SAYS or name in _OF_THIS else _of_notan(name, report)


def _squint(report: Subject) -> str:
    values = report.values
    return (
        f"What half-closed eyes keep. Nine tenths of it lie between value {values.l_p5 / 10:.1f} "
        f"and {values.l_p95 / 10:.1f}."
    )


def _focal(report: Subject) -> str:
    points = report.composition.focal_points
    if not points:
        return "Nothing stands out: the eye goes nowhere first."
    first = f"First to {place_words(points[0].point)}"
    later = [f"{point.rank} {place_words(point.point)}" for point in points[1:]]
    return f"{first}{f', then {listed(later)}' if later else ''}. Lit: looked at; grey: passed by."


def _edges(report: Subject) -> str:
    study = report.edges
    if study is None or study.share("hard") is None:
        return "Too few contours to say."
    told = "Hard turns at once; lost: one value on both sides."
    near, away = study.share("hard", near=True), study.share("hard", near=False)
    if near is None or away is None:
        return told
    return f"{told} Near the focus {percent(near)} are hard, elsewhere {percent(away)}."


_OF_THIS: Final[dict[str, Callable[[Subject], str]]] = {"squint": _squint, "focal-points": _focal, "edges": _edges}


def _of_notan(name: str, report: Subject) -> str:
    kind = name.removeprefix("notan-").removesuffix("-3")
    notan = next((notan for notan in report.notans if notan.kind == kind), None)
    if notan is None:
        return ""
    if name.endswith("-3"):
        return "The same, with a grey where the middles are broad enough for a brush."
    dark, light = len(notan.dark_shapes), len(notan.light_shapes)
    return f"Dark: {percent(notan.dark_share)} in {_pieces(dark)}. Light: {_pieces(light)}."


def _pieces(count: int) -> str:
    return f"{count} {'piece' if count == 1 else 'pieces'}"
