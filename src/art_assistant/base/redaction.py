"""What may be shown of a value: everything but secrets, whatever the value is.

A secret is known by the name it stands under, or by its own look. Values come from anywhere, so nothing is taken for
granted: they may be cyclic, endless or deep, and their own methods may raise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any, Final

REDACTED: Final = "[redacted]"
UNPRINTABLE: Final = "[unprintable]"
MOST_DEEP: Final = 12
MOST_ITEMS: Final = 1_000
MOST_TEXT: Final = 100_000

_NAMES: Final = (
    r"pass(?:word|wd|phrase)?|secret|token|api[_-]?key|authori[sz]ation|cookie|credential|dsn|private[_-]?key"
)
_SECRET_NAME: Final = re.compile(_NAMES, re.IGNORECASE)
_SECRET_TEXT: Final = re.compile(
    # A header's value goes to the end of its line, another's to the end of its quotes or of its word.
    r"(?:authori[sz]ation|cookie)[ \t]{0,3}[:=](?![ \t]{0,3}[\"'])[^\r\n]{1,4000}"
    rf"|(?:{_NAMES})[\w-]{{0,40}}\\?[\"']?\s{{0,3}}[:=]\s{{0,3}}b?"
    r"(?:\\?\"[^\"]{0,4000}\"?|\\?'[^']{0,4000}'?|(?:(?:bearer|basic)\s+)?[^\s&\"',;)}\]]{1,4000})"
    r"|\b(?:bearer|basic)\s+[\w.~+/=-]{6,}"
    r"|\b(?:sk|rk)-[\w-]{8,}|\b(?:hf|gh[a-z]|xox[a-z])[_-][\w-]{8,}|\beyJ[\w-]{8,}\.[\w.-]*"
    # Also where a password holds a stroke or an @ that should have been written otherwise.
    r"|(?<=://)[^\s\"'<>]{1,400}(?=@)",
    re.IGNORECASE,
)


def redact(value: Any) -> Any:
    """Return ``value`` with everything that looks like a secret replaced, at any depth; never raises.

    Text, numbers, lists, tuples and mappings stay what they are. A dataclass is shown as a mapping, a set as a list,
    anything else as its text.
    """
    return _redacted(value, ())


def _redacted(value: Any, above: tuple[int, ...]) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if len(above) >= MOST_DEEP or id(value) in above:
        return "[…]"
    try:
        return _by_kind(value, (*above, id(value)))
    except Exception:  # noqa: BLE001 - a value's own methods may raise anything; what is logged must not
        return UNPRINTABLE


def _by_kind(value: Any, above: tuple[int, ...]) -> Any:
    if isinstance(value, Mapping):
        return dict(_named(key, item, above) for key, item in islice(value.items(), MOST_ITEMS))
    if is_dataclass(value) and not isinstance(value, type):
        return _fields_of(value, above)
    if isinstance(value, list | tuple | AbstractSet):
        return _collection(value, above)
    if isinstance(value, BaseException):
        said = ", ".join(str(_redacted(argument, above)) for argument in value.args[:MOST_ITEMS])
        return f"{type(value).__name__}: {said}"
    return _text(_as_text(value))


def _collection(value: Any, above: tuple[int, ...]) -> Any:
    if hasattr(value, "_fields"):
        return _named_tuple(value, above)
    items = [_redacted(item, above) for item in islice(value, MOST_ITEMS)]
    if isinstance(value, AbstractSet):
        return sorted(items, key=str)
    return tuple(items) if isinstance(value, tuple) else items


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value[:MOST_TEXT]).decode("utf-8", "backslashreplace")
    return repr(value)


def _text(text: str) -> str:
    return str(_SECRET_TEXT.sub(REDACTED, text[:MOST_TEXT]))


def _named(name: Any, item: Any, above: tuple[int, ...]) -> tuple[Any, Any]:
    key = name if name is None or isinstance(name, bool | int | float) else _text(str(name))
    return key, REDACTED if _SECRET_NAME.search(str(name)) else _redacted(item, above)


def _fields_of(value: Any, above: tuple[int, ...]) -> dict[str, Any]:
    """Return the fields of a dataclass; one that its own ``repr`` leaves out is a secret."""
    return {
        item.name: _named(item.name, getattr(value, item.name), above)[1] if item.repr else REDACTED
        for item in fields(value)
    }


def _named_tuple(value: Any, above: tuple[int, ...]) -> Any:
    items = [_named(name, item, above)[1] for name, item in zip(value._fields, value, strict=True)]
    return value._make(items)
