"""A model is taken in: its files are found, hashed, opened and tried, and only then noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from art_assistant.errors import ModelError, ModelMismatchError, UsageError
from art_assistant.files.there import is_file, is_folder
from art_assistant.settings import ModelSettings
from art_assistant.vision.fetched.record import (
    Part,
    Record,
    checked_name,
    hashed,
    read_record,
    write_record,
)
from art_assistant.vision.twin.recipe import read_recipe
from art_assistant.vision.twin.twin import Twin

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "vision": ("onnx/vision_model.onnx", "vision_model.onnx", "onnx/vision_model_quantized.onnx"),
    "text": ("onnx/text_model.onnx", "text_model.onnx", "onnx/text_model_quantized.onnx"),
    "tokenizer": ("tokenizer.json",),
    "config": ("config.json",),
    "preprocessor": ("preprocessor_config.json",),
    "tokenizer_config": ("tokenizer_config.json",),
}
"""Role to where its file may lie in a folder, the first that is there."""

_OPTIONAL: Final = "tokenizer_config"
_TRIED: Final = "a painting of a tree"


def add_folder(folder: Path, name: str, models: ModelSettings) -> Record:
    """Take in a model that lies in a folder of the artist's; its files stay where they are.

    Raises:
        UsageError: the name is none, or the folder lacks a file.
        ModelError: a file cannot be read, or the networks are not such a pair.
        ModelMismatchError: a model of that name was other bytes.

    """
    if not is_folder(folder):
        raise UsageError("There is no folder of that name; name the one that holds the model's config.json.")
    files = {role: path for role, places in PLACES.items() if (path := _first(folder, places)) is not None}
    missing = sorted(PLACES.keys() - files.keys() - {_OPTIONAL})
    if missing:
        raise UsageError(
            f"The folder lacks {PLACES[missing[0]][0]}; a model is laid out as ONNX models on the hub are."
        )
    return take_in(name, folder.resolve(), files, models)


def _first(folder: Path, places: tuple[str, ...]) -> str | None:
    return next((place for place in places if is_file(folder / place)), None)


def take_in(
    name: str, folder: Path, files: Mapping[str, str], models: ModelSettings, origin: tuple[str, str] = ("", "")
) -> Record:
    """Note a model after it was opened and tried; raises as ``add_folder``.

    Args:
        name: what it is called here.
        folder: where its files lie.
        files: role to path in the folder.
        models: where it is noted.
        origin: the hub's name of it, and the commit.

    """
    before = read_record(checked_name(name), models)
    try:
        parts = {role: Part(path, *hashed(folder / path)) for role, path in files.items()}
        config, preprocessor = ((folder / files[role]).read_bytes() for role in ("config", "preprocessor"))
        words = (folder / files[_OPTIONAL]).read_bytes() if _OPTIONAL in files else None
    except OSError as error:
        raise ModelError("A file of the model cannot be read; check its permissions and the disk.") from error
    recipe = read_recipe(config, preprocessor, words)
    found = Record(name, *origin, str(folder), recipe.kind, 0, recipe.digest, parts)
    refuse_others(before, found)
    found = replace(found, width=_width(found, models))
    write_record(found, models)
    return found


def refuse_others(before: Record | None, found: Record) -> None:
    """Raise ModelMismatchError where a model of that name was noted with other bytes."""
    if before is None:
        return
    for role, part in found.parts.items():
        if before.parts.get(role, part).sha256 != part.sha256:
            raise ModelMismatchError(
                f"The model '{found.name}' was first seen with another {PLACES[role][0]}; nothing of it is used. "
                "Take these files in under another name, if they are to be trusted."
            )


def _width(record: Record, models: ModelSettings) -> int:
    """Return the numbers in a model's vectors, after both halves were tried."""
    twin = Twin(record, models.device)
    grey = np.full((64, 96, 3), 119, dtype=np.uint8)
    looked, read = twin.look([grey])[0], twin.read(_TRIED)
    if looked.shape != read.shape:
        raise ModelError("The model's two networks give vectors of different widths; they are no pair.")
    return int(looked.size)
