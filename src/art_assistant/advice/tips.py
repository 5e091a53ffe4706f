"""A tip: a finding told to the artist, with its evidence, its place, an exercise and how it is measured again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.fit import is_ranked
from art_assistant.advice.finding.intent import Intent
from art_assistant.advice.language.sentences import exercise_of, text_of, words_of
from art_assistant.analysis.composition.pieces import Polygon
from art_assistant.base.reading import read_list, read_number, read_text
from art_assistant.corpus.metrics import METRICS

Source = Literal["rules", "llm"]
_TEXTS: Final = ("finding", "aspect", "title", "text", "corpus", "where", "why", "exercise", "remeasure", "unless")


@dataclass(frozen=True, slots=True)
class Tip:
    """One actionable tip.

    Attributes:
        finding: id of the kind of finding.
        aspect: ``"value"``, ``"composition"``, ``"color"`` or ``"edges"``.
        title: what was found, in a few plain words.
        text: what was found, where, and a question.
        metric, value, percentile, corpus: the evidence; percentile 0-100; None, and the corpus
            empty, of a picture that is not placed among the masters, because it is no painting.
        severity: -log10 of the share of masters that have more of it; comparable across kinds.
        region: corners (x, y) of a polygon, in fractions of the picture.
        where: the same place in words.
        why: why it matters.
        exercise: what to do in ten minutes.
        remeasure: what is measured again afterwards.
        unless: when this is no fault.
        source: who phrased the text.

    """

    finding: str
    aspect: str
    title: str
    text: str
    metric: str
    value: float
    percentile: float | None
    corpus: str
    severity: float
    region: Polygon
    where: str
    why: str
    exercise: str
    remeasure: str
    unless: str
    source: Source = "rules"

    def as_dict(self) -> dict[str, Any]:
        """Return the tip, JSON-ready."""
        return {
            "finding": self.finding,
            "aspect": self.aspect,
            "title": self.title,
            "text": self.text,
            "metric": self.metric,
            "value": round(self.value, 4),
            "percentile": None if self.percentile is None else round(self.percentile, 1),
            "corpus": self.corpus,
            "severity": round(self.severity, 3),
            "region": [[round(x, 4), round(y, 4)] for x, y in self.region],
            "where": self.where,
            "why": self.why,
            "exercise": self.exercise,
            "remeasure": self.remeasure,
            "unless": self.unless,
            "source": self.source,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the tip that a report tells, as rounded as it is there.

        Raises:
            ValueError: it is no tip, or measures what this version does not know.

        """
        metric = read_text(data.get("metric"))
        if metric not in METRICS:
            raise ValueError("a metric of another version")
        percentile = data.get("percentile")
        return cls(
            metric=metric,
            value=read_number(data.get("value")),
            percentile=None if percentile is None else read_number(percentile),
            severity=read_number(data.get("severity")),
            region=tuple(_corner(read_list(corner)) for corner in read_list(data.get("region"))),
            source="llm" if data.get("source") == "llm" else "rules",
            **{name: read_text(data.get(name)) for name in _TEXTS},
        )


def _corner(told: list[Any]) -> tuple[float, float]:
    x, y = map(read_number, told)
    return x, y


def tip_of(finding: Finding, seed: str, intent: Intent | None, corpus: str) -> Tip:
    """Return the tip of a finding in the rules' own words."""
    wording, ranked = words_of(finding), is_ranked(finding.picture)
    return Tip(
        finding=finding.kind.id,
        aspect=finding.kind.aspect,
        title=wording.title,
        text=text_of(finding, seed, intent),
        metric=finding.kind.metric,
        value=finding.value,
        percentile=finding.percentile if ranked else None,
        corpus=corpus if ranked else "",
        severity=finding.severity,
        region=finding.sight.place.polygon,
        where=finding.sight.place.words,
        why=wording.why,
        exercise=exercise_of(finding, seed),
        remeasure=f"{wording.again[:1].upper()}{wording.again[1:]}.",
        unless=f"Not said where {wording.unless}.",
    )
