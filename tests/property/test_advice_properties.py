"""What holds of the tips for any measurements: their number, their order, and what the artist said."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.advice.conftest import evidence_of

from art_assistant.advice.coach import advise, choose
from art_assistant.advice.finding.catalogue import BY_ID, KINDS, Kind
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import weigh
from art_assistant.advice.finding.intent import MEANINGS, Intent
from art_assistant.advice.finding.norms import norms
from art_assistant.imaging.decode import decode

SCALES = norms().scales
HEADLINES = [kind for kind in KINDS if kind.metric != "color.temperature_gap"]


@pytest.fixture(scope="session")
def studied(sample_bytes: bytes) -> Evidence:
    return evidence_of(decode(sample_bytes, name="sample.jpg"))


def span(name: str) -> st.SearchStrategy[float]:
    """Numbers over the masters' range and half as far again on both sides."""
    low, high = float(SCALES[name].points[0]), float(SCALES[name].points[-1])
    reach = 0.5 * max(high - low, 1e-3)
    return st.floats(low - reach, high + reach, allow_nan=False)


METRICS = st.fixed_dictionaries({name: st.none() | span(name) for name in sorted(SCALES)})


@settings(deadline=None, max_examples=60)
@given(metrics=METRICS)
def test_at_most_two_tips_of_different_aspects_or_none_with_a_reason(metrics: dict, studied: Evidence) -> None:
    advice = advise(replace(studied, metrics=metrics))
    if advice.tips:
        assert advice.reason is None
        assert len({tip.aspect for tip in advice.tips}) == len(advice.tips) <= 2
        assert all(tip.source == "rules" for tip in advice.tips)
    else:
        assert advice.reason


@settings(deadline=None, max_examples=30)
@given(metrics=METRICS, order=st.randoms(use_true_random=False))
def test_neither_another_run_nor_another_order_changes_a_word(metrics: dict, order: Random, studied: Evidence) -> None:
    names = list(metrics)
    order.shuffle(names)
    again = {name: metrics[name] for name in names}
    assert advise(replace(studied, metrics=metrics)) == advise(replace(studied, metrics=again))


@settings(deadline=None)
@given(metrics=METRICS, lean=st.floats(-1.0, 1.0))
def test_left_and_right_weigh_alike(metrics: dict, lean: float) -> None:
    one = weigh({**metrics, "composition.balance_lr": lean}, among=norms())
    other = weigh({**metrics, "composition.balance_lr": -lean}, among=norms())
    assert one == other


@settings(deadline=None)
@given(kind=st.sampled_from(HEADLINES), metrics=METRICS, data=st.data())
def test_more_of_a_fault_never_weighs_less(kind: Kind, metrics: dict, data: st.DataObject) -> None:
    milder, worse = sorted((data.draw(span(kind.metric)), data.draw(span(kind.metric))), key=lambda v: kind.sign * v)
    ranks = []
    for value in (milder, worse):
        weight = weigh({**metrics, kind.metric: value}, among=norms()).get(kind.id)
        ranks.append(0.0 if weight is None else weight.rank)
    assert ranks[0] <= ranks[1] + 1e-9


@settings(deadline=None, max_examples=60)
@given(metrics=METRICS, words=st.sets(st.sampled_from(sorted(MEANINGS)), min_size=1, max_size=4))
def test_what_the_artist_meant_is_never_called_a_fault(metrics: dict, words: set[str]) -> None:
    left = weigh(metrics, Intent(tuple(sorted(words))), among=norms())
    explained = {kind for word in words for kind in MEANINGS[word]}
    assert not explained & set(left)
    assert set(choose(left)) <= set(BY_ID) - explained


def test_the_headline_speaks_for_its_own_kind() -> None:
    for kind in KINDS:
        assert kind.sign * norms().kinds[kind.id].weights[kind.metric] > 0.0, kind.id


@settings(deadline=None)
@given(name=st.sampled_from(sorted(SCALES)), values=st.data())
def test_scales_do_not_go_back(name: str, values: st.DataObject) -> None:
    low, high = sorted((values.draw(span(name)), values.draw(span(name))))
    scores = SCALES[name].scores(np.array([low, high]))
    assert scores[0] <= scores[1] + 1e-9
