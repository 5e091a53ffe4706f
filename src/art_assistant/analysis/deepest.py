"""The point deepest inside a passage: it lies in it however the passage bends, as a centre of gravity may not."""

from __future__ import annotations

import cv2
import numpy as np

from art_assistant.imaging.arrays import BoolMap


def deepest_pixel(inside: BoolMap) -> tuple[int, int]:
    """Return (row, column) of the pixel of an (h, w) mask furthest from all outside it; of equals the first.

    The frame bounds the mask as its own edge does.
    """
    # A ring of zeros is what makes the frame an edge.
    ringed = cv2.copyMakeBorder(inside.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(ringed, cv2.DIST_L2, cv2.DIST_MASK_3)[1:-1, 1:-1]
    row, column = divmod(int(np.argmax(depth)), depth.shape[1])
    return row, column
