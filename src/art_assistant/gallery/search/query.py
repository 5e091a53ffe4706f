"""The one way from a picture to a query: every face asks a gallery with the same facets and the same measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from art_assistant.gallery.encoder import measured_facets
from art_assistant.gallery.facets import FacetVectors, parse_weights
from art_assistant.gallery.search.find import Query, check_asked
from art_assistant.gallery.search.phrases import PHRASES
from art_assistant.imaging.arrays import F32, Picture
from art_assistant.measure import cited_metrics
from art_assistant.vision.backbone import Features
from art_assistant.vision.encoders import Encoder
from art_assistant.vision.manner import ENCODER_CARD

USUAL: Final = 8
"""How many works are asked for unless the artist says otherwise."""


class Learned(Protocol):
    """The two facets that an encoder learned."""

    @property
    def overall(self) -> F32:
        """What it is a picture of."""
        ...

    @property
    def manner(self) -> F32:
        """How it is handled."""
        ...


class SeenPicture(Protocol):
    """What the networks see in a picture."""

    @property
    def features(self) -> Features:
        """Of the backbone."""
        ...

    @property
    def learned(self) -> Learned:
        """Of the encoder that ships."""
        ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """What one picture is looked for by.

    Attributes:
        facets: the four facets.
        metrics: the flat metrics; all that a reason may cite are among them, where the picture has them.
        sha256: digest of the file, so that a picture does not find itself.

    """

    facets: FacetVectors
    metrics: Mapping[str, float | None]
    sha256: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What the artist asks of a gallery; see ``Query`` for the fields.

    Raises:
        UsageError: one of them makes no sense.

    """

    weights: Mapping[str, float] = field(default_factory=lambda: parse_weights(None))
    top: int = USUAL
    keywords: str | None = None
    diversify: bool = True
    mirror: bool = False

    def __post_init__(self) -> None:
        check_asked(self.top, self.keywords)

    @classmethod
    def of(cls, weights: str | Mapping[str, Any] | None, **others: Any) -> Wish:
        """Return a wish whose weights are still to be read."""
        return cls(parse_weights(weights), **others)


def likeness_of(picture: Picture, look: Callable[[], SeenPicture], encoder: Encoder) -> Likeness:
    """Return what a picture is looked for by.

    Args:
        picture: the decoded picture.
        look: returns what the networks see; it is asked when all that needs no network is measured.
        encoder: what made the vectors of the gallery that is searched.

    """
    measured = measured_facets(picture)
    metrics = cited_metrics(picture, lambda: look().features.saliency)
    return Likeness(facets_of(picture, look(), measured, encoder), metrics, picture.sha256)


def facets_of(picture: Picture, seen: SeenPicture, measured: tuple[F32, F32], encoder: Encoder) -> FacetVectors:
    """Return the four facets of one picture: the two that ``encoder`` learned, then palette and value."""
    # Our own encoder has looked already, because the style and the tips need what it sees.
    if encoder.identity == ENCODER_CARD.identity:
        return FacetVectors(seen.learned.overall, seen.learned.manner, *measured)
    return FacetVectors(*encoder.encode(picture, seen.features), *measured)


def build_query(
    likeness: Likeness, wish: Wish, *, plus: Sequence[FacetVectors] = (), minus: Sequence[FacetVectors] = ()
) -> Query:
    """Return the query of one picture: the only one that the faces ask with.

    Raises:
        UsageError: the wish makes no sense.

    """
    return Query(
        facets=likeness.facets,
        metrics={name: likeness.metrics.get(name) for name in PHRASES},
        weights=wish.weights,
        top=wish.top,
        keywords=wish.keywords,
        diversify=wish.diversify,
        mirror=wish.mirror,
        plus=tuple(plus),
        minus=tuple(minus),
        exclude=likeness.sha256,
    )
