"""Second and third reads are told only where something stands out; what is counted of them stays."""

from __future__ import annotations

import numpy as np

from art_assistant.analysis.composition.study import refocused, study_composition
from art_assistant.imaging.colorspace import lstar


def seen(*hills: tuple[float, float, float]) -> np.ndarray:
    y, x = (np.mgrid[0:128, 0:128] + 0.5) / 128
    return np.asarray(sum(h * np.exp(-((x - a) ** 2 + (y - b) ** 2) / 0.005) for a, b, h in hills), dtype=np.float32)


SALIENCY = seen((0.5, 0.5, 0.9), (0.15, 0.5, 0.7), (0.85, 0.5, 0.6))
NOISE = np.random.default_rng(1).integers(60, 200, (200, 300, 3)).astype(np.uint8)
MIDDLE_AND_RIGHT = np.zeros((200, 300), dtype=bool)
MIDDLE_AND_RIGHT[80:120, 120:180] = MIDDLE_AND_RIGHT[80:120, 240:270] = True


def test_a_later_read_off_the_subject_is_not_told_and_the_next_takes_its_rank() -> None:
    free = study_composition(SALIENCY, NOISE, lstar(NOISE))
    told = study_composition(SALIENCY, NOISE, lstar(NOISE), subject=MIDDLE_AND_RIGHT)
    assert [round(point.point[0], 1) for point in free.focal_points] == [0.5, 0.2, 0.8]
    assert [(point.rank, round(point.point[0], 1)) for point in told.focal_points] == [(1, 0.5), (2, 0.8)]
    assert told.second_ratio == told.focal_points[1].strength / told.focal_points[0].strength


def test_what_is_ranked_among_the_masters_does_not_know_the_subject() -> None:
    free = study_composition(SALIENCY, NOISE, lstar(NOISE))
    told = study_composition(SALIENCY, NOISE, lstar(NOISE), subject=MIDDLE_AND_RIGHT)
    assert told.metrics() == free.metrics()
    assert told.metrics()["composition.focal_count"] == 3.0


def test_the_first_read_is_told_wherever_it_lies_and_so_is_the_one_that_is_meant() -> None:
    nothing = np.zeros((200, 300), dtype=bool)
    told = study_composition(SALIENCY, NOISE, lstar(NOISE), subject=nothing)
    assert [round(point.point[0], 1) for point in told.focal_points] == [0.5]
    assert [round(point.point[0], 1) for point in refocused(told, (0.8, 0.2)).focal_points] == [0.8]
