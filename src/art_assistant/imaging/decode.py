"""The gate: hostile bytes in, one trusted ``Picture`` out, or one of our own errors."""

from __future__ import annotations

import hashlib
import io
import logging
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, features

from art_assistant.errors import (
    ArtAssistantError,
    LimitError,
    PictureNotFoundError,
    TooManyPixelsError,
    UnreadableFileError,
    UnsupportedFormatError,
    UsageError,
)
from art_assistant.imaging.arrays import CORPUS_SIDE, DETAIL_SIDE, U8, WORKING_SIDE, Picture
from art_assistant.imaging.container.frames import pictures_in, several
from art_assistant.imaging.container.headers import ENDS_EARLY, Header, read_header
from art_assistant.imaging.container.sniff import sniff
from art_assistant.imaging.damage import corrupt, truncated, unread
from art_assistant.imaging.limits import DEFAULT_LIMITS, WORKING_SIDES, Limits
from art_assistant.imaging.pixels.bars import surroundings
from art_assistant.imaging.pixels.raw import DEVELOPED, develop
from art_assistant.imaging.pixels.read import Pixels, Stored, read_pixels
from art_assistant.imaging.quiet import quiet
from art_assistant.imaging.sizes import COARSE_BELOW, Sizes, Wanted, make_sizes

_NAME_LENGTH = 255
_EOI = b"\xff\xd9"
_FILLERS = (b"", b"\x55" * 64, b"\x33" * 64)
_CUT_SHORT = ("truncat", "not enough image data", "unexpected end", "buffer is not large enough")

# What Pillow logs about a broken file is told by our own error; without a handler it would go to stderr as well.
logging.getLogger("PIL").addHandler(logging.NullHandler())


class Loaded(NamedTuple):
    """The first frame of a file, upright, and the size it has at full resolution."""

    pixels: Pixels
    width: int
    height: int
    frames: int


def read_file(path: Path | str, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the bytes of one file, never more than ``limits.max_bytes``.

    Raises:
        PictureNotFoundError: there is no such file.
        UnreadableFileError: it is a folder, a device or a pipe, or the system does not let us read it.
        EmptyFileError, FileTooLargeError: its size.

    """
    try:
        with _regular(Path(path)).open("rb") as file:
            data = file.read(limits.max_bytes + 1)
            size = max(len(data), Path(path).stat().st_size)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise PictureNotFoundError("There is no file of that name; check the spelling and the folder.") from error
    except OSError as error:
        raise UnreadableFileError("The file cannot be opened; check its permissions and the disk.") from error
    limits.check_bytes(size)
    return data


def _regular(path: Path) -> Path:
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise UnreadableFileError("That is a folder, not a picture; name a file inside it.")
    if not stat.S_ISREG(mode):
        raise UnreadableFileError("That is a device or a pipe, not a file; copy the picture to a file first.")
    return path


def decode(
    data: bytes,
    *,
    name: str = "",
    limits: Limits = DEFAULT_LIMITS,
    working_side: int = WORKING_SIDE,
    detail: bool = True,
    early: Callable[[U8], object] | None = None,
) -> Picture:
    """Return the picture that ``data`` holds, at every size the studies need.

    The same bytes always give the same arrays. Only the first frame or page is decoded.

    Args:
        data: the file's bytes; whatever the name or a sender claims about them is not asked.
        name: a name for display; a path is cut down to its last part.
        limits: what the picture may cost.
        working_side: long side of the working copy, 300-420 px.
        detail: whether the detail copy is wanted; without it the standard copy stands in its place.
        early: what is told the model input as soon as there is one, while the other copies are still to be made.

    Raises:
        EmptyFileError, UnsupportedFormatError, CorruptImageError, TruncatedImageError: the bytes.
        FileTooLargeError, TooManyPixelsError, SideTooLongError, LimitError: what they would cost.
        UsageError: ``working_side`` is out of its range.

    """
    low, high = WORKING_SIDES
    if not low <= working_side <= high:
        raise UsageError(f"The working size must be from {low} to {high} px, not {working_side}.")
    limits.check_bytes(len(data))
    try:
        with quiet():
            return _decode(data, name, limits, Wanted(working_side, detail, early))
    except ArtAssistantError:
        raise
    except MemoryError as error:
        raise LimitError("There is not enough memory for this picture; save a smaller copy.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixelsError(
            "A part of the picture claims more pixels than the image library reads; save it again in an editor."
        ) from error
    except Exception as error:
        # Decoders raise whatever a hostile byte makes them stumble over: struct.error, SyntaxError, KeyError, ...
        raise _translated(error) from error


def _decode(data: bytes, name: str, limits: Limits, wanted: Wanted) -> Picture:
    kind = sniff(data)
    loaded = _develop(data, limits) if kind == "RAW" else _load(data, kind, limits)
    pixels = loaded.pixels
    sizes = make_sizes(pixels.rgb, pixels.alpha, pixels.correct, wanted)
    return Picture(
        name=_display_name(name),
        sha256=hashlib.sha256(data).hexdigest(),
        format=kind,
        width=loaded.width,
        height=loaded.height,
        frames=loaded.frames,
        working=sizes.working,
        standard=sizes.standard,
        detail=sizes.detail,
        model_input=sizes.model_input,
        counted=sizes.counted,
        standard_counted=sizes.standard_counted,
        warnings=(*pixels.warnings, *_remarks(loaded, sizes)),
    )


def _require_decoder(kind: str) -> None:
    if kind == "AVIF" and not features.check("avif"):
        raise UnsupportedFormatError("AVIF pictures need a newer Pillow; install it, or export the picture as JPEG.")
    if kind == "HEIF" and not _register_heif():
        raise UnsupportedFormatError(
            "HEIC pictures need the extra 'heif' (pip install 'art-assistant[heif]'); or export the picture as JPEG."
        )


def _register_heif() -> bool:
    try:
        import pillow_heif  # noqa: PLC0415 - an extra that may be absent
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def _develop(data: bytes, limits: Limits) -> Loaded:
    raw = develop(data, limits)
    return Loaded(Pixels(raw.rgb, warnings=(DEVELOPED,)), raw.width, raw.height, 1)


def _load(data: bytes, kind: str, limits: Limits) -> Loaded:
    """Decode the first frame."""
    _require_decoder(kind)
    header = read_header(data, kind, limits)
    try:
        return _read(header.body, header, kind, limits)
    except (OSError, SyntaxError) as error:
        if header.odd is not None and not _is_cut(error):
            raise unread(header.odd) from error
        if not header.one_scan or header.body.endswith(_EOI):
            raise
        return _read_without_end(header, limits)


def _read_without_end(header: Header, limits: Limits) -> Loaded:
    """Decode a JPEG of one scan that lacks its end mark, if only that is missing.

    Pixels that are missing would be made up from whatever stands in their place; so the picture is whole just where it
    does not depend on that.
    """
    stem = header.body.removesuffix(_EOI[:1])
    first, *others = (_read(stem + filler + _EOI, header, "JPEG", limits) for filler in _FILLERS)
    if not all(np.array_equal(first.pixels.rgb, other.pixels.rgb) for other in others):
        raise truncated()
    return first._replace(pixels=replace(first.pixels, warnings=(ENDS_EARLY, *first.pixels.warnings)))


def _read(body: bytes, header: Header, kind: str, limits: Limits) -> Loaded:
    """Let Pillow decode the first frame, a large JPEG at a half, a quarter or an eighth of its size."""
    with _room_for(header.width * header.height), Image.open(io.BytesIO(body), formats=(kind,)) as image:
        width, height = image.size
        frames, notes = header.frames, header.warnings
        if kind in {"AVIF", "HEIF", "JPEG"}:
            frames = pictures_in(image)
            notes += several(frames, *_SEVERAL[kind])
        if kind in {"AVIF", "HEIF"}:
            limits.check_size(width, height, width * height * frames)
        elif sorted(image.size) != sorted((header.width, header.height)):
            raise corrupt("its parts disagree about its size")
        if kind == "JPEG":
            factor = _draft_factor(max(image.size))
            image.draft(image.mode, (max(1, width // factor), max(1, height // factor)))
        image.load()
        pixels = read_pixels(image, limits.max_icc_bytes, Stored(header.depth, header.white))
    size = (height, width) if pixels.turned else (width, height)
    return Loaded(replace(pixels, warnings=(*notes, *pixels.warnings)), *size, frames)


_SEVERAL = {"AVIF": ("frames",), "HEIF": ("pictures", "main one"), "JPEG": ("pictures",)}
_CEILING = threading.Lock()
_PILLOWS_OWN = Image.MAX_IMAGE_PIXELS or 0


@contextmanager
def _room_for(pixels: int) -> Iterator[None]:
    """Let Pillow open a picture of so many pixels, which our own limit has let pass.

    Pillow's own ceiling (89 megapixels) belongs to the whole process: it is lifted only while a larger picture is read,
    which nobody meets who has not raised our limit, and by one thread at a time.
    """
    if Image.MAX_IMAGE_PIXELS is None or pixels <= min(_PILLOWS_OWN, Image.MAX_IMAGE_PIXELS):
        yield
        return
    with _CEILING:
        before = Image.MAX_IMAGE_PIXELS
        Image.MAX_IMAGE_PIXELS = max(before, pixels)
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = before


def _draft_factor(long_side: int) -> int:
    """Return by how much the JPEG decoder may reduce: the detail copy stays whole, the rest at least twice as large."""
    keep = max(DETAIL_SIDE, 2 * CORPUS_SIDE)
    return next((factor for factor in (8, 4, 2) if long_side >= factor * keep), 1)


def _remarks(loaded: Loaded, sizes: Sizes) -> tuple[str, ...]:
    notes = []
    long_side = max(loaded.width, loaded.height)
    if long_side < COARSE_BELOW:
        notes.append(f"The original is only {long_side} px on its long side; fine detail is guesswork.")
    if sizes.counted is not None and not sizes.counted.any():
        notes.append("The picture is fully transparent: it is shown grey and nothing in it is counted.")
    elif loaded.pixels.alpha is not None:
        notes.append("The picture is partly transparent; what lies there is shown grey and not counted.")
    return (*notes, *surroundings(sizes.standard, sizes.standard_counted))


def _display_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:_NAME_LENGTH]


def _is_cut(error: Exception) -> bool:
    text = str(error).lower()
    return isinstance(error, EOFError) or any(word in text for word in _CUT_SHORT)


def _translated(error: Exception) -> ArtAssistantError:
    if _is_cut(error):
        return truncated()
    return corrupt("the decoder gave up on it")
