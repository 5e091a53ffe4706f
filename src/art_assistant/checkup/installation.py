"""Python, the package itself, what it cannot do without, and the extras: what is here beyond the core."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from typing import Final

from art_assistant._version import __version__
from art_assistant.checkup.check import Check
from art_assistant.checkup.requirements import PACKAGE, Requirement, all_asked, installed_version, is_older
from art_assistant.settings import Settings

LEAST_PYTHON: Final = (3, 11)
_AREA: Final = "installation"
_WINDOWED: Final = ("opencv-python", "opencv-contrib-python", "opencv-contrib-python-headless")
"""Distributions that bring a ``cv2`` of their own over ours; two of them also ask for a desktop's libraries."""

_PURPOSES: Final = {
    "app": "the studio",
    "service": "the HTTP service",
    "museum": "museums",
    "cloud": "galleries on S3 and Google Cloud Storage",
    "milvus": "galleries that a Milvus server searches",
    "ray": "museums measured on a Ray cluster",
    "pdf": "the study sheet for the printer",
    "llm": "a language model of yours",
    "heif": "HEIC pictures",
    "raw": "camera raw files",
}


def look(_settings: Settings) -> Iterator[Check]:
    """Yield the checks of what is installed."""
    yield _python()
    yield Check(_AREA, PACKAGE, "ok", f"Version {__version__}, {platform.system()} {platform.machine()}.")
    try:
        asked = all_asked()
    except metadata.PackageNotFoundError:
        yield Check(_AREA, "requirements", "warn", "It runs from its sources and is not installed.", "pip install .")
        return
    yield from (_requirement(one) for one in asked if not one.extra)
    yield _headless()
    for extra, purpose in _PURPOSES.items():
        if least := {one.name: one.least for one in asked if one.extra == extra}:
            yield _extra(extra, purpose, least)


def _python() -> Check:
    here = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= LEAST_PYTHON:
        return Check(_AREA, "Python", "ok", f"Version {here}.")
    least = ".".join(map(str, LEAST_PYTHON))
    return Check(_AREA, "Python", "fail", f"Version {here} is too old.", f"Install Python {least} or newer.")


def _requirement(asked: Requirement) -> Check:
    version = installed_version(asked.name)
    remedy = f"pip install '{asked.name}>={asked.least}'"
    if version is None:
        return Check(_AREA, asked.name, "fail", "It is not installed.", remedy)
    if is_older(version, asked.least):
        return Check(_AREA, asked.name, "fail", f"Version {version} is older than {asked.least}.", remedy)
    return Check(_AREA, asked.name, "ok", f"Version {version}.")


def _headless() -> Check:
    others = [name for name in _WINDOWED if installed_version(name)]
    if not others:
        return Check(_AREA, "OpenCV", "ok", "Only the one without windows is installed.")
    told = f"{', '.join(others)} is installed over the one without windows."
    remedy = f"pip uninstall {' '.join(others)}; pip install --force-reinstall opencv-python-headless"
    return Check(_AREA, "OpenCV", "warn", told, remedy)


def _extra(extra: str, purpose: str, least: dict[str, str]) -> Check:
    versions = {name: installed_version(name) for name in least}
    poor = sorted(name for name, version in versions.items() if not version or is_older(version, least[name]))
    command = f"pip install '{PACKAGE}[{extra}]'"
    if not poor:
        return Check("extras", extra, "ok", f"Installed: {purpose}.")
    if len(poor) == len(least):
        return Check("extras", extra, "ok", f"Not installed; for {purpose}: {command}")
    return Check("extras", extra, "warn", f"In part: {', '.join(poor)} is missing or too old.", command)
