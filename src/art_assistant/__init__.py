"""Art Assistant: what a good teacher would see in a picture, measured.

>>> from art_assistant import analyze
>>> report = analyze("painting.jpg")                        # doctest: +SKIP
>>> report.masses.items[0].role, report.values.key          # doctest: +SKIP

Importing the package loads nothing heavy; the first use of a name does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from art_assistant._version import __version__
from art_assistant.base import telemetry
from art_assistant.errors import ArtAssistantError, GalleryError, InputError, LimitError, ModelError, UsageError

if TYPE_CHECKING:
    from art_assistant.comparing import compare
    from art_assistant.comparison.study import Comparison
    from art_assistant.pipeline import Study, analyze
    from art_assistant.report.model import Report
    from art_assistant.settings import Settings

telemetry.silence_imports()  # before any module of ours can import ONNX Runtime

__all__ = [
    "ArtAssistantError",
    "Comparison",
    "GalleryError",
    "InputError",
    "LimitError",
    "ModelError",
    "Report",
    "Settings",
    "Study",
    "UsageError",
    "__version__",
    "analyze",
    "compare",
]

_HOMES = {
    "Comparison": "art_assistant.comparison.study",
    "Report": "art_assistant.report.model",
    "Settings": "art_assistant.settings",
    "Study": "art_assistant.pipeline",
    "analyze": "art_assistant.pipeline",
    "compare": "art_assistant.comparing",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
