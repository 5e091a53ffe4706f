"""What each finding points at, on evidence made by hand: the words must name where the thing truly is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.sights import Sight, merging_pair, percent, sight_of, steps
from art_assistant.analysis.color.study import study_color
from art_assistant.analysis.composition.focus import FocalPoint
from art_assistant.analysis.composition.study import study_composition
from art_assistant.analysis.edges.study import EdgeStudy, Tangent
from art_assistant.analysis.mass.shapes import Contour
from art_assistant.analysis.mass.study import MassStudy, study_masses
from art_assistant.analysis.value.study import study_values
from art_assistant.imaging.colorspace import lstar_to_grey

SHAPE = (120, 180)
NOTHING_SEEN = np.zeros((32, 32), dtype=np.float32)


def grey(l_map: np.ndarray) -> np.ndarray:
    return np.repeat(lstar_to_grey(np.asarray(l_map, dtype=np.float32))[..., None], 3, axis=2)


def blocks(*places: tuple[slice, slice, float], ground: float = 50.0) -> np.ndarray:
    """A grey picture of a ground with blocks of other L* on it."""
    l_map = np.full(SHAPE, ground, dtype=np.float32)
    for rows, columns, level in places:
        l_map[rows, columns] = level
    return grey(l_map)


def evidence(rgb: np.ndarray, saliency: np.ndarray = NOTHING_SEEN, **parts: Any) -> Evidence:
    values = study_values(rgb)
    made = {
        "metrics": {},
        "rgb": rgb,
        "values": values,
        "masses": study_masses(values.l_map),
        "color": study_color(rgb),
        "composition": study_composition(saliency, rgb, values.l_map),
        "edges": None,
    }
    return Evidence(**(made | parts))


def focal(rank: int, x: float, y: float, strength: float, reach: float = 0.08) -> FocalPoint:
    box = (x - reach, y - reach, x + reach, y + reach)
    corners = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
    return FocalPoint(rank, (x, y), strength, corners, box)


def box_of(sight: Sight) -> tuple[float, float, float, float]:
    xs, ys = zip(*sight.place.polygon, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def centre_of(sight: Sight) -> tuple[float, float]:
    return sight.place.centre


@pytest.fixture(scope="module")
def plain() -> Evidence:
    """Three values: a dark block on the upper left, a light one on the lower right, on a middle ground."""
    return evidence(blocks((slice(10, 50), slice(10, 60), 15.0), (slice(75, 110), slice(110, 170), 90.0)))


def composed(plain: Evidence, **changes: Any) -> Evidence:
    return replace(plain, composition=replace(plain.composition, **changes))


def edged(points: list[tuple[float, float]], kinds: list[int], near: list[bool], tangent: Tangent | None = None):
    count = len(points)
    return EdgeStudy(
        points=np.array(points, dtype=np.float32).reshape(count, 2),
        normals=np.zeros((count, 2), dtype=np.float32),
        widths=np.full(count, 0.5, dtype=np.float32),
        kinds=np.array(kinds, dtype=np.int8),
        near=np.array(near, dtype=bool),
        density=1.0,
        contour_length=None,
        stroke_scale=None,
        tangent=tangent,
    )


# Words for numbers


def test_values_and_shares_are_said_as_painters_say_them() -> None:
    assert steps(51.0) == "5.1"
    assert steps(0.0) == "0.0"
    assert percent(0.256) == "26%"
    assert percent(1.0) == "100%"


# Values and masses


@pytest.mark.parametrize("kind", ["compressed_range", "dull_lights"])
def test_the_lightest_mass_is_pointed_at(kind: str, plain: Evidence) -> None:
    sight = sight_of(kind, plain)
    assert sight.place.words == "the lower right"
    assert box_of(sight) == pytest.approx((110 / 180, 75 / 120, 170 / 180, 110 / 120), abs=0.03)


def test_the_darkest_mass_is_pointed_at(plain: Evidence) -> None:
    sight = sight_of("lifted_darks", plain)
    assert sight.place.words == "the upper left"
    assert box_of(sight) == pytest.approx((10 / 180, 10 / 120, 60 / 180, 50 / 120), abs=0.03)


def test_both_ends_are_told_with_their_values_and_places(plain: Evidence) -> None:
    facts = dict(sight_of("compressed_range", plain).facts)
    assert facts == {
        "low": "1.5",
        "high": "9.0",
        "middle": "5.0",
        "darkmass": "mass 1",
        "lightmass": "mass 3",
        "darkplace": "the upper left",
        "lightplace": "the lower right",
    }


def test_of_a_mass_in_two_shapes_the_larger_is_pointed_at() -> None:
    seen = evidence(blocks((slice(10, 40), slice(10, 40), 90.0), (slice(60, 110), slice(110, 170), 90.0), ground=20.0))
    assert sight_of("dull_lights", seen).place.words == "the lower right"
    seen = evidence(blocks((slice(10, 60), slice(10, 70), 90.0), (slice(80, 110), slice(140, 170), 90.0), ground=20.0))
    assert sight_of("dull_lights", seen).place.words == "the upper left"


def test_crushed_darks_are_the_darkest_tenth(plain: Evidence) -> None:
    # The dark block is 2,000 of 21,600 pixels: less than a tenth, so that the tenth percentile is the ground's.
    seen = evidence(blocks((slice(10, 60), slice(10, 70), 2.0)))
    sight = sight_of("crushed_darks", seen)
    assert sight.place.words == "the upper left"
    assert sight.facts["from"] == "0.0"
    assert sight.facts["to"] == "0.5"
    assert sight.facts["share"] == percent(50 * 60 / 21600)
    # The tenth percentile decides where it is more than three L* above the first.
    assert sight_of("crushed_darks", plain).facts["to"] == "5.0"


def test_chalky_lights_are_the_lightest_eighth() -> None:
    seen = evidence(blocks((slice(5, 65), slice(110, 170), 92.0)))
    sight = sight_of("chalky_lights", seen)
    assert sight.place.words == "the upper right"
    assert sight.facts["from"] == "9.2"
    assert sight.facts["to"] == "10.0"
    assert sight.facts["share"] == percent(60 * 60 / 21600)


def test_middle_tones_are_those_from_three_and_a_half_to_six_and_a_half() -> None:
    for level, inside in ((33.0, False), (37.0, True), (63.0, True), (67.0, False)):
        seen = evidence(blocks((slice(10, 60), slice(110, 170), level), ground=90.0))
        sight = sight_of("midtone_soup", seen)
        assert sight.facts["from"], sight.facts["to"] == ("3.5", "6.5")
        assert sight.facts["share"] == (percent(50 * 60 / 21600) if inside else "0%")
        assert sight.place.words == ("the upper right" if inside else "the whole picture")


def test_equal_masses_are_the_two_largest_and_the_second_is_pointed_at() -> None:
    rows = slice(0, 120)
    seen = evidence(blocks((rows, slice(0, 85), 20.0), (rows, slice(85, 160), 85.0), (rows, slice(160, 180), 50.0)))
    sight = sight_of("equal_masses", seen)
    assert sight.facts["first"] == "mass 1"
    assert sight.facts["second"] == "mass 3"
    assert sight.facts["firstshare"] == percent(85 / 180)
    assert sight.facts["secondshare"] == percent(75 / 180)
    assert sight.facts["firstplace"] == "the left side"
    assert box_of(sight) == pytest.approx((85 / 180, 0.0, 160 / 180, 1.0), abs=0.03)


def test_a_picture_of_one_mass_is_its_own_second() -> None:
    facts = sight_of("equal_masses", evidence(blocks())).facts
    assert facts["first"] == facts["second"] == "mass 1"


def test_small_shapes_are_pointed_at_where_most_of_them_lie() -> None:
    bits = [(slice(y, y + 24), slice(x, x + 24), 15.0) for y, x in ((88, 122), (94, 154))]
    seen = evidence(blocks(*bits, (slice(8, 50), slice(10, 70), 15.0), ground=80.0))
    small = [shape for shape in seen.masses.shapes if shape.share < 0.04]
    assert len(small) == 2
    sight = sight_of("small_shapes", seen)
    assert sight.place.words == "the lower right"
    assert box_of(sight) == pytest.approx((2 / 3, 2 / 3, 1.0, 1.0))
    assert sight.facts == {"shapes": str(len(seen.masses.shapes)), "small": "2", "masses": "2"}


def test_without_small_shapes_the_smallest_counts_most() -> None:
    seen = evidence(blocks((slice(0, 120), slice(0, 60), 20.0)))
    sight = sight_of("small_shapes", seen)
    assert sight.facts["small"] == "0"
    assert box_of(sight)[2] == pytest.approx(1 / 3)


def test_the_neighbours_nearest_in_value_merge_and_the_smaller_is_pointed_at() -> None:
    rows = slice(0, 120)
    seen = evidence(blocks((rows, slice(0, 80), 20.0), (rows, slice(80, 150), 60.0), (rows, slice(150, 180), 67.0)))
    sight = sight_of("merging_neighbours", seen)
    assert {sight.facts["one"], sight.facts["other"]} == {"mass 2", "mass 3"}
    assert sight.facts["gap"] == "0.7"
    assert box_of(sight) == pytest.approx((150 / 180, 0.0, 1.0, 1.0), abs=0.03)


def test_of_contacts_with_one_step_the_longest_is_told(plain: Evidence) -> None:
    masses: MassStudy = plain.masses
    levels = {1: 2.0, 2: 5.0, 3: 8.0}
    items = tuple(replace(mass, value=levels[mass.id]) for mass in masses.items)
    dark, ground, light = (next(s.id for s in masses.shapes if s.mass == m) for m in (1, 2, 3))
    for short, long, words in (((dark, ground), (ground, light), "right"), ((ground, light), (dark, ground), "left")):
        contours = tuple(Contour(*sorted(ids), length, "value") for ids, length in ((short, 0.2), (long, 0.9)))
        seen = replace(plain, masses=replace(masses, items=items, contours=contours))
        assert sight_of("merging_neighbours", seen).place.words.endswith(words)


def test_shapes_that_touch_within_a_mass_are_no_neighbours_in_value(plain: Evidence) -> None:
    masses: MassStudy = plain.masses
    first, *others = masses.shapes
    twins = replace(
        masses, shapes=(first, replace(others[0], mass=first.mass)), contours=(Contour(1, 2, 0.9, "colour"),)
    )
    assert merging_pair(twins) is None
    assert twins.metrics()["masses.touching_step_min"] is None


def test_a_picture_of_one_mass_has_no_neighbours() -> None:
    assert sight_of("merging_neighbours", evidence(blocks())).facts["lightmass"] == "mass 1"


# Composition


def test_the_first_read_is_pointed_at(plain: Evidence) -> None:
    seen = composed(plain, focal_points=(focal(1, 0.8, 0.2, 1.0), focal(2, 0.2, 0.8, 0.7)))
    for kind in ("no_accent", "scattered_attention", "all_soft_edges"):
        sight = sight_of(kind, seen)
        assert centre_of(sight) == pytest.approx((0.8, 0.2))
        assert sight.place.words == sight.facts["firstread"] == "the upper right"
        assert sight.facts["low"] == "1.5"


def test_without_a_read_the_lightest_mass_is_pointed_at(plain: Evidence) -> None:
    assert sight_of("no_accent", composed(plain, focal_points=())).place.words == "the lower right"


def test_what_competes_is_the_second_read_not_the_first(plain: Evidence) -> None:
    seen = composed(plain, focal_points=(focal(1, 0.8, 0.2, 1.0), focal(2, 0.2, 0.8, 0.7), focal(3, 0.5, 0.5, 0.5)))
    sight = sight_of("competing_focus", seen)
    assert centre_of(sight) == pytest.approx((0.2, 0.8))
    assert sight.place.words == "the lower left"
    assert sight.facts == {"firstread": "the upper right"}


def test_a_second_read_in_the_same_part_is_told_from_the_first(plain: Evidence) -> None:
    seen = composed(plain, focal_points=(focal(1, 0.75, 0.2, 1.0, 0.05), focal(2, 0.78, 0.26, 0.7, 0.05)))
    sight = sight_of("competing_focus", seen)
    assert centre_of(sight) == pytest.approx((0.78, 0.26))
    assert sight.place.words == "the place just below the upper right"
    level = composed(plain, focal_points=(focal(1, 0.45, 0.5, 1.0, 0.05), focal(2, 0.38, 0.52, 0.7, 0.05)))
    assert sight_of("competing_focus", level).place.words == "the place just to the left of the centre"


def test_of_a_single_read_the_loudest_place_away_from_it_competes(plain: Evidence) -> None:
    plane = np.zeros((96, 128), dtype=np.float32)
    plane[20, 100], plane[24, 90], plane[80, 20] = 1.0, 0.9, 0.5
    seen = composed(plain, focal_points=(focal(1, 100.5 / 128, 20.5 / 96, 1.0),), attention=plane)
    sight = sight_of("competing_focus", seen)
    assert centre_of(sight) == pytest.approx((20.5 / 128, 80.5 / 96), abs=0.01)
    assert sight.place.words == "the lower left"
    assert box_of(sight) == pytest.approx((20.5 / 128 - 0.12, 80.5 / 96 - 0.12, 20.5 / 128 + 0.12, 80.5 / 96 + 0.12))
    assert sight.facts == {"firstread": "the upper right"}


def test_nearness_weighs_down_to_a_third_of_the_picture(plain: Evidence) -> None:
    plane = np.zeros((100, 100), dtype=np.float32)
    plane[50, 68], plane[50, 15] = 1.0, 0.6
    # 0.18 away a height of 1 counts for 0.18 / 0.35 = 0.51; beyond 0.35 it would count whole.
    seen = composed(plain, focal_points=(focal(1, 0.5, 0.5, 1.0),), attention=plane)
    assert centre_of(sight_of("competing_focus", seen))[0] == pytest.approx(0.155, abs=0.01)
    plane[50, 15] = 0.45
    assert centre_of(sight_of("competing_focus", seen))[0] == pytest.approx(0.685, abs=0.01)


def test_without_a_map_the_only_read_is_pointed_at(plain: Evidence) -> None:
    seen = composed(plain, focal_points=(focal(1, 0.8, 0.2, 1.0),), attention=None)
    assert centre_of(sight_of("competing_focus", seen)) == pytest.approx((0.84, 0.2), abs=0.05)
    none = sight_of("competing_focus", composed(plain, focal_points=()))
    assert none.place.words == "the whole picture"
    assert none.facts == {"firstread": "the centre"}


@pytest.mark.parametrize(
    ("rows", "columns", "side"),
    [
        (slice(50, 60), slice(0, 10), "left"),
        (slice(50, 60), slice(170, 180), "right"),
        (slice(0, 10), slice(80, 90), "upper"),
        (slice(110, 120), slice(80, 90), "lower"),
    ],
)
def test_the_loudest_passage_at_the_border_is_told_with_its_side(rows: slice, columns: slice, side: str) -> None:
    seen = evidence(blocks((rows, columns, 95.0), (slice(50, 70), slice(80, 100), 2.0)))
    sight = sight_of("border_pull", seen)
    assert sight.facts == {"side": side}
    x = (columns.start + columns.stop) / 2 / 180
    y = (rows.start + rows.stop) / 2 / 120
    x0, y0, x1, y1 = box_of(sight)
    assert x0 - 0.01 <= x <= x1 + 0.01
    assert y0 - 0.01 <= y <= y1 + 0.01
    assert x1 - x0 <= 0.25
    assert f"the {side} edge" in sight.place.words


def test_the_border_is_eight_hundredths_of_the_short_side() -> None:
    # The loud block stands just inside the band of ten pixels: it does not pull, the faint one at the frame does.
    seen = evidence(blocks((slice(50, 60), slice(12, 20), 99.0), (slice(50, 60), slice(172, 180), 75.0)))
    assert sight_of("border_pull", seen).facts["side"] == "right"


def test_a_corner_belongs_to_the_nearer_side() -> None:
    assert sight_of("border_pull", evidence(blocks((slice(112, 120), slice(8, 16), 95.0)))).facts["side"] == "lower"
    assert sight_of("border_pull", evidence(blocks((slice(98, 106), slice(0, 8), 95.0)))).facts["side"] == "left"


@pytest.mark.parametrize("calm_on_the_left", [True, False])
def test_rest_is_looked_for_where_it_is_calmest(calm_on_the_left: bool) -> None:
    l_map = 50.0 + np.random.default_rng(4).normal(0.0, 15.0, SHAPE)
    l_map[30:90, 25:75] = 50.0
    rgb = grey(np.clip(l_map if calm_on_the_left else l_map[:, ::-1], 0.0, 100.0))
    sight = sight_of("no_resting_place", evidence(rgb))
    x, y = centre_of(sight)
    assert x == pytest.approx(50 / 180 if calm_on_the_left else 130 / 180, abs=0.08)
    assert y == pytest.approx(0.5, abs=0.12)
    x0, y0, x1, y1 = box_of(sight)
    assert (x1 - x0, y1 - y0) == pytest.approx((0.26, 0.26))


def test_rest_is_looked_for_where_nobody_looks() -> None:
    plane = np.ones((96, 128), dtype=np.float32)
    plane[55:80, 80:110] = 0.0
    seen = composed(evidence(blocks()), attention=plane)
    x, y = centre_of(sight_of("no_resting_place", seen))
    assert 80 / 128 <= x <= 110 / 128
    assert 55 / 96 <= y <= 80 / 96


@pytest.mark.parametrize(
    ("side", "box"),
    [
        ("left", (0.0, 0.2, 0.05, 0.7)),
        ("right", (0.95, 0.2, 1.0, 0.7)),
        ("top", (0.2, 0.0, 0.7, 0.05)),
        ("bottom", (0.2, 0.95, 0.7, 1.0)),
    ],
)
def test_a_contour_along_the_frame_is_told_with_its_side_and_span(
    side: str, box: tuple[float, ...], plain: Evidence
) -> None:
    sight = sight_of("frame_tangent", replace(plain, edges=edged([], [], [], Tangent(side, 0.43, (0.2, 0.7)))))
    assert box_of(sight) == pytest.approx(box)
    assert sight.facts == {"side": side, "run": "43%"}


def test_without_a_contour_along_the_frame_nothing_is_pointed_at(plain: Evidence) -> None:
    for edges in (None, edged([], [], [])):
        sight = sight_of("frame_tangent", replace(plain, edges=edges))
        assert sight.place.words == "the whole picture"
        assert sight.facts == {"side": "nearest", "run": "0%"}


@pytest.mark.parametrize(
    ("balance", "side", "other"), [(0.4, "right", "left"), (-0.4, "left", "right"), (0.01, "right", "left")]
)
def test_the_heavy_half_is_the_one_that_weighs_more(balance: float, side: str, other: str, plain: Evidence) -> None:
    sight = sight_of("lopsided_weight", composed(plain, balance_lr=balance))
    assert sight.place.words == f"the {side} half"
    assert sight.facts == {"side": side, "other": other}
    half = (0.5, 0.0, 1.0, 1.0) if side == "right" else (0.0, 0.0, 0.5, 1.0)
    assert box_of(sight) == pytest.approx(half)


@pytest.mark.parametrize(("columns", "side"), [(slice(10, 50), "left"), (slice(130, 170), "right")])
def test_the_half_with_the_dark_block_is_named_heavy(columns: slice, side: str) -> None:
    seen = evidence(blocks((slice(30, 90), columns, 5.0), ground=80.0))
    assert sight_of("lopsided_weight", seen).place.words == f"the {side} half"
