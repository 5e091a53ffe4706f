"""What the picture itself says against a tip. A tip that its own views contradict is not told.

A finding says where a picture stands among the masters; that alone makes no tip true. The rules here look once more:
is the difference one that a painter sees, is there anything in the place that is named, and is what the tip misses not
there after all? docs/decisions/0025 says what each rule was found on, and what it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.second_look import of_colors, of_forms, of_values
from art_assistant.advice.finding.second_look.look import SecondLook
from art_assistant.advice.finding.second_look.trifles import is_trifle


def contradicts(finding: Finding, evidence: Evidence) -> str | None:
    """Return what in the picture speaks against telling a finding, in one plain line; None where nothing does."""
    return Witness(evidence).against(finding)


class Witness(SecondLook):
    """Who looked at a picture again, and says what speaks against a finding."""

    def against(self, finding: Finding) -> str | None:
        """Return what speaks against telling a finding, in one plain line; None where nothing does."""
        said = self._outside(finding)
        if said is not None or is_trifle(finding):
            return said or "The difference from what is usual is too small to see."
        own = _RULES.get(finding.kind.id)
        said = own(self, finding) if own is not None else None
        if said is None and finding.kind.id in _OF_LIGHTS and self.is_ground(90.0, 1):
            return "The lights are bare ground."
        if said is None and finding.kind.id in _OF_DARKS and self.is_backdrop(10.0):
            return "The darks are bare ground."
        if said is None and finding.kind.id in _NEEDS_SOMETHING and self.is_empty(finding.sight.place):
            return "There is nothing in the place it would name."
        return said

    def _outside(self, finding: Finding) -> str | None:
        if self.evidence.lies_beside(finding.sight.place.polygon):
            return "That place may lie beside the picture."
        cut = self.evidence.cut and finding.kind.id in _AT_THE_FRAME
        return "The frame is where we cut the picture out." if cut else None


_RULES: Final[Mapping[str, Callable[[SecondLook, Finding], str | None]]] = {
    "compressed_range": of_values.compressed_range,
    "lifted_darks": of_values.lifted_darks,
    "dull_lights": of_values.dull_lights,
    "chalky_lights": of_values.chalky_lights,
    "midtone_soup": of_values.midtone_soup,
    "equal_masses": of_values.equal_masses,
    "merging_neighbours": of_values.merging_neighbours,
    "no_accent": of_values.no_accent,
    "competing_focus": of_forms.competing_focus,
    "border_pull": of_forms.border_pull,
    "no_resting_place": of_forms.no_resting_place,
    "frame_tangent": of_forms.frame_tangent,
    "chroma_everywhere": of_colors.chroma_everywhere,
    "no_chroma_accent": of_colors.no_chroma_accent,
    "one_temperature": of_colors.one_temperature,
    "scattered_hues": of_colors.scattered_hues,
    "all_hard_edges": of_forms.all_hard_edges,
    "all_soft_edges": of_forms.all_soft_edges,
    "hard_edges_off_focus": of_forms.hard_edges_off_focus,
    "restless_contours": of_forms.restless_contours,
}

_AT_THE_FRAME: Final = frozenset({"border_pull", "frame_tangent"})
"""Kinds about a hair's breadth along the frame, where a cut that was found, and not set by hand, is least sure."""

_OF_LIGHTS: Final = frozenset({"dull_lights", "chalky_lights", "no_accent"})
_OF_DARKS: Final = frozenset({"lifted_darks", "crushed_darks"})
"""Kinds about the lights and about the darks that somebody painted."""

_NEEDS_SOMETHING: Final = frozenset(
    {
        "compressed_range",
        "lifted_darks",
        "dull_lights",
        "chalky_lights",
        "midtone_soup",
        "equal_masses",
        "small_shapes",
        "merging_neighbours",
        "no_accent",
        "competing_focus",
        "scattered_attention",
        "no_chroma_accent",
        "one_temperature",
        "one_dark_hue",
        "scattered_hues",
        "all_soft_edges",
        "all_hard_edges",
    }
)
"""Kinds that send the artist to work on a place. A place that could rest, a contour or a strong colour may be still."""
