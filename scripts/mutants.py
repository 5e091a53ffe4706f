"""Put small faults into the code, one at a time, and see whether the tests of the unit notice.

Draws faults by a fixed seed over four packages and runs, for each, the quickest unit and property tests that pass over
the changed line; a fault that they fail on is *killed*, one that they pass with *lives*. Tests that go through the
whole pipeline are left out: a comparison of whole reports notices everything and explains nothing. Nothing is written
to the source: the faulty module exists only in the memory of a forked process, so this needs Linux or macOS.

What is found is kept in ``build/mutants``, and a second run goes on where the first one stopped. A killed fault is
tried again when its module changes, a living one also when the tests do. Faults that change nothing anybody could see
stand in ``scripts/mutants-equivalent.toml``, each with the reason.

mutmut leaves constants of modules alone and cannot draw by a seed; cosmic-ray starts Python and all tests anew for each
fault. Here a fault costs about three seconds.

    python scripts/mutants.py                     # the whole draw
    python scripts/mutants.py --first 80          # its beginning
    python scripts/mutants.py --only balance      # what stands in a file or a function of that name
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import signal
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any, Final

import pytest
from mutations import FUNCTIONS, Site, draw, sites
from passes import KEPT, PACKAGES, ROOT, SOURCE, Passes, digest_of, inner, record

EQUIVALENT: Final = Path(__file__).with_name("mutants-equivalent.toml")

SEED: Final = 18
COUNT: Final = 400
MOST_TESTS: Final = 300
MOST_SECONDS: Final = 6.0
"""Tests that are tried on one fault: the most specific first, up to so many and so long."""
_WITHOUT: Final = tuple(f"-pno:{plugin}" for plugin in ("cacheprovider", "cov", "xdist", "schemathesis"))
_QUIET: Final = ("-x", "-q", *_WITHOUT, "-W", "ignore::pytest.PytestAssertRewriteWarning")
_MEMORY: Final = 6 << 30
_BROKE_DOWN: Final = 3


# Which tests a fault is tried on


@dataclass(slots=True)
class Choice:
    """Which tests to try on a fault."""

    passes: dict[str, Passes]
    users: dict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))
    bound: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.passes = {test: passes for test, passes in self.passes.items() if not passes.whole}
        for path in modules():
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, FUNCTIONS):
                    self._note_function(path, node)
                elif isinstance(node, ast.Assign | ast.AnnAssign):
                    self._note_names(node)

    def _note_function(self, path: Path, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        body = range(node.body[0].lineno, (node.end_lineno or 0) + 1)
        remembers = any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)
        for part in ast.walk(node):
            if isinstance(part, ast.Name | ast.Attribute):
                name = part.id if isinstance(part, ast.Name) else part.attr
                lines = [part.lineno] if part.lineno in body else body
                self.users[name].update((inner(path), line) for line in lines)
                self.bound[name].update([node.name] if remembers else [])

    def _note_names(self, node: ast.Assign | ast.AnnAssign) -> None:
        parts = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
        bound = [part.id for part in parts if isinstance(part.ctx, ast.Store)]
        for part in parts:
            self.bound[part.id].update(bound)

    def tests(self, site: Site) -> list[str]:
        """Return the tests that pass over a fault, the most telling first."""
        first, last = site.lines
        wanted = {(inner(site.path), line) for line in range(first, last + 1)}
        near = self._passing(wanted)
        if site.names:
            names = {*site.names, *(other for name in site.names for other in self.bound[name])}
            more = self._passing({place for name in names for place in self.users[name]})
            near = list({*near, *more}) or self._naming(site.names)
        near.sort(key=lambda test: (self._size(test), test))
        chosen: list[str] = []
        spent = 0.0
        for test in near[:MOST_TESTS]:
            spent += self.passes[test].seconds
            if spent < MOST_SECONDS or not chosen:
                chosen.append(test)
        return chosen

    def _passing(self, wanted: set[tuple[str, int]]) -> list[str]:
        files: dict[str, set[int]] = defaultdict(set)
        for file, line in wanted:
            files[file].add(line)
        return [
            test
            for test, passes in self.passes.items()
            if any(not lines.isdisjoint(passes.lines.get(file, ())) for file, lines in files.items())
        ]

    def _naming(self, names: Sequence[str]) -> list[str]:
        """Return the tests of the files that speak of one of ``names``: a table that nothing in the package reads."""
        files = {test.partition("::")[0] for test in self.passes}
        speaking = {file for file in files if any(name in (ROOT / file).read_text("utf-8") for name in names)}
        return [test for test in self.passes if test.partition("::")[0] in speaking]

    def _size(self, test: str) -> float:
        """How much a test takes on: a thousand lines weigh like a second."""
        return self.passes[test].seconds + sum(map(len, self.passes[test].lines.values())) / 1000.0


# One fault, tried


class _Faulty(importlib.machinery.SourceFileLoader):
    """Loads one module from a tree that a fault was put into."""

    code: CodeType

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the base class names it
        return self.code


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self.name, self.path, self.code = name, path, code

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> Any:  # noqa: ARG002 - as above
        if fullname != self.name:
            return None
        loader = _Faulty(fullname, str(self.path))
        loader.code = self.code
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


def _faulty_code(site: Site) -> CodeType:
    tree = ast.parse(site.path.read_bytes())
    sites(site.path, tree, SEED, Counter())[site.place].apply()
    return compile(ast.fix_missing_locations(tree), str(site.path), "exec")


def _try(site: Site, tests: Sequence[str], seconds: int) -> int:
    """Run ``tests`` with the fault in place, in this process; return the exit status of pytest."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    name = ".".join(site.path.relative_to(SOURCE).with_suffix("").parts)
    sys.meta_path.insert(0, _Finder(name, site.path, _faulty_code(site)))
    try:
        importlib.import_module(name)
    except Exception:  # noqa: BLE001 - whatever a fault does at import, it shows
        return 1
    return int(pytest.main([*_QUIET, *tests]))


def control(todo: Sequence[Site], choice: Choice) -> None:
    """Make sure that without a fault the tests are found, and pass.

    Raises:
        SystemExit: they do not.

    """
    chosen = [tests for site in todo if (tests := choice.tests(site))]
    every = sorted({test for tests in chosen for test in tests})
    for arguments in (["--collect-only", *every], *chosen[:1]):
        child = os.fork()
        if not child:
            os._exit(int(pytest.main([*_QUIET, "-qq", *arguments])))
        if os.waitpid(child, 0)[1]:
            raise SystemExit("The tests do not pass without a fault; nothing could be said with one.")


def _start(site: Site, tests: Sequence[str], seconds: int) -> int:
    child = os.fork()
    if child:
        return child
    status = _BROKE_DOWN
    try:
        os.setsid()
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        status = _try(site, tests, seconds)
    finally:
        os._exit(status)


def _verdict(status: int) -> str:
    if os.WIFSIGNALED(status):
        return "killed by time" if os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL} else "killed"
    code = os.WEXITSTATUS(status)
    return "lived" if code == 0 else "not tried" if code == _BROKE_DOWN else "killed"


def run(todo: Sequence[Site], choice: Choice, workers: int) -> Iterator[dict[str, Any]]:
    """Try every fault, ``workers`` at a time; yield a row for each as it ends."""
    queue = [(site, choice.tests(site)) for site in todo]
    running: dict[int, tuple[Site, list[str], float, float]] = {}
    while queue or running:
        while queue and len(running) < workers:
            site, tests = queue.pop(0)
            if not tests:
                yield {"key": site.key, "verdict": "no test", "seconds": 0.0, "tests": 0}
                continue
            limit = 8 + 3 * sum(choice.passes[test].seconds for test in tests)
            now = time.monotonic()
            running[_start(site, tests, round(limit))] = site, tests, now, now + 8 * limit
        for child in list(running):
            site, tests, since, until = running[child]
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                del running[child]
                spent = round(time.monotonic() - since, 2)
                yield {"key": site.key, "verdict": _verdict(status), "seconds": spent, "tests": len(tests)}
            elif time.monotonic() > until:
                os.killpg(child, signal.SIGKILL)
        time.sleep(0.02)


# What is kept, and what is told


def modules() -> list[Path]:
    """Return the modules that faults are drawn from."""
    found = (path for package in PACKAGES for path in (SOURCE / "art_assistant" / package).rglob("*.py"))
    return sorted(path for path in found if path.name != "__init__.py")


def _stamp(site: Site, verdict: str, tests: str) -> str:
    code = hashlib.sha256(site.path.read_bytes()).hexdigest()[:16]
    return code if verdict.startswith("killed") else f"{code}-{tests}"


def told(drawn: Sequence[Site], rows: dict[str, dict[str, Any]], equivalent: dict[str, str]) -> str:
    """Return the table of the packages, with what lived below."""
    lines = [f"{'package':10}{'drawn':>7}{'killed':>8}{'lived':>7}{'equivalent':>12}{'score':>8}{'seconds':>9}"]
    for package in (*PACKAGES, "all"):
        ours = [site for site in drawn if package in {"all", inner(site.path).partition("/")[0]} and site.key in rows]
        dead = sum(rows[site.key]["verdict"].startswith("killed") for site in ours)
        same = sum(site.key in equivalent and not rows[site.key]["verdict"].startswith("killed") for site in ours)
        spent = sum(rows[site.key]["seconds"] for site in ours)
        score = f"{dead / max(1, len(ours) - same):.1%}"
        alive = len(ours) - dead - same
        lines.append(f"{package:10}{len(ours):7}{dead:8}{alive:7}{same:12}{score:>8}{spent:9.0f}")
    for site in drawn:
        verdict = rows.get(site.key, {"verdict": "killed"})["verdict"]
        if not verdict.startswith("killed") and site.key not in equivalent:
            lines.append(f"{site.key} {verdict}: {inner(site.path)}:{site.line} {site.what}")
    return "\n".join(lines)


def main() -> None:
    """Try the draw and print what lived."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=COUNT, help="how many faults are drawn")
    parser.add_argument("--first", type=int, help="try only so many of them")
    parser.add_argument("--only", default="", help="draw only what stands in a file or a function of that name")
    parser.add_argument(
        "--seed", type=int, default=SEED, help="another draw, to see that the tests are not fitted to one"
    )
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(SOURCE))
    drawn = draw(modules(), arguments.seed, 1 << 30)
    drawn = [site for site in drawn if arguments.only in f"{inner(site.path)} {site.what}"][: arguments.count]
    drawn = drawn[: arguments.first]
    equivalent = {row["key"]: row["reason"] for row in tomllib.loads(EQUIVALENT.read_text("utf-8"))["mutant"]}
    choice = Choice(record(arguments.workers))
    tests = digest_of(list((ROOT / "tests").rglob("*.py")))
    journal = KEPT / "results.jsonl"
    rows = {
        row["key"]: row for row in map(json.loads, journal.read_text("utf-8").splitlines() if journal.is_file() else [])
    }
    done = {
        site.key
        for site in drawn
        if (row := rows.get(site.key)) and row["stamp"] == _stamp(site, row["verdict"], tests)
    }
    todo = [site for site in drawn if site.key not in done]
    for heavy in ("numpy", "cv2", "PIL.Image", "hypothesis", "faiss", "onnxruntime"):
        importlib.import_module(heavy)
    control(todo, choice)
    with journal.open("a", encoding="utf-8") as kept:
        for count, row in enumerate(run(todo, choice, arguments.workers), start=1):
            site = next(site for site in todo if site.key == row["key"])
            rows[site.key] = row | {"stamp": _stamp(site, row["verdict"], tests)}
            kept.write(json.dumps(rows[site.key]) + "\n")
            kept.flush()
            print(f"{count}/{len(todo)} {row['verdict']:8} {row['seconds']:6.1f} s  {site.what[:110]}", file=sys.stderr)
    print(told(drawn, rows, equivalent))


if __name__ == "__main__":
    main()
