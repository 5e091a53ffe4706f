"""What is set to use the network; nothing is asked of it here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from art_assistant.checkup.check import Check
from art_assistant.settings import REACHES, Settings


def look(settings: Settings) -> Iterator[Check]:
    """Yield the one check: which settings send something elsewhere."""
    named = sorted(_reaching(settings))
    told = f"Set to be used: {', '.join(named)}." if named else "Nothing is set to use it."
    yield Check("network", "settings", "ok", f"{told} This check-up asked nothing of it.")


def _reaching(settings: Settings) -> Iterator[str]:
    for concern in fields(settings):
        section = getattr(settings, concern.name)
        for item in fields(section):
            if item.metadata.get(REACHES) and getattr(section, item.name) != item.default:
                yield f"{concern.name}.{item.name}"
