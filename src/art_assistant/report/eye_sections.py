"""The parts of the HTML report about notans and composition."""

from __future__ import annotations

from typing import Any

from art_assistant.analysis.notan import NOTAN_KINDS
from art_assistant.report.model import Report
from art_assistant.report.plates import Plates
from art_assistant.report.sections import details_block, notes_block, plates_block, section


def notans_section(report: Report, plates: Plates) -> dict[str, Any]:
    """Return the three notans."""
    anchor = "notans"
    return section(
        anchor,
        "Notans",
        "The same subject as three arrangements of dark and light. Which one is your picture about?",
        [
            plates_block(plates, anchor, tuple(f"notan-{kind}" for kind in NOTAN_KINDS), "three"),
            notes_block("Note", [report.notans.note or ""]),
            details_block(
                "With a half tone",
                [plates_block(plates, anchor, tuple(f"notan-{kind}-3" for kind in NOTAN_KINDS), "three")],
            ),
        ],
    )


def composition_section(report: Report, plates: Plates) -> dict[str, Any] | None:
    """Return where the eye goes."""
    return None
