"""A museum's line measured by Ray Data: the same bytes as by the processes of one machine, whoever is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.beyond.server import free_port
from tests.museum.conftest import Counting
from tests.museum.line.conftest import made, tools, write_catalogue
from tests.unit.gallery.conftest import FakeEncoder

from art_assistant.cli.main import main
from art_assistant.errors import UsageError, WorkersError
from art_assistant.gallery.make.measuring import Tools, usual_tools
from art_assistant.museum.line import shards
from art_assistant.museum.line.embed import Embedded, embed
from art_assistant.museum.line.measure import Answer, Local, Unmeasured
from art_assistant.museum.spread import task as tasks
from art_assistant.museum.spread.choose import executor_of
from art_assistant.museum.spread.on_ray import RayData
from art_assistant.museum.spread.task import Measurer, answers_of, task_of
from art_assistant.settings import LineSettings
from art_assistant.vision.encoders import ENCODERS, Encoder

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra 'ray'")
# Ray uses what it has deprecated itself.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray")


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small shards, and means of the picture in the place of the networks."""
    monkeypatch.setattr(shards, "SHARD", 3)
    monkeypatch.setitem(ENCODERS, FakeEncoder.identity, FakeEncoder)  # type: ignore[arg-type]
    monkeypatch.setattr(Measurer, "_equipped", lambda *_: tools())


class ThroughTasks:
    """Does what a cluster does, without one: tasks go out as text, answers come back as text."""

    def __init__(self, work: Any = None) -> None:
        self._work = work or Measurer().do

    @contextmanager
    def measuring(self, wanted: Sequence[Unmeasured], tools: Tools, encoder: Encoder) -> Iterator[Iterator[Answer]]:
        parts = [wanted[at : at + 2] for at in range(0, len(wanted), 2)]
        yield (
            answer for part in parts for answer in answers_of(self._work(task_of(part, tools, encoder.identity)), part)
        )


@pytest.mark.usefixtures("faked")
def test_a_worker_hands_back_what_is_measured_here(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path / "catalogue", dict(enumerate(range(7))))
    (catalogue / "images" / "met-2.jpg").write_bytes(b"no picture")
    (catalogue / "images" / "met-4.jpg").unlink()
    for name, executor in (("here", Local()), ("there", ThroughTasks())):
        done = embed([catalogue], tmp_path / name, tools(), Counting(), executor)
        assert (done.measured, sorted(done.failed)) == (5, ["met-2", "met-4"])
    assert made(tmp_path / "here") == made(tmp_path / "there")


@pytest.mark.usefixtures("faked")
def test_only_what_nobody_has_measured_is_handed_out(tmp_path: Path) -> None:
    handed: list[int] = []

    def work(text: str) -> str:
        handed.append(len(json.loads(text)["part"]))
        return Measurer().do(text)

    catalogue = write_catalogue(tmp_path / "catalogue", {1: 1, 2: 2, 3: 3})
    embed([catalogue], tmp_path / "line", tools(), Counting(), ThroughTasks(work))
    write_catalogue(catalogue, {0: 9, 1: 1, 2: 2, 3: 3, 4: 2})
    done = embed([catalogue], tmp_path / "line", tools(), Counting(), ThroughTasks(work))
    assert (done.measured, done.recognised, handed) == (1, 4, [2, 1, 1])


@pytest.mark.usefixtures("faked")
def test_a_worker_of_another_version_is_refused(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path / "catalogue", {1: 1})

    def work(text: str) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(tasks, "_VERSION", ["0.0", 1])
            return Measurer().do(text)

    with pytest.raises(WorkersError, match="another version of Art Assistant"):
        embed([catalogue], tmp_path / "line", tools(), Counting(), ThroughTasks(work))


@pytest.mark.usefixtures("faked")
def test_a_worker_that_does_not_see_the_pictures_is_no_reason_to_leave_them_out(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path / "catalogue", {1: 1})

    def work(text: str) -> str:
        return Measurer().do(text.replace("met-1.jpg", "met-9.jpg"))

    with pytest.raises(WorkersError, match="does not see the catalogue's pictures"):
        embed([catalogue], tmp_path / "line", tools(), Counting(), ThroughTasks(work))


@pytest.mark.usefixtures("faked")
def test_answers_that_come_in_another_order_are_refused(tmp_path: Path) -> None:
    catalogue = write_catalogue(tmp_path / "catalogue", dict(enumerate(range(4))))
    first = Measurer().do

    def work(text: str) -> str:
        task = json.loads(text)
        return first(json.dumps(task | {"part": task["part"][::-1]}))

    with pytest.raises(WorkersError, match="other pictures than it was asked for"):
        embed([catalogue], tmp_path / "line", tools(), Counting(), ThroughTasks(work))


def test_the_settings_name_the_executor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert isinstance(executor_of(LineSettings()), Local)
    assert executor_of(LineSettings("ray", "h:1")) == RayData("h:1")
    with pytest.raises(UsageError, match="--executor ray alone"):
        executor_of(LineSettings(cluster="h:1"))
    assert main(["museum", "refresh", "met", "--contact", "me@example.org", "--cluster", "h:1"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == [], "nobody was asked before"


@pytest.mark.usefixtures("faked")
def test_without_the_extra_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    catalogue = write_catalogue(tmp_path / "catalogue", {1: 1})
    embed([catalogue], tmp_path / "whole", tools(), Counting())
    nothing = embed([catalogue], tmp_path / "whole", tools(), Counting(), RayData())
    assert (nothing.works, nothing.measured) == (1, 0), "no Ray is begun for nothing"
    with pytest.raises(UsageError, match=r"pip install 'art-assistant\[ray\]'"):
        embed([catalogue], tmp_path / "line", usual_tools(), Counting(), RayData())


def children(pid: int) -> list[tuple[int, str]]:
    """Every process below one of ours, with its command line."""
    found, parents = [], {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    waiting = [pid]
    while waiting:
        below = [child for child, parent in parents.items() if parent == waiting[0]]
        waiting = [*waiting[1:], *below]
        for child in below:
            try:
                found.append((child, Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")))
            except OSError:
                continue
    return found


class Killing(Counting):
    """Kills the processes that measure, those of Ray's, when some pictures are measured."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after
        self.killed: list[int] = []

    def step(self) -> None:
        super().step()
        if self.counts[-1][2] == self._after:
            for pid, command in children(os.getpid()):
                if "ray::MapWorker" in command:
                    os.kill(pid, signal.SIGKILL)
                    self.killed.append(pid)


def with_ray(catalogue: Path, line: Path, watch: Counting) -> Embedded:
    return embed([catalogue], line, replace(usual_tools(), workers=2), watch, RayData())


@needs_ray
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers by /proc")
def test_killed_workers_lose_nothing_and_the_bytes_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 8)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    catalogue = write_catalogue(tmp_path / "catalogue", dict(enumerate(range(40))))
    here = embed([catalogue], tmp_path / "here", usual_tools(), Counting())
    watch = Killing(8)
    there = with_ray(catalogue, tmp_path / "there", watch)
    assert watch.killed
    assert (there.measured, there.failed) == (here.measured, here.failed) == (40, {})
    assert made(tmp_path / "here") == made(tmp_path / "there")
    assert not (tmp_path / "home").exists(), "Ray leaves nothing in the home"


RUN = """
import sys
from art_assistant.museum.line import shards
from art_assistant.cli.main import main
shards.SHARD = 8
raise SystemExit(main(sys.argv[1:]))
"""


@needs_ray
@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers by /proc")
def test_a_killed_run_goes_on_without_ray_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "SHARD", 8)
    catalogue, line = write_catalogue(tmp_path / "catalogue", dict(enumerate(range(40)))), tmp_path / "line"
    command = ["museum", "embed", str(catalogue), "--line", str(line), "--executor", "ray"]
    with subprocess.Popen([sys.executable, "-c", RUN, *command]) as running:
        wait_for(lambda: any(line.glob("shards/*.done")), 240)
        begun = [pid for pid, command in children(running.pid) if "ray" in command]
        running.kill()
    before = len(list(line.glob("shards/*.done")))
    done = embed([catalogue], line, usual_tools(), Counting())
    assert (done.works, done.failed) == (40, {})
    assert done.measured == 40 - 8 * before
    embed([catalogue], tmp_path / "other", usual_tools(), Counting())
    assert made(line) == made(tmp_path / "other")
    assert begun
    wait_for(lambda: not any(Path(f"/proc/{pid}").is_dir() for pid in begun), 120)


def wait_for(test: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.2)


@needs_ray
@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    catalogue = write_catalogue(tmp_path / "catalogue", {1: 1})
    command = ["museum", "embed", str(catalogue), "--executor", "ray", "--cluster", f"127.0.0.1:{free_port()}"]
    assert main(command) == 2
    told = capfd.readouterr().err
    assert "Nothing answers at 127.0.0.1:" in told
    assert told.count("\n") == 1
