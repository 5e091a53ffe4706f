"""What is not asked of a picture: what a tip asks the reverse of, and what a strength says it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from art_assistant.report.likeness.lessons import Lesson

_STEPS, _WARMTH, _PIECES = ("steps",), ("warm lights", "cool lights"), ("lights", "darks")

REVERSED: Final[Mapping[str, tuple[str, ...]]] = {
    "crushed_darks": _STEPS,
    "chalky_lights": _STEPS,
    "no_accent": ("greys",),
    "no_chroma_accent": ("greys", "one family"),
    "one_temperature": ("one family",),
    "one_dark_hue": ("one family",),
}
"""Kind of finding to the lessons that would take back what its tip asks for."""

OWNED: Final[Mapping[str, tuple[str, ...]]] = {
    "clear_families": _PIECES,
    "full_scale": _STEPS,
    "simple_masses": _PIECES,
    "one_leader": ("leader",),
    "eye_stays_in": ("border",),
    "clean_accent": ("accent",),
    "temperature_play": _WARMTH,
}
"""Kind of strength to the lessons that the picture does not need."""


def fitting(found: Sequence[Lesson], findings: Iterable[str], strengths: Iterable[str]) -> list[Lesson]:
    """Return the lessons less those that ask for what a tip speaks against, or for what the picture is praised for."""
    idle = {trait for finding in findings for trait in REVERSED.get(finding, ())}
    idle |= {trait for strength in strengths for trait in OWNED.get(strength, ())}
    return [lesson for lesson in found if not (lesson.could and lesson.trait in idle)]
