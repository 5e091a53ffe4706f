"""A real HTTP server on 127.0.0.1 speaks the OpenAI protocol, well and badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import cv2
import numpy as np
import pytest

from art_assistant.advice.coach import advise
from art_assistant.advice.finding.evidence import Evidence
from art_assistant.advice.language import llm
from art_assistant.advice.language.llm import Breaker
from art_assistant.pipeline import analyze
from art_assistant.settings import LanguageSettings, Settings

pytest.importorskip("openai")

KEY = "sk-never-to-be-seen-7391"
Behaviour = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(content: Any, **message: Any) -> bytes:
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "stub",
            "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content, **message}}
            ],
        }
    ).encode()


def said(request: dict[str, Any]) -> list[dict[str, Any]]:
    content = request["messages"][1]["content"]
    return json.loads(content if isinstance(content, str) else content[0]["text"])["findings"]


def good(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    tips = [
        f"It shows in {f['facts']['place']}, which measures {f['facts']['number']}. {f['question']}"
        for f in said(request)
    ]
    send(handler, completion(json.dumps({"tips": tips})))


def invented(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    tips = [f"It shows in {f['facts']['place']}, a full 873 units too far. {f['question']}" for f in said(request)]
    send(handler, completion(json.dumps({"tips": tips})))


def three(handler: BaseHTTPRequestHandler, request: dict[str, Any]) -> None:
    send(handler, completion(json.dumps({"tips": [said(request)[0]["question"]] * 3})))


def junk(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    send(handler, completion("Sure! Here are your tips: {'tips': [oops"))


def not_json(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    send(handler, b"<html>busy</html>")


def broken(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    send(handler, json.dumps({"error": {"message": f"no luck with {KEY}"}}).encode(), 500)


def late(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    handler.server.gone.wait(30.0)  # type: ignore[attr-defined]


def huge(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    send(handler, completion("x" * 10_000_000))


def refusal(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    send(handler, completion(None, refusal="I cannot help with that."))


def cut(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.close_connection = True


def drip(handler: BaseHTTPRequestHandler, _request: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    while not handler.server.gone.wait(0.05):  # type: ignore[attr-defined]
        handler.wfile.write(b" ")
        handler.wfile.flush()


@contextmanager
def server(behave: Behaviour) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    requests: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            requests.append(request)
            try:
                behave(self, request)
            except OSError:
                self.close_connection = True

        def log_message(self, *_args: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    http.block_on_close = False
    http.gone = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}/v1", requests
    finally:
        http.gone.set()  # type: ignore[attr-defined]
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def fresh_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "BREAKER", Breaker())
    monkeypatch.setattr(llm.phrase, "__kwdefaults__", {"breaker": llm.BREAKER})


def settings(url: str, **more: Any) -> LanguageSettings:
    return LanguageSettings(**{"base_url": url, "model": "stub", "api_key": KEY, "timeout": 20.0, **more})


def test_a_good_answer_is_used(rivalled: Evidence) -> None:
    with server(good) as (url, requests):
        advice = advise(rivalled, language=settings(url))
    assert [tip.source for tip in advice.tips] == ["llm", "llm"], advice.note
    assert advice.note is None
    assert len(requests) == 1
    request = requests[0]
    assert request["temperature"] == 0.2
    assert request["response_format"]["json_schema"]["schema"]["properties"]["tips"]["maxItems"] == 2
    assert isinstance(request["messages"][1]["content"], str)
    assert "image" not in json.dumps(request)


@pytest.mark.parametrize("behave", [junk, not_json, three, invented, broken, huge, refusal, cut])
def test_a_bad_answer_ends_in_two_good_tips(
    behave: Behaviour, rivalled: Evidence, caplog: pytest.LogCaptureFixture
) -> None:
    plain = advise(rivalled)
    with server(behave) as (url, requests):
        advice = advise(rivalled, language=settings(url))
    assert advice.tips == plain.tips
    assert {tip.source for tip in advice.tips} == {"rules"}
    assert advice.note is not None
    assert "rules' own words" in advice.note
    assert KEY not in advice.note + caplog.text + repr(advice)
    assert len(requests) == 2


@pytest.mark.parametrize("behave", [late, drip])
def test_a_late_answer_is_not_waited_for(behave: Behaviour, rivalled: Evidence) -> None:
    with server(behave) as (url, _):
        start = time.monotonic()
        advice = advise(rivalled, language=settings(url, timeout=0.8))
        took = time.monotonic() - start
    assert [tip.source for tip in advice.tips] == ["rules", "rules"]
    assert advice.note is not None
    assert "in time" in advice.note
    assert took < 20.0, "a 30 s answer was waited for"


def test_the_deadline_that_ships_is_kept(rivalled: Evidence) -> None:
    with server(late) as (url, requests):
        start = time.monotonic()
        advice = advise(rivalled, language=LanguageSettings(base_url=url, model="stub", api_key=KEY))
        took = time.monotonic() - start
    assert LanguageSettings().timeout == 8.0
    assert len(requests) == 1
    assert [tip.source for tip in advice.tips] == ["rules", "rules"]
    assert advice.note is not None
    assert "in time" in advice.note
    assert took < 25.0, "a 30 s answer was waited for"


def test_a_server_that_keeps_failing_is_left_alone(rivalled: Evidence) -> None:
    with server(broken) as (url, requests):
        for _ in range(4):
            advice = advise(rivalled, language=settings(url))
    assert len(requests) == 2 * llm.FAILURES
    assert advice.note is not None
    assert "left alone" in advice.note
    assert len(advice.tips) == 2


def test_the_breaker_closes_again() -> None:
    now = [0.0]
    breaker = Breaker(clock=lambda: now[0])
    for _ in range(llm.FAILURES):
        breaker.record("s", good=False)
    assert breaker.open("s")
    assert not breaker.open("other")
    now[0] = llm.PAUSE + 1.0
    assert not breaker.open("s")


def test_the_picture_is_sent_only_on_request(rivalled: Evidence) -> None:
    with server(good) as (url, requests):
        advise(rivalled, language=settings(url, send_picture=True))
    parts = requests[0]["messages"][1]["content"]
    assert [part["type"] for part in parts] == ["text", "image_url"]


def test_nothing_listens(rivalled: Evidence) -> None:
    advice = advise(rivalled, language=settings("http://127.0.0.1:9/v1"))
    assert [tip.source for tip in advice.tips] == ["rules", "rules"]
    assert advice.note is not None
    assert KEY not in advice.note


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)], ids=["ten", "fifty"])
def test_fifty_injections_change_no_byte_of_what_is_sent(step: int, sample_bytes: bytes) -> None:
    from tests.unit.advice.hostile import ATTEMPTS, with_words

    small = cv2.resize(cv2.imdecode(np.frombuffer(sample_bytes, np.uint8), cv2.IMREAD_COLOR), (480, 360))
    jpeg = cv2.imencode(".jpg", small)[1].tobytes()
    with server(good) as (url, requests):
        chosen = Settings(llm=settings(url))
        reports = [
            analyze(with_words(jpeg, words) if words else jpeg, name=f"{words}.jpg", settings=chosen)
            for words in ("", *ATTEMPTS[::step])
        ]
    assert len(requests) == len(reports) == 1 + 50 // step
    assert len({json.dumps(request) for request in requests}) == 1
    assert len({tuple(tip.text for tip in report.tips) for report in reports}) == 1
    assert {tip.source for report in reports for tip in report.tips} == {"llm"}
    assert not any(words in json.dumps(requests[0]) for words in ATTEMPTS)
