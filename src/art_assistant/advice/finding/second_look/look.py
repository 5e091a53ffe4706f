"""One picture, measured again where a finding is doubted: its lights and darks, its grounds, what lies in a place."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import cv2
import numpy as np

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.analysis.composition.passages import beyond, counted_values
from art_assistant.analysis.ground import STILL, ground_of, is_blank, stir
from art_assistant.analysis.mass.shapes import Shape
from art_assistant.analysis.places import Place, place_mask
from art_assistant.analysis.spots import deepest_dark, lightest_light
from art_assistant.imaging.arrays import F32, BoolMap
from art_assistant.imaging.colorspace import ciede2000, srgb_to_lab

_EMPTY: Final = 0.8
"""A place is empty where so much of it is still."""
_MOSTLY: Final = 0.5
_BAND: Final = 0.02
"""Width of the bands beside a contour that are compared, as a share of the long side."""
_OUTSHONE: Final = 0.5
"""C* (p90) of a place, in parts of that of the strongest sixteenth of the picture, below which another is stronger."""
_FEWEST_EDGES: Final = 24
_ACROSS: Final = 0.008
"""How far from a contour its two sides are compared, as a share of the diagonal ..."""
_STRONG_STEP: Final = 30.0
"""... and the distance in CIELAB from which it is seen from across a room: three values, or red beside grey."""


class SecondLook:
    """One picture, looked at again; what was seen for one finding is kept for the next."""

    def __init__(self, evidence: Evidence) -> None:
        """Look at nothing yet."""
        self.evidence = evidence

    @cached_property
    def lab(self) -> F32:
        """(h, w, 3) CIELAB on the grid of the values."""
        if self.evidence.lab is not None:
            return self.evidence.lab
        height, width = self.evidence.values.l_map.shape
        small = cv2.resize(self.evidence.rgb, (width, height), interpolation=cv2.INTER_AREA)
        return srgb_to_lab(np.asarray(small, dtype=np.uint8))

    @cached_property
    def stirred(self) -> F32:
        """(h, w) float32, how much each passage varies."""
        known = self.evidence.stirred
        return stir(self.lab, self.evidence.values.counted) if known is None else known

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

    def share_of_lights(self, within: float) -> float:
        """Return the share 0-1 of the picture that lies ``within`` so many L* of where the lights end, and above."""
        values = self.evidence.values
        return float(np.mean(counted_values(values.l_map, values.counted) >= values.measures.l_p95 - within))

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in the picture."""
        return is_blank(self.stirred)

    def is_calm(self, place: Place, least: float) -> bool:
        """Return whether a place varies less than ``least`` times what the picture does."""
        inside = self.stirred[place_mask(place, self.stirred.shape)]
        return inside.size > 0 and float(inside.mean()) < least * float(self.stirred.mean())

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

    def lightness(self, place: Place, percent: float) -> float | None:
        """Return a percentile of L* in a place; None where nothing of it counts."""
        values = self.evidence.values
        mask = place_mask(place, values.l_map.shape)
        inside = values.l_map[mask & (values.counted if values.counted is not None else True)]
        return float(np.percentile(inside, percent)) if inside.size else None

    @cached_property
    def crisp(self) -> float | None:
        """Share of the contour that is hard and between strong differences; None where too little could be measured."""
        edges = self.evidence.edges
        if edges is None or len(edges.points) < _FEWEST_EDGES:
            return None
        reach = _ACROSS * float(np.hypot(*self.lab.shape[:2])) * edges.normals
        one, other = (self._lab_at(edges.points, sign * reach) for sign in (1.0, -1.0))
        strong = np.linalg.norm(one - other, axis=1) >= _STRONG_STEP
        return float(np.mean(strong & (edges.kinds == 0)))

    def _lab_at(self, points: F32, moved: F32) -> F32:
        """Return CIELAB (n, 3) at (n, 2) points in fractions, moved by so many pixels."""
        height, width = self.lab.shape[:2]
        columns, rows = (points * np.array([width, height], dtype=np.float32) + moved).T.astype(np.intp)
        return np.asarray(self.lab[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)])


def _at(mask: BoolMap, points: F32) -> BoolMap:
    """Return, for (n, 2) points in fractions, whether each lies in an (h, w) mask."""
    height, width = mask.shape
    rows = np.clip((points[:, 1] * height).astype(np.intp), 0, height - 1)
    columns = np.clip((points[:, 0] * width).astype(np.intp), 0, width - 1)
    return np.asarray(mask[rows, columns])
