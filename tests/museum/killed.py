"""Kill a fetch at every operation on the disk that it makes, let it go on, and compare it with an undisturbed one.

    python killed.py ADDRESS FOLDER WORKS STEP

Run in a process of its own, which forks one for each kill, at each STEPth operation, and one for each going on: the
operations are counted by an audit hook, so that nothing of what is tested is replaced. Prints how many it stood.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet  # noqa: F401 - imported once, before the forks

import art_assistant.museum.fetch.run
import art_assistant.museum.fetch.transport
import art_assistant.museum.sources.met  # noqa: F401 - as above
from art_assistant.cli.main import main

with suppress(ImportError):
    import pandas  # noqa: F401, ICN001 - which pyarrow looks for when it first makes a table

OPERATIONS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "sqlite3.connect"})


def in_a_child(work: Callable[[], object]) -> bool:
    """Do something in a child; whether it was killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def fetch(out: Path, works: str) -> None:
    flags = ("--delay", "0", "--contact", "painter@example.org", "--out", str(out), "--limit", works, "--json")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    main(["museum", "fetch", "met", *flags])


def killed_at(number: int, out: Path, works: str) -> bool:
    def work() -> None:
        left, lock = [number], threading.Lock()

        def count(event: str, arguments: tuple[object, ...]) -> None:
            if event in OPERATIONS and str(out) in str(arguments[0]):
                with lock:
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        fetch(out, works)

    return in_a_child(work)


def held(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.is_file() and not path.name.startswith(".museum-journal"))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def try_all(folder: Path, works: str, step: int) -> int:
    in_a_child(lambda: fetch(folder / "undisturbed", works))
    whole = held(folder / "undisturbed")
    assert len(whole) == int(works) + 2, sorted(whole)
    number = stood = 0
    while True:
        number += step
        out = folder / f"killed-{number}"
        if not killed_at(number, out, works):
            return stood
        assert not in_a_child(lambda out=out: fetch(out, works))  # type: ignore[misc]
        stood += 1
        assert held(out) == whole, (number, sorted(held(out)))


if __name__ == "__main__":
    os.environ["ART_MUSEUM_ADDRESS"] = sys.argv[1]
    sys.stdout.write(str(try_all(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
