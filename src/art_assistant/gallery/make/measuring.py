"""From a file to a work: read, decoded and measured, or a reason why not and whether trying again could help."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata, util
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

import numpy as np

from art_assistant._version import __version__
from art_assistant.analysis.color.cells import color_cells, gather
from art_assistant.analysis.color.palette import make_palette
from art_assistant.base.processes import cores
from art_assistant.errors import ArtAssistantError, LimitError, PictureNotFoundError, UnreadableFileError
from art_assistant.gallery.bundle import Stored
from art_assistant.gallery.encoder import describe
from art_assistant.gallery.facets import squinted_grid
from art_assistant.gallery.make.hands import MANY, Hands
from art_assistant.gallery.make.journal import FileState, Journal
from art_assistant.gallery.preview import make_preview
from art_assistant.imaging.arrays import U8, Picture
from art_assistant.imaging.decode import decode, read_file
from art_assistant.imaging.limits import DEFAULT_LIMITS, Limits
from art_assistant.measure import cited_metrics
from art_assistant.settings import ModelSettings
from art_assistant.vision.backbone import Features, backbone
from art_assistant.vision.encoders import Encoder, encoder_for, enrol
from art_assistant.vision.manner import manner_encoder

MEASURED_AS: Final = 2
"""Raised with each change that moves a number of ``measure_work``, so that the works of museums are measured anew."""

GRID_SIDE: Final = 24
COLORS: Final = 6
_EXTRAS: Final = ("pillow_heif", "rawpy")
"""What reads further formats where it is installed."""


class Looks(Protocol):
    """A network, as far as pictures are measured with it."""

    def run(self, model_input: U8) -> Features:
        """Return what it sees in one picture."""
        ...


class _OneThread:
    """Our networks, each pass on one thread, since several pictures are in hand at once; opened at the first."""

    def run(self, model_input: U8) -> Features:
        manner_encoder(1)
        return backbone(1).run(model_input)


EncoderFor = Callable[[str | None], Encoder]
Measure = Callable[[Picture, Features], Mapping[str, float | None]]
Work = tuple[Stored, dict[str, Any]]
Found = tuple[str, FileState, Work | None]
_T = TypeVar("_T")
_R = TypeVar("_R")


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns a file into a work.

    Attributes:
        encoder_for: returns what makes the learned facets, for the identity of the encoder that a gallery was made
            with, or None for a new gallery.
        backbone: the network whose features they start from.
        measure: the flat metrics of a picture; a gallery keeps those that its reasons may cite.
        limits: what one picture may cost.
        workers: pictures in hand at a time.
        usual: whether another process would make the same tools.
        models: where those that do not ship with the package lie, for the processes that measure.
        hands: the processes that measure; None where it is done here.

    """

    encoder_for: EncoderFor
    backbone: Looks
    measure: Measure
    limits: Limits = DEFAULT_LIMITS
    workers: int = field(default_factory=lambda: min(4, cores()))
    usual: bool = False
    models: ModelSettings = field(default_factory=ModelSettings)
    hands: Hands | None = None

    @contextmanager
    def helped(self, pictures: int) -> Iterator[Tools]:
        """Lend tools for so many pictures: processes measure them where that is quicker, and end with the block."""
        if not self.usual or pictures < MANY or self.workers < 2:
            yield self
            return
        with Hands(self.limits, self.models) as hands:
            yield replace(self, hands=hands)


def circumstances(limits: Limits) -> str:
    """Return what decides whether a file can be used, besides the file: where it differs, a failure is tried again."""
    extras = {name: util.find_spec(name) is not None for name in _EXTRAS}
    return json.dumps([__version__, metadata.version("pillow"), extras, asdict(limits)], sort_keys=True)


def usual_tools(limits: Limits = DEFAULT_LIMITS, models: ModelSettings | None = None) -> Tools:
    """Return what measures pictures: our networks and measurements, and the models that were fetched or added."""
    here = models or ModelSettings()
    enrol(here)
    return Tools(encoder_for, _OneThread(), cited, limits, usual=True, models=here)


def cited(picture: Picture, features: Features) -> Mapping[str, float | None]:
    """Return the flat metrics of a picture that a gallery keeps; the others are not even measured."""
    return cited_metrics(picture, lambda: features.saliency)


def measured(
    files: Mapping[str, Path], before: Mapping[str, FileState], journal: Journal, tools: Tools, encoder: Encoder
) -> Iterator[Found]:
    """Yield each file with what was found of it, in order, a few in hand at a time."""
    with tools.helped(len(files)) as helped:
        look = _Look(helped, encoder, journal.works(), journal.seen(), circumstances(tools.limits), _Begun())
        yield from in_hand(lambda item: look(item[0], item[1], before.get(item[0])), files.items(), tools.workers)


def in_hand(look: Callable[[_T], _R], items: Iterable[_T], workers: int) -> Generator[_R, None, None]:
    """Yield what ``look`` returns for each item, in their order, a few in hand at a time."""
    waiting: deque[Future[_R]] = deque()
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="gallery") as pool:
        try:
            for item in items:
                waiting.append(pool.submit(look, item))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            # Where one of them raised, or nobody wants the rest, what has not begun is not begun.
            for future in waiting:
                future.cancel()


class _Begun:
    """The pictures that are measured in one run: of two files that hold the same, the second waits for the first."""

    def __init__(self) -> None:
        self._lock, self._works = Lock(), dict[str, Future[None]]()

    def once(self, digest: str, measure: Callable[[], Work]) -> Work | None:
        """Return what ``measure`` makes, None where another file's turn made it; raises what that raised."""
        mine: Future[None] = Future()
        with self._lock:
            first = self._works.setdefault(digest, mine)
        if first is not mine:
            return first.result()
        try:
            work = measure()
        except BaseException as error:
            mine.set_exception(error)
            raise
        mine.set_result(None)
        return work


@dataclass(frozen=True, slots=True)
class _Look:
    tools: Tools
    encoder: Encoder
    known: set[str]
    seen: Mapping[str, dict[str, Any]]
    circumstances: str
    begun: _Begun

    def __call__(self, name: str, path: Path, before: FileState | None) -> Found:
        size = mtime = 0
        earlier, was = (before.sha256, before.was) if before is not None else ("", "")
        try:
            stat = path.stat()
            size, mtime = stat.st_size, stat.st_mtime_ns
            data = read_file(path, self.tools.limits)
            digest = digest_of(data)
            work = None if digest in self.known else self.begun.once(digest, lambda: self._measure(digest, data, path))
        except ArtAssistantError as error:
            tried = self.circumstances if _is_final(error) else ""
            return name, FileState(size, mtime, earlier, str(error), tried, was), None
        except OSError:
            return name, FileState(size, mtime, earlier, "The file went away or cannot be read.", "", was), None
        return name, FileState(size, mtime, digest, was=was if earlier in {"", digest} else earlier), work

    def _measure(self, digest: str, data: bytes, path: Path) -> Work:
        return measure_work(data, display(path.name), self.tools, self.encoder, self.seen.get(digest))


def _is_final(error: ArtAssistantError) -> bool:
    """Whether the same bytes fail again under the same circumstances; the disk and the memory may do better."""
    return not isinstance(error, (PictureNotFoundError, UnreadableFileError)) and type(error) is not LimitError


def measure_work(data: bytes, name: str, tools: Tools, encoder: Encoder, seen: dict[str, Any] | None = None) -> Work:
    """Return the facets of one picture, (width,) float16, and what a card shows of it unless that was ``seen``."""
    if tools.hands is not None:
        return tools.hands.measure(data, name, encoder.identity, seen)
    picture, features, vectors = embed_picture(data, name, tools, encoder)
    return vectors, seen or _seen(picture, features, tools.measure)


def embed_picture(data: bytes, name: str, tools: Tools, encoder: Encoder) -> tuple[Picture, Features, Stored]:
    """Return a picture decoded, what the backbone sees in it, and its facets, (width,) float16."""
    picture = decode(data, name=name, limits=tools.limits)
    features = tools.backbone.run(picture.model_input)
    return picture, features, describe(picture, features, encoder).stacked().astype(np.float16)


def _seen(picture: Picture, features: Features, measure: Measure) -> dict[str, Any]:
    grid = np.clip(squinted_grid(picture.standard, GRID_SIDE) * 2.55, 0, 255).round().astype(np.uint8)
    return {
        "palette": _palette(picture, features),
        "value_grid": base64.b64encode(grid.tobytes()).decode(),
        "preview": make_preview(picture.standard),
        "measures": dict(measure(picture, features)),
    }


def _palette(picture: Picture, features: Features) -> list[list[Any]]:
    cells = color_cells(picture.working, picture.counted)
    found = make_palette(cells, gather(cells), COLORS, features.saliency)
    return [[swatch.hex, round(swatch.share, 3)] for swatch in found.swatches]


def digest_of(data: bytes) -> str:
    """Return the sha256 by which a file's content is known."""
    return hashlib.sha256(data).hexdigest()


def display(name: str) -> str:
    """Return a file's name as text: bytes that are none stand by their numbers."""
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:
        return name.encode("utf-8", "backslashreplace").decode()
    return raw.decode("utf-8", "backslashreplace")
