"""What every request of one front process shares: the engines, the cache, the rates, and which gallery is in use."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request

from art_assistant import log
from art_assistant._version import __version__
from art_assistant.errors import GalleryError
from art_assistant.gallery.bundle import MANIFEST, read_manifest
from art_assistant.service.cache import MemoryCache, RedisCache, key_of
from art_assistant.service.clients import RateLimits, parse_proxies, real_client
from art_assistant.service.metrics import Metrics
from art_assistant.service.pool import ENGINE, EnginePool
from art_assistant.service.problems import ProblemError
from art_assistant.settings import Settings

LOGGER = log.get_logger(__name__)
_KEY: Final = re.compile(r"[0-9a-f]{64}")
DECODE_CODES: Final = frozenset(
    {
        "bad_input",
        "empty_file",
        "corrupt_image",
        "truncated_image",
        "unsupported_format",
        "too_many_pixels",
        "side_too_long",
        "limit",
    }
)
"""The codes that ``art_decode_errors_total`` tells apart."""


@dataclass(frozen=True, slots=True)
class GalleryInUse:
    """What the front knows of the gallery without opening it."""

    name: str
    works: int
    encoder: str
    digest: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, and whether it came from the cache."""

    body: dict[str, Any]
    cached: bool


class House:
    """The shared parts of one front process."""

    def __init__(self, settings: Settings, gallery_folder: Path, engine: Sequence[str] = ENGINE) -> None:
        service = settings.service
        self.settings = settings
        self.metrics = Metrics()
        self.pool = EnginePool(service, self.metrics, engine)
        self.memory = MemoryCache(int(service.cache_mb * 1e6), service.cache_ttl)
        self.cache = RedisCache(service.redis_url, service.cache_ttl) if service.redis_url else self.memory
        rates = {"search": service.rate_search, "analyze": service.rate_analyze, "batch": service.rate_batch}
        self._rates = RateLimits(rates, service.redis_url)
        self._proxies = parse_proxies(service.trusted_proxies)
        self._folder = gallery_folder
        self._stamp: tuple[int, int] | None = None
        self._gallery: GalleryInUse | None = None
        self.stopping = False

    def gallery(self) -> GalleryInUse | None:
        """Return the gallery in use, read again when its manifest changed; None where there is none to read."""
        try:
            found = (self._folder / MANIFEST).stat()
        except OSError:
            return None
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp != self._stamp:
            self._stamp, self._gallery = stamp, self._read_gallery()
        return self._gallery

    def _read_gallery(self) -> GalleryInUse | None:
        try:
            manifest = read_manifest(self._folder)
        except GalleryError as error:
            LOGGER.error("gallery unreadable", code=error.code)
            return None
        gallery = GalleryInUse(
            self._folder.name, int(manifest["n"]), str(manifest["encoder"]), str(manifest["digest"])[:16]
        )
        LOGGER.info("bundle changed" if self._gallery else "gallery loaded", gallery=gallery.name, works=gallery.works)
        self.metrics.index_vectors.set(gallery.works)
        self.metrics.bundle.info({"name": gallery.name, "encoder": gallery.encoder, "digest": gallery.digest})
        return gallery

    async def admit(self, kind: str, request: Request) -> None:
        """Let one request in, or refuse it: the house stops, or this client asks too often.

        Raises:
            ProblemError: 503 or 429.

        """
        if self.stopping:
            self.metrics.rejected("stopping")
            raise ProblemError("stopping", "The service is being restarted; try again in a moment.", retry_after=5)
        peer = request.client.host if request.client else None
        client = real_client(peer, request.headers.getlist("x-forwarded-for"), self._proxies)
        try:
            await self._rates.admit(kind, client)
        except ProblemError:
            self.metrics.rejected("rate")
            LOGGER.info("limited", kind=kind)
            raise

    def deadline(self) -> float:
        """Return the ``time.monotonic()`` at which a request that begins now is given up."""
        return time.monotonic() + self.settings.service.deadline

    async def ask(self, operation: str, parameters: Mapping[str, Any], picture: bytes, *, deadline: float) -> Answered:
        """Return the answer to a question about a picture, from the cache where it was asked before.

        Raises:
            ProblemError: whatever the engine or the queue refuses.

        """
        gallery = self.gallery()
        key = await asyncio.to_thread(key_of, operation, parameters, picture, gallery.digest if gallery else "")
        with self.metrics.stages.labels("cache").time():
            kept = await self.cache.get(key)
        if kept is not None:
            self.metrics.cache_hits.inc()
            return Answered(json.loads(kept), cached=True)
        self.metrics.cache_misses.inc()
        answer = await self._run(operation, parameters, picture, deadline)
        await self.cache.put(key, json.dumps(answer, separators=(",", ":")).encode())
        return Answered(answer, cached=False)

    async def _run(
        self, operation: str, parameters: Mapping[str, Any], picture: bytes, deadline: float
    ) -> dict[str, Any]:
        try:
            answer = await self.pool.run(operation, parameters, picture, deadline)
        except ProblemError as problem:
            if problem.code in DECODE_CODES:
                self.metrics.decode_errors.labels(problem.code).inc()
            LOGGER.info("rejected", code=problem.code, operation=operation)
            raise
        self.metrics.stages.labels("engine").observe(answer.milliseconds / 1000.0)
        return answer.result

    def inline(self, views: Mapping[str, str]) -> dict[str, str]:
        """Return base64 PNGs as data addresses."""
        return {name: f"data:image/png;base64,{text}" for name, text in views.items()}

    async def linked(self, views: Mapping[str, str]) -> dict[str, str]:
        """Keep base64 PNGs and return the address at which each is found as long as it is kept."""
        links = {}
        for name, text in views.items():
            png = base64.b64decode(text)
            key = hashlib.sha256(png).hexdigest()
            await self.cache.put(f"view-{key}", png)
            links[name] = f"/views/{key}/{name}.png"
        return links

    async def picture(self, key: str) -> bytes | None:
        """Return a picture that was linked to, or None where it is no longer kept."""
        return await self.cache.get(f"view-{key}") if _KEY.fullmatch(key) else None

    def health(self) -> dict[str, Any]:
        """Return what a liveness probe asks; nothing is loaded for it."""
        gallery = self.gallery()
        works = gallery.works if gallery else 0
        return {
            "status": "healthy",
            "index_size": works,
            "metadata_count": works,
            "cache_size": self.memory.size,
            "cache_max": int(self.settings.service.cache_mb * 1e6),
        }

    def version(self) -> dict[str, Any]:
        """Return which version, model and gallery answer."""
        gallery = self.gallery()
        return {
            "version": __version__,
            "gallery": gallery.name if gallery else None,
            "gallery_digest": gallery.digest if gallery else None,
            "encoder": gallery.encoder if gallery else None,
        }
