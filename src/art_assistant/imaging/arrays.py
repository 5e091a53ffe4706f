"""The one picture type that leaves ``imaging``: upright, trusted sRGB pixels at the sizes the studies need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
BoolMap = NDArray[np.bool_]
LabelMap = NDArray[np.int32]

CORPUS_SIDE = 512
"""Long side, in pixels, at which everything that is compared with the corpus of masters is computed."""

WORKING_SIDE = 360
"""Default long side of the working copy, in pixels."""

DETAIL_SIDE = 1600
"""Largest long side of the detail copy, in pixels."""

MODEL_SIDE = 224
"""Side of the square model input, in pixels."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded picture.

    Attributes:
        name: the file name only, for display; never a path.
        sha256: hex digest of the bytes that were decoded.
        format: ``"JPEG"``, ``"PNG"``, ``"WEBP"``, ``"TIFF"``, ``"BMP"``, ``"GIF"``, ``"HEIF"``, ``"AVIF"`` or
            ``"RAW"``.
        width, height: size of the upright original, in pixels.
        frames: number of frames, pages or pictures in the file; the first is the one decoded.
        working: (h, w, 3) uint8 sRGB, long side 300-420 px (never more than the original's long side).
        standard: (h, w, 3) uint8 sRGB, long side exactly 512 px: the scale at which pictures are compared.
        detail: (H, W, 3) uint8 sRGB, long side at most 1600 px, never enlarged.
        model_input: (224, 224, 3) uint8 sRGB, squashed with an area filter.
        counted: (h, w) bool on the working grid, False where the original is transparent; None when all counts.
        standard_counted: the same on the standard grid.
        warnings: plain sentences about what was assumed or repaired.

    """

    name: str
    sha256: str
    format: str
    width: int
    height: int
    frames: int
    working: U8
    standard: U8
    detail: U8
    model_input: U8
    counted: BoolMap | None = None
    standard_counted: BoolMap | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def nothing_counts(self) -> bool:
        """Whether the picture is transparent all over, so that no number says anything of it."""
        return self.counted is not None and not bool(self.counted.any())

    def as_dict(self) -> dict[str, Any]:
        """Return what the report says about the file itself."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "frames": self.frames,
            "working_size": [self.working.shape[1], self.working.shape[0]],
            "warnings": list(self.warnings),
        }
