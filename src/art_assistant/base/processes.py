"""What one process may use, and what it must not take over from the process that it was forked from."""

from __future__ import annotations

import ctypes
import math
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Final, Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")

_QUOTA_V1: Final = "cpu.cfs_quota_us"
_PERIOD_V1: Final = "cpu.cfs_period_us"
_THREADS: Final = 2


def cores(root: Path = Path("/")) -> int:
    """Return how many cores this process may use, at least one.

    The least of the cores there are, those it may run on, and what its control groups allow it (Linux, versions 1 and
    2; a part of a core counts as one).

    Args:
        root: where ``proc`` and ``sys`` lie.

    """
    return max(1, min(_scheduled(), _allowed(root)))


def _scheduled() -> int:
    """Return the cores that the system schedules this process on."""
    if hasattr(os, "process_cpu_count"):
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@lru_cache(maxsize=4)
def _allowed(root: Path) -> int:
    """Return the cores that control groups leave us, read once: they hardly change, and a study asks several times."""
    return min((math.ceil(quota) for quota in _quotas(root)), default=sys.maxsize)


def _quotas(root: Path) -> Iterator[float]:
    """Yield each limit, in cores, of the control groups that this process is in and of those above them."""
    for controllers, group in _groups(root):
        if not controllers:
            for folder in _upwards(root / "sys/fs/cgroup", group):
                yield from _quotient(_words(folder / "cpu.max"))
        elif "cpu" in controllers.split(","):
            for mount in (controllers, "cpu"):
                for folder in _upwards(root / "sys/fs/cgroup" / mount, group):
                    yield from _quotient(_words(folder / _QUOTA_V1) + _words(folder / _PERIOD_V1))


def _groups(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the controllers (none in version 2) and the path of each control group that this process is in."""
    for line in _text(root / "proc/self/cgroup").splitlines():
        _number, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        yield controllers, group


def _upwards(mount: Path, group: str) -> Iterator[Path]:
    """Yield the folders of a group and of all above it; in a container only the mount itself may be there."""
    parts = [part for part in PurePosixPath(group).parts if part not in {"/", ".."}]
    for depth in range(len(parts), -1, -1):
        yield mount.joinpath(*parts[:depth])


def _words(file: Path) -> list[str]:
    return _text(file).split()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _quotient(words: list[str]) -> Iterator[float]:
    """Yield quota / period of the words; nothing where there is no limit (``max`` or -1) or they make no sense."""
    try:
        quota, period = (int(word) for word in words)
    except ValueError:
        return
    if quota > 0 and period > 0:
        yield quota / period


def threads_to_take(asked: int | None = None) -> int:
    """Return how many threads one piece of work takes: as many as asked for, two by default, if there are the cores."""
    return min(asked or _THREADS, cores())


def limit_library_threads(threads: int, environment: MutableMapping[str, str] | None = None) -> None:
    """Tell OpenCV and OpenMP how many threads they may take, and OpenBLAS one, where nobody has.

    They read the environment when they are first imported, so this is for a process that is ours, before it works.
    OpenBLAS's threads take the core that other work is waiting for, and its products here are small.
    """
    chosen = os.environ if environment is None else environment
    chosen.setdefault("OPENBLAS_NUM_THREADS", "1")
    for variable in ("OPENCV_FOR_THREADS_NUM", "OMP_NUM_THREADS"):
        chosen.setdefault(variable, str(threads_to_take(threads)))


def leave_no_core() -> None:
    """Have the system write no core file of this process, which would hold its keys and pictures, where it can."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def after_fork(renew: Callable[[], object]) -> None:
    """Call ``renew`` at once in each process that is forked from this one; where there is no fork, never."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=renew)


_OF_THREADS: Final[WeakSet[Any]] = WeakSet()


def with_threads(thing: T) -> T:
    """Return a thing that has threads of its own, such as an open network, noted as never to be freed after a fork.

    To free it waits for its threads, which a forked process does not have; not even the end of its interpreter may.
    """
    _OF_THREADS.add(thing)
    return thing


def _keep_for_ever() -> None:
    for thing in list(_OF_THREADS):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


after_fork(_keep_for_ever)


class OpenedOnce(Generic[T]):
    """Opens something at the first call in a process, and gives the same to all its threads.

    What was opened with another number of threads is another thing; the two asked for last are kept. A forked process
    opens its own: threads do not come along, and whoever waited for one would wait for ever.
    """

    _KEPT: Final = 2

    def __init__(self, opening: Callable[[int | None], T]) -> None:
        self._opening = opening
        self._opened: OrderedDict[int, T] = OrderedDict()
        self._lock = threading.Lock()
        after_fork(self._renew)

    def __call__(self, threads: int | None = None) -> T:
        """Return the one that is open for ``threads_to_take(threads)``; for None the one asked for last."""
        with self._lock:
            last = next(reversed(self._opened), None)
            wanted = last if last and threads is None else threads_to_take(threads)
            if wanted not in self._opened:
                self._opened[wanted] = self._opening(wanted)
            self._opened.move_to_end(wanted)
            while len(self._opened) > self._KEPT:
                self._opened.popitem(last=False)
            return self._opened[wanted]

    def _renew(self) -> None:
        self._opened, self._lock = OrderedDict(), threading.Lock()
