"""Kill a line at every thing it does on the disk, look at what readers see, let it go on, and compare.

    python killed.py FOLDER STEP

Run in a process of its own, which forks one for each kill, at each STEPth operation, and one for each going on. There
is a line that begins with nothing, and one that holds an older state of the catalogue; both end with the bytes of one
that nobody disturbed. Prints how many kills it stood.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.museum.conftest import Counting
from tests.museum.line.conftest import made, tools, write_catalogue
from tests.unit.gallery.conftest import FakeEncoder

from art_assistant.errors import GalleryNotFoundError, NotVerifiedError
from art_assistant.gallery.opened import open_folder
from art_assistant.museum.line import shards
from art_assistant.museum.line.build import build
from art_assistant.museum.line.embed import embed
from art_assistant.museum.line.verified import verified
from art_assistant.museum.line.verify import verify
from art_assistant.vision.encoders import ENCODERS

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir"}


def in_a_child(work: Callable[[], object]) -> bool:
    """Do something in a child; whether it was killed."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


def go(catalogue: Path, line: Path) -> None:
    embed([catalogue], line, tools(), Counting())
    build(line)
    assert verify(line, tools()).failed == []


def killed_at(number: int, catalogue: Path, line: Path) -> bool:
    def work() -> None:
        left = [number]

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if (event in EVENTS or written) and str(line) in str(arguments[0]):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        go(catalogue, line)

    return in_a_child(work)


def seen(line: Path) -> bytes | None:
    """Return what a publisher would take: the manifest of a gallery that is whole and verified, or nothing."""
    with suppress(GalleryNotFoundError, NotVerifiedError):
        folder = verified(line)
        open_folder(folder)
        return (folder / "manifest.json").read_bytes()
    return None


def try_all(folder: Path, step: int, before: Path | None, catalogue: Path) -> int:
    in_a_child(lambda: go(catalogue, folder / "undisturbed"))
    whole, number = made(folder / "undisturbed"), 0
    states = {None, whole["gallery/manifest.json"]}
    if before is not None:
        states.add((before / "gallery" / "manifest.json").read_bytes())
    while True:
        number += step
        line = folder / f"killed-{number}"
        if before is not None:
            shutil.copytree(before, line)
        if not killed_at(number, catalogue, line):
            return number // step - 1
        assert seen(line) in states, number
        in_a_child(lambda line=line: go(catalogue, line))  # type: ignore[misc]
        assert made(line) == whole, (number, sorted(made(line)))
        shutil.rmtree(line)


def main(folder: Path, step: int) -> int:
    ENCODERS[FakeEncoder.identity] = FakeEncoder  # type: ignore[assignment]
    shards.SHARD = 2  # type: ignore[misc]
    old = write_catalogue(folder / "old", {1: 1, 2: 2, 3: 3, 4: 4, 5: 5})
    new = write_catalogue(folder / "new", {0: 9, 1: 1, 2: 12, 4: 4, 5: 5}, title="Other")
    stood = try_all(folder / "first", step, None, new)
    in_a_child(lambda: go(old, folder / "before"))
    return stood + try_all(folder / "again", step, folder / "before", new)


if __name__ == "__main__":
    sys.stdout.write(str(main(Path(sys.argv[1]), int(sys.argv[2]))))
