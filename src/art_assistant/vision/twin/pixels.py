"""From sRGB pixels to what a network of a pair looks at: sized, cut and normalised as its recipe says."""

from __future__ import annotations

import numpy as np

from art_assistant.imaging.arrays import F32, U8
from art_assistant.imaging.pixels.as_trained import resized_as_trained
from art_assistant.vision.twin.recipe import Recipe


def prepared(rgb: U8, recipe: Recipe) -> F32:
    """Return (1, 3, height, width) float32 of (h, w, 3) uint8 sRGB."""
    height, width = rgb.shape[:2]
    if recipe.squashed:
        seen = resized_as_trained(rgb, *recipe.side, recipe.sampling)
    else:
        # The longer side is cut off to whole pixels, not rounded, as the networks' own preparation does.
        long = int(recipe.shorter * max(height, width) / min(height, width))
        size = (recipe.shorter, long) if height <= width else (long, recipe.shorter)
        seen = _middle(resized_as_trained(rgb, *size, recipe.sampling), *recipe.side)
    light = seen.astype(np.float32) / np.float32(255.0)
    normal = (light - np.array(recipe.mean, np.float32)) / np.array(recipe.deviation, np.float32)
    return np.ascontiguousarray(normal.transpose(2, 0, 1)[None])


def _middle(rgb: U8, height: int, width: int) -> U8:
    top, left = (rgb.shape[0] - height) // 2, (rgb.shape[1] - width) // 2
    return rgb[top : top + height, left : left + width]
