"""Reading the small models that are trained on the networks' raw features, and preparing these features for them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import ModelError
from art_assistant.imaging.arrays import F32
from art_assistant.vision.model_card import ModelCard
from art_assistant.vision.session import REINSTALL

Arrays = Mapping[str, NDArray[np.generic]]

OUTLIER: Final = 6.0
"""Standardised features are cut here, as they were when the heads were trained."""

_UNREADABLE: Final = (KeyError, ValueError, OSError, EOFError, BadZipFile, zlib.error)


@contextmanager
def reading_head(stored: bytes, card: ModelCard) -> Iterator[Arrays]:
    """Lend the arrays of a head's ``.npz`` bytes while it is put together; nothing in them is ever executed.

    Args:
        stored: the bytes, as ``session.read_verified`` returns them.
        card: whose they are.

    Raises:
        ModelError: the bytes are not arrays, or lack one that is asked for.

    """
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        yield arrays
    except _UNREADABLE as error:
        message = f"The embedded model {card.name} cannot be read. {REINSTALL}"
        raise ModelError(message) from error


def standardised(raw: F32, mean: F32, deviation: F32) -> F32:
    """Return raw features (..., d) as a head weighs them: in deviations from the mean, cut at ``OUTLIER``.

    Args:
        raw: (..., d) float32, as the networks give them.
        mean, deviation: (d,) of the pictures that the head was trained on.

    """
    return np.asarray(np.clip((raw - mean) / deviation, -OUTLIER, OUTLIER), dtype=np.float32)


def check_features(features: F32, width: int) -> None:
    """Refuse features that no head can read.

    Raises:
        ValueError: they are not (width,) or hold something that is not finite.

    """
    if features.shape != (width,) or not np.isfinite(features).all():
        message = f"expected ({width},) finite numbers, got {features.shape}"
        raise ValueError(message)
