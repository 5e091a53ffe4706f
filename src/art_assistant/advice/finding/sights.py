"""For every kind of finding: the passage it speaks of, and the further numbers its sentences may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.analysis.color.palette import Swatch
from art_assistant.analysis.composition.passages import (
    FOCUS_REACH,
    between,
    beyond,
    counted_values,
    crowded_cells,
    farthest_call,
    loudest_at_the_frame,
    nearest_to_quiet,
    strongest_chroma,
)
from art_assistant.analysis.mass.shapes import Contour, Shape
from art_assistant.analysis.mass.study import Mass, MassStudy
from art_assistant.analysis.places import (
    Place,
    box_place,
    cell_place,
    mask_place,
    point_words,
    polygon_place,
    whole,
)

_SMALL_SHAPE: Final = 0.04


@dataclass(frozen=True, slots=True)
class Sight:
    """What a finding points at.

    Attributes:
        place: the passage.
        facts: further words for the sentences, by name; every number with its unit.

    """

    place: Place
    facts: Mapping[str, str] = field(default_factory=dict)


def sight_of(kind: str, evidence: Evidence) -> Sight:
    """Return what a finding of ``kind`` points at in a picture."""
    return _SIGHTS[kind](evidence)


def steps(l_star: float) -> str:
    """Return an L* as a Munsell value with one decimal."""
    return f"{l_star / 10.0:.1f}"


def percent(share: float) -> str:
    """Return a share 0-1 in per cent."""
    return f"{100.0 * share:.0f}%"


def _shape_place(evidence: Evidence, mass: Mass) -> Place:
    """Return the largest shape of a mass."""
    shapes = [evidence.masses.shapes[i - 1] for i in mass.shapes]
    largest = max(shapes, key=lambda shape: shape.share)
    return mask_place(evidence.masses.shape_labels == largest.id - 1) or whole()


def _ends(evidence: Evidence) -> dict[str, str]:
    dark, light = evidence.masses.items[0], evidence.masses.items[-1]
    return {
        "low": steps(_measured(evidence, "l_p5")),
        "high": steps(_measured(evidence, "l_p95")),
        "middle": steps(_measured(evidence, "l_p50")),
        "darkmass": f"mass {dark.id}",
        "lightmass": f"mass {light.id}",
        "darkplace": _shape_place(evidence, dark).words,
        "lightplace": _shape_place(evidence, light).words,
    }


def _measured(evidence: Evidence, name: str) -> float:
    """Return a percentile of L* as the metrics tell it, so that two numbers of one sentence agree."""
    told = evidence.metrics.get(f"values.{name}")
    return float(getattr(evidence.values.measures, name)) if told is None else told


def _lightest(evidence: Evidence) -> Sight:
    return Sight(_shape_place(evidence, evidence.masses.items[-1]), _ends(evidence))


def _darkest(evidence: Evidence) -> Sight:
    return Sight(_shape_place(evidence, evidence.masses.items[0]), _ends(evidence))


def _toned(evidence: Evidence, low: float, high: float) -> Sight:
    counted = evidence.values.counted
    inside = between(evidence.values.l_map, counted, low, high)
    share = percent(float(counted_values(inside, counted).mean()))
    facts = _ends(evidence) | {"from": steps(low), "to": steps(high), "share": share}
    return Sight(mask_place(inside) or whole(), facts)


def _crushed(evidence: Evidence) -> Sight:
    return _toned(evidence, 0.0, max(_l_percentile(evidence, 1) + 3.0, _l_percentile(evidence, 10)))


def _chalky(evidence: Evidence) -> Sight:
    return _toned(evidence, _l_percentile(evidence, 88), 100.0)


def _l_percentile(evidence: Evidence, percent_: float) -> float:
    return float(np.percentile(counted_values(evidence.values.l_map, evidence.values.counted), percent_))


def _middles(evidence: Evidence) -> Sight:
    return _toned(evidence, 35.0, 65.0)


def _equal(evidence: Evidence) -> Sight:
    first, second = sorted(evidence.masses.items, key=lambda mass: -mass.share)[:2] * (
        1 if len(evidence.masses.items) > 1 else 2
    )
    facts = {
        "first": f"mass {first.id}",
        "second": f"mass {second.id}",
        "firstshare": percent(first.share),
        "secondshare": percent(second.share),
        "firstplace": _shape_place(evidence, first).words,
    }
    return Sight(_shape_place(evidence, second), facts)


def _broken(evidence: Evidence) -> Sight:
    shapes = evidence.masses.shapes
    small = [shape for shape in shapes if shape.share < _SMALL_SHAPE]
    grid = np.zeros((3, 3))
    for shape in small or shapes:
        grid[min(2, int(shape.centre[1] * 3)), min(2, int(shape.centre[0] * 3))] += 1.0 / shape.share
    facts = {"shapes": str(len(shapes)), "small": str(len(small)), "masses": str(evidence.masses.k)}
    return Sight(cell_place(grid), facts)


def merging_pair(study: MassStudy) -> tuple[Shape, Shape] | None:
    """Return the two touching shapes of two masses that are nearest in value; None where none touch."""

    def step(contour: Contour) -> float:
        one, other = (study.items[study.shapes[i - 1].mass - 1].value for i in (contour.one, contour.other))
        return abs(one - other)

    touching = {(one, other) for _, one, _, other in study.touching()}
    # What hue or the subject parts within one mass is no merging of masses.
    contours = [contour for contour in study.contours if (contour.one, contour.other) in touching]
    if not contours:
        return None
    nearest = min(contours, key=lambda c: (step(c), -c.length))
    return study.shapes[nearest.one - 1], study.shapes[nearest.other - 1]


def _merging(evidence: Evidence) -> Sight:
    study = evidence.masses
    pair = merging_pair(study)
    if pair is None:
        return _lightest(evidence)
    one, other = pair
    gap = abs(study.items[one.mass - 1].value - study.items[other.mass - 1].value)
    smaller = min(one, other, key=lambda shape: shape.share)
    facts = {"one": f"mass {one.mass}", "other": f"mass {other.mass}", "gap": f"{gap:.1f}"}
    return Sight(mask_place(study.shape_labels == smaller.id - 1) or whole(), facts)


def _first_read(evidence: Evidence) -> Sight:
    points = evidence.composition.focal_points
    if not points:
        return _lightest(evidence)
    return Sight(polygon_place(points[0].region), _ends(evidence) | {"firstread": point_words(*points[0].point)})


def _second_read(evidence: Evidence) -> Sight:
    points = evidence.composition.focal_points
    if not points:
        return Sight(whole(), {"firstread": "the centre"})
    first = point_words(*points[0].point)
    if len(points) > 1:
        return Sight(_apart(polygon_place(points[1].region), points[0].point), {"firstread": first})
    plane = evidence.composition.attention
    x, y = farthest_call(plane, points[0].point) if plane is not None else points[0].point
    return Sight(_apart(_around(x, y), points[0].point), {"firstread": first})


def _apart(place: Place, point: tuple[float, float]) -> Place:
    """Name a second place so that it cannot be taken for the first read at ``point``."""
    first = point_words(*point)
    if place.words != first:
        return place
    across, down = (there - here for there, here in zip(place.centre, point, strict=True))
    beside = ("to the right of" if across > 0.0 else "to the left of") if abs(across) >= abs(down) else ""
    return Place(place.polygon, f"the place just {beside or ('below' if down > 0.0 else 'above')} {first}")


def _around(x: float, y: float) -> Place:
    return box_place(x - FOCUS_REACH, y - FOCUS_REACH, x + FOCUS_REACH, y + FOCUS_REACH)


def _border(evidence: Evidence) -> Sight:
    x, y = loudest_at_the_frame(evidence.rgb, evidence.values.counted)
    gaps = {"left": x, "right": 1.0 - x, "upper": y, "lower": 1.0 - y}
    return Sight(_around(x, y), {"side": min(gaps, key=lambda side: gaps[side])})


def _rest(evidence: Evidence) -> Sight:
    """Point at the passage that is nearest to quiet: it is the one to simplify first."""
    values = evidence.values
    x, y = nearest_to_quiet(values.l_map, evidence.composition.attention, values.counted)
    return Sight(box_place(x - 0.13, y - 0.13, x + 0.13, y + 0.13))


def _frame(evidence: Evidence) -> Sight:
    tangent = evidence.edges.tangent if evidence.edges else None
    if tangent is None:
        return Sight(whole(), {"side": "nearest", "run": "0%"})
    low, high = tangent.span
    boxes = {
        "left": (0.0, low, 0.05, high),
        "right": (0.95, low, 1.0, high),
        "top": (low, 0.0, high, 0.05),
        "bottom": (low, 0.95, high, 1.0),
    }
    return Sight(box_place(*boxes[tangent.side]), {"side": tangent.side, "run": percent(tangent.share)})


def _heavy_side(evidence: Evidence) -> Sight:
    right = (evidence.composition.balance_lr or 0.0) > 0.0
    side, other = ("right", "left") if right else ("left", "right")
    half = box_place(0.5, 0.0, 1.0, 1.0) if right else box_place(0.0, 0.0, 0.5, 1.0)
    return Sight(Place(half.polygon, f"the {side} half"), {"side": side, "other": other})


def _strongest_chroma(evidence: Evidence) -> Sight:
    strongest = strongest_chroma(evidence.rgb, evidence.values.counted)
    return Sight(mask_place(strongest) or whole(), _swatch_facts(evidence))


def _swatch_facts(evidence: Evidence) -> dict[str, str]:
    swatches = evidence.color.palette
    if not swatches:
        return {"strongest": "colour", "largest": "colour", "darkest": "colour"}
    return {
        "strongest": max(swatches, key=lambda swatch: swatch.chroma).name.lower(),
        "largest": max(swatches, key=lambda swatch: swatch.share).name.lower(),
        "darkest": min(swatches, key=lambda swatch: swatch.l_star).name.lower(),
    }


def _lights(evidence: Evidence) -> Sight:
    lights = mask_place(beyond(evidence.values.squint_l, evidence.values.counted, 66.7, 1))
    return Sight(lights or whole(), _swatch_facts(evidence))


def _darks(evidence: Evidence) -> Sight:
    darks = mask_place(beyond(evidence.values.squint_l, evidence.values.counted, 33.3, -1))
    return Sight(darks or whole(), _swatch_facts(evidence))


def stray_swatch(evidence: Evidence) -> Swatch | None:
    """Return the smallest colour of the palette that has a hue; None where none has."""
    swatches = [swatch for swatch in evidence.color.palette if swatch.hue is not None]
    return min(swatches, key=lambda swatch: swatch.share) if swatches else None


def _stray_hue(evidence: Evidence) -> Sight:
    stray = stray_swatch(evidence)
    if stray is None:
        return Sight(whole(), _swatch_facts(evidence) | {"stray": "colour"})
    place = mask_place(evidence.color.palette_labels == stray.id) or _around(*stray.at)
    return Sight(place, _swatch_facts(evidence) | {"stray": stray.name.lower(), "strayshare": percent(stray.share)})


def _edge_cells(evidence: Evidence, kinds: tuple[int, ...], *, away: bool) -> Sight:
    edges = evidence.edges
    if edges is None:
        return Sight(whole())
    chosen = np.isin(edges.kinds, kinds)
    if away and (chosen & ~edges.near).any():
        chosen &= ~edges.near
    points = edges.points[chosen] if chosen.any() else edges.points
    first = evidence.composition.focal_points
    facts = {"firstread": point_words(*first[0].point)} if first else {"firstread": "the centre"}
    return Sight(cell_place(crowded_cells(points, first[0].point if first and away else None)), facts)


def _hard(evidence: Evidence) -> Sight:
    return _edge_cells(evidence, (0,), away=True)


def _all_contours(evidence: Evidence) -> Sight:
    return _edge_cells(evidence, (0, 1, 2, 3), away=True)


_SIGHTS: Final[Mapping[str, Callable[[Evidence], Sight]]] = {
    "compressed_range": _lightest,
    "lifted_darks": _darkest,
    "crushed_darks": _crushed,
    "dull_lights": _lightest,
    "chalky_lights": _chalky,
    "midtone_soup": _middles,
    "equal_masses": _equal,
    "small_shapes": _broken,
    "merging_neighbours": _merging,
    "no_accent": _first_read,
    "competing_focus": _second_read,
    "border_pull": _border,
    "no_resting_place": _rest,
    "frame_tangent": _frame,
    "lopsided_weight": _heavy_side,
    "scattered_attention": _first_read,
    "chroma_everywhere": _strongest_chroma,
    "no_chroma_accent": _strongest_chroma,
    "one_temperature": _lights,
    "one_dark_hue": _darks,
    "scattered_hues": _stray_hue,
    "all_hard_edges": _hard,
    "all_soft_edges": _first_read,
    "hard_edges_off_focus": _hard,
    "restless_contours": _all_contours,
}
