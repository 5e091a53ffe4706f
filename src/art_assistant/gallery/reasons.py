"""Why a work was chosen: one plain sentence about what both pictures measurably share and few others there do.

A measurement may be cited when the query and the work both lie in the same outer fifth of the gallery's works. The
sentence names it, gives both numbers, and is used once in a result; where nothing qualifies, the facet by which the two
are nearest is named with its percentile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RARE: Final = 80.0
"""A shared measurement is worth a sentence when at least this percentage of the gallery does not have it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """How one metric is spoken of.

    Attributes:
        low, high: what both pictures do at the low and at the high end; None where that end says nothing to a painter.
        unit: how a number is written, with one replacement field.
        scale: what the number is multiplied by before it is written.

    """

    low: str | None
    high: str | None
    unit: str
    scale: float = 1.0

    def number(self, value: float) -> str:
        """Return ``value`` with its unit."""
        return self.unit.format(value * self.scale)


_SHARE = "{:.0f} %"
PHRASES: Final[Mapping[str, Phrase]] = {
    "values.range_steps": Phrase(
        "Both stay inside a narrow range of values",
        "Both run nearly the whole scale from dark to light",
        "{:.1f} steps",
    ),
    "values.l_p50": Phrase("Both are built on a dark middle", "Both are pitched light", "median L* {:.0f}"),
    "values.contrast": Phrase(
        "Both keep their contrasts quiet", "Both set strong darks against strong lights", "σ {:.0f} L*"
    ),
    "values.dark_share": Phrase(None, "Both give a large part to deep darks", _SHARE, 100.0),
    "values.light_share": Phrase(None, "Both give a large part to high lights", _SHARE, 100.0),
    "values.mid_share": Phrase("Both leave out the middle values", "Both live in the middle values", _SHARE, 100.0),
    "values.squint_retained": Phrase(
        "Both carry their effect in small touches rather than in big masses",
        "Both still read when you squint: the design is in the big masses",
        "{:.0f} % of the variance left",
        100.0,
    ),
    "values.skew": Phrase(
        "Both set a few darks into a light field", "Both set a few lights into a dark field", "skew {:+.1f}"
    ),
    "values.families_gap": Phrase(
        "In both, light and shadow lie close together", "In both, light and shadow are far apart", "{:.0f} L* apart"
    ),
    "values.lights_top": Phrase(None, "Both keep a last bright accent above their lights", "{:.0f} L* above"),
    "masses.largest_share": Phrase(None, "Both let one value mass dominate", "{:.0f} % of the picture", 100.0),
    "masses.evenness": Phrase(
        "Both divide the picture very unequally", "Both divide the picture into nearly equal masses", "{:.2f}"
    ),
    "masses.boundary_length": Phrase(
        "Both have short, simple contours between their masses",
        "Both weave their masses into one another",
        "{:.0f} diagonals of contour",
    ),
    "color.chroma_mean": Phrase("Both are muted", "Both are saturated throughout", "mean C* {:.0f}"),
    "color.near_neutral_share": Phrase(
        "Both have hardly a grey in them", "Both are made mostly of greys", "{:.0f} % near-neutral", 100.0
    ),
    "color.accent_strength": Phrase(
        "Both hold their chroma even, with no accent",
        "Both set a strong colour accent in quieter surroundings",
        "{:.0f} C* above the median",
    ),
    "color.hue_entropy": Phrase(
        "Both keep to one family of hues", "Both range widely round the colour wheel", "hue entropy {:.2f}"
    ),
    "color.temperature_mean": Phrase("Both are cool overall", "Both are warm overall", "{:+.2f} warm-cool"),
    "color.temperature_lights_minus_darks": Phrase(
        "In both, the lights are cooler than the darks",
        "In both, the lights are warmer than the darks",
        "{:+.2f} warm-cool",
    ),
    "color.dark_hue_concentration": Phrase(
        "Both vary the hue of their darks", "Both keep their darks to one hue", "{:.2f} of 1"
    ),
    "edges.hard_share": Phrase(
        "Both keep nearly all their edges soft or lost", "Both draw with hard edges", "{:.0f} % hard", 100.0
    ),
    "edges.lost_share": Phrase(None, "Both lose many of their edges", "{:.0f} % lost", 100.0),
    "composition.attention_spread": Phrase(
        "Both gather the eye in one place", "Both spread the interest over the whole field", "{:.2f}"
    ),
    "composition.rest_share": Phrase(None, "Both leave a wide quiet area to rest in", "{:.0f} % at rest", 100.0),
}

FACET_SENTENCES: Final[Mapping[str, str]] = {
    "value": "Its lights and darks are arranged alike: nearer than {p:.0f} % of pairs of works here",
    "palette": "Its palette is close to yours: nearer than {p:.0f} % of pairs of works here",
    "manner": "It is handled in a like manner: nearer than {p:.0f} % of pairs of works here",
    "overall": "It shows something like your picture: nearer than {p:.0f} % of pairs of works here",
}


@dataclass(frozen=True, slots=True)
class GalleryMeasures:
    """The metrics of every work of a gallery, for saying what is rare there.

    Attributes:
        names: the metrics.
        table: (n, len(names)) float64, NaN where unknown.

    """

    names: tuple[str, ...]
    table: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, float]]) -> GalleryMeasures:
        """Return the table of the metrics that can be spoken of."""
        names = tuple(name for name in PHRASES if any(name in row for row in rows))
        table = np.array([[row.get(name, np.nan) for name in names] for row in rows], dtype=np.float64)
        return cls(names, table.reshape(len(rows), len(names)))

    def ranks(self, values: Mapping[str, float | None]) -> dict[str, float]:
        """Return the percentile 0-100 of each known value among the gallery's works."""
        ranks: dict[str, float] = {}
        for column, name in enumerate(self.names):
            value, known = values.get(name), self.table[:, column]
            known = known[np.isfinite(known)]
            if value is not None and known.size:
                ranks[name] = 50.0 * float((known < value).mean() + (known <= value).mean())
        return ranks


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sentence that would be true, and how telling it is."""

    key: str
    strength: float
    text: str


def shared(query: Mapping[str, float | None], work: Mapping[str, float], measures: GalleryMeasures) -> list[Candidate]:
    """Return the true sentences on what ``query`` and ``work`` share and most of the gallery does not, best first."""
    ours, theirs = measures.ranks(query), measures.ranks(work)
    found = []
    for name in ours.keys() & theirs.keys():
        phrase = PHRASES[name]
        high = min(ours[name], theirs[name])
        low = 100.0 - max(ours[name], theirs[name])
        for end, text, strength in (("high", phrase.high, high), ("low", phrase.low, low)):
            if text is not None and strength >= RARE:
                numbers = f"{phrase.number(query[name] or 0.0)} and {phrase.number(work[name])}"
                found.append(Candidate(f"{name}.{end}", strength, f"{text} ({numbers})."))
    return sorted(found, key=lambda c: (-c.strength, c.key))


def by_facet(percentiles: Mapping[str, float], weights: Mapping[str, float]) -> list[Candidate]:
    """Return a sentence a facet, the nearest first; facets that weigh nothing in the query are not spoken of."""
    spoken = sorted((f for f in percentiles if weights.get(f, 0.0) > 0.0), key=lambda f: -percentiles[f])
    return [
        Candidate(
            f"facet.{facet}", percentiles[facet], f"{FACET_SENTENCES[facet].format(p=min(99.0, percentiles[facet]))}."
        )
        for facet in spoken
    ]


def give_reasons(candidates: Sequence[Sequence[Candidate]]) -> list[str]:
    """Return one sentence a hit, each kind of sentence used as seldom as can be, and no sentence twice."""
    used: dict[str, int] = {}
    texts: set[str] = set()
    chosen = []
    for options in candidates:
        fresh = [c for c in options if c.text not in texts]
        best = min(fresh, key=lambda c: (used.get(c.key, 0), -c.strength), default=None)
        if best is None:
            chosen.append("Nothing that can be measured sets it apart from its neighbours here.")
            continue
        used[best.key] = used.get(best.key, 0) + 1
        texts.add(best.text)
        chosen.append(best.text)
    return chosen
