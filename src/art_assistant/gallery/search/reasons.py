"""Why a work was chosen: one plain sentence about what both pictures measurably share and few others there do.

A measurement may be cited when the query and the work both lie in the same outer fifth of the gallery's works (of the
masters' where the gallery holds few). The
sentence names it, gives both numbers, and is used once in a result; where nothing qualifies, the facet by which the two
are nearest is named with its percentile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from art_assistant.gallery.search.phrases import FACET_NAMES, FACET_SENTENCES, PHRASES, numbers
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.imaging.arrays import F32

RARE: Final = 80.0
"""A shared measurement is worth a sentence when at least this percentage of the gallery does not have it."""

_HARDLY: Final = 1.0
_MOST: Final = 99.9
"""Percentiles that are told end here: no sample tells all from nearly all."""

STAND_BACK: Final = 15.0
"""Percentiles by which a facet stands back behind a measurement, which tells a painter more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that would be true, and how telling it is."""

    key: str
    strength: float
    text: str

    @property
    def kind(self) -> str:
        """What is spoken of: a metric or a facet, whatever its end or wording."""
        return self.key.rpartition(".")[0]


def shared(
    query: Mapping[str, float | None], ours: Mapping[str, float], work: Mapping[str, float], among: Ranks
) -> list[Candidate]:
    """Return the true sentences on what ``query`` and ``work`` share and most of the gallery does not, best first.

    ``ours`` is where ``query`` stands: ``among.place(query)``, the same for every work of one result.
    """
    theirs = among.place({name: work.get(name) for name in ours if _is_rare(ours[name])})
    found = []
    for name in ours.keys() & theirs.keys():
        phrase, yours, its = PHRASES[name], query[name] or 0.0, work[name]
        both = numbers(name, yours, its)
        high, low = min(ours[name], theirs[name]), 100.0 - max(ours[name], theirs[name])
        if phrase.high and high >= RARE and min(yours, its) >= phrase.high.limit:
            found.append(Candidate(f"{name}.high", high, f"{phrase.high.text} ({both})."))
        if phrase.low and low >= RARE and max(yours, its) <= phrase.low.limit:
            found.append(Candidate(f"{name}.low", low, f"{phrase.low.text} ({both})."))
    return sorted(found, key=lambda c: (-c.strength, c.key))


def _is_rare(percentile: float) -> bool:
    return percentile >= RARE or percentile <= 100.0 - RARE


def by_facet(percentiles: Mapping[str, float], weights: Mapping[str, float]) -> list[Candidate]:
    """Return a sentence a facet, the nearest first: of facets that count in the query and are rare among pairs."""
    spoken = [f for f in percentiles if weights.get(f, 0.0) > 0.0 and percentiles[f] >= RARE]
    return [
        Candidate(
            f"facet.{facet}.{at}",
            percentiles[facet] - at - STAND_BACK,
            f"{wording} (nearer than {min(_MOST, percentiles[facet]):.1f}% of pairs here).",
        )
        for facet in sorted(spoken, key=lambda f: -percentiles[f])
        for at, wording in enumerate(FACET_SENTENCES[facet])
    ]


def least(percentiles: Mapping[str, float]) -> list[Candidate]:
    """Return what is left to say where nothing rare is shared: how near it is by each facet, the nearest first."""
    ordered = sorted(percentiles, key=lambda facet: -percentiles[facet])
    return [
        Candidate(
            f"least.{facet}",
            percentiles[facet],
            f"Nothing rare is shared; it is nearest by {FACET_NAMES[facet]}, {_less_alike(percentiles[facet])}.",
        )
        for facet in ordered
    ]


def _less_alike(percentile: float) -> str:
    if percentile < _HARDLY:
        return "though nearly all pairs of works here are more alike"
    return f"where {min(_MOST, percentile):.1f}% of pairs of works here are less alike"


def by_words(middle: float, cosines: Sequence[float] | F32) -> list[list[Candidate]]:
    """Return what is left to say of each work that words found: its cosine, beside that of half of the works."""
    told = (
        "Number {rank} by the words: {cosine:.2f} near them, where half of the works here are less than {middle:.2f}."
    )
    return [
        [Candidate("words.rank", 0.0, told.format(rank=rank, cosine=float(cosine), middle=middle))]
        for rank, cosine in enumerate(cosines, start=1)
    ]


def among_few(rank: int, works: int) -> list[Candidate]:
    """Return what is left to say of a work in a gallery of few, which cannot tell what is rare: its place."""
    told = f"Number {rank} of the nearest; with so few works here ({works}) nothing more can be said."
    return [Candidate("few.rank", 0.0, told)]


def give_reasons(candidates: Sequence[Sequence[Candidate]], rest: Sequence[Sequence[Candidate]]) -> list[str]:
    """Return one sentence a hit, each kind of sentence used as seldom as can be, and no sentence twice.

    Args:
        candidates: for each hit, what may be said of it, the most telling first.
        rest: for each hit, what is said where none of these is left.

    """
    used: Counter[str] = Counter()
    texts: set[str] = set()
    chosen = []
    for rank, (options, others) in enumerate(zip(candidates, rest, strict=True), start=1):
        fresh = [c for c in options if c.text not in texts] or [c for c in others if c.text not in texts]
        last = Candidate("rank", 0.0, f"Number {rank} of the nearest; nothing else can be measured.")
        best = min(fresh, key=lambda c: (used[c.kind], used[c.key], -c.strength), default=last)
        used.update((best.kind, best.key))
        texts.add(best.text)
        chosen.append(best.text)
    return chosen
