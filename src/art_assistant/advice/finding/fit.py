"""Which findings and strengths fit which pictures: what each is said of, and what of the photograph it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.intent import Intent
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH, UNSURE
from art_assistant.field.photo import Carried

TOLD: Final = (PAINTING, DRAWING, PHOTOGRAPH, UNSURE)
"""The kinds of pictures that anything is said of; ``"other"`` gets a reason instead."""

_P, _D, _F, _U = PAINTING, DRAWING, PHOTOGRAPH, UNSURE


@dataclass(frozen=True, slots=True)
class Fit:
    """What something may be said of.

    Attributes:
        pictures: the kinds of pictures it is true and of use for.
        needs: what the photograph must carry for it.

    """

    pictures: tuple[str, ...]
    needs: tuple[Carried, ...] = ()


FITS: Final[Mapping[str, Fit]] = {
    "compressed_range": Fit((_P, _D, _F, _U), ("lights", "darks", "key")),
    "lifted_darks": Fit((_P, _D, _F, _U), ("darks", "key")),
    "crushed_darks": Fit((_P, _F, _U), ("darks",)),
    "dull_lights": Fit((_P, _F, _U), ("lights", "key")),
    "chalky_lights": Fit((_P, _F, _U), ("lights",)),
    "midtone_soup": Fit((_P, _D, _F, _U), ("key",)),
    "equal_masses": Fit((_P, _D, _F, _U)),
    "small_shapes": Fit((_P, _D, _F, _U)),
    "merging_neighbours": Fit((_P, _F, _U)),
    "no_accent": Fit((_P, _F, _U), ("lights",)),
    "competing_focus": Fit((_P, _D, _F, _U)),
    "border_pull": Fit((_P, _F, _U)),
    "no_resting_place": Fit((_P, _F, _U)),
    "frame_tangent": Fit((_P, _F, _U)),
    "lopsided_weight": Fit((_P, _F, _U)),
    "scattered_attention": Fit((_P, _D, _F, _U)),
    "chroma_everywhere": Fit((_P, _F, _U), ("color",)),
    "no_chroma_accent": Fit((_P, _F, _U), ("color",)),
    "one_temperature": Fit((_P, _F, _U), ("color",)),
    "one_dark_hue": Fit((_P, _F, _U), ("color", "darks")),
    "scattered_hues": Fit((_P, _F, _U), ("color",)),
    "all_hard_edges": Fit((_P, _F, _U), ("edges",)),
    "all_soft_edges": Fit((_P, _D), ("edges",)),
    "hard_edges_off_focus": Fit((_P, _D, _F, _U), ("edges",)),
    "restless_contours": Fit((_P, _D, _F, _U), ("edges",)),
}
"""Findings. The lights of a drawing are its paper, and the black of its ink is one: neither is a decision to speak of.
A line parts two greys of one value and is hard on both sides, a study of one thing need not be balanced, half of
a sheet is bare, and where it ends is no frame.
Whether a photograph is sharp all over is the lens's doing."""

STRENGTHS: Final[Mapping[str, Fit]] = {
    "holds_at_a_squint": Fit((_P, _D, _F, _U)),
    "clear_families": Fit((_P, _F, _U), ("key",)),
    "full_scale": Fit((_P, _D, _F, _U), ("lights", "darks", "key")),
    "simple_masses": Fit((_P, _D, _F, _U)),
    "one_leader": Fit((_P, _F, _U)),
    "one_focus": Fit((_P, _D, _F, _U)),
    "room_to_rest": Fit((_P, _F, _U)),
    "eye_stays_in": Fit((_P, _F, _U)),
    "clean_accent": Fit((_P, _F, _U), ("color",)),
    "temperature_play": Fit((_P, _F, _U), ("color",)),
    "living_darks": Fit((_P, _F, _U), ("color", "darks")),
    "edges_lead": Fit((_P, _D, _F, _U), ("edges",)),
}
"""Strengths. Bare paper is quiet, covers most of a sheet and has calm borders: of a drawing none of that is praised."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What lies in front of us, as far as it decides what may be said.

    Attributes:
        kind: what the picture is; see ``Evidence``.
        monochrome: whether it is without colour, or of one tone throughout.
        holds_back: what its photograph cannot carry.

    """

    kind: str = PAINTING
    monochrome: bool = False
    holds_back: tuple[Carried, ...] = ()

    @classmethod
    def of(cls, evidence: Evidence) -> Shown:
        """Return what lies in front of us in ``evidence``."""
        return cls(evidence.kind, evidence.monochrome, evidence.photo.holds_back)

    def allows(self, fit: Fit) -> bool:
        """Return whether what has this fit may be said."""
        missing = set(fit.needs) & set(self.holds_back)
        return self.kind in fit.pictures and not missing and not (self.monochrome and "color" in fit.needs)


def is_ranked(kind: str) -> bool:
    """Return whether a picture of this kind is told its place among the masters, whose pictures are paintings."""
    return kind == PAINTING


def as_meant(evidence: Evidence, intent: Intent | None) -> Evidence:
    """Return the evidence of the picture that the artist says it is; unchanged where nothing is said of that."""
    kind = None if intent is None else intent.kind
    return evidence if kind is None else replace(evidence, kind=kind)
