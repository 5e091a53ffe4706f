"""A service whose engines do what the picture's bytes say: ``front`` serves, ``engine`` is one of its engines."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from art_assistant.service.engines import wire as channel

STUCK, SLOW, DIE, FAULT = b"stuck", b"slow", b"die", b"fault"
RESULTS: dict[str, dict[str, Any]] = {
    "search": {"results": [], "close_match": False},
    "search_text": {"results": [], "close_match": None},
    "analyze": {"picture": {"name": "upload"}, "timings": {"decode": 1.0, "nobody-knows": 1.0}},
    "artwork": {"id": "work-1"},
    "warm": {},
}


def engine() -> None:
    """Answer messages."""
    sink = os.fdopen(os.dup(1), "wb")
    channel.write(sink, {"ready": True})
    while (message := channel.read(sys.stdin.buffer)) is not None:
        head, body = message
        if STUCK in body:
            time.sleep(60.0)
        if SLOW in body:
            time.sleep(0.5)
        if DIE in body:
            os._exit(9)
        answer: dict[str, Any] = {"result": RESULTS[head["op"]], "pictures": [], "ms": 1.0}
        if FAULT in body:
            answer = {
                "error": {"code": "internal", "message": "KeyError: '/secret/path'"},
                "fault": "Traceback: KeyError",
                "pictures": [],
                "ms": 1.0,
            }
        channel.write(sink, answer)


def front() -> int:
    """Serve with such engines."""
    from art_assistant.service import server
    from art_assistant.service.front.app import create_app
    from art_assistant.settings import Settings

    settings = Settings.load()
    server.configure_log(settings)
    bound = server.listen("127.0.0.1", 0)
    server.LOGGER.info("listening", port=bound.getsockname()[1])
    return server.serve(create_app(settings, engine=(sys.executable, __file__, "engine")), bound, settings)


if __name__ == "__main__":
    raise SystemExit(front() if sys.argv[1] == "front" else engine())
