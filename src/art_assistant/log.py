"""Structured logs: one event a line on stderr or stdout, a request id on each, secrets never.

Nothing is written below the chosen level, and nothing at all until :func:`configure` is called. The chain of processors
is our own: a program that uses the library, and structlog as well, keeps its configuration.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING, Any, Final, TextIO

import structlog

from art_assistant.base.redaction import REDACTED, redact

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from structlog.types import Processor

__all__ = ["REDACTED", "bind_request", "clear_request", "configure", "get_logger", "redact"]


class _Out:
    """Where the lines go; a stream that was closed meanwhile costs the line and nothing else."""

    def __init__(self) -> None:
        self.stream: TextIO | None = None

    def write(self, line: str) -> None:
        # One write a line: several workers share the stream, and a break written apart lets their lines run together.
        with contextlib.suppress(OSError, ValueError):
            if self.stream is not None:
                self.stream.write(f"{line}\n")
                self.stream.flush()

    debug = info = warning = error = critical = write


def _nothing(_logger: Any, _method: str, _event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    raise structlog.DropEvent


_OUT: Final = _Out()
_CHAIN: Final[list[Processor]] = [_nothing]
"""Shared by all loggers, and changed in place: modules get theirs before anybody configures."""


def _from_level(level: int) -> Processor:
    names = logging.getLevelNamesMapping()

    def from_level(_logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if names.get(method.upper(), level) < level:
            raise structlog.DropEvent
        return event

    return from_level


def _redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    cleaned: MutableMapping[str, Any] = redact(dict(event))
    return cleaned


def configure(*, level: str = "warning", form: str = "text", stream: TextIO | None = None) -> None:
    """Send events of ``level`` and above to ``stream`` (stderr by default) as ``"text"`` or ``"json"`` lines."""
    renderer: Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    _OUT.stream = stream or sys.stderr
    _CHAIN[:] = [
        _from_level(logging.getLevelNamesMapping()[level.upper()]),
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact_event,
        renderer,
    ]


def get_logger(name: str) -> Any:
    """Return the logger of one module; silent until :func:`configure` is called."""
    return structlog.wrap_logger(
        _OUT, processors=_CHAIN, wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET), module=name
    )


def bind_request(request_id: str) -> None:
    """Put ``request_id`` on every later event of this task or thread."""
    structlog.contextvars.bind_contextvars(request_id=request_id)


def clear_request() -> None:
    """Forget the request id of this task or thread."""
    structlog.contextvars.unbind_contextvars("request_id")
