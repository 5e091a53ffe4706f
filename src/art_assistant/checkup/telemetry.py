"""The switches that keep libraries from reporting home, as they stand in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final

from art_assistant.base.telemetry import SWITCHES, Switch, silence_process
from art_assistant.checkup.check import Check
from art_assistant.settings import Settings

_SAME: Final = ({"1", "true", "yes", "on"}, {"0", "false", "no", "off"})


def look(_settings: Settings) -> Iterator[Check]:
    """Yield a check of each switch."""
    silence_process()
    yield from map(_switch, SWITCHES)


def _switch(switch: Switch) -> Check:
    value = os.environ.get(switch.variable, "")
    if any({value.lower(), switch.value.lower()} <= words for words in _SAME):
        return Check("telemetry", switch.variable, "ok", f"Off ({switch.variable}={value}).")
    told = f"{switch.variable} is set to another value: {switch.why}."
    return Check("telemetry", switch.variable, "warn", told, f"Unset {switch.variable}, or set it to {switch.value}.")
