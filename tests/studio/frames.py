"""Reads what the studio sends to the browser."""

from __future__ import annotations

import json
from typing import Any

import numpy as np


def unframed(data: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read a framed answer as the contract with the browser says: a length, JSON, then the planes row by row."""
    length = int.from_bytes(data[:4], "little")
    head = json.loads(data[4 : 4 + length].decode("utf-8"))
    shape = head["height"], head["width"]
    body = np.frombuffer(data, np.uint8, offset=4 + length).reshape(len(head["planes"]), *shape)
    return head, dict(zip(head["planes"], body, strict=True))
