"""Search: a picture in, five to ten works out, each with its place among random pairs and its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from art_assistant.errors import GalleryEncoderError, UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.bundle import read_bundle
from art_assistant.gallery.facets import FACETS, VALUE_WIDTH, FacetVectors, Layout, mirrored_value, parse_weights
from art_assistant.gallery.faiss_index import parse_index
from art_assistant.gallery.index import Neighbours, VectorIndex
from art_assistant.gallery.reasons import GalleryMeasures, by_facet, give_reasons, shared
from art_assistant.gallery.rerank import diversified, nearest
from art_assistant.imaging.arrays import F32

POOL: Final = 64
"""How many of the nearest works are looked at before they are diversified."""

TOP_LIMIT: Final = 50


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        facets: the picture's facets.
        metrics: the picture's flat metrics, for the reasons.
        weights: facet to weight.
        top: how many works are wanted, 1-50.
        keywords: every word must be found in a work's facts; ``artist:monet`` looks in one field.
        diversify: leave out copies, spread the result, two works of one artist at most.
        mirror: also find works whose values are arranged the other way round.
        plus, minus: facets of pictures whose likeness is added or taken away.
        exclude: sha256 of the query itself, so that a picture does not find itself in its own folder.

    """

    facets: FacetVectors
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=lambda: parse_weights(None))
    top: int = 8
    keywords: str = ""
    diversify: bool = True
    mirror: bool = False
    plus: Sequence[FacetVectors] = ()
    minus: Sequence[FacetVectors] = ()
    exclude: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.top <= TOP_LIMIT:
            raise UsageError(f"Ask for 1 to {TOP_LIMIT} works, not {self.top}.")


@dataclass(frozen=True, slots=True)
class Reference:
    """One related work.

    Attributes:
        rank: 1 is the nearest.
        artwork: the facts; what is unknown stays unknown.
        score: weighted cosine of the facets, in [-1, 1]; comparable only within one gallery and one weighting.
        facets: facet to percentile 0-100 among random pairs of this gallery.
        reason: one sentence.

    """

    rank: int
    artwork: Artwork
    score: float
    facets: Mapping[str, float]
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return the reference in JSON-ready form; null is unknown."""
        work = self.artwork
        facts = ("id", "title", "artist", "attribution", "nationality", "date", "medium", "museum", "style", "path")
        links = ("image_url", "museum_url", "rights", "credit")
        return {
            "rank": self.rank,
            **{name: getattr(work, name) for name in (*facts, *links)},
            "score": round(self.score, 4),
            "facets": {facet: round(percentile, 1) for facet, percentile in self.facets.items()},
            "reason": self.reason,
            "palette": [[colour, round(share, 3)] for colour, share in work.palette],
            "value_grid": work.value_grid,
            "preview": work.preview,
        }


@dataclass(frozen=True, slots=True)
class References:
    """The answer: the works, and whether anything in the gallery is truly near."""

    items: tuple[Reference, ...]
    close_match: bool


@dataclass(frozen=True)
class Gallery:
    """An opened gallery; safe to search from several threads.

    Attributes:
        name: the folder's name.
        artworks: the works, in row order.
        features: (n, width) float32, the facets side by side.
        layout: where each facet stands in a row.
        index: the vector index over the same rows.
        pair_quantiles: facet to the 0-100th percentiles of its cosine over random pairs of works.
        close_threshold: the mean percentile of the nearest works from which a match is called close.

    """

    name: str
    artworks: tuple[Artwork, ...]
    features: F32
    layout: Layout
    index: VectorIndex
    pair_quantiles: Mapping[str, Sequence[float]]
    close_threshold: float
    manifest: Mapping[str, Any] = field(repr=False, default_factory=dict)

    @cached_property
    def measures(self) -> GalleryMeasures:
        """The works' metrics, for saying what is rare here."""
        return GalleryMeasures.of([work.measures for work in self.artworks])

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Work id to row."""
        return {work.id: row for row, work in enumerate(self.artworks)}

    def percentile(self, facet: str, cosine: float) -> float:
        """Return the percentile 0-100 of a facet's cosine among random pairs of this gallery."""
        return float(np.interp(cosine, self.pair_quantiles[facet], np.linspace(0.0, 100.0, 101)))


def open_folder(folder: Path, *, encoder: str | None = None) -> Gallery:
    """Return the gallery in ``folder``, every byte verified.

    Args:
        folder: the gallery's folder.
        encoder: identity of the encoder at hand; None opens the gallery whatever made it, for listing only.

    Raises:
        GalleryError: missing, damaged, newer, of another encoder, or of unequal counts; each a class of its own.

    """
    bundle = read_bundle(folder)
    manifest = bundle.manifest
    if encoder is not None and manifest["encoder"] != encoder:
        raise GalleryEncoderError(
            f"The gallery was made with the encoder {manifest['encoder']}, this version has {encoder}; build it again."
        )
    return Gallery(
        name=folder.name,
        artworks=tuple(Artwork.from_dict(entry) for entry in bundle.artworks),
        features=bundle.features,
        layout=Layout(manifest["dims"]),
        index=parse_index(bundle.index),
        pair_quantiles=manifest["pair_quantiles"],
        close_threshold=float(manifest["close_threshold"]),
        manifest=manifest,
    )


def find_references(gallery: Gallery, query: Query) -> References:
    """Return the works of ``gallery`` that are nearest to ``query``, with percentiles and reasons."""
    row = _combined(query.facets.stacked(), query.plus, query.minus, gallery.layout)
    if row.shape != (gallery.layout.width,):
        raise GalleryEncoderError("The gallery's vectors have another width than this version makes; build it again.")
    pool = _pool(gallery, query, row)
    if not pool.ids.size:
        return References((), close_match=False)
    rows = gallery.features[pool.ids]
    chosen = _choose(gallery, query, pool, rows)
    percentiles = _percentiles(gallery, rows[chosen], row, mirror=query.mirror)
    candidates = [
        shared(query.metrics, gallery.artworks[int(pool.ids[at])].measures, gallery.measures)
        + by_facet(place, query.weights)
        for at, place in zip(chosen, percentiles, strict=True)
    ]
    reasons = give_reasons(candidates)
    items = tuple(
        Reference(rank, gallery.artworks[int(pool.ids[at])], float(pool.scores[at]), place, reason)
        for rank, (at, place, reason) in enumerate(zip(chosen, percentiles, reasons, strict=True), start=1)
    )
    return References(items, close_match=is_close(gallery, row))


def is_close(gallery: Gallery, row: F32) -> bool:
    """Whether the gallery holds works that are near to the picture by what they show and how they are handled.

    The evidence is the mean percentile, over the overall and manner facets, of the five nearest works.
    """
    if not gallery.artworks or not np.isfinite(row).all():
        return False
    return closeness(gallery, row) >= gallery.close_threshold


def closeness(gallery: Gallery, row: F32) -> float:
    """Return the evidence for a close match: the mean cosine of the five nearest works, overall and manner together."""
    cosines = gallery.layout.cosines(gallery.features, row)
    both = (cosines["overall"] + cosines["manner"]) / 2.0
    return float(np.sort(both)[-5:].mean())


def _combined(row: F32, plus: Sequence[FacetVectors], minus: Sequence[FacetVectors], layout: Layout) -> F32:
    if not plus and not minus:
        return row
    total = row + sum(f.stacked() for f in plus) - sum(f.stacked() for f in minus)
    for facet in FACETS:
        part = layout.slice(facet)
        total[part] /= max(float(np.linalg.norm(total[part])), 1e-9)
    return np.asarray(total, dtype=np.float32)


def _pool(gallery: Gallery, query: Query, row: F32) -> Neighbours:
    """Return the nearest works, exactly scored."""
    weighted = gallery.layout.weighted(row, query.weights)
    if not np.isfinite(weighted).all():
        return Neighbours.none()
    wanted = max(POOL, 4 * query.top)
    views = [weighted, *([_mirrored(weighted, gallery.layout)] if query.mirror else [])]
    if query.keywords.strip():
        rows = [i for i, work in enumerate(gallery.artworks) if work.matches(query.keywords)]
        ids = np.array(rows, dtype=np.int64)
    else:
        ids = np.unique(np.concatenate([gallery.index.search(view, wanted).ids for view in views]))
    ids = np.array(
        [i for i in ids if gallery.artworks[i].sha256 is None or gallery.artworks[i].sha256 != query.exclude],
        dtype=np.int64,
    )
    if not ids.size:
        return Neighbours.none()
    scores = np.max([gallery.features[ids] @ view for view in views], axis=0)
    order = np.argsort(-scores, kind="stable")[:wanted]
    return Neighbours.of(ids[order], scores[order])


def _mirrored(row: F32, layout: Layout) -> F32:
    flipped = row.copy()
    part = layout.slice("value")
    if layout.dims["value"] == VALUE_WIDTH:
        flipped[part] = mirrored_value(row[part])
    return flipped


def _choose(gallery: Gallery, query: Query, pool: Neighbours, rows: F32) -> list[int]:
    if not query.diversify:
        return nearest(pool.scores, query.top)
    scaled = np.stack([gallery.layout.weighted(row, query.weights) for row in rows])
    artists = [gallery.artworks[int(i)].artist for i in pool.ids]
    return diversified(pool.scores, scaled, artists, query.top)


def _percentiles(gallery: Gallery, rows: F32, row: F32, *, mirror: bool) -> list[dict[str, float]]:
    cosines = gallery.layout.cosines(rows, row)
    if mirror:
        other = gallery.layout.cosines(rows, _mirrored(row, gallery.layout))
        cosines["value"] = np.maximum(cosines["value"], other["value"])
    return [{facet: gallery.percentile(facet, float(cosines[facet][i])) for facet in FACETS} for i in range(len(rows))]
