"""What is let in: the rate of one client, and the size and the speed of one body, before anything is read into memory.

Pure ASGI: a request that is refused by its rate or by the length it claims is refused before its body is read.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from art_assistant import log
from art_assistant.base.hosts import host_of, is_address, is_here
from art_assistant.service.admission.clients import Clients
from art_assistant.service.front.metrics import Metrics
from art_assistant.service.front.problems import ProblemError
from art_assistant.settings import ServiceSettings

KINDS: Final = {
    "/analyze": "analyze",
    "/value-study": "analyze",
    "/compare": "analyze",
    "/outline": "analyze",
    "/search": "search",
    "/search/text": "search",
    "/search/batch": "batch",
}
"""Which rate a route counts against."""

SEVERAL: Final = {"/compare": 3}
"""How many pictures a route takes that is no batch."""

FILES: Final = "/files/"
ARTWORK: Final = "/artwork/"
ENVELOPE: Final = 64 * 1024
"""Bytes that the form around a picture may take."""

LINGER: Final = 1.0
"""Seconds for which the rest of a refused body is still taken, so that its sender gets to read the answer."""

LOGGER = log.get_logger(__name__)


def kind_of(method: str, path: str) -> str | None:
    """Return the rate that a request counts against, or None where it counts against none."""
    if method == "POST":
        return "analyze" if path.startswith(FILES) else KINDS.get(path)
    return "artwork" if path.startswith(ARTWORK) else None


class Intake:
    """Wraps the application that answers.

    Args:
        app: what answers.
        settings: sizes and speeds.
        clients: who asks how often.
        metrics: where to count.

    """

    def __init__(self, app: ASGIApp, settings: ServiceSettings, clients: Clients, metrics: Metrics) -> None:
        self._app, self._settings, self._clients, self._metrics = app, settings, clients, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, self._most(scope["path"]), self._settings.body_timeout, self._metrics)
        body.more = _has_body(scope)
        try:
            self._check_host(scope)
            body.check_claim(Headers(scope=scope).get("content-length", ""))
            await self._check_rate(scope)
        except ProblemError as problem:
            await _refuse(problem, scope, receive, send)
            return
        await self._app(scope, body.receive, _closing(send, body))

    def _most(self, path: str) -> int:
        batch = KINDS.get(path) == "batch"
        megabytes = self._settings.max_batch_mb if batch else self._settings.max_upload_mb
        return int(megabytes * 1e6) * SEVERAL.get(path, 1) + ENVELOPE

    def _check_host(self, scope: Scope) -> None:
        """Raise 400 where a service that only this machine can reach is asked under a name of the Internet.

        That is how a web page reads from a service at home: its own name, given the address of this machine
        (DNS rebinding; Jackson et al., "Protecting Browsers from DNS Rebinding Attacks", CCS 2007).
        """
        asked = Headers(scope=scope).get("host")
        if asked is None or self._settings.trusted_proxies or not is_here((scope.get("server") or ("",))[0]):
            return
        name = host_of(asked)
        # The Internet has no names without a dot.
        if "." in name and not (is_address(name) or is_here(name) or name == self._settings.host.lower()):
            raise ProblemError(
                "bad_request",
                "This service is asked as localhost or by an address; behind a proxy, name it in trusted_proxies.",
            )

    async def _check_rate(self, scope: Scope) -> None:
        kind = kind_of(scope["method"], scope["path"])
        if kind is None:
            return
        try:
            await self._clients.admit(kind, scope)
        except ProblemError:
            self._metrics.rejected("rate")
            LOGGER.info("limited", kind=kind)
            raise


class _Body:
    """One request's body, counted and timed while it arrives.

    Attributes:
        more: whether there is some of it that nobody has taken yet.

    """

    def __init__(self, receive: Receive, most: int, seconds: float, metrics: Metrics) -> None:
        self._receive, self._most, self._metrics = receive, most, metrics
        self._deadline: float | None = asyncio.get_running_loop().time() + seconds
        self._taken = 0
        self.more = False

    def check_claim(self, length: str) -> None:
        """Raise 413 for a length that is too large by its own claim."""
        if length.isdigit() and int(length) > self._most:
            raise self._too_large()

    async def receive(self) -> Message:
        """Return the next piece.

        Raises:
            ProblemError: 413 or 408.

        """
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError as error:
            self._metrics.rejected("slow")
            raise ProblemError("too_slow", "The body came too slowly; send it again on a better line.") from error
        if message["type"] == "http.request":
            self._taken += len(message.get("body", b""))
            if self._taken > self._most:
                raise self._too_large()
            self.more = message.get("more_body", False)
            if not self.more:
                self._deadline = None
        return message

    async def drain(self) -> None:
        """Take what still comes, for a moment and for nobody."""
        await _drain(self._receive)

    def _too_large(self) -> ProblemError:
        self._metrics.rejected("size")
        limit = (self._most - ENVELOPE) / 1e6
        return ProblemError("file_too_large", f"A request may hold {limit:g} MB; send a smaller picture.")


async def _refuse(problem: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    response = problem.response()
    await _last(response, scope, receive, send)


async def _last(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer on a connection that is closed afterwards; what is left of the body is not worth listening to."""
    response.headers["connection"] = "close"
    status, headers = response.status_code, response.raw_headers
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": bytes(response.body), "more_body": True})
    if _has_body(scope):
        await _drain(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


async def _drain(receive: Receive) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while True:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return


def _closing(send: Send, body: _Body) -> Send:
    """Return a ``send`` that lingers and closes where the answer comes before the body's end.

    Otherwise the rest would be taken for as long as it comes, and nobody would count or time it any more.
    """

    async def closing(message: Message) -> None:
        if not body.more:
            await send(message)
        elif message["type"] == "http.response.start":
            await send(dict(message) | {"headers": [*message.get("headers", ()), (b"connection", b"close")]})
        else:
            await send(dict(message) | {"more_body": True})
            await body.drain()
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return closing
