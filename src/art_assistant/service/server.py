"""uvicorn, run so that slow clients are cut off and a stop is graceful and ends with status 0."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from art_assistant import log
from art_assistant.settings import Settings

HEAD_SECONDS: Final = 10.0
"""A connection that has not sent the head of its first request by then is closed."""

FACTORY: Final = "art_assistant.service.app:create_app"


class GuardedProtocol(H11Protocol):
    """HTTP/1.1 that does not wait for ever for a request's head."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock of a new connection."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._close_if_no_request)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._head_timer.cancel()
        super().connection_lost(exc)

    def _close_if_no_request(self) -> None:
        if self.cycle is None and not self.transport.is_closing():
            self.transport.close()


class GracefulServer(uvicorn.Server):
    """A server whose end by SIGTERM or SIGINT is a success: what runs is finished first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle the signals and, unlike the base class, do not raise them again at the end."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        names = (signal.SIGINT, signal.SIGTERM)
        before = {name: signal.signal(name, self.handle_exit) for name in names}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)


def config_of(settings: Settings, **changes: Any) -> uvicorn.Config:
    """Return uvicorn's configuration for these settings."""
    service = settings.service
    options: dict[str, Any] = {
        "factory": True,
        "host": service.host,
        "port": service.port,
        "workers": service.workers,
        "http": GuardedProtocol,
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": 5,
        "timeout_graceful_shutdown": int(service.graceful_stop),
        "backlog": 1024,
    }
    return uvicorn.Config(FACTORY, **(options | changes))


def run(settings: Settings) -> int:
    """Serve until told to stop; return the exit status."""
    log.configure(level=settings.log.level, form="json", stream=sys.stdout)
    config = config_of(settings)
    if settings.service.workers > 1:
        from uvicorn.supervisors import Multiprocess  # noqa: PLC0415 - only with several workers

        Multiprocess(config, target=GracefulServer(config).run, sockets=[config.bind_socket()]).run()
        return 0
    server = GracefulServer(config)
    server.run()
    return 0 if server.started else 1
