"""What a painter is told when a gallery was built or changed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from art_assistant.cli.console import counted, plain, tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from art_assistant.gallery.make.settle import Built

SOME_FAILED: Final = 4
_SHOWN: Final = 10
"""Names of one kind that are printed; ``--json`` gives all of them."""


def tell_built(name: str, built: Built, notes: Sequence[str] = (), *, as_json: bool = False) -> int:
    """Say what came of a build, and return the exit status."""
    if as_json:
        tell_json(json.dumps({"name": name, **asdict(built), "notes": list(notes)}))
    else:
        for line in _faults(built):
            print(plain(line), file=sys.stderr)
        for line in _lines(name, built, notes):
            tell(line)
    return SOME_FAILED if built.failed or built.unlisted else 0


def _lines(name: str, built: Built, notes: Iterable[str]) -> Iterator[str]:
    yield (
        f"The gallery '{name}' holds {counted(built.works, 'work')}: {built.measured} measured now, "
        f"{counted(built.unchanged, 'file')} unchanged, {built.recognised} known by content, {built.left} gone."
    )
    if built.aside is not None:
        yield f"Its journal was damaged and was made again from the gallery; the damaged one is kept as {built.aside}."
    yield from _absent(built)
    if built.passed:
        yield f"Passed over: {told_passed(built.passed)}."
    yield from notes
    if built.strangers:
        rows = counted(len(built.strangers), "row of the table matches", "rows of the table match")
        yield f"{rows} no picture: {_some(built.strangers)}."
    for path in built.twins[:_SHOWN]:
        yield f"  {path}: the same file as another; counted once"
    if len(built.twins) > _SHOWN:
        more = counted(len(built.twins) - _SHOWN, "more file that is", "more files that are")
        yield f"  ... and {more} the same as another"


def told_passed(passed: Mapping[str, int]) -> str:
    """Return what was passed over, by what it is and how many, in words."""
    return ", ".join(f"{count} {_singular(what) if count == 1 else what}" for what, count in sorted(passed.items()))


def _singular(what: str) -> str:
    """Return the name of one of many: its first word of number loses its s."""
    for many, one in (("pictures", "picture"), ("folders", "folder")):
        if many in what:
            return what.replace(many, one).replace("that are links", "that is a link")
    return what


def _absent(built: Built) -> Iterator[str]:
    for reason, count in sorted(built.kept.items()):
        yield f"Not found, and kept: {counted(count, 'work')} ({reason})."
    if built.kept:
        yield "They stay until they are found again; 'gallery build --forget-missing' lets them go where that is safe."
    if built.waiting:
        works = counted(built.waiting, "work has", "works have")
        yield f"{works} to be measured anew by this version, once the picture is at hand again."


def _faults(built: Built) -> Iterator[str]:
    for folder in built.unlisted:
        yield f"  {folder}/: The folder cannot be listed; check its permissions and the disk."
    for path, reason in built.failed:
        yield f"  {path}: {reason}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
