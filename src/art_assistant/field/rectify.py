"""Stub."""

from dataclasses import replace

import numpy as np

from art_assistant.field.canvas import Corners
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.sizes import Wanted, make_sizes


def rectified(picture: Picture, corners: Corners, working_side: int) -> Picture:
    xs = [c[0] for c in corners]
    ys = [c[1] for c in corners]
    h, w = picture.detail.shape[:2]
    cut = np.ascontiguousarray(picture.detail[int(min(ys) * h) : int(max(ys) * h), int(min(xs) * w) : int(max(xs) * w)])
    s = make_sizes(cut, None, None, Wanted(working_side, True, None))
    f = picture.width / w
    return replace(
        picture,
        width=round(cut.shape[1] * f),
        height=round(cut.shape[0] * f),
        working=s.working,
        standard=s.standard,
        detail=s.detail,
        model_input=s.model_input,
        counted=None,
        standard_counted=None,
    )
