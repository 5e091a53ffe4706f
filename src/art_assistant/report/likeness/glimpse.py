"""A picture as a gallery remembers it, in a few hundred bytes: its values in 24 x 24 cells, its hues, its palette.

The artist's own picture is drawn from as little, so that what is seen to be alike is alike, and not merely sharper.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.breaks import natural_breaks
from art_assistant.field.labels import DRAWING
from art_assistant.gallery.facets import squinted_grid
from art_assistant.gallery.preview import make_preview, read_preview
from art_assistant.imaging.arrays import F32, U8, LabelMap
from art_assistant.imaging.colorspace import (
    lab_to_linear,
    linear_to_lab,
    linear_to_srgb,
    lstar_to_grey,
    srgb_to_linear,
)
from art_assistant.report.model import Report, form_of

GRID: Final = 24
SIDE: Final = 160
"""Pixels of the long side at which a glimpse is drawn."""

VALUES: Final = 3
_PER_L: Final = 2.55
"""Bytes of a stored grid for one L*."""
_FINER: Final = 3
"""A drawing in flat values is cut this many times finer than it is shown, so that its contours are smooth."""
_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Glimpse:
    """What is kept of a picture.

    Attributes:
        grid: (24, 24) float32, L* 0-100 of the squinted picture, squashed to a square; None where it is unknown.
        preview: the stored hues and shape of the picture (see ``gallery.preview``), or None.
        palette: colours "#rrggbb" with their shares 0-1, the largest first.
        of_tone: whether the picture is about tone alone, as a drawing is: then its hues are those of the paper.

    """

    grid: F32 | None
    preview: str | None = None
    palette: tuple[tuple[str, float], ...] = ()
    of_tone: bool = False

    @cached_property
    def steps(self) -> tuple[LabelMap, tuple[float, ...]] | None:
        """The grid in at most three values, by natural breaks: (24, 24) int32, dark to light, and the L* of each."""
        if self.grid is None:
            return None
        cuts = self._cuts
        labels = np.digitize(self.grid, cuts).astype(np.int32)
        return labels, tuple(float(self.grid[labels == step].mean()) for step in range(len(cuts) + 1))

    @cached_property
    def _cuts(self) -> list[float]:
        if self.grid is None:
            return []
        levels, counts = np.unique(np.round(self.grid * _PER_L), return_counts=True)
        at = natural_breaks(levels.astype(np.float64), counts.astype(np.float64), min(VALUES, len(levels)))
        return [float(levels[cut - 1] + levels[cut]) / 2.0 / _PER_L for cut in at]

    def colours(self, side: int = SIDE) -> U8 | None:
        """Return the picture in colour, (h, w, 3) uint8 sRGB; None where its hues are unknown.

        The stored hues are much coarser than the values: the eye, too, sees detail in lightness.
        """
        seen = read_preview(self.preview, side)
        if seen is None or self.grid is None:
            return seen
        lab = linear_to_lab(srgb_to_linear(seen))
        lab[..., 0] = self._enlarged(self.grid, seen.shape[:2])
        return linear_to_srgb(np.clip(lab_to_linear(lab), 0.0, 1.0).astype(np.float32))

    def values(self, shape: tuple[int, int] | None = None) -> U8 | None:
        """Return the picture in three flat values, (h, w, 3) uint8 sRGB; None where its values are unknown.

        Args:
            shape: height and width; those of the picture in colour by default.

        """
        if self.grid is None or self.steps is None:
            return None
        height, width = shape or self.shape()
        fine = self._enlarged(self.grid, (height * _FINER, width * _FINER))
        flat = np.asarray(self.steps[1], dtype=np.float32)[np.digitize(fine, self._cuts)]
        grey = cv2.resize(lstar_to_grey(flat), (width, height), interpolation=cv2.INTER_AREA)
        return np.repeat(np.asarray(grey, dtype=np.uint8)[..., None], 3, axis=-1)

    def shape(self, side: int = SIDE) -> tuple[int, int]:
        """Return height and width of the picture at a long side; a square where its shape is unknown."""
        seen = read_preview(self.preview, side)
        return (side, side) if seen is None else (seen.shape[0], seen.shape[1])

    def _enlarged(self, grid: F32, shape: tuple[int, int]) -> F32:
        large = cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
        return np.clip(np.asarray(large, dtype=np.float32), 0.0, 100.0)


def glimpse_of_work(work: Mapping[str, Any]) -> Glimpse:
    """Return what a report tells of a related work's looks; what is unreadable is unknown."""
    palette = tuple(
        (str(colour), float(share)) for colour, share in work.get("palette") or () if _HEX.fullmatch(str(colour))
    )
    return Glimpse(read_grid(work.get("value_grid")), work.get("preview"), palette)


def glimpse_of(report: Report) -> Glimpse:
    """Return the same of the artist's own picture."""
    standard = report.picture.standard
    grid = np.clip(squinted_grid(standard, GRID) * _PER_L, 0, 255).round().astype(np.float32) / np.float32(_PER_L)
    palette = tuple((swatch.hex, float(swatch.share)) for swatch in report.color.palette)
    kind = form_of(report.kind)
    of_tone = kind is not None and (kind["label"] == DRAWING or bool(kind["monochrome"]))
    return Glimpse(grid, make_preview(standard), palette, of_tone)


def read_grid(stored: Any) -> F32 | None:
    """Return a work's stored values (24 x 24 bytes of L* x 2.55, base64) as (24, 24) float32 L*; None if unreadable."""
    try:
        cells = np.frombuffer(base64.b64decode(stored or "", validate=True), dtype=np.uint8)
    except (ValueError, TypeError):
        return None
    return None if cells.size != GRID * GRID else cells.reshape(GRID, GRID).astype(np.float32) / np.float32(_PER_L)


def soft_values(stored: Any, shape: tuple[int, ...]) -> U8 | None:
    """Return a work's stored values as a soft grey picture, (h, w, 3) uint8 of the given shape; None if unreadable."""
    grid = read_grid(stored)
    if grid is None:
        return None
    large: NDArray[np.float32] = np.asarray(cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))
    return np.repeat(lstar_to_grey(large.astype(np.float32))[..., None], 3, axis=-1)
