"""From a decoded picture to its four facets: the learned two come from an encoder, the measured two from the pixels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final, Protocol

import numpy as np

from art_assistant.gallery.facets import (
    PALETTE_WIDTH,
    VALUE_WIDTH,
    FacetVectors,
    palette_facet,
    squinted_grid,
    unit,
    value_facet,
)
from art_assistant.imaging.arrays import F32, U8, Picture
from art_assistant.vision.backbone import Features

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
    overall, manner = encoder.encode(picture.model_input, features.embedding)
    return FacetVectors(
        overall=overall,
        manner=manner,
        palette=palette_facet(picture.standard, picture.standard_counted),
        value=value_facet(squinted_grid(picture.standard)),
    )


class _Components:
    """The backbone's embedding alone, standardised and turned onto its principal components."""

    identity = "components@1"

    def __init__(self) -> None:
        with (resources.files("art_assistant.gallery") / "components.npz").open("rb") as file, np.load(file) as stored:
            self._mean, self._matrix = (stored[name].astype(np.float32) for name in ("mean", "matrix"))
        self.widths = {"overall": self._matrix.shape[1], "manner": self._matrix.shape[1]}

    def encode(self, model_input: U8, embedding: F32) -> tuple[F32, F32]:  # noqa: ARG002
        vector = unit((embedding - self._mean) @ self._matrix)
        return vector, vector


@lru_cache(maxsize=1)
def shipped_encoder() -> Encoder:
    """Return the encoder that ships with the package, opened once."""
    return _Components()
