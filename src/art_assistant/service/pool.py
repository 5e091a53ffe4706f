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
from art_assistant.service import channel
from art_assistant.service.metrics import Metrics
from art_assistant.service.problems import ProblemError
from art_assistant.settings import ServiceSettings

ENGINE: Final[tuple[str, ...]] = (sys.executable, "-m", "art_assistant.service.engine")
LOGGER = log.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered: the result, and how long it worked, in milliseconds."""

    result: dict[str, Any]
    milliseconds: float


class Engine:
    """One engine process; started at its first message."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, head: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        """Return the answer to one message.

        Raises:
            ConnectionError: the engine died, of too much memory for instance.

        """
        process = await self._running()
        stdin, stdout = process.stdin, process.stdout
        if stdin is None or stdout is None:
            raise ConnectionError("the engine has no streams")
        try:
            stdin.write(channel.pack(dict(head), body))
            await stdin.drain()
            head_length, body_length = channel.lengths(await stdout.readexactly(channel.LENGTHS.size))
            answer: dict[str, Any] = json.loads(await stdout.readexactly(head_length))
            await stdout.readexactly(body_length)
        except (asyncio.IncompleteReadError, OSError, ValueError) as error:
            await self.kill()
            raise ConnectionError("the engine died") from error
        return answer

    async def kill(self) -> None:
        """End the process at once; the next message starts a new one."""
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            start = time.perf_counter()
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=dict(os.environ),
                limit=channel.HEAD_LIMIT,
                start_new_session=True,
            )
            LOGGER.info("engine started", pid=self._process.pid, seconds=round(time.perf_counter() - start, 3))
        return self._process


class EnginePool:
    """Engines behind a bounded queue."""

    def __init__(self, settings: ServiceSettings, metrics: Metrics, command: Sequence[str] = ENGINE) -> None:
        self._settings = settings
        self._metrics = metrics
        self._idle: asyncio.LifoQueue[Engine] = asyncio.LifoQueue()
        self._engines = [Engine(command) for _ in range(settings.concurrency)]
        self._waiting = 0
        for engine in self._engines:
            self._idle.put_nowait(engine)

    async def run(self, operation: str, parameters: Mapping[str, Any], body: bytes, deadline: float) -> Answer:
        """Return an engine's answer.

        Args:
            operation: name of the operation.
            parameters: JSON-ready parameters.
            body: the picture's bytes.
            deadline: ``time.monotonic()`` at which the work is given up; the engine that does it is killed.

        Raises:
            ProblemError: the house is full, the deadline passed, or the engine's own refusal.

        """
        head = {"op": operation, "parameters": dict(parameters)}
        try:
            async with self._borrowed(deadline) as engine:
                answer = await self._ask(engine, head, body, deadline)
        except TimeoutError as error:
            self._metrics.rejected("deadline")
            raise ProblemError(
                "deadline_exceeded", "The work took longer than allowed; send a smaller picture."
            ) from error
        if "error" in answer:
            raise ProblemError(answer["error"]["code"], answer["error"]["message"])
        return Answer(answer["result"], float(answer["ms"]))

    async def _ask(self, engine: Engine, head: Mapping[str, Any], body: bytes, deadline: float) -> dict[str, Any]:
        try:
            async with asyncio.timeout_at(_loop_time(deadline)):
                return await engine.ask(head, body)
        except (TimeoutError, asyncio.CancelledError):
            # The client has its answer or has gone: what the engine does now is for nobody.
            self._metrics.engines_killed.inc()
            LOGGER.warning("worker killed", operation=str(head["op"]), reason="deadline")
            await engine.kill()
            raise
        except ConnectionError as error:
            self._metrics.engines_killed.inc()
            LOGGER.warning("worker killed", operation=str(head["op"]), reason="died")
            raise ProblemError(
                "limit", "The picture needs more memory than is allowed; send a smaller copy."
            ) from error

    @asynccontextmanager
    async def _borrowed(self, deadline: float) -> AsyncIterator[Engine]:
        if self._idle.empty() and self._waiting >= self._settings.queue:
            self._metrics.rejected("queue")
            raise ProblemError("busy", "The service is busy; try again in a moment.", retry_after=2)
        self._waiting += 1
        self._metrics.queue_depth.set(self._waiting)
        try:
            async with asyncio.timeout_at(_loop_time(deadline)):
                engine = await self._idle.get()
        finally:
            self._waiting -= 1
            self._metrics.queue_depth.set(self._waiting)
        try:
            yield engine
        finally:
            self._idle.put_nowait(engine)

    async def warm(self) -> None:
        """Start every engine and load its model and gallery."""
        deadline = time.monotonic() + 60.0
        start = time.perf_counter()
        answers = await asyncio.gather(*(self.run("warm", {}, b"", deadline) for _ in self._engines))
        LOGGER.info("model loaded", device="cpu", seconds=round(time.perf_counter() - start, 3), **answers[0].result)

    async def close(self) -> None:
        """End every engine."""
        await asyncio.gather(*(engine.kill() for engine in self._engines))


def _loop_time(deadline: float) -> float:
    return asyncio.get_running_loop().time() + (deadline - time.monotonic())
