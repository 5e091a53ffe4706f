"""Each facet turned to its own main axes, and these parted into groups that are kept in one code of four bits each.

The pictures of a gallery fill few of a facet's directions. Along these a facet is turned (its principal axes), and a
code is given to one axis that matters much or to many that matter little; what matters least has none. Source: Ge et
al., "Optimized product quantization", IEEE TPAMI 36(4), 2014, with groups of unequal size.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from art_assistant.imaging.arrays import F32

LONGEST: Final = 24
"""Axes that share one code at most: with more, sixteen values say nothing about any of them."""

IMPORTANCE: Final = 1.0
"""Power of an axis's variance by which an error along it counts: queries lie along the long axes as the works do."""

BITS: Final = 4

_LEAST: Final = 1e-12
_WIDEST: Final = 65_536
_COUNT: Final = struct.Struct("<H")
_SIZES: Final = struct.Struct("<IHI")


class Block(NamedTuple):
    """One facet: how many numbers it has, and how many codes it is given."""

    width: int
    codes: int


@dataclass(frozen=True, slots=True)
class Axes:
    """How rows are turned and grouped.

    Attributes:
        turns: for each facet (width, kept) float32, its main axes as columns, the longest first.
        groups: for each facet, how many axes each of its codes keeps; they add up to ``kept``.

    """

    turns: tuple[F32, ...]
    groups: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        """Numbers in one row."""
        return sum(len(turn) for turn in self.turns)

    @property
    def codes(self) -> int:
        """Codes of one row."""
        return sum(len(sizes) for sizes in self.groups)

    @classmethod
    def fit(cls, sample: F32, blocks: Sequence[Block]) -> Axes:
        """Return the axes of a sample of rows, (n, width), whose facets are ``blocks``."""
        turns, groups, start = [], [], 0
        for width, codes in blocks:
            part = sample[:, start : start + width].astype(np.float64)
            start += width
            lengths, axes = np.linalg.eigh(np.cov(part, rowvar=False, bias=True).reshape(width, width))
            sizes = grouped(lengths[::-1], min(codes, width))
            groups.append(sizes)
            turns.append(np.ascontiguousarray(axes[:, ::-1][:, : sum(sizes)], dtype=np.float32))
        return cls(tuple(turns), tuple(groups))

    def spread(self, rows: F32) -> F32:
        """Return rows, (n, width), turned and laid out by code, (n, codes x LONGEST): short groups end in zeros."""
        spread = np.zeros((len(rows), self.codes * LONGEST), dtype=np.float32)
        start = code = 0
        for turn, sizes in zip(self.turns, self.groups, strict=True):
            # A query says nothing by a facet of no weight, and a turn costs as much as all the rest of its preparation.
            part = rows[:, start : start + len(turn)]
            if part.any():
                spread[:, _places(sizes, code)] = part @ turn
            start, code = start + len(turn), code + len(sizes)
        return spread

    def to_bytes(self) -> bytes:
        """Return the axes as bytes."""
        parts = [_COUNT.pack(len(self.turns))]
        for turn, sizes in zip(self.turns, self.groups, strict=True):
            parts += [_SIZES.pack(len(turn), len(sizes), turn.shape[1]), bytes(sizes), turn.astype("<f4").tobytes()]
        return b"".join(parts)

    @classmethod
    def read(cls, data: bytes | memoryview) -> tuple[Axes, int]:
        """Return the axes that ``to_bytes`` wrote at the beginning of ``data``, and where they end.

        Raises:
            ValueError, struct.error: they are not there.

        """
        (facets,), at = _COUNT.unpack_from(data), _COUNT.size
        turns, groups = [], []
        for _ in range(facets):
            width, codes, kept = _SIZES.unpack_from(data, at)
            at += _SIZES.size
            sizes = tuple(bytes(data[at : at + codes]))
            at += codes
            if not 1 <= width <= _WIDEST or kept > width or sum(sizes) != kept or not _are_sizes(sizes):
                raise ValueError(width, codes, kept)
            turn = np.frombuffer(data, "<f4", width * kept, at).reshape(width, kept).astype(np.float32)
            if not np.isfinite(turn).all():
                raise ValueError(turn)
            turns.append(turn)
            groups.append(sizes)
            at += 4 * width * kept
        return cls(tuple(turns), tuple(groups)), at


def _are_sizes(sizes: Sequence[int]) -> bool:
    return bool(sizes) and all(1 <= size <= LONGEST for size in sizes)


def _places(sizes: Sequence[int], first: int) -> NDArray[np.int64]:
    """Return the columns in which the axes of one facet are laid, its first code being number ``first``."""
    return np.concatenate([np.arange(size) + (first + code) * LONGEST for code, size in enumerate(sizes)])


def grouped(variance: NDArray[np.floating[Any]], codes: int) -> tuple[int, ...]:
    """Return how many axes each code keeps, of axes whose variances are given, the largest first.

    It is the split of least expected error; the axes after the last group keep all of theirs.
    """
    counted = np.maximum(variance.astype(np.float64), _LEAST)
    left, unkept = _errors(counted), _sums(counted ** (1.0 + IMPORTANCE))
    axes = len(counted)
    least = np.full((codes + 1, axes + 1), np.inf)
    begins = np.zeros((codes + 1, axes + 1), dtype=np.int64)
    least[0, 0] = 0.0
    for code in range(1, codes + 1):
        for end in range(code, axes + 1):
            start = np.arange(max(code - 1, end - LONGEST), end)
            tried = least[code - 1, start] + left[start, end - start]
            best = int(np.argmin(tried))
            least[code, end], begins[code, end] = tried[best], start[best]
    end, sizes = int(np.argmin(least[codes] + unkept[-1] - unkept)), []
    for code in range(codes, 0, -1):
        sizes.append(end - int(begins[code, end]))
        end = int(begins[code, end])
    return tuple(reversed(sizes))


def _errors(variance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return [start, size]: the error that one code leaves of the axes in a group, counted by ``IMPORTANCE``.

    It is the rate-distortion bound of a Gaussian: all axes are left the same error, but for those that vary less than
    that, of which nothing is kept. Source: Cover & Thomas, "Elements of Information Theory", 10.3.3.
    """
    axes = len(variance)
    logs, counts = _sums(np.log(variance)), _sums(variance**IMPORTANCE)
    left = np.zeros((axes, LONGEST + 1))
    for size in range(1, min(LONGEST, axes) + 1):
        start = np.arange(axes - size + 1)
        level = np.exp((logs[start + size] - logs[start]) / size) * 2.0 ** (-2.0 * BITS / size)
        last = variance[start + size - 1]
        kept = level * (counts[start + size] - counts[start])
        left[start, size] = np.where(last >= level, kept, left[start, size - 1] + last ** (1.0 + IMPORTANCE))
    return left


def _sums(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(values)])
