"""A bounded pool of engines: admits, queues, keeps the deadline, and replaces an engine that was killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from art_assistant import log
from art_assistant.service.engines import wire as channel
from art_assistant.service.front.metrics import Metrics
from art_assistant.service.front.problems import ProblemError
from art_assistant.settings import ServiceSettings

ENGINE: Final[tuple[str, ...]] = (sys.executable, "-P", "-m", "art_assistant.service.engines.engine")
"""``-P``: no module is taken from the working directory, whatever lies there."""

WARM_SECONDS: Final = 120.0
LOGGER = log.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered.

    Attributes:
        result: JSON-ready.
        pictures: name to (sha256, PNG bytes).
        milliseconds: how long the engine worked.

    """

    result: dict[str, Any]
    pictures: Mapping[str, tuple[str, bytes]]
    milliseconds: float


class EngineDiedError(Exception):
    """The engine ended before it answered: of too much memory, or of a fault in a decoder.

    It never leaves this module: whoever asked is told a ``ProblemError``.
    """


class EngineProcess:
    """One engine process; started at its first message, and again after it was killed."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = dict(environment)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start the process where none runs, and wait until it is ready.

        Raises:
            ProblemError: it does not start; the log says so.

        """
        if self.running:
            return
        start = time.perf_counter()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
            await self._receive(self._process)
        except (EngineDiedError, OSError) as error:
            LOGGER.exception("engine does not start")
            raise ProblemError.internal() from error
        LOGGER.info("engine started", pid=self._process.pid, seconds=round(time.perf_counter() - start, 3))

    async def ask(self, head: channel.Head, body: bytes) -> tuple[channel.Head, bytes]:
        """Return the answer to one message.

        Raises:
            EngineDiedError: there is none.
            ProblemError: the engine does not start.

        """
        await self.start()
        process = self._process
        if process is None or process.stdin is None:
            raise EngineDiedError
        try:
            process.stdin.write(channel.opening(head, len(body)))
            process.stdin.write(body)
            await process.stdin.drain()
        except OSError as error:
            await self.kill()
            raise EngineDiedError from error
        return await self._receive(process)

    async def _receive(self, process: asyncio.subprocess.Process) -> tuple[channel.Head, bytes]:
        stream = process.stdout
        if stream is None:
            raise EngineDiedError
        try:
            head_length, body_length = channel.lengths(await stream.readexactly(channel.LENGTHS.size))
            head: channel.Head = json.loads(await stream.readexactly(head_length))
            return head, await stream.readexactly(body_length)
        except (asyncio.IncompleteReadError, OSError, ValueError) as error:
            await self.kill()
            raise EngineDiedError from error

    async def kill(self) -> None:
        """End the process at once; the next message starts a new one."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class Lease:
    """An engine that is one request's own until a deadline."""

    def __init__(self, engine: EngineProcess, metrics: Metrics, deadline: float) -> None:
        self._engine, self._metrics, self._deadline = engine, metrics, deadline

    async def ask(self, operation: str, parameters: Mapping[str, Any], body: bytes) -> Answer:
        """Return the engine's answer.

        Raises:
            ProblemError: the deadline passed, the engine died, or refused with a reason of its own.

        """
        left = self._deadline - time.monotonic()
        if left <= 0.0:
            raise _too_long(self._metrics)
        head = {"op": operation, "parameters": dict(parameters), "seconds": left}
        try:
            async with asyncio.timeout(left):
                found, pictures = await self._engine.ask(head, body)
        except TimeoutError as error:
            await self._replace(operation, "deadline")
            raise _too_long(self._metrics) from error
        except asyncio.CancelledError:
            await self._engine.kill()
            raise
        except EngineDiedError as error:
            await self._replace(operation, "died")
            raise ProblemError("limit", "The picture needs more than is allowed; send a smaller copy.") from error
        return _answer(found, pictures, operation)

    async def _replace(self, operation: str, reason: str) -> None:
        self._metrics.engines_killed.labels(reason).inc()
        LOGGER.warning("worker killed", operation=operation, reason=reason)
        await self._engine.kill()


def _too_long(metrics: Metrics) -> ProblemError:
    metrics.rejected("deadline")
    return ProblemError("deadline_exceeded", "The work took longer than is allowed; send a smaller picture.")


def _answer(found: channel.Head, body: bytes, operation: str) -> Answer:
    if "loaded" in found:
        _log_loaded(found["loaded"])
    if "fault" in found:
        LOGGER.error("engine fault", operation=operation, fault=found["fault"])
    if "error" in found:
        raise ProblemError(found["error"]["code"], found["error"]["message"])
    pictures, at = {}, 0
    for name, size, digest in found["pictures"]:
        pictures[name] = digest, body[at : at + size]
        at += size
    return Answer(found["result"], pictures, float(found["ms"]))


def _log_loaded(loaded: Mapping[str, Any]) -> None:
    LOGGER.info("model loaded", model=loaded["model"], device=loaded["device"], seconds=loaded["model_seconds"])
    if "gallery_error" in loaded:
        LOGGER.error("gallery unreadable", code=loaded["gallery_error"])
    else:
        LOGGER.info(
            "gallery loaded", gallery=loaded["gallery"], works=loaded["works"], seconds=loaded["gallery_seconds"]
        )


class EnginePool:
    """Engines behind a bounded queue, first come first served.

    Args:
        settings: how many engines, and how many requests may wait.
        metrics: where to count.
        command: what starts an engine.
        environment: the whole environment of an engine; this process's own by default.

    """

    def __init__(
        self,
        settings: ServiceSettings,
        metrics: Metrics,
        command: Sequence[str] = ENGINE,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        variables = dict(os.environ) if environment is None else environment
        self._queue = settings.queue
        self._metrics = metrics
        self._engines = [EngineProcess(command, variables) for _ in range(settings.concurrency)]
        # The engine that worked last is taken first, so that no more are started than are needed.
        self._idle = list(self._engines)
        self._places = asyncio.Semaphore(settings.concurrency)
        self._waiting = 0
        self._restarts: set[asyncio.Task[None]] = set()
        self._closed = False

    @asynccontextmanager
    async def lease(self, deadline: float) -> AsyncIterator[Lease]:
        """Wait for an engine and lend it out.

        Args:
            deadline: ``time.monotonic()`` at which the work is given up; the engine that still does it is killed.

        Raises:
            ProblemError: too many wait already, or the deadline passed.

        """
        engine = await self._taken(deadline)
        try:
            yield Lease(engine, self._metrics, deadline)
        finally:
            if engine.running or self._closed:
                self._give_back(engine)
            else:
                task = asyncio.create_task(self._restart(engine))
                self._restarts.add(task)
                task.add_done_callback(self._restarts.discard)

    def _give_back(self, engine: EngineProcess) -> None:
        self._idle.append(engine)
        self._places.release()

    async def _restart(self, engine: EngineProcess) -> None:
        """Start an engine anew before anybody waits for it."""
        try:
            async with asyncio.timeout(WARM_SECONDS):
                await engine.start()
        except (ProblemError, TimeoutError):
            await engine.kill()
        finally:
            self._give_back(engine)

    async def _taken(self, deadline: float) -> EngineProcess:
        if self._places.locked() and self._waiting >= self._queue:
            self._metrics.rejected("queue")
            raise ProblemError("busy", "The service is busy; try again in a moment.", retry_after=2)
        start = time.monotonic()
        self._waiting += 1
        self._metrics.queue_depth.inc()
        try:
            async with asyncio.timeout(deadline - start):
                await self._places.acquire()
        except TimeoutError as error:
            raise _too_long(self._metrics) from error
        finally:
            self._waiting -= 1
            self._metrics.queue_depth.dec()
            self._metrics.stage("wait", time.monotonic() - start)
        return self._idle.pop()

    async def warm(self) -> None:
        """Start every engine and let it load its model and gallery."""
        deadline = time.monotonic() + WARM_SECONDS
        await asyncio.gather(*(Lease(e, self._metrics, deadline).ask("warm", {}, b"") for e in self._engines))

    async def close(self) -> None:
        """End every engine; none is started any more, whatever was still being asked."""
        self._closed = True
        restarts = tuple(self._restarts)
        for task in restarts:
            task.cancel()
        await asyncio.gather(*restarts, return_exceptions=True)
        await asyncio.gather(*(engine.kill() for engine in self._engines))
