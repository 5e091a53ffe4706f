"""Embedded colour profiles: a transform to sRGB, or the reason why sRGB is assumed."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageCms

from art_assistant.imaging.arrays import U8

Correct = Callable[[Image.Image], Image.Image]

BROKEN = "The embedded colour profile cannot be read; the colours are taken as sRGB."
TOO_LARGE = "The embedded colour profile is too large to be one; the colours are taken as sRGB."
MISMATCHED = "The embedded colour profile belongs to another kind of picture; the colours are taken as sRGB."

_SPACES = {"L": "GRAY", "I;16": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
_GREYS = frozenset({"L", "I;16"})
_PROBE_STEPS = 9
_SAME = 1


def to_srgb(profile: bytes | None, mode: str, max_bytes: int) -> tuple[Correct | None, tuple[str, ...]]:
    """Return a transform of ``mode`` pictures ("L", "I;16", "RGB", "CMYK" or "LAB") to sRGB, and warnings.

    The transform is None where there is nothing to do: no profile, one that cannot be used (with a warning), or an RGB
    profile that moves no colour of a 9 x 9 x 9 lattice by more than one level, as the many versions of sRGB itself.
    """
    if not profile:
        return None, ()
    if len(profile) > max_bytes:
        return None, (TOO_LARGE,)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if mode in _GREYS and source.profile.xcolor_space.strip() == "RGB":
            return _of_grey(_build(source, "RGB")), ()
        if source.profile.xcolor_space.strip() != _SPACES[mode]:
            return None, (MISMATCHED,)
        correct = _build(source, mode)
        return (None if mode == "RGB" and _changes_nothing(correct) else correct), ()
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None, (BROKEN,)


def _of_grey(correct: Correct) -> Correct:
    """Return the transform of an RGB profile for a grey picture, in which the three channels are one.

    Editors that throw the colour of an RGB picture away leave its profile in the file. Pillow would clip 16 bits.
    """

    def corrected(image: Image.Image) -> Image.Image:
        if image.mode == "I;16":
            image = Image.fromarray(np.rint(np.asarray(image) / 257.0).astype(np.uint8))
        return correct(image.convert("RGB"))

    return corrected


def lab_to_srgb() -> Correct:
    """Return the transform of CIE L*a*b* pictures (D50, as TIFF stores them) to sRGB."""
    return _build(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB")


def _build(source: ImageCms.ImageCmsProfile, mode: str) -> Correct:
    target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    transform = ImageCms.buildTransform(source, target, mode, "RGB")

    def correct(image: Image.Image) -> Image.Image:
        result = ImageCms.applyTransform(image, transform)
        if result is None:
            raise ValueError(BROKEN)
        return result

    return correct


def _changes_nothing(correct: Correct) -> bool:
    steps = np.linspace(0, 255, _PROBE_STEPS).round().astype(np.uint8)
    lattice: U8 = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(_PROBE_STEPS, -1, 3)
    moved = np.asarray(correct(Image.fromarray(lattice)), dtype=np.int16) - lattice
    return bool(np.abs(moved).max() <= _SAME)
