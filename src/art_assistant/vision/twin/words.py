"""From words to the numbers that a network reads: the one module that knows the library of tokenizers."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import ModelError, UsageError
from art_assistant.vision.twin.recipe import Recipe

EXTRA: Final = "Reading words needs an extra: pip install 'art-assistant[clip]'."
MOST_SIGNS: Final = 1000
"""Signs of a text that is read; a network sees its first 60 words or so."""


class Words:
    """An open vocabulary; safe to share between threads."""

    def __init__(self, data: bytes, recipe: Recipe) -> None:
        """Take the bytes of a ``tokenizer.json``.

        Raises:
            ModelError: they are none, lack the token for padding, or the library that reads them is not installed.

        """
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ModelError(EXTRA) from error
        try:
            self._known = Tokenizer.from_str(data.decode())
        except Exception as error:
            # The library's own errors share no base class but Exception.
            raise ModelError("The model's tokenizer.json cannot be read; fetch the model again.") from error
        self._known.enable_truncation(recipe.longest)
        self._known.no_padding()
        if recipe.padding is not None:
            number = self._known.token_to_id(recipe.padding)
            if number is None:
                raise ModelError("The model's tokenizer.json lacks the token that fills up its texts.")
            self._known.enable_padding(length=recipe.longest, pad_id=number, pad_token=recipe.padding)

    def ids(self, text: str) -> NDArray[np.int64]:
        """Return (1, n) int64: the tokens of one text."""
        return np.array([self._known.encode(text).ids], dtype=np.int64)


def checked(text: str) -> str:
    """Return a text that can be searched with.

    Raises:
        UsageError: it says nothing, or is longer than any network reads.

    """
    if not text.strip():
        raise UsageError("The text is empty; say what to look for, as in --text 'two figures under a tree'.")
    if len(text) > MOST_SIGNS:
        raise UsageError(f"The text has {len(text)} signs; say what to look for in at most {MOST_SIGNS}.")
    # Half of a pair of signs, as a broken paste leaves it, is no text.
    return text.encode("utf-8", "replace").decode()
