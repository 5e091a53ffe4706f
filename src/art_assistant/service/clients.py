"""Who is asking, and how often: the real client behind trusted proxies, and its rate."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Sequence
from typing import Final

from limits import parse
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from art_assistant.errors import SettingsError
from art_assistant.service.problems import ProblemError

UNKNOWN: Final = "unknown"
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


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
    """Return the address to count requests by.

    ``X-Forwarded-For`` is read from the right, and only as long as each address that vouches for the next is a trusted
    proxy: whatever a client writes at the left of the list is never believed.

    Args:
        peer: the address at the other end of the connection.
        forwarded: the values of all ``X-Forwarded-For`` headers, in order.
        trusted: the networks of the trusted proxies.

    """
    client = peer or UNKNOWN
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    while hops and _is_trusted(client, trusted):
        hop = _address(hops.pop())
        if hop is None:
            break
        client = hop
    return client


def _address(text: str) -> str | None:
    bare = text.strip("[]")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        return None


def _is_trusted(client: str, trusted: Sequence[_Network]) -> bool:
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return False
    return any(address.version == network.version and address in network for network in trusted)


class RateLimits:
    """The rates of one service: a moving window a client and a kind of request."""

    def __init__(self, rates: dict[str, str], redis_url: str = "") -> None:
        try:
            self._limits = {kind: parse(rate) for kind, rate in rates.items()}
        except ValueError as error:
            raise SettingsError("A rate is written as 30/minute.") from error
        address = f"async+{redis_url}" if redis_url else "async+memory://"
        storage = storage_from_string(address)
        if not isinstance(storage, Storage):
            raise SettingsError("service.redis_url must be a redis:// address.")
        self._window = MovingWindowRateLimiter(storage)

    async def admit(self, kind: str, client: str) -> None:
        """Count one request.

        Raises:
            ProblemError: 429, with the seconds after which the next one is let in.

        """
        limit = self._limits[kind]
        if await self._window.hit(limit, kind, client):
            return
        stats = await self._window.get_window_stats(limit, kind, client)
        wait = max(1, math.ceil(stats.reset_time - time.time()))
        raise ProblemError(
            "too_many_requests", f"More than {limit} from one client; try again later.", retry_after=wait
        )
