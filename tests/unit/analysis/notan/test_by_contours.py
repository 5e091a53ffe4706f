"""Light and dark are parted where the contours are, and near a contour at the value half way across it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.by_contours import (
    Lean,
    _crossed,
    chosen_threshold,
    contour_weight,
    leaning,
)
from art_assistant.analysis.notan.honesty import MOST_CONTRADICTION, contradiction
from art_assistant.analysis.notan.parted import parted_by
from art_assistant.analysis.notan.study import Notans, study_notans
from art_assistant.analysis.value.tones import count_tones, tone_map, two_families
from art_assistant.imaging.arrays import F32

NEAR = Lean(0.05, 0.1)


def _discs(ground: F32, discs: list[tuple[tuple[int, int], int, float]]) -> tuple[F32, np.ndarray]:
    """Return the ground with soft-edged discs of these L* on it, and where they are."""
    l_map, where = ground.copy(), np.zeros(ground.shape, np.uint8)
    for centre, radius, level in discs:
        cv2.circle(l_map, centre, radius, level, -1)
        cv2.circle(where, centre, radius, 1, -1)
    return cv2.GaussianBlur(l_map, (0, 0), 1.5), where > 0


def _fruit() -> tuple[F32, np.ndarray]:
    """Return a pale pear, a red apple and a dark melon before a darker wall, and where they are."""
    ground = np.full((200, 260), 8.0, np.float32)
    return _discs(ground, [((70, 130), 48, 78.0), ((170, 140), 44, 40.0), ((130, 55), 40, 32.0)])


def _two_grounds(left: float = 34.0, right: float = 60.0, radius: int = 30) -> tuple[F32, np.ndarray]:
    """Return a half of L* 20 and one of L* 75, each with a disc of another value, and the discs."""
    ground = np.full((200, 300), 20.0, np.float32)
    ground[:, 150:] = 75.0
    return _discs(ground, [((75, 100), radius, left), ((225, 100), radius, right)])


def _threshold(l_map: F32, subject: np.ndarray | None) -> float:
    counts = count_tones(tone_map(l_map))
    return chosen_threshold(l_map, counts, two_families(counts)[0], None, subject)


def _notans(l_map: F32, subject: np.ndarray | None = None) -> Notans:
    masses = study_masses(l_map, subject=subject)
    return study_notans(
        l_map, cv2.GaussianBlur(l_map, (0, 0), 3.0), masses.labels, masses.shape_labels, subject=subject
    )


def test_a_threshold_that_parts_the_whole_subject_is_worth_a_less_clean_division():
    l_map, fruit = _fruit()
    assert _threshold(l_map, None) > 40.0
    assert 8.0 < _threshold(l_map, fruit) < 32.0


def test_a_threshold_lies_where_contours_are_and_not_where_values_shade():
    # From 15 to 70 in a slow ramp, then a step to 85: the cleanest division lies on the ramp.
    l_map = np.repeat(np.concatenate([np.linspace(15, 70, 200), np.full(60, 85.0)])[None], 180, axis=0)
    l_map = np.asarray(l_map, np.float32)
    crossed = _crossed(l_map, np.array([25.0, 50.0, 78.0]), None)
    assert crossed[2] == pytest.approx(1.0)
    assert crossed[:2].max() < 0.0
    # Two values a little apart, one of them parted from its neighbour by a step: the step is taken.
    plain = two_families(count_tones(tone_map(l_map)))[0]
    assert plain < 60.0
    assert 70.0 < _threshold(l_map, None) < 85.0


def test_what_is_cut_out_has_no_contour():
    l_map = np.full((120, 160), 30.0, np.float32)
    l_map[:, 80:] = 90.0
    counted = np.zeros(l_map.shape, bool)
    counted[:, :80] = True
    assert contour_weight(l_map, None, None)[:, 70:90].max() > 50.0
    assert contour_weight(l_map, counted, None).max() == 0.0
    assert not _crossed(l_map, np.array([50.0, 60.0]), counted).any()


def test_near_a_contour_the_threshold_is_half_way_across_it_and_far_from_all_it_holds():
    l_map, _ = _two_grounds()
    found = leaning(l_map, contour_weight(l_map, None, None), 45.0, NEAR)
    assert found[100, 75 - 30] == pytest.approx(27.0, abs=4.0)
    assert found[100, 225 + 30] == pytest.approx(67.5, abs=4.0)
    assert found[100, 150] == pytest.approx(47.5, abs=2.0)
    # Where there is no contour at all, one threshold holds everywhere.
    flat = np.full((50, 60), 40.0, np.float32)
    assert np.all(leaning(flat, contour_weight(flat, None, None), 45.0, NEAR) == 45.0)


def test_the_subject_has_its_contour_before_others():
    l_map, _ = _two_grounds()
    subject = np.zeros(l_map.shape, bool)
    subject[70:130, 45:105] = True
    plain, stressed = contour_weight(l_map, None, None), contour_weight(l_map, None, subject)
    assert stressed[100, 45] > 3.0 * plain[100, 45] > 0.0
    assert stressed[100, 255] == plain[100, 255] > 0.0


def test_figures_show_on_both_sides_of_the_one_threshold():
    l_map, discs = _two_grounds()
    found = _notans(l_map)
    assert parted_by(found.families.dark, discs) < 0.3
    assert parted_by(found.local.dark, discs) > 0.65
    assert found.local.contradiction <= MOST_CONTRADICTION
    assert found.offered[0] is found.local


def test_contours_are_followed_only_as_far_as_the_values_bear_it_out():
    # Stripes: most of the dark half would be paper and most of the light half ink, which is lighter than that paper.
    l_map = np.full((200, 300), 20.0, np.float32)
    l_map[:, 150:] = 75.0
    for left in range(0, 150, 30):
        l_map[:, left : left + 18] = 34.0
        l_map[:, 150 + left : 150 + left + 6] = 95.0
    closely = l_map - leaning(l_map, contour_weight(l_map, None, None), 50.0, NEAR)
    assert contradiction(closely <= 0.0, l_map, None) > 0.3
    assert _notans(l_map).local.contradiction <= MOST_CONTRADICTION


def test_a_mirrored_picture_is_parted_alike():
    l_map, fruit = _fruit()
    turned = np.ascontiguousarray(l_map[:, ::-1])
    assert _threshold(turned, np.ascontiguousarray(fruit[:, ::-1])) == pytest.approx(_threshold(l_map, fruit), abs=1.0)
    again = leaning(turned, contour_weight(turned, None, None), 45.0, NEAR)[:, ::-1]
    assert again == pytest.approx(leaning(l_map, contour_weight(l_map, None, None), 45.0, NEAR), abs=0.5)
