"""Which encoder made a gallery's vectors, and so has to look at the pictures that it is searched with.

`ENCODERS` is the one registry: a further encoder is a line in it. Vectors of two encoders are never compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, Protocol, runtime_checkable

from art_assistant.errors import GalleryEncoderError
from art_assistant.imaging.arrays import F32, Picture
from art_assistant.settings import ModelSettings
from art_assistant.vision.backbone import Features
from art_assistant.vision.fetched.known import USUAL
from art_assistant.vision.fetched.record import Record, all_records, read_record
from art_assistant.vision.manner import ENCODER_CARD, manner_encoder
from art_assistant.vision.twin.recipe import KINDS
from art_assistant.vision.twin.twin import Twin


class Encoder(Protocol):
    """What turns a picture into the two learned facets."""

    @property
    def identity(self) -> str:
        """One string that is equal exactly when vectors may be compared."""
        ...

    @property
    def widths(self) -> Mapping[str, int]:
        """Width of ``overall`` and of ``manner``."""
        ...

    def encode(self, picture: Picture, seen: Features) -> tuple[F32, F32]:
        """Return the unit vectors *overall* and *manner* of one picture.

        Args:
            picture: the decoded picture; ``model_input`` is what our networks look at.
            seen: what the backbone sees in the same pixels.

        """
        ...


@runtime_checkable
class Reads(Protocol):
    """An encoder that also turns words into vectors of *overall*."""

    def read(self, text: str) -> F32:
        """Return the (width,) float32 unit vector of a text."""
        ...


class _Shipped:
    """The encoder that ships with the package; asked for at each use, because a forked process opens its own."""

    @property
    def identity(self) -> str:
        return ENCODER_CARD.identity

    @property
    def widths(self) -> Mapping[str, int]:
        return ENCODER_CARD.outputs

    def encode(self, picture: Picture, seen: Features) -> tuple[F32, F32]:
        found = manner_encoder().encode(picture.model_input, seen.embedding)
        return found.overall, found.manner


@lru_cache(maxsize=1)
def shipped_encoder() -> Encoder:
    """Return the encoder that ships with the package; its files are opened when it is first used."""
    return _Shipped()


ENCODERS: Final[dict[str, Callable[[], Encoder]]] = {ENCODER_CARD.identity: shipped_encoder}
"""Identity, as it stands in a gallery's manifest, to what returns that encoder."""


SHIPPED: Final = "shipped"
"""What the encoder that ships is called where a model is named."""


def enrol(models: ModelSettings) -> None:
    """Enter every model that was fetched or added into the registry; the files of none are opened.

    An identity tells the very bytes, so that it means the same encoder whoever entered it.
    """
    for record in all_records(models):
        _enter(record, models)


def _enter(record: Record, models: ModelSettings) -> Encoder:
    twin = Twin(record, models.device)
    opener = ENCODERS.get(twin.identity)
    known = opener() if opener is not None else None
    # One open copy for the process, unless it was moved or is to run elsewhere.
    if isinstance(known, Twin) and (known.record.folder, known.device) == (record.folder, models.device):
        return known
    ENCODERS[twin.identity] = lambda: twin
    return twin


def named_encoder(name: str, models: ModelSettings) -> Encoder:
    """Return the model of that name, fetched or added before, as an encoder; ``shipped`` is ours.

    Raises:
        GalleryEncoderError: there is none.
        ModelError: what was noted of it cannot be read.
        UsageError: the name cannot be one.

    """
    if name == SHIPPED:
        return shipped_encoder()
    record = read_record(name, models)
    if record is None:
        raise GalleryEncoderError(
            f"There is no model '{name}' here; 'art-assistant models fetch {USUAL}' or 'models add FOLDER' brings one."
        )
    return _enter(record, models)


def encoder_for(identity: str | None) -> Encoder:
    """Return the encoder to build a gallery with.

    Args:
        identity: of the encoder that made its vectors; None for a new gallery. Where there is none of that identity
            here, and for a new gallery, it is ours.

    Raises:
        GalleryEncoderError: they were made with a model that was fetched or added, and it is not here.

    """
    if identity is not None and identity not in ENCODERS and is_fetched(identity):
        raise GalleryEncoderError(f"The gallery was made with the model {identity}, which is not here; {_BRING}")
    return ENCODERS.get(identity or "", shipped_encoder)()


_BRING: Final = f"bring it with 'art-assistant models fetch {USUAL}' or 'models add FOLDER'."


_FETCHED: Final = re.compile(rf"(?:{'|'.join(KINDS)})-[0-9]+@")
"""How the identity of such a model begins; see ``Record.identity``."""


def is_fetched(identity: str) -> bool:
    """Whether an identity is that of a model that does not ship with the package."""
    return _FETCHED.match(identity) is not None


def encoder_of(identity: str, gallery: str) -> Encoder:
    """Return the encoder that made a gallery's vectors.

    Args:
        identity: as it stands in the gallery's manifest.
        gallery: what the gallery is called.

    Raises:
        GalleryEncoderError: there is no such encoder here.

    """
    opener = ENCODERS.get(identity)
    if opener is not None:
        return opener()
    if is_fetched(identity):
        raise GalleryEncoderError(
            f"The gallery '{gallery}' was made with the model {identity}, which is not here; {_BRING}"
        )
    raise GalleryEncoderError(
        f"The gallery '{gallery}' was made with the encoder {identity} and this version has "
        f"{' and '.join(sorted(ENCODERS))}; build it again from its pictures."
    )
