"""What the package asks for, as its own metadata says, against what is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import metadata
from typing import Final, NamedTuple

PACKAGE: Final = "art-assistant"
_ASKED: Final = re.compile(
    r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*(?:>=\s*([0-9.]+))?[^;]*(?:;.*extra == ['\"]([a-z]+)['\"])?"
)


class Requirement(NamedTuple):
    """One distribution that the package asks for: the least version, and the extra it belongs to, or none."""

    name: str
    least: str
    extra: str


def all_asked() -> list[Requirement]:
    """Return everything the package asks for.

    Raises:
        PackageNotFoundError: the package is used from its sources and was not installed.

    """
    return list(_parsed(metadata.requires(PACKAGE) or []))


def _parsed(lines: list[str]) -> Iterator[Requirement]:
    for line in lines:
        if found := _ASKED.match(line):
            yield Requirement(found[1], found[2] or "0", found[3] or "")


def installed_version(name: str) -> str | None:
    """Return the version of an installed distribution, or None."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def is_older(version: str, least: str) -> bool:
    """Return whether a version is below the least one; what is no number ends the comparison."""
    return _numbers(version) < _numbers(least)


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    return tuple(numbers + [0] * (4 - len(numbers)))
