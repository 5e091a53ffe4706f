"""The outermost layer: request ids, security headers, logs and metrics, and the last fence for our own faults."""

from __future__ import annotations

import re
import time
import uuid
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from art_assistant import log
from art_assistant.service.front.metrics import Metrics, route_of
from art_assistant.service.front.problems import ProblemError

REQUEST_ID: Final = "x-request-id"
SECURITY_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
GONE: Final = 499
"""What is logged for a client that left before it was answered."""

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
LOGGER = log.get_logger(__name__)


class Envelope:
    """Wraps everything else: pure ASGI, so that nothing of an unexpected error ever leaves."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request = _Request(self._metrics, given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex, send)
        log.bind_request(request.id)
        try:
            await request.answered_by(self._app, scope, receive)
        finally:
            log.clear_request()


class _Request:
    """One request on its way through the gate."""

    def __init__(self, metrics: Metrics, request_id: str, send: Send) -> None:
        self.id = request_id
        self._metrics, self._send = metrics, send
        self._status: int | None = None

    async def answered_by(self, app: ASGIApp, scope: Scope, receive: Receive) -> None:
        """Let the application answer, and answer for it where it fails."""
        route, start = route_of(scope["path"]), time.perf_counter()
        self._metrics.in_progress.inc()
        try:
            await app(scope, receive, self.send)
        except Exception:
            LOGGER.exception("request failed", route=route)
            if self._status is None:
                await ProblemError.internal().response()(scope, receive, self.send)
        finally:
            self._note(route, time.perf_counter() - start)

    def _note(self, route: str, seconds: float) -> None:
        code = self._status or GONE
        self._metrics.in_progress.dec()
        self._metrics.requests.labels(route, str(code)).inc()
        self._metrics.duration.labels(route).observe(seconds)
        LOGGER.info("request done", route=route, code=code, ms=round(seconds * 1e3, 1))

    async def send(self, message: Message) -> None:
        """Pass on one message, with the headers that every answer carries."""
        if message["type"] == "http.response.start":
            self._status = int(message["status"])
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self.id
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)
