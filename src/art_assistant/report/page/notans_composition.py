"""The parts of the HTML report about notans, edges and composition, and the steps to paint."""

from __future__ import annotations

from typing import Any

from art_assistant.report.model import Report
from art_assistant.report.page.plates import Plates
from art_assistant.report.page.sections import details_block, notes_block, plates_block, section
from art_assistant.report.words.text import listed, place_words


def notans_section(report: Report, plates: Plates) -> dict[str, Any] | None:
    """Return the notans to paint from, the best also in three values; None where the page shows none of them."""
    anchor = "notans"
    best, *others = (f"notan-{notan.kind}" for notan in report.notans.offered)
    made = section(
        anchor,
        "Notan",
        "The picture as dark and light, and with one grey between them",
        _ways(len(others)),
        [
            plates_block(plates, anchor, (best, f"{best}-3", *others), "three", paper=True),
            notes_block("Note", [report.notans.note or "", report.notans.offered[0].caution or ""]),
            details_block(
                "The other with a half tone",
                [plates_block(plates, anchor, tuple(f"{name}-3" for name in others), "three")],
            ),
        ],
    )
    return made if made["blocks"] else None


def _ways(others: int) -> str:
    if not others:
        return "The same subject in dark and light, and with one half tone between them."
    return (
        "The same subject as two arrangements of dark and light, the first also with a half tone. "
        "Which one is your picture about?"
    )


def edges_section(plates: Plates) -> dict[str, Any] | None:
    """Return how the edges read; None where the page does not show them."""
    made = section(
        "edges",
        "Edges",
        "Where contours are sharp, where they are soft, and where they are lost",
        "A sharp edge draws the eye, a lost one lets it pass. Which three should be the sharpest?",
        [plates_block(plates, "edges", ("edges",), "one", paper=True)],
    )
    return made if made["blocks"] else None


def composition_section(report: Report, plates: Plates) -> dict[str, Any]:
    """Return where the eye goes and how the weight lies."""
    anchor = "composition"
    return section(
        anchor,
        "Composition: where the eye goes",
        "What is seen first, how the weight lies, and guides to lay over the picture",
        _reads(report),
        [
            plates_block(plates, anchor, ("focal-points", "balance"), "two", paper=True),
            plates_block(plates, anchor, ("thirds", "golden-section", "diagonals", "grid"), "small"),
        ],
    )


def steps_section(plates: Plates) -> dict[str, Any] | None:
    """Return the steps to paint; None where the page does not show them."""
    made = section(
        "steps",
        "Steps to paint",
        "From the notan to the last accents, each step finished before the next",
        "Big before small, values before colour: what each step leaves when it is done.",
        [plates_block(plates, "steps", ("block-in",), "one", paper=True)],
    )
    return made if made["blocks"] else None


def _reads(report: Report) -> str:
    composition = report.composition
    if composition.attention is None:
        return "Nothing stands out enough to say where the eye goes."
    if not composition.focal_points:
        return "The eye finds no single place to rest on: attention lies evenly. Is that what you want?"
    source = "A prediction from a trained model, not a rule."
    ends = listed([place_words(point.point) for point in composition.focal_points])
    if len(composition.focal_points) == 1:
        return f"The eye goes to one place, {ends}. {source}"
    return f"The eye is likely to go {_order(len(composition.focal_points))}: {ends}. {source}"


def _order(count: int) -> str:
    return "first and second" if count == 2 else "first, second and third"
