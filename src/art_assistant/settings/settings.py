"""Settings: one frozen object a concern, read from four places.

Built-in defaults < ``art-assistant.toml`` < ``ART_*`` environment < flags. The file is the one that ``ART_CONFIG``
names, else ``art-assistant.toml`` in the working directory when there is one. A table of the file is a concern, a key
a field::

    [analysis]
    size = 400            # or ART_ANALYSIS_SIZE=400

What opens connections (``REACHES``) is taken from a file that was named and not from one that merely lies there: a
folder of pictures from elsewhere may bring its own.

Durations are seconds, sizes are bytes unless the name says ``_mb``. A list is a list of texts in the file, and one text
separated by commas in the environment; either is taken in both. A field that is not shown (``repr=False``) is a secret.

A process that starts another hands all of its settings down in one variable of the other's environment (see
:meth:`Settings.handed_down`): a child that read the file again could read another one.
"""

from __future__ import annotations

import json
import os
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from art_assistant.base.converted import converted
from art_assistant.base.regular import open_regular
from art_assistant.errors import SettingsError
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

T = TypeVar("T")
Layer = Mapping[str, Mapping[str, Any]]
CONFIG_FILE: Final = "art-assistant.toml"
HANDED_DOWN: Final = "ART_HANDED_DOWN"
"""The variable in which a process finds the settings of the one that started it."""

MOST_BYTES: Final = 1_000_000
"""What a settings file may hold."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run."""

    analysis: AnalysisSettings = field(default_factory=AnalysisSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    gallery: GallerySettings = field(default_factory=GallerySettings)
    line: LineSettings = field(default_factory=LineSettings)
    models: ModelSettings = field(default_factory=ModelSettings)
    llm: LanguageSettings = field(default_factory=LanguageSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    studio: StudioSettings = field(default_factory=StudioSettings)
    projects: ProjectsSettings = field(default_factory=ProjectsSettings)
    log: LogSettings = field(default_factory=LogSettings)

    @classmethod
    def load(
        cls,
        flags: Layer | None = None,
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
        path = config or (Path(environment["ART_CONFIG"]) if environment.get("ART_CONFIG") else None)
        file = _shown((path or Path(CONFIG_FILE)).name)
        settings, told = cls(), _read_file(path, file)
        for source, layer in (
            (f"the settings file {file}", told),
            ("the environment", _read_environment(environment)),
            ("the flags", flags or {}),
        ):
            settings = settings.merged(layer, source=source)
        if path is None:
            _refuse_reaching(told)
        return settings

    def merged(self, layer: Layer, *, source: str = "the flags") -> Self:
        """Return these settings with the values of ``layer`` put over them; None values are left out.

        Raises:
            SettingsError: as for ``load``; it names ``source``, the setting, and what to write.

        """
        known = {f.name for f in fields(self)}
        for concern, values in layer.items():
            if concern not in known:
                raise SettingsError(
                    f"{source}: there is no group of settings called '{_shown(concern)}'; use one of {_names(known)}."
                )
            if not isinstance(values, Mapping):
                raise SettingsError(f"{source}: '{concern}' must be a table of settings, such as [{concern}].")
        return replace(self, **{c: _overlay(getattr(self, c), c, values, source) for c, values in layer.items()})

    def validate(self) -> None:
        """Raise SettingsError for the first value of a wrong type or out of its range."""
        for concern in fields(self):
            section = getattr(self, concern.name)
            _overlay(section, concern.name, _values(section), "the settings")

    def handed_down(self) -> dict[str, str]:
        """Return the one variable in which a child process finds all of these settings, secrets included.

        It belongs into the environment of that child and nowhere else.
        """
        return {HANDED_DOWN: json.dumps(asdict(self))}

    @classmethod
    def received(cls) -> Self:
        """Return the settings that this process was handed down, and take them out of its environment.

        A process that was handed none reads its own.

        Raises:
            SettingsError: as for ``load``.

        """
        text = os.environ.pop(HANDED_DOWN, None)
        return cls.load() if text is None else cls().merged(json.loads(text), source="the settings handed down")

    def without_secrets(self) -> dict[str, dict[str, Any]]:
        """Return ``{concern: {field: value}}``, JSON-ready; of a secret only whether there is one."""
        return {concern.name: _without_secrets(getattr(self, concern.name)) for concern in fields(self)}


def environment_without_settings(env: Mapping[str, str]) -> dict[str, str]:
    """Return an environment for a child that is handed its settings down: without any that it could read itself."""
    prefixes = tuple(f"ART_{concern.name.upper()}_" for concern in fields(Settings))
    return {name: text for name, text in env.items() if not name.startswith(prefixes) and name != "ART_CONFIG"}


def _refuse_reaching(layer: Layer) -> None:
    """Raise SettingsError where a file that merely lies in the working directory says what is sent, or where."""
    for concern in fields(Settings):
        for item in fields(getattr(Settings(), concern.name)):
            if item.metadata.get(REACHES) and item.name in layer.get(concern.name, {}):
                name = f"{concern.name}.{item.name}"
                raise SettingsError(
                    f"{CONFIG_FILE} in this folder sets {name}, which may send something elsewhere; where it is yours, "
                    f"name the file with ART_CONFIG, or set ART_{name.upper().replace('.', '_')}."
                )


def _values(section: Any) -> dict[str, Any]:
    return {item.name: getattr(section, item.name) for item in fields(section)}


def _without_secrets(section: Any) -> dict[str, Any]:
    values = _values(section)
    return {item.name: values[item.name] if item.repr else bool(values[item.name]) for item in fields(section)}


def _names(names: set[str] | tuple[str, ...]) -> str:
    return ", ".join(sorted(names))


def _shown(value: Any) -> str:
    """Return a word that somebody else wrote so that it can stand in one line."""
    text = "a number without end" if isinstance(value, int) and value.bit_length() > 999 else str(value)
    return "".join(c if c.isprintable() else "?" for c in text[:60]) + ("…" if len(text) > 60 else "")


def _read_file(named: Path | None, file: str) -> Layer:
    path = named or Path(CONFIG_FILE)
    try:
        # A file that merely lies there may be anything; one that was named may well be a pipe.
        with open_regular(path) if named is None else path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise SettingsError(f"The settings file {file} is larger than {MOST_BYTES / 1e6:g} MB; check ART_CONFIG.")
        # Editors of Windows put a mark of the byte order before the text.
        text = data.decode("utf-8-sig")
    except FileNotFoundError as error:
        if named is None:
            return {}
        raise SettingsError(f"The settings file {file} does not exist; check ART_CONFIG.") from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"The settings file {file} cannot be read as text.") from error
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        said = _shown(error) if isinstance(error, tomllib.TOMLDecodeError) else "it holds more than makes sense"
        raise SettingsError(f"The settings file {file} is not valid TOML: {said}.") from error


def _read_environment(env: Mapping[str, str]) -> Layer:
    layer: dict[str, dict[str, Any]] = {}
    for concern in fields(Settings):
        prefix = f"ART_{concern.name.upper()}_"
        for name, text in env.items():
            if name.startswith(prefix):
                layer.setdefault(concern.name, {})[name.removeprefix(prefix).lower()] = text
    return layer


def _overlay(section: T, concern: str, values: Mapping[str, Any], source: str) -> T:
    hints = typing.get_type_hints(type(section))
    rules = {item.name: item for item in fields(section)}  # type: ignore[arg-type]
    changes: dict[str, Any] = {}
    for name, value in values.items():
        if name not in hints:
            raise SettingsError(
                f"{source}: there is no setting {concern}.{_shown(name)}; use one of {_names(set(hints))}."
            )
        if value is not None:
            where = f"{source}: {concern}.{name}"
            try:
                changes[name] = converted(value, hints[name])
            except ValueError as error:
                raise SettingsError(f"{where} must be {error}.") from error
            _check(changes[name], rules[name], where)
    return replace(section, **changes)  # type: ignore[type-var]


def _check(value: Any, item: Field[Any], where: str) -> None:
    rule = item.metadata
    # What is no number lies between no two; a whole number may have more digits than any float.
    if "low" in rule and not rule["low"] <= value <= rule["high"]:
        raise SettingsError(f"{where} must be from {rule['low']:g} to {rule['high']:g}, not {_shown(value)}.")
    if "choices" in rule and value not in rule["choices"]:
        raise SettingsError(f"{where} must be one of {_names(rule['choices'])}, not '{_shown(value)}'.")
    if "test" in rule and not all(map(rule["test"], value if isinstance(value, tuple) else (value,))):
        raise SettingsError(f"{where} must be {rule['wanted']}.")
