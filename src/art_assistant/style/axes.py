"""Treatment axes: four things about the handling that a painter can change in the next picture.

Wölfflin's first pair of concepts, linear and painterly (*Kunstgeschichtliche Grundbegriffe*, 1915), is read from the
width of edges; the others are flat or modelled, quiet or colourful, fine or broad. None of them is better or worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol


class Placed(Protocol):
    """A measurement and where it stands among the masters."""

    @property
    def value(self) -> float:
        """The measurement, in the metric's own unit."""
        ...

    @property
    def percentile(self) -> float | None:
        """Percentile among the masters, 0-100; None where it cannot be placed."""
        ...


@dataclass(frozen=True, slots=True)
class AxisScale:
    """One axis as it is defined.

    Attributes:
        name: short machine name.
        metric: the measurement that it reads.
        unit: the metric's unit.
        low, high: the words for a small and for a large measurement.
        label: both words.
        less, more: what to do to move towards each end.

    """

    name: str
    metric: str
    unit: str
    low: str
    high: str
    less: str
    more: str

    @property
    def label(self) -> str:
        """Both ends, the lower one first."""
        return f"{self.low} to {self.high}"


SCALES: Final = (
    AxisScale(
        "linear_painterly",
        "edges.width_median",
        "% of the diagonal",
        "linear",
        "painterly",
        "Sharpen the contours that carry the drawing.",
        "Soften or drag the edges that do not matter.",
    ),
    AxisScale(
        "flat_modelled",
        "masses.sigma_mean",
        "L* within a mass",
        "flat",
        "modelled",
        "Keep one value inside each mass.",
        "Turn the form with more steps of value inside each mass.",
    ),
    AxisScale(
        "chroma",
        "color.chroma_mean",
        "C*",
        "quiet colour",
        "strong colour",
        "Grey the mixtures with their complements.",
        "Mix with fewer pigments and keep the colour purer.",
    ),
    AxisScale(
        "stroke_scale",
        "edges.stroke_scale",
        "% of the diagonal",
        "fine touch",
        "broad touch",
        "Take a smaller brush for the last layer.",
        "Take the next larger brush and leave each stroke.",
    ),
)


@dataclass(frozen=True, slots=True)
class Axis:
    """Where one picture stands on one axis.

    Attributes:
        scale: the axis.
        value: the measurement; None is unknown.
        percentile: among the masters, 0-100; None is unknown.

    """

    scale: AxisScale
    value: float | None
    percentile: float | None

    @property
    def words(self) -> str:
        """The nearer end, or that it lies between; the outer thirds of the masters count as the ends."""
        if self.percentile is None:
            return ""
        if self.percentile < 100.0 / 3.0:
            return self.scale.low
        return self.scale.high if self.percentile > 200.0 / 3.0 else "between"

    def as_dict(self) -> dict[str, Any]:
        """Return the axis in JSON-ready form; null is unknown."""
        return {
            "name": self.scale.name,
            "label": self.scale.label,
            "metric": self.scale.metric,
            "unit": self.scale.unit,
            "value": None if self.value is None else round(self.value, 4),
            "percentile": None if self.percentile is None else round(self.percentile, 1),
            "words": self.words,
            "less": self.scale.less,
            "more": self.scale.more,
        }


def axes_of(standing: Mapping[str, Placed]) -> tuple[Axis, ...]:
    """Return all axes, in their fixed order; one whose metric was not measured is unknown."""
    known = {scale: standing.get(scale.metric) for scale in SCALES}
    return tuple(
        Axis(scale, place.value, place.percentile) if place else Axis(scale, None, None)
        for scale, place in known.items()
    )
