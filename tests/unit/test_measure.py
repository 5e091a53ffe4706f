"""What a reason may cite is measured alike by every face, whatever the artist's settings."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from art_assistant.gallery.search.phrases import PHRASES
from art_assistant.imaging.decode import decode
from art_assistant.measure import cited_metrics, measure_picture
from art_assistant.vision.backbone import backbone


def tiny(side: int) -> bytes:
    buffer = io.BytesIO()
    rgb = np.random.default_rng(side).integers(0, 256, (side, side + 40, 3), dtype=np.uint8)
    Image.fromarray(rgb).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("side", [None, 150, 3])
def test_what_is_cited_is_a_part_of_what_is_measured(sample_bytes: bytes, side: int | None):
    data = sample_bytes if side is None else tiny(side)
    small, whole = decode(data, detail=False), decode(data)
    features = backbone(1).run(whole.model_input)
    measured, cited = measure_picture(whole, features), cited_metrics(small, lambda: features.saliency)
    assert cited == {name: measured[name] for name in cited}
    if side is None:
        assert set(PHRASES) <= set(cited)


@pytest.mark.parametrize("size", [300, 420])
def test_the_size_of_the_working_copy_does_not_move_what_is_compared(sample_bytes: bytes, size: int):
    usual, other = decode(sample_bytes), decode(sample_bytes, working_side=size)
    features = backbone(1).run(usual.model_input)
    assert measure_picture(other, features) == measure_picture(usual, features)
