"""Small pictures of a project: the reference, and each attempt laid straight by the corners it was found at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import cv2
import numpy as np

from art_assistant.imaging.arrays import U8
from art_assistant.report.draw.encode import encode_screen
from art_assistant.settings import Settings
from art_assistant.study.opening import open_picture

SIDE: Final = 360
"""Long side of the reference, in pixels."""


def thumb_of(data: bytes, comparison: Mapping[str, Any] | None, settings: Settings) -> tuple[bytes, str]:
    """Return a small picture of a file, and its media type.

    Args:
        data: the file.
        comparison: of an attempt, in JSON: where the painting lies in its photograph, and the reference's sides.
        settings: limits.

    Raises:
        ArtAssistantError: the file cannot be read.

    """
    seen = open_picture(data, settings=settings).detail
    corners = ((comparison or {}).get("alignment") or {}).get("corners")
    if comparison is None or corners is None:
        return encode_screen(_shrunk(seen, (seen.shape[1], seen.shape[0])))
    wide, high = _fitted((comparison["reference"]["width"], comparison["reference"]["height"]))
    there = (np.array(corners) * [seen.shape[1], seen.shape[0]]).astype(np.float32)
    # Shrunk before it is laid straight, so that sampling it does not alias.
    by = min(1.0, 1.5 * max(wide, high) / max(float(np.ptp(there, axis=0).max()), 1.0))
    small = cv2.resize(seen, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=np.float32)
    way = cv2.getPerspectiveTransform((there * by).astype(np.float32), flat)
    laid = cv2.warpPerspective(small, way, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(128, 128, 128))
    return encode_screen(np.asarray(laid, dtype=np.uint8))


def _fitted(sides: tuple[int, int]) -> tuple[int, int]:
    by = SIDE / max(sides)
    return max(1, round(sides[0] * by)), max(1, round(sides[1] * by))


def _shrunk(rgb: U8, sides: tuple[int, int]) -> U8:
    return np.asarray(cv2.resize(rgb, _fitted(sides), interpolation=cv2.INTER_AREA), dtype=np.uint8)
