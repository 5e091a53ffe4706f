"""Differences that are meant: remembered with the project, so that no later attempt tells of them again.

What is meant stays in the curves: they measure the painting against its reference, and leave nothing out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from art_assistant.comparison.corrections import SHOWN

_SAME_PLACE: Final = 0.4
"""Intersection over union of two passages' boxes from which they are one."""

Told = Mapping[str, Any]
"""A correction as plain Python, as a comparison in JSON holds it."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A difference, or a kind of differences, that is meant.

    Attributes:
        difference: its id, or a kind of them.
        told: the correction as it was told when it was marked; empty where nothing but its name is known.

    """

    difference: str
    told: Told = field(default_factory=dict)

    def covers(self, one: Told) -> bool:
        """Whether another attempt's correction is this one again: the same direction, in the same place or mass."""
        if self.difference == one["kind"]:
            return True
        if self.told and (self.told["kind"] != one["kind"] or _way(self.told) != _way(one)):
            return False
        return self.difference == one["id"] or _overlap(self.told.get("box"), one["box"]) >= _SAME_PLACE


def _way(one: Told) -> bool:
    """Return to which side a difference goes."""
    return bool(one["amount"] > (1.0 if one["unit"] == "ratio" else 0.0))


def _overlap(one: Sequence[float] | None, other: Sequence[float] | None) -> float:
    if one is None or other is None:
        return 0.0
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - both)


def every_correction(comparison: Mapping[str, Any]) -> list[Told]:
    """Return all differences that a comparison in JSON tells of, the weightiest first; without those meant before."""
    return [*comparison.get("corrections", ()), *comparison.get("more", ())]


def meant_among(told: Iterable[Told], meant: Sequence[Meant]) -> list[str]:
    """Return the ids of those corrections that are meant."""
    return [one["id"] for one in told if any(each.covers(one) for each in meant)]


def without_meant(comparison: Mapping[str, Any], meant: Sequence[Meant]) -> dict[str, Any]:
    """Return a comparison in JSON with what is meant among ``intended``, and the weightiest of the rest shown."""
    every = every_correction(comparison)
    gone = meant_among(every, meant)
    left = [one for one in every if one["id"] not in gone]
    listed = {
        "corrections": left[:SHOWN],
        "more": left[SHOWN:],
        "intended": [*comparison.get("intended", ()), *(one for one in every if one["id"] in gone)],
    }
    return {**comparison, **listed}
