"""The extras: what is here beyond the core, and how to get the rest."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from typing import Final

from art_assistant.checkup.check import Check
from art_assistant.checkup.requirements import PACKAGE, all_asked, installed_version, is_older
from art_assistant.settings import Settings

_PURPOSES: Final = {
    "app": "the studio",
    "service": "the HTTP service",
    "museum": "museums",
    "llm": "a language model of yours",
    "heif": "HEIC pictures",
    "raw": "camera raw files",
}


def look(_settings: Settings) -> Iterator[Check]:
    """Yield a check of each extra that a user may want."""
    try:
        asked = all_asked()
    except metadata.PackageNotFoundError:
        return
    for extra, purpose in _PURPOSES.items():
        if least := {one.name: one.least for one in asked if one.extra == extra}:
            yield _extra(extra, purpose, least)


def _extra(extra: str, purpose: str, least: dict[str, str]) -> Check:
    versions = {name: installed_version(name) for name in least}
    poor = sorted(name for name, version in versions.items() if not version or is_older(version, least[name]))
    command = f"pip install '{PACKAGE}[{extra}]'"
    if not poor:
        return Check("extras", extra, "ok", f"Installed: {purpose}.")
    if len(poor) == len(least):
        return Check("extras", extra, "ok", f"Not installed; for {purpose}: {command}")
    return Check("extras", extra, "warn", f"In part: {', '.join(poor)} is missing or too old.", command)
