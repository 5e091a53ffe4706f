"""A pair of networks as an encoder of galleries: it looks at pictures, and reads words into the same space.

What a picture shows (*overall*) is the pair's vector; how it is handled (*manner*) stays that of the encoder that
ships, which was trained on painters. Each half is opened, its bytes checked, when it is first needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np

from art_assistant.base.processes import OpenedOnce
from art_assistant.errors import ModelError
from art_assistant.imaging.arrays import F32, U8, Picture
from art_assistant.vision.backbone import Features
from art_assistant.vision.fetched.record import Record, remedy, verified
from art_assistant.vision.manner import ENCODER_CARD, MANNER_WIDTH, manner_encoder
from art_assistant.vision.session import create_session
from art_assistant.vision.twin.pixels import prepared
from art_assistant.vision.twin.recipe import Recipe, read_recipe
from art_assistant.vision.twin.words import Words, checked

_TAKEN: Final = {"vision": "pixel_values", "text": "input_ids"}
_GIVEN: Final = {"vision": ("image_embeds", "pooler_output"), "text": ("text_embeds", "pooler_output")}


class Half:
    """One network of the pair, open; safe to share between threads."""

    def __init__(self, record: Record, role: str, device: str, threads: int | None) -> None:
        """Check and open the file of that role.

        Raises:
            ModelError: it is missing, cannot be opened, or is no such network.
            ModelMismatchError: it is not the file that was first seen.

        """
        verified(record, role)
        try:
            self._session = create_session(record.file(role), threads, device)
        except ModelError as error:
            raise ModelError(f"{role} of the model '{record.name}' is no graph that opens; {remedy(record)}") from error
        taken = {entry.name for entry in self._session.get_inputs()}
        given = [entry.name for entry in self._session.get_outputs()]
        self._taken = _TAKEN[role]
        self._masked = "attention_mask" in taken
        self._given = next((name for name in _GIVEN[role] if name in given), "")
        if not self._given or self._taken not in taken or taken - {self._taken, "attention_mask"}:
            raise ModelError(
                f"The model '{record.name}' has no network that takes {self._taken} and gives {_GIVEN[role][0]}; "
                "export its two halves as files of their own."
            )

    def run(self, array: Any) -> F32:
        """Return (n, width) float32 vectors of length one."""
        fed = {self._taken: array}
        if self._masked:
            fed["attention_mask"] = np.ones_like(array)
        try:
            rows = np.asarray(self._session.run([self._given], fed)[0], dtype=np.float32)
        except Exception as error:
            # ONNX Runtime's exceptions share no base class but Exception.
            raise ModelError("The model does not run on what its files say it takes; use another one.") from error
        if rows.ndim != 2 or not np.isfinite(rows).all():
            raise ModelError("The model gives no vectors on this machine; try ART_MODELS_DEVICE=cpu.")
        found = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return np.asarray(found, dtype=np.float32)


class Twin:
    """The pair of one record; safe to share between threads."""

    def __init__(self, record: Record, device: str = "cpu") -> None:
        """Take a record; nothing is opened yet.

        Args:
            record: of the model.
            device: ``auto``, ``cpu`` or ``cuda``.

        """
        self.record, self.device = record, device
        self._vision = OpenedOnce(lambda threads: Half(record, "vision", device, threads))
        self._text = OpenedOnce(lambda threads: Half(record, "text", device, threads))

    @property
    def identity(self) -> str:
        """Of both: the pair's and that of the encoder that gives *manner*."""
        return identity_of(self.record)

    @property
    def widths(self) -> Mapping[str, int]:
        """Of the two learned facets."""
        return {"overall": self.record.width, "manner": MANNER_WIDTH}

    def encode(self, picture: Picture, seen: Features) -> tuple[F32, F32]:
        """Return what the picture shows, by the pair, and how it is handled, by ours; see ``Encoder``."""
        manner = manner_encoder().encode(picture.model_input, seen.embedding).manner
        return self.look([picture.standard])[0], manner

    def look(self, pictures: Sequence[U8]) -> F32:
        """Return (n, width) float32 unit vectors of (h, w, 3) uint8 sRGB pictures."""
        return self._vision().run(np.concatenate([prepared(rgb, self._recipe) for rgb in pictures]))

    def read(self, text: str) -> F32:
        """Return the (width,) float32 unit vector of a text.

        Raises:
            UsageError: it says nothing, or too much.
            ModelError: the half that reads cannot be opened.

        """
        rows = self._text().run(self._words.ids(checked(text)))
        return np.ascontiguousarray(rows[0])

    @cached_property
    def _recipe(self) -> Recipe:
        return recipe_of(self.record)

    @cached_property
    def _words(self) -> Words:
        verified(self.record, "tokenizer")
        return Words(self.record.file("tokenizer").read_bytes(), self._recipe)


def identity_of(record: Record) -> str:
    """Return the identity under which galleries are made with the model."""
    return f"{record.identity}&{ENCODER_CARD.identity}"


def recipe_of(record: Record) -> Recipe:
    """Return how pictures and words are prepared for a model, its small files checked."""
    roles = [role for role in ("config", "preprocessor", "tokenizer_config") if role in record.parts]
    verified(record, *roles)
    return read_recipe(*(record.file(role).read_bytes() for role in roles))
