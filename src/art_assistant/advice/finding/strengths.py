"""One or two things a picture does well: true, measured, and not about what the tips find fault with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from art_assistant.advice.finding.catalogue import derived, is_colorless
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.norms import norms
from art_assistant.advice.finding.places import point_words
from art_assistant.base.reading import read_number, read_text
from art_assistant.corpus.metrics import METRICS
from art_assistant.corpus.quantiles import Corpus

MOST_STRENGTHS: Final = 2
_TRUE: Final = 40.0
_WORTH: Final = 60.0
"""Masters of 100 that have less of a strength, above which it is one at all, and worth being told as the second: up to
40 a picture stands below the middle of the masters."""


@dataclass(frozen=True, slots=True)
class Virtue:
    """A kind of strength: more (sign 1) or less (-1) of a metric, said in one of two ways; what it contradicts."""

    id: str
    metric: str
    sign: int
    says: tuple[str, str]
    against: tuple[str, ...]
    aspect: str


@dataclass(frozen=True, slots=True)
class Strength:
    """One thing done well.

    Attributes:
        virtue: which kind.
        text: one sentence.
        metric, value, percentile, corpus: its evidence; percentile 0-100.

    """

    virtue: str
    text: str
    metric: str
    value: float
    percentile: float
    corpus: str

    def as_dict(self) -> dict[str, Any]:
        """Return the strength, JSON-ready."""
        return {
            "strength": self.virtue,
            "text": self.text,
            "metric": self.metric,
            "value": round(self.value, 4),
            "percentile": round(self.percentile, 1),
            "corpus": self.corpus,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the strength that a report tells, as rounded as it is there.

        Raises:
            ValueError: it is none.

        """
        virtue, text, metric, corpus = (read_text(data.get(name)) for name in ("strength", "text", "metric", "corpus"))
        value, percentile = (read_number(data.get(name)) for name in ("value", "percentile"))
        return cls(virtue, text, metric, value, percentile, corpus)


VIRTUES: Final[tuple[Virtue, ...]] = (
    Virtue(
        "holds_at_a_squint",
        "values.squint_retained",
        1,
        (
            "The design holds at a squint: {number} of its contrast survives, more than in {rank}.",
            "Half-close your eyes and little is lost. {number} of the contrast is in the big pattern.",
        ),
        ("small_shapes", "midtone_soup"),
        "value",
    ),
    Virtue(
        "clear_families",
        "values.families_gap",
        1,
        (
            "Light and shadow are clearly parted, by {number} on average; {rank} keep them closer.",
            "You know which side each passage is on: the lights lie {number} above the shadows.",
        ),
        ("compressed_range", "midtone_soup", "dull_lights", "lifted_darks"),
        "value",
    ),
    Virtue(
        "full_scale",
        "values.range_steps",
        1,
        (
            "You use the scale: {number} from dark to light, further than {rank}.",
            "The range is generous, {number}, and gives every passage room.",
        ),
        ("compressed_range", "dull_lights", "lifted_darks", "midtone_soup"),
        "value",
    ),
    Virtue(
        "simple_masses",
        "masses.explained",
        1,
        (
            "A handful of flat values tells {number} of the picture; the masses are well chosen.",
            "The big shapes carry it: {number} of the values are explained by {masses} masses.",
        ),
        ("small_shapes", "equal_masses", "merging_neighbours"),
        "value",
    ),
    Virtue(
        "one_leader",
        "masses.top2_gap",
        1,
        (
            "One mass clearly leads, by {number} of the surface, so the picture has a ground to stand on.",
            "There is no doubt which mass rules: it is {number} of the picture ahead of the next.",
        ),
        ("equal_masses",),
        "value",
    ),
    Virtue(
        "one_focus",
        "composition.attention_half_area",
        -1,
        (
            "The eye knows where to go: {focus} gathers half the attention on {number} of the surface.",
            "Attention is held together. Half of it falls on {number} of the picture, around {focus}.",
        ),
        ("scattered_attention", "competing_focus"),
        "composition",
    ),
    Virtue(
        "room_to_rest",
        "emphasis.quiet_share",
        1,
        (
            "There is room to rest: {number} of the picture is quiet, which lets {focus} speak.",
            "Quiet passages, {number} of the surface, set off {focus}.",
        ),
        ("no_resting_place",),
        "composition",
    ),
    Virtue(
        "eye_stays_in",
        "emphasis.contrast_border",
        -1,
        (
            "The borders keep their voice down, quieter than in {rank}, and the eye stays inside.",
            "Nothing at the frame calls the eye out: contrast there is {number} of that within.",
        ),
        ("border_pull", "frame_tangent"),
        "composition",
    ),
    Virtue(
        "clean_accent",
        "color.accent_strength",
        1,
        (
            "Colour is spent with purpose: the strongest rises {number} above the rest, more than in {rank}.",
            "There is a real colour accent, {number} above the picture's middle.",
        ),
        ("no_chroma_accent", "chroma_everywhere"),
        "color",
    ),
    Virtue(
        "temperature_play",
        "color.temperature_gap",
        1,
        (
            "Lights and darks part in temperature as well as in value, by {number} on the warm-cool scale.",
            "The light has a colour: it differs from the darks by {number} in warmth, more than in {rank}.",
        ),
        ("one_temperature",),
        "color",
    ),
    Virtue(
        "living_darks",
        "color.dark_hue_concentration",
        -1,
        (
            "The darks are alive: several hues share one value, more freely than in {rank}.",
            "Look into the darks: their hues vary more than in {rank}.",
        ),
        ("one_dark_hue",),
        "color",
    ),
    Virtue(
        "edges_lead",
        "edges.hard_focus_lead",
        1,
        (
            "Your hardest edges lie where the eye goes first; their share there is {number} above the rest.",
            "Edges do their work: {focus} is drawn crisper than its surroundings, by {number}.",
        ),
        ("hard_edges_off_focus", "all_hard_edges", "all_soft_edges"),
        "edges",
    ),
)


def strengths_of(evidence: Evidence, corpus: Corpus, against: Collection[str]) -> tuple[Strength, ...]:
    """Return at most two strengths, the surest first and of different aspects; none that a tip contradicts.

    ``against`` are the kinds of the two tips.
    """
    metrics, table = derived(evidence.metrics), norms()
    ranked: list[tuple[float, Virtue, float]] = []
    for virtue in VIRTUES:
        value = metrics.get(virtue.metric)
        unseen = virtue.aspect == "color" and is_colorless(metrics)
        if value is None or unseen or set(virtue.against) & set(against):
            continue
        place = corpus.percentile(virtue.metric, value)
        if place is None and virtue.metric in table.scales:
            place = table.scales[virtue.metric].percentile(value)
        if place is not None:
            ranked.append((place if virtue.sign > 0 else 100.0 - place, virtue, value))
    ranked.sort(key=lambda entry: (-entry[0], entry[1].id))
    kept: list[Strength] = []
    seed = evidence.seed
    aspects: set[str] = set()
    for standing, virtue, value in ranked:
        # The first has to be true of the picture, though it need not be rare; a second has to be worth a sentence.
        enough = standing > (_WORTH if kept else _TRUE)
        if enough and virtue.aspect not in aspects and len(kept) < MOST_STRENGTHS:
            kept.append(_strength(virtue, (value, standing), evidence, seed, corpus.name))
            aspects.add(virtue.aspect)
    return tuple(kept)


def _strength(virtue: Virtue, measured: tuple[float, float], evidence: Evidence, seed: str, corpus: str) -> Strength:
    value, standing = measured
    text = virtue.says[(ord(seed[-1]) + len(virtue.id)) % 2].format_map(_facts(virtue, measured, evidence))
    percentile = standing if virtue.sign > 0 else 100.0 - standing
    return Strength(virtue.id, text[:1].upper() + text[1:], virtue.metric, value, percentile, corpus)


def _facts(virtue: Virtue, measured: tuple[float, float], evidence: Evidence) -> Mapping[str, str]:
    value, standing = measured
    points = evidence.composition.focal_points
    return {
        "number": METRICS[virtue.metric].size(value),
        "masses": str(evidence.masses.k),
        "focus": point_words(*points[0].point) if points else "the first read",
        "rank": f"{min(99, max(1, round(standing)))} of 100 masters",
    }
