"""The outermost layer: request ids, sizes and speeds of bodies, security headers, logs and metrics.

Pure ASGI, so that a body is counted while it streams and nothing of an unexpected error ever leaves.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from art_assistant import log
from art_assistant.service.metrics import Metrics
from art_assistant.service.problems import INTERNAL_MESSAGE, ProblemError

REQUEST_ID: Final = "x-request-id"
SECURITY_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
LOGGER = log.get_logger(__name__)


class Gate:
    """Wraps the application.

    Args:
        app: what answers.
        metrics: where to count.
        max_body: most bytes of one request's body.
        body_seconds: most seconds in which a body may arrive.

    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics, max_body: int, body_seconds: float) -> None:
        self.app, self.metrics, self.max_body, self.body_seconds = app, metrics, max_body, body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = _Request(self, scope, receive, send)
        log.bind_request(request.id)
        try:
            await request.answer()
        finally:
            log.clear_request()


class _Request:
    """One request on its way through the gate."""

    def __init__(self, gate: Gate, scope: Scope, receive: Receive, send: Send) -> None:
        self.gate, self.scope, self._receive, self._send = gate, scope, receive, send
        given = Headers(scope=scope).get(REQUEST_ID, "")
        self.id = given if _SAFE_ID.fullmatch(given) else uuid.uuid4().hex
        self.status: int | None = None
        self.taken = 0
        self.deadline = asyncio.get_running_loop().time() + gate.body_seconds

    async def answer(self) -> None:
        """Let the application answer, and answer for it where it cannot."""
        metrics, route = self.gate.metrics, self.gate.metrics.route(self.scope["path"])
        start = time.perf_counter()
        metrics.in_progress.inc()
        try:
            self._check_claimed_length()
            await self.gate.app(self.scope, self.receive, self.send)
        except ProblemError as problem:
            await self._answer_problem(problem)
        except Exception:
            LOGGER.exception("request failed", route=route)
            await self._answer_problem(ProblemError("internal", INTERNAL_MESSAGE))
        finally:
            seconds = time.perf_counter() - start
            code = self.status or 499
            metrics.in_progress.dec()
            metrics.requests.labels(route, str(code)).inc()
            metrics.duration.labels(route).observe(seconds)
            LOGGER.info("request done", route=route, code=code, ms=round(seconds * 1e3, 1), bytes_in=self.taken)

    async def receive(self) -> Message:
        """Return the next piece of the body, counted and timed."""
        try:
            async with asyncio.timeout_at(self.deadline if self.status is None else None):
                message = await self._receive()
        except TimeoutError as error:
            self.gate.metrics.rejected("slow")
            raise ProblemError("too_slow", "The body came too slowly; send it again on a better line.") from error
        if message["type"] == "http.request":
            self.taken += len(message.get("body", b""))
            if self.taken > self.gate.max_body:
                raise self._too_large()
            if not message.get("more_body", False):
                self.deadline = float("inf")
        return message

    async def send(self, message: Message) -> None:
        """Pass on one message, with the headers that every answer carries."""
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self.id
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)

    def _check_claimed_length(self) -> None:
        claimed = Headers(scope=self.scope).get("content-length", "0")
        if claimed.isdigit() and int(claimed) > self.gate.max_body:
            raise self._too_large()

    def _too_large(self) -> ProblemError:
        self.gate.metrics.rejected("size")
        limit = self.gate.max_body / 1e6
        return ProblemError("file_too_large", f"A request may hold {limit:g} MB; send a smaller picture.")

    async def _answer_problem(self, problem: ProblemError) -> None:
        if self.status is not None:
            return
        response = problem.response()
        # What is left of the body is not read: closing is cheaper than listening to the end.
        response.headers["connection"] = "close"
        await response(self.scope, self._receive, self.send)
