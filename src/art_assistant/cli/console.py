"""What is said to whom: results on stdout, everything for a person's eyes on stderr; neither ever stops the work."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from pathlib import Path

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
