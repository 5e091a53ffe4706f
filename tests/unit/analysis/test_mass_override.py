"""Values set by hand, and the numbers of masses, on studies one can add up on paper."""

from __future__ import annotations

import math

import numpy as np
import pytest

from art_assistant.analysis.mass.study import (
    DOMINANCE_MARGIN,
    LEAST_STEP,
    MassStudy,
    _evenness,
    _explained,
    _joined,
    _joint_value,
    _roles,
    override,
    study_masses,
)
from art_assistant.errors import UsageError

SHARES = (0.5, 0.3, 0.2)


def stripes(*parts: tuple[float, float], width: int = 200, height: int = 120) -> np.ndarray:
    """Upright stripes of (share, Munsell value)."""
    columns = np.concatenate([np.full(round(share * width), 10.0 * value) for share, value in parts])
    return np.repeat(columns[None].astype(np.float32), height, axis=0)


L_MAP = stripes((0.5, 2.0), (0.3, 5.0), (0.2, 8.0))


@pytest.fixture(scope="module")
def study() -> MassStudy:
    return study_masses(L_MAP)


def test_masses_are_the_stripes(study: MassStudy) -> None:
    assert [mass.value for mass in study.items] == pytest.approx([2.0, 5.0, 8.0])
    assert [mass.share for mass in study.items] == pytest.approx(SHARES)
    assert study.explained == pytest.approx(1.0)


# Joining


def test_masses_joined_without_a_value_of_their_own_weigh_by_their_area(study: MassStudy) -> None:
    assert _joint_value(study, {}, np.array([0, 1])) == pytest.approx((0.5 * 2.0 + 0.3 * 5.0) / 0.8)
    assert _joint_value(study, {}, np.array([1, 2])) == pytest.approx((0.3 * 5.0 + 0.2 * 8.0) / 0.5)
    assert _joint_value(study, {}, np.array([2])) == pytest.approx(8.0)


def test_a_value_set_by_hand_is_the_joint_one(study: MassStudy) -> None:
    assert _joint_value(study, {1: 3.0}, np.array([0, 1])) == 3.0
    assert _joint_value(study, {1: 3.0, 2: 4.0}, np.array([0, 1])) == 3.5


@pytest.mark.parametrize(("value", "masses"), [(4.69, 3), (4.75, 2), (5.0, 2), (5.25, 2), (5.31, 3)])
def test_masses_nearer_than_the_least_step_become_one(value: float, masses: int, study: MassStudy) -> None:
    set_by_hand = override(study, L_MAP, {1: value})
    assert pytest.approx(0.3) == LEAST_STEP
    assert set_by_hand.k == masses
    if masses == 2:
        assert set_by_hand.items[0].value == value
        assert set_by_hand.items[0].measured_ids == (1, 2)
        assert set_by_hand.items[0].share == pytest.approx(0.8)
    else:
        assert sorted(mass.measured_ids for mass in set_by_hand.items) == [(1,), (2,), (3,)]


def test_masses_are_numbered_anew_from_dark_to_light(study: MassStudy) -> None:
    turned = override(study, L_MAP, {1: 9.0})
    assert [mass.measured_ids for mass in turned.items] == [(2,), (3,), (1,)]
    assert [mass.value for mass in turned.items] == pytest.approx([5.0, 8.0, 9.0])
    assert [mass.share for mass in turned.items] == pytest.approx([0.3, 0.2, 0.5])
    assert turned.overrides == {1: 9.0}
    assert np.array_equal(turned.labels == 2, study.labels == 0)


def test_what_is_explained_is_by_the_values_that_were_set(study: MassStudy) -> None:
    whole = sum(share * (10 * value - 41.0) ** 2 for share, value in zip(SHARES, (2, 5, 8), strict=True))
    moved = override(study, L_MAP, {1: 3.0})
    assert moved.explained == pytest.approx(1.0 - 0.5 * 10.0**2 / whole)
    assert moved.explained_by_shapes == pytest.approx(1.0)
    assert override(study, L_MAP, {1: 9.9}).explained == pytest.approx(max(0.0, 1.0 - 0.5 * 79.0**2 / whole))


def test_what_cannot_be_set_is_refused(study: MassStudy) -> None:
    assert override(study, L_MAP, {1: 0.0}).items[0].value == 0.0
    assert override(study, L_MAP, {3: 10.0}).items[-1].value == 10.0
    for values in ({0: 3.0}, {4: 3.0}, {1: -0.1}, {1: 10.1}, {1: math.nan}):
        with pytest.raises(UsageError, match="from 1 to 3"):
            override(study, L_MAP, values)
    with pytest.raises(UsageError, match="at once"):
        override(override(study, L_MAP, {1: 3.0}), L_MAP, {2: 4.0})


def test_levels_closer_than_the_least_step_join_the_closest_first() -> None:
    assert _joined(np.array([20.0, 23.1, 50.0]), np.array([1, 1, 1])).tolist() == [0, 1, 2]
    assert _joined(np.array([20.0, 22.9, 50.0]), np.array([1, 1, 1])).tolist() == [0, 0, 1]
    # 22 and 24 are closest; their mean, nearer to the heavier, then decides about 20.
    assert _joined(np.array([19.0, 22.0, 24.0]), np.array([1, 9, 1])).tolist() == [0, 1, 1]
    assert _joined(np.array([19.5, 22.0, 24.0]), np.array([1, 9, 1])).tolist() == [0, 0, 0]
    assert _joined(np.array([40.0]), np.array([7])).tolist() == [0]


# Roles


@pytest.mark.parametrize(
    ("shares", "roles", "unclear"),
    [
        ([0.5, 0.3, 0.2], ["Dominant", "Secondary", "Supporting"], False),
        ([0.2, 0.3, 0.5], ["Supporting", "Secondary", "Dominant"], False),
        ([0.36, 0.32, 0.32], [None, None, "Supporting"], True),
        ([0.1, 0.47, 0.43], ["Supporting", None, None], True),
        ([0.26, 0.2, 0.54], ["Secondary", "Supporting", "Dominant"], False),
        ([1.0], ["Dominant"], False),
    ],
)
def test_the_largest_leads_where_it_leads_by_five_points(
    shares: list[float], roles: list[str | None], unclear: bool
) -> None:
    assert DOMINANCE_MARGIN == 0.05
    assert _roles(np.array(shares)) == (roles, unclear)


def test_a_lead_of_just_under_five_points_is_no_lead() -> None:
    assert _roles(np.array([0.5248, 0.4752]))[1]
    assert not _roles(np.array([0.5252, 0.4748]))[1]


# Numbers


def test_metrics_of_the_stripes(study: MassStudy) -> None:
    found = study.metrics()
    diagonal = math.hypot(200, 120)
    entropy = -sum(share * math.log(share) for share in SHARES) / math.log(3)
    assert found == pytest.approx(
        {
            "masses.count": 3.0,
            "masses.shapes": 3.0,
            "masses.explained": 1.0,
            "masses.largest_share": 0.5,
            "masses.largest_shape": 0.5,
            "masses.top2_gap": 0.2,
            "masses.evenness": entropy,
            "masses.step_min": 3.0,
            "masses.step_mean": 3.0,
            "masses.touching_step_min": 3.0,
            "masses.sigma_max": 0.0,
            "masses.sigma_mean": 0.0,
            "masses.small_shapes": 0.0,
            "masses.boundary_length": 240.0 / diagonal,
        },
        abs=1e-5,
    )


def test_steps_between_neighbours_in_value_and_in_place() -> None:
    found = study_masses(stripes((0.4, 2.0), (0.35, 8.0), (0.25, 4.0))).metrics()
    assert found["masses.step_min"] == pytest.approx(2.0)
    assert found["masses.step_mean"] == pytest.approx(3.0)
    assert found["masses.touching_step_min"] == pytest.approx(4.0)


def test_shapes_under_four_hundredths_are_small() -> None:
    for share, small in ((0.03, 1.0), (0.05, 0.0)):
        study = study_masses(stripes((0.5, 2.0), (share, 8.0), (0.5 - share, 5.0)), coherence=0.2)
        assert study.metrics()["masses.small_shapes"] == small


def test_numbers_are_set_in_the_middle_of_shapes(study: MassStudy) -> None:
    middles = [(0.25, 0.5), (0.65, 0.5), (0.9, 0.5)]
    for shape, (x, y) in zip(study.shapes, middles, strict=True):
        assert shape.centre == pytest.approx((x, y), abs=0.01)
    assert [shape.bbox for shape in study.shapes] == [
        pytest.approx((0.0, 0.0, 0.5, 1.0)),
        pytest.approx((0.5, 0.0, 0.3, 1.0)),
        pytest.approx((0.8, 0.0, 0.2, 1.0)),
    ]
    assert all(shape.touches_frame for shape in study.shapes)
    assert [(c.one, c.other, c.why) for c in study.contours] == [(1, 2, "value"), (2, 3, "value")]
    assert all(length == pytest.approx(120 / math.hypot(200, 120)) for _, _, length, _ in study.contours)


def test_a_shape_inside_the_picture_does_not_touch_its_frame() -> None:
    l_map = np.full((120, 200), 20.0, np.float32)
    l_map[30:90, 60:140] = 80.0
    ground, block = study_masses(l_map).shapes
    assert ground.touches_frame
    assert not block.touches_frame
    assert block.centre == pytest.approx((0.5, 0.5), abs=0.15)
    assert block.bbox == pytest.approx((0.3, 0.25, 0.4, 0.5), abs=0.01)
    assert block.share == pytest.approx(0.2, abs=0.01)


def test_a_number_is_set_deep_inside_a_shape_not_at_its_centre_of_gravity() -> None:
    # A frame of dark, 31 pixels wide, round a light block of odd sides.
    l_map = np.full((121, 201), 20.0, np.float32)
    l_map[31:90, 31:170] = 80.0
    frame, block = study_masses(l_map).shapes
    x, y = frame.centre[0] * 201 - 0.5, frame.centre[1] * 121 - 0.5
    assert min(x, y, 200 - x, 120 - y) == pytest.approx(15.0, abs=2.0)
    assert block.centre[1] == pytest.approx(0.5, abs=1e-9)
    l_map = np.full((121, 121), 20.0, np.float32)
    l_map[30:91, 30:91] = 80.0
    assert study_masses(l_map).shapes[1].centre == pytest.approx((0.5, 0.5), abs=1e-9)


def test_what_does_not_count_stays_out_of_masses_set_by_hand() -> None:
    counted = np.ones(L_MAP.shape, dtype=bool)
    counted[:20] = False
    measured = study_masses(L_MAP, counted=counted)
    set_by_hand = override(measured, L_MAP, {1: 9.5})
    assert np.array_equal(set_by_hand.labels < 0, ~counted)
    assert [mass.share for mass in set_by_hand.items] == pytest.approx([0.3, 0.2, 0.5])


def test_a_mass_in_two_shapes_is_larger_than_its_largest() -> None:
    found = study_masses(stripes((0.3, 2.0), (0.3, 8.0), (0.4, 2.0))).metrics()
    assert found["masses.largest_share"] == pytest.approx(0.7)
    assert found["masses.largest_shape"] == pytest.approx(0.4)
    assert found["masses.shapes"] == 3.0
    assert found["masses.count"] == 2.0


def test_a_picture_of_one_value_has_no_steps() -> None:
    found = study_masses(np.full((60, 90), 50.0, np.float32)).metrics()
    unknown = {name for name, value in found.items() if value is None}
    assert unknown == {
        "masses.explained",
        "masses.top2_gap",
        "masses.evenness",
        "masses.step_min",
        "masses.step_mean",
        "masses.touching_step_min",
    }


def test_spread_inside_a_mass_is_that_of_its_pixels() -> None:
    l_map = stripes((0.5, 2.0), (0.5, 8.0))
    checks = np.where(np.indices(l_map.shape).sum(axis=0) % 2, 3.0, -3.0).astype(np.float32)
    l_map[:, :100] += checks[:, :100]
    study = study_masses(l_map)
    assert [mass.l_sigma for mass in study.items] == pytest.approx([3.0, 0.0], abs=1e-3)
    assert study.metrics()["masses.sigma_max"] == pytest.approx(3.0, abs=1e-3)
    assert study.metrics()["masses.sigma_mean"] == pytest.approx(1.5, abs=1e-3)
    assert study.explained == pytest.approx(1.0 - 0.5 * 9.0 / (30.0**2 + 0.5 * 9.0), abs=1e-4)


def test_evenness_and_what_is_explained() -> None:
    assert _evenness([1.0]) is None
    assert _evenness([0.5, 0.5]) == pytest.approx(1.0)
    assert _evenness([0.9, 0.1]) == pytest.approx(-(0.9 * math.log(0.9) + 0.1 * math.log(0.1)) / math.log(2))
    assert _explained(25.0, 100.0) == 0.75
    assert _explained(200.0, 100.0) == 0.0
    assert _explained(0.0, 1e-7) is None


@pytest.mark.parametrize(
    "arguments",
    [{"k": 1}, {"k": 9}, {"coherence": -0.01}, {"coherence": 1.01}, {"min_shape": -0.01}, {"min_shape": 0.26}],
)
def test_what_is_out_of_range_is_refused(arguments: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        study_masses(L_MAP, **arguments)


@pytest.mark.parametrize(
    "arguments",
    [{"k": 2}, {"k": 8}, {"coherence": 0.0}, {"coherence": 1.0}, {"min_shape": 0.0}, {"min_shape": 0.25}],
)
def test_the_ends_of_a_range_belong_to_it(arguments: dict[str, float]) -> None:
    assert study_masses(L_MAP, **arguments).items


def test_specks_alone_in_transparency_do_not_count() -> None:
    counted = np.zeros(L_MAP.shape, dtype=bool)
    counted[:, :150] = True
    counted[10:14, 180:184] = True
    study = study_masses(L_MAP, counted=counted)
    assert np.all(study.labels[10:14, 180:184] == -1)
    assert np.all(study.labels[:, :150] >= 0)
    assert [mass.share for mass in study.items] == pytest.approx([2 / 3, 1 / 3])
    alone = np.zeros(L_MAP.shape, dtype=bool)
    alone[10:14, 180:184] = True
    assert np.array_equal(study_masses(L_MAP, counted=alone).labels >= 0, alone)
    assert np.all(study_masses(L_MAP, counted=np.zeros_like(alone)).labels >= 0)


def test_a_split_is_hinted_above_the_given_spread() -> None:
    l_map = stripes((0.5, 2.0), (0.5, 8.0))
    l_map[:, :100] += np.where(np.indices((120, 100)).sum(axis=0) % 2, 3.0, -3.0).astype(np.float32)
    for threshold, hinted in ((2.9, 1), (3.1, 0), (None, 0)):
        assert len(study_masses(l_map, split_threshold=threshold).hints) == hinted
