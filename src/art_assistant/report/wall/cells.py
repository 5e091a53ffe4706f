"""The pictures of the sheet, in the order in which a painter works: look, see where the eye goes, paint."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from art_assistant.analysis.edges.study import CLASSES
from art_assistant.analysis.value.false_colour import FALSE_COLOUR_LEGEND
from art_assistant.analysis.value.study import SHOWN_PLANS, shown_plan
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.canvas import Color
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.page.tips import Ring, draw_region, marked_rings
from art_assistant.report.views import BY_NAME
from art_assistant.report.views.block_in import STEPS, draw_accents
from art_assistant.report.views.edges import draw_lines
from art_assistant.report.views.scene import Scene, as_grey
from art_assistant.report.wall.captions import Caption, Key, LinesKey, chips
from art_assistant.report.words import wall
from art_assistant.report.words.text import percent

FIRST: Final = ("squint", "value-plan-3", "value-plan-5", "value-plan-7", "masses-on-picture")
"""What is looked at first."""

LATER: Final = ("focal-points", "edges")
"""Where the eye goes, and how it is led."""

LINED: Final = frozenset({"masses-on-picture", "focal-points", "edges", "balance"})

SPARE: Final = ("values", "value-map", "first-strokes", "balance")
"""Views that take a place that would stay empty, in this order."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One picture of the sheet.

    Attributes:
        name: of the view, or of what else is shown.
        caption: what stands under it.
        draw: returns it from a scene of the size at which it stands on the sheet, or larger.
        lined: whether there are lines and rings on it.

    """

    name: str
    caption: Caption
    draw: Callable[[Scene], U8]
    lined: bool = False


def cells_of(drawn: Drawn) -> tuple[list[SheetCell], list[SheetCell]]:
    """Return the pictures that belong on the sheet, in reading order, and those that may fill it."""
    best, *others = (f"notan-{notan.kind}" for notan in drawn.report.notans.offered)
    steps = [] if drawn.report.values.nothing_counts else list(_steps(drawn, best))
    cells = [_cell(drawn, name) for name in (*FIRST, *others, *LATER) if drawn.has(name)]
    spare = [_cell(drawn, name) for name in (*SPARE, *(f"{name}-3" for name in others)) if drawn.has(name)]
    return [*cells, *_places(drawn.report.tips), *steps], spare


def _cell(drawn: Drawn, name: str, title: str = "", said: str = "") -> SheetCell:
    view = BY_NAME[name]
    draw = draw_lines if name == "edges" else view.draw
    caption = Caption(title or view.title, wall.note(said or name, drawn.report), _key(name, drawn.report))
    return SheetCell(name, caption, draw, name in LINED)


def _steps(drawn: Drawn, best: str) -> Iterator[SheetCell]:
    """Yield the steps to paint: the same as those of the view, with the numbers of masses and blocks in place."""
    names = (best, f"{best}-3", "masses", "color-blocks")
    titles = [f"Step {number} · {step.title}" for number, step in enumerate(STEPS, start=1)]
    yield from (_cell(drawn, name, title) for name, title in zip(names, titles[:-1], strict=True))
    yield SheetCell("accents", Caption(titles[-1], wall.note("accents", drawn.report)), draw_accents)


def _places(tips: Sequence[Any]) -> Iterator[SheetCell]:
    """Yield the picture with the place that each tip speaks of; none where that is all of it."""
    for number, tip in enumerate((tip.as_dict() for tip in tips), start=1):
        rings = marked_rings(tip.get("region"))
        if rings:
            caption = Caption(f"Tip {number} · Where", _where(tip))
            yield SheetCell(f"tip-{number}", caption, partial(_place, rings=rings))


def _place(scene: Scene, rings: list[Ring]) -> U8:
    return draw_region(scene.picture, rings)


def _where(tip: Mapping[str, Any]) -> str:
    return f"{tip.get('title') or 'The place it speaks of'}: {tip['where']}." if tip.get("where") else ""


def _key(name: str, report: Report) -> Key | None:
    if report.values.nothing_counts:
        return None
    if name == "edges":
        return _lines(report)
    if name == "masses":
        masses = report.masses.items
        return chips(
            _greys([mass.value for mass in masses]),
            [str(mass.id) for mass in masses],
            [f"{mass.value:.1f}" for mass in masses],
        )
    if name == "value-map":
        return chips([entry.rgb for entry in FALSE_COLOUR_LEGEND], [str(entry.value) for entry in FALSE_COLOUR_LEGEND])
    shown = {f"value-plan-{k}": k for k in SHOWN_PLANS}.get(name)
    if shown is None:
        return None
    values = [level / 10.0 for level in shown_plan(report.values, shown).levels]
    return chips(_greys(values), [f"{value:.1f}" for value in values])


def _greys(values: Sequence[float]) -> list[Color]:
    greys = as_grey(lstar_to_grey(10.0 * np.asarray(values, dtype=np.float64)))
    return [(int(grey[0]), int(grey[1]), int(grey[2])) for grey in greys]


def _lines(report: Report) -> Key:
    shares = {} if report.edges is None else {kind: report.edges.share(kind) for kind in CLASSES}
    return LinesKey(
        tuple((kind, kind if shares.get(kind) is None else f"{kind} {_short(shares[kind])}") for kind in CLASSES)
    )


def _short(share: float | None) -> str:
    return percent(share).replace("under ", "<")
