"""Scales, intents, prompts and strengths, step by step."""

from __future__ import annotations

import json
import math
import time
from dataclasses import replace

import numpy as np
import pytest

from art_assistant.advice.coach import LEAST_SIDE, why_not
from art_assistant.advice.finding.catalogue import BY_ID, KINDS, derived, expected
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import find
from art_assistant.advice.finding.intent import Intent, read_intent
from art_assistant.advice.finding.norms import KindNorm, Norms, Scale, norms, tail
from art_assistant.advice.finding.strengths import MOST_STRENGTHS, VIRTUES, Strength, Virtue, strengths_of
from art_assistant.advice.language.llm import MOST_BYTES, _content, _read
from art_assistant.advice.language.prompt import prompt_of
from art_assistant.advice.language.sentences import facts_of
from art_assistant.analysis.places import WHOLE, Place
from art_assistant.corpus.quantiles import masters
from art_assistant.errors import LanguageModelError, UsageError

# Scales


def scale(*points: float) -> Scale:
    return Scale(np.interp(np.linspace(0.0, 1.0, 101), np.linspace(0.0, 1.0, len(points)), points))


def test_a_scale_turns_places_into_deviations() -> None:
    even = scale(0.0, 100.0)
    assert even.score(50.0) == pytest.approx(0.0, abs=1e-6)
    assert even.score(84.13) == pytest.approx(1.0, abs=0.02)
    assert even.score(15.87) == pytest.approx(-1.0, abs=0.02)
    assert even.score(100.0) == pytest.approx(2.878, abs=0.06)
    assert [even.percentile(value) for value in (-5.0, 25.0, 105.0)] == pytest.approx([0.0, 25.0, 100.0], abs=0.6)


def test_beyond_the_masters_a_score_goes_on_in_a_straight_line() -> None:
    # The half above the median is four times as wide as the half below: so is what one deviation is worth there.
    skewed = scale(0.0, 10.0, 50.0)
    for value, end, half in ((70.0, 50.0, 40.0), (-5.0, 0.0, -10.0)):
        beyond = (value - end) / abs(half) * 2.878
        assert skewed.score(value) - skewed.score(end) == pytest.approx(beyond, rel=0.01)
    assert skewed.score(1e9) == 6.0
    assert skewed.score(-1e9) == -6.0
    assert np.isnan(skewed.scores(np.array([np.nan]))[0])


@pytest.mark.parametrize("score", [-2.0, -0.5, 0.0, 1.0, 2.5])
def test_a_score_and_its_number_undo_each_other(score: float) -> None:
    skewed = scale(0.0, 10.0, 50.0)
    assert skewed.score(skewed.value(score)) == pytest.approx(score, abs=0.02)
    assert skewed.value(9.0) == 50.0
    assert skewed.value(-9.0) == 0.0


def test_severity_is_how_few_have_more() -> None:
    assert tail(0.0) == pytest.approx(0.30103)
    assert tail(1.2816) == pytest.approx(1.0, abs=1e-3)
    assert tail(2.3263) == pytest.approx(2.0, abs=1e-3)
    assert tail(99.0) == 12.0
    norm = KindNorm({"a": 2.0, "b": -1.0}, scale(-3.0, 3.0), 0.5, 0.0)
    exactly = norm.scale.score(2.0 * 1.0 - 0.25)
    assert norm.surprise({"a": 1.0, "b": 0.25}) == pytest.approx(tail(0.5 * exactly))
    assert norm.surprise({"a": 1.0}) == pytest.approx(tail(0.5 * norm.scale.score(2.0)))


def test_what_is_unknown_or_no_number_has_no_score() -> None:
    known = Norms(1, {"a": scale(0.0, 1.0), "b": scale(0.0, 1.0)}, {}, {})
    assert set(known.scores({"a": 0.5, "b": None, "c": 1.0})) == {"a"}
    assert known.scores({"a": float("inf"), "b": float("nan")}) == {}


def test_norms_come_back_from_json() -> None:
    again = Norms.from_dict(json.loads(json.dumps(norms().as_dict())))
    assert again.n == norms().n
    assert set(again.scales) == set(norms().scales)
    for name in ("values.range_steps", "emphasis.border"):
        assert np.allclose(again.scales[name].points, norms().scales[name].points, rtol=1e-4)
    kind = norms().kinds["border_pull"]
    assert again.kinds["border_pull"].level == pytest.approx(kind.level, abs=1e-4)


def test_one_score_is_that_of_many() -> None:
    likely = scale(1.0, 4.0, 4.0, 9.0)
    values = np.array([-50.0, 0.5, 1.0, 2.2, 4.0, 6.5, 9.0, 40.0])
    assert [likely.score(value) for value in values.tolist()] == pytest.approx(likely.scores(values).tolist())
    assert math.isnan(likely.score(math.nan))


# Intents


@pytest.mark.parametrize("focus", ["0,0", "1,1", "0.5,1", " 0 , 1 ", (0.0, 1.0)])
def test_the_corners_of_the_picture_may_be_the_focus(focus: str | tuple[float, float]) -> None:
    found = read_intent(focus=focus).focus
    assert found is not None
    assert all(0.0 <= part <= 1.0 for part in found)


@pytest.mark.parametrize("focus", ["-0.01,0.5", "1.01,0.5", "0.5,-0.01", "0.5,1.01", "nan,0.5", "0.5,inf"])
def test_a_focus_outside_the_picture_is_refused(focus: str) -> None:
    with pytest.raises(UsageError, match="inside the picture"):
        read_intent(focus=focus)


@pytest.mark.parametrize("focus", ["0.5", "0.5,0.5,0.5", "a,b"])
def test_a_focus_that_is_no_point_is_refused(focus: str) -> None:
    with pytest.raises(UsageError, match="fractions"):
        read_intent(focus=focus)


def test_words_and_genres_are_read_whatever_their_spelling() -> None:
    assert read_intent("High-Key, QUIET!").words == ("high key", "quiet")
    assert read_intent("colourful").words == ("colorful",)
    assert read_intent(genre="Still-Life").words == ("still life",)
    assert read_intent("soft").words == ("soft",)
    assert read_intent("softly").unknown == ("softly",)
    assert read_intent(genre="cave") == Intent(unknown=("cave",))
    assert read_intent() == Intent()


# Derived metrics and facts


def test_what_follows_from_other_metrics() -> None:
    found = derived({"color.temperature_lights_minus_darks": -0.7, "values.l_p1": 3.0, "values.l_p5": 10.0})
    assert found["color.temperature_gap"] == 0.7
    assert found["values.darks_bottom"] == 7.0
    assert derived({"values.l_p5": 10.0})["values.darks_bottom"] is None
    assert derived({})["color.temperature_gap"] is None


def test_a_look_is_told_of_where_it_explains_clearly_more_than_the_picture_has(sample: Evidence) -> None:
    kind = next(kind for kind in KINDS if kind.likened and kind.sign > 0)
    points = norms().scales[kind.metric].points

    def told(look: float, value: float) -> bool:
        finding = replace(find(kind, 1.0, sample, masters(), norms()), value=value, expected=look)
        return "usual_for_this_look" in facts_of(finding)

    look = float(points[70])
    assert told(look, look + 0.2 * abs(look))
    assert not told(look, look + 0.1 * abs(look))
    assert not told(look, look - 0.2 * abs(look))


def test_a_rank_is_among_a_hundred_masters(sample: Evidence) -> None:
    more, less = BY_ID["border_pull"], next(kind for kind in KINDS if kind.sign < 0)
    for kind, percentile, rank in (
        (more, 91.4, 91),
        (less, 91.4, 9),
        (more, 100.0, 99),
        (more, 0.0, 1),
        (less, 0.0, 99),
    ):
        finding = replace(find(kind, 1.0, sample, masters(), norms()), percentile=percentile)
        assert facts_of(finding)["rank"] == f"{rank} of 100 masters"
    unknown = replace(find(more, 1.0, sample, masters(), norms()), percentile=None)
    assert facts_of(unknown)["rank"] == "most masters"


# Prompts and answers


def test_a_prompt_is_plain_text_in_a_fixed_order(sample: Evidence) -> None:
    findings = tuple(find(BY_ID[name], 1.0, sample, masters(), norms()) for name in ("border_pull", "small_shapes"))
    prompt = prompt_of(findings, read_intent("quiet"))
    elsewhere = replace(findings[0], sight=replace(findings[0].sight, place=Place(WHOLE, "the café")))
    assert "the café" in prompt_of((elsewhere, findings[1]), None).user
    body = json.loads(prompt.user)
    assert list(body) == sorted(body)
    assert body["intent"] == ["quiet"]
    assert [finding["finding"] for finding in body["findings"]] == ["border pull", "small shapes"]
    assert prompt.user.count("\n") > 10
    assert prompt.picture is None
    assert prompt_of(findings, None).messages()[1]["content"] == prompt_of(findings, None).user
    shown = prompt_of(findings, None, sample.rgb).messages()[1]["content"]
    assert [part["type"] for part in shown] == ["text", "image_url"]


def test_an_answer_may_be_as_long_as_the_limit_and_no_longer() -> None:
    soon = time.monotonic() + 60.0
    assert _read([b"a" * (MOST_BYTES - 1), b"b"], soon) == b"a" * (MOST_BYTES - 1) + b"b"
    with pytest.raises(LanguageModelError, match="too long"):
        _read([b"a" * MOST_BYTES, b"b"], soon)
    with pytest.raises(LanguageModelError, match="in time"):
        _read([b"a"], time.monotonic() - 1.0)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"content": ""}, "declined"),
        ({"content": "  "}, "declined"),
        ({"content": None}, "declined"),
        ({"content": "yes", "refusal": "no"}, "declined"),
        ([], "could not be read"),
    ],
)
def test_an_answer_that_says_nothing_is_none(message: object, said: str) -> None:
    with pytest.raises(LanguageModelError, match=said):
        _content(json.dumps({"choices": [{"message": message}]}).encode())
    assert _content(json.dumps({"choices": [{"message": {"content": "yes"}}]}).encode()) == "yes"


# What cannot be judged


@pytest.mark.parametrize(
    ("shape", "judged"),
    [
        ((LEAST_SIDE, LEAST_SIDE // 4), True),
        ((LEAST_SIDE // 4, LEAST_SIDE), True),
        ((LEAST_SIDE - 1, LEAST_SIDE - 1), False),
        ((LEAST_SIDE, LEAST_SIDE // 4 - 1), False),
    ],
)
def test_a_picture_has_a_least_size(shape: tuple[int, int], judged: bool, sample: Evidence) -> None:
    sized = replace(sample, values=replace(sample.values, l_map=np.zeros(shape, np.float32)))
    assert (why_not(sized) is None) is judged


@pytest.mark.parametrize(("spread", "judged"), [(0.5, False), (30.0, True)])
def test_a_picture_of_one_value_cannot_be_judged(spread: float, judged: bool, sample: Evidence) -> None:
    measures = replace(sample.values.measures, l_p1=40.0, l_p99=40.0 + spread)
    assert (why_not(replace(sample, values=replace(sample.values, measures=measures))) is None) is judged


# Strengths


def virtuous(sample: Evidence, **shown: float) -> Evidence:
    """A picture in which every virtue's metric is at the masters' median, but for some at a percentile of their own."""
    metrics: dict[str, float | None] = {}
    for virtue in VIRTUES:
        place = shown.get(virtue.id, 50.0)
        points = norms().scales.get(virtue.metric)
        metrics[virtue.metric] = None if points is None else float(np.interp(place, np.arange(101.0), points.points))
    metrics["color.temperature_lights_minus_darks"] = metrics.pop("color.temperature_gap", 0.1)
    return replace(sample, metrics={**sample.metrics, **metrics})


@pytest.mark.parametrize("virtue", VIRTUES, ids=lambda virtue: virtue.id)
def test_a_strength_tells_where_its_metric_stands(virtue: Virtue, sample: Evidence) -> None:
    evidence = virtuous(sample, **{virtue.id: 97.0 if virtue.sign > 0 else 3.0})
    others = {kind for other in VIRTUES if other.metric != virtue.metric for kind in other.against} - set(
        virtue.against
    )
    found = {strength.metric: strength for strength in strengths_of(evidence, masters(), sorted(others))}
    if derived(evidence.metrics)[virtue.metric] is None:
        assert virtue.metric not in found
        return
    if virtue.metric not in found:
        # Another virtue of the same aspect stands higher.
        assert any(other.aspect == virtue.aspect for other in VIRTUES if other.metric in found)
        return
    strength = found[virtue.metric]
    value = derived(evidence.metrics)[virtue.metric]
    assert strength.value == value
    place = masters().percentile(virtue.metric, value)
    assert strength.percentile == pytest.approx(
        norms().scales[virtue.metric].percentile(value) if place is None else place
    )
    assert strength.text[0].isupper()
    assert strength.text[1:2].islower() or strength.text[1] == " "
    assert strength.text.endswith((".", "!"))
    assert "{" not in strength.text


def test_what_most_masters_have_more_of_is_no_strength(sample: Evidence) -> None:
    weak = virtuous(sample, **{virtue.id: 35.0 if virtue.sign > 0 else 65.0 for virtue in VIRTUES})
    assert strengths_of(weak, masters(), ()) == ()


def test_there_are_two_strengths_of_different_aspects_at_most(sample: Evidence) -> None:
    aspects = {virtue.metric: virtue.aspect for virtue in VIRTUES}
    found = strengths_of(sample, masters(), ())
    assert 1 <= len(found) <= MOST_STRENGTHS == 2
    assert len({aspects[strength.metric] for strength in found}) == len(found)
    standings = [
        strength.percentile
        if next(v for v in VIRTUES if v.id == strength.virtue).sign > 0
        else 100 - strength.percentile
        for strength in found
    ]
    assert standings == sorted(standings, reverse=True)
    against = {kind for virtue in VIRTUES if virtue.id == found[0].virtue for kind in virtue.against}
    assert found[0].virtue not in {strength.virtue for strength in strengths_of(sample, masters(), against)}


def test_all_ways_of_saying_a_strength_are_used(sample: Evidence) -> None:
    texts = set()
    for shade in range(24):
        rgb = sample.rgb.copy()
        rgb[0, 0] = shade
        texts.add(strengths_of(replace(sample, rgb=rgb), masters(), ())[0].text)
    assert len(texts) == 3


def test_a_strength_is_told_with_few_digits() -> None:
    told = Strength("v", "Text.", "m", 1 / 3, 200 / 3, "masters").as_dict()
    assert told == {
        "strength": "v",
        "text": "Text.",
        "metric": "m",
        "value": 0.3333,
        "percentile": 66.7,
        "corpus": "masters",
    }


def test_likened_kinds_are_weighed_beside_what_is_expected() -> None:
    for kind in KINDS:
        extra = set(kind.weighed) - set(kind.signature)
        assert extra == ({expected(name) for name in kind.signature} if kind.likened else set())
        assert all(kind.weighed[name] == 0.0 for name in extra)
