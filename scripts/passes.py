"""What each unit and property test passes over, line by line: recorded once, and again where a test file changed."""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from mutations import FUNCTIONS

ROOT: Final = Path(__file__).resolve().parents[1]
SOURCE: Final = ROOT / "src"
PACKAGES: Final = ("analysis", "advice", "gallery", "imaging")
KILLERS: Final = (*(f"tests/unit/{package}" for package in PACKAGES), "tests/property")
WHOLE: Final = frozenset({"pipeline.py", "study/measured.py"})
"""Modules that make whole reports: a test that runs their functions kills nothing."""
KEPT: Final = ROOT / "build" / "mutants"


@dataclass(slots=True)
class Passes:
    """What one test passes over: seconds it takes, lines by file, and whether it makes whole reports."""

    seconds: float
    lines: dict[str, list[int]]
    whole: bool = False


@dataclass(slots=True)
class Durations:
    """A pytest plugin that notes how long each test takes, and which fail."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    failed: list[str] = field(default_factory=list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one phase of a test."""
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.append(report.nodeid)


def record(workers: int) -> dict[str, Passes]:
    """Return what every test passes over; only test files that changed are run again."""
    source = digest_of([*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("conftest.py")])
    files = sorted(file for folder in KILLERS for file in (ROOT / folder).rglob("test_*.py"))
    kept = {file: KEPT / "passes" / f"{digest_of([file])}-{source}.json" for file in files}
    if stale := [file for file in files if not kept[file].is_file()]:
        child = os.fork()
        if not child:
            found = _recorded(stale, workers)
            for file in stale:
                ours = {test: asdict(found[test]) for test in found if test.partition("::")[0] == short(file)}
                _write(kept[file], json.dumps(ours))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise SystemExit("What the tests pass over could not be recorded.")
    merged: dict[str, Passes] = {}
    for file in files:
        merged |= {test: Passes(**row) for test, row in json.loads(kept[file].read_text("utf-8")).items()}
    return merged


def _recorded(files: Sequence[Path], workers: int) -> dict[str, Passes]:
    from coverage import CoverageData  # noqa: PLC0415 - faults are tried without it

    KEPT.mkdir(parents=True, exist_ok=True)
    settings, data_file = KEPT / "coverage.ini", KEPT / "coverage.sqlite"
    settings.write_text(f"[run]\nsource_pkgs = art_assistant\ndata_file = {data_file}\n", "utf-8")
    data_file.unlink(missing_ok=True)
    durations = Durations()
    cover = ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="]
    rest = ["-q", "-m", "not slow", "-p", "no:cacheprovider", "-n", str(workers)]
    pytest.main([*cover, *rest, *(short(file) for file in files)], plugins=[durations])
    if durations.failed:
        raise SystemExit(f"These tests fail without any fault; mend them first: {', '.join(durations.failed)}")
    data = CoverageData(str(data_file))
    data.read()
    return _by_test(data, durations.seconds)


def _by_test(data: Any, seconds: dict[str, float]) -> dict[str, Passes]:
    """Part what was covered by test; what fixtures do counts for all tests of the file that asked for them."""
    found = {test: Passes(spent, {}) for test, spent in seconds.items()}
    made: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for path in data.measured_files():
        file = inner(Path(path))
        for context, passed in _by_context(data, path).items():
            test, _, phase = context.rpartition("|")
            if test in found and phase == "run":
                found[test].lines[file] = sorted(passed)
                found[test].whole |= file in WHOLE and bool(passed)
            elif test in found:
                made[test.partition("::")[0]][file] |= passed
    for test, passes in found.items():
        fixtures = made[test.partition("::")[0]]
        if not any(fixtures.get(file) for file in WHOLE):
            for file, more in fixtures.items():
                passes.lines[file] = sorted(more | set(passes.lines.get(file, [])))
    return found


def _by_context(data: Any, path: str) -> dict[str, set[int]]:
    """Return the lines inside functions of a file that each phase of each test passes over."""
    within = function_lines(Path(path))
    lines: dict[str, set[int]] = defaultdict(set)
    for line, contexts in data.contexts_by_lineno(path).items():
        for context in contexts if line in within else ():
            lines[context].add(line)
    return lines


def function_lines(path: Path) -> set[int]:
    """Return the lines of a module that run after its import."""
    functions = [node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, FUNCTIONS)]
    return {line for node in functions for line in range(node.body[0].lineno, (node.end_lineno or 0) + 1)}


def inner(path: Path) -> str:
    """Return the path of a module inside the package."""
    return path.relative_to(SOURCE / "art_assistant").as_posix()


def short(path: Path) -> str:
    """Return the path of a file inside the checkout."""
    return path.relative_to(ROOT).as_posix()


def digest_of(paths: Sequence[Path]) -> str:
    """Return a digest of files, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(short(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
