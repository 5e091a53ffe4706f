"""The coach: picks at most two findings, true and worth an artist's ten minutes, and says what is done well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np

from art_assistant.advice.finding.catalogue import BY_ID
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import Finding, Weight, agrees_with_focus, find, weigh
from art_assistant.advice.finding.fit import Shown, as_meant
from art_assistant.advice.finding.intent import Intent
from art_assistant.advice.finding.norms import norms
from art_assistant.advice.finding.second_look.contradicted import Witness
from art_assistant.advice.finding.strengths import Strength, strengths_of
from art_assistant.advice.language.llm import phrase
from art_assistant.advice.language.prompt import prompt_of
from art_assistant.advice.language.validator import checked
from art_assistant.advice.tips import Tip, tip_of
from art_assistant.base.reading import read_list, read_table, read_text
from art_assistant.corpus.quantiles import Corpus, masters
from art_assistant.errors import LanguageModelError
from art_assistant.field.labels import OTHER
from art_assistant.settings import LanguageSettings

LEAST_SIDE: Final = 32
"""Long sides below this, in pixels, show too little to judge."""

LEAST_PIXELS: Final = LEAST_SIDE * LEAST_SIDE // 4
"""The same for what is not transparent, in pixels of the working copy."""

_NO_PATTERN: Final = "The picture is of nearly one value: there is no pattern of light and dark to judge."
_NOTHING: Final = "The picture is fully transparent: there is nothing to judge."
_NO_PICTURE: Final = (
    "This looks like a page of text, a screen or an empty sheet, so there are no tips; if it is a picture of yours, "
    "say which kind it is."
)
_TOO_SMALL: Final = "The picture is too small to judge."
_TOO_LITTLE: Final = "Too little could be measured in this picture to give a tip."
_NEXT: Final = "Next: draw it as a thumbnail in three values, dark, middle and light, in ten minutes."
_BLANK: Final = "There is nothing on this sheet to judge yet. Next: draw a thumbnail of what you mean, in three values."
_NONE_TRUE: Final = f"Nothing stands out here that would be true to call a fault. {_NEXT}"
"""What is told instead of tips, with an exercise that is good for any picture."""
_MOST: Final = 8
"""Tips and strengths of a report, at most; those of today are two."""

LEAST_RANK: Final = 1.8
"""Rank below which nothing is told to fill the gap that a tip leaves which is held back (docs/decisions/0025)."""

_PAIR: Final = 2
"""A painter keeps two things in mind while working; a third is forgotten."""

_BUSY: Final = frozenset({"small_shapes", "no_resting_place", "restless_contours"})

_FLAT_L: Final = 3.0
"""p99 - p1 of L* below which no finding means anything: about a third of a value."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the report says to the artist.

    Attributes:
        tips: two, about different aspects, the weightier first; one, or none, where no more are true.
        reason: why there are none, and what to do instead; None where there are some.
        strengths: at most two; none where the picture cannot be judged.
        note: what the reader must know about the phrasing: why a language model's words were not used; else None.

    """

    tips: tuple[Tip, ...]
    reason: str | None
    strengths: tuple[Strength, ...]
    note: str | None = None

    @classmethod
    def from_report(cls, report: Mapping[str, Any]) -> Self:
        """Return the advice that a report in its JSON form tells.

        Raises:
            ValueError: it tells none.

        """
        tips, strengths = (map(read_table, read_list(report.get(name), _MOST)) for name in ("tips", "strengths"))
        reason, note = (report.get(name) for name in ("tips_reason", "tips_note"))
        return cls(
            tuple(map(Tip.from_dict, tips)),
            None if reason is None else read_text(reason),
            tuple(map(Strength.from_dict, strengths)),
            None if note is None else read_text(note),
        )


def advise(
    evidence: Evidence,
    intent: Intent | None = None,
    language: LanguageSettings | None = None,
    *,
    corpus: Corpus | None = None,
) -> Advice:
    """Return at most two tips and at most two strengths for a picture.

    Args:
        evidence: what was measured.
        intent: what the artist said the picture is meant to be; without it the tips ask rather than urge.
        language: the language model that may phrase the tips; the rules' own words where None or not enabled, and
            whenever the model's words cannot be used.
        corpus: what percentiles refer to; the masters that ship with the package by default.

    """
    evidence = as_meant(evidence, intent)
    witness = Witness(evidence)
    reason = why_not(evidence, witness)
    if reason is not None:
        return Advice((), reason, ())
    among, table = corpus or masters(), norms()
    weights = weigh(evidence.metrics, intent, evidence.family, among=table, shown=Shown.of(evidence))
    known = {kind: w for kind, w in weights.items() if agrees_with_focus(kind, intent, evidence)}
    if not known:
        return Advice((), _TOO_LITTLE, ())

    def found(kind: str) -> Finding:
        return find(BY_ID[kind], known[kind].severity, evidence, among, table, intent=intent)

    findings = true_findings(known, found, witness)
    # Nothing is praised while it is unsure what of it is the picture.
    told = tuple(finding.kind.id for finding in findings)
    strengths = strengths_of(evidence, among, told) if evidence.likely is None else ()
    if not findings:
        return Advice((), _NONE_TRUE, strengths)
    seed = evidence.seed
    advice = Advice(tuple(tip_of(finding, seed, intent, among.name) for finding in findings), None, strengths)
    if language is None or not language.enabled:
        return advice
    return _phrased(advice, findings, intent, language, evidence)


def why_not(evidence: Evidence, witness: Witness | None = None) -> str | None:
    """Return why a picture cannot be judged; None where it can. ``witness`` is one who has looked at it before."""
    measures = evidence.values.measures
    if evidence.values.nothing_counts:
        return _NOTHING
    if evidence.values.counted is not None and np.count_nonzero(evidence.values.counted) < LEAST_PIXELS:
        return _TOO_SMALL
    if max(evidence.values.l_map.shape) < LEAST_SIDE or min(evidence.values.l_map.shape) < LEAST_SIDE // 4:
        return _TOO_SMALL
    if measures.l_p99 - measures.l_p1 < _FLAT_L:
        return _NO_PATTERN
    if evidence.kind == OTHER:
        return _NO_PICTURE
    return _BLANK if (witness or Witness(evidence)).is_blank else None


def true_findings(
    weights: Mapping[str, Weight], found: Callable[[str], Finding], witness: Witness
) -> tuple[Finding, ...]:
    """Return the findings that are told: those of the highest rank that nothing in the picture contradicts.

    Args:
        weights: what the kinds weigh that may be said.
        found: makes the finding of a kind; asked only of those that rank high enough to matter.
        witness: the picture, looked at again.

    """
    seen: dict[str, Finding] = {}

    def stands(kind: str) -> bool:
        seen[kind] = found(kind)
        return witness.against(seen[kind]) is None

    return tuple(seen[kind] for kind in choose(weights, stands))


def choose(
    weights: Mapping[str, Weight], stands: Callable[[str], bool] = lambda _: True, least: float = LEAST_RANK
) -> tuple[str, ...]:
    """Return the two kinds of different aspects that rank highest among those that stand, the highest first.

    Two that say in other words that a picture is busy are one. Fewer are returned where fewer are known, stand, or rank
    at ``least`` so high.
    """
    best: dict[str, str] = {}
    for kind in sorted(weights, key=lambda kind: (-weights[kind].rank, kind)):
        if len(best) == _PAIR or weights[kind].rank < least:
            break
        said_already = kind in _BUSY and not _BUSY.isdisjoint(best.values())
        if BY_ID[kind].aspect not in best and not said_already and stands(kind):
            best[BY_ID[kind].aspect] = kind
    return tuple(best.values())


def _phrased(
    advice: Advice,
    findings: tuple[Finding, ...],
    intent: Intent | None,
    language: LanguageSettings,
    evidence: Evidence,
) -> Advice:
    prompt = prompt_of(findings, intent, evidence.rgb if language.send_picture else None)
    try:
        texts = phrase(prompt, language, lambda answer: checked(answer, findings))
    except LanguageModelError as error:
        return replace(advice, note=f"{error.message} The tips are in the rules' own words.")
    tips = tuple(replace(tip, text=text, source="llm") for tip, text in zip(advice.tips, texts, strict=True))
    return replace(advice, tips=tips)
