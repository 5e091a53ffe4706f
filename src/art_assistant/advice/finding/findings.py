"""Findings: what stands out in a picture among the masters, with its evidence and the passage it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from art_assistant.advice.finding.catalogue import KINDS, Kind, derived, expected, is_colorless
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.fit import FITS, Shown
from art_assistant.advice.finding.intent import Intent
from art_assistant.advice.finding.norms import Norms
from art_assistant.advice.finding.sights import Sight, sight_of
from art_assistant.corpus.quantiles import Corpus
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH

_GATE: Final = (-0.4, 0.4)
"""Normal scores of the headline metric, on the side of the finding, between which a finding begins to be sayable: a
picture well on the other side of the masters' middle is not told of a fault, whatever its other metrics say."""

_NEUTRAL: Final = (0.8, 0.97)
"""Near-neutral shares between which findings about temperature and the hue of darks stop making sense."""

_STYLES: Final[Mapping[str, tuple[str, ...]]] = {
    "Ukiyo-e": ("all_hard_edges", "no_accent", "compressed_range", "chalky_lights", "lifted_darks", "small_shapes"),
    "Abstraction": ("competing_focus", "scattered_attention", "all_hard_edges", "border_pull", "no_resting_place"),
    "Pop Art": ("all_hard_edges", "chroma_everywhere", "crushed_darks", "chalky_lights"),
    "Cubism & Surrealism": ("all_hard_edges", "small_shapes", "merging_neighbours"),
    "Impressionism": ("all_soft_edges", "restless_contours", "compressed_range", "lifted_darks"),
    "Expressionism & Primitivism": ("chroma_everywhere", "all_hard_edges"),
    "Post-Impressionism": ("chroma_everywhere", "restless_contours"),
    "Baroque & Rococo": ("crushed_darks", "dull_lights"),
}
_STYLE_DISCOUNT: Final = 0.6
"""What is left of a severity where the finding is the manner of the recognised style."""

_NATURES: Final[Mapping[str, tuple[str, ...]]] = {
    DRAWING: ("compressed_range", "lifted_darks", "scattered_attention"),
    PHOTOGRAPH: ("all_hard_edges", "midtone_soup", "chroma_everywhere", "border_pull"),
}
"""What pictures of a kind have by nature beside masters' paintings: graphite ends before black, and lines ask for
attention all over; a lens is sharp throughout, and a camera puts the middle of a scene at middle grey, strengthens its
colours, and cuts through whatever lies at the edge of what it sees."""
_NATURE_DISCOUNT: Final = 0.65
"""What is left of a severity then."""

_LIGHT_PAPER: Final = 65.0
"""L* that a quarter of a drawing reaches where the paper is lighter than the middle values. Elsewhere the paper, toned
or in poor light, is itself the middle value."""

_PAINTED: Final = Shown()
_FOCUS_NEAR: Final = 0.15
_LEAST: Final = 0.02
_BASE: Final = 1.0
"""Added to every rank before it is weighed down, so that weighing down lowers it whatever the level is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands out.

    Attributes:
        kind: what it is.
        value: the headline metric.
        percentile: its place among the masters, 0-100; None where it cannot be placed.
        usual: the masters' median of the metric.
        expected: what the metric should be in a picture of this look; None where the kind is not read beside that.
        severity: -log10 of the share of masters that have more of it, weighed down where it is hard to measure twice
            or belongs to the style.
        sight: the passage it speaks of.
        picture: what the picture is, which decides in what words the finding is told; see ``Evidence.kind``.
        medium: what it is made with, where the artist said so; else None.

    """

    kind: Kind
    value: float
    percentile: float | None
    usual: float
    severity: float
    sight: Sight
    expected: float | None = None
    picture: str = PAINTING
    medium: str | None = None


@dataclass(frozen=True, slots=True)
class Weight:
    """What a kind weighs in one picture.

    Attributes:
        severity: -log10 of the share of masters that have more of it, shrunk by how well it repeats.
        rank: the same above the kind's level, less where the finding is hardly sayable or belongs to the style.

    """

    severity: float
    rank: float


def weigh(
    metrics: Mapping[str, float | None],
    intent: Intent | None = None,
    family: str | None = None,
    *,
    among: Norms,
    shown: Shown = _PAINTED,
) -> dict[str, Weight]:
    """Return what every kind weighs that may be said of a picture with these flat metrics.

    ``shown`` says what the picture is and what its photograph can carry; a painting, soundly taken, by default.
    """
    known = derived(metrics)
    scores = among.scores(known)
    weights = {}
    for kind in KINDS:
        norm = among.kinds[kind.id]
        sayable = _sayable(kind, scores) * _sense(kind, known, shown)
        if sayable > _LEAST and not (intent is not None and intent.explains(kind.id)):
            severity = norm.surprise(scores)
            weights[kind.id] = Weight(
                severity, sayable * _manner(kind, family, shown) * (severity - norm.level + _BASE)
            )
    return weights


def _sayable(kind: Kind, scores: Mapping[str, float]) -> float:
    if kind.metric not in scores:
        return 0.0
    return _smooth(kind.sign * scores[kind.metric], *_GATE)


def _smooth(value: float, low: float, high: float) -> float:
    t = min(1.0, max(0.0, (value - low) / (high - low)))
    return t * t * (3.0 - 2.0 * t)


def _sense(kind: Kind, metrics: Mapping[str, float | None], shown: Shown) -> float:
    """Return 1 where the question makes sense at all, down to 0 where it does not: a grey picture has no warm side."""
    if not shown.allows(FITS[kind.id]) or (kind.aspect == "color" and is_colorless(metrics)):
        return 0.0
    if kind.id == "midtone_soup" and shown.kind == DRAWING and (metrics.get("values.l_p75") or 0.0) < _LIGHT_PAPER:
        return 0.0
    if kind.id not in {"one_temperature", "one_dark_hue", "scattered_hues"}:
        return 1.0
    neutral = metrics.get("color.near_neutral_share")
    return 1.0 if neutral is None else 1.0 - _smooth(neutral, *_NEUTRAL)


def _manner(kind: Kind, family: str | None, shown: Shown) -> float:
    styled = _STYLE_DISCOUNT if kind.id in _STYLES.get(family or "", ()) else 1.0
    return min(styled, _NATURE_DISCOUNT if kind.id in _NATURES.get(shown.kind, ()) else 1.0)


def find(
    kind: Kind, severity: float, evidence: Evidence, corpus: Corpus, among: Norms, *, intent: Intent | None = None
) -> Finding:
    """Return the finding of ``kind`` in a picture that has it."""
    value = derived(evidence.metrics)[kind.metric] or 0.0
    look = evidence.metrics.get(expected(kind.metric)) if kind.likened else None
    scale = among.scales[kind.metric]
    percentile = corpus.percentile(kind.metric, value)
    if percentile is None:
        percentile = scale.percentile(value)
    return Finding(
        kind,
        value,
        percentile,
        float(scale.points[50]),
        severity,
        sight_of(kind.id, evidence),
        None if look is None else scale.value(look),
        evidence.kind,
        None if intent is None else intent.medium,
    )


def agrees_with_focus(kind: str, intent: Intent | None, evidence: Evidence) -> bool:
    """Return whether a stated focus leaves a finding about the first read standing.

    Where the eye already goes to the stated place, nothing competes with it.
    """
    points = evidence.composition.focal_points
    if intent is None or intent.focus is None or kind not in {"competing_focus", "scattered_attention"} or not points:
        return True
    x, y = points[0].point
    return abs(x - intent.focus[0]) > _FOCUS_NEAR or abs(y - intent.focus[1]) > _FOCUS_NEAR
