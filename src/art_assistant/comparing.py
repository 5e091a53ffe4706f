"""A painting compared with its reference: from two files to what differs between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from art_assistant.comparison.study import Comparison, compare_pictures
from art_assistant.field.corners import read_corners, read_point
from art_assistant.imaging.arrays import F32, U8, Picture
from art_assistant.settings import Settings
from art_assistant.study.opening import open_picture
from art_assistant.vision.backbone import backbone

Source = bytes | str | Path


def compare(
    reference: Source,
    painting: Source,
    *,
    corners: str | Sequence[Any] | None = None,
    card: str | Sequence[float] | None = None,
    intended: Collection[str] = (),
    settings: Settings | None = None,
    names: tuple[str, str] = ("", ""),
) -> Comparison:
    """Return what differs between a painting and the picture that it was painted from.

    Args:
        reference: the picture that was painted from, cropped to what was to be painted: bytes, or the path of a file.
        painting: a photograph of the painting.
        corners: where the painting's corners lie in the photograph, as for ``read_corners``; found by default.
        card: a point of the photograph, as fractions, on a grey or white card; without one the painting's key is not
            told from the exposure.
        intended: ids or kinds of differences that are meant to be, and no corrections.
        settings: limits and threads; ``Settings()`` by default. The environment is not read here.
        names: what to call both; the files' own names by default.

    Raises:
        UsageError: the corners, the card or an intended difference make no sense.
        InputError: a picture cannot be read.
        LimitError: a picture is over a limit.
        ModelError: an embedded model is missing or damaged.

    """
    chosen = settings or Settings()
    point = None if card is None else read_point(card)
    opened = [
        open_picture(source, name=name, settings=chosen)
        for source, name in zip((reference, painting), names, strict=True)
    ]
    threads = chosen.analysis.threads
    return compare_opened(opened[0], opened[1], threads, corners=corners, card=point, intended=intended)


def compare_opened(
    reference: Picture,
    painting: Picture,
    threads: int,
    *,
    corners: str | Sequence[Any] | None = None,
    card: tuple[float, float] | None = None,
    intended: Collection[str] = (),
) -> Comparison:
    """Return what differs between two pictures that are decoded; arguments and errors as for ``compare``."""
    set_by_hand = None if corners is None else read_corners(corners, turned=True)
    network = backbone(threads)

    def see(shown: U8) -> F32:
        return network.run(shown).tokens

    return compare_pictures(reference, painting, see, corners=set_by_hand, card=card, intended=intended)
