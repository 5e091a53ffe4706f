from __future__ import annotations

import json

import numpy as np
import pytest

from art_assistant.analysis.composition.focus import attention_plane, attention_spread, border_pull, focal_points
from art_assistant.analysis.composition.study import overlays, refocused, study_composition
from art_assistant.errors import UsageError
from art_assistant.imaging.colorspace import lstar

SIDE = 128


def spots(*places: tuple[float, float, float], size: float = 0.06) -> np.ndarray:
    y, x = (np.indices((SIDE, SIDE)) + 0.5) / SIDE
    total = np.zeros((SIDE, SIDE))
    for cx, cy, height in places:
        total = np.maximum(total, height * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * size**2)))
    return total.astype(np.float32)


def picture(height: int = 240, width: int = 360) -> np.ndarray:
    # Touches of two tones everywhere: an eye has something to go to wherever the network sends it.
    rgb = np.where(np.indices((height, width)).sum(axis=0)[..., None] // 12 % 2 == 0, 138, 162).astype(np.uint8)
    rgb = np.repeat(rgb, 3, axis=2)
    rgb[60:120, 40:120] = (40, 30, 30)
    return rgb


def study(saliency: np.ndarray, rgb: np.ndarray | None = None, counted: np.ndarray | None = None):
    rgb = picture() if rgb is None else rgb
    return study_composition(saliency, rgb, lstar(rgb), counted=counted)


def test_reads_come_in_order_of_strength_and_where_the_maxima_are() -> None:
    found = study(spots((0.7, 0.3, 0.9), (0.2, 0.75, 0.6), (0.25, 0.2, 0.45))).focal_points
    assert [p.rank for p in found] == [1, 2, 3]
    for point, truth in zip(found, [(0.7, 0.3), (0.2, 0.75), (0.25, 0.2)], strict=True):
        assert point.point == pytest.approx(truth, abs=0.02)
        x0, y0, x1, y1 = point.box
        assert x0 < truth[0] < x1
        assert y0 < truth[1] < y1
    assert found[0].strength > found[1].strength > found[2].strength


def test_two_maxima_without_a_valley_are_one_focal_point() -> None:
    plane = attention_plane(spots((0.5, 0.5, 1.0), (0.62, 0.5, 0.97), size=0.09), (240, 360))
    assert plane is not None
    assert len(focal_points(plane)) == 1


def test_margin_tells_a_clear_focus_from_competing_ones() -> None:
    clear = study(spots((0.3, 0.4, 0.9)))
    rival = study(spots((0.3, 0.4, 0.9), (0.7, 0.6, 0.88)))
    assert clear.focal_margin == pytest.approx(1.0, abs=0.01)
    assert rival.focal_margin == pytest.approx(0.0, abs=0.06)
    assert clear.second_ratio == 0.0
    assert rival.second_ratio > 0.9


def test_of_two_equal_places_the_one_nearer_the_middle_is_read_first() -> None:
    first, second = study(spots((0.5, 0.04, 0.9), (0.5, 0.6, 0.9))).focal_points
    assert first.point[1] == pytest.approx(0.6, abs=0.03)
    assert second.strength < 0.9 * first.strength


def test_spread_of_an_even_plane_is_one_and_half_of_it_holds_half() -> None:
    entropy, half = attention_spread(np.ones((64, 96), dtype=np.float32))
    assert entropy == pytest.approx(1.0)
    assert half == pytest.approx(0.5, abs=0.001)


def test_border_pull_is_one_for_an_even_plane_and_high_for_a_spot_at_the_edge() -> None:
    assert border_pull(np.ones((64, 96), dtype=np.float32))[0] == pytest.approx(1.0)
    at_edge = study(spots((0.98, 0.5, 0.9)))
    middle = study(spots((0.5, 0.5, 0.9)))
    assert at_edge.border_pull > 2.0
    assert middle.border_pull < 0.5
    assert at_edge.border_place.point == pytest.approx((0.98, 0.5), abs=0.05)
    assert at_edge.border_place.share == pytest.approx(1.0, abs=0.01)


def test_mass_lies_where_the_dark_block_lies() -> None:
    found = study(spots((0.5, 0.5, 0.9)))
    assert found.balance_lr < -0.3
    assert found.mass_centre[0] < 0.4
    assert found.mass_centre[1] < 0.45


def test_the_resting_place_is_the_calm_side_without_attention() -> None:
    rng = np.random.default_rng(1)
    rgb = np.full((240, 360, 3), 120, dtype=np.uint8)
    rgb[:, :180] = rng.integers(0, 255, (240, 180, 1))
    rest = study(spots((0.2, 0.5, 0.9)), rgb).rest
    assert rest.point[0] > 0.5
    assert 0.3 < rest.share < 0.55


def test_a_mirror_mirrors_everything() -> None:
    saliency, rgb = spots((0.7, 0.3, 0.9), (0.2, 0.75, 0.6)), picture()
    one, two = study(saliency, rgb), study(saliency[:, ::-1].copy(), rgb[:, ::-1].copy())
    for a, b in zip(one.focal_points, two.focal_points, strict=True):
        assert b.point == pytest.approx((1 - a.point[0], a.point[1]), abs=0.01)
    assert two.balance_lr == pytest.approx(-one.balance_lr, abs=1e-6)
    assert two.metrics()["composition.apb"] == pytest.approx(one.metrics()["composition.apb"])
    assert two.attention_spread == pytest.approx(one.attention_spread, abs=1e-4)


@pytest.mark.parametrize(
    ("saliency", "shape"),
    [
        (np.full((SIDE, SIDE), 0.4, np.float32), (60, 90)),
        (np.zeros((SIDE, SIDE), np.float32), (1, 1)),
        (spots((0.5, 0.5, 0.9)), (1, 300)),
        (np.full((SIDE, SIDE), np.nan, np.float32), (40, 40)),
    ],
)
def test_pictures_too_poor_to_read_say_unknown_and_never_nan(saliency: np.ndarray, shape: tuple[int, int]) -> None:
    found = study(saliency, np.full((*shape, 3), 90, np.uint8))
    json.dumps(found.as_dict(), allow_nan=False)
    assert found.mass_centre is None
    for value in found.metrics().values():
        assert value is None or np.isfinite(value)


def test_transparent_parts_get_no_attention_and_no_weight() -> None:
    counted = np.ones((240, 360), dtype=bool)
    counted[:, 180:] = False
    found = study(spots((0.8, 0.5, 0.9), (0.2, 0.4, 0.7)), counted=counted)
    assert [p.point[0] < 0.5 for p in found.focal_points] == [True]
    assert found.mass_centre[0] < 0.5


def test_overlays_are_lines_inside_the_picture() -> None:
    lines = overlays()
    assert set(lines) == {"thirds", "golden", "diagonals", "grid"}
    assert all(0.0 <= v <= 1.0 for group in lines.values() for line in group for end in line for v in end)
    assert {round(line[0][0], 3) for line in lines["golden"][:2]} == {0.382, 0.618}
    assert lines["diagonals"] == (((0.0, 0.0), (1.0, 1.0)), ((0.0, 1.0), (1.0, 0.0)))
    third, two_thirds = 1.0 / 3.0, 2.0 / 3.0
    upright = [((x, 0.0), (x, 1.0)) for x in (third, two_thirds)]
    level = [((0.0, y), (1.0, y)) for y in (third, two_thirds)]
    assert lines["thirds"] == (*upright, *level)
    assert [line[0][0] for line in lines["grid"][:7]] == [step / 8.0 for step in range(1, 8)]
    assert len(lines["grid"]) == 14


def test_numbers_are_told_to_four_digits_and_measures_to_two() -> None:
    found = study(spots((0.3, 0.4, 0.9), (0.7, 0.6, 0.7)))
    told = found.as_dict()
    assert told["focal_margin"] == round(found.focal_margin, 4)
    assert told["attention"]["spread"] == round(found.attention_spread, 4)
    assert told["attention"]["half_area"] == round(found.attention_half_area, 4)
    assert told["attention"]["centre"] == [round(v, 4) for v in found.attention_centre]
    assert told["border"]["pull"] == round(found.border_pull, 4)
    assert told["mass_centre"] == [round(v, 4) for v in found.mass_centre]
    assert told["balance"] == {
        "left_right": round(found.balance_lr, 4),
        "top_bottom": round(found.balance_tb, 4),
        "apb": round(found.apb, 2),
        "dcm": round(found.dcm, 2),
        "mirror_symmetry": round(found.symmetry, 2),
    }
    metrics = found.metrics()
    assert metrics["composition.imbalance"] == abs(found.balance_lr)
    assert metrics["composition.focal_count"] == 2.0
    assert metrics["composition.border_peak"] == found.border_place.share
    assert metrics["composition.rest_share"] == (found.rest.share if found.rest else 0.0)
    assert metrics["composition.second_ratio"] == pytest.approx(
        found.focal_points[1].strength / found.focal_points[0].strength
    )
    assert metrics["composition.focal_margin"] == pytest.approx(
        found.focal_points[0].strength - found.focal_points[1].strength
    )


def test_what_is_meant_for_the_first_read_comes_first_and_what_is_stronger_stays_stronger() -> None:
    found = study(spots((0.7, 0.3, 0.9), (0.2, 0.75, 0.6)))
    meant = refocused(found, (0.2, 0.75))
    assert meant.focal_points[0].rank == 1
    assert meant.focal_points[0].point == pytest.approx((0.2, 0.75), abs=0.02)
    assert meant.focal_points[1].point == pytest.approx((0.7, 0.3), abs=0.02)
    assert meant.second_ratio is not None
    assert meant.second_ratio > 1.0
    assert meant.focal_margin is not None
    assert meant.focal_margin < 0.0
    same = refocused(found, found.focal_points[0].point)
    assert [p.point for p in same.focal_points] == [p.point for p in found.focal_points]


def test_a_focus_where_nothing_is_seen_has_no_strength_and_no_ratio() -> None:
    meant = refocused(study(spots((0.8, 0.2, 0.9))), (0.02, 0.98))
    assert meant.focal_points[0].point == pytest.approx((0.02, 0.98), abs=0.02)
    assert meant.focal_points[1].point == pytest.approx((0.8, 0.2), abs=0.02)
    assert meant.second_ratio is None or meant.second_ratio > 5.0


def test_a_picture_without_relief_cannot_be_refocused_and_a_focus_lies_inside() -> None:
    flat = study(np.full((SIDE, SIDE), 0.5, dtype=np.float32))
    assert refocused(flat, (0.5, 0.5)) is flat
    for outside in ((1.2, 0.5), (0.5, -0.1), (float("nan"), 0.5)):
        with pytest.raises(UsageError):
            refocused(flat, outside)
