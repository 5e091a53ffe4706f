"""Ray Data as an executor. The only module that imports ray.

Ray serialises what passes between its own processes in its own way; what we hand it is text. Whoever reaches a cluster
can run programs there: it belongs into a network of people who trust each other.

Source of the library: Moritz et al., "Ray: A Distributed Framework for Emerging AI Applications", OSDI 2018.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from art_assistant.base import processes, telemetry
from art_assistant.errors import UsageError, WorkersError
from art_assistant.gallery.make.measuring import Tools
from art_assistant.museum.line.measure import Answer, Unmeasured
from art_assistant.museum.spread.task import PART, Measurer, answers_of, task_of
from art_assistant.vision.encoders import Encoder

WINDOW: Final = 2048
"""Tasks of one pass through Ray Data: the works of a museum do not stand in its memory at once."""

_STORE_BYTES: Final = 128 * 2**20
"""Shared memory of a Ray of our own; a task and what comes back are some tens of kilobytes."""

_PATIENCE: Final = 10.0
"""Seconds to reach a cluster. Ray itself tries for two minutes and ends the program then."""

_EVERYWHERE: Final = {
    # What goes wrong comes as an exception.
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}
_AT_HOME: Final = _EVERYWHERE | {
    # Ray listens on this machine alone.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # A token for this process's runs; Ray would write one into the user's home.
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(32),
}


@dataclass(frozen=True, slots=True)
class RayData:
    """Measures on a Ray cluster, or on a Ray that is begun for the run on this machine alone.

    Attributes:
        address: ``host:port`` of the cluster, which this machine belongs to; empty for one of our own.

    """

    address: str = ""

    @contextmanager
    def measuring(self, wanted: Sequence[Unmeasured], tools: Tools, encoder: Encoder) -> Iterator[Iterator[Answer]]:
        """Lend the answers; see ``Executor``.

        Raises:
            UsageError: the extra is missing.
            WorkersError: there is no such cluster; or, from the answers, its workers failed.

        """
        if not wanted:
            yield iter(())
            return
        with _begun(self.address, tools.workers) as ray:
            tasks = [wanted[at : at + PART] for at in range(0, len(wanted), PART)]
            yield _answers(ray, tasks, tools, encoder.identity)


class _RayWorker:
    """A process of Ray's that measures; Ray begins another in its place where it is killed, and gives it its task."""

    def __init__(self) -> None:
        telemetry.silence_process()
        processes.leave_no_core()
        self._measurer = Measurer()

    def __call__(self, tasks: dict[str, Any]) -> dict[str, list[str]]:
        return {"done": [self._measurer.do(str(one)) for one in tasks["task"]]}


def _answers(ray: Any, tasks: Sequence[Sequence[Unmeasured]], tools: Tools, encoder: str) -> Iterator[Answer]:
    for at in range(0, len(tasks), WINDOW):
        window = tasks[at : at + WINDOW]
        done = _done(ray, [task_of(part, tools, encoder) for part in window])
        for part, one in zip(window, done, strict=True):
            yield from answers_of(one, part)


def _done(ray: Any, tasks: Sequence[str]) -> Iterator[str]:
    """Yield what came of each task, in their order."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = True
    most = max(1, min(len(tasks), int(ray.cluster_resources().get("CPU", 1))))
    pool = ray.data.ActorPoolStrategy(min_size=1, initial_size=most, max_size=most)
    rows = ray.data.from_items([{"task": one} for one in tasks], override_num_blocks=len(tasks))
    try:
        for row in rows.map_batches(
            _RayWorker, batch_size=1, batch_format="numpy", compute=pool, num_cpus=1
        ).iter_rows():
            yield str(row["done"])
    except Exception as error:
        # Ray wraps whatever went wrong in classes that share no base but Exception.
        raise WorkersError(
            f"The workers of Ray failed ({type(error).__name__}); what was written stays, and the same command goes on."
        ) from error


@contextmanager
def _begun(address: str, workers: int) -> Iterator[Any]:
    """Lend Ray, connected; one that the program has connected already is used as it is."""
    telemetry.silence_library("RAY_USAGE_STATS_ENABLED")
    with _variables(_EVERYWHERE if address else _AT_HOME):
        ray = _imported()
        if ray.is_initialized():
            yield ray
            return
        home = Path(tempfile.mkdtemp(prefix="art-ray-"))
        try:
            _connect(ray, address, workers, home)
            yield ray
        finally:
            ray.shutdown()
            shutil.rmtree(home, ignore_errors=True)


def _imported() -> Any:
    try:
        import ray  # noqa: PLC0415 - an extra that may be absent
        import ray.data  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise UsageError("Ray needs the extra 'ray': pip install 'art-assistant[ray]'.") from error
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return ray


def _connect(ray: Any, address: str, workers: int, home: Path) -> None:
    how: dict[str, Any] = {"log_to_driver": False, "configure_logging": False}
    if address:
        _reach(address)
    else:
        how |= {"num_cpus": workers, "include_dashboard": False}
        how |= {"object_store_memory": _STORE_BYTES, "_temp_dir": str(home)}
    try:
        with _hushed():
            ray.init(address=address or "local", **how)
    except (Exception, SystemExit) as error:
        where = f"at {address}" if address else "on this machine"
        raise WorkersError(
            f"Ray cannot be used {where} ({type(error).__name__}); --executor local needs none."
        ) from error


def _reach(address: str) -> None:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except OSError as error:
        raise WorkersError(
            f"Nothing answers at {address} within {_PATIENCE:g} s; see that the cluster runs ('ray status'), or leave "
            "out --cluster to begin a Ray on this machine."
        ) from error


@contextmanager
def _variables(values: dict[str, str]) -> Iterator[None]:
    """Set variables of the environment for the length of the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _hushed() -> Iterator[None]:
    """Keep what Ray's own processes print while they begin from standing between our lines."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
