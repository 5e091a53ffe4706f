"""The studio as one ASGI application: Streamlit's page, our routes, and what guards both."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
import secrets
from collections.abc import AsyncIterator, MutableMapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from art_assistant.base.hosts import host_of, is_here
from art_assistant.studio.house import COOKIE, VISITS, Base
from art_assistant.studio.serving.routes import routes

_INLINE: Final = re.compile(r"<script(?: [^>]*)?>(.+?)</script>", re.DOTALL)


def _inline_scripts() -> str:
    """Return the hashes of the scripts that stand in Streamlit's own page, so that these and no others may run."""
    page = (files("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    digests = (hashlib.sha256(text.encode()).digest() for text in _INLINE.findall(page))
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


CSP: Final = (
    f"default-src 'self'; script-src 'self' {_inline_scripts()} blob: 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self' data: blob:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "geolocation=(), microphone=(), camera=(self)",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent")
SWEEP_SECONDS: Final = 60.0


class Guard:
    """Answers only who calls this machine by its name, marks each browser, and sends the headers that protect it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif refused := _refusal(scope):
            await _refuse(scope, receive, send, refused)
        else:
            await self._pass_on(scope, receive, _marking(scope, send))

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        except RuntimeError as error:
            # Streamlit speaks once more to a tab that has just been closed; nobody need read of it.
            if scope["type"] != "websocket" or "close message" not in str(error):
                raise


def _refusal(scope: Scope) -> str | None:
    headers, host = Headers(scope=scope), Base.settings.studio.host
    if scope["path"].startswith(CLOSED):
        return "Not here."
    if is_here(host.strip("[]")) and not is_here(host_of(headers.get("host", ""))):
        return "This studio answers only to the machine it runs on."
    origin = headers.get("origin")
    if origin is not None and origin.partition("://")[2] != headers.get("host"):
        return "This page belongs to another site."
    return None


async def _refuse(scope: Scope, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(why, status_code=403, headers=HEADERS)(scope, receive, send)


def _marking(scope: Scope, send: Send) -> Send:
    known = COOKIE in cookie_parser(Headers(scope=scope).get("cookie", ""))

    async def marked(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers.update(HEADERS)
            if not known and headers.get("content-type", "").startswith("text/html"):
                headers.append("set-cookie", _cookie(scope))
        await send(message)

    return marked


def _cookie(scope: Scope) -> str:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{COOKIE}={secrets.token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Lax{secure}"


@contextlib.asynccontextmanager
async def _sweeping(_app: object) -> AsyncIterator[None]:
    """Forget who has gone, as long as the studio runs."""

    async def sweep() -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            VISITS.sweep()

    sweeper = asyncio.create_task(sweep())
    yield
    sweeper.cancel()


def create_app() -> st.App:
    """Return the application."""
    script = Path(__file__).parents[1] / "script.py"
    return st.App(script, routes=routes(), middleware=[Middleware(Guard)], lifespan=_sweeping)
