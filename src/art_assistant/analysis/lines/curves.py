"""Chains as curves: smoothed, taken at even steps, and simplified to what an eye can tell apart."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.lines.chains import Chain


def is_ring(chain: Chain) -> bool:
    """Return whether a chain ends where it begins."""
    return len(chain) > 3 and bool(np.array_equal(chain[0], chain[-1]))


def smoothed(chain: Chain, sigma: float) -> Chain:
    """Return the chain with its steps smoothed away, by a Gaussian of ``sigma`` points; its ends stay."""
    if len(chain) < 3 or sigma <= 0.0:
        return chain
    reach = int(np.ceil(3.0 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights /= weights.sum()
    soft = np.stack([np.convolve(axis, weights, mode="valid") for axis in _extended(chain, reach).T], axis=1)
    if is_ring(chain):
        soft[-1] = soft[0]
    return np.ascontiguousarray(soft, dtype=np.float32)


def _extended(chain: Chain, reach: int) -> NDArray[Any]:
    """Return a chain with ``reach`` points more at either end: round and round a ring, else turned about its ends."""
    if is_ring(chain):
        return np.asarray(np.pad(chain[:-1], ((reach, reach + 1), (0, 0)), mode="wrap"))
    # Turned about an end, the line passes straight through it, and smoothing does not draw it in.
    return np.asarray(np.pad(chain, ((reach, reach), (0, 0)), mode="reflect", reflect_type="odd"))


def stepped(chain: Chain, step: float) -> Chain:
    """Return points at even steps of about ``step`` pixels along the chain, its ends among them."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(chain, axis=0).T))])
    places = np.linspace(0.0, along[-1], max(2, round(float(along[-1]) / step) + 1))
    return np.stack([np.interp(places, along, chain[:, axis]) for axis in (0, 1)], axis=1).astype(np.float32)


def simplified(chain: Chain, tolerance: float) -> Chain:
    """Return the chain with no more points than it takes to stay within ``tolerance`` pixels (Douglas-Peucker)."""
    if len(chain) < 3:
        return chain
    # A ring is parted where it is farthest from its beginning: its first and last point are one.
    if is_ring(chain):
        far = int(np.argmax(np.hypot(*(chain - chain[0]).T)))
        return np.concatenate([simplified(chain[: far + 1], tolerance), simplified(chain[far:], tolerance)[1:]])
    return np.asarray(cv2.approxPolyDP(chain[:, None], tolerance, closed=False)[:, 0], dtype=np.float32)


def normals_of(chain: Chain) -> NDArray[np.float32]:
    """Return (n, 2) unit vectors across the chain at each of its points."""
    way = np.gradient(chain, axis=0) if len(chain) > 1 else np.zeros_like(chain)
    way /= np.maximum(np.hypot(*way.T), 1e-6)[:, None]
    return np.stack([-way[:, 1], way[:, 0]], axis=1).astype(np.float32)
