"""What is answered to pictures, good and bad, by the real service and its real engines."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from PIL import Image
from tests.service.conftest import BADFILES, Server, Start, make_gallery, picture_bytes

from art_assistant import analyze
from art_assistant.client import Client, Found, ServiceError
from art_assistant.files.ways import WAYS
from art_assistant.report.drawn import Drawn
from art_assistant.report.ways import made
from art_assistant.service.engines.operations import VALUE_VIEWS
from art_assistant.service.front.problems import STATUS
from art_assistant.settings import Settings

TABLE = {
    row["file"]: row["outcome"]
    for row in csv.DictReader((BADFILES.parent / "expected.csv").read_text(encoding="utf-8").splitlines())
}
BOMBS = ("bomb-50000.png", "bomb-zeros.png", "bomb-frames.gif", "bomb-lossless.webp", "bomb-pages.tif")
TRUNCATED = [name for name in TABLE if name.startswith("cut-") and not name.endswith(".avif")][:24]
WRONG = [name for name, outcome in TABLE.items() if outcome == "unsupported_format"]
MORE_WRONG = {
    "json": b'{"a": 1}',
    "xml": b"<?xml version='1.0'?><a/>",
    "gzip": b"\x1f\x8b\x08\x00" + bytes(32),
    "rar": b"Rar!\x1a\x07\x00" + bytes(32),
    "elf": b"\x7fELF" + bytes(64),
    "ogg": b"OggS" + bytes(64),
    "flac": b"fLaC" + bytes(64),
    "sqlite": b"SQLite format 3\x00" + bytes(64),
    "script": b"#!/bin/sh\nexit 0\n",
    "mp3": b"ID3\x03" + bytes(64),
}


def post(server: Server, data: bytes, path: str = "/search") -> httpx.Response:
    return httpx.post(server.url + path, files={"file": ("picture.jpg", data)}, timeout=60.0)


def assert_problem(response: httpx.Response, outcomes: str) -> None:
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["code"] in outcomes.split("|"), problem
    assert response.status_code == problem["status"] == STATUS[problem["code"]]
    assert "Error" not in problem["detail"]
    assert "/" not in problem["detail"]


def test_bombs_are_refused_and_the_engine_lives(service: Server) -> None:
    for name in BOMBS:
        assert_problem(post(service, (BADFILES / name).read_bytes()), TABLE[name])
    assert post(service, picture_bytes()).status_code == 200


def test_twenty_four_wrong_types_are_415(service: Server) -> None:
    files = [(BADFILES / name).read_bytes() for name in WRONG] + list(MORE_WRONG.values())
    assert len(files) >= 24
    for data in files:
        response = post(service, data)
        assert_problem(response, "unsupported_format")
        assert response.status_code == 415


def test_twenty_four_cut_files_are_422(service: Server) -> None:
    assert len(TRUNCATED) == 24
    for name in TRUNCATED:
        response = post(service, (BADFILES / name).read_bytes())
        assert_problem(response, TABLE[name])
        assert response.status_code == 422


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/search?topk=0", "bad_request"),
        ("/search?topk=51", "bad_request"),
        ("/search?topk=many", "bad_request"),
        ("/search?weights=charm%3D1", "usage"),
        ("/analyze?blocks=9", "bad_request"),
        ("/analyze?plan_method=magic", "bad_request"),
        ("/analyze?views=nothing", "usage"),
    ],
)
def test_parameters_that_make_no_sense_are_400(service: Server, path: str, code: str) -> None:
    response = post(service, picture_bytes(), path)
    assert response.status_code == 400
    assert response.json()["code"] == code


def test_a_missing_file_is_400(service: Server) -> None:
    for path, name in (
        ("/search", "file"),
        ("/analyze", "file"),
        ("/value-study", "file"),
        ("/outline", "file"),
        ("/search/batch", "files"),
    ):
        response = httpx.post(service.url + path)
        assert response.status_code == 400
        assert response.json()["code"] == "missing"
        assert f"'{name}'" in response.json()["detail"]
    text = httpx.post(service.url + "/search", data={"file": "not a file"})
    assert text.status_code == 400
    assert "class" not in text.text


def test_a_search_has_what_a_reference_has_and_keeps_every_topk_apart(service: Server) -> None:
    with Client(service.url) as client:
        data = picture_bytes(11)
        few = client.search(data, topk=3, diversify=False)
        many = client.search(data, topk=50, diversify=False)
        again = client.search(data, topk=3, diversify=False)
        assert (len(few.results), len(many.results)) == (3, 50)
        assert (few.cache_hit, many.cache_hit, again.cache_hit) == (False, False, True)
        assert few.results == again.results == many.results[:3]
        first = few.results[0]
        assert first["rank"] == 1
        assert first["reason"]
        assert first["path"] is None
        work = client.artwork(first["id"])
        assert work["title"] == first["title"]
        assert "path" not in work
        only = client.search(data, filters="artist:3", topk=5)
        assert {result["artist"] for result in only.results} == {"Painter 3"}


def test_a_batch_keeps_its_order_and_survives_a_bad_file(service: Server) -> None:
    with Client(service.url) as client:
        good = picture_bytes(12)
        answers = client.search_batch([good, b"", picture_bytes(13), b"not a picture"], topk=2)
        kinds = [answer.code if isinstance(answer, ServiceError) else "found" for answer in answers]
        assert kinds == ["found", "empty_file", "found", "unsupported_format"]
        alone = client.search(good, topk=2)
        assert isinstance(answers[0], Found)
        assert answers[0].results == alone.results
        with pytest.raises(ServiceError, match="at most 10"):
            client.search_batch([good] * 11)


def test_views_come_by_link_or_inside_the_answer(service: Server) -> None:
    with Client(service.url) as client:
        data = picture_bytes(14)
        linked = client.analyze(data, name="mine.jpg", views="masses,squint", plan_brush=0.1, notan_threshold=30)
        inside = client.analyze(data, views="masses,squint", inline=True, plan_brush=0.1, notan_threshold=30)
        assert linked["values"]["plan"]["brush"] == 0.1
        assert "value 3.0, set by hand" in linked["notans"]["items"][0]["reason"]
        assert linked["warnings"] == []
        assert linked["picture"]["name"] == "mine.jpg"
        assert inside["cache_hit"] is True
        for name, link in linked["views"].items():
            png = client.view(link)
            assert Image.open(io.BytesIO(png)).format == "PNG"
            assert inside["views"][name] == "data:image/png;base64," + base64.b64encode(png).decode()
        with pytest.raises(ServiceError) as caught:
            client.view("/views/" + hashlib.sha256(b"nothing").hexdigest() + "/masses.png")
        assert caught.value.status == 404
        study = client.value_study(data)
        assert {"values", "masses", "notans"} <= set(study)
        assert {"squint", "value-plan", "masses"} <= set(study["views"])


def test_a_file_for_a_paint_program_is_what_the_command_line_writes(service: Server) -> None:
    data = picture_bytes(14)
    with Client(service.url) as client:
        outlines = client.file(data, "masses.svg", blocks=4)
        assert outlines.count(b'id="mass-') == 4
        report = analyze(data, name="mine.jpg", settings=Settings().merged({"analysis": {"blocks": 4}}))
        assert outlines == made(Drawn(report), "masses.svg")
        with pytest.raises(ServiceError, match=r"layers\.ora") as caught:
            client.file(data, "layers.xcf")
        assert caught.value.status == 404
    answer = httpx.post(service.url + "/files/palette.gpl?intent=quiet", files={"file": data}, timeout=60.0)
    assert answer.headers["content-type"] == WAYS["palette.gpl"].media
    assert answer.content.startswith(b"GIMP Palette\n")


def test_views_that_are_not_kept_come_inside_the_answer(start: Start) -> None:
    server = start(ART_SERVICE_CACHE_MB="0")
    with Client(server.url) as client:
        study = client.value_study(picture_bytes(15))
    # A notan that contradicts the values has no view.
    assert {"squint", "value-plan", "masses"} < study["views"].keys() <= set(VALUE_VIEWS)
    assert all(view.startswith("data:image/png;base64,") for view in study["views"].values())


def test_threads_get_what_one_gets_alone(service: Server) -> None:
    questions = [(picture_bytes(100 + seed), top) for seed in range(4) for top in (2, 9)]
    with Client(service.url) as client:
        alone = [client.search(data, topk=top).results for data, top in questions]

    def many(thread: int) -> list[bool]:
        with Client(service.url) as own:
            order = [(thread + turn) % len(questions) for turn in range(25)]
            return [own.search(questions[at][0], topk=questions[at][1]).results == alone[at] for at in order]

    with ThreadPoolExecutor(8) as pool:
        assert all(all(same) for same in pool.map(many, range(8)))


@pytest.mark.slow
def test_eight_threads_of_two_hundred_get_what_one_gets_alone(start: Start) -> None:
    server = start(ART_SERVICE_CACHE_MB="0", ART_SERVICE_QUEUE="64", ART_SERVICE_DEADLINE="120")
    questions = [(picture_bytes(200 + seed), 1 + seed) for seed in range(20)]
    with Client(server.url) as client:
        alone = [client.search(data, topk=top).results for data, top in questions]

    def many(thread: int) -> list[bool]:
        with Client(server.url, timeout=180.0) as own:
            order = [(thread * 7 + turn) % len(questions) for turn in range(200)]
            return [own.search(questions[at][0], topk=questions[at][1]).results == alone[at] for at in order]

    with ThreadPoolExecutor(8) as pool:
        assert all(all(same) for same in pool.map(many, range(8)))


def test_a_changed_gallery_is_noticed_and_its_answers_are_its_own(start: Start, tmp_path: Path) -> None:
    folder = make_gallery(tmp_path / "mine", count=30)
    server = start(ART_GALLERY_NAME=folder)
    with Client(server.url) as client:
        data = picture_bytes(15)
        before = client.search(data, topk=50, diversify=False)
        make_gallery(folder, count=40, seed=1)
        after = client.search(data, topk=50, diversify=False)
        assert (len(before.results), len(after.results)) == (30, 40)
        assert after.cache_hit is False
        assert client.health().index_size == 40
    assert server.wait_for("bundle changed")["works"] == 40


def test_without_a_gallery_searches_are_503_and_the_service_is_healthy(start: Start, tmp_path: Path) -> None:
    server = start(ART_GALLERY_NAME="none", ART_GALLERY_HOME=tmp_path)
    response = post(server, picture_bytes())
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert httpx.get(server.url + "/ready").status_code == 503
    assert httpx.get(server.url + "/health").json()["index_size"] == 0
