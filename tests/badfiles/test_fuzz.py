from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from art_assistant.errors import ArtAssistantError
from art_assistant.imaging.decode import decode
from art_assistant.imaging.limits import Limits

FILES = Path(__file__).resolve().parent / "files"
SMALL = Limits(max_pixels=1_000_000)
EDGES = [b"\x00", b"\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xd9", b"IEND"]
Mutation = Callable[[np.random.Generator, bytearray], None]


@lru_cache(maxsize=1)
def _seeds() -> list[bytes]:
    whole = [path.read_bytes() for path in sorted(FILES.iterdir())]
    return [data for data in whole if 64 < len(data) < 20_000]


def _flip(rng: np.random.Generator, data: bytearray) -> None:
    data[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))


def _replace(rng: np.random.Generator, data: bytearray) -> None:
    data[int(rng.integers(len(data)))] = int(rng.integers(256))


def _edge(rng: np.random.Generator, data: bytearray) -> None:
    value = EDGES[int(rng.integers(len(EDGES)))]
    at = int(rng.integers(len(data)))
    data[at : at + len(value)] = value


def _head(rng: np.random.Generator, data: bytearray) -> None:
    data[int(rng.integers(min(64, len(data))))] = int(rng.integers(256))


def _cut(rng: np.random.Generator, data: bytearray) -> None:
    del data[int(rng.integers(1, len(data) + 1)) :]


def _drop(rng: np.random.Generator, data: bytearray) -> None:
    at = int(rng.integers(len(data)))
    del data[at : at + int(rng.integers(1, 32))]


def _repeat(rng: np.random.Generator, data: bytearray) -> None:
    at = int(rng.integers(len(data)))
    data[at:at] = data[at : at + int(rng.integers(1, 64))]


def _splice(rng: np.random.Generator, data: bytearray) -> None:
    other = _seeds()[int(rng.integers(len(_seeds())))]
    data[int(rng.integers(len(data))) :] = other[int(rng.integers(len(other))) :]


MUTATIONS: list[Mutation] = [_flip, _replace, _edge, _head, _cut, _drop, _repeat, _splice]


def _fuzz(seed: int, cases: int) -> dict[str, int]:
    rng = np.random.default_rng(seed)
    outcomes: dict[str, int] = {}
    for number in range(cases):
        data = bytearray(_seeds()[int(rng.integers(len(_seeds())))])
        for _ in range(int(rng.integers(1, 5))):
            if data:
                MUTATIONS[int(rng.integers(len(MUTATIONS)))](rng, data)
        try:
            decode(bytes(data), limits=SMALL)
            code = "ok"
        except ArtAssistantError as error:
            code = error.code
        except BaseException as error:
            raise AssertionError(f"case {number} of seed {seed} let {error!r} out") from error
        outcomes[code] = outcomes.get(code, 0) + 1
    return outcomes


def test_two_thousand_mutations_raise_only_our_own_errors():
    outcomes = _fuzz(seed=1, cases=2000)
    assert "internal" not in outcomes
    assert {"ok", "corrupt_image", "truncated_image", "unsupported_format"} <= set(outcomes), "it reaches too little"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_fifty_thousand_mutations_raise_only_our_own_errors(seed: int):
    assert "internal" not in _fuzz(seed, cases=5000)
