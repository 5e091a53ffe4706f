"""Inner products with rows of half floats, which numpy itself turns into floats one by one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.gallery.index.protocol import Ids
from art_assistant.imaging.arrays import F32

_TOGETHER: Final = 256
"""Rows that are turned at a time, so that they stay in the processor's cache."""

_SHIFT: Final = 13
"""Bits that the fraction of a float is longer than that of a half."""

_BIAS: Final = 112
"""What a float's exponent counts more than a half's."""

_KEPT: Final = np.int32(-0x70000001)
"""All bits but the three between sign and exponent, which shifting a negative half has set."""


def products(rows: NDArray[np.floating[Any]], ids: Ids, part: slice, query: F32) -> F32:
    """Return (m,) float32: the inner products of ``query`` with the columns ``part`` of the rows ``ids``.

    A half has the bits of a float further right and a smaller exponent: shifted, it is that float times 2^-112, which
    the query makes good. Turning a number so costs a fifth of what ``astype`` does.

    Args:
        rows: (n, width), of any kind of floats.
        ids: (m,) rows.
        part: the columns that ``query`` speaks of.
        query: (columns,) float32, finite.

    """
    if rows.dtype != np.float16:
        return np.asarray(rows[ids, part] @ query, dtype=np.float32)
    # The largest is brought near to one, so that no number is too large or too small for a float on the way.
    power = int(np.frexp(np.abs(query).max(initial=0.0))[1])
    found, scaled = np.empty(len(ids), np.float32), np.ldexp(query, _BIAS - power)
    space = np.empty((min(len(ids), _TOGETHER), len(query)), np.int32)
    for at in range(0, len(ids), _TOGETHER):
        some = ids[at : at + _TOGETHER]
        floats = space[: len(some)]
        floats[...] = _bits(rows, some, part)
        floats <<= _SHIFT
        floats &= _KEPT
        np.dot(floats.view(np.float32), scaled, out=found[at : at + len(some)])
    return np.asarray(np.ldexp(found, power), dtype=np.float32)


def _bits(rows: NDArray[np.floating[Any]], ids: Ids, part: slice) -> NDArray[np.int16]:
    bits = rows.view(np.int16)
    # Whole rows are copied each in one piece.
    return bits.take(ids, axis=0) if part == slice(0, rows.shape[1]) else bits[ids, part]
