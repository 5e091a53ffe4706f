"""Camera raw files: developed where the extra ``raw`` (LibRaw, through rawpy) is installed, else refused by name."""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final

import numpy as np

from art_assistant.errors import LimitError, UnsupportedFormatError
from art_assistant.imaging.arrays import DETAIL_SIDE, U8
from art_assistant.imaging.damage import corrupt, truncated
from art_assistant.imaging.limits import Limits

DEVELOPED: Final = (
    "The picture is a camera raw file, developed plainly: the camera's white balance, the sRGB curve, no tone curve, "
    "no brightening. For the values of your own development, export it as JPEG or PNG."
)
MISSING: Final = (
    "The file is a camera raw file, which needs developing; export it as JPEG or PNG from the camera's or your own raw "
    "program, or install the extra 'raw' (pip install 'art-assistant[raw]')."
)
UNKNOWN: Final = (
    "The file is a camera raw file of a sort that cannot be developed here; export it as JPEG or PNG from the camera's "
    "or your own raw program."
)

_SRGB_CURVE: Final = (2.4, 12.92)
_SIDEWAYS: Final = frozenset({5, 6})
"""LibRaw's codes of a quarter turn."""


@dataclass(frozen=True, slots=True)
class Developed:
    """One developed raw: (H, W, 3) uint8 sRGB, upright, perhaps at half its size, and its full upright size."""

    rgb: U8
    width: int
    height: int


def develop(data: bytes, limits: Limits) -> Developed:
    """Return the sensor's picture of a camera raw file, developed.

    The sizes that the file states are held against ``limits`` before a value of the sensor is read. A picture that is
    large enough is developed at half its size, which needs no guess at the two colours that a sensor's pixel lacks.

    Raises:
        UnsupportedFormatError: the extra is not installed, or LibRaw does not know the camera.
        TooManyPixelsError, SideTooLongError: what the file states.
        CorruptImageError, TruncatedImageError: LibRaw gives up on it.

    """
    rawpy = _rawpy()
    try:
        with rawpy.imread(io.BytesIO(data)) as raw:
            sizes = raw.sizes
            limits.check_size(sizes.raw_width, sizes.raw_height, sizes.raw_width * sizes.raw_height)
            # The size is told upright, as it is seen; LibRaw tells that of the sensor.
            turned = sizes.flip in _SIDEWAYS
            width, height = (sizes.height, sizes.width) if turned else (sizes.width, sizes.height)
            rgb = _postprocessed(rawpy, raw, half=max(width, height) >= 2 * DETAIL_SIDE)
    except (rawpy.LibRawFileUnsupportedError, rawpy.NotSupportedError) as error:
        raise UnsupportedFormatError(UNKNOWN) from error
    except (rawpy.LibRawTooBigError, rawpy.LibRawUnsufficientMemoryError) as error:
        raise LimitError("There is not enough memory for this raw file; export it as JPEG or PNG.") from error
    except rawpy.LibRawIOError as error:
        raise truncated() from error
    except rawpy.LibRawError as error:
        raise corrupt("the raw decoder gave up on it") from error
    return Developed(rgb, width, height)


def _rawpy() -> ModuleType:
    try:
        import rawpy  # noqa: PLC0415 - an extra that may be absent
    except ImportError as error:
        raise UnsupportedFormatError(MISSING) from error
    found: ModuleType = rawpy
    return found


def _postprocessed(rawpy: ModuleType, raw: Any, *, half: bool) -> U8:
    """Return the developed picture as (H, W, 3) uint8; a sensor without colour gives three equal channels."""
    rgb = np.asarray(
        raw.postprocess(
            use_camera_wb=True,
            no_auto_bright=True,
            output_color=rawpy.ColorSpace.sRGB,
            output_bps=8,
            gamma=_SRGB_CURVE,
            half_size=half,
        ),
        dtype=np.uint8,
    )
    return np.ascontiguousarray(np.broadcast_to(rgb, (*rgb.shape[:2], 3)))
