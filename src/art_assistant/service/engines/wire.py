"""Messages between the front and an engine: a length, a JSON head, and raw bytes. Nothing is ever unpickled.

A message is two big-endian 32-bit lengths (head, body), the head as JSON, then the body.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, Final

LENGTHS: Final = struct.Struct(">II")
HEAD_LIMIT: Final = 64 * 1024 * 1024
BODY_LIMIT: Final = 1024 * 1024 * 1024

Head = dict[str, Any]


def opening(head: Head, body_length: int) -> bytes:
    """Return everything of a message that comes before its body."""
    text = json.dumps(head, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
    return LENGTHS.pack(len(text), body_length) + text


def lengths(prefix: bytes) -> tuple[int, int]:
    """Return the head's and the body's length.

    Raises:
        ValueError: a length that no honest message has.

    """
    head, body = LENGTHS.unpack(prefix)
    if head > HEAD_LIMIT or body > BODY_LIMIT:
        raise ValueError("a message of an impossible length")
    return int(head), int(body)


def read(stream: BinaryIO) -> tuple[Head, bytes] | None:
    """Return the next message of a blocking stream, or None at its end."""
    prefix = stream.read(LENGTHS.size)
    if len(prefix) < LENGTHS.size:
        return None
    head, body = lengths(prefix)
    parsed: Head = json.loads(stream.read(head))
    return parsed, stream.read(body)


def write(stream: BinaryIO, head: Head, body: bytes = b"") -> None:
    """Send one message on a blocking stream."""
    stream.write(opening(head, len(body)))
    stream.write(body)
    stream.flush()
