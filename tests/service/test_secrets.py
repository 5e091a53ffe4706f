"""What must never leave: secrets, positions, names, paths."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import httpx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from tests.service.conftest import BADFILES, Server, Start, picture_bytes

CANARY = "canary7f3a9c"
LATITUDE = (48.0, 51.0, 29.61)


def with_text(data: bytes, text: str) -> bytes:
    """Return the picture as a PNG file with a comment, a Latin and an international text of ``text``."""
    notes = PngInfo()
    notes.add_text("Comment", text)
    notes.add_itxt("Description", text)
    buffer = io.BytesIO()
    Image.open(io.BytesIO(data)).save(buffer, "PNG", pnginfo=notes)
    return buffer.getvalue()


def with_position(seed: int) -> bytes:
    """Return a JPEG file with a position and a description in its EXIF block."""
    exif = Image.Exif()
    exif[0x010E] = f"taken at {CANARY}"
    exif[0x9286] = CANARY
    exif.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 3: "E", 4: (2.0, 17.0, 40.2), 29: CANARY})
    return picture_bytes(seed, exif=exif)


def bodies_of_views(answer: dict[str, object]) -> bytes:
    views = answer["views"]
    assert isinstance(views, dict)
    return b"".join(base64.b64decode(view.partition(",")[2]) for view in views.values())


def test_secrets_reach_neither_logs_nor_bodies(start: Start, tmp_path: Path) -> None:
    config = tmp_path / f"{CANARY}.toml"
    config.write_text(f'[llm]\napi_key = "{CANARY}-file"\n')
    server = start(
        ART_CONFIG=config,
        ART_LLM_API_KEY=f"sk-{CANARY}",
        ART_SERVICE_REDIS_URL=f"redis://user:{CANARY}@127.0.0.1:1/0",
        ART_SERVICE_CONCURRENCY="1",
    )
    headers = {
        "authorization": f"Bearer {CANARY}",
        "cookie": f"session={CANARY}",
        "x-api-key": CANARY,
        "user-agent": CANARY,
        "referer": f"https://example.org/{CANARY}",
        "x-forwarded-for": CANARY,
        "x-request-id": f"{CANARY} and more",
    }
    picture = with_text(picture_bytes(21), CANARY)
    answers = [
        httpx.get(f"{server.url}/{CANARY}?token={CANARY}", headers=headers),
        httpx.get(f"{server.url}/artwork/{CANARY}", headers=headers, timeout=60.0),
        httpx.get(f"{server.url}/views/{CANARY}/{CANARY}", headers=headers),
        httpx.post(
            f"{server.url}/search?api_key={CANARY}",
            headers=headers,
            files={"file": (f"{CANARY}.png", picture)},
            data={"password": CANARY},
            timeout=60.0,
        ),
        httpx.post(f"{server.url}/search", headers=headers, files={"file": (CANARY, CANARY.encode())}, timeout=60.0),
        httpx.post(f"{server.url}/search?topk={CANARY}", headers=headers, files={"file": picture}),
        httpx.post(f"{server.url}/search", content=CANARY, headers={"content-type": f"multipart/form-data; {CANARY}"}),
        httpx.get(f"{server.url}/metrics", headers=headers),
        httpx.get(f"{server.url}/version", headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 200, 415, 400, 400, 200, 200]
    assert server.stop() == 0
    for answer in answers:
        assert CANARY not in answer.text
        assert CANARY not in str(answer.headers)
    assert CANARY not in server.log()


def test_a_position_in_a_photograph_goes_nowhere(service: Server) -> None:
    data = with_position(22)
    assert CANARY.encode() in data
    report = httpx.post(
        service.url + "/analyze?inline=true&views=study,picture,masses", files={"file": data}, timeout=60.0
    ).json()
    study = httpx.post(service.url + "/value-study?inline=true", files={"file": data}, timeout=60.0).json()
    search = httpx.post(service.url + "/search", files={"file": data}, timeout=60.0).json()
    pictures = bodies_of_views(report) + bodies_of_views(study)
    assert len(pictures) > 10_000
    words = [json.dumps(answer | {"views": None}) for answer in (report, study, search)]
    for text in (*words, service.log()):
        for trace in (CANARY, "GPS", "latitude", str(LATITUDE)):
            assert trace not in text
    for trace in (CANARY.encode(), b"Exif", b"eXIf", b"tEXt", b"iTXt"):
        assert trace not in pictures


def test_a_name_belongs_to_the_client_that_sent_it(service: Server) -> None:
    data = picture_bytes(23)
    url = service.url + "/analyze"
    first = httpx.post(url, files={"file": (f"../{CANARY}/secret plan.jpg", data)}, timeout=60.0).json()
    second = httpx.post(url, files={"file": ("mine.jpg", data)}, timeout=60.0)
    batch = httpx.post(service.url + "/search/batch", files=[("files", ("other.jpg", data))], timeout=60.0)
    assert first["picture"]["name"] == "secret plan.jpg"
    assert second.json()["cache_hit"] is True
    assert second.json()["picture"]["name"] == "mine.jpg"
    assert batch.json()["results"][0]["name"] == "other.jpg"
    for text in (second.text, batch.text, service.log()):
        assert "secret plan" not in text


@pytest.mark.parametrize("name", ["crc.png", "offset.bmp", "icc-broken.jpg", "no-tables.jpg", "samples.tif"])
def test_no_path_class_or_traceback_leaves(service: Server, name: str) -> None:
    data = (BADFILES / name).read_bytes()
    for path in ("/search", "/analyze"):
        text = httpx.post(service.url + path, files={"file": data}, timeout=60.0).text
        for trace in ("Traceback", 'File "', "site-packages", "/work/", "/home/", "/usr/", "Exception", "Error:"):
            assert trace not in text
