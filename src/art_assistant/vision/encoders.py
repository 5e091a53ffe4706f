"""Which encoder made a gallery's vectors, and so has to look at the pictures that it is searched with.

`ENCODERS` is the one registry: a further encoder is a line in it. Vectors of two encoders are never compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, Protocol

from art_assistant.errors import GalleryEncoderError
from art_assistant.imaging.arrays import F32, Picture
from art_assistant.vision.backbone import Features
from art_assistant.vision.manner import ENCODER_CARD, manner_encoder


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


def encoder_for(identity: str | None) -> Encoder:
    """Return the encoder to build a gallery with.

    Args:
        identity: of the encoder that made its vectors; None for a new gallery. Where there is none of that identity
            here, and for a new gallery, it is ours.

    """
    return ENCODERS.get(identity or "", shipped_encoder)()


def encoder_of(identity: str, gallery: str) -> Encoder:
    """Return the encoder that made a gallery's vectors.

    Args:
        identity: as it stands in the gallery's manifest.
        gallery: what the gallery is called.

    Raises:
        GalleryEncoderError: there is no such encoder here.

    """
    opener = ENCODERS.get(identity)
    if opener is None:
        raise GalleryEncoderError(
            f"The gallery '{gallery}' was made with the encoder {identity} and this version has "
            f"{' and '.join(sorted(ENCODERS))}; build it again from its pictures."
        )
    return opener()
