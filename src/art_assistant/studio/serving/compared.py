"""A comparison as pictures for the screen: reference and painting in one geometry, and the errors to lay over them."""

from __future__ import annotations

import cv2
import numpy as np

from art_assistant.comparison.study import Comparison
from art_assistant.imaging.arrays import U8
from art_assistant.report.compared import scale_colors
from art_assistant.report.draw.encode import encode_screen

_VEIL = 0.85
"""How much of the picture under a large error is covered."""


def pictures_of(comparison: Comparison) -> dict[str, tuple[bytes, str]]:
    """Return ``reference``, ``painting`` and ``errors``, each as a file and its media type; none where none was laid.

    ``errors`` is a PNG that lets through what is under it where painting and reference agree, and is hatched where
    nothing could be judged.
    """
    laid, findings = comparison.laid(), comparison.findings
    if laid is None or findings is None:
        return {}
    _, veil = cv2.imencode(".png", _veil(findings.values.error)[..., [2, 1, 0, 3]])
    return {
        "reference": encode_screen(comparison.reference.standard),
        "painting": encode_screen(laid),
        "errors": (veil.tobytes(), "image/png"),
    }


def _veil(error: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> U8:
    """Return errors in value steps as (h, w, 4) uint8: the colour of the scale, the denser the larger the error."""
    known = np.isfinite(error)
    steps = np.nan_to_num(error)
    dense = 255.0 * _VEIL * np.clip(np.abs(steps) / 0.6, 0.0, 1.0)
    y, x = np.indices(error.shape)
    hatch = (x + y) % 10 < 2
    alpha = np.where(known, dense, np.where(hatch, 200.0, 0.0))
    rgb = np.where(known[..., None], scale_colors(steps), np.uint8(128))
    return np.dstack([rgb, alpha]).astype(np.uint8)
