"""How surprising a picture is, kind by kind, among the masters: one scale on which all kinds can be compared.

Each metric becomes a normal score (where it stands among the masters, as standard deviations). A kind's score is the
matched filter of its signature: the scores weighed by the inverse of their covariance among the masters, to which the
noise of the same metrics between two copies of a picture (JPEG, resizing, mirror) is added. So a metric that is hard
to repeat counts little, and one that usually goes along with its neighbours counts when it does not. The score's place
among the masters' own scores is its exceedance; severity is -log10 of that, shrunk by how repeatable the score is.

Source of the filter: any text on linear detection, such as S. M. Kay, *Fundamentals of Statistical Signal Processing*,
vol. II (1998), section 4.4.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from statistics import NormalDist
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.corpus.quantiles import Steps, between

F64 = NDArray[np.float64]

RANKS: Final = 101
"""A scale keeps the 0th to the 100th percentile."""

_NORMAL: Final = NormalDist()
_EDGE: Final = 0.002
"""The first and last percentile kept stand for this tail: half of one picture in some 250."""
_FARTHEST: Final = 6.0


@dataclass(frozen=True)
class Scale:
    """Turns a number into a normal score by its place among the masters.

    Attributes:
        points: (101,) float64, the masters' percentiles, not decreasing.

    """

    points: F64

    @classmethod
    def of(cls, values: F64) -> Scale:
        """Return the scale of the (n,) known ``values`` of the masters."""
        return cls(np.percentile(values, np.linspace(0.0, 100.0, RANKS)))

    def score(self, value: float) -> float:
        """Return the normal score of ``value``: 0 for the masters' median, about +-2 at the ends; beyond, linear."""
        if math.isnan(value):
            return value
        inside = between(_EDGE + (1.0 - 2.0 * _EDGE) * self._steps.rank_of(value) / 100.0, *_PROBIT)
        first, last, below, above = self._ends
        told = inside + max(value - last, 0.0) / above - max(first - value, 0.0) / below
        return min(max(told, -_FARTHEST), _FARTHEST)

    def scores(self, values: F64) -> F64:
        """Return the normal scores (n,) of (n,) values; NaN stays NaN."""
        inside = _probit(_EDGE + (1.0 - 2.0 * _EDGE) * self._steps.rank(values) / 100.0)
        _, _, before, beyond = self._ends
        above = np.maximum(values - self.points[-1], 0.0) / beyond
        below = np.maximum(self.points[0] - values, 0.0) / before
        return np.asarray(np.clip(inside + above - below, -_FARTHEST, _FARTHEST), dtype=np.float64)

    def percentile(self, value: float) -> float:
        """Return the mid-rank percentile 0-100 of ``value`` among the masters."""
        return self._steps.rank_of(value)

    def value(self, score: float) -> float:
        """Return the number that has this normal score: the other way round, no farther than the masters go."""
        share = (_NORMAL.cdf(score) - _EDGE) / (1.0 - 2.0 * _EDGE)
        return float(np.interp(100.0 * share, np.linspace(0.0, 100.0, len(self.points)), self.points))

    @cached_property
    def _ends(self) -> tuple[float, float, float, float]:
        """The first and the last of the masters, and what a standard deviation is worth before and beyond them."""
        return float(self.points[0]), float(self.points[-1]), self._reach(-1), self._reach(1)

    @cached_property
    def _steps(self) -> Steps:
        return Steps.of(self.points)

    def _reach(self, side: int) -> float:
        """Return what one standard deviation is worth beyond the last master on one side."""
        edge, middle = self.points[-1 if side > 0 else 0], self.points[50]
        return max(abs(float(edge - middle)) / abs(_probit_one(_EDGE)), 1e-9)


def _probit_one(share: float) -> float:
    return _NORMAL.inv_cdf(share)


_GRID: Final = np.linspace(_EDGE, 1.0 - _EDGE, 999)
_GRID_SCORES: Final = np.array([_probit_one(float(share)) for share in _GRID])
_PROBIT: Final = (_GRID.tolist(), _GRID_SCORES.tolist())


def _probit(shares: F64) -> F64:
    return np.asarray(np.interp(shares, _GRID, _GRID_SCORES))


@dataclass(frozen=True, slots=True)
class KindNorm:
    """What is known of one kind among the masters.

    Attributes:
        weights: metric name to its weight in the score.
        scale: turns the score into a normal score among the masters.
        repeat: correlation 0-1 of the score between two copies of a picture.
        level: what is taken off the severity where kinds are ranked, so that each speaks as often as it is meant to.

    """

    weights: Mapping[str, float]
    scale: Scale
    repeat: float
    level: float

    def surprise(self, scores: Mapping[str, float]) -> float:
        """Return the severity of the kind: -log10 of the share of masters that have more of it, shrunk; >= 0."""
        raw = sum(weight * scores.get(name, 0.0) for name, weight in self.weights.items())
        return tail(self.repeat * self.scale.score(raw))


def tail(score: float) -> float:
    """Return -log10 of the normal exceedance of ``score``: 0.3 at 0, 1 at 1.28, 2 at 2.33."""
    return -math.log10(max(0.5 * math.erfc(score / math.sqrt(2.0)), 1e-12))


@dataclass(frozen=True, slots=True)
class Norms:
    """The masters' numbers behind the tips.

    Attributes:
        n: number of masters.
        scales: metric name to its scale.
        kinds: kind id to its norm.
        noise: metric name to the variance of its normal score between two copies of a picture, halved.

    """

    n: int
    scales: Mapping[str, Scale]
    kinds: Mapping[str, KindNorm]
    noise: Mapping[str, float]

    def scores(self, metrics: Mapping[str, float | None]) -> dict[str, float]:
        """Return the normal score of every metric that is known here and there."""
        return {
            name: scale.score(value)
            for name, scale in self.scales.items()
            if (value := metrics.get(name)) is not None and math.isfinite(value)
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the norms in JSON-ready form, four significant digits."""
        return {
            "n": self.n,
            "noise": {name: float(f"{variance:.4g}") for name, variance in sorted(self.noise.items())},
            "scales": {name: _digits(scale.points) for name, scale in sorted(self.scales.items())},
            "kinds": {
                name: {
                    "weights": {metric: float(f"{w:.4g}") for metric, w in norm.weights.items()},
                    "scale": _digits(norm.scale.points),
                    "repeat": round(norm.repeat, 4),
                    "level": round(norm.level, 4),
                }
                for name, norm in self.kinds.items()
            },
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Norms:
        """Return the norms that ``as_dict`` wrote."""
        kinds = {
            name: KindNorm(entry["weights"], Scale(np.array(entry["scale"])), entry["repeat"], entry["level"])
            for name, entry in data["kinds"].items()
        }
        scales = {name: Scale(np.array(points)) for name, points in data["scales"].items()}
        return cls(data["n"], scales, kinds, data["noise"])


def _digits(points: F64) -> list[float]:
    return [float(f"{point:.5g}") for point in points]


@lru_cache(maxsize=1)
def norms() -> Norms:
    """Return the norms that ship with the package."""
    text = resources.files("art_assistant.advice").joinpath("data", "norms.json").read_text(encoding="utf-8")
    return Norms.from_dict(json.loads(text))
