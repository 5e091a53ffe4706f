"""Turn one opened image of any mode into upright sRGB bytes and, where it has one, its alpha."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from art_assistant.imaging.arrays import U8
from art_assistant.imaging.pixels.depth import DARK, FULL, deep_grey, is_half_empty
from art_assistant.imaging.pixels.icc import Correct, lab_to_srgb, to_srgb

NO_CMYK_PROFILE = "The picture is CMYK without a usable profile; its colours are converted by the plain formula."
UNSAID_INKS = (
    "The CMYK picture does not say whether its inks are stored turned over; they are read as Photoshop stores them. If "
    "it looks like a negative, export it as RGB."
)
ADOBE_RGB = (
    "The camera says that the colours are Adobe RGB and embeds no profile; they are taken as sRGB, which is too grey: "
    "export the picture in sRGB."
)

_ORIENTATION = 0x0112
_INTEROPERABILITY, _INDEX, _ADOBE = 0xA005, 1, "R03"
_PHOTOMETRIC, _SAMPLE_FORMAT = 262, 339
_WHOLE = 1
_BAND = 256
_KEPT_BLOCKS = 2
_TURNS: dict[int, tuple[int | None, int | None]] = {
    2: (None, 1),
    3: (cv2.ROTATE_180, None),
    4: (None, 0),
    5: (cv2.ROTATE_90_CLOCKWISE, 1),
    6: (cv2.ROTATE_90_CLOCKWISE, None),
    7: (cv2.ROTATE_90_COUNTERCLOCKWISE, 1),
    8: (cv2.ROTATE_90_COUNTERCLOCKWISE, None),
}
"""EXIF orientation to (turn, then flip), as OpenCV names them (CIPA DC-008, tag 274)."""

# Pillow keeps this many freed blocks of 16 MB for the next picture; without them its pages are fresh each time.
Image.core.set_blocks_max(_KEPT_BLOCKS)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Pixels:
    """Upright pixels of one image.

    Attributes:
        rgb: (H, W, 3) uint8; sRGB once ``correct`` has been applied.
        alpha: (H, W) uint8, or None where all is opaque.
        correct: what still has to be done to the colours; it may be applied to a reduced copy.
        turned: True where the orientation exchanges width and height.
        warnings: plain sentences about what was assumed.

    """

    rgb: U8
    alpha: U8 | None = None
    correct: Correct | None = None
    turned: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """What the header says of the samples: their bits, and the largest value one may have, where that is said."""

    depth: int = 8
    white: int | None = None


def read_pixels(image: Image.Image, max_icc_bytes: int, stored: Stored) -> Pixels:
    """Return the upright pixels of a loaded ``image``; whatever Pillow raises passes through."""
    orientation = _orientation(image)
    pixels = _colours(image, max_icc_bytes, stored)
    pixels = replace(pixels, warnings=(*pixels.warnings, *_said_by_camera(image), *_too_dark(pixels, image, stored)))
    alpha = pixels.alpha
    # Alpha that hides nothing is none, and costs none.
    if alpha is not None and int(alpha.min()) == 255:
        alpha = None
    # What shows through is a grey of sRGB, so the colours have to be sRGB before they are laid over it.
    if alpha is not None and pixels.correct is not None:
        corrected = np.asarray(pixels.correct(Image.fromarray(pixels.rgb)))
        pixels = replace(pixels, rgb=corrected, correct=None)
    return replace(
        pixels,
        rgb=_upright(pixels.rgb, orientation),
        alpha=None if alpha is None else _upright(alpha, orientation),
        turned=orientation >= 5,
    )


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation 1-8; 1 where the EXIF block is absent or broken."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - a broken EXIF block raises whatever its parser stumbles over
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _said_by_camera(image: Image.Image) -> tuple[str, ...]:
    """Return a warning where a camera marks a JPEG as Adobe RGB (DCF 2.0, index R03) and embeds no profile."""
    if image.format != "JPEG" or image.info.get("icc_profile"):
        return ()
    try:
        index = image.getexif().get_ifd(_INTEROPERABILITY).get(_INDEX, "")
    except Exception:  # noqa: BLE001 - as for the orientation
        return ()
    return (ADOBE_RGB,) if str(index).startswith(_ADOBE) else ()


def _too_dark(pixels: Pixels, image: Image.Image, stored: Stored) -> tuple[str, ...]:
    """Return a warning where colours of 16 bits leave most of their range empty; grey is judged by ``deep_grey``."""
    if stored.depth != 16 or _is_deep_grey(image.mode):
        return ()
    lightest = pixels.rgb.max(axis=2)
    shown = lightest if pixels.alpha is None else lightest[pixels.alpha > 0]
    return (DARK,) if shown.size and is_half_empty(shown, 255) else ()


def _is_deep_grey(mode: str) -> bool:
    return mode.startswith("I;16") or mode in {"I", "F"}


def _upright(array: U8, orientation: int) -> U8:
    turn, flip = _TURNS.get(orientation, (None, None))
    if turn is not None:
        array = np.asarray(cv2.rotate(array, turn), dtype=np.uint8)
    if flip is not None:
        array = np.asarray(cv2.flip(array, flip), dtype=np.uint8)
    return array


def _colours(image: Image.Image, max_icc_bytes: int, stored: Stored) -> Pixels:
    profile = image.info.get("icc_profile")
    mode = image.mode
    if _is_deep_grey(mode):
        return _deep_grey(image, profile, max_icc_bytes, stored.white)
    if mode in {"CMYK", "LAB"}:
        return _print_colours(image, profile, max_icc_bytes)
    if mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        return _with_alpha(_keyed(image, stored.depth), profile, max_icc_bytes)
    if mode in {"1", "L"}:
        return _grey(image.convert("L"), profile, max_icc_bytes)
    correct, notes = to_srgb(profile, "RGB", max_icc_bytes)
    return Pixels(_copied(image if mode == "RGB" else image.convert("RGB")), None, correct, warnings=notes)


def _copied(image: Image.Image) -> U8:
    """Return the bytes of an RGB image, copied in bands: one copy of the whole costs twice as much in fresh memory."""
    rgb = np.empty((image.height, image.width, 3), dtype=np.uint8)
    for top in range(0, image.height, _BAND):
        bottom = min(top + _BAND, image.height)
        rgb[top:bottom] = np.asarray(image.crop((0, top, image.width, bottom)))
    return rgb


def _grey(image: Image.Image, profile: bytes | None, max_icc_bytes: int) -> Pixels:
    correct, notes = to_srgb(profile, "L", max_icc_bytes)
    if correct is not None:
        return Pixels(np.asarray(correct(image)))
    return Pixels(_three(np.asarray(image)), warnings=notes)


def _with_alpha(image: Image.Image, profile: bytes | None, max_icc_bytes: int) -> Pixels:
    grey = image.mode in {"LA", "La", "L", "1"}
    rgba = np.asarray(image.convert("RGBA"))
    alpha = np.ascontiguousarray(rgba[..., 3])
    if grey:
        return replace(_grey(Image.fromarray(np.ascontiguousarray(rgba[..., 0])), profile, max_icc_bytes), alpha=alpha)
    correct, notes = to_srgb(profile, "RGB", max_icc_bytes)
    return Pixels(np.ascontiguousarray(rgba[..., :3]), alpha, correct, warnings=notes)


def _keyed(image: Image.Image, depth: int) -> Image.Image:
    """Return ``image`` with its transparent colour told in the bytes that Pillow has made of its samples.

    Pillow leaves the colour as it stands in the file, while it stretches grey of 1, 2 and 4 bits to bytes and keeps the
    upper bytes of 16 (PNG third edition, 11.3.1.1): it would find that colour elsewhere, or nowhere.
    """
    key, keyed = image.info.get("transparency"), image.copy()
    if isinstance(key, int) and image.mode in {"1", "L"} and depth < 8:
        keyed = image.convert("L")
        keyed.info["transparency"] = min(255, key * 255 // ((1 << depth) - 1))
    elif isinstance(key, tuple) and depth == 16:
        keyed.info["transparency"] = tuple(sample >> 8 for sample in key)
    return keyed


def _print_colours(image: Image.Image, profile: bytes | None, max_icc_bytes: int) -> Pixels:
    correct, notes = to_srgb(profile, image.mode, max_icc_bytes)
    if correct is None and image.mode == "LAB":
        correct = lab_to_srgb()
    if image.format == "JPEG" and "adobe" not in image.info:
        notes = (*notes, UNSAID_INKS)
    if correct is not None:
        return Pixels(np.asarray(correct(image)), warnings=notes)
    return Pixels(np.asarray(image.convert("RGB")), warnings=(*notes, NO_CMYK_PROFILE))


def _deep_grey(image: Image.Image, profile: bytes | None, max_icc_bytes: int, white: int | None) -> Pixels:
    """Scale grey of more than 8 bits by its range, never by clipping what is common, and apply its profile."""
    tags = getattr(image, "tag_v2", {})
    values = np.asarray(image)
    if values.dtype == np.int32 and tags.get(_SAMPLE_FORMAT, (0,))[0] == _WHOLE:
        values = values.view(np.uint32)
    # The key is compared with the values as they stand in the file, before they are scaled.
    key = image.info.get("transparency")
    alpha = np.where(values == key, 0, 255).astype(np.uint8) if isinstance(key, int) else None
    if alpha is not None and alpha.any():
        # What is transparent tells nothing of the range.
        values = np.where(alpha == 0, values[alpha > 0].min(), values)
    deep = deep_grey(values, white)
    # Photometric 0 of TIFF 6.0: white is zero.
    grey = np.asarray(FULL - deep.grey if tags.get(_PHOTOMETRIC) == 0 else deep.grey, dtype=np.uint16)
    correct, notes = to_srgb(profile, "I;16", max_icc_bytes)
    warnings = (*deep.warnings, *notes)
    if correct is not None:
        return Pixels(np.asarray(correct(Image.fromarray(grey))), alpha, warnings=warnings)
    return Pixels(_three(np.rint(grey / (FULL / 255.0)).astype(np.uint8)), alpha, warnings=warnings)


def _three(grey: NDArray[Any]) -> U8:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(grey), cv2.COLOR_GRAY2RGB), dtype=np.uint8)
