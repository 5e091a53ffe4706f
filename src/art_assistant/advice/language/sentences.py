"""The rules' own English: one of several phrasings of a kind, chosen by the picture, filled with what was measured."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.fit import is_ranked
from art_assistant.advice.finding.intent import Intent
from art_assistant.advice.wording import WORDINGS, Told
from art_assistant.corpus.metrics import METRICS

MOST_WORDS: Final = 60
"""A tip is no longer than this."""

_MILD: Final = 75.0
_MILDLY: Final = ("If anything,",)
"""How a finding begins that many good pictures share."""
_ALIKE: Final = (
    "Paintings that look like this one have about {usual_for_this_look}.",
    "Paintings of this look have about {usual_for_this_look}.",
)
"""What is said instead where it stands out only among pictures that look alike."""
_APART: Final = 0.15
"""By what share of the expected number the measured one must differ before the two are set side by side."""


_TOLD_ONCE: Final = (" values", " diagonals", " of the diagonal")


def facts_of(finding: Finding) -> dict[str, str]:
    """Return everything the sentences about a finding may name, by the name it has in them."""
    metric = METRICS[finding.kind.metric]
    named = {
        **finding.sight.facts,
        "place": finding.sight.place.words,
        "number": metric.size(finding.value),
    }
    if is_ranked(finding.picture):
        named |= _beside_masters(finding)
    return named | {name.capitalize(): _capital(text) for name, text in named.items()}


def words_of(finding: Finding) -> Told:
    """Return the sentences in which a finding is told of the picture that has it."""
    return WORDINGS[finding.kind.id].told(finding.picture, finding.medium)


def _beside_masters(finding: Finding) -> dict[str, str]:
    usual = _bare(METRICS[finding.kind.metric].size(finding.usual))
    likely = _told_of_look(finding)
    look = {} if likely is None else {"usual_for_this_look": likely}
    return {"usual": usual, "rank": _rank(finding), **look}


def _bare(number: str) -> str:
    """Return a number as it stands beside another of its kind: the unit is told once."""
    return next((number.removesuffix(unit) for unit in _TOLD_ONCE if number.endswith(unit)), number)


def _told_of_look(finding: Finding) -> str | None:
    """Return what pictures of the same look measure; None where that is unknown, no news, or not clearly less of it."""
    if finding.expected is None:
        return None
    beyond = finding.kind.sign * (finding.value - finding.expected) > _APART * abs(finding.expected)
    metric = METRICS[finding.kind.metric]
    likely, usual = (_bare(metric.size(number)) for number in (finding.expected, finding.usual))
    return likely if beyond and likely != usual else None


def _rank(finding: Finding) -> str:
    if finding.percentile is None:
        return "most masters"
    passed = finding.percentile if finding.kind.sign > 0 else 100.0 - finding.percentile
    return f"{min(99, max(1, round(passed)))} of 100 masters"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def text_of(finding: Finding, seed: str, intent: Intent | None = None) -> str:
    """Return the tip: what was found and where, then a question, or an urging where the artist has stated an intent."""
    wording, facts = words_of(finding), facts_of(finding)
    close = wording.urges if intent is not None and intent.stated else _chosen(wording.asks, seed, finding, "ask")
    return tidy(f"{_said(finding, facts, seed)} {_filled(close, facts)}")


def _said(finding: Finding, facts: Mapping[str, str], seed: str) -> str:
    says = words_of(finding).says
    if is_mild(finding) and "usual_for_this_look" in facts:
        # One comparison is enough.
        plain = {name: text for name, text in facts.items() if name.lower() not in {"usual", "rank"}}
        alike = _filled(_chosen(_ALIKE, seed, finding, "alike"), facts)
        return f"{_filled(_fitting(says, plain, seed, finding), plain)} {alike}"
    say = _filled(_fitting(says, facts, seed, finding), facts)
    return f"{_chosen(_MILDLY, seed, finding, 'mild')} {say[:1].lower()}{say[1:]}" if is_mild(finding) else say


def is_mild(finding: Finding) -> bool:
    """Return whether more than a quarter of the masters have more of it: nothing to raise one's voice about."""
    if finding.percentile is None:
        return False
    return (finding.percentile if finding.kind.sign > 0 else 100.0 - finding.percentile) < _MILD


def _fitting(says: Sequence[str], facts: Mapping[str, str], seed: str, finding: Finding) -> str:
    """Choose among the sentences whose facts are all known for this picture."""
    known = [say for say in says if all(name in facts for name in re.findall(r"{(\w+)}", say))]
    return _chosen(known, seed, finding, "say")


def exercise_of(finding: Finding, seed: str) -> str:
    """Return the ten-minute exercise."""
    wording = words_of(finding)
    return tidy(_filled(_chosen(wording.do, seed, finding, "do"), facts_of(finding)))


def _chosen(options: Sequence[str], seed: str, finding: Finding, part: str) -> str:
    digest = hashlib.sha256(f"{seed}|{finding.kind.id}|{part}".encode()).digest()
    return options[int.from_bytes(digest[:4], "big") % len(options)]


def _filled(sentence: str, facts: Mapping[str, str]) -> str:
    return sentence.format_map(facts)


def tidy(text: str) -> str:
    """Return text with doubled spaces and prepositions mended: a strip runs *along* an edge, not *in* it."""
    text = re.sub(r"\bin the (upper|lower|left|right) edge\b", r"at the \1 edge", text)
    text = re.sub(
        r"\b([Ii])n the (left|right) side\b", lambda m: ("On" if m[1] == "I" else "on") + f" the {m[2]} side", text
    )
    text = re.sub(r"\b([Ii])n the strip\b", lambda m: ("On" if m[1] == "I" else "on") + " the strip", text)
    text = re.sub(r"\bin most of the picture\b", "over most of the picture", text)
    text = re.sub(r"\bin the whole picture\b", "across the whole picture", text)
    return re.sub(r"\s+", " ", text).strip()
