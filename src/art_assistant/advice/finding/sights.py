"""For every kind of finding: the passage it speaks of, and the further numbers its sentences may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.places import (
    Place,
    box_place,
    cell_place,
    mask_place,
    point_words,
    polygon_place,
    whole,
)
from art_assistant.analysis.mass.study import Mass
from art_assistant.imaging.colorspace import srgb_to_lab

Map = NDArray[Any]

_CELLS: Final = 6
_SMALL_SHAPE: Final = 0.04
_FOCUS_REACH: Final = 0.12


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
    measures = evidence.values.measures
    dark, light = evidence.masses.items[0], evidence.masses.items[-1]
    return {
        "low": steps(measures.l_p5),
        "high": steps(measures.l_p95),
        "middle": steps(measures.l_p50),
        "darkmass": f"mass {dark.id}",
        "lightmass": f"mass {light.id}",
        "darkplace": _shape_place(evidence, dark).words,
        "lightplace": _shape_place(evidence, light).words,
    }


def _seen(evidence: Evidence, size: tuple[int, int]) -> Map:
    """Return where the picture counts, (height, width) bool for a ``size`` of (width, height)."""
    counted = evidence.values.counted
    if counted is None or not counted.any():
        return np.ones(size[::-1], dtype=np.bool_)
    return np.asarray(cv2.resize(counted.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0)


def _counted(evidence: Evidence, plane: Map) -> Map:
    """Return the values (n,) of a map where the picture counts."""
    return np.asarray(plane[_seen(evidence, (plane.shape[1], plane.shape[0]))])


def _beyond(evidence: Evidence, plane: Map, percent_: float, sign: int) -> Map:
    """Return where a map lies at or above (sign 1), or at or below (-1), a percentile of what counts of it."""
    level = np.percentile(_counted(evidence, plane), percent_)
    past = plane >= level if sign > 0 else plane <= level
    return np.asarray(past & _seen(evidence, (plane.shape[1], plane.shape[0])))


def _lightest(evidence: Evidence) -> Sight:
    return Sight(_shape_place(evidence, evidence.masses.items[-1]), _ends(evidence))


def _darkest(evidence: Evidence) -> Sight:
    return Sight(_shape_place(evidence, evidence.masses.items[0]), _ends(evidence))


def _toned(evidence: Evidence, low: float, high: float) -> Sight:
    l_map = evidence.values.l_map
    inside = (l_map >= low) & (l_map <= high) & _seen(evidence, (l_map.shape[1], l_map.shape[0]))
    share = percent(float(_counted(evidence, inside).mean()))
    facts = _ends(evidence) | {"from": steps(low), "to": steps(high), "share": share}
    return Sight(mask_place(inside) or whole(), facts)


def _crushed(evidence: Evidence) -> Sight:
    p1, p10 = np.percentile(_counted(evidence, evidence.values.l_map), (1, 10))
    return _toned(evidence, 0.0, max(float(p1) + 3.0, float(p10)))


def _chalky(evidence: Evidence) -> Sight:
    return _toned(evidence, float(np.percentile(_counted(evidence, evidence.values.l_map), 88)), 100.0)


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


def _merging(evidence: Evidence) -> Sight:
    study = evidence.masses
    if not study.contacts:
        return _lightest(evidence)

    def step(contact: tuple[int, int, float]) -> float:
        one, other = (study.items[study.shapes[i - 1].mass - 1].value for i in contact[:2])
        return abs(one - other)

    one, other = (study.shapes[i - 1] for i in min(study.contacts, key=lambda c: (step(c), -c[2]))[:2])
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
        ratio = points[1].strength / points[0].strength
        return Sight(_apart(polygon_place(points[1].region), first), {"firstread": first, "ratio": percent(ratio)})
    plane = evidence.composition.attention
    x, y = _farthest_call(plane, points[0].point) if plane is not None else points[0].point
    return Sight(_apart(_around(x, y), first), {"firstread": first})


def _apart(place: Place, first: str) -> Place:
    """Name a second place so that it cannot be taken for the first read."""
    return Place(place.polygon, f"a second passage in {first}") if place.words == first else place


def _farthest_call(plane: Map, point: tuple[float, float]) -> tuple[float, float]:
    height, width = plane.shape
    rows, columns = np.mgrid[:height, :width]
    away = np.hypot(columns / width - point[0], rows / height - point[1])
    row, column = divmod(int(np.argmax(plane * np.clip(away / 0.35, 0.0, 1.0))), width)
    return (column + 0.5) / width, (row + 0.5) / height


def _around(x: float, y: float) -> Place:
    return box_place(x - _FOCUS_REACH, y - _FOCUS_REACH, x + _FOCUS_REACH, y + _FOCUS_REACH)


def _border(evidence: Evidence) -> Sight:
    contrast = _contrast(evidence)
    height, width = contrast.shape
    band = max(1, round(0.08 * min(height, width)))
    contrast[band : height - band, band : width - band] = 0.0
    row, column = divmod(int(np.argmax(contrast)), width)
    x, y = (column + 0.5) / width, (row + 0.5) / height
    gaps = {"left": x, "right": 1.0 - x, "upper": y, "lower": 1.0 - y}
    return Sight(_around(x, y), {"side": min(gaps, key=lambda side: gaps[side])})


def _quarter_lab(evidence: Evidence) -> tuple[Map, Map]:
    """Return L*a*b* at a quarter of the side, and where it counts; elsewhere it is the mean of what counts."""
    rgb = evidence.rgb
    size = (max(4, rgb.shape[1] // 4), max(4, rgb.shape[0] // 4))
    lab = srgb_to_lab(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8))
    seen = _seen(evidence, size)
    if not seen.all():
        lab[~seen] = lab[seen].mean(axis=0)
    return lab, seen


def _contrast(evidence: Evidence) -> Map:
    lab, seen = _quarter_lab(evidence)
    diagonal = float(np.hypot(*lab.shape[:2]))
    fine, broad = (cv2.GaussianBlur(lab, (0, 0), share * diagonal) for share in (0.012, 0.06))
    return np.asarray(np.linalg.norm(fine - broad, axis=-1) * seen)


def _rest(evidence: Evidence) -> Sight:
    """Point at the passage that is nearest to quiet: it is the one to simplify first."""
    light = cv2.resize(evidence.values.l_map, (96, 96), interpolation=cv2.INTER_AREA)
    spread = cv2.blur(light**2, (25, 25)) - cv2.blur(light, (25, 25)) ** 2
    if evidence.composition.attention is not None:
        spread = spread + 400.0 * cv2.resize(evidence.composition.attention, (96, 96))
    spread[~_seen(evidence, (96, 96))] = np.inf
    inner = spread[12:84, 12:84]
    row, column = divmod(int(np.argmin(inner)), inner.shape[1])
    x, y = (column + 12.5) / 96.0, (row + 12.5) / 96.0
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
    lab, _ = _quarter_lab(evidence)
    chroma = cv2.GaussianBlur(np.hypot(lab[..., 1], lab[..., 2]), (0, 0), 2.0)
    return Sight(mask_place(_beyond(evidence, chroma, 88, 1)) or whole(), _swatch_facts(evidence))


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
    lights = mask_place(_beyond(evidence, evidence.values.squint_l, 66.7, 1))
    return Sight(lights or whole(), _swatch_facts(evidence))


def _darks(evidence: Evidence) -> Sight:
    darks = mask_place(_beyond(evidence, evidence.values.squint_l, 33.3, -1))
    return Sight(darks or whole(), _swatch_facts(evidence))


def _stray_hue(evidence: Evidence) -> Sight:
    swatches = [swatch for swatch in evidence.color.palette if swatch.hue is not None]
    if not swatches:
        return Sight(whole(), _swatch_facts(evidence) | {"stray": "colour"})
    stray = min(swatches, key=lambda swatch: swatch.share)
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
    span = [[0.0, 1.0], [0.0, 1.0]]
    counts, _, _ = np.histogram2d(points[:, 1], points[:, 0], bins=_CELLS, range=span)
    first = evidence.composition.focal_points
    facts = {"firstread": point_words(*first[0].point)} if first else {"firstread": "the centre"}
    if first and away:
        rows, columns = (np.mgrid[:_CELLS, :_CELLS] + 0.5) / _CELLS
        counts *= np.maximum(abs(columns - first[0].point[0]), abs(rows - first[0].point[1])) > 2.0 * _FOCUS_REACH
    return Sight(cell_place(counts), facts)


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
