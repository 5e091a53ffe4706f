"""A subject of the value of its ground stands out in a notan of its own, and nothing that is ranked moves by it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.honesty import MOST_CONTRADICTION
from art_assistant.analysis.notan.parted import parted_by
from art_assistant.analysis.notan.study import Notans, study_notans
from art_assistant.imaging.colorspace import lstar, lstar_from_luminance, luminance_from_lstar


def _picture(head: tuple[int, int, int] = (188, 62, 52)) -> tuple[np.ndarray, np.ndarray]:
    """Return a light sky, a dark floor and a grey wall between them, before which there is a head; and the head.

    The head is red and of the value of the wall unless another colour is given.
    """
    rgb = np.full((240, 200, 3), 105, dtype=np.uint8)
    rgb[:90], rgb[200:] = 226, 48
    where = np.zeros(rgb.shape[:2], dtype=np.uint8)
    cv2.circle(where, (110, 145), 40, 1, -1)
    rgb[where > 0] = head
    return rgb, where > 0


def _notans(rgb: np.ndarray, subject: np.ndarray | None) -> Notans:
    l_map = lstar(rgb)
    masses = study_masses(l_map, rgb=rgb, subject=subject)
    squint = lstar_from_luminance(cv2.GaussianBlur(luminance_from_lstar(l_map), (0, 0), 4.0))
    return study_notans(l_map, squint, masses.labels, masses.shape_labels, subject=subject)


def test_ink_and_paper_part_a_subject_that_they_do_not_share():
    _, head = _picture()
    assert parted_by(head, head) == pytest.approx(1.0)
    assert parted_by(~head, head) == pytest.approx(1.0)
    assert parted_by(np.zeros_like(head), head) == 0.0
    assert parted_by(head, np.ones_like(head)) == 0.0


def test_a_head_of_the_value_of_its_wall_stands_out_and_is_offered():
    rgb, head = _picture()
    found = _notans(rgb, head)
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
    rgb, head = _picture()
    found = _notans(rgb, head)
    assert found.joined is not None
    assert not found.joined.of_subject
    assert found.metrics()["notan.connected.dark_share"] == found.joined.dark_share != found.connected.dark_share


@pytest.mark.parametrize(
    ("colour", "known"),
    [((188, 62, 52), False), ((250, 240, 230), True), ((132, 128, 124), True)],
    ids=["no subject", "parted by one value", "parted where its contour is"],
)
def test_nothing_is_turned_over_without_need(colour: tuple[int, int, int], known: bool):
    rgb, head = _picture(colour)
    found = _notans(rgb, head if known else None)
    assert found.joined is None
    assert not found.connected.of_subject


def test_a_mirrored_picture_has_the_mirrored_notan():
    rgb, head = _picture()
    once = _notans(rgb, head).connected
    again = _notans(np.ascontiguousarray(rgb[:, ::-1]), np.ascontiguousarray(head[:, ::-1])).connected
    assert again.of_subject
    assert np.mean(again.dark[:, ::-1] != once.dark) < 0.01
