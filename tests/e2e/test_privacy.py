"""Nothing leaves the machine: whole runs under a tracer, and under a filter that kills at the first Internet socket."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SAMPLE = HERE.parents[1] / "examples" / "sample-painting.jpg"
CLI = (sys.executable, "-m", "art_assistant")
KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "COVERAGE_PROCESS_CONFIG")
"""All that a process takes over from here: a variable such as CI or GITHUB_ACTIONS silences ONNX Runtime by itself."""
LATE_SECONDS = 18
"""ONNX Runtime looks up its maker's host about eight seconds after it is imported."""

LIBRARY = f"""
import sys, time
from art_assistant import analyze
analyze(sys.argv[1])
time.sleep({LATE_SECONDS})
"""
ENGINE = """
import subprocess, sys
from art_assistant.service.engines import wire as channel
engine = subprocess.Popen([sys.executable, "-m", "art_assistant.service.engines.engine"], stdin=-1, stdout=-1)
assert channel.read(engine.stdout)[0]["ready"]
picture = open(sys.argv[1], "rb").read()
asked = {
    "analyze": {"views": ["study"]},
    "search": {"topk": 3, "diversify": True, "mirror": False},
    "value_study": {},
    "outline": {"sheet": "a6", "dpi": 72, "detail": "full", "format": "png", "grid": [2, 2], "mirror": True},
}
for operation, parameters in asked.items():
    head = {"op": operation, "parameters": parameters, "seconds": 120.0}
    engine.stdin.write(channel.opening(head, len(picture)) + picture)
    engine.stdin.flush()
    assert "error" not in channel.read(engine.stdout)[0], operation
engine.stdin.close()
assert engine.wait() == 0
"""

_CALLS = "network,?open,openat,?openat2,?creat,?mkdir,mkdirat,?unlink,unlinkat,?rename,?renameat,renameat2,?link,linkat"
_MAKES = re.compile(r"(?:creat|mkdir\w*|unlink\w*|rename\w*|link\w*|symlink\w*)\(|O_CREAT")
_PLACE = re.compile(r'(?:(?:AT_FDCWD|\d+)<(?P<folder>[^>]*)>, )?"(?P<name>[^"]*)"')

reports_home = pytest.mark.skipif(
    tuple(int(part) for part in version("onnxruntime").split(".")[:2]) < (1, 29),
    reason="this ONNX Runtime does not report home, so that nothing can be caught",
)


class House:
    """An empty home, a folder for temporary files and one for results, for a process with no switch set."""

    def __init__(self, root: Path) -> None:
        self.root, self.out, self.trace = root, root / "work", root / "trace"
        self.home, self.temporary = root / "home", root / "tmp"
        for folder in (self.home, self.temporary, self.out):
            folder.mkdir()
        self.environment = {name: os.environ[name] for name in KEPT if name in os.environ} | {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "LOCALAPPDATA": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, *command: object, before: tuple[object, ...] = ()) -> int:
        done = subprocess.run(
            [str(word) for word in (*before, *command)],
            cwd=self.out,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode <= 0 or before, done.stderr
        return done.returncode

    def traced(self, *command: object) -> list[str]:
        strace = shutil.which("strace")
        if strace is None:
            pytest.skip("needs strace, which shows what native code does too")
        options = ("-f", "-qq", "-y", "-s", "200", "--seccomp-bpf", "-e", f"trace={_CALLS}", "-o", self.trace)
        self.environment.pop("COVERAGE_PROCESS_CONFIG", None)
        assert self.run(*command, before=(strace, *options)) == 0
        return self.trace.read_text(encoding="utf-8", errors="replace").splitlines()

    def refused(self, *command: object) -> int:
        status = self.run(*command, before=(sys.executable, HERE / "refuse_network.py"))
        if status == 77:
            pytest.skip("this system has no seccomp filters")
        return status

    def left_at_home(self) -> list[str]:
        return [str(path.relative_to(self.home)) for path in self.home.rglob("*")]

    def touched_elsewhere(self, trace: list[str]) -> list[str]:
        """The traced calls that make, move or remove something outside the results and the temporary files."""
        return [line for line in trace if _MAKES.search(line) and not all(map(self._allowed, self._places(line)))]

    def _places(self, line: str) -> list[Path]:
        found = _PLACE.finditer(line.partition("(")[2].partition(" = ")[0])
        return [Path(match["folder"] or self.out) / match["name"] for match in found]

    def _allowed(self, place: Path) -> bool:
        return place == Path("/dev/null") or any(place.is_relative_to(own) for own in (self.out, self.temporary))


def connections(trace: list[str]) -> list[str]:
    """The traced calls that speak to another machine, or find out how."""
    return [line for line in trace if re.search(r"AF_(INET|INET6|NETLINK|PACKET)\b|resolv\.conf", line)]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def study(house: House) -> tuple[object, ...]:
    return (*CLI, "analyze", SAMPLE, "--out", house.out / "study")


def test_a_study_touches_only_its_own_folder_and_no_network(house: House) -> None:
    trace = house.traced(*study(house))
    assert (house.out / "study" / "report.html").is_file()
    assert house.touched_elsewhere(trace) == []
    assert connections(trace) == []
    assert house.left_at_home() == []
    assert any("study" in line and "O_CREAT" in line for line in trace)


def test_a_program_that_imports_the_package_leaves_nothing_at_home_on_any_system(house: House) -> None:
    house.environment.pop("COVERAGE_PROCESS_CONFIG", None)
    assert house.run(sys.executable, "-c", "import art_assistant.pipeline") == 0
    assert house.left_at_home() == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the service needs a POSIX system")
def test_an_engine_of_the_service_opens_no_connection(house: House) -> None:
    assert house.refused(sys.executable, "-c", ENGINE, SAMPLE) == 0
    assert house.left_at_home() == []


def test_the_filter_kills_at_the_first_internet_socket(house: House) -> None:
    for family in ("AF_INET", "AF_INET6"):
        code = f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)"
        assert house.refused(sys.executable, "-c", code) == -signal.SIGSYS
    assert house.refused(sys.executable, "-c", "import socket; socket.socket(socket.AF_UNIX)") == 0


@reports_home
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="where its id lies is known for Linux")
def test_the_tracer_sees_what_onnx_runtime_does_where_nobody_stops_it(house: House) -> None:
    trace = house.traced(sys.executable, "-c", "import onnxruntime")
    assert any("deviceid" in line for line in house.touched_elsewhere(trace))
    assert any("deviceid" in name for name in house.left_at_home())


@pytest.mark.slow
@pytest.mark.parametrize("how", ["traced", "refused"])
def test_a_program_that_uses_the_library_for_long_stays_silent(house: House, how: str) -> None:
    watched: Callable[..., int | list[str]] = getattr(house, how)
    found = watched(sys.executable, "-c", LIBRARY, SAMPLE)
    if isinstance(found, list):
        assert (connections(found), house.touched_elsewhere(found)) == ([], [])
    else:
        assert found == 0
    assert house.left_at_home() == []


@pytest.mark.slow
def test_a_gallery_is_built_without_a_look_at_the_network(house: House) -> None:
    pictures = house.out / "pictures"
    pictures.mkdir()
    shutil.copy(SAMPLE, pictures)
    house.environment["ART_GALLERY_HOME"] = str(house.out / "galleries")
    trace = house.traced(*CLI, "gallery", "build", pictures, "--name", "mine")
    assert (connections(trace), house.touched_elsewhere(trace), house.left_at_home()) == ([], [], [])


@pytest.mark.slow
@reports_home
def test_the_filter_catches_the_late_look_up_where_nobody_stops_it(house: House) -> None:
    code = f"import onnxruntime, time; time.sleep({LATE_SECONDS})"
    assert house.refused(sys.executable, "-c", code) == -signal.SIGSYS
