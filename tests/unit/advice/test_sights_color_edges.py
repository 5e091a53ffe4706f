"""What findings about colour and edges point at, on evidence made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.advice.test_sights import blocks, box_of, centre_of, composed, edged, evidence, focal

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.sights import percent, sight_of
from art_assistant.analysis.color.study import ColorStudy, study_color
from art_assistant.analysis.composition.study import Composition

SHAPE = (120, 180)


@pytest.fixture(scope="module")
def plain() -> Evidence:
    """A dark block on the upper left, a light one on the lower right, on a middle ground."""
    return evidence(blocks((slice(10, 50), slice(10, 60), 15.0), (slice(75, 110), slice(110, 170), 90.0)))


# Colour


def coloured(*places: tuple[slice, slice, tuple[int, int, int]], ground: int = 150) -> np.ndarray:
    rgb = np.full((*SHAPE, 3), ground, dtype=np.uint8)
    for rows, columns, colour in places:
        rgb[rows, columns] = colour
    return rgb


@pytest.mark.parametrize("kind", ["chroma_everywhere", "no_chroma_accent"])
def test_the_strongest_colour_is_pointed_at(kind: str) -> None:
    rgb = coloured((slice(10, 60), slice(110, 170), (210, 30, 30)), (slice(70, 110), slice(10, 60), (140, 150, 165)))
    sight = sight_of(kind, evidence(rgb))
    assert sight.place.words == "the upper right"
    left, top, right, bottom = box_of(sight)
    assert 110 / 180 - 0.06 < left < right < 170 / 180 + 0.06
    assert 10 / 120 - 0.06 < top < bottom < 60 / 120 + 0.06
    assert (right - left) * (bottom - top) > 0.03
    assert "red" in sight.facts["strongest"]
    assert "gray" in sight.facts["largest"]


def test_the_darkest_colour_is_named() -> None:
    rgb = coloured((slice(10, 60), slice(110, 170), (20, 25, 80)), (slice(70, 110), slice(10, 60), (230, 200, 60)))
    facts = sight_of("one_dark_hue", evidence(rgb)).facts
    palette = study_color(rgb).palette
    assert facts["darkest"] == min(palette, key=lambda s: s.l_star).name.lower()
    assert "blue" in facts["darkest"]
    assert facts["largest"] == max(palette, key=lambda s: s.share).name.lower()


def test_lights_and_darks_are_the_outer_thirds() -> None:
    third = slice(0, 120)
    rgb = blocks((third, slice(0, 60), 20.0), (third, slice(60, 120), 50.0), (third, slice(120, 180), 85.0))
    lights, darks = sight_of("one_temperature", evidence(rgb)), sight_of("one_dark_hue", evidence(rgb))
    assert lights.place.words == "the right side"
    assert darks.place.words == "the left side"
    assert box_of(lights) == pytest.approx((120 / 180, 0.0, 1.0, 1.0), abs=0.03)
    assert box_of(darks) == pytest.approx((0.0, 0.0, 60 / 180, 1.0), abs=0.03)


def test_the_stray_hue_is_the_rarest_that_has_one() -> None:
    rgb = coloured(
        (slice(0, 120), slice(0, 100), (60, 90, 160)), (slice(80, 110), slice(140, 170), (200, 60, 40)), ground=128
    )
    sight = sight_of("scattered_hues", evidence(rgb))
    assert sight.place.words == "the lower right"
    assert "red" in sight.facts["stray"] or "orange" in sight.facts["stray"]
    assert sight.facts["strayshare"] == percent(900 / 21600)


def test_a_picture_without_colours_names_none(plain: Evidence) -> None:
    stray = sight_of("scattered_hues", plain)
    assert stray.place.words == "the whole picture"
    assert stray.facts["stray"] == "colour"
    bare: ColorStudy = replace(plain.color, palette=())
    facts = sight_of("one_temperature", replace(plain, color=bare)).facts
    assert facts == {"strongest": "colour", "largest": "colour", "darkest": "colour"}


# Edges


def here(x: float, y: float, count: int) -> list[tuple[float, float]]:
    return [(x, y)] * count


def test_hard_edges_are_pointed_at_where_they_gather_away_from_the_focus(plain: Evidence) -> None:
    points = here(0.1, 0.1, 5) + here(0.9, 0.9, 4) + here(0.1, 0.9, 9) + here(0.9, 0.1, 3)
    kinds = [0] * 5 + [0] * 4 + [2] * 9 + [0] * 3
    near = [True] * 5 + [False] * 16
    seen = replace(composed(plain, focal_points=(focal(1, 0.1, 0.1, 1.0),)), edges=edged(points, kinds, near))
    for kind in ("all_hard_edges", "hard_edges_off_focus"):
        sight = sight_of(kind, seen)
        assert box_of(sight) == pytest.approx((5 / 6, 5 / 6, 1.0, 1.0))
        assert sight.facts == {"firstread": "the upper left"}
    # All kinds together gather elsewhere.
    assert box_of(sight_of("restless_contours", seen)) == pytest.approx((0.0, 5 / 6, 1 / 6, 1.0))


def test_where_all_are_near_the_focus_that_is_where_they_are(plain: Evidence) -> None:
    points, kinds = here(0.6, 0.1, 5) + here(0.9, 0.9, 3), [0] * 5 + [1] * 3
    seen = replace(composed(plain, focal_points=()), edges=edged(points, kinds, [True] * 8))
    sight = sight_of("all_hard_edges", seen)
    assert box_of(sight) == pytest.approx((3 / 6, 0.0, 4 / 6, 1 / 6))
    assert sight.facts == {"firstread": "the centre"}


def test_cells_beside_the_first_read_do_not_count(plain: Evidence) -> None:
    points = here(0.1, 0.1, 9) + here(0.45, 0.1, 3)
    edges = edged(points, [0] * 12, [False] * 12)
    seen = replace(composed(plain, focal_points=(focal(1, 0.12, 0.12, 1.0),)), edges=edges)
    assert box_of(sight_of("all_hard_edges", seen))[0] == pytest.approx(2 / 6)
    # A cell whose middle is 0.24 or more away across or down counts again.
    points = here(0.1, 0.1, 9) + here(0.3, 0.1, 3)
    far = replace(composed(plain, focal_points=(focal(1, 0.0, 0.0, 1.0),)), edges=edged(points, [0] * 12, [False] * 12))
    assert box_of(sight_of("all_hard_edges", far))[0] == pytest.approx(1 / 6)


def test_without_edges_of_the_kind_all_contours_are_read(plain: Evidence) -> None:
    edges = edged(here(0.9, 0.5, 5), [2] * 5, [False] * 5)
    seen = replace(composed(plain, focal_points=()), edges=edges)
    assert sight_of("all_hard_edges", seen).place.words.startswith("the right edge") or (
        box_of(sight_of("all_hard_edges", seen))[0] == pytest.approx(5 / 6)
    )
    assert sight_of("all_hard_edges", replace(seen, edges=None)).place.words == "the whole picture"


# Mirrors


MIRRORED = [
    "compressed_range",
    "lifted_darks",
    "equal_masses",
    "small_shapes",
    "border_pull",
    "lopsided_weight",
    "no_chroma_accent",
    "one_temperature",
    "one_dark_hue",
]


@pytest.mark.parametrize("kind", MIRRORED)
def test_in_a_mirror_left_is_right(kind: str) -> None:
    rgb = coloured((slice(20, 70), slice(8, 60), (200, 60, 40)), (slice(80, 112), slice(0, 60), (20, 20, 60)))
    one, two = (sight_of(kind, evidence(np.ascontiguousarray(picture))) for picture in (rgb, rgb[:, ::-1]))
    x, y = centre_of(one)
    exactly = kind in {"border_pull", "lopsided_weight"}
    assert centre_of(two) == pytest.approx((1.0 - x, y), abs=1e-6 if exactly else 0.03)
    swapped = {"left": "right", "right": "left"}
    assert two.place.words == " ".join(swapped.get(word, word) for word in one.place.words.split())


def test_upside_down_the_border_pulls_from_below() -> None:
    rgb = blocks((slice(0, 9), slice(60, 75), 95.0))
    one, two = (sight_of("border_pull", evidence(np.ascontiguousarray(picture))) for picture in (rgb, rgb[::-1]))
    x, y = centre_of(one)
    assert centre_of(two) == pytest.approx((x, 1.0 - y), abs=1e-6)
    assert (one.facts["side"], two.facts["side"]) == ("upper", "lower")


def test_compositions_tell_the_same_half(plain: Evidence) -> None:
    found: Composition = plain.composition
    assert found.balance_lr is not None
    named = sight_of("lopsided_weight", plain).facts["side"]
    assert named == ("right" if found.balance_lr > 0 else "left")
