"""A server on this machine that speaks the museums' documented answers, and misbehaves where it is told to."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.museum.records import aic_page, aic_record, cleveland_record, met_object, painting

Trouble = Callable[["Handler"], bool]
"""Answers a request in the museum's place, and says whether it did."""

GUARD_PAGE = b"<html><head><META NAME='robots' CONTENT='noindex,nofollow'></head><iframe src='/_Incapsula_Resource'>"


class Museum:
    """What the museum holds, what it was asked, and what it does wrong.

    Attributes:
        numbers: its works, in the order of its search.
        asked: path and query of every request, in order.
        changes: fields of single works that differ from the documented example, by number.
        trouble: what is done before a request is answered, by the beginning of its path.
        on_request: called with the number of each request, from 1.
    """

    def __init__(self, works: int) -> None:
        self.numbers: list[Any] = list(range(1, works + 1))
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.agents_of_chicago: set[str] = set()
        self.conditional: list[str] = []
        self.changes: dict[int, dict[str, Any]] = {}
        self.trouble: dict[str, Trouble] = {}
        self.on_request: Callable[[int], None] = lambda _number: None
        self.marks = True
        self.version = 0
        self.here = ""
        self.lock = threading.Lock()

    def record(self, kind: str, number: int) -> dict[str, Any]:
        made: Callable[..., dict[str, Any]] = {"met": met_object, "cleveland": cleveland_record}.get(kind, _aic)
        return made(number, self.here) | self.changes.get(number, {})

    def count(self, start: str) -> int:
        return sum(path.startswith(start) for path in self.asked)


def _aic(number: int, _here: str) -> dict[str, Any]:
    return aic_record(number)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    museum: Museum

    def do_GET(self) -> None:
        museum = self.museum
        with museum.lock:
            museum.asked.append(self.path)
            museum.agents.add(self.headers.get("user-agent", ""))
            museum.agents_of_chicago.add(self.headers.get("aic-user-agent", ""))
            number = len(museum.asked)
        museum.on_request(number)
        path = unquote(urlsplit(self.path).path)
        for start, trouble in museum.trouble.items():
            if path.startswith(start) and trouble(self):
                return
        with contextlib.suppress(OSError):
            self.answer_as_documented(path)

    def answer_as_documented(self, path: str) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if path == "/search":
            numbers = self._between(asked, "dateBegin", "dateEnd", "met")
            self.json({"total": len(numbers), "objectIDs": numbers or None})
        elif path.startswith("/objects/"):
            self._object(path.removeprefix("/objects/"))
        elif path == "/artworks/search":
            self._aic(json.loads(asked["params"]))
        elif path == "/artworks/":
            self._cleveland(asked)
        elif path.startswith(("/pictures/", "/iiif/2/")):
            self.picture(painting(int(hashlib.sha256(path.encode()).hexdigest()[:6], 16) + self.museum.version))
        else:
            self.body(404, b'{"message":"Not found"}', "application/json")

    def _object(self, name: str) -> None:
        if name.isdecimal() and int(name) in self.museum.numbers:
            self.json(self.museum.record("met", int(name)))
        else:
            self.body(404, b'{"message":"ObjectID not found"}', "application/json")

    def _between(self, asked: dict[str, str], low: str, high: str, kind: str) -> list[Any]:
        if low not in asked:
            return self.museum.numbers
        field = {"met": "objectBeginDate", "cleveland": "creation_date_earliest"}[kind]
        first, last = int(asked[low]), int(asked[high])
        return [n for n in self.museum.numbers if first <= (self.museum.record(kind, n)[field] or 0) <= last]

    def _aic(self, asked: dict[str, Any]) -> None:
        assert asked["limit"] <= 100, "the documented limit"
        assert asked["limit"] * asked["page"] <= 10_000, "the documented depth"
        records = [self.museum.record("aic", number) for number in self.museum.numbers]
        for wanted in asked["query"]["bool"]["filter"]:
            if "term" in wanted:
                records = [record for record in records if record["is_public_domain"]]
            if "range" in wanted:
                span = wanted["range"]["date_start"]
                records = [r for r in records if span["gte"] <= (r["date_start"] or 0) <= span["lte"]]
        page, limit = asked["page"], asked["limit"]
        part = records[(page - 1) * limit : page * limit]
        assert all(set(asked["fields"]) <= set(record) for record in part)
        self.json(aic_page(part, len(records), page, limit, self.museum.here))

    def _cleveland(self, asked: dict[str, str]) -> None:
        numbers = self._between(asked, "created_after", "created_before", "cleveland")
        skip, limit = int(asked["skip"]), int(asked["limit"])
        records = [self.museum.record("cleveland", number) for number in numbers]
        if asked.get("cc0") == "1":
            records = [record for record in records if record["share_license_status"] == "CC0"]
        self.json({"info": {"total": len(records), "parameters": asked}, "data": records[skip : skip + limit]})

    def json(self, value: Any) -> None:
        self.body(200, json.dumps(value).encode(), "application/json")

    def picture(self, data: bytes) -> None:
        self.body(200, data, "image/jpeg")

    def body(self, status: int, data: bytes, kind: str, *headers: tuple[str, str]) -> None:
        mark = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if status == 200 and self.museum.marks and self.headers.get("if-none-match") == mark:
            self.museum.conditional.append(self.path)
            self.reply(304, b"", ("etag", mark))
            return
        marks = [("etag", mark)] if status == 200 and self.museum.marks else []
        self.reply(status, data, ("content-type", kind), *marks, *headers)

    def reply(self, status: int, data: bytes, *headers: tuple[str, str], length: int | None = None) -> None:
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        if status != 304:
            self.send_header("content-length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that go away, which is what some of them are here for."""


@contextlib.contextmanager
def serving(museum: Museum) -> Iterator[Museum]:
    handler = type("Serving", (Handler,), {"museum": museum})
    with Server(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        museum.here = f"http://127.0.0.1:{server.server_port}"
        try:
            yield museum
        finally:
            server.shutdown()
            thread.join()


def times(count: int, trouble: Callable[[Handler], None], *, each: bool = False) -> Trouble:
    """Do this to the first requests, or to the first of each path; then the museum is itself again."""
    seen: Counter[str] = Counter()

    def answered(handler: Handler) -> bool:
        with handler.museum.lock:
            key = handler.path if each else ""
            seen[key] += 1
            ill = seen[key] <= count
        if ill:
            with contextlib.suppress(OSError):
                trouble(handler)
        return ill

    return answered


def always(trouble: Callable[[Handler], None]) -> Trouble:
    return times(10**9, trouble)


def status(code: int, *headers: tuple[str, str]) -> Callable[[Handler], None]:
    return lambda handler: handler.reply(code, GUARD_PAGE, ("content-type", "text/html"), *headers)


def page_of_a_guard(handler: Handler) -> None:
    handler.reply(200, GUARD_PAGE, ("content-type", "text/html"))


def cut_short(handler: Handler) -> None:
    data = painting(7)
    handler.reply(200, data[: len(data) // 2], ("content-type", "image/jpeg"))


def wrong_length(handler: Handler) -> None:
    handler.close_connection = True
    handler.reply(200, painting(7), ("content-type", "image/jpeg"), length=10**6)


def dropped(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


def dripping(handler: Handler) -> None:
    """Begin, and keep silent for longer than anybody's patience."""
    handler.close_connection = True
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(painting(7)[:10])
    handler.wfile.flush()
    time.sleep(0.6)


def sent_to(address: str) -> Callable[[Handler], None]:
    return lambda handler: handler.reply(302, b"", ("location", address))
