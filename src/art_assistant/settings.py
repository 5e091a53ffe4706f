"""Settings: one frozen object a concern, read from four places.

Built-in defaults < ``art-assistant.toml`` < ``ART_*`` environment < flags. The file is the one that ``ART_CONFIG``
names, else ``art-assistant.toml`` in the working directory when there is one. A table of the file is a concern, a key
a field::

    [analysis]
    size = 400            # or ART_ANALYSIS_SIZE=400

Durations are seconds, sizes are bytes unless the name says ``_mb``. A list in the environment is separated by commas.
"""

from __future__ import annotations

import math
import os
import tomllib
import types
import typing
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

from art_assistant.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
CONFIG_FILE = "art-assistant.toml"
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def _span(low: float, high: float) -> dict[str, Any]:
    return {"low": low, "high": high}


def _choice(*names: str) -> dict[str, Any]:
    return {"choices": names}


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """How a picture is studied."""

    size: int = field(default=360, metadata=_span(300, 420))
    squint: float = field(default=0.02, metadata=_span(0.005, 0.05))
    blocks: int = field(default=5, metadata=_span(4, 6))
    coherence: float = field(default=0.6, metadata=_span(0.0, 1.0))
    plan: int = field(default=7, metadata=_span(3, 8))
    plan_method: str = field(default="quantile", metadata=_choice("quantile", "equal", "breaks"))
    thresholds: str = field(default="fixed", metadata=_choice("fixed", "adaptive", "plan"))
    palette: int = field(default=6, metadata=_span(3, 8))
    threads: int = field(default=2, metadata=_span(1, 64))


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What a picture may cost before it is refused."""

    max_mb: float = field(default=50.0, metadata=_span(0.001, 4096))
    max_megapixels: float = field(default=50.0, metadata=_span(0.001, 4096))


@dataclass(frozen=True, slots=True)
class GallerySettings:
    """Which works a picture is compared with, and where galleries live."""

    name: str = "starter"
    home: str = ""
    top: int = field(default=8, metadata=_span(1, 50))


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """The optional language model that may phrase the two tips; off while ``base_url`` and ``api_key`` are empty."""

    base_url: str = ""
    model: str = ""
    api_key: str = field(default="", repr=False)
    timeout: float = field(default=8.0, metadata=_span(0.1, 120))
    send_picture: bool = False

    @property
    def enabled(self) -> bool:
        """Whether a model was named: nothing is sent anywhere otherwise."""
        return bool(self.model and (self.base_url or self.api_key))


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """The HTTP service."""

    host: str = "127.0.0.1"
    port: int = field(default=8000, metadata=_span(0, 65535))
    workers: int = field(default=1, metadata=_span(1, 64))
    warm: bool = False
    log_level: str = field(default="info", metadata=_choice("debug", "info", "warning", "error"))
    max_upload_mb: float = field(default=20.0, metadata=_span(0.001, 1024))
    max_batch_mb: float = field(default=60.0, metadata=_span(0.001, 1024))
    body_timeout: float = field(default=15.0, metadata=_span(0.1, 600))
    deadline: float = field(default=20.0, metadata=_span(0.1, 600))
    graceful_stop: float = field(default=20.0, metadata=_span(1, 600))
    queue: int = field(default=8, metadata=_span(1, 1024))
    concurrency: int = field(default=2, metadata=_span(1, 64))
    engine_memory_mb: int = field(default=4096, metadata=_span(1024, 65536))
    rate_search: str = "30/minute"
    rate_analyze: str = "30/minute"
    rate_batch: str = "10/minute"
    rate_artwork: str = "300/minute"
    redis_url: str = field(default="", repr=False)
    trusted_proxies: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    cache_mb: float = field(default=64.0, metadata=_span(0, 65536))
    cache_ttl: float = field(default=3600.0, metadata=_span(0, 31_536_000))


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is written to the log."""

    level: str = field(default="warning", metadata=_choice("debug", "info", "warning", "error"))
    format: str = field(default="text", metadata=_choice("text", "json"))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run."""

    analysis: AnalysisSettings = field(default_factory=AnalysisSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    gallery: GallerySettings = field(default_factory=GallerySettings)
    llm: LanguageSettings = field(default_factory=LanguageSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    log: LogSettings = field(default_factory=LogSettings)

    @classmethod
    def load(
        cls,
        flags: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        env: Mapping[str, str] | None = None,
        config: Path | None = None,
    ) -> Self:
        """Return the settings of all four places, checked.

        Args:
            flags: ``{concern: {field: value}}``; a value of None means that the flag was not given.
            env: the environment; ``os.environ`` by default.
            config: the settings file; by default the one that ``ART_CONFIG`` names or the working directory holds.

        Raises:
            SettingsError: an unknown name, a wrong type, or a value out of its range.

        """
        environment = os.environ if env is None else env
        settings = cls()
        for source, layer in (
            ("the settings file", _read_file(config, environment)),
            ("the environment", _read_environment(environment)),
            ("the flags", flags or {}),
        ):
            settings = settings.merged(layer, source=source)
        settings.validate()
        return settings

    def merged(self, layer: Mapping[str, Mapping[str, Any]], *, source: str = "the flags") -> Self:
        """Return these settings with the values of ``layer`` put over them; None values are left out."""
        known = {f.name for f in fields(self)}
        for concern, values in layer.items():
            if concern not in known:
                raise SettingsError(
                    f"{source}: there is no group of settings called '{concern}'; use one of {_names(known)}."
                )
            if not hasattr(values, "items"):
                raise SettingsError(f"{source}: '{concern}' must be a table of settings, such as [{concern}].")
        return replace(self, **{c: _overlay(getattr(self, c), c, values, source) for c, values in layer.items()})

    def validate(self) -> None:
        """Raise SettingsError for the first value that is out of its range."""
        for concern in fields(self):
            _check(concern.name, getattr(self, concern.name))


def _names(names: set[str] | tuple[str, ...]) -> str:
    return ", ".join(sorted(names))


def _read_file(config: Path | None, env: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
    named = config or (Path(env["ART_CONFIG"]) if env.get("ART_CONFIG") else None)
    path = named or Path(CONFIG_FILE)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if named is None:
            return {}
        raise SettingsError(f"The settings file {path.name} does not exist; check ART_CONFIG.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path.name} cannot be read as text.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {path.name} is not valid TOML: {error}.") from error


def _read_environment(env: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
    layer: dict[str, dict[str, Any]] = {}
    for concern in fields(Settings):
        prefix = f"ART_{concern.name.upper()}_"
        for name, text in env.items():
            if name.startswith(prefix):
                layer.setdefault(concern.name, {})[name.removeprefix(prefix).lower()] = text
    return layer


def _overlay(section: T, concern: str, values: Mapping[str, Any], source: str) -> T:
    hints = typing.get_type_hints(type(section))
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name not in hints:
            raise SettingsError(f"{source}: there is no setting {concern}.{name}; use one of {_names(set(hints))}.")
        if value is not None:
            changes[name] = _coerce(value, hints[name], f"{source}: {concern}.{name}")
    return replace(section, **changes)  # type: ignore[type-var]


def _coerce(value: Any, hint: Any, where: str) -> Any:
    if isinstance(hint, types.GenericAlias):
        items = value.split(",") if isinstance(value, str) else value
        return tuple(str(item).strip() for item in items if str(item).strip())
    convert, kind = _CONVERTERS[hint]
    try:
        return convert(value)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{where} must be {kind}.") from error


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    raise ValueError(text)


def _whole(value: Any) -> int:
    if isinstance(value, (bool, float)):
        raise TypeError(value)
    return int(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


_CONVERTERS: Mapping[type, tuple[Callable[[Any], Any], str]] = {
    bool: (_boolean, "true or false"),
    int: (_whole, "a whole number"),
    float: (float, "a number"),
    str: (_text, "text"),
}


def _check(concern: str, section: Any) -> None:
    for item in fields(section):
        value, rule = getattr(section, item.name), item.metadata
        if "low" in rule and not (math.isfinite(value) and rule["low"] <= value <= rule["high"]):
            raise SettingsError(
                f"{concern}.{item.name} must be from {rule['low']:g} to {rule['high']:g}, not {value:g}."
            )
        if "choices" in rule and value not in rule["choices"]:
            raise SettingsError(f"{concern}.{item.name} must be one of {_names(rule['choices'])}, not '{value}'.")
