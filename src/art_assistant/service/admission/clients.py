"""Who is asking, and how often: the real client behind trusted proxies, and its rate."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Mapping, Sequence
from typing import Final

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from starlette.datastructures import Headers
from starlette.types import Scope

from art_assistant import log
from art_assistant.errors import SettingsError
from art_assistant.service.front.problems import ProblemError

UNKNOWN: Final = "unknown"
SUBSCRIBER: Final = 64
"""Bits of an IPv6 address that one subscriber cannot choose: within them all addresses are one client."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LOGGER = log.get_logger(__name__)


def parse_proxies(names: Sequence[str]) -> tuple[_Network, ...]:
    """Return the networks of the trusted proxies.

    Raises:
        SettingsError: one is neither an address nor a network.

    """
    try:
        return tuple(ipaddress.ip_network(name, strict=False) for name in names)
    except ValueError as error:
        raise SettingsError("service.trusted_proxies must be addresses or networks, such as 10.0.0.0/8.") from error


def real_client(peer: str | None, forwarded: Sequence[str], trusted: Sequence[_Network]) -> str:
    """Return the client to count requests by: an IPv4 address, or the /64 network of an IPv6 address.

    ``X-Forwarded-For`` is read from the right, and only as long as each address that vouches for the next is a trusted
    proxy: whatever a client writes at the left of the list is never believed.

    Args:
        peer: the address at the other end of the connection.
        forwarded: the values of all ``X-Forwarded-For`` headers, in order.
        trusted: the networks of the trusted proxies.

    """
    client = _address(peer or "")
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    while hops and client is not None and _is_trusted(client, trusted):
        hop = _address(hops.pop())
        if hop is None:
            break
        client = hop
    return UNKNOWN if client is None else _subscriber(client)


def _address(text: str) -> _Address | None:
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_trusted(address: _Address, trusted: Sequence[_Network]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)


def _subscriber(address: _Address) -> str:
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((int(address), SUBSCRIBER), strict=False))


class Clients:
    """The rates of one service: a moving window a client and a kind of request.

    Args:
        rates: kind to rate, written as ``30/minute``.
        proxies: addresses and networks whose ``X-Forwarded-For`` is believed.
        redis_url: where several workers count together; each on its own where empty, or where Redis fails.

    Raises:
        SettingsError: a rate, a network or the address of Redis makes no sense.

    """

    def __init__(self, rates: Mapping[str, str], proxies: Sequence[str] = (), redis_url: str = "") -> None:
        self._rates = {kind: _rate(text) for kind, text in rates.items()}
        self._proxies = parse_proxies(proxies)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._common = MovingWindowRateLimiter(_redis(redis_url)) if redis_url else None

    async def admit(self, kind: str, scope: Scope) -> None:
        """Count one request.

        Raises:
            ProblemError: 429, with the seconds after which the next one is let in.

        """
        peer = scope["client"][0] if scope.get("client") else None
        client = real_client(peer, Headers(scope=scope).getlist("x-forwarded-for"), self._proxies)
        rate = self._rates[kind]
        wait = await self._wait(rate, kind, client)
        if wait is not None:
            raise ProblemError(
                "too_many_requests", f"More than {rate} from one client; try again later.", retry_after=wait
            )

    async def _wait(self, rate: RateLimitItem, kind: str, client: str) -> int | None:
        if self._common is not None:
            try:
                return await _hit(self._common, rate, kind, client)
            except StorageError:
                LOGGER.warning("shared limits unavailable", hint="each worker counts on its own meanwhile")
        return await _hit(self._own, rate, kind, client)


async def _hit(window: MovingWindowRateLimiter, rate: RateLimitItem, kind: str, client: str) -> int | None:
    """Return None for a request that is let in, else the seconds to wait."""
    if await window.hit(rate, kind, client):
        return None
    stats = await window.get_window_stats(rate, kind, client)
    return max(1, math.ceil(stats.reset_time - time.time()))


def _rate(text: str) -> RateLimitItem:
    try:
        return parse(text)
    except ValueError as error:
        raise SettingsError("A rate is written as 30/minute.") from error


def _redis(url: str) -> Storage:
    try:
        storage = storage_from_string(
            f"async+{url}",
            implementation="redispy",
            wrap_exceptions=True,
            socket_timeout=0.5,
            socket_connect_timeout=0.5,
        )
    except Exception as error:
        # The library answers a wrong address with exceptions of several families.
        raise SettingsError("service.redis_url must be a redis:// address.") from error
    if not isinstance(storage, Storage):
        raise SettingsError("service.redis_url must be a redis:// address.")
    return storage
