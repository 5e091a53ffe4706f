"""One engine: a process that decodes and studies pictures, one at a time, and can be killed at any moment.

It reads messages from stdin and answers each on stdout (see ``channel``). The model and the gallery are loaded on first
use, once. Its memory is limited by the system; its time by the front, which kills it at the deadline.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from art_assistant import log
from art_assistant.errors import ArtAssistantError
from art_assistant.service import channel, operations
from art_assistant.settings import Settings

Operation = Callable[[dict[str, Any], bytes, Settings], dict[str, Any]]

OPERATIONS: Final[dict[str, Operation]] = {
    "warm": operations.warm,
    "analyze": operations.analyze_picture,
    "value_study": operations.value_study,
    "search": operations.search,
    "artwork": operations.artwork,
}


def answer(head: dict[str, Any], body: bytes, settings: Settings) -> dict[str, Any]:
    """Return the answer to one message: ``{"result", "ms"}`` or ``{"error": {"code", "message"}}``."""
    start = time.perf_counter()
    try:
        result = OPERATIONS[head["op"]](head.get("parameters", {}), body, settings)
    except ArtAssistantError as error:
        return {"error": error.as_dict()}
    except MemoryError:
        return {
            "error": {"code": "limit", "message": "The picture needs more memory than is allowed; send a smaller copy."}
        }
    except Exception as error:  # noqa: BLE001 - the engine must answer, whatever happened
        log.get_logger(__name__).exception("engine fault", operation=str(head.get("op")))
        return {"error": {"code": "internal", "message": type(error).__name__}}
    return {"result": result, "ms": round((time.perf_counter() - start) * 1000.0, 3)}


def limit_memory(megabytes: int) -> None:
    """Forbid this process more than ``megabytes`` of address space, where the system can do that."""
    size = megabytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def serve(source: BinaryIO, sink: BinaryIO, settings: Settings) -> None:
    """Answer messages until the front closes the stream."""
    while (message := channel.read(source)) is not None:
        sink.write(channel.pack(answer(*message, settings)))
        sink.flush()


def main() -> None:
    """Serve on the standard streams; whatever prints by mistake goes to stderr and not between two messages."""
    settings = Settings.load()
    log.configure(level=settings.log.level, form="json")
    limit_memory(settings.service.engine_memory_mb)
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, sink, settings)


if __name__ == "__main__":
    main()
