"""A picture that came from anywhere: decoded as every hostile file is, reduced, and written anew, the pixels alone."""

from __future__ import annotations

import hashlib
from typing import Final, NamedTuple

from art_assistant.errors import InputError, LimitError
from art_assistant.imaging.decode import decode
from art_assistant.imaging.limits import Limits
from art_assistant.imaging.sizes import reduced
from art_assistant.museum.fetch.outcomes import DAMAGED, REFUSED, TOO_LARGE, FetchFault, PassingFault, SpoiltFault
from art_assistant.report.draw.encode import encode_jpeg

_QUALITY: Final = 92


class Prepared(NamedTuple):
    """A picture as it is kept, and the digest of the bytes that it was made of."""

    data: bytes
    source: str


def prepared(data: bytes, side: int, limits: Limits) -> Prepared:
    """Return a picture as a JPEG with a long side of at most ``side`` pixels, never enlarged, without metadata.

    Raises:
        FetchFault: it is none, is damaged, or is over a limit.

    """
    # The page of a guard in the way of a picture is a refusal, whatever it says of itself.
    if data.lstrip()[:1] == b"<":
        raise PassingFault(REFUSED)
    try:
        picture = decode(data, limits=limits)
    except LimitError as error:
        raise FetchFault(TOO_LARGE) from error
    except InputError as error:
        raise SpoiltFault(DAMAGED) from error
    return Prepared(encode_jpeg(reduced(picture.detail, side), _QUALITY), hashlib.sha256(data).hexdigest())
