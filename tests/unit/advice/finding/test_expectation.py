"""What pictures that look alike measure: the stored reading, and what it does to the tips."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.advice.coach import advise
from art_assistant.advice.finding.catalogue import BY_ID, EXPECTED, KINDS, expected
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.expectation import EXPECTATION_CARD, Expectation, expectation, quantised
from art_assistant.advice.finding.findings import find, weigh
from art_assistant.advice.finding.norms import Scale, norms
from art_assistant.advice.language.sentences import MOST_WORDS, text_of
from art_assistant.corpus.quantiles import masters
from art_assistant.errors import ModelError
from art_assistant.imaging.decode import decode
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import RAW_WIDTH, manner_encoder

LIKENED = [kind for kind in KINDS if kind.likened]


def test_the_card_says_how_many_metrics_it_speaks_of() -> None:
    assert EXPECTATION_CARD.outputs["metrics"] == len(expectation().names)


def test_it_speaks_of_every_metric_that_is_read_beside_it() -> None:
    assert LIKENED
    assert {name for kind in LIKENED for name in kind.signature} == set(expectation().names)
    for kind in LIKENED:
        assert all(kind.weighed[expected(name)] == 0.0 for name in kind.signature)
        assert set(norms().kinds[kind.id].weights) == set(kind.weighed)
    assert all(kind.weighed == kind.signature for kind in KINDS if not kind.likened)


def test_the_average_painting_is_expected_to_measure_about_what_the_middle_master_does() -> None:
    found = expectation().metrics(expectation().mean.astype(np.float32))
    assert all(abs(score) < 0.5 for score in found.values())


def test_it_reads_the_same_picture_the_same_way(sample_bytes: bytes) -> None:
    shown = decode(sample_bytes).model_input
    raw = manner_encoder().encode(shown, backbone().run(shown).embedding).raw
    first, second = expectation().metrics(raw), expectation().metrics(raw.copy())
    assert first == second
    assert all(name.startswith(EXPECTED) and abs(score) < 6.0 for name, score in first.items())


@pytest.mark.parametrize("raw", [np.zeros(5, np.float32), np.full(RAW_WIDTH, np.nan, np.float32)])
def test_other_features_are_refused(raw: np.ndarray) -> None:
    with pytest.raises(ValueError, match="2048"):
        expectation().metrics(raw)


def test_a_file_without_its_arrays_is_a_clear_error() -> None:
    buffer = io.BytesIO()
    np.savez(buffer, names=np.array(["edges.hard_share"]))
    for stored in (b"", b"PK nonsense", buffer.getvalue()):
        with pytest.raises(ModelError, match="Install art-assistant again"):
            Expectation.read(stored)


def test_int8_steps_keep_the_weights_to_half_a_step() -> None:
    weights = np.random.default_rng(0).normal(size=(50, 4)) * [1.0, 10.0, 0.1, 0.0]
    steps, scale = quantised(weights)
    assert steps.dtype == np.int8
    assert np.all(np.abs(steps * scale - weights) <= 0.5 * scale + 1e-9)


@given(st.lists(st.floats(-50, 50), min_size=30, max_size=60, unique=True), st.floats(-2.5, 2.5))
def test_a_normal_score_and_its_number_lead_back_to_each_other(values: list[float], score: float) -> None:
    scale = Scale.of(np.array(values))
    value = scale.value(score)
    assert scale.points[0] <= value <= scale.points[-1]
    assert scale.score(value) == pytest.approx(score, abs=0.1)


def test_hard_edges_weigh_more_where_soft_ones_are_expected(sample: Evidence) -> None:
    kind = BY_ID["all_hard_edges"]
    hard = {"edges.hard_share": 0.6, "edges.firm_share": 0.35, "edges.width_median": 0.34, "edges.soft_share": 0.01}
    ways = {"soft": -1.5, "hard": 1.5}
    severity = {}
    for look, sign in ways.items():
        looks = {expected(name): sign * np.sign(move) for name, move in kind.signature.items() if move}
        severity[look] = weigh({**sample.metrics, **hard, **looks}, among=norms())[kind.id].severity
    assert severity["soft"] > severity["hard"] + 0.3


def test_a_finding_that_many_share_says_what_pictures_of_its_look_have(sample: Evidence) -> None:
    kind = BY_ID["all_hard_edges"]
    middle = float(norms().scales[kind.metric].points[55])
    shown = replace(sample, metrics={**sample.metrics, kind.metric: middle, expected(kind.metric): -1.2})
    found = find(kind, 1.0, shown, masters(), norms())
    assert found.expected is not None
    assert found.expected < middle
    texts = {text_of(found, str(seed)) for seed in range(12)}
    share = f"{100.0 * found.expected:.0f}%"
    assert all(share in text and "look" in text and len(text.split()) <= MOST_WORDS for text in texts)
    assert not any("If anything" in text for text in texts)


def test_nothing_is_said_of_the_look_where_it_would_be_false(sample: Evidence) -> None:
    kind = BY_ID["all_hard_edges"]
    middle = float(norms().scales[kind.metric].points[55])
    shown = replace(sample, metrics={**sample.metrics, kind.metric: middle, expected(kind.metric): 2.0})
    assert all("look like it" not in text_of(find(kind, 1.0, shown, masters(), norms()), str(k)) for k in range(12))


def test_tips_are_given_without_an_expectation_too(rivalled: Evidence) -> None:
    bare = {name: value for name, value in rivalled.metrics.items() if not name.startswith(EXPECTED)}
    assert len(advise(replace(rivalled, metrics=bare)).tips) == 2
