from __future__ import annotations

import dataclasses
import json
import sys
from collections import OrderedDict, UserDict, defaultdict
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.base.redaction import MOST_DEEP, REDACTED, UNPRINTABLE, redact
from art_assistant.settings import LanguageSettings, Settings

CANARY = "canary7f3a9c"


class Login(NamedTuple):
    user: str
    password: str


class Pair(NamedTuple):
    left: Any
    right: Any


@dataclasses.dataclass
class Account:
    name: str
    api_key: str
    hidden: str = dataclasses.field(default="", repr=False)


class Spoken:
    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


class Odd:
    def __repr__(self) -> str:
        raise RuntimeError(CANARY)


class OddList(list[Any]):
    def __iter__(self) -> Any:
        raise RuntimeError(CANARY)


class OddText(str):
    __slots__ = ()

    def __getitem__(self, _: object) -> str:
        raise RuntimeError(CANARY)


class OddTuple(tuple[Any, ...]):
    __slots__ = ()
    _fields = ("a",)


def wrapped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return whatever a secret may be wrapped in."""
    return (
        st.lists(inner, min_size=1, max_size=2)
        | st.lists(inner, min_size=1, max_size=2).map(tuple)
        | st.builds(Pair, inner, inner)
        | st.builds(lambda item: {"a": item}, inner)
        | st.builds(lambda item: MappingProxyType({"a": item}), inner)
        | st.builds(lambda item: OrderedDict(a=item), inner)
        | st.builds(lambda item: defaultdict(list, a=[item]), inner)
        | st.builds(lambda item: UserDict({"a": item}), inner)
        | st.builds(ValueError, inner)
        | st.builds(lambda item: Account("a", "b", item), inner)
    )


HIDDEN = (
    {"password": CANARY},
    {"Set-Cookie": [CANARY]},
    {"x-api-key": {"a": CANARY}},
    {f"token={CANARY}": 1},
    Login("me", CANARY),
    Account("me", CANARY),
    Account("me", "x", hidden=CANARY),
    LanguageSettings(api_key=CANARY),
    f"password={CANARY}",
    f"password: '{CANARY} {CANARY}'",
    f'{{"api_key": "{CANARY} and more"}}',
    f"Authorization: Bearer {CANARY}",
    f"Cookie: a=b; session={CANARY}",
    f"redis://user:{CANARY}/{CANARY}@host/0",
    f"https://{CANARY}@host/",
    f"Bearer {CANARY}",
    f"sk-{CANARY}",
    f"hf_{CANARY}",
    f"/path?x=1&access_token={CANARY}&y=2",
    f"secret={CANARY}".encode(),
    bytearray(f"secret={CANARY}".encode()),
    memoryview(f"secret={CANARY}".encode()),
    frozenset({f"token={CANARY}"}),
    ValueError(f"token={CANARY}"),
    Spoken(f"Login(user='me', password='{CANARY}')"),
    Odd(),
    OddList([CANARY]),
    OddText(CANARY),
    OddTuple((CANARY, CANARY)),
)
"""Taken by number, because a strategy prints what it is made of."""


@given(st.recursive(st.integers(0, len(HIDDEN) - 1).map(HIDDEN.__getitem__), wrapped, max_leaves=6))
def test_no_secret_is_shown_whatever_it_is_in(value: object) -> None:
    shown = redact(value)
    assert CANARY not in f"{shown!r} {shown!s} {json.dumps(shown, default=repr)}"


@pytest.mark.parametrize("number", range(len(HIDDEN)))
def test_no_secret_is_shown(number: int) -> None:
    shown = redact([HIDDEN[number]])
    assert CANARY not in f"{shown!r} {json.dumps(shown, default=repr)}"


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.sampled_from(["a", "b c", "/x/y?a=b"]),
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.sampled_from("abc"), inner),
        max_leaves=8,
    )
)
def test_what_is_no_secret_stays_as_it_is(value: object) -> None:
    assert redact(value) == value


def test_a_named_tuple_stays_one() -> None:
    assert redact(Pair(1, ["a"])) == Pair(1, ["a"])
    assert redact([Login("me", "x")]) == [Login("me", REDACTED)]
    assert isinstance(redact(sys.version_info), tuple)


def test_a_dataclass_is_shown_without_its_secrets() -> None:
    shown = redact(Settings(llm=LanguageSettings(api_key=CANARY, model="m")))
    assert (shown["llm"]["model"], shown["llm"]["api_key"]) == ("m", REDACTED)


def test_what_has_no_end_has_one() -> None:
    cyclic: list[object] = [1]
    cyclic.append(cyclic)
    assert redact(cyclic) == [1, "[…]"]
    mutual: dict[str, object] = {"a": {}}
    mutual["a"] = [mutual]
    assert redact(mutual) == {"a": ["[…]"]}
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert str(redact(deep)).count("[") == MOST_DEEP + 1
    assert len(redact(list(range(10**5)))) < 10**4
    assert len(redact("a" * 10**7)) < 10**6


def test_one_thing_in_two_places_is_no_cycle() -> None:
    one = ["a"]
    assert redact([one, one]) == [["a"], ["a"]]


def test_what_cannot_be_shown_is_said_to_be_so() -> None:
    assert redact([Odd(), 1]) == [UNPRINTABLE, 1]


@pytest.mark.parametrize("piece", ["a-", "pass", "://", "token=", "'", "sk-", "eyJ", "cookie:", "bearer ", '\\"'])
def test_hostile_text_is_no_work(piece: str) -> None:
    assert isinstance(redact(piece * 10**5), str)
