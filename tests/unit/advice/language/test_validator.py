from __future__ import annotations

import json

import pytest

from art_assistant.advice.finding.catalogue import BY_ID, KINDS, Kind
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import Finding, find
from art_assistant.advice.finding.norms import norms
from art_assistant.advice.language.sentences import text_of
from art_assistant.advice.language.validator import checked, problem_of
from art_assistant.corpus.quantiles import masters
from art_assistant.errors import LanguageModelError


@pytest.fixture
def finding(sample: Evidence) -> Finding:
    return find(BY_ID["border_pull"], 1.0, sample, masters(), norms())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_the_rules_own_words_pass(kind: Kind, sample: Evidence) -> None:
    found = find(kind, 1.0, sample, masters(), norms())
    for seed in ("a", "b", "c", "d", "e", "f"):
        text = text_of(found, seed)
        assert problem_of(text, found) is None, (problem_of(text, found), text)


@pytest.mark.parametrize(
    ("tail", "problem"),
    [
        ("It is 873 units too loud there.", "number"),
        ("Turn it down by seventy per cent.", "number"),
        ("See https://example.org for more.", "link"),
        ("See art.example.com for more.", "link"),
        ("Paint over the crimson there.", "colour"),
        ("The sky there is too loud.", "object"),
        ("It is a beautiful masterpiece.", "verdict"),
        ("The chroma there is too strong as well.", "claim"),
        ("**Tone** it down there, please do.", "markup"),
        ("word " * 60, "long"),
    ],
)
def test_what_is_not_in_the_finding_is_refused(tail: str, problem: str, finding: Finding) -> None:
    base = f"Something in {finding.sight.place.words} calls the looker out."
    assert problem_of(base, finding) is None
    assert problem in (problem_of(f"{base} {tail}", finding) or "")


def test_another_place_is_refused(finding: Finding) -> None:
    assert problem_of("Something in the far background calls the looker out of it.", finding) is not None
    assert (
        problem_of("Something somewhere calls the looker out of the whole thing.", finding) == "the place is not named"
    )


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "null",
        "{",
        '{"tips": "one"}',
        '{"tips": [1, 2]}',
        '{"tips": ["a"]}',
        '{"tips": ["a", "b"], "more": 1}',
        "[" * 5000,
    ],
)
def test_anything_but_two_texts_is_refused(answer: str, finding: Finding) -> None:
    with pytest.raises(LanguageModelError):
        checked(answer, (finding, finding))


def test_good_texts_come_back_tidied(finding: Finding) -> None:
    text = f"Something in {finding.sight.place.words}   calls the looker out."
    assert checked(json.dumps({"tips": [text, text]}), (finding, finding))[0] == " ".join(text.split())


def test_one_finding_is_answered_by_one_text(finding: Finding) -> None:
    text = text_of(finding, "a")
    assert checked(json.dumps({"tips": [text]}), [finding]) == (text,)
    with pytest.raises(LanguageModelError, match="one tip for each finding"):
        checked(json.dumps({"tips": [text, text]}), [finding])
