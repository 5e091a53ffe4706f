"""What operators watch: Prometheus metrics with fixed sets of labels.

With several workers every one of them answers for all: the workers share files in the folder that
``PROMETHEUS_MULTIPROC_DIR`` names, which ``art-assistant serve`` sets by itself.
"""

from __future__ import annotations

import os
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from art_assistant.base import stages

SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
ROUTES: Final = frozenset(
    {
        "/analyze",
        "/search",
        "/search/batch",
        "/value-study",
        "/compare",
        "/outline",
        "/health",
        "/ready",
        "/metrics",
        "/version",
        "/openapi.json",
    }
)
OTHER: Final = "other"
REASONS: Final = ("rate", "queue", "deadline", "size", "slow")
STAGES: Final = frozenset({"wait", "engine", "cache", *stages.STAGES})
"""Of every request: waiting for an engine, its work, the look into the cache; then the stages of one study."""

DECODE_CODES: Final = (
    "bad_input",
    "empty_file",
    "corrupt_image",
    "truncated_image",
    "unsupported_format",
    "too_many_pixels",
    "side_too_long",
    "limit",
)
"""What ``art_decode_errors_total`` tells apart."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


class Metrics:
    """The metrics of one front process, in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = r = CollectorRegistry()
        self.requests = Counter("art_http_requests", "Requests answered.", ("route", "code"), registry=r)
        self.duration = Histogram(
            "art_http_request_duration_seconds", "Time to answer.", ("route",), registry=r, buckets=_SECONDS
        )
        self._stages = Histogram(
            "art_stage_duration_seconds", "Time in one stage.", ("stage",), registry=r, buckets=_SECONDS
        )
        self.in_progress = _gauge("art_requests_in_progress", "Requests being answered.", r)
        self.queue_depth = _gauge("art_queue_depth", "Requests that wait for an engine.", r)
        self._rejections = Counter("art_rejected", "Requests refused.", ("reason",), registry=r)
        self._decode_errors = Counter("art_decode_errors", "Pictures that could not be read.", ("kind",), registry=r)
        self.cache_hits = Counter("art_cache_hits", "Answers from the cache.", registry=r)
        self.cache_misses = Counter("art_cache_misses", "Answers that had to be worked out.", registry=r)
        self.engines_killed = Counter(
            "art_engines_killed", "Engines ended at a deadline or by their limits.", ("reason",), registry=r
        )
        self.refused_galleries = Counter(
            "art_gallery_refused", "Versions of the gallery that could not be used.", registry=r
        )
        self._vectors = Gauge("art_index_vectors", "Works in the gallery.", registry=r, multiprocess_mode="livemax")
        labels = ("name", "encoder", "digest")
        self._bundle = Gauge(
            "art_bundle_info", "1 for the gallery in use.", labels, registry=r, multiprocess_mode="livemax"
        )
        self._shown: tuple[str, ...] | None = None
        for reason in REASONS:
            self._rejections.labels(reason)
        for kind in DECODE_CODES:
            self._decode_errors.labels(kind)

    def rejected(self, reason: str) -> None:
        """Count one refusal; ``reason`` is one of ``REASONS``."""
        self._rejections.labels(reason).inc()

    def refused(self, code: str) -> None:
        """Count one picture that could not be read, if ``code`` says that."""
        if code in DECODE_CODES:
            self._decode_errors.labels(code).inc()

    def stage(self, name: str, seconds: float) -> None:
        """Note the time one stage took; a stage that nobody knows is left out."""
        if name in STAGES:
            self._stages.labels(name).observe(seconds)

    def show_bundle(self, works: int, *names: str) -> None:
        """Show the gallery in use: its size, then its name, encoder and digest."""
        if self._shown is not None:
            self._bundle.labels(*self._shown).set(0)
        self._shown = names
        self._bundle.labels(*names).set(1)
        self._vectors.set(works)

    def exposition(self) -> bytes:
        """Return the metrics in the Prometheus text format."""
        if SHARED_FOLDER not in os.environ:
            return bytes(generate_latest(self.registry))
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
        return bytes(generate_latest(everybody))


def route_of(path: str) -> str:
    """Return the route template of a path, so that labels stay few whatever clients ask for."""
    if path in ROUTES:
        return path
    if path.startswith("/artwork/"):
        return "/artwork/{id}"
    if path.startswith("/views/"):
        return "/views/{key}/{name}"
    if path.startswith("/files/"):
        return "/files/{name}"
    return OTHER


def _gauge(name: str, text: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, text, registry=registry, multiprocess_mode="livesum")
