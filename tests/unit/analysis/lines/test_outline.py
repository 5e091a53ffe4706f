"""Borders as arcs, and outlines, on pictures whose contours are known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.lines.arcs import arcs_of
from art_assistant.analysis.lines.chains import length_of
from art_assistant.analysis.lines.outline import outline_of
from art_assistant.errors import UsageError
from art_assistant.pipeline import Study


def test_two_halves_have_one_border_between_their_pixels_and_the_frame_is_none() -> None:
    labels = np.zeros((20, 30), dtype=np.int32)
    labels[:, 12:] = 1
    (arc,) = arcs_of(labels)
    np.testing.assert_array_equal(arc[:, 0], 11.5)
    assert {arc[0, 1], arc[-1, 1]} == {-0.5, 19.5}


def test_three_labels_meet_in_three_arcs_and_an_island_is_a_ring() -> None:
    labels = np.zeros((40, 60), dtype=np.int32)
    labels[:, 30:] = 1
    labels[20:, 30:] = 2
    labels[5:15, 5:15] = 3
    found = [arc for arc in arcs_of(labels) if length_of(arc) > 2]
    rings = [arc for arc in found if np.array_equal(arc[0], arc[-1])]
    assert (len(found), len(rings)) == (4, 1)
    # Around an island of 10 pixels: its corners are cut, the border lies half a pixel outside.
    assert length_of(rings[0]) == pytest.approx(40.0, abs=3.0)
    assert sum(map(length_of, found)) == pytest.approx(40 + 40 + 30, abs=6.0)


def test_one_label_has_no_border() -> None:
    assert arcs_of(np.zeros((20, 30), dtype=bool)) == []


def ball(value: int = 210) -> tuple[np.ndarray, np.ndarray]:
    """Return a light ball with a small mark on it before a dark ground, and where it is."""
    grey = np.full((400, 500), 70, dtype=np.uint8)
    inside = np.zeros((400, 500), dtype=np.uint8)
    cv2.circle(inside, (200, 200), 110, 1, -1)
    grey[inside > 0] = value
    cv2.rectangle(grey, (180, 190), (215, 215), 130, -1)
    return np.repeat(grey[..., None], 3, axis=-1), inside > 0


def test_the_subject_is_one_closed_curve_along_its_contour() -> None:
    rgb, inside = ball()
    outline = outline_of(rgb, inside.astype(np.int32), inside)
    (subject,) = [curve for curve in outline.curves if curve.why == "subject"]
    assert subject.closed
    np.testing.assert_array_equal(subject.points[0], subject.points[-1])
    np.testing.assert_allclose(np.hypot(*(subject.points * (500, 400) - 200.5).T), 110.0, atol=4.0)
    assert len(subject.points) < 80
    assert outline.curves[0] is subject
    assert outline.aspect == pytest.approx(1.25)


def test_what_lies_within_is_inner_and_the_lengths_add_up() -> None:
    rgb, inside = ball()
    outline = outline_of(rgb, inside.astype(np.int32), inside, detail="full")
    assert {curve.why for curve in outline.curves} == {"subject", "inner"}
    lengths = [length_of((curve.points * (500, 400)).astype(np.float32)) for curve in outline.curves]
    assert outline.length == pytest.approx(sum(lengths) / np.hypot(500, 400), rel=0.02)


def test_a_border_that_the_picture_does_not_show_is_not_drawn() -> None:
    flat = np.full((400, 500, 3), 128, dtype=np.uint8)
    half = np.zeros((400, 500), dtype=np.int32)
    half[:, 250:] = 1
    assert outline_of(flat, half, half > 0).curves == ()


def test_a_border_without_a_contour_is_drawn_where_its_sides_differ() -> None:
    # Half a value over a tenth of the width: too slow for a contour, and seen with half-closed eyes.
    ramp = np.interp(np.arange(500), [0, 210, 290, 500], [70, 70, 170, 170]).astype(np.uint8)
    rgb = np.repeat(np.tile(ramp, (400, 1))[..., None], 3, axis=-1)
    rgb = cv2.GaussianBlur(rgb, (0, 0), 12.0)
    half = np.zeros((400, 500), dtype=np.int32)
    half[:, 250:] = 1
    (curve,) = outline_of(rgb, half, None).curves
    assert curve.why == "mass"
    np.testing.assert_allclose(curve.points[:, 0], 0.5, atol=0.01)


def test_a_busy_picture_gets_less_line_in_the_simple_outline() -> None:
    y, x = np.mgrid[0:384, 0:512]
    board = np.where((x // 24 + y // 24) % 2, 200, 60).astype(np.uint8)
    rgb = np.repeat(board[..., None], 3, axis=-1)
    shapes = np.zeros((384, 512), dtype=np.int32)
    simple, full = (outline_of(rgb, shapes, None, detail=detail).length for detail in ("simple", "full"))
    assert 4.0 < simple <= 5.5
    assert 9.0 < full <= 12.0


def test_a_study_makes_each_outline_once_and_knows_two(sample_bytes: bytes) -> None:
    study = Study(sample_bytes)
    assert study.outline() is study.outline("simple")
    assert study.outline("full").length > study.outline().length > 2.0
    assert study.outline().aspect == pytest.approx(1600 / 1200, rel=0.01)
    with pytest.raises(UsageError, match="simple or full"):
        study.outline("some")  # type: ignore[arg-type]
