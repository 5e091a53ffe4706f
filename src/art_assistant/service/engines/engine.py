"""One engine: a process that decodes and studies pictures, one at a time, and can be killed at any moment.

It says that it is ready, then reads messages from stdin and answers each on stdout (see ``channel``). The model and
the gallery are loaded at the first message, once. Its memory is limited by the system, its time twice: the front kills
it at the deadline, and its own alarm does where there is no front any more.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from art_assistant import log
from art_assistant.base import processes, telemetry
from art_assistant.errors import ArtAssistantError, LimitError
from art_assistant.service.engines import operations
from art_assistant.service.engines import wire as channel
from art_assistant.settings import Settings

Operation = Callable[[dict[str, Any], bytes, Settings], operations.Outcome]

OPERATIONS: Final[dict[str, Operation]] = {
    "warm": operations.nothing,
    "analyze": operations.analyze_picture,
    "value_study": operations.value_study,
    "compare": operations.compare_pictures,
    "outline": operations.outline,
    "file": operations.file_of_study,
    "search": operations.search,
    "search_text": operations.search_text,
    "artwork": operations.artwork,
}
GRACE: Final = 2.0
"""Seconds that the front has to kill an engine at the deadline before its own alarm does."""

_NO_MEMORY = ("bad_alloc", "bad allocation", "insufficient memory", "failed to allocate", "cannot allocate")


class Engine:
    """Answers messages, and loads what is needed for it at the first."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loaded = False

    def answer(self, head: channel.Head, body: bytes) -> tuple[channel.Head, bytes]:
        """Return the answer to one message.

        Its head holds ``result`` and ``pictures`` (name, size and sha256 of each picture in the body, in order), or
        ``error`` with a public code and message; beside it ``ms``, and ``loaded`` where something was.
        """
        start = time.perf_counter()
        found: channel.Head = {}
        pictures: dict[str, bytes] = {}
        try:
            if not self._loaded:
                found["loaded"] = operations.load(self._settings)
                self._loaded = True
            settings = operations.searching(self._settings, head["parameters"].pop("gallery", None))
            found["result"], pictures = OPERATIONS[head["op"]](head["parameters"], body, settings)
        except ArtAssistantError as error:
            found["error"] = error.as_dict()
        except Exception as error:  # noqa: BLE001 - the engine must answer, whatever happened
            found |= _fault(error)
        found["ms"] = round((time.perf_counter() - start) * 1000.0, 3)
        found["pictures"] = [[name, len(png), hashlib.sha256(png).hexdigest()] for name, png in pictures.items()]
        return found, b"".join(pictures.values())


def _fault(error: Exception) -> channel.Head:
    if isinstance(error, MemoryError) or any(words in str(error).lower() for words in _NO_MEMORY):
        return {"error": LimitError("The picture needs more memory than is allowed; send a smaller copy.").as_dict()}
    lines = "".join(traceback.format_exception(error))
    return {"error": {"code": "internal", "message": ""}, "fault": lines}


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """End this process if the block takes longer, wherever it is stuck: the signal's default is to kill."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)


def limit_memory(megabytes: int) -> None:
    """Forbid this process more than ``megabytes`` of address space, where the system can do that."""
    size = megabytes * 1024 * 1024
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def serve(source: BinaryIO, sink: BinaryIO, settings: Settings) -> None:
    """Answer messages until the front closes the stream."""
    engine = Engine(settings)
    channel.write(sink, {"ready": True})
    while (message := channel.read(source)) is not None:
        with _alarm(float(message[0]["seconds"]) + GRACE):
            answer = engine.answer(*message)
        channel.write(sink, *answer)


def main() -> None:
    """Serve on the standard streams; whatever prints by mistake goes to stderr and not between two messages."""
    telemetry.silence_process()
    settings = Settings.received()
    processes.limit_library_threads(settings.analysis.threads)
    # Beside the front's lines and not among them: stdout belongs to the messages, and the front to its own stdout.
    log.configure(level=settings.service.log_level, form="json")
    processes.leave_no_core()
    limit_memory(settings.service.engine_memory_mb)
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        serve(sys.stdin.buffer, sink, settings)


if __name__ == "__main__":
    main()
