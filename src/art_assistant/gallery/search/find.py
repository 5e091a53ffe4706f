"""Search: a picture in, five to ten works out, each with its place among random pairs and its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

import numpy as np

from art_assistant.base.reading import read_number, read_table, read_text
from art_assistant.errors import GalleryCorruptError, GalleryEncoderError, UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.facets import FACETS, VALUE_WIDTH, FacetVectors, Layout, mirrored_value, parse_weights, unit
from art_assistant.gallery.index.choose import OVERSAMPLE
from art_assistant.gallery.index.protocol import Ids, Neighbours
from art_assistant.gallery.opened import Gallery
from art_assistant.gallery.pairs import same_works
from art_assistant.gallery.search.filters import Filter
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.gallery.search.reasons import Candidate, among_few, by_facet, by_words, give_reasons, least, shared
from art_assistant.gallery.search.rerank import diversified, nearest
from art_assistant.imaging.arrays import F32

POOL: Final = 64
"""How many of the nearest works are looked at before they are diversified."""

TOP_LIMIT: Final = 50

SAMPLE: Final = 2048
"""Works from which it is told how near most of them are to words."""

MANY: Final = 10_000
"""Works that are ranked by their rows at once; where a filter leaves more of them, the index is asked which to rank."""

NEAREST: Final = 10
"""How many works have to be near for a match to be close: noise lies near to one or two works by chance."""

LEARNED: Final[Mapping[str, float]] = {"overall": 1.0, "manner": 3.0}
"""What closeness looks at: noise and pages of text have a layout too, but no handling."""


def check_asked(top: int, keywords: str | None) -> None:
    """Say what makes no sense in what a gallery is asked for.

    Raises:
        UsageError: ``top`` is not 1-50.
        FilterError: ``keywords`` ask for what no work can have.

    """
    if not 1 <= top <= TOP_LIMIT:
        raise UsageError(f"Ask for 1 to {TOP_LIMIT} works, not {top}.")
    if keywords is not None:
        Filter.parse(keywords)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        facets: the picture's facets.
        metrics: the picture's flat metrics, for the reasons.
        weights: facet to weight.
        top: how many works are wanted, 1-50.
        keywords: every word must be found in a work's facts (see ``filters``); None asks for nothing.
        diversify: leave out copies, spread the result, two works of one artist where there are others.
        mirror: also find works whose values are arranged the other way round.
        plus, minus: facets of pictures whose likeness is added or taken away.
        exclude: sha256 of the query itself, so that a picture does not find itself in its own folder.
        worded: whether words are part of *overall*: then it has no place among pairs of pictures, and nothing is close.

    """

    facets: FacetVectors
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=lambda: parse_weights(None))
    top: int = 8
    keywords: str | None = None
    diversify: bool = True
    mirror: bool = False
    plus: Sequence[FacetVectors] = ()
    minus: Sequence[FacetVectors] = ()
    exclude: str | None = None
    worded: bool = False

    def __post_init__(self) -> None:
        check_asked(self.top, self.keywords)


@dataclass(frozen=True, slots=True)
class Reference:
    """One related work.

    Attributes:
        rank: 1 is the nearest.
        artwork: the facts; what is unknown stays unknown.
        score: weighted cosine of the facets, in [-1, 1]; comparable only within one gallery and one weighting.
        facets: facet to percentile 0-100 among random pairs of this gallery; None where it holds too few works, or
            where one of the two pictures says nothing by that facet.
        reason: one sentence.

    """

    rank: int
    artwork: Artwork
    score: float
    facets: Mapping[str, float | None]
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
            "facets": {facet: None if at is None else round(at, 1) for facet, at in self.facets.items()},
            "reason": self.reason,
            "palette": [[colour, round(share, 3)] for colour, share in work.palette],
            "value_grid": work.value_grid,
            "preview": work.preview,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return the reference that a report or an answer tells, as rounded as it is there.

        Raises:
            ValueError: it is none.

        """
        try:
            work = Artwork.from_dict(data)
        except GalleryCorruptError as error:
            raise ValueError("a work without an id") from error
        places = read_table(data.get("facets"))
        facets = {facet: None if places.get(facet) is None else read_number(places[facet]) for facet in FACETS}
        rank, score = (read_number(data.get(name)) for name in ("rank", "score"))
        return cls(int(rank), work, score, facets, read_text(data.get("reason")))


@dataclass(frozen=True, slots=True)
class References:
    """The answer: the works, and whether anything in the gallery is truly near; None where it holds too few to say."""

    items: tuple[Reference, ...]
    close_match: bool | None

    def as_dict(self) -> dict[str, Any]:
        """Return the answer in JSON-ready form."""
        return {"references": [item.as_dict() for item in self.items], "close_match": self.close_match}


NOTHING: Final = References((), None)
"""The answer to a picture in which nothing counts: there is no likeness to it."""


def find_references(gallery: Gallery, query: Query) -> References:
    """Return the works of ``gallery`` that are nearest to ``query``, with percentiles and reasons.

    Raises:
        GalleryEncoderError: the query's vectors have another width than the gallery's.

    """
    own = query.facets.stacked()
    if own.shape != (gallery.layout.width,):
        raise GalleryEncoderError("The gallery's vectors have another width than this version makes; build it again.")
    row = _combined(own, query.plus, query.minus, gallery.layout)
    pool = _pool(gallery, query, row)
    close = None if query.worded else is_close(gallery, own, exclude=query.exclude)
    if not pool.ids.size:
        return References((), close)
    rows = gallery.rows(pool.ids)
    chosen = _choose(gallery, query, pool, rows)
    works = [gallery.works[int(pool.ids[at])] for at in chosen]
    places = _percentiles(gallery, rows[chosen], row, mirror=query.mirror)
    if query.worded:
        places = [{facet: at for facet, at in place.items() if facet != "overall"} for place in places]
        said = by_words(_middle(gallery, row), gallery.layout.cosines(rows[chosen], row)["overall"])
    else:
        said = [least(place) for place in places]
    reasons = _reasons(gallery, query, works, places, said)
    scores = [float(pool.scores[at]) for at in chosen]
    told = [{facet: None if gallery.is_small else place.get(facet) for facet in _present(gallery)} for place in places]
    items = tuple(
        Reference(rank, *found) for rank, found in enumerate(zip(works, scores, told, reasons, strict=True), start=1)
    )
    return References(items, close)


def _reasons(
    gallery: Gallery,
    query: Query,
    works: Sequence[Artwork],
    places: Sequence[Mapping[str, float]],
    rest: Sequence[Sequence[Candidate]],
) -> list[str]:
    ranks = Ranks.of_masters() if gallery.is_small else gallery.ranks
    ours = ranks.place(query.metrics)
    candidates = [shared(query.metrics, ours, work.measures, ranks) for work in works]
    if gallery.is_small:
        return give_reasons(candidates, [among_few(rank, len(gallery.works)) for rank, _ in enumerate(works, start=1)])
    by_facets = [by_facet(place, query.weights) for place in places]
    both = [measured + facets for measured, facets in zip(candidates, by_facets, strict=True)]
    return give_reasons(both, rest)


def _middle(gallery: Gallery, row: F32) -> float:
    """Return the cosine by *overall* that half of the works have less of, from works spread evenly over a gallery."""
    return float(np.median(gallery.layout.cosines(spread(gallery), row)["overall"]))


def spread(gallery: Gallery) -> F32:
    """Return (n, width) float32: the facets of at most ``SAMPLE`` works spread evenly over a gallery."""
    works = len(gallery.works)
    return gallery.rows(np.unique(np.linspace(0, max(works - 1, 0), min(works, SAMPLE)).astype(np.int64)))


def is_close(gallery: Gallery, row: F32, *, exclude: str | None = None) -> bool | None:
    """Whether the gallery holds works that are near to the picture by what they show and how they are handled.

    None where it is too small to say, since noise lies near to one or two works by chance, and where nobody has
    measured what is near by its encoder.
    """
    least = gallery.thresholds.close
    return None if gallery.is_small or least is None else closeness(gallery, row, exclude=exclude) >= least


def closeness(gallery: Gallery, row: F32, *, exclude: str | None = None) -> float:
    """Return the evidence for a close match: the mean weighted cosine, overall and manner, of the nearest works.

    They are ten, and a fifth of a gallery of less than fifty works. Of no evidence at all (an empty gallery, a vector
    that holds anything but numbers) the closeness is -1.
    """
    learned = gallery.layout.weighted(row, LEARNED)
    ids = _without(gallery, gallery.index.search(learned, OVERSAMPLE * NEAREST).ids, exclude)
    if not ids.size:
        return -1.0
    counted = max(1, min(NEAREST, len(gallery.works) // 5))
    return float(np.sort(gallery.rows(ids) @ learned)[-counted:].mean())


def _combined(row: F32, plus: Sequence[FacetVectors], minus: Sequence[FacetVectors], layout: Layout) -> F32:
    if not plus and not minus:
        return row
    total = row + sum(f.stacked() for f in plus) - sum(f.stacked() for f in minus)
    for facet in FACETS:
        part = layout.slice(facet)
        total[part] = unit(total[part])
    return np.asarray(total, dtype=np.float32)


def _pool(gallery: Gallery, query: Query, row: F32) -> Neighbours:
    """Return the nearest works, exactly scored, best first."""
    weighted = gallery.layout.weighted(row, query.weights)
    if not np.isfinite(weighted).all():
        return Neighbours.none()
    wanted = max(POOL, 4 * query.top)
    views = [weighted, *([_mirrored(weighted, gallery.layout)] if query.mirror else [])]
    if query.keywords is not None:
        ids = _nearest_among(gallery, views, gallery.works.rows_matching(query.keywords), wanted)
    else:
        ids = np.unique(np.concatenate([gallery.index.search(view, wanted).ids for view in views]))
    ids = _without(gallery, ids, query.exclude)
    if not ids.size:
        return Neighbours.none()
    scores = _exact_scores(gallery, views, ids)
    order = np.argsort(-scores, kind="stable")[:wanted]
    return Neighbours.of(ids[order], scores[order])


def _nearest_among(gallery: Gallery, views: Sequence[F32], ids: Ids, wanted: int) -> Ids:
    """Return those of ``ids`` that may be among the ``wanted`` nearest: all of a few, the nearest of many."""
    if len(ids) <= MANY:
        return ids
    fits = np.zeros(len(gallery.works), dtype=np.bool_)
    fits[ids] = True
    # As many of the nearest as hold twice those that are wanted, where the filter leaves near and far alike.
    asked = 2 * (wanted + 1) * len(fits) // len(ids) + 1
    found = [near[fits[near]] for near in (gallery.index.search(view, asked).ids for view in views)]
    # One more than wanted, since the query's own file is still to be left out.
    return np.unique(np.concatenate(found)) if all(len(near) > wanted for near in found) else ids


def _exact_scores(gallery: Gallery, views: Sequence[F32], ids: Ids) -> F32:
    scores = np.empty(len(ids), dtype=np.float32)
    for at in range(0, len(ids), MANY):
        rows = gallery.rows(ids[at : at + MANY])
        scores[at : at + MANY] = np.max([rows @ view for view in views], axis=0)
    return scores


def _without(gallery: Gallery, ids: Ids, sha256: str | None) -> Ids:
    """Return ``ids`` less the works whose file is the query's own."""
    if sha256 is None:
        return ids
    others = [i for i in ids if gallery.works[int(i)].sha256 != sha256]
    return np.array(others, dtype=np.int64)


def _mirrored(row: F32, layout: Layout) -> F32:
    flipped = row.copy()
    part = layout.slice("value")
    if layout.dims["value"] == VALUE_WIDTH:
        flipped[part] = mirrored_value(row[part])
    return flipped


def _choose(gallery: Gallery, query: Query, pool: Neighbours, rows: F32) -> list[int]:
    if not query.diversify:
        return nearest(pool.scores, query.top)
    scaled = rows * gallery.layout.weighted(np.ones(rows.shape[1], dtype=np.float32), query.weights)
    artists = [gallery.works[int(i)].artist for i in pool.ids]
    same = same_works(rows, gallery.layout, gallery.thresholds)
    return diversified(pool.scores, scaled, same, artists, query.top)


def _percentiles(gallery: Gallery, rows: F32, row: F32, *, mirror: bool) -> list[dict[str, float]]:
    cosines = gallery.layout.cosines(rows, row)
    if mirror:
        other = gallery.layout.cosines(rows, _mirrored(row, gallery.layout))
        cosines["value"] = np.maximum(cosines["value"], other["value"])
    ours, theirs = _speaking(gallery.layout, row[None])[0], _speaking(gallery.layout, rows)
    return [
        {facet: gallery.percentile(facet, float(cosines[facet][at])) for facet in cosines if facet in ours & said}
        for at, said in enumerate(theirs)
    ]


def _present(gallery: Gallery) -> list[str]:
    return [facet for facet in FACETS if gallery.layout.dims[facet]]


def _speaking(layout: Layout, rows: F32) -> list[set[str]]:
    """Return, for each row, the facets by which it can be like another: a flat picture has no arrangement of values."""
    return [{facet for facet in FACETS if row[layout.slice(facet)].any()} for row in rows]
