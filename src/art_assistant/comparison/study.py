"""What differs between a painting and its reference: the door of this room."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from art_assistant.comparison.alignment import Alignment, align
from art_assistant.comparison.card import Card, read_card
from art_assistant.comparison.corrections import (
    SHOWN,
    Correction,
    check_intended,
    find_corrections,
    without_intended,
)
from art_assistant.comparison.gate import ALIKE, compare_head
from art_assistant.comparison.glare import glare_in
from art_assistant.comparison.matching.plane import laid_out
from art_assistant.comparison.matching.search import Look
from art_assistant.comparison.parts import EdgeDifference, MassDifference, compare_edges, compare_masses, masses_of
from art_assistant.comparison.values import COPY, Overlay, ValueMap, measure_values, unsteadiness
from art_assistant.errors import UsageError
from art_assistant.field.corners import Corners
from art_assistant.imaging.arrays import U8, BoolMap, Picture

Verdict = Literal["same picture", "same composition", "not comparable"]

EXPOSURE: Final = (
    "A photograph alone cannot tell the painting's key and contrast from the camera's exposure: both are taken off "
    "before anything local is judged. A grey or white card in the shot can."
)
_LEAST_JUDGED: Final = 0.5
"""Share of what is shown of the reference that must be judged, for its values to be told."""
_WIDEST: Final = 12.0
"""The reference's L* by which the values may miss the line for that line to be one."""
_UNSTEADY: Final = 0.4
"""Value steps by which a light that nobody sees may change values that are told; a passage is told from .35."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What differs, where that can be told.

    Attributes:
        values: where and how far the values are off.
        masses: what differs in each value mass of the reference.
        edges: how hard the edges are.
        chroma_ratio, hue_shift: of the coloured part of the painting, by area; None where there is little colour.
        glare: (h, w) bool, where light was thrown back; None where none is seen.
        card: what a card says; None without one.
        corrections: the three weightiest.
        more: those that come after.
        intended: those that are meant to be.

    """

    values: ValueMap
    masses: tuple[MassDifference, ...]
    edges: EdgeDifference
    chroma_ratio: float | None
    hue_shift: float | None
    glare: BoolMap | None
    card: Card | None
    corrections: tuple[Correction, ...]
    more: tuple[Correction, ...]
    intended: tuple[Correction, ...]

    @property
    def key(self) -> float | None:
        """Steps by which the painting is lighter, where a card tells it."""
        return None if self.card is None else self.values.key_shift

    @property
    def mean_error(self) -> float:
        """Mean of the absolute local error, in value steps."""
        return float(np.nanmean(np.abs(self.values.error)))

    @property
    def overlap(self) -> float | None:
        """Mean overlap of the masses, by area; None where none can be judged."""
        return _by_share([(mass.overlap, mass.share) for mass in self.masses])

    def meaning(self, intended: Collection[str]) -> Findings:
        """Return the findings with what is intended, by id or kind, taken out, and the weightiest of the rest shown."""
        left, meant = without_intended((*self.corrections, *self.more), intended)
        return replace(
            self,
            corrections=tuple(left[:SHOWN]),
            more=tuple(left[SHOWN:]),
            intended=(*self.intended, *meant),
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """A painting beside its reference.

    Attributes:
        reference, painting: both pictures.
        alignment: where the reference lies in the painting's photograph.
        verdict: ``"same picture"``, ``"same composition"`` (another version of the motif) or ``"not comparable"``.
        reason: one line for the artist, where less than all can be told; else None.
        findings: what differs; None where it cannot be told.

    """

    reference: Picture
    painting: Picture
    alignment: Alignment
    verdict: Verdict
    reason: str | None
    findings: Findings | None

    def meaning(self, intended: Collection[str]) -> Comparison:
        """Return the comparison with differences that are intended, by id or kind, left out of the corrections."""
        if self.findings is None:
            return self
        return replace(self, findings=self.findings.meaning(intended))

    def laid(self) -> U8 | None:
        """Return the painting in the reference's geometry, (h, w, 3) uint8 sRGB; None where it was not found."""
        if self.alignment.way is None or not self.alignment.accepted:
            return None
        return laid_picture(self.reference, self.painting, self.alignment)


def laid_picture(reference: Picture, painting: Picture, alignment: Alignment) -> U8:
    """Return a painting in the geometry of the reference's standard copy."""
    if alignment.way is None:
        raise ValueError("the painting was not found")
    height, width = painting.detail.shape[:2]
    size = (reference.standard.shape[1], reference.standard.shape[0])
    return laid_out(painting.detail, np.diag([width, height, 1.0]) @ alignment.way, size).astype(np.uint8)


def compare_pictures(
    reference: Picture,
    painting: Picture,
    see: Look,
    *,
    corners: Corners | None = None,
    card: tuple[float, float] | None = None,
    intended: Collection[str] = (),
) -> Comparison:
    """Return what differs between a painting and its reference.

    Args:
        reference: the picture that was painted from.
        painting: the photograph of the painting.
        see: the backbone's (16, 16, 384) cells of a (224, 224, 3) picture.
        corners: where the artist says the painting lies in its photograph.
        card: a point of the photograph, as fractions, that shows a grey or white card.
        intended: ids or kinds of differences that are meant to be.

    Raises:
        UsageError: there is no card at that point, or no difference of an intended id or kind.
        ModelError: an embedded model is missing or damaged.

    """
    if reference.nothing_counts or painting.nothing_counts:
        raise UsageError("A picture that is transparent all over cannot be compared; choose another file.")
    alignment = align(reference, painting, see, compare_head(), corners)
    if not alignment.accepted or alignment.way is None:
        alike = alignment.confidence >= ALIKE
        unfound: tuple[Verdict, str] = ("same composition", _VERSION) if alike else ("not comparable", _UNFOUND)
        return Comparison(reference, painting, alignment, *unfound, None)
    told = None if card is None else read_card(painting.detail, card)
    gain = None if told is None else told.gain
    overlay = Overlay.of(reference.standard, painting.detail, alignment.way, gain)
    values = measure_values(overlay)
    unsure = doubt(values, overlay)
    if unsure is not None:
        return Comparison(reference, painting, alignment, *unsure, None)
    laid = laid_picture(reference, painting, alignment)
    found = _findings(reference.standard, laid, overlay, values, told)
    check_intended(found.corrections, intended)
    findings = found.meaning(intended)
    return Comparison(reference, painting, alignment, "same picture", None, findings)


_UNFOUND: Final = (
    "The painting could not be found in its photograph with enough certainty, so nothing is said of it. Photograph it "
    "whole and from the front, or set its four corners."
)


_VERSION: Final = (
    "It has much of the reference's composition, and may be another version of the motif: too little lies in the same "
    "place for anything to be told. Where it was painted from this reference, set its four corners."
)


def doubt(values: ValueMap, overlay: Overlay) -> tuple[Verdict, str] | None:
    """Return what can still be said, and why the values cannot be told; None where they can."""
    shown = float(overlay.inside.mean())
    if values.judged < _LEAST_JUDGED * shown * (1.0 - float(overlay.bare.mean())):
        return (
            "same picture",
            "More than half of the painting is too bright in the photograph to be judged; expose it shorter.",
        )
    own = values.line.missed > COPY
    if own and (values.line.missed > _WIDEST or unsteadiness(overlay) > _UNSTEADY):
        return (
            "same composition",
            "It has the composition of the reference, and values so much its own that no line joins them: a version, "
            "not a copy. Nothing is said of its values.",
        )
    return None


def _findings(reference: U8, laid: U8, overlay: Overlay, values: ValueMap, card: Card | None) -> Findings:
    """Return all that differs, every correction among those that are shown.

    Args:
        reference: (h, w, 3) uint8 sRGB.
        laid: the painting in the same geometry.
        overlay, values: both in the geometry of the map of errors, and that map.
        card: what a card says.

    """
    masses = compare_masses(masses_of(overlay.own), overlay.own, overlay.light, values)
    edges = compare_edges(reference, laid, np.isfinite(values.error))
    found = find_corrections(values, masses, edges, None if card is None else values.key_shift)
    ratio = _by_share([(mass.chroma_ratio, mass.share) for mass in masses])
    hue = _by_share([(mass.hue_shift, mass.share) for mass in masses])
    return Findings(values, masses, edges, ratio, hue, glare_in(values, overlay), card, tuple(found), (), ())


def _by_share(parts: list[tuple[float | None, float]]) -> float | None:
    known = [(value, share) for value, share in parts if value is not None]
    total = sum(share for _, share in known)
    return sum(value * share for value, share in known) / total if total else None
