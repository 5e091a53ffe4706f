"""From a decoded picture to its four facets: the learned two come from an encoder, the measured two from the pixels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.gallery.facets import (
    PALETTE_WIDTH,
    VALUE_WIDTH,
    FacetVectors,
    palette_facet,
    squinted_grid,
    value_facet,
)
from art_assistant.imaging.arrays import F32, Picture
from art_assistant.vision.backbone import Features
from art_assistant.vision.encoders import Encoder

MEASURED: Final[Mapping[str, int]] = {"palette": PALETTE_WIDTH, "value": VALUE_WIDTH}


def dims_of(encoder: Encoder) -> dict[str, int]:
    """Return the width of all four facets."""
    return {"overall": encoder.widths["overall"], "manner": encoder.widths["manner"], **MEASURED}


def describe(picture: Picture, features: Features, encoder: Encoder) -> FacetVectors:
    """Return the facets of one picture; those that are measured are taken at the one scale of comparison."""
    return FacetVectors(*encoder.encode(picture, features), *measured_facets(picture))


def measured_facets(picture: Picture) -> tuple[F32, F32]:
    """Return the two facets of one picture that are measured, its palette and its values, at the scale of comparison.

    No network is needed for them.
    """
    palette = palette_facet(picture.standard, picture.standard_counted)
    return palette, value_facet(squinted_grid(picture.standard))
