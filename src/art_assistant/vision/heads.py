"""What the heads on the frozen features share: how their file is read, and how features are put on one scale.

A head is a small model in an ``.npz`` file whose card names, by their digests, the file and the networks whose features
it was fitted to; ``session.read_verified`` holds both against what is there.
"""

from __future__ import annotations

import io
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from art_assistant.errors import ModelError
from art_assistant.imaging.arrays import F32

Arrays = dict[str, NDArray[Any]]

OUTLIER: Final = 6.0
"""Standardised features are cut here, wherever a head is fitted or read: one odd feature decides nothing."""


def arrays_of(stored: bytes, name: str) -> Arrays:
    """Return the arrays of an ``.npz`` file; ``name`` is told where it cannot be read.

    Raises:
        ModelError: it cannot be read.

    """
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as file:
            return {key: file[key] for key in file.files}
    except (KeyError, ValueError, OSError, EOFError, BadZipFile) as error:
        raise unreadable(name) from error


def unreadable(name: str) -> ModelError:
    """Return what to say of a head whose file is not one."""
    return ModelError(f"The embedded {name} cannot be read. Install art-assistant again.")


def checked(raw: F32, width: int) -> F32:
    """Return the raw features of one picture, (width,) float32.

    Raises:
        ValueError: the array has another shape or holds something that is not finite.

    """
    if raw.shape != (width,) or not np.isfinite(raw).all():
        message = f"expected ({width},) finite numbers, got {raw.shape}"
        raise ValueError(message)
    return raw


def standardised(raw: F32, mean: NDArray[Any], deviation: NDArray[Any]) -> F32:
    """Return features (..., n) as deviations from those a head was fitted to, cut at ``OUTLIER``; float32."""
    return np.asarray(np.clip((raw - mean) / deviation, -OUTLIER, OUTLIER), dtype=np.float32)
