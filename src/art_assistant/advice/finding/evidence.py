"""What the advice is made from: the studies of one picture and its flat metrics. Nothing of its file or its maker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from art_assistant.analysis.color.study import ColorStudy
from art_assistant.analysis.composition.pieces import Polygon
from art_assistant.analysis.composition.study import Composition
from art_assistant.analysis.edges.study import EdgeStudy
from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.value.study import ValueStudy
from art_assistant.field.corners import Corners
from art_assistant.field.labels import PAINTING
from art_assistant.field.photo import SOUND, PhotoCheck
from art_assistant.imaging.arrays import F32, U8

_BESIDE: Final = 0.35


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything known about one picture that advice may rest on.

    Attributes:
        metrics: every flat metric of the picture, at the scale of the corpus, and what pictures that look like it
            should measure (``expected.`` before the metric; normal scores among the masters).
        rgb: (h, w, 3) uint8 sRGB, the copy whose long side is 512 px.
        values, masses, color, composition, edges: the studies.
        family: family of style, where one was recognised with confidence; else None.
        kind: what the picture is: ``"painting"``, ``"drawing"`` (a print too), ``"photograph"``, ``"other"`` or
            ``"unsure"``.
        monochrome: whether it is without colour, or of one tone throughout.
        photo: what the photograph of it can carry.
        likely: where the picture may lie in what is studied, while that is not sure enough to cut it out; else None.
        cut: whether it was cut out where we found its sides, which may be a hair beside them.
        lab: (h, w, 3) float32, CIELAB on the grid of the values, where that is known.
        stirred: (h, w) float32, how much each passage of it varies (``ground.stir``), where that is known.

    """

    metrics: Mapping[str, float | None]
    rgb: U8 = field(repr=False)
    values: ValueStudy = field(repr=False)
    masses: MassStudy = field(repr=False)
    color: ColorStudy = field(repr=False)
    composition: Composition = field(repr=False)
    edges: EdgeStudy | None = field(repr=False)
    family: str | None = None
    kind: str = PAINTING
    monochrome: bool = False
    photo: PhotoCheck = SOUND
    likely: Corners | None = None
    cut: bool = False
    lab: F32 | None = field(default=None, repr=False)
    stirred: F32 | None = field(default=None, repr=False)

    def lies_beside(self, polygon: Polygon) -> bool:
        """Return whether most of a polygon lies beside what is likely to be the picture."""
        if self.likely is None:
            return False
        outline = np.array(self.likely, dtype=np.float32)
        corners = np.array(polygon, dtype=np.float32)
        points = np.concatenate([corners, corners.mean(axis=0, keepdims=True)])
        # The middle counts as much as all corners together: it says where the place is, they how far it reaches.
        beside = [cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=False) < 0 for x, y in points]
        return 0.5 * float(np.mean(beside[:-1])) + 0.5 * float(beside[-1]) > _BESIDE

    @property
    def seed(self) -> str:
        """A digest of the pixels: it chooses among phrasings, and owes nothing to the file they came in."""
        return hashlib.sha256(self.rgb.tobytes()).hexdigest()
