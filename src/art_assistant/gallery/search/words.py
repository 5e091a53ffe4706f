"""Searching by words: what a text adds to a query, and what can be said of a work that was found by it.

A text is a vector of the facet *overall* alone. Pictures lie near pictures and words near words, whatever they show, so
that a text's cosines are small and close together: beside a picture it is made as long as sets the works apart as far
as the picture does, measured on the gallery itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from art_assistant.errors import GalleryWordsError
from art_assistant.gallery.facets import FacetVectors, unit
from art_assistant.gallery.opened import Gallery
from art_assistant.gallery.places import STARTER
from art_assistant.gallery.search.find import Query, spread
from art_assistant.imaging.arrays import F32
from art_assistant.vision.encoders import Reads
from art_assistant.vision.fetched.known import USUAL

ALONE: Final = {"overall": 1.0, "manner": 0.0, "palette": 0.0, "value": 0.0}
"""The weights of a search by words alone: of handling, palette and values they say nothing."""


def reader_of(gallery: Gallery) -> Reads:
    """Return what turns words into vectors of a gallery.

    Raises:
        GalleryWordsError: its encoder reads no words; the message says how to make a gallery that can be asked so.

    """
    encoder = gallery.encoder
    if isinstance(encoder, Reads):
        return encoder
    name = "NAME" if gallery.name == STARTER else gallery.name
    raise GalleryWordsError(
        f"The gallery '{gallery.name}' cannot be searched by words, as the encoder that made it reads none; make one "
        f"that can: art-assistant models fetch {USUAL}, then art-assistant gallery build FOLDER --name {name} "
        f"--encoder {USUAL}"
    )


def said(reader: Reads, plus: Sequence[str], minus: Sequence[str] = ()) -> F32:
    """Return the unit vector of texts added and taken away; raises UsageError where one says nothing, or too much."""
    total = sum((reader.read(text) for text in plus), np.float32(0)) - sum(
        (reader.read(text) for text in minus), np.float32(0)
    )
    return unit(np.asarray(total))


def only_words(gallery: Gallery, words: F32) -> FacetVectors:
    """Return the facets of a query that is made of words alone."""
    dims = gallery.layout.dims
    silent = (np.zeros(dims[facet], dtype=np.float32) for facet in ("manner", "palette", "value"))
    return FacetVectors(words, *silent)


def with_words(gallery: Gallery, query: Query, words: F32) -> Query:
    """Return a query by a picture, its facet *overall* moved by words."""
    rows = spread(gallery)[:, gallery.layout.slice("overall")]
    picture = query.facets.overall
    apart, least = float(np.std(rows @ picture)), 1e-6
    scale = apart / max(float(np.std(rows @ words)), least) if apart > least else 1.0
    moved = unit(picture + np.float32(scale) * words)
    return replace(query, facets=replace(query.facets, overall=moved), worded=True)
