"""What a process may use, and what happens to it after a fork."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.base import processes
from art_assistant.base.processes import OpenedOnce, cores, limit_library_threads, threads_to_take
from art_assistant.vision.backbone import backbone
from art_assistant.vision.manner import manner_encoder
from art_assistant.vision.session import create_session

ROOT = Path(__file__).resolve().parents[2]
FORKED = """
import json, os, sys, threading, multiprocessing
from concurrent.futures import ThreadPoolExecutor
from art_assistant import analyze

def report(_=None):
    found = analyze(sys.argv[2]).as_dict()
    found.pop("timings")
    return json.dumps(found, sort_keys=True)

def forked(right):
    child = os.fork()
    if child == 0:
        with ThreadPoolExecutor(2) as pool:
            sys.exit(0 if list(pool.map(report, range(2))) == [right] * 2 else 3)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

def while_another_thread_works(right):
    stop, begun = threading.Event(), threading.Event()
    def work():
        while not stop.is_set():
            report()
            begun.set()
    thread = threading.Thread(target=work)
    thread.start()
    begun.wait()
    try:
        return [forked(right) for _ in range(2)]
    finally:
        stop.set()
        thread.join()

def pooled(right, method):
    with multiprocessing.get_context(method).Pool(1) as pool:
        return pool.map(report, range(1)) == [right]

if __name__ == "__main__":
    right, how = report(), sys.argv[1]
    found = {"fork": lambda: forked(right) == 0, "busy": lambda: while_another_thread_works(right) == [0, 0]}
    print(json.dumps(found[how]() if how in found else pooled(right, how.removeprefix("pool-"))))
"""


def fake_system(root: Path, groups: str, limits: dict[str, str]) -> Path:
    """A tree that looks like ``/proc`` and ``/sys`` of a process in some control groups."""
    (root / "proc" / "self").mkdir(parents=True)
    (root / "proc" / "self" / "cgroup").write_text(groups, encoding="utf-8")
    for name, text in limits.items():
        file = root / "sys" / "fs" / "cgroup" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


V2 = "0::/user.slice/painter\n"
V1 = "12:memory:/docker/77\n4:cpu,cpuacct:/docker/77\n1:name=systemd:/x\n"
LIMITS = {
    "no limit": (V2, {"user.slice/painter/cpu.max": "max 100000\n"}, 64),
    "own limit": (V2, {"user.slice/painter/cpu.max": "300000 100000\n"}, 3),
    "a part of a core": (V2, {"user.slice/painter/cpu.max": "20000 100000\n"}, 1),
    "a core and a half": (V2, {"user.slice/painter/cpu.max": "150000 100000\n"}, 2),
    "limit above": (V2, {"user.slice/painter/cpu.max": "max 100000", "user.slice/cpu.max": "500000 100000"}, 5),
    "the least counts": (V2, {"user.slice/painter/cpu.max": "600000 100000", "cpu.max": "400000 100000"}, 4),
    "only the mount is seen": ("0::/../../host\n", {"cpu.max": "700000 100000\n"}, 7),
    "version 1": (
        V1,
        {
            "cpu,cpuacct/docker/77/cpu.cfs_quota_us": "250000",
            "cpu,cpuacct/docker/77/cpu.cfs_period_us": "100000",
        },
        3,
    ),
    "version 1 in a container": (V1, {"cpu/cpu.cfs_quota_us": "600000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 6),
    "version 1 without limit": (V1, {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, 64),
    "nonsense": ("no groups\n0::\n", {"cpu.max": "\x00 many\n"}, 64),
    "no period": (V2, {"user.slice/painter/cpu.max": "200000 0\n"}, 64),
}


@pytest.mark.parametrize("name", LIMITS)
def test_control_groups_limit_the_cores(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    groups, limits, right = LIMITS[name]
    monkeypatch.setattr(processes, "_scheduled", lambda: 64)
    assert cores(fake_system(tmp_path, groups, limits)) == right


def test_cores_are_never_more_than_the_system_schedules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_scheduled", lambda: 2)
    assert cores(fake_system(tmp_path, V2, {"cpu.max": "6400000 100000"})) == 2
    assert cores(tmp_path / "nothing here") == 2


@given(st.lists(st.text(max_size=8) | st.integers().map(str), max_size=3))
def test_a_limit_is_a_positive_number_or_none(words: list[str]) -> None:
    assert all(quota > 0 for quota in processes._quotient(words))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process to cores")
def test_a_process_bound_to_one_core_takes_one_thread_everywhere_and_prints_nothing() -> None:
    code = """
import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from art_assistant.base.processes import cores, threads_to_take
from art_assistant.vision.backbone import backbone
from art_assistant.gallery.make.build import Tools
from art_assistant.report.drawn import WORKERS
opened = backbone(2)
threads = opened._session.get_session_options().intra_op_num_threads
print(cores(), threads_to_take(8), threads, Tools(None, None, None).workers, WORKERS)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"] * 5
    assert done.stderr == ""


@pytest.mark.parametrize("opened", [backbone, manner_encoder])
def test_the_number_of_threads_reaches_each_network(
    opened: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_scheduled", lambda: 8)
    monkeypatch.setattr(processes, "_allowed", lambda _root: 8)
    for threads in (1, 3):
        session = opened(threads)._session
        assert session.get_session_options().intra_op_num_threads == threads
        assert opened()._session is session
        assert opened(threads)._session is session


def test_two_are_kept_open_and_the_latest_is_the_one_without_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 16)
    opened: list[int | None] = []
    shared = OpenedOnce(lambda threads: opened.append(threads) or object())
    first = shared()
    assert opened == [2]
    assert shared(2) is first
    one, four = shared(1), shared(4)
    assert shared() is four
    assert shared(1) is one
    assert shared(2) is not first
    assert opened == [2, 1, 4, 2]


def test_many_threads_open_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "cores", lambda: 4)
    gate = threading.Barrier(8)
    shared = OpenedOnce(lambda _threads: object())

    def take(_: int) -> object:
        gate.wait()
        return shared(2)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(take, range(8)))) == 1


def test_an_opening_that_fails_is_tried_again() -> None:
    answers = iter([ValueError("not yet"), "open"])

    def opening(_threads: int | None) -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    shared = OpenedOnce(opening)
    with pytest.raises(ValueError, match="not yet"):
        shared()
    assert shared() == "open"


def test_libraries_take_no_more_threads_than_a_study_and_keep_what_was_said() -> None:
    environment = {"OMP_NUM_THREADS": "7"}
    limit_library_threads(1, environment)
    assert environment == {"OMP_NUM_THREADS": "7", "OPENCV_FOR_THREADS_NUM": "1", "OPENBLAS_NUM_THREADS": "1"}
    assert threads_to_take(1) == 1


def test_opencv_takes_as_many_threads_as_the_command_line_is_told() -> None:
    code = "from art_assistant.cli import main; main(['gallery', 'list']); import cv2; print(cv2.getNumThreads())"
    environment = {**os.environ, "ART_ANALYSIS_THREADS": "1"}
    environment.pop("OPENCV_FOR_THREADS_NUM", None)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "1"


def analyzed_after(how: str, tmp_path: Path) -> bool:
    script = tmp_path / "forked.py"
    script.write_text(FORKED, encoding="utf-8")
    command = [sys.executable, str(script), how, str(ROOT / "examples" / "sample-painting.jpg")]
    # OpenBLAS stops its own threads before a fork, and waits for ever where another thread wakes them meanwhile.
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=True)
    return bool(json.loads(done.stdout))


INHERITED = """
import os
from art_assistant.gallery.home import _Opened
from art_assistant.base.processes import OpenedOnce

shared = OpenedOnce(lambda threads: object())
ours = shared()
_Opened.galleries["ours"] = ours
shared._lock.acquire()
_Opened.lock.acquire()
child = os.fork()
if child == 0:
    own = shared() is not ours
    os._exit(0 if own and _Opened.lock.acquire(timeout=1.0) and not _Opened.galleries else 3)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@needs_fork
def test_a_forked_process_opens_its_own_and_waits_for_no_lock_of_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", INHERITED], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["0"]


@needs_fork
def test_a_forked_process_and_its_threads_give_the_same_report_and_end(tmp_path: Path) -> None:
    assert analyzed_after("fork", tmp_path)


@pytest.mark.slow
@needs_fork
def test_a_process_forked_while_another_thread_studies_gives_the_same_report(tmp_path: Path) -> None:
    assert analyzed_after("busy", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_pool_of_processes_gives_the_same_report(method: str, tmp_path: Path) -> None:
    if method == "fork" and not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    assert analyzed_after(f"pool-{method}", tmp_path)


def test_an_open_network_is_noted_as_having_threads() -> None:
    folder = ROOT / "src" / "art_assistant" / "vision" / "data"
    session = create_session(folder / "efficientnet-lite0-manner.onnx", 1)
    assert session in processes._OF_THREADS


@pytest.mark.skipif(os.name == "nt", reason="the system writes no core files")
def test_our_own_commands_leave_no_core_file() -> None:
    code = (
        "import resource; from art_assistant.cli import main; main(['gallery', 'list']); "
        "assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0"
    )
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096)); {code}"
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
