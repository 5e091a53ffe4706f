"""One or two things a picture does well: true, measured, and not about what the tips find fault with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from art_assistant.advice.finding.catalogue import derived, is_colorless
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.fit import STRENGTHS, Shown, is_ranked
from art_assistant.advice.finding.norms import norms
from art_assistant.analysis.places import point_words
from art_assistant.base.reading import read_number, read_text
from art_assistant.corpus.metrics import METRICS
from art_assistant.corpus.quantiles import Corpus
from art_assistant.field.labels import PHOTOGRAPH

MOST_STRENGTHS: Final = 2
_TRUE: Final = 50.0
_WORTH: Final = 60.0
"""Masters of 100 that have less of a strength, above which it is one at all, and worth being told as the second: up to
50 a picture stands below the middle of the masters."""


_OF_HUES: Final = ("temperature_play", "living_darks")
_MOST_NEUTRAL: Final = 0.885
"""Share of near-neutral pixels above which hues are no strength: half-way to where findings about them end."""


@dataclass(frozen=True, slots=True)
class Virtue:
    """A kind of strength: more (sign 1) or less (-1) of a metric.

    Attributes:
        id: stable name.
        metric, sign: the metric, and 1 where more of it is the strength, -1 where less.
        says: two ways to say it of any picture.
        ranked: a further way to say it of a painting, beside the masters.
        kept: how it is said of a photograph to paint from.
        against: the findings that it contradicts.
        aspect: what it is about.

    """

    id: str
    metric: str
    sign: int
    says: tuple[str, str]
    ranked: str
    kept: str
    against: tuple[str, ...]
    aspect: str

    def told(self, kind: str) -> tuple[str, ...]:
        """Return the ways to say it of a kind of picture."""
        if kind == PHOTOGRAPH:
            return (self.kept,)
        return (*self.says, self.ranked) if is_ranked(kind) else self.says


@dataclass(frozen=True, slots=True)
class Strength:
    """One thing done well.

    Attributes:
        virtue: which kind.
        text: one sentence.
        metric, value, percentile, corpus: its evidence; percentile 0-100; None, and the corpus empty, of a picture that
            is not placed among the masters.

    """

    virtue: str
    text: str
    metric: str
    value: float
    percentile: float | None
    corpus: str

    def as_dict(self) -> dict[str, Any]:
        """Return the strength, JSON-ready."""
        return {
            "strength": self.virtue,
            "text": self.text,
            "metric": self.metric,
            "value": round(self.value, 4),
            "percentile": None if self.percentile is None else round(self.percentile, 1),
            "corpus": self.corpus,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the strength that a report tells, as rounded as it is there.

        Raises:
            ValueError: it is none.

        """
        virtue, text, metric, corpus = (read_text(data.get(name)) for name in ("strength", "text", "metric", "corpus"))
        value, place = read_number(data.get("value")), data.get("percentile")
        return cls(virtue, text, metric, value, None if place is None else read_number(place), corpus)


VIRTUES: Final[tuple[Virtue, ...]] = (
    Virtue(
        "holds_at_a_squint",
        "values.squint_retained",
        1,
        (
            "The design holds at a squint: {number} of its contrast is still there.",
            "Half close your eyes and little is lost: {number} of the contrast is in the big pattern.",
        ),
        "The design holds at a squint: {number} of its contrast is still there, more than in {rank}.",
        "The reference holds at a squint: {number} of its contrast is in the big pattern. Keep that pattern.",
        ("small_shapes", "midtone_soup"),
        "value",
    ),
    Virtue(
        "clear_families",
        "values.families_gap",
        1,
        (
            "Light and shadow are clearly parted, by {number} on average.",
            "One sees of each passage whether it is in the light: the lights lie {number} above the shadows.",
        ),
        "Light and shadow are clearly parted, by {number} on average; {rank} keep them closer.",
        "The reference parts light and shadow clearly, by {number} on average. Keep them apart.",
        ("compressed_range", "midtone_soup", "dull_lights", "lifted_darks"),
        "value",
    ),
    Virtue(
        "full_scale",
        "values.range_steps",
        1,
        (
            "The scale is used: {number} from the darks to the lights.",
            "The range is wide, {number}, which gives every passage room.",
        ),
        "The scale is used: {number} from the darks to the lights, further than {rank}.",
        "The reference has {number} between its darks and its lights: enough to choose from.",
        ("compressed_range", "dull_lights", "lifted_darks", "midtone_soup"),
        "value",
    ),
    Virtue(
        "simple_masses",
        "masses.explained",
        1,
        (
            "A few flat values tell {number} of the light and dark in the picture.",
            "The big shapes carry the picture: {masses} masses tell {number} of its light and dark.",
        ),
        "The big shapes carry the picture: {masses} masses tell {number} of its light and dark, more than in {rank}.",
        "The reference has big shapes: {masses} masses tell {number} of its light and dark. Begin with them.",
        ("small_shapes", "equal_masses", "merging_neighbours"),
        "value",
    ),
    Virtue(
        "one_leader",
        "masses.top2_gap",
        1,
        (
            "One mass clearly leads: it covers {number} more of the picture than the next.",
            "It is clear which mass is the largest: {number} of the picture ahead of the next.",
        ),
        "One mass clearly leads, {number} of the picture ahead of the next, more than in {rank}.",
        "The reference has one mass that leads, {number} of the picture ahead of the next. Keep it the largest.",
        ("equal_masses",),
        "value",
    ),
    Virtue(
        "one_focus",
        "composition.attention_half_area",
        -1,
        (
            "It is clear where to look: half of the attention falls on {number} of the picture, around {focus}.",
            "Attention is held together: half of it falls on {number} of the picture, around {focus}.",
        ),
        "It is clear where to look: half of the attention falls on {number} of the picture; {rank} need more.",
        "The reference shows where to look: half of the attention falls on {number} of it, around {focus}. Keep that.",
        ("scattered_attention", "competing_focus"),
        "composition",
    ),
    Virtue(
        "room_to_rest",
        "emphasis.quiet_share",
        1,
        (
            "There is room to rest: {number} of the picture is quiet, which sets off {focus}.",
            "Quiet passages, {number} of the picture, set off {focus}.",
        ),
        "There is room to rest: {number} of the picture is quiet, more than in {rank}.",
        "The reference has quiet passages, {number} of it, which set off {focus}. Keep them quiet.",
        ("no_resting_place",),
        "composition",
    ),
    Virtue(
        "eye_stays_in",
        "emphasis.contrast_border",
        -1,
        (
            "Nothing near the frame draws the eye out: contrast there is {number} of that inside.",
            "The contrast near the frame is {number} of that inside, so the eye stays in the picture.",
        ),
        "The contrast near the frame is {number} of that inside, less than in {rank}: the eye stays in the picture.",
        "The crop of the reference holds: contrast near the frame is {number} of that inside. Keep it.",
        ("border_pull", "frame_tangent"),
        "composition",
    ),
    Virtue(
        "clean_accent",
        "color.accent_strength",
        1,
        (
            "There is a clear colour accent, {number} above the picture's middle colour.",
            "One colour stands out, {number} above the picture's middle colour.",
        ),
        "One colour stands out, {number} above the picture's middle colour, more than in {rank}.",
        "The reference has one colour that stands out, {number} above the middle of the others. Keep it.",
        ("no_chroma_accent", "chroma_everywhere"),
        "color",
    ),
    Virtue(
        "temperature_play",
        "color.temperature_gap",
        1,
        (
            "Lights and darks differ in warmth as well as in value, by {number} on the warm-cool scale.",
            "The light has a colour: lights and darks differ in warmth by {number} on the warm-cool scale.",
        ),
        "Lights and darks differ in warmth as well, by {number} on the warm-cool scale, more than in {rank}.",
        "The reference parts warm and cool: lights and darks differ by {number} on the warm-cool scale. Keep that.",
        ("one_temperature",),
        "color",
    ),
    Virtue(
        "living_darks",
        "color.dark_hue_concentration",
        -1,
        (
            "The darks have several hues: they agree to {number}.",
            "Look into the darks: their hues agree to {number}, so they do not look flat.",
        ),
        "The darks have several hues: they agree to {number}, less than in {rank}.",
        "The darks of the reference have several hues, which agree to {number}. Keep more than one.",
        ("one_dark_hue",),
        "color",
    ),
    Virtue(
        "edges_lead",
        "edges.hard_focus_lead",
        1,
        (
            "The hardest edges lie where one looks first: their share there is {number} above the rest.",
            "Edges lead the eye: {focus} has more hard ones than its surroundings, by {number}.",
        ),
        "The hardest edges lie where one looks first, {number} above the rest, more than in {rank}.",
        "The sharpest edges of the reference lie where one looks first, {number} above the rest. Keep them there.",
        ("hard_edges_off_focus", "all_hard_edges", "all_soft_edges"),
        "edges",
    ),
)


def strengths_of(evidence: Evidence, corpus: Corpus, against: Collection[str]) -> tuple[Strength, ...]:
    """Return at most two strengths, the surest first and of different aspects; none that a tip contradicts.

    ``against`` are the kinds of the two tips.
    """
    seed = evidence.seed
    ranked = sorted(_standings(evidence, corpus, against), key=lambda entry: (-entry[0], entry[1].id))
    kept: list[Strength] = []
    aspects: set[str] = set()
    for standing, virtue, value in ranked:
        # The first has to be true of the picture, though it need not be rare; a second has to be worth a sentence, and
        # so has one that is told without its rank, for pictures that the masters' are no measure of.
        enough = standing > (_WORTH if kept or not is_ranked(evidence.kind) else _TRUE)
        if enough and virtue.aspect not in aspects and len(kept) < MOST_STRENGTHS:
            kept.append(_strength(virtue, (value, standing), evidence, corpus.name, seed))
            aspects.add(virtue.aspect)
    return tuple(kept)


def _standings(evidence: Evidence, corpus: Corpus, against: Collection[str]) -> Iterator[tuple[float, Virtue, float]]:
    """Yield how many of 100 masters have less of each strength that fits the picture, the strength, and its number."""
    metrics, shown = derived(evidence.metrics), Shown.of(evidence)
    colorless = is_colorless(metrics)
    for virtue in VIRTUES:
        value = metrics.get(virtue.metric)
        unseen = not shown.allows(STRENGTHS[virtue.id]) or (virtue.aspect == "color" and colorless)
        unseen |= virtue.id in _OF_HUES and (metrics.get("color.near_neutral_share") or 0.0) > _MOST_NEUTRAL
        if value is None or unseen or set(virtue.against) & set(against):
            continue
        place = _place(virtue.metric, value, corpus)
        if place is not None:
            yield (place if virtue.sign > 0 else 100.0 - place), virtue, value


def _place(metric: str, value: float, corpus: Corpus) -> float | None:
    place = corpus.percentile(metric, value)
    scale = norms().scales.get(metric)
    return scale.percentile(value) if place is None and scale is not None else place


def _strength(virtue: Virtue, measured: tuple[float, float], evidence: Evidence, corpus: str, seed: str) -> Strength:
    value, standing = measured
    ways = virtue.told(evidence.kind)
    text = ways[(ord(seed[-1]) + len(virtue.id)) % len(ways)].format_map(_facts(virtue, measured, evidence))
    said = text[:1].upper() + text[1:]
    if not is_ranked(evidence.kind):
        return Strength(virtue.id, said, virtue.metric, value, None, "")
    return Strength(virtue.id, said, virtue.metric, value, standing if virtue.sign > 0 else 100.0 - standing, corpus)


def _facts(virtue: Virtue, measured: tuple[float, float], evidence: Evidence) -> Mapping[str, str]:
    value, standing = measured
    points = evidence.composition.focal_points
    return {
        "number": METRICS[virtue.metric].size(value),
        "masses": str(evidence.masses.k),
        "focus": point_words(*points[0].point) if points else "the first read",
        "rank": f"{min(99, max(1, round(standing)))} of 100 masters",
    }
