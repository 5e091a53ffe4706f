"""Search alone: from the bytes of a picture to the works related to it, without the studies a report is made of.

What is measured is only what a search needs: one pass of the networks, the four facets, and the values and colours that
a reason may cite. The networks look while the rest of the picture is decoded and its pixels are measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from art_assistant.gallery.encoder import measured_facets
from art_assistant.gallery.facets import FacetVectors, parse_weights
from art_assistant.gallery.home import open_gallery
from art_assistant.gallery.search import Query, References, find_references
from art_assistant.measure import pixel_metrics
from art_assistant.pipeline import Seen, Stages, begin_to_look, open_picture
from art_assistant.settings import Settings


def find_related(
    source: bytes | str | Path,
    *,
    settings: Settings | None = None,
    gallery: str | Path | None = None,
    top: int | None = None,
    weights: str | Mapping[str, Any] | None = None,
    keywords: str = "",
    diversify: bool = True,
    mirror: bool = False,
) -> References:
    """Return the works of a gallery that are related to one picture, best first, each with its reason.

    Args:
        source: the bytes of an image file, or the path of one.
        settings: ``Settings()`` by default. The environment is not read here.
        gallery: a name or a folder; by default the gallery that the settings name.
        top: how many works, 1-50; by default as the settings say.
        weights: facet to weight, also as ``"overall=1,value=2"``; the usual ones by default.
        keywords: every word must be found in a work's facts; ``artist:monet`` looks in one field.
        diversify: leave out copies and spread the result.
        mirror: also find works whose values are arranged the other way round.

    Raises:
        UsageError: ``top`` or ``weights`` make no sense.
        InputError, LimitError: the picture cannot be read or is over a limit.
        GalleryError: the gallery cannot be used.
        ModelError: an embedded model is missing or damaged.

    """
    chosen = settings or Settings()
    weighted = parse_weights(weights)
    opened = open_gallery(gallery, chosen)
    looking: list[Future[Seen]] = []
    picture = open_picture(
        source,
        settings=chosen,
        detail=False,
        early=lambda model_input: looking.append(begin_to_look(model_input, chosen.analysis.threads, Stages())),
    )
    metrics, measured = pixel_metrics(picture), measured_facets(picture)
    learned = looking[0].result().learned
    query = Query(
        facets=FacetVectors(learned.overall, learned.manner, *measured),
        metrics=metrics,
        weights=weighted,
        top=chosen.gallery.top if top is None else top,
        keywords=keywords,
        diversify=diversify,
        mirror=mirror,
        exclude=picture.sha256,
    )
    return find_references(opened, query)
