"""Which machine a name or an address stands for, as far as the text alone tells."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_HOST = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(:[0-9]*)?")


def host_of(header: str) -> str:
    """Return the name in a Host header, in small letters and without its port; empty where it is none."""
    found = _HOST.fullmatch(header.strip())
    return found.group(1).lower().strip("[]").rstrip(".") if found else ""


def is_address(name: str) -> bool:
    """Whether a name is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_here(name: str) -> bool:
    """Whether a name or an address can only mean the machine that it is asked on."""
    if is_address(name):
        address = ipaddress.ip_address(name)
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return (mapped or address).is_loopback
    return name == "localhost" or name.endswith(".localhost")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet."""
    found = _meant(ipaddress.ip_address(address))
    return found.is_global and not found.is_multicast


def _meant(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the address that is reached in the end: several kinds of IPv6 address carry one of IPv4."""
    if isinstance(found, ipaddress.IPv4Address):
        return found
    if found in _NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found
