"""A project as the browser shows it: the strip, what changed, the curves, and the exercises."""

from __future__ import annotations

from typing import Any, Final

from art_assistant.comparison.corrections import in_words
from art_assistant.practice.exercises import STATES, Exercise, Outcome, next_exercises, outcomes
from art_assistant.practice.meant import Meant, without_meant
from art_assistant.practice.progress import Curve, curves_of, told
from art_assistant.practice.projects import Attempt, Project
from art_assistant.report.compared import told_rest

NO_MAP: Final = (
    "An earlier release kept this attempt without its map of errors, so that its passages cannot be measured again. "
    "Remove it and add its photograph anew to have them."
)


def told_project(project: Project, base: str) -> dict[str, Any]:
    """Return all that is shown of a project.

    Args:
        project: the project.
        base: the address below which its pictures are found.

    """
    return {
        "name": project.name,
        "begun": project.made.isoformat(),
        "reference": {"name": project.picture, "src": f"{base}/kept/{project.sha256}"},
        "attempts": [_attempt(project, one, base) for one in project.attempts],
        "told": list(told(project)),
        "curves": [_curve(curve) for curve in curves_of(project.attempts)],
        "outcomes": [_outcome(one) for one in outcomes(project)],
        "exercises": [_exercise(one) for one in next_exercises(project)],
        "intended": [_meant(one) for one in project.intended],
    }


def _attempt(project: Project, attempt: Attempt, base: str) -> dict[str, Any]:
    seen = without_meant(attempt.comparison, project.intended)
    return {
        "number": attempt.number,
        "day": attempt.day.isoformat(),
        "name": attempt.picture,
        "note": attempt.note,
        "src": f"{base}/kept/{attempt.sha256}",
        "corrections": [{"id": one["id"], "text": one["text"]} for one in seen["corrections"]],
        "rest": told_rest([in_words(one["id"]) for one in seen["more"]]),
        "intended": [one["id"] for one in seen["intended"]],
        "missing": None if attempt.errors else NO_MAP,
    }


def _curve(curve: Curve) -> dict[str, Any]:
    aspect = curve.aspect
    return {
        "key": aspect.key,
        "label": aspect.label,
        "about": aspect.about,
        "unit": aspect.unit,
        "falls": aspect.falls,
        "least": aspect.least,
        "digits": aspect.digits,
        "values": list(curve.values),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "attempt": outcome.exercise.attempt,
        "measured": outcome.attempt,
        "state": outcome.state,
        "word": STATES[outcome.state],
        "told": outcome.text.partition(": ")[2],
        "difference": outcome.exercise.difference["text"],
    }


def _exercise(exercise: Exercise) -> dict[str, Any]:
    return {"attempt": exercise.attempt, "text": exercise.text, "difference": exercise.difference["text"]}


def _meant(meant: Meant) -> dict[str, str]:
    text = meant.told["text"] if meant.told else f"Every difference called '{meant.difference}'."
    return {"difference": meant.difference, "text": text}
