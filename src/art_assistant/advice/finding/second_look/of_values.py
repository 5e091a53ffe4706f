"""What a picture says against findings about its values and its masses."""

from __future__ import annotations

from typing import Final

from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.second_look.look import SecondLook
from art_assistant.advice.finding.sights import merging_pair
from art_assistant.field.labels import DRAWING, PHOTOGRAPH

_ONE_SHAPE: Final = 0.8
"""Part of a mass that its largest shape holds, from which the mass can be pointed at."""
_ACROSS: Final = 6.0
"""CIEDE2000 across a contour below which squinting eyes see one ground."""
_CLEAN_LIGHT: Final = (81.0, 10.0)
"""L* from which a spot is a clean light, and by which it stands above where the lights end (p95)."""
_LOW_KEY: Final = 25.0
"""Median L* of a photograph below which its light was low, or kept low: no painter's lights stopped there."""
_TRUE_DARK: Final = (18.0, 5.0)
"""L* up to which a spot is a true dark, and by which it lies below where the darks begin (p5)."""
_LINE_DARK: Final = (30.0, 5.0)
"""The same among lines on paper, beside which everything is dark."""
_ELSEWHERE: Final = 8.0
"""L* by which the darkest tenth of a place may lie above the deepest dark and still belong to the darks."""
_BOTH_ENDS: Final = 7.0
"""Values between deepest dark and lightest light from which nobody calls a scale short."""
_NO_ROOM: Final = 93.0
"""p95 of L* above which no light has room to stand out: white paper, a blown sky."""
_PAPER: Final = 65.0
"""p95 of L* from which a bare ground is paper or a wall in good light."""
_ONE_TONE: Final = 6.0
_GROUND_SHARE: Final = 0.4
"""Lights within so many L* of where they end that hold so much of the picture are its paper or its sky."""
_FLAT_TONE: Final = 0.04
_FLAT_SHARE: Final = 0.18
"""The same of lights that somebody laid flat, within this part of the range from p5 to p95."""
_NO_SPREAD: Final = 0.5
_WHITE: Final = 99.0
"""L* of the lights that no paint reaches, and what they spread by where nothing was painted."""
_LARGE_PART: Final = 0.5
"""Share of middle values below which a picture is not mostly of them."""


def dull_lights(look: SecondLook, finding: Finding) -> str | None:
    """Speak against lights that stop early where a clean light is there, or where the key is that of the place."""
    least, above = _CLEAN_LIGHT
    if look.light >= max(least, finding.value + above):
        return "A clean light is there, above where most lights end."
    if look.evidence.kind == PHOTOGRAPH and look.evidence.values.measures.l_p50 <= _LOW_KEY:
        return "The place itself was in a low key."
    return None


def lifted_darks(look: SecondLook, finding: Finding) -> str | None:
    """Speak against darks that stop early where a true dark is there, or where the darks lie elsewhere."""
    most, below = _LINE_DARK if look.evidence.kind == DRAWING else _TRUE_DARK
    if look.dark <= min(most, finding.value - below):
        return "A true dark is there, below where most darks begin."
    there = look.lightness(finding.sight.place, 10.0)
    if there is not None and there > look.dark + _ELSEWHERE:
        return "The darkest darks lie elsewhere."
    return None


def compressed_range(look: SecondLook, _: Finding) -> str | None:
    """Speak against a short range where both ends are there, or where only the paper is light."""
    if look.light - look.dark >= 10.0 * _BOTH_ENDS:
        return "Both ends of the scale are there."
    if look.evidence.values.measures.l_p95 >= _PAPER and look.is_ground(90.0, 1):
        return "The lights are bare ground: only the darks can move."
    return None


def no_accent(look: SecondLook, finding: Finding) -> str | None:
    """Speak against a missing light where none has room, where one is there, or where the lights are one flat tone."""
    end = look.evidence.values.measures.l_p95
    if end >= _NO_ROOM:
        return "The lights are as light as paper: none can stand above them."
    if look.light - end >= finding.usual:
        return "A light stands above the others."
    return "The lights are one flat tone." if _are_flat(look) else None


def _are_flat(look: SecondLook) -> bool:
    measures = look.evidence.values.measures
    return look.share_of_lights(_FLAT_TONE * (measures.l_p95 - measures.l_p5)) >= _FLAT_SHARE


def chalky_lights(look: SecondLook, finding: Finding) -> str | None:
    """Speak against even lights where they are the ground."""
    if finding.value < _NO_SPREAD and look.evidence.values.measures.l_p95 >= _WHITE:
        return "The lights are the white of a page or a screen."
    return "The light is the ground itself." if look.share_of_lights(_ONE_TONE) >= _GROUND_SHARE else None


def midtone_soup(_: SecondLook, finding: Finding) -> str | None:
    """Speak against middle values that do not hold half of the picture."""
    return "Lights and darks hold most of the picture." if finding.value < _LARGE_PART else None


def equal_masses(look: SecondLook, finding: Finding) -> str | None:
    """Speak against equal masses where one leads, or both are one ground."""
    study = look.evidence.masses
    if not study.no_clear_dominant:
        return "One mass leads."
    first, second = sorted(study.items, key=lambda mass: -mass.share)[:2]
    largest = [max(study.shapes[i - 1].share for i in mass.shapes) / mass.share for mass in (first, second)]
    if finding.sight.facts.get("firstplace") == finding.sight.place.words or min(largest) < _ONE_SHAPE:
        return "The two are no two shapes that can be pointed at."
    pairs = [(study.shapes[a - 1], study.shapes[b - 1]) for _, a, _, b in study.touching()]
    shared = [pair for pair in pairs if {shape.mass for shape in pair} == {first.id, second.id}]
    if shared and max(look.step_across(*pair) for pair in shared) < _ACROSS:
        return "The two masses are one ground, split in two."
    return None


def merging_neighbours(look: SecondLook, _: Finding) -> str | None:
    """Speak against two masses of nearly one value where they are one ground."""
    pair = merging_pair(look.evidence.masses)
    if pair is not None and look.step_across(*pair) < _ACROSS:
        return "The two shapes are one ground, split in two."
    return None
