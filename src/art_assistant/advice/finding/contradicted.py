"""What the picture itself says against a tip. A tip that its own views contradict is not told.

A finding says where a picture stands among the masters; that alone makes no tip true. The rules here look once more:
is the difference one that a painter sees, is there anything in the place that is named, and is what the tip misses not
there after all? docs/decisions/0025 says what each rule was found on, and what it costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

import cv2
import numpy as np

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.places import Place, place_mask
from art_assistant.advice.finding.sights import merging_pair, stray_swatch
from art_assistant.advice.finding.trifles import is_trifle
from art_assistant.analysis.composition.passages import beyond, counted_values
from art_assistant.analysis.ground import STILL, ground_of, is_blank, stir
from art_assistant.analysis.mass.shapes import Shape
from art_assistant.analysis.spots import LEAST_ACCENT, colourful, deepest_dark, largest_accent, lightest_light
from art_assistant.imaging.arrays import F32, BoolMap
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab

_EMPTY: Final = 0.8
"""A place is empty where so much of it is still."""
_MOSTLY: Final = 0.5
_ACROSS: Final = 6.0
"""CIEDE2000 across a contour below which squinting eyes see one ground."""
_BAND: Final = 0.02
"""Width of the bands beside a contour that are compared, as a share of the long side."""
_CLEAN_LIGHT: Final = (81.0, 10.0)
"""L* from which a spot is a clean light, and by which it stands above where the lights end (p95)."""
_TRUE_DARK: Final = (18.0, 5.0)
"""L* up to which a spot is a true dark, and by which it lies below where the darks begin (p5)."""
_BOTH_ENDS: Final = 7.0
"""Values between deepest dark and lightest light from which nobody calls a scale short."""
_NO_ROOM: Final = 93.0
"""p95 of L* above which no light has room to stand out: white paper, a blown sky."""
_PAPER: Final = 65.0
"""p95 of L* from which a bare ground is paper or a wall in good light."""
_ONE_TONE: Final = 6.0
_GROUND_SHARE: Final = 0.4
"""Lights within so many L* of where they end that hold so much of the picture are its paper or its sky."""
_LARGE_PART: Final = 0.45
"""Share of middle values below which they have not taken over."""
_CRISP: Final = (0.45, 0.5)
"""Shares of hard edges, in the picture and in the place named, from which it is false that none is crisp."""
_HARD_FEW: Final = 0.4
"""Share of hard edges below which it is false that many are."""
_FEWEST_EDGES: Final = 24
_BORDER_LINE: Final = 0.85
"""A line along so much of a side is the edge of a sheet, a frame or a bar: none that was drawn beside the frame."""
_LOUDER: Final = 1.0
"""Contrast at the frame, over the strongest inside, from which the frame is as loud."""
_REST: Final = 0.15
"""The largest calm passage from which there is a place to rest."""
_CALM: Final = 0.6
"""Variation of a place, in parts of the picture's, below which it needs no quietening."""
_HUELESS: Final = 4.0
"""Mean C* of the lights or of the darks below which they are neither warm nor cool."""
_OTHER_COLOUR: Final = 22.0
"""Distance in a*b* between the means of the lights and of the darks from which anybody sees two colours."""
_OUTSHONE: Final = 0.5
"""C* (p90) of a place, in parts of that of the strongest sixteenth of the picture, below which another is stronger."""
_COLOURED: Final = 12.0
"""C* from which a passage is coloured; up to 10 the colour study calls it near-neutral."""
_EVERYWHERE: Final = 2.0 / 3.0
_GREY: Final = 0.97
"""Share of near-neutral pixels from which a picture is grey by choice."""
_LOOKED_AT: Final = 0.5
"""Mean attention from which a colour belongs to what is looked at."""


def contradicts(finding: Finding, evidence: Evidence) -> str | None:
    """Return what in the picture speaks against telling a finding, in one plain line; None where nothing does."""
    return Witness(evidence).against(finding)


class Witness:
    """One picture, looked at again; what was seen for one finding is kept for the next."""

    def __init__(self, evidence: Evidence) -> None:
        """Look at nothing yet."""
        self.evidence = evidence

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

    @cached_property
    def lab(self) -> F32:
        """(h, w, 3) CIELAB on the grid of the values."""
        height, width = self.evidence.values.l_map.shape
        small = cv2.resize(self.evidence.rgb, (width, height), interpolation=cv2.INTER_AREA)
        return srgb_to_lab(np.asarray(small, dtype=np.uint8))

    @cached_property
    def stirred(self) -> F32:
        """(h, w) float32, how much each passage varies."""
        return stir(self.lab, self.evidence.values.counted)

    @cached_property
    def light(self) -> float:
        """L* of the lightest light that is seen: a spot, or a hundredth of the picture in sparks."""
        values = self.evidence.values
        return max(lightest_light(values.l_map, values.counted), values.measures.l_p99)

    @cached_property
    def dark(self) -> float:
        """L* of the deepest dark that is seen: a spot, or a hundredth of the picture in lines."""
        values = self.evidence.values
        return min(deepest_dark(values.l_map, values.counted), values.measures.l_p1)

    @cached_property
    def ground(self) -> BoolMap:
        """(h, w) bool, where there is only ground."""
        return ground_of(self.lab, self.evidence.values.counted)

    def is_ground(self, percent: float, sign: int) -> bool:
        """Return whether most of what lies beyond a percentile of L*, above (1) or below (-1), is only ground."""
        values = self.evidence.values
        return float(np.mean(self.ground[beyond(values.l_map, values.counted, percent, sign)])) >= _MOSTLY

    def is_backdrop(self, percent: float) -> bool:
        """Return whether most of what lies below a percentile of L* is ground, and ground is most of the picture."""
        return float(np.mean(self.ground)) >= _MOSTLY and self.is_ground(percent, -1)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in the picture."""
        return is_blank(self.stirred)

    def is_calm(self, place: Place) -> bool:
        """Return whether a place varies much less than the picture does."""
        inside = self.stirred[place_mask(place, self.stirred.shape)]
        return inside.size > 0 and float(inside.mean()) < _CALM * float(self.stirred.mean())

    def is_outshone(self, place: Place) -> bool:
        """Return whether the strongest colour of a place is clearly weaker than that of another."""
        chroma = np.hypot(self.lab[..., 1], self.lab[..., 2])
        inside = chroma[place_mask(place, chroma.shape)]
        cells = (cell for row in np.array_split(chroma, 4) for cell in np.array_split(row, 4, axis=1) if cell.size)
        strongest = max(float(np.percentile(cell, 90.0)) for cell in cells)
        return inside.size > 0 and float(np.percentile(inside, 90.0)) < _OUTSHONE * strongest

    def is_empty(self, place: Place) -> bool:
        """Return whether a place holds nothing but its ground."""
        inside = self.stirred[place_mask(place, self.stirred.shape)]
        return inside.size > 0 and float(np.mean(inside < STILL)) >= _EMPTY

    def step_across(self, one: Shape, other: Shape) -> float:
        """Return the CIEDE2000 between two shapes beside the contour that they share."""
        labels = self.evidence.masses.shape_labels
        reach = max(2, round(_BAND * max(labels.shape)))
        brush = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
        near = [cv2.dilate((labels == shape.id - 1).astype(np.uint8), brush) > 0 for shape in (one, other)]
        bands = [near[1] & (labels == one.id - 1), near[0] & (labels == other.id - 1)]
        if not all(band.any() for band in bands):
            return 100.0
        means = [self.lab[band].mean(axis=0, dtype=np.float64) for band in bands]
        return float(ciede2000(means[0], means[1]))

    def hard_in(self, place: Place) -> float | None:
        """Return the share of hard edges in a place; None where there are too few to say."""
        edges = self.evidence.edges
        if edges is None:
            return None
        mask = place_mask(place, self.stirred.shape)
        chosen = edges.kinds[_at(mask, edges.points)]
        return float(np.mean(chosen == 0)) if chosen.size >= _FEWEST_EDGES else None


def _at(mask: BoolMap, points: F32) -> BoolMap:
    """Return, for (n, 2) points in fractions, whether each lies in an (h, w) mask."""
    height, width = mask.shape
    rows = np.clip((points[:, 1] * height).astype(np.intp), 0, height - 1)
    columns = np.clip((points[:, 0] * width).astype(np.intp), 0, width - 1)
    return np.asarray(mask[rows, columns])


def _dull_lights(witness: Witness, finding: Finding) -> str | None:
    least, above = _CLEAN_LIGHT
    if witness.light >= max(least, finding.value + above):
        return "A clean light is there, above where most lights end."
    return None


def _lifted_darks(witness: Witness, finding: Finding) -> str | None:
    most, below = _TRUE_DARK
    if witness.dark <= min(most, finding.value - below):
        return "A true dark is there, below where most darks begin."
    return None


def _compressed_range(witness: Witness, _: Finding) -> str | None:
    if witness.light - witness.dark >= 10.0 * _BOTH_ENDS:
        return "Both ends of the scale are there."
    if witness.evidence.values.measures.l_p95 >= _PAPER and witness.is_ground(90.0, 1):
        return "The lights are bare ground: only the darks can move."
    return None


def _no_accent(witness: Witness, finding: Finding) -> str | None:
    end = witness.evidence.values.measures.l_p95
    if end >= _NO_ROOM:
        return "The lights are as light as paper: none can stand above them."
    if witness.light - end >= finding.usual:
        return "A light stands above the others."
    return None


def _chalky_lights(witness: Witness, _: Finding) -> str | None:
    values = witness.evidence.values
    lights = counted_values(values.l_map, values.counted) >= values.measures.l_p95 - _ONE_TONE
    return "The light is the ground itself." if float(np.mean(lights)) >= _GROUND_SHARE else None


def _midtone_soup(_: Witness, finding: Finding) -> str | None:
    return "Lights and darks hold most of the picture." if finding.value < _LARGE_PART else None


def _equal_masses(witness: Witness, _: Finding) -> str | None:
    study = witness.evidence.masses
    if not study.no_clear_dominant:
        return "One mass leads."
    first, second = sorted(study.items, key=lambda mass: -mass.share)[:2]
    pairs = [(study.shapes[a - 1], study.shapes[b - 1]) for a, b, _ in study.contacts]
    shared = [pair for pair in pairs if {shape.mass for shape in pair} == {first.id, second.id}]
    if shared and max(witness.step_across(*pair) for pair in shared) < _ACROSS:
        return "The two masses are one ground, split in two."
    return None


def _merging_neighbours(witness: Witness, _: Finding) -> str | None:
    pair = merging_pair(witness.evidence.masses)
    if pair is not None and witness.step_across(*pair) < _ACROSS:
        return "The two shapes are one ground, split in two."
    return None


def _competing_focus(witness: Witness, _: Finding) -> str | None:
    if len(witness.evidence.composition.focal_points) < 2:
        return "There is no second place to look at."
    return None


def _border_pull(_: Witness, finding: Finding) -> str | None:
    return "Something inside the picture is louder." if finding.value < _LOUDER else None


def _no_resting_place(witness: Witness, finding: Finding) -> str | None:
    rest = witness.evidence.composition.rest
    if rest is not None and rest.share >= _REST:
        return "There is a calm passage to rest in."
    return "The place it would quieten is calm already." if witness.is_calm(finding.sight.place) else None


def _frame_tangent(_: Witness, finding: Finding) -> str | None:
    return "The line is the edge of the sheet." if finding.value >= _BORDER_LINE else None


def _chroma_everywhere(witness: Witness, finding: Finding) -> str | None:
    if min(colourful(witness.lab, _COLOURED)) < _EVERYWHERE:
        return "Greys hold much of the picture."
    return "Another place is stronger in colour." if witness.is_outshone(finding.sight.place) else None


def _no_chroma_accent(witness: Witness, finding: Finding) -> str | None:
    neutral = witness.evidence.metrics.get("color.near_neutral_share")
    if neutral is not None and neutral >= _GREY:
        return "The picture is grey throughout."
    if largest_accent(witness.lab) >= LEAST_ACCENT:
        return "One colour does stand out."
    return "Another place is stronger in colour." if witness.is_outshone(finding.sight.place) else None


def _one_temperature(witness: Witness, _: Finding) -> str | None:
    values = witness.evidence.values
    sides = [witness.lab[beyond(values.l_map, values.counted, at, sign), 1:] for at, sign in ((75.0, 1), (25.0, -1))]
    light, dark = (side.mean(axis=0, dtype=np.float64) if side.size else np.zeros(2) for side in sides)
    if min(float(np.hypot(*side.T).mean()) if side.size else 0.0 for side in sides) < _HUELESS:
        return "The lights or the darks have no colour to speak of."
    return "Lights and darks differ in colour." if float(np.hypot(*(light - dark))) >= _OTHER_COLOUR else None


def _scattered_hues(witness: Witness, finding: Finding) -> str | None:
    stray, attention = stray_swatch(witness.evidence), witness.evidence.composition.attention
    if stray is None or attention is None:
        return None
    labels = witness.evidence.color.palette_labels
    seen = cv2.resize(attention, (labels.shape[1], labels.shape[0]), interpolation=cv2.INTER_LINEAR)
    place = place_mask(finding.sight.place, labels.shape) & (labels == stray.id)
    if place.any() and float(seen[place].mean()) >= _LOOKED_AT:
        return "The hue it would send away is that of the subject."
    return None


def _all_soft_edges(witness: Witness, finding: Finding) -> str | None:
    edges = witness.evidence.edges
    shares = (edges.share("hard") if edges else None, witness.hard_in(finding.sight.place))
    if any(share is not None and share >= enough for share, enough in zip(shares, _CRISP, strict=True)):
        return "Some edges are crisp."
    return None


def _all_hard_edges(witness: Witness, _: Finding) -> str | None:
    share = witness.evidence.edges.share("hard") if witness.evidence.edges else None
    return "Most edges are not hard." if share is not None and share < _HARD_FEW else None


def _hard_edges_off_focus(witness: Witness, finding: Finding) -> str | None:
    edges = witness.evidence.edges
    near = edges.share("hard", near=True) if edges else None
    there = witness.hard_in(finding.sight.place)
    if near is not None and there is not None and there <= near:
        return "Edges are as hard where one looks first."
    return None


_RULES: Final[Mapping[str, Callable[[Witness, Finding], str | None]]] = {
    "compressed_range": _compressed_range,
    "lifted_darks": _lifted_darks,
    "dull_lights": _dull_lights,
    "chalky_lights": _chalky_lights,
    "midtone_soup": _midtone_soup,
    "equal_masses": _equal_masses,
    "merging_neighbours": _merging_neighbours,
    "no_accent": _no_accent,
    "competing_focus": _competing_focus,
    "border_pull": _border_pull,
    "no_resting_place": _no_resting_place,
    "frame_tangent": _frame_tangent,
    "chroma_everywhere": _chroma_everywhere,
    "no_chroma_accent": _no_chroma_accent,
    "one_temperature": _one_temperature,
    "scattered_hues": _scattered_hues,
    "all_hard_edges": _all_hard_edges,
    "all_soft_edges": _all_soft_edges,
    "hard_edges_off_focus": _hard_edges_off_focus,
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
