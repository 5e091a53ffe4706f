"""Kill what changes a store, or follows one, at every thing it does; look at what readers see; go on, and look again.

    python killed.py FOLDER STORE STEP KILLS

A story of nine commands is told on a store of its own for each STEPth moment: each command is killed there, KILLS
times in a row, and then gone on with. In a folder the moments are operations on the disk, counted by an audit hook; in
a bucket they are requests. A reader in a process of its own reads all the time. Prints how many kills it stood.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.museum.line.killed import EVENTS, in_a_child
from tests.service.conftest import make_gallery

from art_assistant.errors import GalleryNotFoundError
from art_assistant.gallery.bundle import FILES, MANIFEST, read_bundle
from art_assistant.gallery.versions import in_use, mark_for
from art_assistant.museum.store.address import place_of
from art_assistant.museum.store.publish import promote, prune, publish, roll_back
from art_assistant.museum.store.pull import Origin, pull
from art_assistant.museum.store.shelf import StoreShelf, below

WORKS = (5, 6, 7)
Seen = dict[str, int]
"""Works that the readers of each channel, and of the gallery that follows production, find; 0 where nothing is."""


@dataclass(frozen=True)
class Stage:
    """A store, what is published into it, and the gallery that follows it."""

    store: str
    home: Path
    bundles: dict[int, Path]

    def publish(self, works: int, channel: str) -> None:
        publish(place_of(self.store), self.bundles[works], channel, "", {})

    def back(self, works: int) -> None:
        # A step back that was killed may have been taken; who looks first does not take another.
        if seen(self)["production"] != works:
            roll_back(place_of(self.store), "production")

    def named(self, works: int) -> None:
        shelf = StoreShelf(place_of(self.store))
        roll_back(shelf.place, "production", shelf.name_for(mark_for((self.bundles[works] / MANIFEST).read_bytes())))

    def pull(self) -> None:
        pull(place_of(self.store), Origin(self.store, "production"), self.home)


Command = Callable[[Stage], object]
STORY: list[tuple[Command, Seen]] = [
    (lambda stage: stage.publish(5, "production"), {"production": 5}),
    (lambda stage: stage.publish(6, "staging"), {"staging": 6}),
    (lambda stage: promote(place_of(stage.store), "staging", "production"), {"production": 6}),
    (lambda stage: stage.publish(7, "production"), {"production": 7}),
    (lambda stage: stage.back(6), {"production": 6}),
    (lambda stage: prune(place_of(stage.store), 1, 0.0), {}),
    (lambda stage: stage.pull(), {"home": 6}),
    (lambda stage: stage.named(7), {"production": 7}),
    (lambda stage: stage.pull(), {"home": 7}),
]


def in_channel(store: str, channel: str) -> int:
    """Return how many works a reader of a channel gets, every byte verified."""
    shelf = StoreShelf(place_of(store))
    version = shelf.pointed(channel)
    if version is None:
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for name in (*FILES, MANIFEST):
            shelf.place.fetch(below(version, name), Path(folder) / name)
        return len(read_bundle(Path(folder)).features)


def seen(stage: Stage) -> Seen:
    found = {channel: in_channel(stage.store, channel) for channel in ("production", "staging")}
    return found | {"home": opened(stage.home)}


def opened(folder: Path) -> int:
    try:
        return len(read_bundle(folder).features)
    except GalleryNotFoundError:
        return 0


def looked(stage: Stage) -> Seen:
    """Look in a child: what speaks to a bucket has threads, which no fork takes along."""
    told = stage.home.with_name("seen.json")
    assert not in_a_child(lambda: told.write_text(json.dumps(seen(stage)), encoding="utf-8"))
    found: Seen = json.loads(told.read_text(encoding="utf-8"))
    return found


def read_on(stage: Stage, stop: Path) -> int:
    """Read all the time in a child, as the service and the studio do, and return its process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        folders = [stage.home] if "://" in stage.store else [stage.home, Path(stage.store)]
        while not stop.exists():
            assert all(opened(folder) in {0, *WORKS} for folder in folders)
            if len(folders) > 1:
                in_channel(stage.store, "staging")
            # Whoever writes has a turn too, on a machine of one core.
            time.sleep(0.002)
        code = 0
    finally:
        os._exit(code)


def killed_at(number: int, stage: Stage, command: Command) -> bool:
    def work() -> None:
        left = [number]

        def count() -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        count_operations(count, (stage.store, str(stage.home)))
        count_requests(count, stage.store)
        command(stage)

    return in_a_child(work)


def count_operations(count: Callable[[], None], places: tuple[str, ...]) -> None:
    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in EVENTS or written) and str(arguments[0]).startswith(places):
            count()

    sys.addaudithook(hook)


def count_requests(count: Callable[[], None], store: str) -> None:
    if "://" not in store:
        return
    from aiobotocore.httpsession import AIOHTTPSession

    send = AIOHTTPSession.send

    async def counted(self: Any, request: Any) -> Any:
        count()
        return await send(self, request)

    AIOHTTPSession.send = counted


def tell(stage: Stage, number: int, kills: int) -> int:
    """Tell the story with every command killed at one moment; return how many kills there were."""
    before, stood = dict.fromkeys(("production", "staging", "home"), 0), 0
    for step, (command, change) in enumerate(STORY):
        after = before | change
        for _ in range(kills):
            if not killed_at(number, stage, command):
                break
            stood += 1
            now = looked(stage)
            assert all(now[who] in {before[who], after[who]} for who in now), (number, step, now)
        assert not in_a_child(lambda command=command: command(stage))  # type: ignore[misc]
        assert looked(stage) == after, (number, step, looked(stage))
        before = after
    return stood


def check_tidy(stage: Stage) -> None:
    """What the kills left is taken away by what comes after them."""

    def go_on() -> None:
        stage.publish(5, "production")
        stage.pull()

    assert not in_a_child(go_on)
    assert looked(stage) == {"production": 5, "staging": 6, "home": 5}
    places = [place for place in (Path(stage.store), stage.home) if place.is_dir()]
    assert not [path for place in places for path in place.rglob(".*") if path.suffix in {".part", ".gone"}]


def try_all(folder: Path, store: str, step: int, kills: int) -> int:
    bundles = {works: folder / "bundles" / str(works) for works in WORKS}
    for works, bundle in bundles.items():
        shutil.copytree(in_use(make_gallery(folder / "made" / str(works), works)), bundle)
    number = stood = 0
    while True:
        number += step
        stage = Stage(f"{store}/{kills}-{number}", folder / f"galleries-{kills}-{number}" / "met", bundles)
        stage.home.parent.mkdir()
        reader = read_on(stage, folder / "stop")
        stood_here = tell(stage, number, kills)
        (folder / "stop").touch()
        assert os.waitpid(reader, 0)[1] == 0
        (folder / "stop").unlink()
        check_tidy(stage)
        if not stood_here:
            return stood
        stood += stood_here


def main(folder: Path, store: str, step: int, kills: int) -> int:
    # What a killed process leaves in the folder for passing things goes with the test's own.
    tempfile.tempdir = str(folder / "passing")
    Path(tempfile.tempdir).mkdir()
    if "://" in store:
        import s3fs  # noqa: F401 - imported once, before the forks
    return try_all(folder, store, step, kills)


if __name__ == "__main__":
    sys.stdout.write(str(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
