from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.gallery.facets import FACETS
from art_assistant.gallery.search.phrases import FACET_NAMES, FACET_SENTENCES, PHRASES
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.gallery.search.reasons import Candidate, by_facet, give_reasons, least, shared
from art_assistant.gallery.search.rerank import diversified, nearest

LIGHT = {"values.l_p50": 80.0}


def ranks(name: str = "values.l_p50") -> Ranks:
    return Ranks.of([{name: float(i)} for i in range(101)])


def told(query: dict[str, float | None], work: dict[str, float], among: Ranks) -> list[Candidate]:
    return shared(query, among.place(query), work, among)


def test_only_what_both_share_and_few_others_have_is_cited() -> None:
    assert [c.key for c in told({"values.l_p50": 90.0}, {"values.l_p50": 95.0}, ranks())] == ["values.l_p50.high"]
    assert told({"values.l_p50": 90.0}, {"values.l_p50": 60.0}, ranks()) == []
    assert told({"values.l_p50": 90.0}, {"values.l_p50": 5.0}, ranks()) == []
    assert told({"values.l_p50": None}, {"values.l_p50": 95.0}, ranks()) == []
    assert told({}, {"values.l_p50": 95.0}, ranks()) == []


def test_words_are_not_used_where_they_would_be_false() -> None:
    dark = Ranks.of([{"values.l_p50": i / 10.0} for i in range(101)])
    assert told({"values.l_p50": 9.5}, {"values.l_p50": 9.9}, dark) == []


def test_a_sentence_gives_both_numbers() -> None:
    text = told({"values.l_p50": 90.0}, {"values.l_p50": 95.0}, ranks())[0].text
    assert text == "Everything is pitched light (middle value: yours 9.0, this 9.5)."
    assert "both 9.5" in told({"values.l_p50": 95.1}, {"values.l_p50": 95.0}, ranks())[0].text


def test_nothing_is_rare_among_a_handful() -> None:
    assert Ranks.of([LIGHT] * 19).quantiles == {}


@pytest.mark.parametrize("value", [-10.0, 0.0, 33.3, 50.0, 99.0, 200.0])
def test_ranks_are_mid_ranks(value: float) -> None:
    known = np.arange(101.0)
    expected = 50.0 * float((known < value).mean() + (known <= value).mean())
    assert ranks().place({"values.l_p50": value})["values.l_p50"] == pytest.approx(expected, abs=1.0)


def test_where_most_works_share_a_value_nobody_is_rare() -> None:
    same = Ranks.of([LIGHT] * 100)
    assert same.place(LIGHT)["values.l_p50"] == pytest.approx(50.0)
    assert told(LIGHT, LIGHT, same) == []


def test_ranks_come_back_from_json() -> None:
    again = Ranks.from_dict(ranks().as_dict())
    assert np.allclose(again.quantiles["values.l_p50"], ranks().quantiles["values.l_p50"], rtol=1e-3)


def test_no_sentence_and_as_few_kinds_as_can_be_repeat() -> None:
    options = [
        [Candidate("a.high", 99.0, "A one."), Candidate("b.high", 90.0, "B one.")],
        [Candidate("a.high", 98.0, "A two."), Candidate("b.high", 85.0, "B two.")],
        [Candidate("a.high", 97.0, "A one."), Candidate("b.high", 85.0, "B two.")],
    ]
    rest = [[Candidate("least.x", 40.0, "Least.")]] * 3
    reasons = give_reasons(options, rest)
    assert reasons == ["A one.", "B two.", "Least."]
    assert len(set(give_reasons([[]] * 5, rest + rest[:2]))) == 5


def test_facets_that_do_not_count_are_not_praised() -> None:
    place = {"overall": 99.0, "manner": 50.0, "palette": 95.0, "value": 85.0}
    weights = {"overall": 0.0, "manner": 1.0, "palette": 1.0, "value": 1.0}
    assert {c.key.split(".")[1] for c in by_facet(place, weights)} == {"palette", "value"}
    assert least(place)[0].key == "least.overall"


def test_every_phrase_is_a_sentence_without_its_end() -> None:
    ends = [end for phrase in PHRASES.values() for end in (phrase.low, phrase.high) if end]
    texts = [end.text for end in ends]
    assert len(texts) == len(set(texts))
    assert all(text[0].isupper() and text[-1].isalpha() for text in texts)
    assert set(FACET_SENTENCES) == set(FACET_NAMES) == set(FACETS)


def test_an_end_that_is_low_lies_below_one_that_is_high() -> None:
    for name, phrase in PHRASES.items():
        if phrase.low and phrase.high:
            assert phrase.low.limit < phrase.high.limit, name


def test_copies_are_left_out_and_the_rest_is_spread() -> None:
    rows = np.array([[1, 0, 0], [1, 0.01, 0], [0.9, 0.4, 0], [0, 0, 1]], np.float32)
    scores = np.array([0.9, 0.899, 0.85, 0.75], np.float32)
    same = np.eye(4, dtype=bool)
    same[0, 1] = same[1, 0] = True
    assert diversified(scores, rows, same, [None] * 4, 4) == [0, 3, 2]
    assert nearest(scores, 3) == [0, 1, 2]


def test_two_works_of_one_artist_come_before_others_by_the_same() -> None:
    rows = np.eye(5, dtype=np.float32)
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5], np.float32)
    assert diversified(scores, rows, np.eye(5, dtype=bool), ["A", "A", "A", None, None], 4) == [0, 1, 3, 4]
    assert diversified(np.zeros(0, np.float32), np.zeros((0, 3), np.float32), np.zeros((0, 0), bool), [], 5) == []


@given(percentile=st.floats(0.0, 100.0))
def test_no_share_of_pairs_is_told_as_none_or_all(percentile: float):
    place = dict.fromkeys(FACETS, percentile)
    texts = [c.text for c in (*least(place), *by_facet(place, dict.fromkeys(FACETS, 1.0)))]
    shares = [float(share) for text in texts for share in re.findall(r"([\d.]+)% of pairs", text)]
    assert all(1.0 <= share <= 99.9 for share in shares)
    assert len(shares) == (0 if percentile < 1.0 else len(texts))
