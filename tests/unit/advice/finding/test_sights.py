"""A tip points at what counts: transparent parts of a picture are no passage of it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from tests.unit.advice.conftest import evidence_of

from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.finding.sights import sight_of
from art_assistant.imaging.decode import decode


@pytest.fixture(scope="module")
def half() -> Evidence:
    """A picture whose right half is transparent; the light patch and the dark one of its left half are small."""
    rng = np.random.default_rng(2)
    rgba = np.full((300, 400, 4), 255, np.uint8)
    rgba[..., :3] = np.clip(rng.normal(90, 12, (300, 400, 1)) + rng.normal(0, 4, (300, 400, 3)), 0, 255)
    rgba[30:90, 40:110, :3] = (235, 215, 120)
    rgba[200:270, 60:130, :3] = (14, 12, 30)
    rgba[:, 200:, 3] = 0
    stream = io.BytesIO()
    Image.fromarray(rgba).save(stream, "PNG")
    return evidence_of(decode(stream.getvalue()))


KINDS = (
    "crushed_darks",
    "chalky_lights",
    "midtone_soup",
    "border_pull",
    "no_resting_place",
    "chroma_everywhere",
    "one_temperature",
    "one_dark_hue",
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sight_lies_where_the_picture_counts(kind: str, half: Evidence):
    assert half.values.counted is not None
    assert sight_of(kind, half).place.centre[0] < 0.5


def test_shares_are_of_what_counts(half: Evidence):
    middles = int(sight_of("midtone_soup", half).facts["share"].rstrip("%"))
    counted = half.values.l_map[half.values.counted]
    assert abs(middles - 100.0 * np.mean((counted >= 35) & (counted <= 65))) <= 1.0
