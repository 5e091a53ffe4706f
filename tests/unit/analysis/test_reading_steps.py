"""The three readings of a picture, step by step, on masks and shapes made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from art_assistant.analysis.notan.clean_masks import Ink
from art_assistant.analysis.notan.honesty import LEAST_DIFFERENCE
from art_assistant.analysis.notan.study import Notans, _note, study_notans
from art_assistant.analysis.notan.three_ways import (
    Scene,
    _apart,
    _connection,
    _families,
    _first_apart,
    _levels,
    _shape_tone,
    _softened,
    scene_of,
)

SHAPE = (100, 150)


def scene(l_map: np.ndarray, counted: np.ndarray | None = None) -> Scene:
    l_map = np.asarray(l_map, dtype=np.float32)
    labels = np.zeros(l_map.shape, dtype=np.int32)
    return scene_of(l_map, l_map, labels, labels, counted)


def halves(dark: float = 20.0, light: float = 80.0) -> np.ndarray:
    l_map = np.full(SHAPE, dark, dtype=np.float32)
    l_map[:, 75:] = light
    return l_map


def left(columns: int) -> np.ndarray:
    mask = np.zeros(SHAPE, dtype=bool)
    mask[:, :columns] = True
    return mask


# What is read


def test_a_picture_in_which_nothing_or_all_counts_has_no_ground() -> None:
    for counted in (None, np.ones(SHAPE, dtype=bool), np.zeros(SHAPE, dtype=bool)):
        assert scene(halves(), counted).counted is None
    some = left(100)
    assert scene(halves(), some).counted is some


def test_softening_evens_brush_marks_and_keeps_shapes() -> None:
    marks = halves() + np.where(np.indices(SHAPE).sum(axis=0) % 2, 4.0, -4.0).astype(np.float32)
    soft = _softened(marks, None)
    assert np.abs(soft[:, :60] - 20.0).max() < 2.5
    assert np.abs(soft[:, 90:] - 80.0).max() < 2.5
    assert np.allclose(_softened(np.full(SHAPE, 50.0, np.float32), None), 50.0, atol=0.01)


def test_what_does_not_count_bleeds_into_nothing() -> None:
    l_map = halves(20.0, 100.0)
    soft = _softened(l_map, left(75))
    assert np.allclose(soft[:, :75], 20.0, atol=0.05)


def test_families_are_divided_where_the_squint_divides() -> None:
    reading, threshold = _families(scene(halves()), None)
    assert threshold == pytest.approx(50.0, abs=3.0)
    assert np.mean(reading.ink.dark != left(75)) < 0.01
    assert f"value {threshold / 10.0:.1f}" in reading.reason
    assert "100%" in reading.reason


# Which is far enough


def test_masks_are_apart_by_the_least_of_their_differences() -> None:
    assert _apart(left(75), (left(60), left(105)), None) == pytest.approx(0.1)
    assert _apart(left(75), (left(105),), None) == pytest.approx(0.2)
    assert _apart(left(75), (left(105),), left(100)) == pytest.approx(0.25)


def test_the_first_candidate_that_is_far_enough_is_taken() -> None:
    base = (left(75),)
    share, found = _first_apart([left(80), left(100), left(140)], base, None)
    assert share == pytest.approx(25 / 150, abs=0.01)
    assert np.mean(found != left(100)) < 0.01
    share, found = _first_apart([left(78), left(90), left(61)], base, None)
    assert share == pytest.approx(15 / 150, abs=0.005)
    # What differs by less than nine hundredths is not even cleaned, once there is anything.
    assert _first_apart([left(78), left(87)], base, None)[0] == pytest.approx(3 / 150, abs=0.005)
    assert _first_apart([], base, None) == (0.0, base[0])


def test_levels_put_half_in_the_dark_and_then_other_parts() -> None:
    ramp = np.repeat(np.arange(150, dtype=np.float32)[None], 100, axis=0)
    shares = [float(mask.mean()) for mask in _levels(ramp, None)]
    assert shares == pytest.approx([0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82], abs=0.01)
    shares = [float(mask[:, :50].mean()) for mask in _levels(ramp, left(50))]
    assert shares == pytest.approx([0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82], abs=0.02)
    two = halves(0.0, 1.0)
    two[::2] = 5.0
    # Every second row and column is looked at: here the light ones.
    assert next(iter(_levels(two, None)))[1].all()


# Half tones and words


def test_the_middle_mass_nearest_the_threshold_is_the_half_tone() -> None:
    mass = np.array([0, 1, 2, 3, 3])
    l_mean = np.array([10.0, 30.0, 55.0, 80.0, 90.0])
    chosen = np.array([True, True, False, False, False])
    assert _shape_tone(mass, l_mean, chosen, 50.0).tolist() == [0.0, 0.0, 1.0, 2.0, 2.0]
    assert _shape_tone(mass, l_mean, chosen, 35.0).tolist() == [0.0, 1.0, 2.0, 2.0, 2.0]
    assert _shape_tone(mass[[0, 3, 4]], l_mean[[0, 3, 4]], chosen[[0, 3, 4]], 50.0).tolist() == [0.0, 2.0, 2.0]
    # All shapes of that mass together are the half tone.
    several = np.array([0, 1, 1, 2])
    tone = _shape_tone(several, np.array([10.0, 40.0, 60.0, 90.0]), np.array([True, True, False, False]), 50.0)
    assert tone.tolist() == [0.0, 1.0, 1.0, 2.0]


def test_what_moved_and_what_connects_is_said() -> None:
    ink = Ink(left(75), (0.3, 0.1), (0.6,))
    assert "no middle shape changes" in _connection(ink, 0)
    assert "1 middle shape changed" in _connection(ink, 1)
    assert "3 middle shapes changed" in _connection(ink, 3)
    assert "75% in one piece" in _connection(ink, 0)
    assert "lights (100%)" in _connection(ink, 0)
    assert "0% in one piece" in _connection(Ink(left(0), (), (1.0,)), 0)


def test_what_is_nearly_alike_is_said_with_its_reason() -> None:
    assert _note(LEAST_DIFFERENCE, flat=False) is None
    assert "nearly alike" in (_note(LEAST_DIFFERENCE - 0.001, flat=False) or "")
    assert "of one value" in (_note(0.0, flat=True) or "")


def test_differences_are_told_pair_by_pair_and_to_four_digits() -> None:
    l_map = np.repeat(np.linspace(5.0, 95.0, 180, dtype=np.float32)[None], 120, axis=0)
    labels = (l_map // 20).astype(np.int32)
    notans: Notans = study_notans(l_map, l_map, labels, labels)
    told = notans.as_dict()
    assert list(told["differences"]) == ["families_local", "families_connected", "local_connected"]
    assert list(told["differences"].values()) == [round(share, 4) for share in notans.differences]
    for notan, item in zip(notans, told["items"], strict=True):
        assert item["dark_connected"] == (None if notan.dark_connected is None else round(notan.dark_connected, 4))
        assert item["counterchange"] == (None if notan.counterchange is None else round(notan.counterchange, 4))
        assert item["dark_share"] == round(notan.dark_share, 4)
        assert [mass["dark"] for mass in item["masses"]] == [round(share, 4) for share in notan.mass_dark]
        assert len(notan.mass_dark) == int(labels.max()) + 1
