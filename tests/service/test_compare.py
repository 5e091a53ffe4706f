"""``POST /compare`` as a client sees it."""

from __future__ import annotations

import httpx
import pytest
from tests.service.conftest import Server
from tests.unit.comparison.painted import lightened, pixels, png

from art_assistant.client import Client, ServiceError


@pytest.fixture(scope="module")
def pictures(sample_bytes: bytes) -> tuple[bytes, bytes]:
    rgb = pixels(sample_bytes)[::2, ::2].copy()
    height, width = rgb.shape[:2]
    where = (slice(height // 4, height // 2), slice(width // 4, width // 2))
    return png(rgb), png(lightened(rgb, 1.2, where))


def test_a_comparison_is_told_with_its_pictures_and_kept(service: Server, pictures: tuple[bytes, bytes]) -> None:
    reference, attempt = pictures
    with Client(service.url) as client:
        told = client.compare(reference, reference, before=attempt)
        again = client.compare(reference, reference, before=attempt)
        assert client.view(told["views"]["value_error"]).startswith(b"\x89PNG")
    assert told["verdict"] == "same picture"
    assert told["since"]["mean_error_steps"][1] < told["since"]["mean_error_steps"][0]
    assert (told["cache_hit"], again["cache_hit"]) == (False, True)
    assert told["reference"]["name"] == told["painting"]["name"] == "picture"


def test_which_picture_is_which_is_part_of_the_question(service: Server, pictures: tuple[bytes, bytes]) -> None:
    reference, attempt = pictures
    with Client(service.url) as client:
        lighter, darker = (
            client.compare(*pair)["corrections"][0]["amount"] for pair in ((reference, attempt), (attempt, reference))
        )
    assert lighter > 0.5
    assert darker < -0.5


@pytest.mark.parametrize("given", [{"corners": "1,2"}, {"card": "2,2"}, {"card": "x"}, {"intended": "the sky"}])
def test_what_makes_no_sense_is_400(service: Server, pictures: tuple[bytes, bytes], given: dict[str, str]) -> None:
    with Client(service.url) as client, pytest.raises(ServiceError) as refused:
        client.compare(*pictures, **given)
    assert (refused.value.status, refused.value.code) == (400, "usage")


def test_a_part_that_is_missing_is_named(service: Server, pictures: tuple[bytes, bytes]) -> None:
    answer = httpx.post(service.url + "/compare", files={"reference": pictures[0]})
    assert answer.status_code == 400
    assert "'painting'" in answer.json()["detail"]
