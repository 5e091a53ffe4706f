"""How a pair of networks wants its pictures and its words, read from the small files that lie beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from art_assistant.base.reading import read_number, read_table
from art_assistant.errors import ModelError

FILTERS: Final[Mapping[int, str]] = {2: "bilinear", 3: "bicubic"}
"""Number in a ``preprocessor_config.json`` (they are Pillow's) to the filter that it means."""

_MOST_SIDE: Final = 1024
_MOST_WORDS: Final = 512


@dataclass(frozen=True, slots=True)
class TextRules:
    """How the words of one family of such pairs are read.

    Attributes:
        longest: tokens of a text where the files do not say.
        pads: whether a text is always padded to its longest, because the network was trained so and has no mask.

    """

    longest: int
    pads: bool


KINDS: Final[Mapping[str, TextRules]] = {"clip": TextRules(77, pads=False), "siglip": TextRules(64, pads=True)}
"""``model_type`` in a ``config.json`` to how its words are read; a further family is a line here."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is done to a picture and to words before the networks see them.

    Attributes:
        kind: the family, a key of ``KINDS``.
        squashed: whether the picture is squashed to ``side``; else its shorter side becomes ``shorter`` and the middle
            ``side`` is cut out.
        shorter: length of the shorter side before the cut, in pixels.
        side: (height, width) of what the network looks at, in pixels.
        sampling: the filter, a value of ``FILTERS``.
        mean, deviation: of each channel of sRGB 0-1.
        longest: tokens of a text; the rest is cut off.
        padding: the token with which shorter texts are filled up; None where they are not.

    """

    kind: str
    squashed: bool
    shorter: int
    side: tuple[int, int]
    sampling: str
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    longest: int
    padding: str | None

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the sha256 of all that decides what the networks see."""
        told = [getattr(self, name) for name in self.__slots__]
        return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()[:16]


def read_recipe(config: bytes, preprocessor: bytes, tokenizer_config: bytes | None = None) -> Recipe:
    """Return the recipe that the files of a model tell.

    Args:
        config: ``config.json``.
        preprocessor: ``preprocessor_config.json``.
        tokenizer_config: ``tokenizer_config.json`` where there is one.

    Raises:
        ModelError: they cannot be read, or tell of something that is not known here.

    """
    told, seen = _parsed(config, "config.json"), _parsed(preprocessor, "preprocessor_config.json")
    words = _parsed(tokenizer_config, "tokenizer_config.json") if tokenizer_config is not None else {}
    name = str(told.get("model_type"))
    kind = KINDS.get(name)
    if kind is None:
        raise ModelError(f"A model of the kind '{name[:40]}' is not known here; those that are: {', '.join(KINDS)}.")
    try:
        text = read_table(told.get("text_config") or {})
        longest = _whole(text.get("max_position_embeddings", kind.longest), _MOST_WORDS)
        return Recipe(kind=name, **_of_pictures(seen), longest=longest, padding=_padding(words) if kind.pads else None)
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError("The model's preprocessor_config.json tells of something that is not known here.") from error


def _parsed(data: bytes, name: str) -> Mapping[str, Any]:
    try:
        return read_table(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"The model's {name} cannot be read; fetch the model again, or mend the folder.") from error


def _of_pictures(seen: Mapping[str, Any]) -> dict[str, Any]:
    size, crop = _sides(seen["size"]), _sides(seen.get("crop_size") or seen["size"])
    # Sizes of earlier versions are one number: of the shorter side where the middle is cut out.
    squashed = not seen.get("do_center_crop", False)
    if squashed and len(size) == 1 and isinstance(seen["size"], Mapping):
        raise ValueError(size)
    side = (size if squashed else crop) * 2
    if not squashed and (len(size) > 1 and size[0] != size[1]):
        raise ValueError(size)
    if not squashed and max(crop) > size[0]:
        raise ValueError(crop)
    if not seen.get("do_rescale", True) or abs(read_number(seen.get("rescale_factor", 1 / 255)) * 255 - 1) > 1e-6:
        raise ValueError(seen)
    return {
        "squashed": squashed,
        "shorter": size[0],
        "side": (side[0], side[1]),
        "sampling": FILTERS[seen.get("resample", 3)],
        "mean": _channels(seen["image_mean"]),
        "deviation": _channels(seen["image_std"]),
    }


def _sides(size: Any) -> tuple[int, ...]:
    """Return (height, width), or the one length that is told."""
    if not isinstance(size, Mapping):
        return (_whole(size, _MOST_SIDE),)
    names = ("shortest_edge",) if "shortest_edge" in size else ("height", "width")
    return tuple(_whole(size[name], _MOST_SIDE) for name in names)


def _channels(told: Any) -> tuple[float, ...]:
    found = tuple(read_number(number) for number in told)
    if len(found) != 3:
        raise ValueError(told)
    return found


def _padding(words: Mapping[str, Any]) -> str:
    told = words.get("pad_token", "</s>")
    return str(told.get("content") if isinstance(told, Mapping) else told)


def _whole(told: Any, most: int) -> int:
    if type(told) is not int or not 1 <= told <= most:
        raise ValueError(told)
    return told
