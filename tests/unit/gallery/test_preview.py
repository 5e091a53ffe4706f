from __future__ import annotations

import base64

import cv2
import numpy as np
import pytest
from tests.unit.gallery.test_facets import scene

from art_assistant.gallery.preview import make_preview, read_preview
from art_assistant.imaging.colorspace import srgb_to_oklab
from art_assistant.imaging.decode import decode


def test_a_preview_is_a_few_dozen_bytes() -> None:
    assert len(base64.b64decode(make_preview(scene()))) == 30


def test_a_preview_looks_like_the_picture(sample_bytes: bytes) -> None:
    rgb = decode(sample_bytes).standard
    seen = read_preview(make_preview(rgb), side=32)
    assert seen is not None
    small = cv2.resize(rgb, (seen.shape[1], seen.shape[0]), interpolation=cv2.INTER_AREA)
    truth = srgb_to_oklab(small)
    apart = ((srgb_to_oklab(seen) - truth) ** 2).sum()
    assert apart < 0.35 * ((truth - truth.mean(axis=(0, 1))) ** 2).sum()


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (30, 60, 90)])
def test_a_flat_picture_stays_flat(colour: tuple[int, int, int]) -> None:
    seen = read_preview(make_preview(np.full((40, 90, 3), colour, np.uint8)))
    assert seen is not None
    assert seen.shape == (14, 32, 3)
    assert np.abs(seen.astype(int) - colour).max() <= 8


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (33, 57)])
def test_any_size_has_a_preview(size: tuple[int, int]) -> None:
    seen = read_preview(make_preview(np.full((*size, 3), 77, np.uint8)))
    assert seen is not None
    assert max(seen.shape) == 32


@pytest.mark.parametrize("text", [None, "", "%%%", "AAAA", "é"])
def test_what_is_no_preview_gives_none(text: str | None) -> None:
    assert read_preview(text) is None
