"""Hints about a mass study: which masses could be one, and which hold more than one value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MERGE_STEP = 0.7
"""Touching masses closer than this many Munsell steps read as one at arm's length."""

SPLIT_SIGMA = 13.5
"""Spread (standard deviation of L*) above which a mass holds more than one value.

The 85th percentile over the masses of every twentieth painting by a master (53), each found at the defaults on a long
side of 360 px.
"""


@dataclass(frozen=True, slots=True)
class Hint:
    """One suggestion about the masses.

    Attributes:
        kind: ``"merge"`` or ``"split"``.
        masses: ids of the masses it is about, two for a merge and one for a split.
        shapes: ids of the shapes it is about: those that touch, or those of the mass to split.
        amount: steps of Munsell value between the two (merge), or the spread of L* (split).
        text: one plain sentence.

    """

    kind: str
    masses: tuple[int, ...]
    shapes: tuple[int, ...]
    amount: float
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return the hint as plain Python; the amount is named ``delta`` for a merge, ``l_sigma`` for a split."""
        amount = {"delta" if self.kind == "merge" else "l_sigma": round(self.amount, 2)}
        return {
            "kind": self.kind,
            "masses": list(self.masses),
            "shapes": list(self.shapes),
            **amount,
            "text": self.text,
        }


def merge_hints(values: Sequence[float], touching: Iterable[tuple[int, int, int, int]]) -> tuple[Hint, ...]:
    """Return a hint for each pair of masses that touch and lie less than ``MERGE_STEP`` apart.

    Args:
        values: Munsell value of mass 1, 2, ... in order.
        touching: (mass, shape, other mass, other shape), ids from 1, one for each pair of touching shapes.

    """
    pairs: dict[tuple[int, int], set[int]] = {}
    for mass, shape, other, other_shape in touching:
        if abs(values[mass - 1] - values[other - 1]) < MERGE_STEP:
            pairs.setdefault((min(mass, other), max(mass, other)), set()).update((shape, other_shape))
    return tuple(_merge(low, high, values, shapes) for (low, high), shapes in sorted(pairs.items()))


def _merge(low: int, high: int, values: Sequence[float], shapes: set[int]) -> Hint:
    delta = abs(values[high - 1] - values[low - 1])
    text = (
        f"Masses {low} and {high} touch and are only {delta:.1f} of a value step apart: "
        "paint them as one, or pull their values apart on purpose."
    )
    return Hint("merge", (low, high), tuple(sorted(shapes)), delta, text)


def split_hints(
    spreads: Sequence[float], shapes: Sequence[tuple[int, ...]], threshold: float = SPLIT_SIGMA
) -> tuple[Hint, ...]:
    """Return a hint for each mass whose spread of L* is above ``threshold``; both sequences are in mass order."""
    return tuple(
        _split(i + 1, spread, own)
        for i, (spread, own) in enumerate(zip(spreads, shapes, strict=True))
        if spread > threshold
    )


def _split(mass: int, spread: float, shapes: tuple[int, ...]) -> Hint:
    text = (
        f"Mass {mass} holds more than one value (its lightness spreads by {spread / 10.0:.1f} of a step each way): "
        "see whether it wants a second value inside it."
    )
    return Hint("split", (mass,), shapes, spread, text)
