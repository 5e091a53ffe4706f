"""Exercises that follow from what an attempt tells of, and whether the next attempt shows what they were for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from art_assistant.practice.meant import Told, every_correction, without_meant
from art_assistant.practice.measures import MEASURES, Measure, readings
from art_assistant.practice.projects import Attempt, Project

State = Literal["done", "nearer", "not yet", "worse", "not measured"]

STATES: Final[Mapping[State, str]] = {
    "done": "Done",
    "nearer": "Not yet, but nearer",
    "not yet": "Not yet",
    "worse": "Worse",
    "not measured": "Not measured again",
}

_VALUE: Final = (
    "Ten minutes: mix three patches, one of the value that the reference has there, one half a step darker, one half a "
    "step lighter. Hold each before the reference with half-closed eyes; {do} the passage with the one that vanishes."
)
_CHROMA: Final = (
    "Ten minutes: mix the colour of this mass three times at the same value, each time {how}. Hold the patches "
    "before the reference, and go over the passage with the one that vanishes."
)
_WORK: Final[Mapping[str, tuple[str, str]]] = {
    "value": (_VALUE.format(do="lighten"), _VALUE.format(do="darken")),
    "range": (
        "Ten minutes: lay a strip of nine steps from your darkest to your lightest paint. Set one touch of the "
        "reference's darkest dark and one of its lightest light into the painting, and pull the rest between them.",
        "Ten minutes: lay a strip of nine steps. Mark on it the darkest and the lightest value of the reference, and "
        "repaint whatever lies beyond the two marks.",
    ),
    "key": (
        "Ten minutes: paint the three largest masses as a thumbnail, all of them lighter by what was told, and hold it "
        "beside painting and reference before you touch the painting.",
        "Ten minutes: paint the three largest masses as a thumbnail, all of them darker by what was told, and hold it "
        "beside painting and reference before you touch the painting.",
    ),
    "chroma": (
        _CHROMA.format(how="with less white and less of its complement"),
        _CHROMA.format(how="with a little more of its complement"),
    ),
    "hue": (
        "Ten minutes: mix the colour of this mass, then a neighbour to either side on the wheel at the same value. "
        "Hold the three before the reference, and go over the passage with the one that vanishes.",
    )
    * 2,
    "place": (
        "Ten minutes: lay a grid of four by four over reference and painting, or hold a plumb line. Mark where the "
        "contours of this mass cross it in both, and put the contours right as a line before you paint.",
    )
    * 2,
    "edges": (
        "Ten minutes: paint one edge of the reference three times on a scrap: hard, firm and lost. Name which of the "
        "three each of the five longest edges is in the reference, then bring those five in the painting there.",
    )
    * 2,
}
"""What to do, by the sort of difference: where the painting has too little (darker, narrower, greyer), and too much."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """Ten minutes' work on one difference.

    Attributes:
        attempt: number of the attempt that told of it.
        difference: the correction as it was told.
        text: what to do.

    """

    attempt: int
    difference: Told
    text: str

    @property
    def measure(self) -> Measure:
        """How it is measured again."""
        return MEASURES[self.difference["id"].split("-")[0]]

    def as_dict(self) -> dict[str, Any]:
        """Return the exercise as plain Python."""
        return {"attempt": self.attempt, "difference": self.difference["id"], "text": self.text}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a later attempt shows of an exercise.

    Attributes:
        exercise: the exercise.
        attempt: number of the attempt in which it was measured again.
        state: ``"done"`` is nearer and no longer told; ``"nearer"`` and ``"worse"`` are beyond what two photographs of
            one painting differ by.
        before, now: the readings, in the unit of its measure; None where it could not be measured.
        text: the same in words.

    """

    exercise: Exercise
    attempt: int
    state: State
    before: float | None
    now: float | None
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome as plain Python."""
        numbers = {
            name: None if number is None else round(number, 4)
            for name, number in (("before", self.before), ("now", self.now))
        }
        told = {"measured_in": self.attempt, "state": self.state, **numbers, "told": self.text}
        return self.exercise.as_dict() | told


def exercises_of(project: Project, attempt: Attempt) -> tuple[Exercise, ...]:
    """Return an exercise for each of the corrections of an attempt, but for what the project's artist means."""
    told = without_meant(attempt.comparison, project.intended)["corrections"]
    return tuple(Exercise(attempt.number, one, _WORK[one["id"].split("-")[0]][_too_much(one)]) for one in told)


def _too_much(told: Told) -> bool:
    return bool(told["amount"] > (1.0 if told["unit"] == "ratio" else 0.0))


def next_exercises(project: Project) -> tuple[Exercise, ...]:
    """Return the exercises of the last attempt: nothing has measured them yet."""
    return exercises_of(project, project.attempts[-1]) if project.attempts else ()


def outcomes(project: Project) -> tuple[Outcome, ...]:
    """Return the exercises of each attempt as the one after it shows them, in the order of the attempts."""
    pairs = zip(project.attempts, project.attempts[1:], strict=False)
    return tuple(_again(exercise, before, now) for before, now in pairs for exercise in exercises_of(project, before))


def _again(exercise: Exercise, before: Attempt, now: Attempt) -> Outcome:
    both = readings(exercise.difference, before, now)
    if both is None:
        text = f"{STATES['not measured']}: attempt {before.number} and {now.number} do not both show it."
        return Outcome(exercise, now.number, "not measured", None, None, text)
    measure = exercise.measure
    state, part = _state(measure, *both), ""
    if state == "done" and _told_there(exercise.difference, now):
        state, part = "nearer", " Part of it is still told."
    elif state == "not yet" and measure.distance(both[1]) < measure.least:
        part = " It is no longer told, but two photographs of one painting differ by as much."
    text = f"{STATES[state]}: {measure.told(both[0])} in attempt {before.number}, {measure.told(both[1])} in attempt "
    return Outcome(exercise, now.number, state, *both, f"{text}{now.number}.{part}")


def _told_there(told: Told, now: Attempt) -> bool:
    """Whether a later attempt tells of a passage within this one's place, off to the same side."""
    if told["box"] is None:
        return False
    left, top, right, bottom = told["box"]
    return any(
        one["kind"] == told["kind"]
        and _too_much(one) == _too_much(told)
        and left <= one["place"]["x"] <= right
        and top <= one["place"]["y"] <= bottom
        for one in every_correction(now.comparison)
        if one["place"] is not None
    )


def _state(measure: Measure, before: float, now: float) -> State:
    """Return what two readings mean; what goes past the reference to the other side is as far off as it is there."""
    off, far = measure.distance(now), measure.distance(before)
    if off > far + measure.noise:
        return "worse"
    if off > far - measure.noise:
        return "not yet"
    return "done" if off < measure.least else "nearer"
