"""Structured logs: one event a line on stderr or stdout, a request id on each, secrets never.

Nothing is written below the chosen level, and nothing at all until :func:`configure` is called, so that a program which
uses the library keeps its own logging.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any, TextIO

import structlog

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from structlog.types import Processor

REDACTED = "[redacted]"
_SECRET_NAME = re.compile(
    r"(pass(word|wd)?|secret|token|api_?key|authori[sz]ation|cookie|credential|dsn)", re.IGNORECASE
)
_SECRET_TEXT = re.compile(
    r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"
    r"|\bsk-[\w-]{8,}"
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
    r"|\b(api[_-]?key|token|password|secret)=[^\s&\"']+"
)


def redact(value: Any) -> Any:
    """Return ``value`` with everything that looks like a secret replaced, at any depth."""
    if isinstance(value, str):
        return _SECRET_TEXT.sub(REDACTED, value)
    if isinstance(value, dict):
        return {key: REDACTED if _SECRET_NAME.search(str(key)) else redact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(redact(item) for item in value)
    return value


def _redact_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    cleaned: MutableMapping[str, Any] = redact(dict(event))
    return cleaned


def configure(*, level: str = "warning", form: str = "text", stream: TextIO | None = None) -> None:
    """Send events of ``level`` and above to ``stream`` (stderr by default) as ``"text"`` or ``"json"`` lines."""
    renderer: Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact_event,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        # One write a line: several workers share the stream, and a break written apart lets their lines run together.
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> Any:
    """Return the logger of one module; silent below *critical* until :func:`configure` is called."""
    if not structlog.is_configured():
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    return structlog.get_logger(module=name)


def bind_request(request_id: str) -> None:
    """Put ``request_id`` on every later event of this task or thread."""
    structlog.contextvars.bind_contextvars(request_id=request_id)


def clear_request() -> None:
    """Forget the request id of this task or thread."""
    structlog.contextvars.unbind_contextvars("request_id")
