"""``POST /outline``: the file itself, and what it refuses."""

from __future__ import annotations

import io

import httpx
import numpy as np
import pytest
from PIL import Image
from tests.service.conftest import Server

from art_assistant.client import Client, ServiceError


def test_the_file_itself_is_answered_at_the_size_that_was_asked_for(service: Server, sample_bytes: bytes) -> None:
    with Client(service.url) as client:
        svg = client.outline(sample_bytes, size="300x400mm", grid="4x4")
        plain, mirrored = (
            Image.open(io.BytesIO(client.outline(sample_bytes, size="100mm", format="png", dpi=150, mirror=mirror)))
            for mirror in (False, True)
        )
    assert b'width="300mm" height="400mm"' in svg
    assert plain.size == (591, 443)
    assert plain.info["dpi"] == pytest.approx((150, 150), abs=0.02)
    np.testing.assert_array_equal(np.asarray(mirrored), np.fliplr(np.asarray(plain)))


def test_it_says_what_it_is_and_what_to_call_it(service: Server, sample_bytes: bytes) -> None:
    answer = httpx.post(service.url + "/outline", files={"file": sample_bytes}, timeout=60.0)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-disposition"] == 'attachment; filename="outline.svg"'


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"size": "huge"}, "is no size"),
        ({"size": "a0", "format": "png"}, "too many pixels"),
        ({"grid": "4"}, "is no grid"),
    ],
)
def test_what_makes_no_sense_is_a_problem(service: Server, asked: dict[str, str], said: str) -> None:
    with Client(service.url) as client, pytest.raises(ServiceError, match=said) as told:
        client.outline(b"x", **asked)
    assert told.value.status == 400
