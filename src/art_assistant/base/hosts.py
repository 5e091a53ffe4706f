"""Which machine a name or an address stands for, as far as the text alone tells."""

from __future__ import annotations

import ipaddress
import re

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
