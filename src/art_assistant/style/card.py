"""The style card of one picture: three labels with their probabilities, or the family and the word that it is unsure.

A label is context for looking, not feedback. The card abstains where its first label would be right less than three
times in four, and names no style for a photograph of the world.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from art_assistant.field.kind import PictureKind
from art_assistant.field.labels import PHOTOGRAPH as PHOTOGRAPH_OF_THE_WORLD
from art_assistant.imaging.arrays import F32
from art_assistant.style.axes import Axis, Placed, axes_of
from art_assistant.style.head import Reading, style_head
from art_assistant.style.labels import FAMILIES, LABELS, NEAREST, PHOTOGRAPH, family_of
from art_assistant.style.notes import NOTES

TOP: Final = 3
EVIDENCE: Final = 5


class RawFeatures(Protocol):
    """What an encoder says of one picture."""

    @property
    def raw(self) -> F32:
        """(2048,) float32, the features of both networks, not standardised."""
        ...


class Work(Protocol):
    """The facts of a related work that the card repeats."""

    @property
    def title(self) -> str | None:
        """As the museum says."""
        ...

    @property
    def artist(self) -> str | None:
        """As the museum says."""
        ...

    @property
    def date(self) -> str | None:
        """As the museum says."""
        ...

    @property
    def style(self) -> str | None:
        """A label or a museum's name for a style."""
        ...


class Related(Protocol):
    """A related work, the nearest first."""

    @property
    def rank(self) -> int:
        """1 is the nearest."""
        ...

    @property
    def artwork(self) -> Work:
        """The facts."""
        ...


@dataclass(frozen=True, slots=True)
class StyleCandidate:
    """One label.

    Attributes:
        label: one of ``LABELS``.
        family: its family.
        probability: calibrated, 0-1.

    """

    label: str
    family: str
    probability: float

    def as_dict(self) -> dict[str, Any]:
        """Return the candidate in JSON-ready form."""
        return {"label": self.label, "family": self.family, "probability": round(self.probability, 4)}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A related work whose recorded style bears on the card.

    Attributes:
        rank: its place among the related works; 1 is the nearest.
        title, artist, date: facts; None is unknown.
        style: the museum's name for its style.
        agrees: whether that is the card's first label; where the card abstains, whether it is of the card's family.

    """

    rank: int
    title: str | None
    artist: str | None
    date: str | None
    style: str
    agrees: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the neighbour in JSON-ready form; null is unknown."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class StyleCard:
    """What can be said of a picture's style.

    Attributes:
        top: the three likeliest labels, the likeliest first.
        family: the likeliest family.
        family_probability: calibrated, 0-1.
        abstained: whether the first label is too unsure to be spoken of; the family is then all that is said.
        photograph: whether the picture is taken for a photograph of the world, not a painting or a photograph of one,
            as its kind says; no style is then to be spoken of.
        photograph_probability: that of its kind, 0-1.
        note: the context note of what is spoken of; None where the card abstains.
        axes: the treatment axes.
        evidence: related works of a known style, the agreeing ones first.

    """

    top: tuple[StyleCandidate, ...]
    family: str
    family_probability: float
    abstained: bool
    photograph: bool
    photograph_probability: float
    note: str | None
    axes: tuple[Axis, ...]
    evidence: tuple[Neighbour, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the card in JSON-ready form; null is unknown."""
        return {
            "top": [candidate.as_dict() for candidate in self.top],
            "family": self.family,
            "family_probability": round(self.family_probability, 4),
            "abstained": self.abstained,
            "photograph": self.photograph,
            "photograph_probability": round(self.photograph_probability, 4),
            "note": self.note,
            "axes": [axis.as_dict() for axis in self.axes],
            "evidence": [neighbour.as_dict() for neighbour in self.evidence],
        }


def classify(
    features: RawFeatures,
    kind: PictureKind,
    standing: Mapping[str, Placed] | None = None,
    references: Iterable[Related] = (),
) -> StyleCard:
    """Return the style card of one picture.

    Args:
        features: what the encoder says of the picture.
        kind: what the picture is taken for.
        standing: metric to its place among the masters; the axes are read from it.
        references: related works, the nearest first.

    Raises:
        ValueError: the features have another shape or are not finite.
        ModelError: the embedded head is missing or damaged.

    """
    return card_of(style_head().read(features.raw), kind, standing or {}, references)


def card_of(
    reading: Reading, kind: PictureKind, standing: Mapping[str, Placed], references: Iterable[Related]
) -> StyleCard:
    """Return the card of a reading of the head; see ``classify``."""
    top = _candidates(reading)
    family, family_probability = _likeliest_family(reading)
    photograph = kind.label == PHOTOGRAPH_OF_THE_WORLD
    abstained = not photograph and (top[0].probability < reading.threshold or top[0].label == PHOTOGRAPH)
    return StyleCard(
        top=top,
        family=family,
        family_probability=family_probability,
        abstained=abstained,
        photograph=photograph,
        photograph_probability=kind.probabilities[PHOTOGRAPH_OF_THE_WORLD],
        note=_note(top[0].label, photograph=photograph, abstained=abstained),
        axes=axes_of(standing),
        evidence=() if photograph else _evidence(references, None if abstained else top[0].label, family),
    )


def _note(label: str, *, photograph: bool, abstained: bool) -> str | None:
    if photograph:
        return NOTES[PHOTOGRAPH]
    return None if abstained else NOTES[label]


def _candidates(reading: Reading) -> tuple[StyleCandidate, ...]:
    ranked = sorted(range(len(LABELS)), key=lambda i: (-reading.probabilities[i], i))[:TOP]
    return tuple(
        StyleCandidate(LABELS[i], family_of(LABELS[i]) or LABELS[i], float(reading.probabilities[i])) for i in ranked
    )


def _likeliest_family(reading: Reading) -> tuple[str, float]:
    sums = {
        family: float(sum(reading.probabilities[LABELS.index(label)] for label in labels))
        for family, labels in FAMILIES.items()
    }
    family = max(sums, key=lambda name: sums[name])
    return family, min(1.0, sums[family])


def _evidence(references: Iterable[Related], label: str | None, family: str) -> tuple[Neighbour, ...]:
    known = []
    for related in references:
        work = related.artwork
        if not work.style or family_of(work.style) is None:
            continue
        own = NEAREST.get(work.style, work.style)
        agrees = own == label if label is not None else family_of(own) == family
        known.append(Neighbour(related.rank, work.title, work.artist, work.date, work.style, agrees))
    return tuple(sorted(known, key=lambda neighbour: (not neighbour.agrees, neighbour.rank)))[:EVIDENCE]
