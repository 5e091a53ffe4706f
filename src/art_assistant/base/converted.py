"""From what a file, a variable or a flag says to a value of the type that a setting has."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from typing import Any, Final

from art_assistant.base import wellformed

MOST_TEXT: Final = 2_000
MOST_LIST: Final = 32_000
"""Characters of one text, and of one list; all settings together must fit into one variable of an environment."""

_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def converted(value: Any, hint: Any) -> Any:
    """Return ``value`` as the type that ``hint`` names; raises ValueError that says what it must be."""
    convert, kind = _CONVERTERS[tuple if isinstance(hint, types.GenericAlias) else hint]
    try:
        return convert(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(kind) from error


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, int | str):
        raise TypeError(value)
    text = str(value).strip().lower()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    raise ValueError(text)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(value)
    return int(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(value)
    return float(value)


def _text(value: Any) -> str:
    # Names of files may hold bytes that are not text, as surrogates; nothing that is set holds control characters.
    if not isinstance(value, str) or not wellformed.is_line(value) or len(value) > MOST_TEXT:
        raise TypeError(value)
    return value


def _list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str | list | tuple):
        raise TypeError(value)
    items = value.split(",") if isinstance(value, str) else value
    found = tuple(text for item in items if (text := _text(item).strip()))
    if sum(map(len, found)) > MOST_LIST:
        raise ValueError(value)
    return found


_CONVERTERS: Final[Mapping[Any, tuple[Callable[[Any], Any], str]]] = {
    bool: (_boolean, "true or false"),
    int: (_whole, "a whole number"),
    float: (_number, "a number"),
    float | None: (_number, "a number"),
    str: (_text, f"one line of text of at most {MOST_TEXT} characters"),
    tuple: (
        _list,
        f'a list of texts such as ["one", "two"], or one text separated by commas, of at most {MOST_LIST} characters',
    ),
}
