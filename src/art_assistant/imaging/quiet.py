"""Pillow talks about odd metadata through ``warnings``; while it works for us, it keeps that to itself.

What is odd about a file is told by the report, and stderr belongs to the program that asked. The filters of
``warnings`` are that program's own and shared by all of its threads, so they are neither changed nor exchanged for a
while (``catch_warnings`` is not safe with threads before Python 3.14). Instead the modules of Pillow look for
``warnings`` in a stand-in, which says nothing in a context that asked for quiet and passes on everything in any other.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from PIL import Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

_QUIET: Final = ContextVar("art_assistant_quiet", default=False)
_SPEAKERS: Final = (Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin)
"""The modules that warn while one of the formats that are read is opened and decoded."""


class _StandIn:
    """The module ``warnings``, but for ``warn``."""

    def __getattr__(self, name: str) -> Any:
        return getattr(warnings, name)

    @staticmethod
    def warn(message: Any, category: type[Warning] | None = None, stacklevel: int = 1, **more: Any) -> None:
        """Warn as ever, or not at all; a bomb is an error where quiet was asked for."""
        if not _QUIET.get():
            warnings.warn(message, category, stacklevel=stacklevel + 1, **more)
        elif category is Image.DecompressionBombWarning:
            raise Image.DecompressionBombWarning(message)


def _take_place() -> None:
    stand_in = _StandIn()
    for module in _SPEAKERS:
        vars(module)["warnings"] = stand_in


@contextmanager
def quiet() -> Iterator[None]:
    """Let Pillow say nothing within the block: in this thread or task, and in no other."""
    token = _QUIET.set(True)
    try:
        yield
    finally:
        _QUIET.reset(token)


_take_place()
