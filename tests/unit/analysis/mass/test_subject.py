"""What masses keep: a figure before a wall of its own value, by hue or as the subject; and a plain ground whole."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from art_assistant.analysis.mass.outlines import inner_lines
from art_assistant.analysis.mass.study import MassStudy, override, study_masses
from art_assistant.imaging.arrays import U8, BoolMap
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, lstar

SHAPE = (180, 240)


def disc() -> BoolMap:
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]]
    return np.asarray((y - 80) ** 2 + (x - 120) ** 2 < 40**2)


def scene(*, hue: float = 0.0, step: float = 0.0) -> U8:
    """A wall of L* 55, a dark floor, and a disc before the wall, of its value but for ``step`` and b* ``hue``."""
    lab = np.zeros((*SHAPE, 3), dtype=np.float32)
    lab[..., 0] = 55.0
    lab[140:, :, 0] = 5.0
    lab[disc(), 0] += step
    lab[disc(), 2] = hue
    return linear_to_srgb(lab_to_linear(lab))


def study(rgb: U8, subject: BoolMap | None = None, **asked: float) -> MassStudy:
    return study_masses(lstar(rgb), rgb=rgb, subject=subject, **asked)


def found(masses: MassStudy) -> float:
    """Return the intersection over union of the disc and the shape that is most of it."""
    shape = masses.shape_labels == np.bincount(masses.shape_labels[disc()]).argmax()
    return float((shape & disc()).sum() / (shape | disc()).sum())


def test_a_figure_of_the_walls_value_is_no_shape_for_values_alone() -> None:
    assert len(study_masses(lstar(scene(hue=45.0))).shapes) == 2


def test_hue_parts_a_figure_from_a_wall_of_its_value() -> None:
    masses = study(scene(hue=45.0))
    assert found(masses) > 0.97
    assert (masses.k, len(masses.shapes)) == (2, 3)
    wall, figure = (s.id for s in masses.shapes if s.mass == 2)
    assert [c.why for c in masses.contours if (c.one, c.other) == (wall, figure)] == ["colour"]
    assert masses.as_dict()["contours"][-1] == {
        "shapes": [wall, figure],
        "length": pytest.approx(2.0 * 4.0 * 40.0 / 300.0, rel=0.05),
        "why": "colour",
    }


def test_the_subject_parts_what_hue_alone_would_not() -> None:
    rgb = scene(hue=12.0)
    assert len(study(rgb).shapes) == 2
    masses = study(rgb, disc())
    assert found(masses) > 0.95
    assert {c.why for c in masses.contours} == {"value", "subject"}


@pytest.mark.parametrize("step", [0.0, 1.5])
def test_a_mask_alone_draws_no_contour(step: float) -> None:
    assert len(study(scene(step=step), disc()).shapes) == 2


def test_a_subject_elsewhere_than_the_difference_draws_none() -> None:
    aside = np.zeros(SHAPE, dtype=bool)
    aside[20:120, 10:60] = True
    assert len(study(scene(hue=11.0), aside).shapes) == 2


def test_a_ground_in_a_slow_light_is_cut_less_than_its_values_would_be() -> None:
    l_map = np.linspace(44.0, 64.0, SHAPE[1], dtype=np.float32)[None].repeat(SHAPE[0], axis=0)
    l_map[140:] = 25.0
    masses = study_masses(l_map)
    assert max(shape.share for shape in masses.shapes) > 0.6
    # The same steps with edges are shapes.
    assert len(study_masses(np.round(l_map / 5.0) * np.float32(5.0)).shapes) > len(masses.shapes)


def shared_values() -> U8:
    """Three greys for four: a ceiling and a floor 9 L* apart that do not touch, and a disc 8 L* off its wall."""
    lab = np.zeros((*SHAPE, 3), dtype=np.float32)
    lab[..., 0] = 60.0
    lab[:30, :, 0], lab[150:, :, 0] = 12.0, 21.0
    lab[disc()] = (68.0, 0.0, 20.0)
    return linear_to_srgb(lab_to_linear(lab))


def test_a_figure_keeps_its_contour_where_values_are_scarce() -> None:
    """A grey for the ceiling and one for the floor would explain more, and the disc would be gone."""
    masses = study(shared_values(), disc(), k=3)
    mass_at = {place: int(masses.labels[place]) for place in [(80, 120), (80, 10), (5, 120), (170, 120)]}
    assert list(mass_at.values()) == [2, 1, 0, 0]
    assert found(masses) > 0.95


def test_masses_of_a_mirrored_picture_with_hue_and_subject_are_mirrored() -> None:
    rgb, aside = shared_values(), np.roll(disc(), 12, axis=1)
    one, two = study(rgb, aside), study(rgb[:, ::-1].copy(), aside[:, ::-1].copy())
    assert np.mean(one.labels == two.labels[:, ::-1]) > 0.999


def test_no_value_says_where_shapes_of_one_mass_part() -> None:
    masses = study(scene(hue=45.0))
    lines = inner_lines(masses)
    drawn = np.zeros(SHAPE, dtype=np.uint8)
    for line in lines:
        points = np.rint(np.array(line) * SHAPE[::-1] - 0.5).astype(np.int32)
        cv2.polylines(drawn, [points], isClosed=False, color=1)
    rim = cv2.dilate(disc().astype(np.uint8), np.ones((3, 3), np.uint8)) - cv2.erode(
        disc().astype(np.uint8), np.ones((3, 3), np.uint8)
    )
    reach = np.ones((7, 7), np.uint8)
    assert (cv2.dilate(drawn, reach) >= rim).mean() > 0.99
    assert (cv2.dilate(rim, reach) >= drawn).all()
    assert inner_lines(study_masses(lstar(scene(step=25.0)))) == ()


def test_a_line_ends_where_its_shapes_do() -> None:
    lab = np.zeros((*SHAPE, 3), dtype=np.float32)
    lab[..., 0], lab[:, 120:, 2] = 55.0, 60.0
    lab[90:] = (15.0, 0.0, 0.0)
    rgb = linear_to_srgb(lab_to_linear(lab))
    (line,) = inner_lines(study_masses(lstar(rgb), rgb=rgb))
    assert [x for x, _ in line] == pytest.approx([0.5] * len(line), abs=0.02)
    assert sorted(y for _, y in line)[:: len(line) - 1] == pytest.approx([0.0, 0.5], abs=0.02)


def test_an_override_keeps_apart_what_hue_parts_and_joins_what_values_did() -> None:
    rgb = scene(hue=45.0)
    masses = study(rgb)
    raised = override(masses, lstar(rgb), {2: 9.0})
    assert [c.why for c in raised.contours] == [c.why for c in masses.contours]
    assert np.array_equal(raised.shape_labels, masses.shape_labels)
    one = override(masses, lstar(rgb), {1: 5.0, 2: 5.0})
    # The floor joins the wall, the figure stays in front of both.
    assert (one.k, len(one.shapes)) == (1, 2)
    assert found(one) > 0.97
    assert [c.why for c in one.contours] == ["colour"]
