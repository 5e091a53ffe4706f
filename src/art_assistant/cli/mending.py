"""The command line where a library that it cannot do without is missing: one line, and the check-up."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from art_assistant.cli.console import open_streams, say

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_PYTHON = (3, 11)


def main(argv: Sequence[str] | None = None) -> int:
    """Say what is missing; run ``doctor``, which does without it."""
    words = sys.argv[1:] if argv is None else list(argv)
    open_streams()
    if sys.version_info[:2] < LEAST_PYTHON:
        here = ".".join(map(str, sys.version_info[:3]))
        say(f"Python 3.11 or newer is needed, and this is {here}; install with a newer one.")
        return 2
    if words[:1] == ["doctor"]:
        from art_assistant.cli import doctor

        return doctor.run(Namespace(json="--json" in words))
    say("The installation is not whole; 'art-assistant doctor' says what is missing and what to do.")
    return 1
