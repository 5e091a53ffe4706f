"""What changed from attempt to attempt: a curve for each kind of difference, and in words what got better.

Kinds are never added up into one number. Key and range are no curves: a photograph alone cannot tell
them from the exposure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from art_assistant.practice.projects import Attempt, Project


@dataclass(frozen=True, slots=True)
class Aspect:
    """One kind of difference between painting and reference.

    Attributes:
        key: its name in JSON.
        label: what it is called.
        about: what its numbers are.
        unit: of its numbers; empty for a share.
        least: a smaller change than this is called none: nine in ten pairs of photographs of one painting differ by
            less (``bench/progress.py``, decision 0033).
        falls: whether less is nearer to the reference.
        digits: as which it is shown.

    """

    key: str
    label: str
    about: str
    unit: str
    least: float
    falls: bool
    digits: int


ASPECTS: Final = (
    Aspect("value_error", "values", "mean distance of the values", "value steps", 0.05, falls=True, digits=2),
    Aspect(
        "mass_overlap",
        "drawing of the masses",
        "how far the masses lie where the reference's do, 0 to 1",
        "",
        0.05,
        falls=False,
        digits=2,
    ),
    Aspect("chroma_error", "chroma", "how far the ratio of the chromas lies from 1", "", 0.19, falls=True, digits=2),
    Aspect("hue_error", "hue", "turn of the hue", "degrees", 5.0, falls=True, digits=0),
    Aspect(
        "edge_error", "edges", "share of the edges that are softer or harder, 0 to 1", "", 0.06, falls=True, digits=2
    ),
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

    ``value_error`` is the mean absolute local error in value steps, ``mass_overlap`` how far the masses lie where the
    reference's do (0-1), ``chroma_error`` how far the ratio of the chromas is from 1, ``hue_error`` the turn of the hue
    in degrees, ``edge_error`` the share 0-1 of the edges that are softer or harder.

    """
    ratio, hue = (_number(comparison, "color", name) for name in ("chroma_ratio", "hue_shift_degrees"))
    softer, harder = (_number(comparison, "edges", name) for name in ("softer", "harder"))
    return {
        "value_error": _number(comparison, "values", "mean_error_steps"),
        "mass_overlap": _number(comparison, "drawing", "overlap"),
        "chroma_error": None if ratio is None else abs(1.0 - ratio),
        "hue_error": None if hue is None else abs(hue),
        "edge_error": None if softer is None or harder is None else softer + harder,
    }


def _number(comparison: Mapping[str, Any], part: str, name: str) -> float | None:
    value = (comparison.get(part) or {}).get(name)
    return None if value is None else float(value)


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
        side = same if abs(change) < curve.aspect.least else better if change > 0.0 else worse
        side.append(_from_to(curve))
    lines = tuple(f"{side}: {', '.join(what)}." for side, what in sides.items() if what)
    if not lines:
        return ("Nothing that both attempts could be judged by.",)
    return (*lines, UNCERTAIN, *_glared(project.attempts[-2:]))


def _glared(attempts: tuple[Attempt, ...]) -> Iterator[str]:
    """Yield a warning for each attempt whose photograph may show glare, which reads as a change of the painting."""
    for attempt in attempts:
        if (attempt.comparison.get("values") or {}).get("glare"):
            yield (
                f"There may be glare in the photograph of attempt {attempt.number}: what changed may be its light. "
                "Photograph it again with the light from the side."
            )


UNCERTAIN: Final = (
    "± is what two photographs of one unchanged painting differ by, nine times in ten; a smaller change is called none."
)


def _from_to(curve: Curve) -> str:
    before, now = [value for value in curve.values if value is not None][-2:]
    aspect = curve.aspect
    what = "off by" if aspect.falls else "overlap"
    unit = f" {aspect.unit}" if aspect.unit else ""
    digits = aspect.digits
    return f"{aspect.label} ({what} {before:.{digits}f}, now {now:.{digits}f}{unit}, ± {aspect.least:.{digits}f})"
