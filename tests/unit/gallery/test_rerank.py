"""The handful that is shown: near, but not all alike, and not all by one hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.gallery.search.rerank import PER_ARTIST, RELEVANCE, diversified, nearest

NOBODY = [None] * 9


def at(*degrees: float) -> np.ndarray:
    """Works as directions on a circle: two are as alike as the cosine of the angle between them."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def chosen(scores: list[float], rows: np.ndarray, k: int, artists: list[str | None] | None = None) -> list[int]:
    different = np.eye(len(scores), dtype=bool)
    return diversified(np.array(scores, np.float32), rows, different, artists or NOBODY[: len(scores)], k)


def test_the_nearest_come_best_first_and_equals_by_position() -> None:
    assert nearest(np.array([0.2, 0.9, 0.9, 0.5], np.float32), 3) == [1, 2, 3]
    assert nearest(np.array([0.2, 0.9], np.float32), 9) == [1, 0]


def test_one_like_the_first_comes_after_a_different_one_that_is_little_less_near() -> None:
    # The gain of the twin is 0.75 x 0.9 - 0.25 x 1 x 1; of the other 0.75 x 0.7 - 0.
    assert chosen([1.0, 0.9, 0.7], at(0, 0, 90), 3) == [0, 2, 1]
    # 0.75 x 0.9 - 0.25 = 0.425 = 0.75 x 0.567: below that, the twin comes first.
    assert chosen([1.0, 0.9, 0.56], at(0, 0, 90), 3) == [0, 1, 2]
    assert chosen([1.0, 0.9, 0.58], at(0, 0, 90), 3) == [0, 2, 1]


@pytest.mark.parametrize("scale", [1.0, 0.3, 0.05, 0.001])
def test_only_the_proportions_of_the_scores_matter(scale: float) -> None:
    scores, rows = [1.0, 0.9, 0.85, 0.7, 0.56], at(0, 10, 20, 90, 140)
    assert chosen([scale * score for score in scores], rows, 5) == chosen(scores, rows, 5)


@given(st.lists(st.floats(0.05, 1.0), min_size=2, max_size=8), st.sampled_from([0.01, 0.2, 4.0]), st.integers(0, 9))
def test_neither_the_scale_of_scores_nor_that_of_rows_matters(scores: list[float], scale: float, seed: int) -> None:
    scores = [round(score, 2) for score in scores]
    rows = np.random.default_rng(seed).normal(size=(len(scores), 3)).astype(np.float32)
    found = chosen(scores, rows, len(scores))
    assert sorted(found) == list(range(len(scores)))
    assert found[0] == int(np.argmax(scores))
    lengthened = rows * np.linspace(0.5, 3.0, len(rows), dtype=np.float32)[:, None]
    assert chosen(scores, lengthened, len(scores)) == found
    gains_are_apart = len(set(scores)) == len(scores)
    if gains_are_apart:
        assert chosen([scale * score for score in scores], rows, 1) == found[:1]


def test_likeness_is_that_with_the_most_like_of_those_chosen() -> None:
    # The third is like the first, though not like the last chosen; the fourth is less like the second.
    assert chosen([1.0, 0.95, 0.9, 0.85], at(0, 90, 5, 135), 4) == [0, 1, 3, 2]


def test_opposites_are_not_sought() -> None:
    # Unlike is unlike: a work opposite to the first gains nothing over one at a right angle.
    assert chosen([1.0, 0.6, 0.61], at(0, 180, 90), 2) == [0, 2]


def test_a_copy_never_comes() -> None:
    same = np.eye(3, dtype=bool)
    same[0, 2] = same[2, 0] = True
    assert diversified(np.array([1.0, 0.1, 0.9], np.float32), at(0, 90, 1), same, NOBODY[:3], 3) == [0, 1]


def test_others_come_before_a_third_of_one_artist_and_the_unknown_are_not_counted() -> None:
    rows = np.eye(6, dtype=np.float32)
    scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    assert PER_ARTIST == 2
    assert chosen(scores, rows, 4, ["A", "A", "A", "B", "A", "B"]) == [0, 1, 3, 5]
    assert chosen(scores, rows, 6, [None] * 6) == [0, 1, 2, 3, 4, 5]
    assert chosen(scores, rows, 2, ["A", "A", "A", "B", "A", "B"]) == [0, 1]


def test_a_search_among_the_works_of_one_artist_fills_its_places() -> None:
    rows = np.eye(6, dtype=np.float32)
    scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4]
    assert chosen(scores, rows, 4, ["A"] * 6) == [0, 1, 2, 3]
    assert chosen(scores, rows, 6, ["A", "A", "A", "B", "A", "B"]) == [0, 1, 3, 5, 2, 4]


def test_no_more_than_were_asked_for() -> None:
    assert chosen([0.9, 0.8, 0.7], at(0, 90, 180), 2) == [0, 1]
    assert chosen([0.9, 0.8, 0.7], at(0, 90, 180), 0) == []


def test_a_work_of_nothing_is_like_nothing() -> None:
    rows = at(0, 0, 90)
    rows[1] = 0.0
    assert chosen([1.0, 0.9, 0.89], rows, 3) == [0, 1, 2]


def test_nearness_weighs_three_times_unlikeness() -> None:
    assert pytest.approx(3.0) == RELEVANCE / (1.0 - RELEVANCE)
