"""One picture gets the same works with the same reasons, whichever face is asked."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import structlog
from PIL import Image
from tests.service.conftest import FREE, SERVE, Server, picture_bytes

from art_assistant.cli import main
from art_assistant.related import find_related

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "art_assistant"
Told = list[tuple[str, str, dict[str, float | None]]]


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """Forget the stream that the command line logs to in this process: it is closed after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def starter() -> Iterator[Server]:
    """A service with the gallery that ships, whose works have the measurements that reasons cite."""
    server = Server(SERVE, {"ART_GALLERY_NAME": "starter", "OMP_NUM_THREADS": "1"} | FREE)
    yield server
    server.stop()


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A painting, a wash of soft patches, and a flat design with transparent corners."""
    folder = tmp_path_factory.mktemp("asked")
    sample = folder / "sample.jpg"
    sample.write_bytes((ROOT / "examples" / "sample-painting.jpg").read_bytes())
    wash = folder / "wash.png"
    wash.write_bytes(picture_bytes(3, (900, 640), "PNG"))
    design = folder / "design.png"
    pixels = np.zeros((420, 380, 4), np.uint8)
    pixels[40:380, 40:340] = (30, 40, 60, 255)
    pixels[120:260, 90:300] = (230, 210, 170, 255)
    pixels[200:330, 60:160] = (170, 50, 40, 255)
    Image.fromarray(pixels).save(design)
    return [sample, wash, design]


def told(references: list[dict[str, Any]]) -> Told:
    return [(work["id"], work["reason"], work["facets"]) for work in references]


def command(*arguments: object) -> list[dict[str, Any]]:
    """Return the JSON lines that the real command line prints."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ART_")}
    call = [sys.executable, "-m", "art_assistant", *map(str, arguments), "--json"]
    done = subprocess.run(call, env=own, capture_output=True, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def in_this_process(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    """Return what the same command line prints without a process of its own, which is quicker."""
    assert main([*map(str, arguments), "--json"]) == 0
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed


def asked(server: Server, path: str, *files: Path) -> dict[str, Any]:
    name = "files" if path.startswith("/search/batch") else "file"
    sent = [(name, (file.name, file.read_bytes())) for file in files]
    answer: dict[str, Any] = httpx.post(server.url + path, files=sent, timeout=60.0).raise_for_status().json()
    return answer


@pytest.mark.slow
def test_every_face_gives_the_same_works_for_the_same_reasons(
    starter: Server, pictures: list[Path], capsys: pytest.CaptureFixture[str]
):
    batch = asked(starter, "/search/batch", *pictures)["results"]
    reports = command("analyze", *pictures)
    for picture, of_batch, report in zip(pictures, batch, reports, strict=True):
        similar = in_this_process(capsys, "similar", picture)
        expected = told(similar["references"])
        assert len(expected) == 8
        searched, analyzed = asked(starter, "/search", picture), asked(starter, "/analyze", picture)
        answers = [searched["results"], of_batch["results"], analyzed["references"], report["references"]]
        assert [told(answer) for answer in answers] == [expected] * 4
        closeness = {part["close_match"] for part in (similar, searched, of_batch, analyzed, report)}
        assert len(closeness) == 1


def test_what_is_asked_for_is_asked_for_by_every_face(starter: Server, pictures: list[Path]):
    flags = ("--weights", "value=2,palette=1", "--filter", "century:19", "--mirror", "--no-diversify", "--top", "5")
    query = "weights=value=2,palette=1&filters=century:19&mirror=true&diversify=false&topk=5"
    (similar,) = command("similar", pictures[0], *flags)
    assert told(similar["references"]) == told(asked(starter, f"/search?{query}", pictures[0])["results"])
    assert len(similar["references"]) == 5


def test_likeness_that_is_added_and_taken_away_is_the_same_in_python(
    pictures: list[Path], capsys: pytest.CaptureFixture[str]
):
    first, second, third = pictures
    similar = in_this_process(capsys, "similar", first, "--plus", second, "--minus", third)
    found = find_related(first, plus=[second.read_bytes()], minus=[third]).as_dict()
    assert told(similar["references"]) == told(found["references"])


@pytest.mark.parametrize("how", ["blocks=4&coherence=0.2", "size=420"])
def test_how_a_picture_is_studied_does_not_move_its_neighbours(starter: Server, pictures: list[Path], how: str):
    plain, studied = (asked(starter, f"/analyze?{flags}", pictures[0]) for flags in ("", how))
    assert told(plain["references"]) == told(studied["references"])
    assert plain["masses"] != studied["masses"]
    same = {name: place["percentile"] for name, place in plain["standing"].items()}
    moved = {name: place["percentile"] for name, place in studied["standing"].items()}
    assert moved == pytest.approx(same, abs=0.0 if "blocks" in how else 12.0)


@pytest.mark.parametrize(
    ("query", "code", "status"),
    [
        ("filters=stlye:x", "bad_filter", 422),
        ("filters=artist:", "bad_filter", 422),
        ("filters=", "bad_filter", 422),
        ("weights=tone=1", "usage", 400),
        ("weights=", "usage", 400),
        ("topk=0", "bad_request", 400),
    ],
)
def test_nothing_that_is_asked_for_is_passed_over(
    starter: Server, pictures: list[Path], query: str, code: str, status: int
):
    sent = {"file": ("a.jpg", pictures[1].read_bytes())}
    answer = httpx.post(f"{starter.url}/search?{query}", files=sent, timeout=60.0)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "flags",
    [("--filter", "stlye:x"), ("--filter", ""), ("--filter", "artist:"), ("--weights", "tone=1"), ("--top", "0")],
)
def test_nor_by_the_command_line(pictures: list[Path], flags: tuple[str, str], capsys: pytest.CaptureFixture[str]):
    assert main(["similar", str(pictures[1]), *flags]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)


def test_one_place_in_the_sources_makes_queries():
    makers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Query"
        if "service" not in path.parts
    }
    assert makers == {"gallery/search/query.py"}
