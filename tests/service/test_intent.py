"""What a picture is meant to be is said to the service as to the command line, and answered as there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from tests.service.conftest import Server, picture_bytes

from art_assistant.advice.finding.intent import Intent, read_intent
from art_assistant.cli import main
from art_assistant.client import Client, ServiceError
from art_assistant.errors import UsageError
from art_assistant.service.engines.operations import _intent

FIRST_READ = "0.61,0.43"
"""Where the eye goes first in the sample painting."""

SAID = [
    {},
    {"focus": FIRST_READ},
    {"intent": "crisp, decorative", "focus": "0.9,0.1", "genre": "Still-Life"},
]
NONSENSE = [
    {"focus": "left"},
    {"focus": "0.5"},
    {"focus": "0.1,0.2,0.3"},
    {"focus": "nan,0.5"},
    {"focus": "1.5,0.5"},
]


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """Forget the stream that the command line logs to in this process: it is closed after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def painting(tmp_path_factory: pytest.TempPathFactory, sample_bytes: bytes) -> Path:
    path = tmp_path_factory.mktemp("meant") / "sample.jpg"
    path.write_bytes(sample_bytes)
    return path


def flags(said: dict[str, str]) -> list[str]:
    return [word for name, text in said.items() for word in (f"--{name}", text)]


def asked(server: Server, data: bytes, said: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{server.url}/analyze", params=said, files={"file": ("a.jpg", data)}, timeout=60.0)


def of_tips(report: dict[str, Any]) -> tuple[Any, ...]:
    return report["tips"], report["tips_reason"], report["tips_note"], report["strengths"]


def test_every_face_gives_the_same_tips_for_the_same_intent(
    service: Server, gallery: Path, painting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = []
    for said in SAID:
        assert main(["analyze", str(painting), "--json", "--gallery", str(gallery), *flags(said)]) == 0
        printed = json.loads(capsys.readouterr().out)
        answer = asked(service, painting.read_bytes(), said).raise_for_status().json()
        with Client(service.url) as client:
            by_client = client.analyze(painting, **said)
        assert of_tips(answer) == of_tips(by_client) == of_tips(printed)
        seen.append(json.dumps(of_tips(printed)))
    assert len(json.loads(seen[0])[0]) == 2
    assert len(set(seen)) == len(SAID), "an intent that changes nothing shows nothing"


@pytest.mark.parametrize("said", NONSENSE)
def test_what_makes_no_sense_is_refused_in_the_same_words(
    service: Server, painting: Path, said: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(painting), "--json", *flags(said)]) == UsageError.exit_status
    complaint = capsys.readouterr().err.strip()
    answer = asked(service, painting.read_bytes(), said)
    assert (answer.status_code, answer.json()["code"]) == (400, "usage")
    assert answer.json()["detail"] in complaint
    with Client(service.url) as client, pytest.raises(UsageError) as caught:
        client.analyze(painting, **said)
    assert isinstance(caught.value, ServiceError)
    assert str(caught.value) == answer.json()["detail"]


@pytest.mark.parametrize("said", [{"intent": "beautiful"}, {"genre": "selfie"}])
def test_an_unknown_word_stops_no_study(
    service: Server, painting: Path, said: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", str(painting), "--json", *flags(said)]) == 0
    printed = json.loads(capsys.readouterr().out)
    answer = asked(service, painting.read_bytes(), said).raise_for_status().json()
    assert len(printed["tips"]) == len(answer["tips"]) == 2


def test_the_engine_means_what_the_front_has_read() -> None:
    for meant in (read_intent("quiet, xyzzy", focus="0.5,0.25"), read_intent("charcoal"), read_intent("xyzzy")):
        assert _intent(json.loads(json.dumps(asdict(meant)))) == meant
    assert _intent(None) is None


def test_answers_are_kept_apart_by_what_is_meant_and_not_by_how_it_is_said(service: Server) -> None:
    data = picture_bytes(71)
    ways = [
        [{"intent": "high key, quiet"}, {"intent": "Quiet and HIGH KEY!"}, {"intent": "bright, quiet"}],
        [{"focus": "0.5,0.25"}, {"focus": " .5, 2.5e-1"}],
        [{"genre": "still life"}, {"intent": "still life"}],
        [{}, {"intent": "", "focus": "", "genre": " "}],
        [{"intent": "quiet", "focus": "0.5,0.25"}],
    ]
    for same in ways:
        kept = [asked(service, data, said).raise_for_status().json()["cache_hit"] for said in same]
        assert kept == [False, *[True] * (len(same) - 1)]


def test_the_examples_of_the_contract_are_understood(service: Server) -> None:
    paths = httpx.get(f"{service.url}/openapi.json").json()["paths"]
    told = {one["name"]: one for one in paths["/analyze"]["post"]["parameters"]}
    (intent,), (focus,), (genre,) = (told[name]["schema"]["examples"] for name in ("intent", "focus", "genre"))
    assert read_intent(intent, focus=focus, genre=genre) == Intent(("high key", "landscape", "quiet"), (0.4, 0.6))
    assert "portrait" in told["genre"]["description"]


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"focus": (0.1, 1.0)}, {"focus": "0.1,1.0"}),
        ({"focus": "0.1,1"}, {"focus": "0.1,1"}),
        ({"intent": "high key & quiet", "genre": "figure"}, {"intent": "high key & quiet", "genre": "figure"}),
        ({"intent": "", "genre": "", "focus": None, "blocks": 5}, {"blocks": "5"}),
    ],
)
def test_the_client_says_what_it_is_told(given: dict[str, Any], query: dict[str, str]) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    with Client("http://service", transport=httpx.MockTransport(answer)) as client:
        client.analyze(b"x", **given)
    assert dict(sent[0].url.params) == query
