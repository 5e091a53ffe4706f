"""The settings in force, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

from art_assistant.checkup.check import Check
from art_assistant.errors import SettingsError
from art_assistant.settings import Settings

_BUILT_IN: Final = "the defaults"


def look(settings: Settings) -> Iterator[Check]:
    """Yield a check of each group of settings; where they make no sense that is the one check."""
    try:
        Settings.load()
        filed = Settings.load(env=_file_alone()).without_secrets()
    except SettingsError as error:
        yield Check("settings", "all", "fail", str(error), "Mend it; until then nothing but this check-up runs.")
        return
    default = Settings().without_secrets()
    for concern, values in settings.without_secrets().items():
        places = {name: _place(concern, name, filed[concern][name] != default[concern][name]) for name in values}
        yield Check("settings", concern, "ok", "; ".join(_told(values, places)))


def _file_alone() -> dict[str, str]:
    """Return an environment that names the settings file and sets nothing else."""
    return {name: os.environ[name] for name in ("ART_CONFIG",) if name in os.environ}


def _place(concern: str, name: str, filed: bool) -> str:
    if f"ART_{concern.upper()}_{name.upper()}" in os.environ:
        return "the environment"
    return "the settings file" if filed else _BUILT_IN


def _told(values: Mapping[str, Any], places: Mapping[str, str]) -> Iterator[str]:
    """Yield what each place sets, the built-in defaults last."""
    for place in ("the environment", "the settings file", _BUILT_IN):
        named = [f"{name} {_shown(value)}" for name, value in values.items() if places[name] == place]
        if named:
            yield f"from {place}: {', '.join(named)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    shown = ",".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return shown or "none"
