"""A study put into its folder in one step: whatever stops it, the folder holds the old study or the new in the end.

New files are made whole in a hidden *workshop* inside the folder. Then a plan is written that says what each place may
hold now: from there on the new study stands, and everything left to do is a rename. Old files move into the workshop,
new ones to their places, and the workshop goes. Whoever comes next finds a plan and carries it out, or finds none and
clears the workshop away. A file that is not as the plan says is somebody's work: nothing is done to it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from art_assistant.base.regular import read_regular
from art_assistant.files.atomic import write_new, write_whole
from art_assistant.files.lock import locked
from art_assistant.files.studies import StudyFiles, Writing, is_plain, read_study
from art_assistant.files.there import is_link

WORKSHOP: Final = ".art-assistant-writing"
"""Folder inside a study in which the next one is made; it is there only while one is."""

PATIENCE: Final = 60.0
"""Seconds to wait for another run that is writing into the same folder."""

_LOCK: Final = "lock"
_PLAN: Final = "plan.json"
_NEW: Final = "new"
_OLD: Final = "old"

Plan = Mapping[str, tuple[Writing | None, Writing | None]]
"""Name to what stood at its place before, and what is to stand there; None for nothing."""


class ChangedError(OSError):
    """A file is not as an earlier study wrote it; ``filename`` is its name."""


def place(folder: Path, files: Mapping[str, bytes], allowed: Callable[[], None]) -> None:
    """Write files into a folder, all of them or none, in the place of those of the study that stands there.

    What the earlier study wrote and the new one does not goes, unless somebody has changed it.

    Args:
        folder: where; made if it is not there.
        files: name to content, the report among them.
        allowed: raises what it likes if the folder must not be written to; asked when nobody else writes there.

    Raises:
        HeldError: another run is writing there.
        ChangedError: a file to be replaced is not as the earlier study wrote it.
        OSError: the disk refused; the folder is as it was.

    """
    made = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _workshop(folder) as workshop:
            allowed()
            plan = _plan(folder, files)
            _prepare(workshop, files, plan)
            _carry_out(folder, plan, fresh=True)
    except BaseException:
        for empty in made:
            with suppress(OSError):
                empty.rmdir()
        raise


def mend(folder: Path) -> None:
    """End what an earlier run began in a folder and could not end.

    Raises:
        HeldError, ChangedError, OSError: as for ``place``; what is left is still there.

    """
    if os.path.lexists(folder / WORKSHOP):
        with _workshop(folder):
            pass


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """Hold the workshop of a folder, empty, after what was left in it is done."""
    workshop = folder / WORKSHOP
    if any(is_link(place) for place in (workshop, workshop / _NEW, workshop / _OLD)):
        raise ChangedError(0, "not as it was written", WORKSHOP)
    try:
        with locked(workshop / _LOCK, PATIENCE):
            if (workshop / _PLAN).exists():
                _carry_out(folder, _read_plan(workshop), fresh=False)
            _clear(workshop)
            try:
                yield workshop
            finally:
                if not (workshop / _PLAN).exists():
                    _clear(workshop)
    finally:
        with suppress(OSError):
            workshop.rmdir()


def _plan(folder: Path, files: Mapping[str, bytes]) -> Plan:
    study = read_study(folder) or StudyFiles()
    gone = [name for name in study.files if name not in files and _is_ours(study, folder / name)]
    olds = {name: _found(folder / name) for name in (*files, *gone)}
    for name in files:
        if olds[name] is not None and not study.still_holds(folder / name):
            raise ChangedError(0, "not as it was written", name)
    return {name: (olds[name], Writing.of(files[name]) if name in files else None) for name in olds}


def _is_ours(study: StudyFiles, path: Path) -> bool:
    return not path.is_symlink() and study.still_holds(path)


def _prepare(workshop: Path, files: Mapping[str, bytes], plan: Plan) -> None:
    for part in (_NEW, _OLD):
        (workshop / part).mkdir()
    for name, data in files.items():
        write_new(workshop / _NEW / name, data)
    _settle(workshop / _NEW, workshop)
    told = {name: [(one.size, one.sha256) if one else None for one in pair] for name, pair in plan.items()}
    write_whole(workshop / _PLAN, json.dumps(told).encode())
    _settle(workshop)


def _read_plan(workshop: Path) -> Plan:
    try:
        told = json.loads(read_regular(workshop / _PLAN))
        pairs = {name: [Writing(*one) if one else None for one in pair] for name, pair in told.items()}
        plan = {name: (old, new) for name, (old, new) in pairs.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ChangedError(0, "not as it was written", WORKSHOP) from error
    if not all(is_plain(name) for name in plan):
        raise ChangedError(0, "not as it was written", WORKSHOP)
    return plan


def _carry_out(folder: Path, plan: Plan, *, fresh: bool) -> None:
    """Do what is left to do of a plan; where that cannot be, undo what was done now, and a ``fresh`` plan with it."""
    workshop = folder / WORKSHOP
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in _moves(folder, plan):
            source.replace(target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            target.replace(source)
        if fresh:
            (workshop / _PLAN).unlink()
        raise
    _settle(folder)
    (workshop / _PLAN).unlink()


def _moves(folder: Path, plan: Plan) -> list[tuple[Path, Path]]:
    workshop = folder / WORKSHOP
    away, home = [], []
    for name, (old, new) in plan.items():
        target, made = folder / name, workshop / _NEW / name
        found = _found(target)
        waiting = new is not None and os.path.lexists(made)
        if found is not None and found not in ((old,) if waiting or new is None else (old, new)):
            raise ChangedError(0, "not as it was written", name)
        if found is not None and (waiting or new is None):
            away.append((target, workshop / _OLD / name))
        if waiting:
            home.append((made, target))
    return away + home


def _found(path: Path) -> Writing | None:
    """Return what stands at a place, None for nothing; a link or a folder is never ours."""
    if not os.path.lexists(path):
        return None
    if path.is_symlink() or not path.is_file():
        raise ChangedError(0, "not as it was written", path.name)
    return Writing.of(read_regular(path))


def _clear(workshop: Path) -> None:
    parts = [workshop / name for name in (_NEW, _OLD) if (workshop / name).is_dir()]
    for path in (*workshop.glob(".*.part"), *(path for part in parts for path in part.iterdir())):
        path.unlink()
    for part in parts:
        part.rmdir()


def _settle(*folders: Path) -> None:
    """Have the names in folders on the disk too, where the system can."""
    for folder in folders:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
