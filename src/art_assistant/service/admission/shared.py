"""What every request of one front process shares: the engines, the cache, and which gallery is in use."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import copy
import json
import os
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from art_assistant import log
from art_assistant._version import __version__
from art_assistant.base.following import Trouble, trouble_of
from art_assistant.errors import GalleryError
from art_assistant.gallery.bundle import read_manifest
from art_assistant.gallery.versions import in_use, published
from art_assistant.service.admission.cache import Cache, MemoryCache, RedisCache, key_of
from art_assistant.service.engines.pool import ENGINE, Answer, EnginePool, Lease
from art_assistant.service.front.metrics import Metrics
from art_assistant.service.front.problems import ProblemError
from art_assistant.settings import ModelSettings, Settings, environment_without_settings

NO_GALLERY: Final = "There is no gallery to search at the moment."
LARGE: Final = 512 * 1024
"""Bytes from which a picture is hashed in a thread of its own."""

_CLOUDS: Final = ("AWS_", "GOOGLE_", "STORAGE_EMULATOR_", "FSSPEC_")
"""How variables begin that hold credentials of buckets, or lead to them."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
LOGGER = log.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class GalleryInUse:
    """What the front knows of the gallery without opening it; ``place`` is the folder of the version in use."""

    name: str
    works: int
    encoder: str
    digest: str
    place: Path


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an engine: an operation, its parameters, and a picture's bytes."""

    operation: str
    parameters: Mapping[str, Any]
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer.

    Attributes:
        body: JSON-ready; the receiver's own, to change as it likes.
        pictures: name to (sha256, PNG bytes).
        cached: whether it came from the cache.

    """

    body: dict[str, Any]
    pictures: Mapping[str, tuple[str, bytes]]
    cached: bool


class Flight:
    """A question that is being worked out, for whoever asks the same in the meantime."""

    def __init__(self) -> None:
        self._landed: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._awaited = False

    async def wait(self, seconds: float) -> Answered | None:
        """Return the answer, the receiver's own; None where there is none, or none in time."""
        self._awaited = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                found = await asyncio.shield(self._landed)
                return None if found is None else Answered(copy.deepcopy(found.result), found.pictures, cached=False)
        return None

    def land(self, found: Answered | None) -> None:
        """Tell all who wait; what they are told does not change with the finder's own copy."""
        told = found is not None and self._awaited
        self._landed.set_result(Answer(copy.deepcopy(found.body), found.pictures, 0.0) if found and told else None)


def _opened(place: Path, models: ModelSettings) -> dict[str, Any]:
    """Return the manifest of a version that can be searched with what is installed here; raises GalleryError."""
    from art_assistant.gallery.opened import open_folder  # noqa: PLC0415 - faiss, for those alone that swap
    from art_assistant.vision.encoders import enrol  # noqa: PLC0415 - networks, likewise

    enrol(models)
    return dict(open_folder(place, searched=True).manifest)


class SharedFront:
    """The shared parts of one front process.

    Args:
        settings: all of them.
        gallery: the gallery's folder.
        engine: the command that starts an engine.

    """

    def __init__(self, settings: Settings, gallery: Path, engine: Sequence[str] = ENGINE) -> None:
        service = settings.service
        self.settings = settings
        self.metrics = Metrics()
        self.pool = EnginePool(service, self.metrics, engine, engine_environment(settings, gallery))
        self._memory = MemoryCache(int(service.cache_mb * 1e6), service.cache_ttl)
        self._cache: Cache = RedisCache(service.redis_url, service.cache_ttl) if service.redis_url else self._memory
        self.flights: dict[str, Flight] = {}
        self._folder = gallery
        self._stamp: str | None = None
        self._gallery: GalleryInUse | None = None
        self.trouble: Trouble | None = None
        self._how = what_answers(settings)

    def gallery(self) -> GalleryInUse | None:
        """Return the gallery in use, read again when another version of it came into use; None where there is none."""
        stamp = published(self._folder)
        if stamp is None:
            return None
        if stamp != self._stamp:
            before, self._stamp = self._gallery, stamp
            # A version that comes while another answers is opened first, as engines will: a bad one is refused.
            self._gallery = (
                self._read_gallery(read_manifest if before is None else partial(_opened, models=self.settings.models))
                or before
            )
            if before is not None and self._gallery not in {None, before}:
                LOGGER.info("bundle changed", gallery=self._gallery.name, works=self._gallery.works)
        return self._gallery

    def _read_gallery(self, read: Callable[[Path], dict[str, Any]]) -> GalleryInUse | None:
        try:
            place = in_use(self._folder)
            manifest = read(place)
        except GalleryError as error:
            LOGGER.error("gallery unreadable", code=error.code)  # noqa: TRY400 - the code says it all
            self.metrics.refused_galleries.inc()
            self.trouble = Trouble("refused", None, error.code, error.message)
            return None
        self.trouble = None
        gallery = GalleryInUse(
            self._folder.name, int(manifest["n"]), str(manifest["encoder"]), str(manifest["digest"])[:16], place
        )
        self.metrics.show_bundle(gallery.works, gallery.name, gallery.encoder, gallery.digest)
        return gallery

    def require_gallery(self) -> None:
        """Raise 503 where there is no gallery."""
        if self.gallery() is None:
            raise ProblemError("gallery", NO_GALLERY)

    def deadline(self) -> float:
        """Return the ``time.monotonic()`` at which a request that begins now is given up."""
        return time.monotonic() + self.settings.service.deadline

    async def ask(self, question: Question) -> Answered:
        """Return the answer to one question, from the cache where it was asked before.

        Raises:
            ProblemError: whatever the engine or the queue refuses.

        """
        async with self.asking() as ask:
            return await ask(question)

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Asking]:
        """Lend a way to ask several questions under one deadline; an engine is borrowed at the first that needs one."""
        async with AsyncExitStack() as stack:
            yield Asking(self, stack, self.deadline())

    async def recall(self, key: str) -> Answered | None:
        """Return the answer kept under ``key``, if all of it is still there."""
        start = time.perf_counter()
        kept = unpacked(await self._cache.get(key))
        found = None if kept is None else await self._whole(*kept)
        self.metrics.stage("cache", time.perf_counter() - start)
        (self.metrics.cache_misses if found is None else self.metrics.cache_hits).inc()
        return found

    async def _whole(self, body: dict[str, Any], digests: Mapping[str, str]) -> Answered | None:
        pictures = {}
        for name, digest in digests.items():
            png = await self.picture(digest)
            if png is None:
                return None
            pictures[name] = digest, png
        return Answered(body, pictures, cached=True)

    async def keep(self, key: str | None, answer: Answer) -> None:
        """Keep an answer, if there is a key; its pictures each under its own digest, where links find them as well.

        An answer that stands in for a better one is not kept: whoever asks next may get the better one.
        """
        for digest, png in answer.pictures.values():
            await self._cache.put(f"picture-{digest}", png)
        if key is None or stands_in(answer.result):
            return
        digests = {name: digest for name, (digest, _) in answer.pictures.items()}
        kept = {"body": answer.result, "pictures": digests}
        await self._cache.put(key, json.dumps(kept, separators=(",", ":")).encode())

    async def key_of(self, question: Question) -> str:
        """Return the key under which the answer to a question is kept."""
        gallery = self.gallery()
        answers = f"{gallery.digest if gallery else None} {self._how}"
        parts = question.operation, question.parameters, question.picture, answers
        return key_of(*parts) if len(question.picture) < LARGE else await asyncio.to_thread(key_of, *parts)

    async def picture(self, digest: str) -> bytes | None:
        """Return a picture that was linked to, or None where it is no longer kept."""
        return await self._cache.get(f"picture-{digest}") if _DIGEST.fullmatch(digest) else None

    async def can_link(self, pictures: Mapping[str, tuple[str, bytes]]) -> bool:
        """Return whether every picture is kept, so that a link to it would be answered."""
        for digest, _ in pictures.values():
            if not await self._cache.holds(f"picture-{digest}"):
                return False
        return True

    def health(self) -> dict[str, Any]:
        """Return what a liveness probe asks; nothing is loaded for it."""
        gallery = self.gallery()
        works = gallery.works if gallery else 0
        trouble = self.trouble or trouble_of(self._folder)
        return {
            "status": "healthy",
            "index_size": works,
            "metadata_count": works,
            "cache_size": self._memory.size,
            "cache_max": int(self.settings.service.cache_mb * 1e6),
            "trouble": None if trouble is None else asdict(trouble),
        }

    def version(self) -> dict[str, Any]:
        """Return which version and gallery answer."""
        gallery = self.gallery()
        return {
            "version": __version__,
            "gallery": gallery.name if gallery else None,
            "gallery_digest": gallery.digest if gallery else None,
            "encoder": gallery.encoder if gallery else None,
        }


class Asking:
    """One request's questions: one deadline, and one engine for all of them."""

    def __init__(self, front: SharedFront, stack: AsyncExitStack, deadline: float) -> None:
        self._front, self._stack, self._deadline = front, stack, deadline
        self._lease: Lease | None = None

    async def __call__(self, question: Question) -> Answered:
        """Return the answer to one question; who asks what another is waiting for waits with him.

        Raises:
            ProblemError: whatever the engine or the queue refuses.

        """
        gallery = self._front.gallery()
        key = await self._front.key_of(question)
        kept = await self._front.recall(key)
        if kept is not None:
            return kept
        flights = self._front.flights
        # Whoever holds an engine does not wait for others, who may be waiting for that very engine.
        if self._lease is None and key in flights:
            shared = await flights[key].wait(self._deadline - time.monotonic())
            if shared is not None:
                return shared
        if key in flights:
            return await self._worked_out(key, question, gallery)
        flight = flights[key] = Flight()
        found: Answered | None = None
        try:
            found = await self._worked_out(key, question, gallery)
        finally:
            del flights[key]
            flight.land(found)
        return found

    async def _worked_out(self, key: str, question: Question, gallery: GalleryInUse | None) -> Answered:
        if self._lease is None:
            self._lease = await self._stack.enter_async_context(self._front.pool.lease(self._deadline))
        # The version that was accepted, whatever the folder names by now: every engine answers from the same.
        place = {} if gallery is None else {"gallery": str(gallery.place.absolute())}
        answer = await self._asked(self._lease, replace(question, parameters={**question.parameters, **place}))
        # Under this key stands what the gallery of then answers; the engine may have found another by now.
        await self._front.keep(key if self._front.gallery() == gallery else None, answer)
        return Answered(answer.result, answer.pictures, cached=False)

    async def _asked(self, lease: Lease, question: Question) -> Answer:
        metrics = self._front.metrics
        try:
            answer = await lease.ask(question.operation, question.parameters, question.picture)
        except ProblemError as problem:
            metrics.refused(problem.code)
            LOGGER.info("rejected", code=problem.code, operation=question.operation)
            if problem.code == "gallery_not_found" and question.operation != "artwork":
                raise ProblemError("gallery", NO_GALLERY) from problem
            raise
        metrics.stage("engine", answer.milliseconds / 1e3)
        for stage, milliseconds in answer.result.get("timings", {}).items():
            metrics.stage(stage, milliseconds / 1e3)
        return answer


def data_addresses(pictures: Mapping[str, tuple[str, bytes]]) -> dict[str, str]:
    """Return PNG files as data addresses."""
    return {name: f"data:image/png;base64,{base64.b64encode(png).decode()}" for name, (_, png) in pictures.items()}


def link_addresses(pictures: Mapping[str, tuple[str, bytes]]) -> dict[str, str]:
    """Return the address at which each PNG file is found as long as it is kept."""
    return {name: f"/views/{digest}/{name}.png" for name, (digest, _) in pictures.items()}


def what_answers(settings: Settings) -> str:
    """Return everything that is set and that an engine's answer may depend on, as text and without secrets.

    A setting that changes no answer costs a kept one at most; so all groups are named but service, studio,
    projects, line and log.
    """
    chosen = settings.without_secrets()
    return json.dumps([chosen[concern] for concern in ("analysis", "limits", "gallery", "models", "llm")])


def stands_in(result: Mapping[str, Any]) -> bool:
    """Return whether an answer is the second best: the language model was asked for its words and gave none."""
    return bool(result.get("tips_note"))


def unpacked(kept: bytes | None) -> tuple[dict[str, Any], dict[str, str]] | None:
    """Return body and digests of a kept answer; None where there is none, or what a shared store holds is not ours."""
    try:
        found = json.loads(kept) if kept is not None else {}
        body, digests = found["body"], found["pictures"]
        whole = isinstance(body, dict) and all(map(_DIGEST.fullmatch, digests.values()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (body, digests) if whole else None


def engine_environment(settings: Settings, gallery: Path) -> dict[str, str]:
    """Return the whole environment of an engine: what this process has, and the settings it was given, handed down.

    Engines decode hostile bytes; so the address of Redis, with its password, and what opens buckets are kept from them.
    """
    own = {"name": str(gallery.absolute()), "source": ""}
    named = settings.merged({"gallery": own, "service": {"redis_url": ""}})
    environment = environment_without_settings(os.environ)
    return {
        **{name: text for name, text in environment.items() if not name.startswith(_CLOUDS)},
        **named.handed_down(),
        # Threads of small products would take the cores from the network.
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),
    }
