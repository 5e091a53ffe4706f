"""uvicorn, run so that slow clients are cut off and a stop is graceful and ends with status 0."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from art_assistant import log
from art_assistant.base import processes
from art_assistant.errors import UsageError
from art_assistant.service.admission.envelope import SECURITY_HEADERS
from art_assistant.service.engines import workers
from art_assistant.service.front.app import create_app
from art_assistant.service.front.problems import MEDIA_TYPE, ProblemError
from art_assistant.settings import Settings

HEAD_SECONDS: Final = 10.0
"""A request's head that has not come by then is not waited for any longer."""

READ_SECONDS: Final = 30.0
"""A client that takes nothing of its answer for so long is cut off."""

KEEP_ALIVE_SECONDS: Final = 5
BACKLOG: Final = 1024
LOGGER = log.get_logger(__name__)


class GuardedProtocol(H11Protocol):
    """HTTP/1.1 that waits neither for a slow head nor for a slow reader."""

    _head_timer: asyncio.TimerHandle | None = None
    _read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock of the first head."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Start the clock with the first byte of a head, and stop it with the last."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_head_timer()
        elif self._head_timer is None:
            self._await_head()

    def pause_writing(self) -> None:
        """Start the clock of a reader: what was sent is not taken."""
        super().pause_writing()
        self._read_timer = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Stop the clock of a reader."""
        super().resume_writing()
        self._stop_read_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks."""
        self._stop_head_timer()
        self._stop_read_timer()
        super().connection_lost(exc)

    def send_400_response(self, _msg: str) -> None:
        """Answer what is not HTTP as everything else is answered."""
        problem = ProblemError("bad_request", "That is not HTTP.").as_dict()
        body = json.dumps(problem).encode()
        fixed = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), "connection": "close"}
        headers = [(name.encode(), value.encode()) for name, value in (fixed | SECURITY_HEADERS).items()]
        with contextlib.suppress(h11.LocalProtocolError):
            for event in (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_read_timer(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None


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
            if self.should_exit:
                # Told again while the process ends, it would die of what it has just obeyed and report a failure.
                before[signal.SIGTERM] = signal.SIG_IGN
            for name, handler in before.items():
                signal.signal(name, handler)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what runs."""
        LOGGER.info("stopping", running=len(self.server_state.tasks))
        await super().shutdown(sockets)
        LOGGER.info("stopped")


def config_of(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Return uvicorn's configuration for these settings."""
    options: dict[str, Any] = {
        "http": GuardedProtocol,
        "ws": "none",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": KEEP_ALIVE_SECONDS,
        "timeout_graceful_shutdown": int(settings.service.graceful_stop),
    }
    return uvicorn.Config(app, **options)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any that is free.

    Raises:
        UsageError: the address cannot be listened on.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        bound = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "that is no address"
        raise UsageError(f"Cannot listen on {host}, port {port}: {why}.") from error
    # Connections inherit it. The event loop would set it only where the socket names its protocol, which this one does
    # not; without it every answer waits 40 ms for the client's delayed acknowledgement.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    bound.setblocking(False)  # noqa: FBT003 - the name says what it means
    return bound


def serve(app: ASGIApp, bound: socket.socket, settings: Settings) -> int:
    """Serve on a socket until told to stop; return the exit status."""
    server = GracefulServer(config_of(app, settings))
    server.run(sockets=[bound])
    return 0 if server.started else 1


def run(settings: Settings, beside: Callable[[], AbstractContextManager[None]] = nullcontext) -> int:
    """Serve until told to stop; return the exit status.

    Args:
        settings: all of them.
        beside: what goes on for as long as it serves, such as the following of a store; begun once the log is.

    """
    configure_log(settings)
    # Also where workers will make their own: what is wrong with the settings is said before anybody can connect.
    app = create_app(settings)
    bound = listen(settings.service.host, settings.service.port)
    host, port = bound.getsockname()[:2]
    LOGGER.info("listening", host=host, port=port, workers=settings.service.workers, pid=os.getpid())
    with beside():
        if settings.service.workers > 1:
            return workers.supervise(bound, settings)
        return serve(app, bound, settings)


def configure_log(settings: Settings) -> None:
    """Send events to stdout as JSON lines, and what the libraries have to say among them."""
    log.configure(level=settings.service.log_level, form="json", stream=sys.stdout)
    # Without a handler the interpreter would print it as it is, with words of whoever sent the request.
    logging.getLogger().handlers = [_Forwarded(logging.WARNING)]


class _Forwarded(logging.Handler):
    """What libraries log, as events of ours; without tracebacks, which the gate logs itself."""

    def emit(self, record: logging.LogRecord) -> None:
        LOGGER.warning("server", detail=record.getMessage())


def main() -> int:
    """Serve as one of several workers, on the socket that the supervisor handed down."""
    processes.leave_no_core()
    settings = Settings.received()
    configure_log(settings)
    return serve(create_app(settings), socket.socket(fileno=int(sys.argv[1])), settings)


if __name__ == "__main__":
    raise SystemExit(main())
