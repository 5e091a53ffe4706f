"""What is rare in a gallery: the quantiles of its works' measurements, and where a picture stands among them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from art_assistant.corpus.quantiles import masters
from art_assistant.gallery.pairs import LEAST_WORKS
from art_assistant.gallery.search.phrases import PHRASES


@dataclass(frozen=True, slots=True)
class Ranks:
    """The quantiles of every metric over a gallery, for saying what is rare there.

    Attributes:
        quantiles: metric to its 0th to 100th percentile over the works in which it is known.

    """

    quantiles: Mapping[str, tuple[float, ...]]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, float]]) -> Ranks:
        """Return the quantiles of the metrics that can be spoken of."""
        found = {}
        for name in PHRASES:
            known = [row[name] for row in rows if name in row]
            if len(known) >= LEAST_WORKS:
                found[name] = tuple(map(float, np.percentile(known, np.linspace(0.0, 100.0, 101))))
        return cls(found)

    def as_dict(self) -> dict[str, list[float]]:
        """Return the quantiles in JSON-ready form, four significant digits."""
        return {name: [float(f"{q:.4g}") for q in quantiles] for name, quantiles in self.quantiles.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, Sequence[float]]) -> Ranks:
        """Return what ``as_dict`` wrote."""
        return cls({name: tuple(map(float, quantiles)) for name, quantiles in data.items()})

    @classmethod
    def of_masters(cls) -> Ranks:
        """Return the quantiles of the masters: what is rare where a gallery holds too few works to tell."""
        known = masters().metrics
        return cls({name: tuple(map(float, known[name].quantiles)) for name in PHRASES if name in known})

    def place(self, values: Mapping[str, float | None]) -> dict[str, float]:
        """Return the mid-rank percentile 0-100 of each known value among the gallery's works."""
        ranks: dict[str, float] = {}
        for name, quantiles in self.quantiles.items():
            value = values.get(name)
            if value is not None:
                middle = (bisect_left(quantiles, value) + bisect_right(quantiles, value)) / 2.0
                ranks[name] = min(max(middle - 0.5, 0.0), 100.0)
        return ranks
