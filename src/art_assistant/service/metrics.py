"""What operators watch: Prometheus metrics with fixed sets of labels."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

ROUTES: Final = (
    "/analyze",
    "/search",
    "/search/batch",
    "/artwork/{id}",
    "/value-study",
    "/views/{key}/{name}",
    "/health",
    "/ready",
    "/metrics",
    "/version",
    "/openapi.json",
)
OTHER: Final = "other"
REASONS: Final = ("rate", "queue", "deadline", "size", "slow", "stopping")
STAGES: Final = ("engine", "cache", "wait")
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


class Metrics:
    """The metrics of one front process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self.requests = Counter("art_http_requests", "Requests answered.", ("route", "code"), registry=r)
        self.duration = Histogram(
            "art_http_request_duration_seconds", "Time to answer.", ("route",), registry=r, buckets=_SECONDS
        )
        self.stages = Histogram(
            "art_stage_duration_seconds", "Time in one stage.", ("stage",), registry=r, buckets=_SECONDS
        )
        self.in_progress = Gauge("art_requests_in_progress", "Requests being answered.", registry=r)
        self.queue_depth = Gauge("art_queue_depth", "Requests that wait for an engine.", registry=r)
        self.rejections = Counter("art_rejected", "Requests refused.", ("reason",), registry=r)
        self.decode_errors = Counter("art_decode_errors", "Pictures that could not be read.", ("kind",), registry=r)
        self.cache_hits = Counter("art_cache_hits", "Answers from the cache.", registry=r)
        self.cache_misses = Counter("art_cache_misses", "Answers that had to be worked out.", registry=r)
        self.engines_killed = Counter(
            "art_engines_killed", "Engines ended at a deadline or by their limits.", registry=r
        )
        self.index_vectors = Gauge("art_index_vectors", "Works in the gallery.", registry=r)
        self.bundle = Info("art_bundle", "The gallery in use.", registry=r)
        for reason in REASONS:
            self.rejections.labels(reason)

    def rejected(self, reason: str) -> None:
        """Count one refusal; ``reason`` is one of ``REASONS``."""
        self.rejections.labels(reason).inc()

    def route(self, path: str) -> str:
        """Return the route template of a path, so that labels stay few whatever clients ask for."""
        if path in ROUTES:
            return path
        if path.startswith("/artwork/"):
            return "/artwork/{id}"
        if path.startswith("/views/"):
            return "/views/{key}/{name}"
        return OTHER

    def exposition(self) -> bytes:
        """Return the metrics in the Prometheus text format."""
        return bytes(generate_latest(self.registry))
