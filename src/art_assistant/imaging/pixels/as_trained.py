"""Pictures at the sizes that networks of others were trained on, made as their makers made them: by Pillow, in sRGB.

Nothing of ours is measured on these: a network sees best what it saw before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from PIL import Image

from art_assistant.imaging.arrays import U8

FILTERS: Final[Mapping[str, Image.Resampling]] = {
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}


def resized_as_trained(rgb: U8, height: int, width: int, sampling: str) -> U8:
    """Return (height, width, 3) uint8 of (h, w, 3) uint8 sRGB; ``sampling`` is a key of ``FILTERS``."""
    image = Image.fromarray(np.ascontiguousarray(rgb))
    return np.asarray(image.resize((width, height), FILTERS[sampling]), dtype=np.uint8)
