"""Kill the writing of a study at every operation on the disk that it makes, and look at what is left.

Run in a process of its own, which forks one for each kill: the operations are counted by an audit hook, so that nothing
of what is tested is replaced. Prints how many kills each kind of run stood.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from art_assistant.files.placing import WORKSHOP, mend, place
from art_assistant.files.studies import UNSEALED, StudyFiles, Writing, read_study, sealed

OPERATIONS = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"})
NOTES = {"notes.txt": b"the artist's own"}


def study(**views: bytes) -> dict[str, bytes]:
    files = {f"{name}.png": data for name, data in views.items()}
    listed = StudyFiles({name: Writing.of(data) for name, data in files.items()}).as_dict()
    form = {"schema": "1.1", "picture": {"sha256": "ab" * 32}, "written": listed, "seal": UNSEALED}
    return {"report.json": sealed(json.dumps(form).encode()), **files}


OLD = study(masses=b"old masses", notan=b"old notan", squint=b"as ever")
RUNS: dict[str, tuple[Mapping[str, bytes] | None, Mapping[str, bytes]]] = {
    "fresh": (None, OLD),
    "renewed": (OLD, study(masses=b"new masses", notan=b"new notan", squint=b"as ever")),
    "other views": (OLD, study(notan=b"new notan", palette=b"new palette")),
}


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    place(folder, files, lambda: None)


def killed_at(number: int, folder: Path, files: Mapping[str, bytes]) -> bool:
    """Write in a child that is killed at its operation of that number; whether it came so far."""
    child = os.fork()
    if child == 0:
        left = [number]

        def count(event: str, arguments: tuple[object, ...]) -> None:
            if event in OPERATIONS and str(folder) in str(arguments[0]):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        write(folder, files)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def stands(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether every file of a study is somewhere: at its place, or in the workshop from which the next run moves it."""
    around = (folder, folder / WORKSHOP / "old", folder / WORKSHOP / "new")
    return all(any(_holds(place / name, data) for place in around) for name, data in files.items())


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def try_run(old: Mapping[str, bytes] | None, new: Mapping[str, bytes]) -> int:
    number = 0
    while True:
        number += 1
        base = Path(tempfile.mkdtemp())
        folder = base / "study"
        if old is not None:
            write(folder, old)
            (folder / "notes.txt").write_bytes(NOTES["notes.txt"])
        before = held(folder)
        went_on = not killed_at(number, folder, new)
        look(folder, before, old, new)
        shutil.rmtree(base)
        if went_on:
            return number - 1


def look(folder: Path, before: Mapping[str, bytes], old: Mapping[str, bytes] | None, new: Mapping[str, bytes]) -> None:
    notes = NOTES if old is not None else {}
    assert old is None or stands(folder, old) or stands(folder, new), "something that was whole is lost"
    mend(folder)
    assert held(folder) in (dict(before), {**new, **notes}), sorted(held(folder))
    assert not held(folder) or read_study(folder) is not None
    write(folder, new)
    assert held(folder) == {**new, **notes}, sorted(held(folder))


if __name__ == "__main__":
    sys.stdout.write(json.dumps({name: try_run(*run) for name, run in RUNS.items()}))
