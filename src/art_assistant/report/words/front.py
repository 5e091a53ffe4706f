"""What lay in front of the camera, in sentences made from a report's JSON form.

What the picture is taken for, what was cut away, what its photograph can carry, and what was understood of the
artist's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from art_assistant.field.labels import DRAWING, OTHER, PAINTING, PHOTOGRAPH, UNSURE
from art_assistant.report.model import Report, form_of
from art_assistant.report.words.text import listed, percent

Told = Mapping[str, Any]

NAMES: Final[Mapping[str, str]] = {
    PAINTING: "a painting",
    DRAWING: "a drawing or a print",
    PHOTOGRAPH: "a photograph of the world",
    OTHER: "a screen, a page of text or a blank",
}
_MADE_FROM: Final = "the photograph it was made from"
_SURROUNDS: Final[Mapping[str, str]] = {
    "bars": "The bars beside it",
    "border": "The border round it",
    "scene": "What lies round it",
}


def kind_told(kind: Told | None) -> str:
    """Return what the picture is taken for in one sentence, a question where that is unsure; empty where unknown."""
    if kind is None:
        return ""
    label = kind["label"]
    if label == UNSURE:
        return f"{_question(kind['probabilities'])} Until you say, only what is true of both is told."
    verb = "Studied as" if kind["chosen"] == "artist" else "Taken for"
    return f"{verb} {NAMES[label]}{', without colour' if kind['monochrome'] and label != OTHER else ''}."


def _question(probabilities: Mapping[str, float]) -> str:
    first, second = sorted(probabilities, key=lambda name: (-probabilities[name], name))[:2]
    pair = {first, second}
    if pair == {PAINTING, PHOTOGRAPH}:
        return f"Is it {NAMES[PAINTING]}, or {_MADE_FROM}?"
    return f"Is it {NAMES[first]}, or {NAMES[second]}?"


def canvas_told(canvas: Told | None) -> str:
    """Return what of the file is studied in one sentence; empty where the picture fills it."""
    if canvas is None or canvas["corners"] is None:
        return ""
    left = percent(1.0 - area(canvas["corners"]))
    if canvas["surround"] is None:
        return f"Only what lies between the corners you set is studied; {left} of the file is left out."
    around = _SURROUNDS[canvas["surround"]]
    if canvas["applied"]:
        return f"Only the picture is studied. {around} is left out: {left} of the file."
    return (
        f"{around} may not belong to the picture ({left} of the file). It is studied whole until you set its corners."
    )


def area(corners: list[list[float]]) -> float:
    """Return the share of the file, 0-1, that lies between four corners."""
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2.0


def photo_told(photo: Told | None) -> list[str]:
    """Return what is said of the photograph, a line each."""
    return [] if photo is None else [remark["text"] for remark in photo["remarks"]]


def intent_told(intent: Told | None) -> list[str]:
    """Return what was understood of the artist's words and what was not, a line each."""
    if intent is None:
        return []
    lines = []
    if intent["understood"]:
        lines.append(f"Understood of what it is meant to be: {listed(list(intent['understood']))}.")
    if intent["unknown"]:
        lines.append(f"Not understood, and left aside: {listed(list(intent['unknown']))}.")
    return lines


def front_told(report: Report, *, briefly: bool = False) -> list[str]:
    """Return everything that is said of what lay in front of the camera, a line each.

    Args:
        report: the report.
        briefly: leave out that it is taken for a painting, which is what most pictures are.

    """
    came = report.as_it_came()
    usual = briefly and came["kind"] is not None and (came["kind"]["label"], came["kind"]["chosen"]) == (PAINTING, "us")
    said = ["" if usual else kind_told(came["kind"]), canvas_told(came["canvas"])]
    return [line for line in said if line] + photo_told(came["photo"]) + intent_told(form_of(report.intent))
