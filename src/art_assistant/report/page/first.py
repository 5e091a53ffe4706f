"""The first screen of the HTML report: the picture in four looks, with the places of the tips marked on it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from art_assistant.report.model import Report
from art_assistant.report.page.plates import PLATE_SIDE, Plates
from art_assistant.report.page.tips import Ring, marked_rings
from art_assistant.report.words.captions import alt_text

PICTURE_SIDE: Final = 1000
"""Long side of the picture itself, in pixels: it may be as wide as the page."""

WIDE: Final = 2.0
TALL: Final = 1.15
"""Width over height from where on a picture takes the whole width of the page, and up to where it stands beside all
the rest."""

_LEAST, _MOST = 0.05, 0.95
"""Between these fractions of the picture stands a number, so that none is cut off."""

_BOX: Final = 4
"""An outline of no more corners is a box or a strip."""

_NEAR: Final = 0.12
"""Numbers nearer than this share of a side would lie on each other."""


@dataclass(frozen=True, slots=True)
class PictureLook:
    """One way to look at the picture: its name, what its switch says, what is read out for it, and its pixels."""

    name: str
    label: str
    alt: str
    uri: str
    width: int
    height: int


def looks(report: Report, plates: Plates) -> list[PictureLook]:
    """Return the picture, then squint, three values and the notan to paint from, as far as the page shows them."""
    best = report.notans.offered[0].kind
    asked = {"squint": "Squint", "value-plan-3": "3 values", f"notan-{best}": "Notan"}
    shown = {name: label for name, label in asked.items() if plates.shows(name) and not report.values.nothing_counts}
    return [_look(plates, name, label) for name, label in ({"picture": "Picture"} | shown).items()]


def _look(plates: Plates, name: str, label: str) -> PictureLook:
    side = PICTURE_SIDE if name == "picture" else PLATE_SIDE
    return PictureLook(name, label, alt_text(name, plates.drawn.report), *plates.drawn.uri(name, side))


def shape(report: Report) -> str:
    """Return how the first screen is laid out: by the shape of the picture."""
    across = report.picture.width / report.picture.height
    return "wide" if across >= WIDE else "lying" if across >= TALL else "standing"


def marks(tips: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for each tip with a place its number, its outlines in per cent of the picture, and where it stands."""
    found: list[dict[str, Any]] = []
    for number, tip in enumerate(tips, start=1):
        rings = marked_rings(tip.get("region"))
        if rings:
            taken = [(mark["x"] / 100.0, mark["y"] / 100.0) for mark in found]
            x, y = _free(rings, taken)
            paths = [_path(ring) for ring in rings]
            found.append({"number": number, "paths": paths, "x": round(100.0 * x, 1), "y": round(100.0 * y, 1)})
    return found


def _path(ring: Ring) -> str:
    """Return a ring as the path of an SVG whose sides are 100: a box as it is, other outlines as a loop of the pen."""
    points = [(100.0 * x, 100.0 * y) for x, y in ring]
    if len(points) <= _BOX:
        return f"M{'L'.join(_at(point) for point in points)}Z"
    # Each corner pulls a curve between the middles of its two sides: the region is no more exact than that.
    middles = [_at(_middle(a, b)) for a, b in zip(points, [*points[1:], points[0]], strict=True)]
    turns = zip([*points[1:], points[0]], [*middles[1:], middles[0]], strict=True)
    return f"M{middles[0]}" + "".join(f"Q{_at(corner)} {middle}" for corner, middle in turns) + "Z"


def _middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _free(rings: Sequence[Ring], taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the corner of an outline nearest to the upper left that is clear of other numbers."""
    corners = sorted(_inside(itertools.chain.from_iterable(rings)), key=sum)
    clear = (one for one in corners if all(abs(one[0] - x) + abs(one[1] - y) > _NEAR for x, y in taken))
    return next(clear, corners[-1])


def _inside(corners: Iterator[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    return ((min(max(x, _LEAST), _MOST), min(max(y, _LEAST), _MOST)) for x, y in corners)
