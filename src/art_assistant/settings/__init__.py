"""Settings: what may be set, and the four places it is read from."""

from art_assistant.settings.groups import (
    REACHES,
    AnalysisSettings,
    GallerySettings,
    LanguageSettings,
    LimitSettings,
    LineSettings,
    LogSettings,
    ModelSettings,
    ProjectsSettings,
    ServiceSettings,
    StudioSettings,
)
from art_assistant.settings.settings import (
    CONFIG_FILE,
    HANDED_DOWN,
    MOST_BYTES,
    Layer,
    Settings,
    environment_without_settings,
)

__all__ = [
    "CONFIG_FILE",
    "HANDED_DOWN",
    "MOST_BYTES",
    "REACHES",
    "AnalysisSettings",
    "GallerySettings",
    "LanguageSettings",
    "Layer",
    "LimitSettings",
    "LineSettings",
    "LogSettings",
    "ModelSettings",
    "ProjectsSettings",
    "ServiceSettings",
    "Settings",
    "StudioSettings",
    "environment_without_settings",
]
