"""The client: what it sends again, and what it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from art_assistant.client import Client, Found, ServiceError

FOUND = {"results": [{"id": "a"}], "close_match": True, "cache_hit": False}
BUSY = httpx.Response(503, json={"code": "busy", "detail": "Busy."}, headers={"retry-after": "7"})


class Line:
    """A network of the test's own: answers in turn, and remembers what was sent."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []
        self.pauses: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.read())
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self) -> Client:
        return Client("http://service", transport=httpx.MockTransport(self), sleep=self.pauses.append)


def test_a_busy_service_is_asked_again_with_the_whole_body_after_the_time_it_named() -> None:
    line = Line(BUSY, httpx.Response(429, json={"code": "too_many_requests", "detail": "x"}), _found())
    with line.client() as client:
        assert client.search(b"the whole picture") == Found([{"id": "a"}], close_match=True, cache_hit=False)
    assert line.pauses == [7.0, 1.0]
    assert len(line.bodies) == 3
    assert all(b"the whole picture" in body for body in line.bodies)


@pytest.mark.parametrize("status", [400, 413, 415, 422, 500, 504])
def test_other_problems_are_final(status: int) -> None:
    problem = httpx.Response(status, json={"code": "some_code", "detail": "Why."}, headers={"x-request-id": "r1"})
    line = Line(problem)
    with line.client() as client, pytest.raises(ServiceError, match=r"Why\.") as caught:
        client.analyze(b"x")
    assert (caught.value.status, caught.value.code, caught.value.request_id) == (status, "some_code", "r1")
    assert line.pauses == []


@pytest.mark.parametrize(
    ("error", "ask", "sent"),
    [
        (httpx.ConnectError("refused"), lambda c: c.search(b"x"), 3),
        (httpx.ReadTimeout("slow"), lambda c: c.search(b"x"), 1),
        (httpx.ReadTimeout("slow"), lambda c: c.health(), 3),
    ],
)
def test_a_picture_that_may_have_arrived_is_not_sent_again(
    error: Exception, ask: Callable[[Client], object], sent: int
) -> None:
    line = Line(error, error, error)
    with line.client() as client, pytest.raises(ServiceError) as caught:
        ask(client)
    assert caught.value.code == "unreachable"
    assert len(line.bodies) == sent


def test_it_gives_up_in_the_end() -> None:
    line = Line(BUSY, BUSY, BUSY)
    with line.client() as client, pytest.raises(ServiceError) as caught:
        client.search(b"x")
    assert (caught.value.status, len(line.bodies)) == (503, 3)


def test_an_answer_that_is_no_problem_document_is_still_an_error() -> None:
    with Line(httpx.Response(502, text="<html>")).client() as client, pytest.raises(ServiceError) as caught:
        client.health()
    assert caught.value.status == 502


def test_a_path_is_read_and_named(tmp_path: Path) -> None:
    (tmp_path / "one.jpg").write_bytes(b"bytes of one")
    line = Line(_found())
    with line.client() as client:
        client.search(tmp_path / "one.jpg", topk=3, weights=None)
    assert b"bytes of one" in line.bodies[0]
    assert b'filename="one.jpg"' in line.bodies[0]


def _found() -> httpx.Response:
    return httpx.Response(200, json=FOUND)
