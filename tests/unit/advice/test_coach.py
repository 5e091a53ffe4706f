from __future__ import annotations

import io
from dataclasses import fields, replace

import numpy as np
import pytest
from PIL import Image
from tests.unit.advice.conftest import evidence_of

from art_assistant.advice.coach import advise, choose
from art_assistant.advice.finding.catalogue import ASPECTS, BY_ID, KINDS, Kind
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import Weight, find, weigh
from art_assistant.advice.finding.intent import GENRES, MEANINGS, Intent, read_intent
from art_assistant.advice.finding.norms import norms
from art_assistant.advice.language.prompt import prompt_of
from art_assistant.advice.language.sentences import MOST_WORDS, exercise_of, text_of
from art_assistant.advice.wording import WORDINGS
from art_assistant.analysis.value.study import study_values
from art_assistant.corpus.quantiles import masters
from art_assistant.errors import UsageError
from art_assistant.imaging.decode import decode

KEYS = {"finding", "text", "metric", "value", "percentile", "corpus", "region", "exercise", "remeasure", "source"}


def test_there_are_enough_kinds_and_each_has_words_and_a_norm() -> None:
    assert len(KINDS) >= 18
    assert set(WORDINGS) == {kind.id for kind in KINDS} == set(norms().kinds)
    assert {kind.aspect for kind in KINDS} == set(ASPECTS)
    assert sum(kind.share for kind in KINDS) == pytest.approx(2.0, abs=0.02)
    assert max(kind.share for kind in KINDS) <= 0.25


def test_two_tips_of_different_aspects_with_all_their_evidence(rivalled: Evidence) -> None:
    advice = advise(rivalled)
    assert advice.reason is None
    assert len(advice.tips) == 2
    assert advice.tips[0].aspect != advice.tips[1].aspect
    assert 1 <= len(advice.strengths) <= 2
    for tip in advice.tips:
        said = tip.as_dict()
        assert set(said) >= KEYS
        assert said["source"] == "rules"
        assert 0.0 <= said["percentile"] <= 100.0
        assert len(said["region"]) >= 3
        assert all(0.0 <= v <= 1.0 for corner in said["region"] for v in corner)
        assert said["text"].endswith("?")
        assert len(said["text"].split()) <= MOST_WORDS


def test_the_same_pixels_get_the_same_words(sample: Evidence) -> None:
    assert advise(sample) == advise(replace(sample, rgb=sample.rgb.copy()))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_sentence_of_a_kind_is_whole(kind: Kind, sample: Evidence) -> None:
    found = find(kind, 1.0, sample, masters(), norms())
    for seed in range(12):
        for text in (
            text_of(found, str(seed)),
            exercise_of(found, str(seed)),
            text_of(found, str(seed), Intent(("quiet",))),
        ):
            assert "{" not in text
            assert "  " not in text
            assert " ," not in text
            assert not text[0].islower()
            assert text[-1] in ".?"
        assert len(text_of(found, str(seed)).split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("kind", "metrics"),
    [
        ("lifted_darks", {"values.l_p1": 45.0, "values.l_p5": 50.0, "values.l_p25": 55.0, "values.darks_spread": 2.0}),
        (
            "chroma_everywhere",
            {
                "color.chroma_mean": 70.0,
                "color.chroma_p95": 110.0,
                "color.chroma_share_high": 0.95,
                "color.near_neutral_share": 0.0,
                "color.accent_strength": 45.0,
                "color.temperature_spread": 0.9,
                "color.temperature_lights_minus_darks": 0.6,
            },
        ),
        ("border_pull", {"emphasis.contrast_border": 1.9, "emphasis.border": 1.5}),
        ("all_soft_edges", {"edges.width_median": 1.4, "edges.hard_share": 0.02, "edges.soft_share": 0.4}),
    ],
)
def test_an_outlying_metric_is_spoken_of(kind: str, metrics: dict[str, float], sample: Evidence) -> None:
    assert kind in choose(weigh({**sample.metrics, **metrics}, among=norms()))


def test_a_picture_on_the_good_side_is_not_told_of_a_fault(sample: Evidence) -> None:
    for kind in KINDS:
        points = norms().scales[kind.metric].points
        good = float(points[5] if kind.sign > 0 else points[95])
        assert (
            kind.id not in weigh({**sample.metrics, kind.metric: good}, among=norms())
            or kind.metric == "color.temperature_gap"
        )


def test_severity_grows_with_the_fault(sample: Evidence) -> None:
    for kind in KINDS:
        points = norms().scales[kind.metric].points
        steps = points[[60, 80, 95]] if kind.sign > 0 else points[[40, 20, 5]]
        if kind.metric == "color.temperature_gap":
            steps = steps[:3]
        got = []
        for value in steps:
            metric = "color.temperature_lights_minus_darks" if kind.metric == "color.temperature_gap" else kind.metric
            weight = weigh({**sample.metrics, metric: float(value)}, among=norms()).get(kind.id)
            got.append(weight.rank if weight else 0.0)
        assert got[0] <= got[-1] + 1e-9, kind.id


def test_that_a_picture_is_busy_is_said_once() -> None:
    weights = {"no_resting_place": Weight(3.0, 3.0), "restless_contours": Weight(2.9, 2.9)}
    assert choose(weights) == ("no_resting_place",)
    assert choose({**weights, "midtone_soup": Weight(2.0, 2.0)}) == ("no_resting_place", "midtone_soup")


def test_choose_takes_the_best_of_two_aspects() -> None:
    weights = {
        "compressed_range": Weight(3.0, 3.0),
        "dull_lights": Weight(2.9, 2.9),
        "one_temperature": Weight(2.0, 2.0),
        "border_pull": Weight(1.9, 1.9),
        "all_hard_edges": Weight(1.0, 1.0),
    }
    assert choose(weights) == ("compressed_range", "one_temperature")
    assert choose(weights, lambda kind: kind not in {"compressed_range", "border_pull"}) == (
        "dull_lights",
        "one_temperature",
    )
    # What hardly stands out is not told because there is room for it.
    assert choose(weights, lambda kind: kind in {"dull_lights", "all_hard_edges"}) == ("dull_lights",)
    assert choose(weights, lambda kind: kind == "all_hard_edges") == ()


def test_intent_explains_findings_away(sample: Evidence) -> None:
    for word, kinds in MEANINGS.items():
        assert set(kinds) <= set(BY_ID), word
        advice = advise(sample, Intent((word,)))
        assert not {tip.finding for tip in advice.tips} & set(kinds)


def test_a_stated_intent_urges_where_none_asks(sample: Evidence) -> None:
    urged = advise(sample, read_intent("crisp"))
    assert all(not tip.text.endswith("?") for tip in urged.tips)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("high key, quiet", ("high key", "quiet")),
        ("A Misty, NIGHT scene", ("mist", "nocturne")),
        ("colourful", ("colorful",)),
        ("", ()),
    ],
)
def test_intent_is_read(text: str, words: tuple[str, ...]) -> None:
    assert read_intent(text).words == words


@pytest.mark.parametrize("focus", ["2,0", "x,y", "0.1", "nan,0.5", "0.1,0.2,0.3"])
def test_a_bad_focus_is_refused(focus: str) -> None:
    with pytest.raises(UsageError):
        read_intent(focus=focus)


def test_a_senseless_intent_or_genre_is_told_as_unknown() -> None:
    assert read_intent("asdf qwer", genre="podcast") == Intent(unknown=("asdf", "qwer", "podcast"))
    assert all(read_intent(genre=genre).words for genre in GENRES)


def test_where_the_eye_is_wanted_nothing_competes(sample: Evidence) -> None:
    x, y = sample.composition.focal_points[0].point
    loud = replace(sample, metrics={**sample.metrics, "emphasis.rival": 0.99, "emphasis.contrast_rival": 0.99})
    assert "competing_focus" in {tip.finding for tip in advise(loud).tips}
    assert "competing_focus" not in {tip.finding for tip in advise(loud, Intent(focus=(x, y))).tips}


@pytest.mark.parametrize("level", [0, 127, 255])
def test_a_flat_picture_gets_a_reason_instead(level: int, sample: Evidence) -> None:
    values = study_values(np.full((200, 300, 3), level, dtype=np.uint8))
    advice = advise(replace(sample, values=values))
    assert advice.tips == ()
    assert advice.strengths == ()
    assert advice.reason


def test_too_small_or_transparent_pictures_get_a_reason(sample: Evidence) -> None:
    rng = np.random.default_rng(1)
    small = study_values(rng.integers(0, 255, (9, 12, 3), dtype=np.uint8))
    assert "small" in (advise(replace(sample, values=small)).reason or "")
    empty = study_values(rng.integers(0, 255, (200, 300, 3), dtype=np.uint8), np.zeros((200, 300), dtype=bool))
    assert "transparent" in (advise(replace(sample, values=empty)).reason or "")


def test_nothing_measured_gets_a_reason(sample: Evidence) -> None:
    assert advise(replace(sample, metrics=dict.fromkeys(sample.metrics))).reason


def test_fifty_injections_change_no_byte_of_the_prompt(sample_bytes: bytes) -> None:
    from tests.unit.advice.conftest import evidence_of
    from tests.unit.advice.hostile import ATTEMPTS, with_words

    prompts = set()
    assert len(ATTEMPTS) == 50
    clean = decode(sample_bytes, name="sample.jpg")
    evidence = evidence_of(clean)
    pair = choose(weigh(evidence.metrics, among=norms()))
    for attempt in ["", *ATTEMPTS]:
        if attempt:
            assert Image.open(io.BytesIO(with_words(sample_bytes, attempt))).getexif()[0x010E] == attempt
        picture = decode(with_words(sample_bytes, attempt) if attempt else sample_bytes, name=f"{attempt}.jpg")
        assert np.array_equal(picture.standard, clean.standard)
        same = replace(evidence, rgb=picture.standard)
        findings = tuple(find(BY_ID[kind], 1.0, same, masters(), norms()) for kind in pair)
        prompts.add(prompt_of(findings, read_intent("quiet")).user + prompt_of(findings, None).system)
    assert len(prompts) == 1
    (prompt,) = prompts
    assert not any(attempt in prompt for attempt in ATTEMPTS)


def test_evidence_has_no_room_for_words_of_a_file_or_a_catalogue() -> None:
    measured = {"metrics", "rgb", "values", "masses", "color", "composition", "edges", "family"}
    measured |= {"kind", "monochrome", "photo", "likely", "cut", "lab", "stirred"}
    assert {entry.name for entry in fields(Evidence)} == measured


SOFT = "If anything, "


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_a_mild_finding_is_told_more_softly(kind: Kind, sample: Evidence) -> None:
    found = find(kind, 1.0, sample, masters(), norms())
    soft, loud = (replace(found, percentile=p if kind.sign > 0 else 100.0 - p) for p in (60.0, 95.0))
    for seed in range(12):
        assert text_of(soft, str(seed)).startswith(SOFT)
        assert len(text_of(soft, str(seed)).split()) <= MOST_WORDS
        assert not text_of(loud, str(seed)).startswith(SOFT)


def test_a_picture_without_colour_is_told_nothing_of_its_colour(sample_bytes: bytes) -> None:
    with Image.open(io.BytesIO(sample_bytes)) as image:
        grey = np.asarray(image.convert("L")).astype(np.float64)
    for tint in ((1.0, 1.0, 1.0), (1.0, 0.985, 0.955)):
        toned, stream = np.rint(grey[..., None] * tint).astype(np.uint8), io.BytesIO()
        Image.fromarray(toned).save(stream, "JPEG", quality=80)
        evidence = evidence_of(decode(stream.getvalue()))
        loud = {
            "color.accent_strength": 0.1,
            "color.temperature_gap": 0.0,
            "color.hue_entropy": 0.99,
            "emphasis.rival": 0.9,
        }
        advice = advise(replace(evidence, metrics={**evidence.metrics, **loud}))
        assert len(advice.tips) == 2
        assert not any(tip.aspect == "color" for tip in advice.tips)
        assert not any(strength.metric.startswith("color.") for strength in advice.strengths)
