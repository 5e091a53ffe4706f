"""Several workers on one socket: each a process of its own, started again when it ends by itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Final

from prometheus_client.multiprocess import mark_process_dead

from art_assistant import log
from art_assistant.service.front.metrics import SHARED_FOLDER
from art_assistant.settings import Settings, environment_without_settings

PACE: Final = 0.2
MARGIN: Final = 5.0
"""Seconds beyond the graceful stop after which a worker is killed."""

SHORT: Final = 5.0
"""A worker that lives no longer than this does not start properly: starting it again at once would not help."""

LOGGER = log.get_logger(__name__)


class _Worker:
    """One worker process, which is handed the socket and the settings."""

    def __init__(self, bound: socket.socket, folder: str, settings: Settings) -> None:
        self._started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            # -P: no module is taken from the working directory, whatever lies there.
            [sys.executable, "-P", "-m", "art_assistant.service.server", str(bound.fileno())],
            pass_fds=[bound.fileno()],
            env=environment_without_settings(os.environ) | settings.handed_down() | {SHARED_FOLDER: folder},
        )

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def short_lived(self) -> bool:
        return time.monotonic() - self._started < SHORT

    def stop(self, deadline: float) -> None:
        """Wait for the end that was asked for, and force it after the deadline."""
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def supervise(bound: socket.socket, settings: Settings) -> int:
    """Keep workers running on a socket until SIGTERM or SIGINT; return the exit status.

    Args:
        bound: the listening socket.
        settings: how many workers, the seconds that each may take to finish what runs, and all that they go by.

    """
    stop = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, told)
    with tempfile.TemporaryDirectory(prefix="art-metrics-") as folder:
        workers = [_Worker(bound, folder, settings) for _ in range(settings.service.workers)]
        healthy = _keep_alive(workers, lambda: _Worker(bound, folder, settings), folder, stop)
        for worker in workers:
            worker.process.terminate()
        deadline = time.monotonic() + settings.service.graceful_stop + MARGIN
        for worker in workers:
            worker.stop(deadline)
    # The interpreter gives its own handlers back before it ends; told again then, it would report a failure.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return 0 if healthy and all(worker.process.returncode == 0 for worker in workers) else 1


def _keep_alive(workers: list[_Worker], again: Callable[[], _Worker], folder: str, stop: threading.Event) -> bool:
    """Replace workers that end, until told to stop (True) or until one does not start (False)."""
    while not stop.wait(PACE):
        for at, worker in enumerate(workers):
            if not worker.ended:
                continue
            LOGGER.error("worker ended", status=worker.process.returncode)
            if worker.short_lived:
                return False
            mark_process_dead(worker.process.pid, folder)  # type: ignore[no-untyped-call]
            workers[at] = again()
    return True
