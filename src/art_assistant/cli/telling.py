"""What a painter is told when a gallery was built or changed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from art_assistant.gallery.make.settle import Built

SOME_FAILED: Final = 4
_SHOWN: Final = 10
"""Names of one kind that are printed; ``--json`` gives all of them."""


def tell(name: str, built: Built, notes: Sequence[str] = (), *, as_json: bool = False) -> int:
    """Say what came of a build, and return the exit status."""
    if as_json:
        print(json.dumps({"name": name, **asdict(built), "notes": list(notes)}))
    else:
        for line in _lines(name, built, notes):
            print(_printable(line))
        for line in _faults(built):
            print(_printable(line), file=sys.stderr)
    return SOME_FAILED if built.failed or built.unlisted else 0


def _lines(name: str, built: Built, notes: Iterable[str]) -> Iterator[str]:
    yield (
        f"The gallery '{name}' holds {built.works} works: {built.measured} measured now, {built.unchanged} files "
        f"unchanged, {built.recognised} known by content, {built.left} gone."
    )
    if built.aside is not None:
        yield f"Its journal was damaged and was made again from the gallery; the damaged one is kept as {built.aside}."
    yield from _absent(built)
    if built.passed:
        yield f"Passed over: {', '.join(f'{count} {what}' for what, count in sorted(built.passed.items()))}."
    yield from notes
    if built.strangers:
        yield f"{len(built.strangers)} rows of the table match no picture: {_some(built.strangers)}."
    for path in built.twins[:_SHOWN]:
        yield f"  {path}: the same file as another; counted once"
    if len(built.twins) > _SHOWN:
        yield f"  ... and {len(built.twins) - _SHOWN} more files that are the same as another"


def _absent(built: Built) -> Iterator[str]:
    for reason, count in sorted(built.kept.items()):
        yield f"Not found, and kept: {count} works ({reason})."
    if built.kept:
        yield "They stay until they are found again; 'gallery build --forget-missing' lets them go where that is safe."
    if built.waiting:
        yield f"{built.waiting} works have to be measured anew by this version; they come back when their files do."


def _faults(built: Built) -> Iterator[str]:
    for folder in built.unlisted:
        yield f"  {folder}/: The folder cannot be listed; check its permissions and the disk."
    for path, reason in built.failed:
        yield f"  {path}: {reason}"


def _printable(line: str) -> str:
    """Return a line in which no name of a file can move the cursor or begin another line."""
    return "".join(sign if sign.isprintable() else "?" for sign in line)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
