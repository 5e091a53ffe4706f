"""One difference measured in two attempts: as it was when it was told, and again where and as it was then.

What is measured again is the same thing, and not whatever the later attempt tells of by itself: a passage by its place,
a mass by its number in the reference, the rest by its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from art_assistant.comparison.corrections import TOLD_FROM
from art_assistant.practice.maps import passage_again, unpacked
from art_assistant.practice.projects import Attempt


@dataclass(frozen=True, slots=True)
class Measure:
    """How one sort of difference is measured again.

    Attributes:
        sort: the first word of its id.
        distance: from a reading to how far off it is, never negative.
        noise: what the distance differs by between two photographs of one painting, 90th percentile of what was told
            (``bench/progress.py``, decision 0033); of the key, which needs a card, what it is told from.
        told: a reading in words.

    """

    sort: str
    distance: Callable[[float], float]
    noise: float
    told: Callable[[float], str]

    @property
    def least(self) -> float:
        """The distance below which a difference is no longer told."""
        return TOLD_FROM[self.sort]


def _steps(reading: float) -> str:
    return f"{abs(reading):.1f} value steps {'lighter' if reading > 0 else 'darker'}"


def _ratio(reading: float) -> float:
    return abs(math.log(max(reading, 1e-3)))


MEASURES: Final[Mapping[str, Measure]] = {
    one.sort: one
    for one in (
        Measure("value", abs, 0.34, _steps),
        Measure("range", _ratio, 0.25, "{:.0%} of the reference's range".format),
        Measure("key", abs, TOLD_FROM["key"], _steps),
        Measure("chroma", _ratio, 0.38, "{:.0%} of the reference's chroma".format),
        Measure("hue", abs, 21.0, lambda reading: f"{abs(reading):.0f} degrees off in hue"),
        Measure("place", abs, 0.01, lambda reading: f"{100.0 * reading:.1f} % of the diagonal off its place"),
        Measure("edges", abs, 0.04, "{:.0%} of the edges softer or harder".format),
    )
}
"""By the first word of a difference's id."""


def readings(told: Mapping[str, Any], before: Attempt, now: Attempt) -> tuple[float, float] | None:
    """Return a difference as it was read in the attempt that told of it, and in a later one; None where it cannot be.

    Args:
        told: the correction, of ``before``.
        before: the attempt that told of it.
        now: a later attempt.

    """
    if told["kind"] == "value":
        if before.errors is None or now.errors is None or told["box"] is None:
            return None
        return passage_again(unpacked(before.errors), unpacked(now.errors), told["box"], told["amount"])
    both = [_reading(told["id"], attempt.comparison) for attempt in (before, now)]
    return None if both[0] is None or both[1] is None else (both[0], both[1])


def _reading(difference: str, comparison: Mapping[str, Any]) -> float | None:
    sort, _, mass = difference.partition("-mass-")
    if mass:
        return _of_mass(sort, mass, comparison)
    if sort == "edges":
        edges = comparison.get("edges") or {}
        shares = [share for name in ("softer", "harder") if (share := edges.get(name)) is not None]
        return max(shares, default=None)
    everywhere = comparison.get("global") or {}
    if sort == "key" and everywhere.get("card") is None:
        return None
    value: float | None = everywhere.get({"range": "range_ratio", "key": "key_shift_steps"}.get(sort, ""))
    return value


def _of_mass(sort: str, number: str, comparison: Mapping[str, Any]) -> float | None:
    mass = next((one for one in comparison.get("masses", ()) if str(one["id"]) == number), None)
    if mass is None:
        return None
    if sort == "place":
        return None if mass["offset"] is None else math.hypot(*mass["offset"])
    value: float | None = mass[{"chroma": "chroma_ratio", "hue": "hue_shift"}[sort]]
    return value
