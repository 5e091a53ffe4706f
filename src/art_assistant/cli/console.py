"""What is said to whom: results on stdout, everything for a person's eyes on stderr; neither ever stops the work.

While something takes its time, a person at the terminal sees how far it is.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tqdm import tqdm

from art_assistant.errors import OutputError
from art_assistant.files.atomic import why

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MOVES = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What moves the cursor, colours the terminal, begins a line, or turns the letters that follow round."""


def open_streams() -> None:
    """Let a name that the console has no letters for be written another way instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def named_path(text: str) -> Path:
    """Return the path that an argument names; an empty one, as an unset variable of a shell gives it, names nothing."""
    if not text:
        raise ArgumentTypeError("the name is empty")
    return Path(text)


def plain(line: str) -> str:
    """Return a line in which no name of a file can move the cursor or begin another line."""
    return _MOVES.sub("?", line)


def counted(count: int, one: str, more: str | None = None) -> str:
    """Return a count and what is counted, in the form that goes with it."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def tell(line: str) -> None:
    """Print one line of results.

    Raises:
        BrokenPipeError: whoever read them has gone.
        OutputError: they cannot be written.

    """
    _print(plain(line))


def _print(line: str) -> None:
    try:
        print(line, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        hush()
        raise OutputError(f"The output cannot be written: {why(error)}.") from error


def tell_json(line: str) -> None:
    """Print one line of JSON; where the output is not UTF-8, in ASCII, so that it is JSON whatever reads it.

    Raises:
        BrokenPipeError, OutputError: as for ``tell``.

    """
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    _print(line if encoding == "utf8" else _NOT_ASCII.sub(lambda sign: json.dumps(sign[0])[1:-1], line))


def say(message: str) -> None:
    """Print one line for the person at the terminal, if there still is one."""
    with suppress(OSError, ValueError):
        print(plain(f"art-assistant: {' '.join(message.split())}"), file=sys.stderr, flush=True)


def hush() -> None:
    """Send what else is printed nowhere: whoever read it has gone, and the interpreter's last flush is to be quiet."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_PARTS: Final = {"study": (0, 10), "museums' pictures": (10, 0), "views": (10, 25), "page and files": (35, 65)}
"""Step to where it begins, and how much of the whole it is, in hundredths of what a study with all its views takes."""


class ProgressLine:
    """One line on stderr for one picture; it is gone when the picture is done."""

    def __init__(self, name: str, number: int, of: int) -> None:
        place = f"{number}/{of} " if of > 1 else ""
        self._name = f"{place}{name if len(name) <= 32 else name[:31] + '…'}"
        shown = sys.stderr is not None and sys.stderr.isatty()
        form = "{desc} {bar:24} {percentage:3.0f}%"
        self._bar = tqdm(total=100, bar_format=form, leave=False, disable=not shown, file=sys.stderr)
        self("study", 0, 0)

    def __call__(self, step: str, done: int, of: int) -> None:
        """Show how far a step is."""
        begins, long = _PARTS[step]
        count = f" {done}/{of}" if of else ""
        self._bar.set_description_str(f"{self._name}: {step}{count}", refresh=False)
        self._bar.n = round(begins + long * done / max(1, of))
        self._bar.refresh()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()


class CountLine:
    """One line on stderr that counts, with the rate and the time left; it is gone at the end."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._bar: tqdm[Any] | None = None

    def start(self, total: int, what: str) -> None:
        """Begin to count to ``total``."""
        self._close()
        self._bar = tqdm(total=total, unit=what, leave=False, disable=not self._shown or total == 0, file=sys.stderr)

    def step(self) -> None:
        """Count one more."""
        if self._bar is not None:
            self._bar.update()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
