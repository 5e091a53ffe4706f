from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
import structlog

from art_assistant import log


@pytest.fixture(autouse=True)
def _fresh_logging() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def events(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_json_lines_carry_level_time_and_request_id() -> None:
    stream = io.StringIO()
    log.configure(level="info", form="json", stream=stream)
    log.bind_request("r-1")
    log.get_logger("test").info("request done", route="/search")
    log.get_logger("test").debug("hidden")
    log.clear_request()
    log.get_logger("test").info("later")
    first, second = events(stream)
    assert (first["event"], first["level"], first["request_id"], first["route"]) == (
        "request done",
        "info",
        "r-1",
        "/search",
    )
    assert "request_id" not in second


def test_a_line_and_its_break_are_one_write_so_that_workers_lines_never_run_together() -> None:
    class Pipe(io.StringIO):
        def __init__(self) -> None:
            super().__init__()
            self.writes: list[str] = []

        def write(self, text: str) -> int:
            self.writes.append(text)
            return super().write(text)

    pipe = Pipe()
    log.configure(level="info", form="json", stream=pipe)
    log.get_logger("test").info("one")
    log.get_logger("test").info("two")
    assert [json.loads(text)["event"] for text in pipe.writes] == ["one", "two"]
    assert all(text.endswith("\n") for text in pipe.writes)


@pytest.mark.parametrize(
    "fields",
    [
        {"api_key": "canary"},
        {"nested": {"Authorization": "canary"}},
        {"items": [{"password": "canary"}]},
        {"text": "Authorization: Bearer canary-canary"},
        {"url": "redis://user:canary@host/0"},
        {"query": "x=1&token=canary"},
        {"key": "sk-canary-canary"},
    ],
)
def test_secrets_never_reach_the_log(fields: dict[str, object]) -> None:
    stream = io.StringIO()
    log.configure(level="info", form="json", stream=stream)
    log.get_logger("test").info("event", **fields)
    assert "canary" not in stream.getvalue()
    assert log.REDACTED in stream.getvalue()


def test_tracebacks_are_redacted_too() -> None:
    stream = io.StringIO()
    log.configure(level="info", form="json", stream=stream)
    try:
        raise ValueError("password=canary")
    except ValueError:
        log.get_logger("test").exception("failed")
    assert "canary" not in stream.getvalue()


def test_a_library_user_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    log.get_logger("test").warning("quiet")
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


@pytest.mark.parametrize("form", ["json", "text"])
def test_whatever_is_logged_is_a_line(form: str) -> None:
    class Odd:
        def __repr__(self) -> str:
            raise RuntimeError

    stream = io.StringIO()
    log.configure(level="info", form=form, stream=stream)
    cyclic: list[object] = []
    cyclic.append(cyclic)
    values = [Odd(), cyclic, {("a", 1): 2}, {None: 1}, {b"k": b"\xff"}, {1, "a"}, ValueError("x"), object, log]
    for value in values:
        log.get_logger("test").info("event", value=value)
    assert len(stream.getvalue().splitlines()) == len(values)


def test_the_structlog_of_the_program_around_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()
    log.get_logger("test").info("ours")
    log.configure(level="debug", form="json", stream=io.StringIO())
    log.get_logger("test").info("ours")
    assert not structlog.is_configured()
    structlog.get_logger().info("theirs")
    assert "theirs" in capsys.readouterr().out


def test_a_stream_that_was_closed_costs_only_the_line() -> None:
    stream = io.StringIO()
    log.configure(level="info", form="json", stream=stream)
    stream.close()
    log.get_logger("test").info("lost")


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_nothing_below_the_level_is_written(level: str) -> None:
    names = ["debug", "info", "warning", "error"]
    stream = io.StringIO()
    log.configure(level=level, form="json", stream=stream)
    for name in names:
        getattr(log.get_logger("test"), name)("event")
    assert [event["level"] for event in events(stream)] == names[names.index(level) :]
