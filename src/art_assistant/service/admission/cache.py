"""Answers kept for the next who asks the same: by content and parameters, never by name, bounded in bytes and time."""

from __future__ import annotations

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from art_assistant._version import __version__
from art_assistant.errors import SettingsError
from art_assistant.log import get_logger

OVERHEAD: Final = 200
"""Bytes that one entry costs beside its value."""

PAUSE: Final = 5.0
"""Seconds for which a Redis that failed is not asked again."""

_PREFIX: Final = f"art-assistant:{__version__}:"


class Cache(Protocol):
    """A store of finished answers."""

    async def get(self, key: str) -> bytes | None:
        """Return the answer kept under ``key``, or None."""
        ...

    async def put(self, key: str, value: bytes) -> None:
        """Keep an answer."""
        ...

    async def holds(self, key: str) -> bool:
        """Return whether an answer is kept under ``key`` at the moment."""
        ...


def key_of(operation: str, parameters: Mapping[str, Any], body: bytes, answers: str) -> str:
    """Return the key of one question: what is asked, of which bytes, and what would answer it."""
    asked = json.dumps([operation, dict(parameters), answers, __version__], sort_keys=True, separators=(",", ":"))
    return f"{hashlib.sha256(body).hexdigest()}-{hashlib.sha256(asked.encode()).hexdigest()[:32]}"


class MemoryCache:
    """Least recently used answers of this process.

    Args:
        max_bytes: what all answers together may take.
        ttl: seconds after which an answer is too old.
        clock: what tells the time, in seconds.

    """

    def __init__(self, max_bytes: int, ttl: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._max, self._ttl, self._clock = max_bytes, ttl, clock
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self.size = 0

    async def get(self, key: str) -> bytes | None:
        """Return the answer kept under ``key`` if it is not too old."""
        found = self._kept.get(key)
        if found is None:
            return None
        born, value = found
        if self._clock() - born > self._ttl:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return value

    async def holds(self, key: str) -> bool:
        """Return whether an answer is kept under ``key`` at the moment."""
        found = self._kept.get(key)
        return found is not None and self._clock() - found[0] <= self._ttl

    async def put(self, key: str, value: bytes) -> None:
        """Keep an answer and let the oldest go; one that is larger than the whole cache is not kept."""
        size = len(value) + OVERHEAD
        if size > self._max:
            return
        if key in self._kept:
            self._drop(key)
        while self.size + size > self._max:
            self._drop(next(iter(self._kept)))
        self._kept[key] = (self._clock(), value)
        self.size += size

    def _drop(self, key: str) -> None:
        _, value = self._kept.pop(key)
        self.size -= len(value) + OVERHEAD


class RedisCache:
    """Answers shared by all workers through Redis; a Redis that fails costs only the shortcut.

    Raises:
        SettingsError: the address makes no sense.

    """

    def __init__(self, url: str, ttl: float) -> None:
        # Imported here, because it slows the start of the many services that have no Redis.
        from redis import asyncio as redis  # noqa: PLC0415
        from redis.exceptions import RedisError  # noqa: PLC0415

        self._failures = (RedisError, OSError)
        try:
            self._redis = redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        except ValueError as error:
            raise SettingsError("service.redis_url must be a redis:// address.") from error
        self._ttl = max(1, int(ttl))
        self._asleep_until = 0.0
        self._log = get_logger(__name__)

    async def get(self, key: str) -> bytes | None:
        """Return the answer kept under ``key``, or None; also when Redis does not answer."""
        if self._asleep():
            return None
        try:
            found = await self._redis.get(_PREFIX + key)
        except self._failures:
            self._sleep()
            return None
        return found if isinstance(found, bytes) else None

    async def put(self, key: str, value: bytes) -> None:
        """Keep an answer, if Redis takes it."""
        if self._asleep():
            return
        try:
            await self._redis.set(_PREFIX + key, value, ex=self._ttl)
        except self._failures:
            self._sleep()

    async def holds(self, key: str) -> bool:
        """Return whether an answer is kept under ``key``; False when Redis does not answer."""
        if self._asleep():
            return False
        try:
            return bool(await self._redis.exists(_PREFIX + key))
        except self._failures:
            self._sleep()
            return False

    def _asleep(self) -> bool:
        return time.monotonic() < self._asleep_until

    def _sleep(self) -> None:
        self._asleep_until = time.monotonic() + PAUSE
        self._log.warning("shared cache unavailable", seconds=PAUSE)
