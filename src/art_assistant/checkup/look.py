"""The whole check-up, area by area; whatever breaks while an area is looked at is what was found there."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final, NamedTuple

from art_assistant.checkup.check import REINSTALL, Check
from art_assistant.checkup.native import broken_libraries
from art_assistant.errors import ArtAssistantError
from art_assistant.settings import Settings


class Area(NamedTuple):
    """A part of the check-up: its module, and the libraries without which it cannot be looked at."""

    name: str
    needs: frozenset[str] = frozenset()


_STUDIES: Final = frozenset({"numpy", "cv2", "PIL", "onnxruntime"})
AREAS: Final = (
    Area("installation"),
    Area("models", _STUDIES),
    Area("galleries", _STUDIES | {"faiss"}),
    Area("fonts", frozenset({"numpy", "cv2", "PIL"})),
    Area("telemetry"),
    Area("settings"),
    Area("disk"),
    Area("network"),
)
LIBRARIES: Final = ("numpy", "cv2", "PIL", "onnxruntime", "faiss")


def look(settings: Settings) -> Iterator[Check]:
    """Yield every check, in the order of ``AREAS``; never raises, and asks nothing of the network."""
    broken = broken_libraries(LIBRARIES)
    for library in LIBRARIES:
        yield _library(library, broken.get(library))
    for area in AREAS:
        missing = sorted(area.needs & broken.keys())
        if missing:
            yield Check(area.name, "all", "warn", f"Not looked at: {', '.join(missing)} cannot be loaded.")
        else:
            yield from _looked_at(area.name, settings)


def _library(name: str, fault: str | None) -> Check:
    if fault is None:
        return Check("libraries", name, "ok", "It loads.")
    return Check("libraries", name, "fail", f"It cannot be loaded: {fault}", _REMEDIES.get(name, REINSTALL))


_REMEDIES: Final = {
    "cv2": "pip uninstall opencv-python opencv-contrib-python; pip install --force-reinstall opencv-python-headless",
    "faiss": "pip install --force-reinstall faiss-cpu",
    "onnxruntime": "pip install --force-reinstall onnxruntime",
    "numpy": "pip install --force-reinstall numpy",
    "PIL": "pip install --force-reinstall pillow",
}


def _looked_at(area: str, settings: Settings) -> Iterator[Check]:
    try:
        yield from import_module(f"art_assistant.checkup.{area}").look(settings)
    except ImportError as error:
        yield Check(area, "all", "fail", f"It cannot be looked at: {error.name or 'a module'} is not here.", REINSTALL)
    except ArtAssistantError as error:
        yield Check(area, "all", "fail", str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what was found here
        yield Check(area, "all", "fail", f"It cannot be looked at ({type(error).__name__}).", REINSTALL)
