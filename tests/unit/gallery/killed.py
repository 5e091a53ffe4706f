"""A process that changes galleries and is killed at the N-th thing it does on the disk, over and over.

It forks itself, so that the libraries are loaded once; the child counts what it asks of the disk (every file opened for
writing, renamed or deleted, every folder made, every statement of SQLite that writes) and kills itself with SIGKILL.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.unit.gallery.conftest import FakeBackbone, FakeEncoder, picture_bytes

from art_assistant.errors import GalleryError
from art_assistant.gallery.make.build import add_pictures, build_gallery, remove_works
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.opened import open_folder
from art_assistant.gallery.versions import has_gallery

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}
WRITES = ("BEGIN", "COMMIT", "INSERT", "UPDATE", "DELETE", "PRAGMA user_version =")


class Counter:
    """Counts what is done on the disk, and kills the process at the N-th."""

    def __init__(self, stop: int) -> None:
        self.count, self.stop = 0, stop

    def step(self) -> None:
        self.count += 1
        if self.count == self.stop:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if event in EVENTS or written:
            self.step()

    def begin(self) -> None:
        connect = sqlite3.connect

        def connected(*arguments: Any, **named: Any) -> sqlite3.Connection:
            base = connect(*arguments, **named)
            base.set_trace_callback(lambda text: self.step() if text.startswith(WRITES) else None)
            return base

        sqlite3.connect = connected
        sys.addaudithook(self.heard)


def tools() -> Tools:
    return Tools(encoder_for=lambda _: FakeEncoder(), backbone=FakeBackbone(), measure=lambda *_: {}, workers=1)


def prepare(place: Path) -> None:
    (place / "src").mkdir(parents=True)
    for i in range(4):
        (place / "src" / f"p{i}.png").write_bytes(picture_bytes(i))
    (place / "far.png").write_bytes(picture_bytes(9))
    build_gallery(place / "home" / "g", place / "src", tools(), facts={"p0.png": {"title": "Sun"}})


def build(place: Path) -> None:
    (place / "src" / "p4.png").write_bytes(picture_bytes(4))
    build_gallery(place / "home" / "g", place / "src", tools(), facts={"p1.png": {"title": "Moon"}})


def first_build(place: Path) -> None:
    shutil.rmtree(place / "home")
    build_gallery(place / "home" / "g", place / "src", tools(), facts={"p0.png": {"title": "Sun"}})


def add(place: Path) -> None:
    add_pictures(place / "home" / "g", [place / "far.png"], tools())


def remove(place: Path) -> None:
    # What is already out is no work any more, so that the name is asked for once.
    if any(work.path == "p3.png" for work in open_folder(place / "home" / "g").works):
        remove_works(place / "home" / "g", ["p3.png"], tools())
    else:
        build_gallery(place / "home" / "g", place / "src", tools())


def works(place: Path) -> dict[str, str]:
    """Return name to title of a gallery that opens whole; raises where it does not."""
    if not has_gallery(place / "home" / "g"):
        return {}
    return {Path(str(work.path)).name: str(work.title) for work in open_folder(place / "home" / "g").works}


def in_child(run: Callable[[], None], stop: int = 0) -> tuple[int, int]:
    """Return the exit status of a child that ran, and how much it did on the disk; -9 is killed."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        counter = Counter(stop)
        counter.begin()
        try:
            run()
        except GalleryError as error:
            sys.stderr.write(f"{error}\n")
            os._exit(3)
        os.write(into, str(counter.count).encode())
        os._exit(0)
    os.close(into)
    told = os.read(out, 100)
    os.close(out)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), int(told or 0)


def trial(scratch: Path, change: Callable[[Path], None], stop: int) -> dict[str, Any]:
    # Always at one place, since the journal names its source by that.
    place = scratch / "place"
    shutil.copytree(scratch / "prepared", place)
    status, count = in_child(lambda: change(place), stop)
    after_kill = works(place)
    again, _ = in_child(lambda: change(place))
    found = {"stop": stop, "status": status, "count": count, "killed": after_kill, "again": again}
    found |= {"works": works(place), "left": sorted(path.name for path in (place / "home" / "g").iterdir())}
    shutil.rmtree(place)
    return found


def main() -> None:
    scratch, points = Path(sys.argv[1]), int(sys.argv[2])
    prepare(scratch / "place")
    (scratch / "place").rename(scratch / "prepared")
    for change in (build, first_build, add, remove):
        whole = trial(scratch, change, 0)
        stops = sorted({1 + round(n * (whole["count"] - 1) / (points - 1)) for n in range(points)})
        for stop in stops:
            found = {"change": change.__name__, **trial(scratch, change, stop)}
            sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
