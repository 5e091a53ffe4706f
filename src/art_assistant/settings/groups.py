"""The groups of settings: one frozen object a concern, each field with its default and what it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from art_assistant.base import wellformed


def _span(low: float, high: float) -> dict[str, Any]:
    return {"low": low, "high": high}


def _choice(*names: str) -> dict[str, Any]:
    return {"choices": names}


def _form(test: Callable[[str], bool], wanted: str) -> dict[str, Any]:
    """Return the rule that a text, or each text of a list, passes ``test``; ``wanted`` says what to write."""
    return {"test": test, "wanted": wanted}


_RATE: Final = _form(wellformed.is_rate, "a rate such as 30/minute")
REACHES: Final = "reaches"
"""Mark of a setting that decides whether, where and with what something is sent."""

_REACHES: Final = {REACHES: True}


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """How a picture is studied."""

    size: int = field(default=360, metadata=_span(300, 420))
    squint: float = field(default=0.02, metadata=_span(0.005, 0.05))
    blocks: int = field(default=5, metadata=_span(4, 6))
    coherence: float = field(default=0.6, metadata=_span(0.0, 1.0))
    plan: int = field(default=7, metadata=_span(3, 8))
    plan_method: str = field(default="quantile", metadata=_choice("quantile", "equal", "breaks"))
    plan_brush: float = field(default=0.04, metadata=_span(0.0, 0.15))
    notan_threshold: float | None = field(default=None, metadata=_span(0.0, 100.0))
    thresholds: str = field(default="fixed", metadata=_choice("fixed", "adaptive", "plan"))
    palette: int = field(default=6, metadata=_span(3, 8))
    mixes: bool = False
    threads: int = field(default=2, metadata=_span(1, 64))
    kind: str = field(default="auto", metadata=_choice("auto", "painting", "drawing", "photograph", "other"))
    canvas: str = field(
        default="auto", metadata=_form(wellformed.is_canvas, "auto, off, or the corners x,y,x,y,x,y,x,y as fractions")
    )
    correct: bool = True


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What a picture may cost before it is refused."""

    max_mb: float = field(default=50.0, metadata=_span(0.001, 4096))
    max_megapixels: float = field(default=50.0, metadata=_span(0.001, 4096))


@dataclass(frozen=True, slots=True)
class GallerySettings:
    """Which works a picture is compared with, and where galleries live."""

    name: str = field(default="starter", metadata=_form(bool, "the name or the folder of a gallery, such as starter"))
    home: str = field(
        default="",
        metadata=_form(wellformed.is_folder, "a folder that can be named on this machine, such as ~/galleries"),
    )
    top: int = field(default=8, metadata=_span(1, 50))
    remote_pictures: bool = field(default=False, metadata=_REACHES)
    source: str = field(
        default="",
        metadata=_REACHES | _form(wellformed.is_store, "empty, a folder, or s3://bucket/prefix or gs://bucket/prefix"),
    )
    channel: str = field(
        default="production", metadata=_form(wellformed.is_channel, "a name such as production or staging")
    )
    poll_seconds: float = field(default=30.0, metadata=_span(0.1, 86_400))
    index: str = field(
        default="",
        metadata=_REACHES
        | _form(
            wellformed.is_index,
            "empty, or milvus: and a server or a file, such as milvus:http://127.0.0.1:19530 or milvus:rows.db",
        ),
    )
    index_key: str = field(
        default="", repr=False, metadata=_REACHES | _form(wellformed.is_key, "one word of ASCII characters")
    )
    index_patience: float = field(default=10.0, metadata=_span(0.1, 600))


@dataclass(frozen=True, slots=True)
class LineSettings:
    """Who measures the pictures of a museum's line."""

    executor: str = field(default="local", metadata=_choice("local", "ray"))
    cluster: str = field(
        default="", metadata=_REACHES | _form(wellformed.is_cluster, "empty, or host:port of a Ray cluster")
    )


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Models that do not ship with the package: where they lie, where they are fetched from, and what they run on."""

    home: str = field(
        default="",
        metadata=_form(wellformed.is_folder, "a folder that can be named on this machine, such as ~/models"),
    )
    hub: str = field(
        default="https://huggingface.co",
        metadata=_REACHES | _form(wellformed.is_web_address, "an http:// or https:// address"),
    )
    patience: float = field(default=30.0, metadata=_span(0.1, 600))
    device: str = field(default="auto", metadata=_choice("auto", "cpu", "cuda"))


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """The optional language model that may phrase the two tips; off while ``base_url`` and ``api_key`` are empty."""

    base_url: str = field(
        default="", metadata=_REACHES | _form(wellformed.is_web_address, "empty, or an http:// or https:// address")
    )
    model: str = field(default="", metadata=_REACHES)
    api_key: str = field(
        default="", repr=False, metadata=_REACHES | _form(wellformed.is_key, "one word of ASCII characters")
    )
    timeout: float = field(default=8.0, metadata=_span(0.1, 120))
    send_picture: bool = field(default=False, metadata=_REACHES)

    @property
    def enabled(self) -> bool:
        """Whether a model was named: nothing is sent anywhere otherwise."""
        return bool(self.model and (self.base_url or self.api_key))


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """The HTTP service."""

    host: str = field(default="127.0.0.1", metadata=_form(wellformed.is_host, "an address or a host name"))
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
    rate_search: str = field(default="30/minute", metadata=_RATE)
    rate_analyze: str = field(default="30/minute", metadata=_RATE)
    rate_batch: str = field(default="10/minute", metadata=_RATE)
    rate_artwork: str = field(default="300/minute", metadata=_RATE)
    redis_url: str = field(
        default="",
        repr=False,
        metadata=_REACHES | _form(wellformed.is_redis_address, "empty, or a redis:// address"),
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(), metadata=_form(wellformed.is_network, "addresses or networks, such as 10.0.0.0/8")
    )
    cors_origins: tuple[str, ...] = field(
        default=(), metadata=_form(wellformed.is_origin, "origins without a path, such as https://museum.example, or *")
    )
    cache_mb: float = field(default=64.0, metadata=_span(0, 65536))
    cache_ttl: float = field(default=3600.0, metadata=_span(0, 31_536_000))


@dataclass(frozen=True, slots=True)
class StudioSettings:
    """The web app."""

    host: str = field(default="127.0.0.1", metadata=_form(wellformed.is_host, "an address or a host name"))
    port: int = field(default=8501, metadata=_span(0, 65535))
    server: str = field(
        default="", metadata=_REACHES | _form(wellformed.is_web_address, "empty, or an http:// or https:// address")
    )
    galleries: tuple[str, ...] = field(default=(), metadata=_form(bool, "names or folders of galleries"))


@dataclass(frozen=True, slots=True)
class ProjectsSettings:
    """Where the artist's projects are kept."""

    home: str = field(
        default="",
        metadata=_form(wellformed.is_folder, "a folder that can be named on this machine, such as ~/projects"),
    )


@dataclass(frozen=True, slots=True)
class LogSettings:
    """What is written to the log."""

    level: str = field(default="warning", metadata=_choice("debug", "info", "warning", "error"))
    format: str = field(default="text", metadata=_choice("text", "json"))
