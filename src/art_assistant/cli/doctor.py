"""``art-assistant doctor``: checks the installation and says what to mend.

It loads nothing that could be broken before it has looked whether it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.console import counted, tell, tell_json
from art_assistant.errors import SettingsError
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from art_assistant.checkup.check import Check

_ABOUT: Final = """Check the installation, models, galleries, fonts, telemetry switches, settings and disk.

One line for each thing: ok, warn or FAIL, and what to do. Nothing is asked of the network and nothing is changed.
The exit status is 0 where nothing fails, else 1.
"""
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
