"""What the text of a setting must look like: tests that answer yes or no and never raise.

They are as strict as whatever uses the setting later, so that a wrong one is said when it is read and not when it is
used. None of them asks the network or looks whether something exists.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

_BUCKET: Final = re.compile(r"(s3|gs)://[a-z0-9][a-z0-9._-]{1,62}(/[\w.=@+-]+)*/?")
_CHANNEL: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CORNERS: Final = re.compile(r"\s*-?\d*\.?\d+\s*(,\s*-?\d*\.?\d+\s*){3}((,\s*-?\d*\.?\d+\s*){4})?", re.ASCII)
_HOST: Final = re.compile(r"[\w.:%-]{1,253}")
_INDEX: Final = "milvus:"
_KEY: Final = re.compile(r"[\x21-\x7e]*")
_RATE: Final = re.compile(
    r"\s*[1-9]\d{0,8}\s*(/|per)\s*([1-9]\d{0,3}\s*)?(second|minute|hour|day|month|year)s?\s*", re.ASCII
)


def is_canvas(text: str) -> bool:
    """Whether the text is ``auto``, ``off``, or eight fractions (four, for an upright rectangle) by commas."""
    return text in {"auto", "off"} or _CORNERS.fullmatch(text) is not None


def is_line(text: str) -> bool:
    """Whether the text is one line, without control characters."""
    return _CONTROL.search(text) is None


def is_rate(text: str) -> bool:
    """Whether the text is a rate, as ``30/minute`` or ``5 per 2 hours``."""
    return _RATE.fullmatch(text.lower()) is not None


def is_network(text: str) -> bool:
    """Whether the text is an IP address or a network."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def is_host(text: str) -> bool:
    """Whether the text can be an address to listen on."""
    return _HOST.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Whether the text can stand in a header of a request: one word, or nothing."""
    return _KEY.fullmatch(text) is not None


def is_folder(text: str) -> bool:
    """Whether the text is empty or names a folder, whose ``~`` is a home that is known."""
    try:
        Path(text).expanduser()
    except (RuntimeError, ValueError):
        return False
    return True


def is_web_address(text: str) -> bool:
    """Whether the text is empty or an http(s) address."""
    return not text or _address(text, "http", "https") is not None


def is_store(text: str) -> bool:
    """Whether the text is empty, names a folder, or is ``s3://bucket/prefix`` or ``gs://bucket/prefix``."""
    if "://" in text:
        return _BUCKET.fullmatch(text) is not None
    return is_line(text) and is_folder(text)


def is_index(text: str) -> bool:
    """Whether the text is empty, or ``milvus:`` and a server's http(s) address or the name of a ``.db`` file.

    The address holds no key, since it is shown where settings and faults are.
    """
    place = text.removeprefix(_INDEX)
    if not text or place == text:
        return not text
    if "://" in place:
        return "@" not in place and is_web_address(place)
    return is_line(place) and is_folder(place) and place.endswith(".db")


def is_cluster(text: str) -> bool:
    """Whether the text is empty or ``host:port``."""
    found = _address(f"tcp://{text}", "tcp")
    return not text or (found is not None and found.netloc == text and found.port is not None and "@" not in text)


def is_channel(text: str) -> bool:
    """Whether the text can be the name of a channel of a store."""
    return _CHANNEL.fullmatch(text) is not None


def is_redis_address(text: str) -> bool:
    """Whether the text is empty or the address of a Redis."""
    return not text or _address(text, "redis", "rediss") is not None


def is_origin(text: str) -> bool:
    """Whether the text is ``*`` or an origin as browsers send it: scheme, host and port, and nothing after them."""
    found = _address(text, *_ORIGINS)
    return text == "*" or (found is not None and text.casefold() == f"{found.scheme}://{found.netloc}".casefold())


_ORIGINS: Final = ("http", "https", "chrome-extension", "moz-extension")


def _address(text: str, *schemes: str) -> SplitResult | None:
    """Return the parts of an address of one of ``schemes`` that names a host and, if any, a port that can be."""
    try:
        found = urlsplit(text)
        whole = found.scheme in schemes and bool(found.hostname) and found.port != 0
    except ValueError:
        return None
    return found if whole and not re.search(r"\s", text) else None
