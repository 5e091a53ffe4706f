"""The corpus of masters as numbers: the quantiles of every metric, overall and per family of style."""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

QUANTILES: Final = 101
"""The corpus keeps the 0th to the 100th percentile of each metric."""

FAMILY_MINIMUM: Final = 40
"""A family has quantiles of its own from this many pictures on; below it the numbers would be anecdotes."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one measurement stands among the masters.

    Attributes:
        value: the measurement, in the metric's own unit.
        percentile: mid-rank percentile among the masters, 0-100; None where it cannot be placed.
        p5, p25, p50, p75, p95: the masters' quantiles, in the metric's own unit.
        n: number of masters behind the quantiles.

    """

    value: float
    percentile: float | None
    p5: float
    p25: float
    p50: float
    p75: float
    p95: float
    n: int

    def as_dict(self) -> dict[str, Any]:
        """Return the placement in JSON-ready form."""
        return {name: getattr(self, name) for name in self.__slots__}


def between(value: float, points: Sequence[float], ranks: Sequence[float]) -> float:
    """Return what ``np.interp(value, points, ranks)`` does, without an array for one number."""
    if value >= points[-1] or math.isnan(value):
        return value if math.isnan(value) else ranks[-1]
    if value <= points[0]:
        return ranks[0]
    above = bisect_right(points, value)
    rise = (ranks[above] - ranks[above - 1]) / (points[above] - points[above - 1])
    return rise * (value - points[above - 1]) + ranks[above - 1]


@dataclass(frozen=True)
class Steps:
    """A quantile function turned round, ready for many questions.

    Attributes:
        points: (m,) float64, the distinct quantiles, increasing.
        first, last: (m,) float64, the ranks 0-100 at which each is first and last reached.

    """

    points: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]

    @classmethod
    def of(cls, quantiles: NDArray[np.float64]) -> Steps:
        """Return the steps of evenly ranked ``quantiles``, not decreasing."""
        points, first, run = np.unique(quantiles, return_index=True, return_counts=True)
        ranks = np.linspace(0.0, 100.0, len(quantiles))
        return cls(points, ranks[first], ranks[first + run - 1])

    def rank_of(self, value: float) -> float:
        """Return the rank of one value: what ``rank`` says, at a tenth of the time."""
        return (between(value, self._lists[0], self._lists[1]) + between(value, self._lists[0], self._lists[2])) / 2.0

    @cached_property
    def _lists(self) -> tuple[list[float], list[float], list[float]]:
        return self.points.tolist(), self.first.tolist(), self.last.tolist()

    def rank(self, values: float | NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mid-rank 0-100 of values, the middle of the run where many share one; NaN stays NaN."""
        low = np.interp(values, self.points, self.first)
        return np.asarray((low + np.interp(values, self.points, self.last)) / 2.0)


@dataclass(frozen=True)
class Distribution:
    """One metric over one set of pictures.

    Attributes:
        n: number of pictures in which the metric exists.
        mean, sd: mean and standard deviation, in the metric's own unit.
        quantiles: (101,) float64, the 0th to 100th percentile, not decreasing.

    """

    n: int
    mean: float
    sd: float
    quantiles: NDArray[np.float64]

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Distribution | None:
        """Return the distribution of the known, finite ``values``; None where there are fewer than two."""
        known = np.array([v for v in values if v is not None and np.isfinite(v)], dtype=np.float64)
        if known.size < 2:
            return None
        points = np.percentile(known, np.linspace(0.0, 100.0, QUANTILES))
        return cls(int(known.size), float(known.mean()), float(known.std()), points)

    def percentile(self, value: float) -> float:
        """Return the percentile 0-100 of ``value``; the middle of the run where many masters share it."""
        return self._steps.rank_of(value)

    @cached_property
    def _steps(self) -> Steps:
        return Steps.of(self.quantiles)

    def standing(self, value: float) -> Standing:
        """Return where ``value`` stands."""
        p5, p25, p50, p75, p95 = (round(float(self.quantiles[q]), 4) for q in (5, 25, 50, 75, 95))
        return Standing(round(value, 4), round(self.percentile(value), 1), p5, p25, p50, p75, p95, self.n)

    def as_dict(self) -> dict[str, Any]:
        """Return the distribution in JSON-ready form, five significant digits."""
        return {
            "n": self.n,
            "mean": float(f"{self.mean:.5g}"),
            "sd": float(f"{self.sd:.5g}"),
            "q": [float(f"{q:.5g}") for q in self.quantiles],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Distribution:
        """Return the distribution that ``as_dict`` wrote."""
        return cls(int(data["n"]), float(data["mean"]), float(data["sd"]), np.asarray(data["q"], dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Corpus:
    """A named set of pictures, as distributions.

    Attributes:
        name: what the report calls it.
        n: number of pictures.
        metrics: metric name to its distribution over all of them.
        families: family of style to the same, for families of at least 40 pictures.

    """

    name: str
    n: int
    metrics: Mapping[str, Distribution]
    families: Mapping[str, Mapping[str, Distribution]]

    @classmethod
    def measure(cls, name: str, rows: list[Mapping[str, float | None]], families: list[str | None]) -> Corpus:
        """Return the corpus of ``rows`` of metrics, one a picture, and their families (None where unknown)."""
        groups = {f for f in families if f is not None and families.count(f) >= FAMILY_MINIMUM}
        by_family = {
            family: _distributions([row for row, f in zip(rows, families, strict=True) if f == family])
            for family in sorted(groups)
        }
        return cls(name, len(rows), _distributions(rows), by_family)

    def distribution(self, metric: str, family: str | None = None) -> Distribution | None:
        """Return the distribution of ``metric`` within ``family`` where that has one, else over all, else None."""
        own = self.families.get(family, {}).get(metric) if family is not None else None
        return own or self.metrics.get(metric)

    def percentile(self, metric: str, value: float | None, family: str | None = None) -> float | None:
        """Return the percentile 0-100 of ``value`` among the masters; None where either is unknown."""
        distribution = self.distribution(metric, family)
        if distribution is None or value is None or not np.isfinite(value):
            return None
        return distribution.percentile(value)

    def standings(self, metrics: Mapping[str, float | None]) -> dict[str, Standing]:
        """Return the standing of every metric that is known both here and there."""
        return {
            name: self.metrics[name].standing(value)
            for name, value in metrics.items()
            if value is not None and np.isfinite(value) and name in self.metrics
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the corpus in JSON-ready form."""
        return {
            "name": self.name,
            "n": self.n,
            "metrics": {name: d.as_dict() for name, d in self.metrics.items()},
            "families": {f: {name: d.as_dict() for name, d in ds.items()} for f, ds in self.families.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Corpus:
        """Return the corpus that ``as_dict`` wrote."""
        families = {family: _parsed(group) for family, group in data["families"].items()}
        return cls(str(data["name"]), int(data["n"]), _parsed(data["metrics"]), families)


def _parsed(group: Mapping[str, Any]) -> dict[str, Distribution]:
    return {name: Distribution.from_dict(entry) for name, entry in group.items()}


def _distributions(rows: list[Mapping[str, float | None]]) -> dict[str, Distribution]:
    names = sorted({name for row in rows for name in row})
    measured = {name: Distribution.of(row.get(name) for row in rows) for name in names}
    return {name: distribution for name, distribution in measured.items() if distribution is not None}


@lru_cache(maxsize=1)
def masters() -> Corpus:
    """Return the corpus of masters that ships with the package: about a thousand paintings from before about 1930."""
    text = resources.files("art_assistant.corpus").joinpath("data", "masters.json").read_text(encoding="utf-8")
    return Corpus.from_dict(json.loads(text))
