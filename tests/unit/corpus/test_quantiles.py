from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from art_assistant.corpus.quantiles import FAMILY_MINIMUM, Corpus, Distribution, between

numbers = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=60)


def test_percentiles_agree_with_scipy() -> None:
    values = np.random.default_rng(1).normal(size=2000)
    distribution = Distribution.of(values)
    assert distribution is not None
    for value in (-2.0, -0.3, 0.0, 1.1, 5.0):
        assert distribution.percentile(value) == pytest.approx(percentileofscore(values, value, "mean"), abs=0.6)


def test_a_value_that_many_share_stands_in_their_middle() -> None:
    distribution = Distribution.of([0.0] * 60 + [1.0] * 40)
    assert distribution is not None
    assert distribution.percentile(0.0) == pytest.approx(30.0, abs=1.0)
    assert distribution.percentile(1.0) == pytest.approx(80.0, abs=1.0)


@given(numbers, st.floats(-2e3, 2e3), st.floats(-2e3, 2e3))
def test_percentiles_never_fall_as_the_value_rises(values: list[float], one: float, two: float) -> None:
    distribution = Distribution.of(values)
    assert distribution is not None
    low, high = sorted((one, two))
    assert 0.0 <= distribution.percentile(low) <= distribution.percentile(high) <= 100.0


def test_unknown_values_are_left_out() -> None:
    assert Distribution.of([None, float("nan"), 1.0]) is None
    distribution = Distribution.of([None, 1.0, 2.0, float("inf")])
    assert distribution is not None
    assert distribution.n == 2


def test_a_corpus_survives_its_json() -> None:
    rows = [{"a": float(i), "b": None if i % 2 else float(i)} for i in range(100)]
    families: list[str | None] = ["Baroque"] * FAMILY_MINIMUM + ["Cubism"] * (FAMILY_MINIMUM - 1) + [None] * 21
    corpus = Corpus.measure("test", rows, families)
    again = Corpus.from_dict(json.loads(json.dumps(corpus.as_dict())))
    assert again.as_dict() == corpus.as_dict()
    assert set(again.families) == {"Baroque"}
    assert again.percentile("a", 20.0, "Baroque") == pytest.approx(52.0, abs=2.0)
    assert again.percentile("a", 20.0, "Cubism") == again.percentile("a", 20.0)
    assert again.percentile("a", None) is None
    assert again.percentile("unheard of", 1.0) is None
    assert set(again.standings({"a": 1.0, "b": None, "unheard of": 2.0})) == {"a"}


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=9, unique=True).map(sorted),
    st.floats(-2e3, 2e3) | st.just(math.nan) | st.integers(0, 8),
)
def test_one_number_is_placed_as_an_array_is(points: list[float], value: float) -> None:
    value = points[value % len(points)] if isinstance(value, int) else value
    ranks = [float(i * i) for i in range(len(points))]
    assert between(value, points, ranks) == pytest.approx(float(np.interp(value, points, ranks)), nan_ok=True)
