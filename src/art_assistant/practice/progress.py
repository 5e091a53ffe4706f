"""What changed from attempt to attempt: a curve for each kind of difference, and in words what got better.

Kinds are never added up into one number. The key of a painting is no curve: a photograph alone cannot tell it from the
exposure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from art_assistant.practice.projects import Attempt, Project


@dataclass(frozen=True, slots=True)
class Aspect:
    """One kind of difference between painting and reference.

    Attributes:
        key: its name in JSON.
        label: what it is called.
        unit: of its numbers; empty for a share.
        least: a smaller change than this is no change: what photographing and aligning the same painting twice moves.
        falls: whether less is nearer to the reference.
        digits: as which it is shown.

    """

    key: str
    label: str
    unit: str
    least: float
    falls: bool
    digits: int


ASPECTS: Final = (
    Aspect("value_error", "values of the masses", "value steps", 0.1, falls=True, digits=1),
    Aspect("range_error", "range of values", "", 0.05, falls=True, digits=2),
    Aspect("mass_overlap", "drawing of the masses", "", 0.03, falls=False, digits=2),
    Aspect("chroma_error", "chroma", "C*", 2.0, falls=True, digits=0),
    Aspect("edge_error", "edges", "", 0.05, falls=True, digits=2),
)
"""In the order in which a painter corrects: values, drawing, colour, edges."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One kind of difference over all attempts.

    Attributes:
        aspect: what is measured.
        values: a number an attempt, in the order of the project; None where it could not be judged.

    """

    aspect: Aspect
    values: tuple[float | None, ...]

    def change(self) -> float | None:
        """Return how much nearer the last attempt is than the one before that has a number; negative: farther."""
        known = [value for value in self.values if value is not None]
        if len(known) < 2 or self.values[-1] is None:
            return None
        step = known[-2] - known[-1]
        return step if self.aspect.falls else -step

    def as_dict(self) -> dict[str, Any]:
        """Return the curve as plain Python."""
        digits = self.aspect.digits + 2
        values = [None if value is None else round(value, digits) for value in self.values]
        return {"aspect": self.aspect.key, "label": self.aspect.label, "unit": self.aspect.unit, "values": values}


def marks_of(comparison: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the number of each kind that a comparison holds; None where it could not be judged.

    ``value_error`` is the mean of the masses' absolute errors, each by its share. ``range_error`` is how far the ratio
    of the ranges lies from 1.

    """
    masses = [m for m in comparison.get("masses", ()) if m.get("error_steps") is not None]
    share = sum(m["share"] for m in masses)
    errors = sum(m["share"] * abs(m["error_steps"]) for m in masses)
    ratio = _number(comparison, "global", "range_ratio")
    return {
        "value_error": errors / share if share else None,
        "range_error": None if ratio is None else abs(1.0 - ratio),
        "mass_overlap": _number(comparison, "drawing", "overlap"),
        "chroma_error": _size(_number(comparison, "color", "chroma_shift")),
        "edge_error": _size(_number(comparison, "edges", "width_shift")),
    }


def _number(comparison: Mapping[str, Any], part: str, name: str) -> float | None:
    value = (comparison.get(part) or {}).get(name)
    return None if value is None else float(value)


def _size(value: float | None) -> float | None:
    return None if value is None else abs(value)


def curves_of(attempts: tuple[Attempt, ...]) -> tuple[Curve, ...]:
    """Return the curves of some attempts, without those of which no attempt has a number."""
    marks = [marks_of(attempt.comparison) for attempt in attempts]
    curves = (Curve(aspect, tuple(mark[aspect.key] for mark in marks)) for aspect in ASPECTS)
    return tuple(curve for curve in curves if any(value is not None for value in curve.values))


def told(project: Project) -> tuple[str, ...]:
    """Return in words what is nearer to the reference than at the attempt before, and what is not."""
    if not project.attempts:
        return ("No attempt yet: photograph your painting and add it.",)
    if len(project.attempts) == 1:
        return ("One attempt: what changes is told from the second on.",)
    sides: dict[str, list[str]] = {"Better since last time": [], "Farther off than last time": [], "About the same": []}
    better, worse, same = sides.values()
    for curve in curves_of(project.attempts):
        change = curve.change()
        if change is None:
            continue
        if abs(change) < curve.aspect.least:
            same.append(curve.aspect.label)
        else:
            (better if change > 0.0 else worse).append(_from_to(curve))
    lines = tuple(f"{side}: {', '.join(what)}." for side, what in sides.items() if what)
    return lines or ("Nothing that both attempts could be judged by.",)


def _from_to(curve: Curve) -> str:
    before, now = [value for value in curve.values if value is not None][-2:]
    aspect = curve.aspect
    what = "off by" if aspect.falls else "overlap"
    unit = f" {aspect.unit}" if aspect.unit else ""
    return f"{aspect.label} ({what} {before:.{aspect.digits}f}, now {now:.{aspect.digits}f}{unit})"
