"""From a decoded picture to its four facets: the learned two come from an encoder, the measured two from the pixels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Protocol

from art_assistant.gallery.facets import (
    PALETTE_WIDTH,
    VALUE_WIDTH,
    FacetVectors,
    palette_facet,
    squinted_grid,
    value_facet,
)
from art_assistant.imaging.arrays import F32, U8, Picture
from art_assistant.vision.backbone import Features
from art_assistant.vision.manner import ENCODER_CARD, manner_encoder

MEASURED: Final[Mapping[str, int]] = {"palette": PALETTE_WIDTH, "value": VALUE_WIDTH}


class Encoder(Protocol):
    """What turns a picture into the two learned facets."""

    @property
    def identity(self) -> str:
        """One string that is equal exactly when vectors may be compared."""
        ...

    @property
    def widths(self) -> Mapping[str, int]:
        """Width of ``overall`` and of ``manner``."""
        ...

    def encode(self, model_input: U8, embedding: F32) -> tuple[F32, F32]:
        """Return the unit vectors *overall* and *manner* of one picture.

        Args:
            model_input: (224, 224, 3) uint8 sRGB.
            embedding: (768,) float32, the backbone's embedding of the same pixels.

        """
        ...


def dims_of(encoder: Encoder) -> dict[str, int]:
    """Return the width of all four facets."""
    return {"overall": encoder.widths["overall"], "manner": encoder.widths["manner"], **MEASURED}


def describe(picture: Picture, features: Features, encoder: Encoder) -> FacetVectors:
    """Return the facets of one picture; those that are measured are taken at the one scale of comparison."""
    return FacetVectors(*encoder.encode(picture.model_input, features.embedding), *measured_facets(picture))


def measured_facets(picture: Picture) -> tuple[F32, F32]:
    """Return the two facets of one picture that are measured, its palette and its values, at the scale of comparison.

    No network is needed for them.
    """
    palette = palette_facet(picture.standard, picture.standard_counted)
    return palette, value_facet(squinted_grid(picture.standard))


class _Learned:
    """The encoder that ships with the package; asked for at each use, because a forked process opens its own."""

    @property
    def identity(self) -> str:
        return ENCODER_CARD.identity

    @property
    def widths(self) -> Mapping[str, int]:
        return ENCODER_CARD.outputs

    def encode(self, model_input: U8, embedding: F32) -> tuple[F32, F32]:
        found = manner_encoder().encode(model_input, embedding)
        return found.overall, found.manner


@lru_cache(maxsize=1)
def shipped_encoder() -> Encoder:
    """Return the encoder that ships with the package; its files are opened when it is first used."""
    return _Learned()
