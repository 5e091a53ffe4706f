"""A subject of the value of its ground stands out in a notan of its own, and nothing that is ranked moves by it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.honesty import MOST_CONTRADICTION
from art_assistant.analysis.notan.standing_out import parted_by
from art_assistant.analysis.notan.study import Notans, study_notans
from art_assistant.imaging.colorspace import lstar_from_luminance, luminance_from_lstar


def _picture(step: float = 9.0) -> tuple[np.ndarray, np.ndarray]:
    """Return a light sky, a dark floor and a wall between them, before which a head is ``step`` lighter; and the head.

    The wall and the head lie both on the dark side of the cleanest division.
    """
    l_map = np.full((240, 200), 44.0, dtype=np.float32)
    l_map[:90], l_map[200:] = 90.0, 20.0
    head = np.zeros(l_map.shape, dtype=np.uint8)
    cv2.circle(head, (110, 145), 40, 1, -1)
    return np.where(head > 0, np.float32(44.0 + step), l_map), head > 0


def _notans(l_map: np.ndarray, subject: np.ndarray | None) -> Notans:
    masses = study_masses(l_map, subject=subject)
    squint = lstar_from_luminance(cv2.GaussianBlur(luminance_from_lstar(l_map), (0, 0), 4.0))
    return study_notans(l_map, squint, masses.labels, masses.shape_labels, subject=subject)


def test_ink_and_paper_part_a_subject_that_they_do_not_share():
    _, head = _picture()
    assert parted_by(head, head) == pytest.approx(1.0)
    assert parted_by(~head, head) == pytest.approx(1.0)
    assert parted_by(np.zeros_like(head), head) == 0.0
    assert parted_by(head, np.ones_like(head)) == 0.0


def test_a_head_of_the_value_of_its_wall_stands_out_and_is_offered():
    l_map, head = _picture()
    found = _notans(l_map, head)
    assert parted_by(found.families.dark, head) < 0.2
    stands = found.connected
    assert stands.of_subject
    assert stands in found.offered
    assert parted_by(stands.dark, head) > 0.8
    assert stands.contradiction <= MOST_CONTRADICTION
    # What has no part in it is as in the plain division.
    far = cv2.dilate(head.astype(np.uint8), np.ones((25, 25), np.uint8)) == 0
    np.testing.assert_array_equal(stands.dark[far], found.families.dark[far])


def test_what_is_ranked_is_the_joined_one_whatever_stands_out():
    l_map, head = _picture()
    found = _notans(l_map, head)
    assert found.joined is not None
    assert not found.joined.of_subject
    assert found.metrics()["notan.connected.dark_share"] == found.joined.dark_share != found.connected.dark_share


@pytest.mark.parametrize(("step", "known"), [(9.0, False), (50.0, True)], ids=["no subject", "parted anyway"])
def test_nothing_is_turned_over_without_need(step: float, known: bool):
    l_map, head = _picture(step)
    found = _notans(l_map, head if known else None)
    assert found.joined is None
    assert not found.connected.of_subject


def test_a_mirrored_picture_has_the_mirrored_notan():
    l_map, head = _picture()
    once = _notans(l_map, head).connected
    again = _notans(np.ascontiguousarray(l_map[:, ::-1]), np.ascontiguousarray(head[:, ::-1])).connected
    assert again.of_subject
    assert np.mean(again.dark[:, ::-1] != once.dark) < 0.01
