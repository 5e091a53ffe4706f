"""``art-assistant doctor``: checks the installation and says what to mend.

It loads nothing that could be broken before it has looked whether it is, and is also the whole command line where a
library that every command needs is missing.
"""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.console import counted, open_streams, say, tell, tell_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from art_assistant.checkup.check import Check
    from art_assistant.settings import Settings

_ABOUT: Final = """Check the installation, models, galleries, fonts, telemetry switches, settings and disk.

One line for each thing: ok, warn or FAIL, and what to do. Nothing is asked of the network and nothing is changed.
The exit status is 0 where nothing fails, else 1.
"""
_LEAST_PYTHON: Final = (3, 11)
_MARKS: Final = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    parser = commands.add_parser("doctor", help="check the installation and say what to mend", description=_ABOUT)
    parser.add_argument("--json", action="store_true", help="print the checks as one JSON object")
    parser.set_defaults(run=run, mends=True)


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and return 0 where nothing fails."""
    from art_assistant.checkup.check import worst
    from art_assistant.checkup.look import look

    found = []
    for check in look(settings_in_force()):
        found.append(check)
        if not arguments.json:
            tell(_line(check))
    state = worst(found)
    if arguments.json:
        tell_json(json.dumps({"state": state, "checks": [check.as_dict() for check in found]}, ensure_ascii=False))
    else:
        tell(_summary(found))
    return int(state == "fail")


def settings_in_force() -> Settings:
    """Return the settings, or the defaults where they make no sense; the check-up says so."""
    from art_assistant.errors import SettingsError
    from art_assistant.settings import Settings

    try:
        return Settings.load()
    except SettingsError:
        return Settings()


def _line(check: Check) -> str:
    line = f"{_MARKS[check.state]}  {check.area}: {check.what}: {check.told}"
    return f"{line} -> {check.remedy}" if check.remedy else line


def _summary(found: Sequence[Check]) -> str:
    fails, warns = (sum(check.state == state for check in found) for state in ("fail", "warn"))
    if not fails and not warns:
        return f"All is well: {counted(len(found), 'check')}."
    return f"{counted(len(found), 'check')}: {fails} to mend, {counted(warns, 'warning')}."


def unwhole(argv: Sequence[str] | None = None) -> int:
    """Be the command line where a library is missing: say so in one line, and do without it for the check-up."""
    words = sys.argv[1:] if argv is None else list(argv)
    open_streams()
    if sys.version_info[:2] < _LEAST_PYTHON:
        here = ".".join(map(str, sys.version_info[:3]))
        say(f"Python 3.11 or newer is needed, and this is {here}; install with a newer one.")
        return 2
    if words[:1] == ["doctor"]:
        return run(Namespace(json="--json" in words))
    say("The installation is not whole; 'art-assistant doctor' says what is missing and what to do.")
    return 1
