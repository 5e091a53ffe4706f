"""A gallery of the artist's own pictures, built from a folder and kept up with it."""

from __future__ import annotations

import base64
import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from art_assistant.analysis.color_cells import color_cells, gather
from art_assistant.analysis.palette import make_palette
from art_assistant.errors import ArtAssistantError, GalleryError, GalleryNotFoundError, PictureNotFoundError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.bundle import MANIFEST, Stored, read_manifest_bytes, verify
from art_assistant.gallery.encoder import Encoder, describe, dims_of
from art_assistant.gallery.facets import squinted_grid
from art_assistant.gallery.journal import FileState, Journal
from art_assistant.gallery.places import journal_of
from art_assistant.gallery.preview import make_preview
from art_assistant.gallery.write import spoken, write_gallery
from art_assistant.imaging.arrays import Picture
from art_assistant.imaging.decode import decode, read_file
from art_assistant.imaging.limits import DEFAULT_LIMITS, Limits
from art_assistant.processes import cores
from art_assistant.vision.backbone import Backbone, Features

SUFFIXES: Final = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".heic", ".heif", ".avif"}
)
GRID_SIDE: Final = 24
COLORS: Final = 6
_STUDIES: Final = "-study"

Measure = Callable[[Picture, Features], Mapping[str, float | None]]
Facts = Mapping[str, Mapping[str, Any]]


class Progress(Protocol):
    """What is told of a build as it goes."""

    def start(self, total: int) -> None:
        """So many files have to be looked into."""
        ...

    def step(self) -> None:
        """One more was."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns a file into a work.

    Attributes:
        encoder: the learned facets.
        backbone: the network whose features they start from.
        measure: every flat metric of a picture.
        limits: what one picture may cost.
        workers: pictures in hand at a time.

    """

    encoder: Encoder
    backbone: Backbone
    measure: Measure
    limits: Limits = DEFAULT_LIMITS
    workers: int = field(default_factory=lambda: min(4, cores()))


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build.

    Attributes:
        works: how many the gallery holds now.
        measured: how many pictures went through the network this time.
        unchanged: how many files were not even opened.
        recognised: how many files were new by name and known by content.
        left: how many works left the gallery because their file is gone.
        twins: files whose content another file of the gallery has.
        failed: (path, reason) of every file that cannot be used.

    """

    works: int
    left: int
    twins: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    measured: int = 0
    unchanged: int = 0
    recognised: int = 0


def build_gallery(
    folder: Path, source: Path, tools: Tools, *, facts: Facts | None = None, progress: Progress | None = None
) -> Built:
    """Bring the gallery at ``folder`` up to the pictures below ``source``.

    Args:
        folder: the gallery's folder; it need not exist.
        source: the artist's folder, searched through all its folders but hidden ones and finished studies.
        tools: what measures the pictures.
        facts: path relative to ``source`` to what is known of the work, by the field names of ``Artwork``.
        progress: told how far it is.

    Raises:
        PictureNotFoundError: ``source`` is no folder.
        GalleryError: another process builds it, or the gallery was made from another folder that still exists.
        OutputError: the disk refused.

    """
    if not source.is_dir():
        raise PictureNotFoundError("There is no folder of that name to build a gallery from; check the spelling.")
    with _journal(folder) as journal:
        _claim(journal, source.resolve())
        return _bring_up(folder, journal, tools, facts or {}, progress)


def add_pictures(folder: Path, paths: Iterable[Path], tools: Tools, progress: Progress | None = None) -> Built:
    """Add single pictures to a gallery, wherever they lie; those that were removed come back."""
    with _journal(folder) as journal:
        files = [str(path.resolve()) for path in paths]
        missing = [path for path in files if not Path(path).is_file()]
        if missing:
            raise PictureNotFoundError(f"There is no picture '{Path(missing[0]).name}'; check the spelling.")
        journal.add(files)
        journal.set_removed([_digest(read_file(path, tools.limits)) for path in files], out=False)
        return _bring_up(folder, journal, tools, {}, progress)


def remove_works(folder: Path, names: Iterable[str], tools: Tools) -> Built:
    """Take works out of a gallery by their id or path, and keep them out when it is built again.

    Raises:
        GalleryNotFoundError: there is no work of that id or path.

    """
    read_manifest_bytes(folder)
    with _journal(folder) as journal:
        known = {path: state.sha256 for path, state in journal.files().items()}
        known |= {_identifier(sha256): sha256 for sha256 in journal.works()}
        for name in names:
            if name not in known:
                raise GalleryNotFoundError(f"There is no work '{name}' in the gallery; 'gallery info' lists them.")
            journal.set_removed([known[name]], out=True)
        return _bring_up(folder, journal, tools, {}, None)


def picture_files(source: Path) -> Iterator[Path]:
    """Yield the picture files below a folder in name order, without hidden folders and finished studies."""
    for root, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(_STUDIES))
        for name in sorted(names):
            if Path(name).suffix.lower() in SUFFIXES and not name.startswith("."):
                yield Path(root) / name


def _journal(folder: Path) -> Journal:
    """Return the gallery's journal; a gallery that was carried here has none, and would lose its works."""
    path = journal_of(folder)
    if (folder / MANIFEST).is_file() and not path.is_file():
        raise GalleryError(
            f"The gallery '{folder.name}' was imported and cannot be changed here; build one of another name."
        )
    return Journal(path)


def _claim(journal: Journal, source: Path) -> None:
    owner = journal.fact("source")
    if owner is not None and owner != str(source) and Path(owner).is_dir():
        raise GalleryError(
            f"The gallery of that name is made from another folder, '{Path(owner).name}'; choose another --name."
        )
    journal.remember("source", str(source))


def _bring_up(folder: Path, journal: Journal, tools: Tools, facts: Facts, progress: Progress | None) -> Built:
    if journal.fact("encoder") != tools.encoder.identity:
        journal.forget_vectors()
        journal.remember("encoder", tools.encoder.identity)
    paths = _present(journal)
    before = journal.files()
    unchanged, changed = _split(paths, before, journal.works())
    if progress is not None:
        progress.start(len(changed))
    measured = recognised = 0
    for name, state, work in _measured(changed, journal, tools):
        if work is not None:
            journal.set_work(state.sha256, *work)
            measured += 1
        elif state.reason is None:
            recognised += 1
        journal.set_file(name, state)
        if progress is not None:
            progress.step()
    built = _finish(folder, journal, tools.encoder, facts, list(paths))
    return replace(built, measured=measured, unchanged=len(unchanged), recognised=recognised)


def _present(journal: Journal) -> dict[str, Path]:
    """Return every file that belongs to the gallery: by its path below the source, or whole where it was added."""
    source = journal.fact("source")
    found = {}
    if source is not None:
        found = {str(path.relative_to(source)): path for path in picture_files(Path(source))}
    return found | {path: Path(path) for path in journal.added() if Path(path).is_file()}


def _split(
    paths: Mapping[str, Path], before: Mapping[str, FileState], works: set[str]
) -> tuple[list[str], dict[str, Path]]:
    """Return the files that are as they were when they were last looked at, and the others."""
    unchanged, changed = [], {}
    for name, path in paths.items():
        known, stat = before.get(name), path.stat()
        same = known is not None and (known.size, known.mtime) == (stat.st_size, stat.st_mtime_ns)
        if known is not None and same and (known.reason is not None or known.sha256 in works):
            unchanged.append(name)
        else:
            changed[name] = path
    return unchanged, changed


Work = tuple[Stored, dict[str, Any]]
Found = tuple[str, FileState, Work | None]


def _measured(changed: Mapping[str, Path], journal: Journal, tools: Tools) -> Iterator[Found]:
    """Yield each changed file with what was found, in order, a few in hand at a time."""
    known, seen = journal.works(), journal.seen()
    waiting: deque[Future[Found]] = deque()
    with ThreadPoolExecutor(max_workers=tools.workers, thread_name_prefix="gallery") as pool:
        for name, path in changed.items():
            waiting.append(pool.submit(_look, name, path, tools, known, seen))
            if len(waiting) > 2 * tools.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _look(name: str, path: Path, tools: Tools, known: set[str], seen: Mapping[str, dict[str, Any]]) -> Found:
    digest, size, mtime = "", 0, 0
    try:
        stat = path.stat()
        size, mtime = stat.st_size, stat.st_mtime_ns
        data = read_file(path, tools.limits)
        digest = _digest(data)
        work = None if digest in known else measure_work(data, path.name, tools, seen.get(digest))
    except ArtAssistantError as error:
        return name, FileState(size, mtime, digest, str(error)), None
    except OSError:
        return name, FileState(size, mtime, digest, "The file went away or cannot be read."), None
    return name, FileState(size, mtime, digest), work


def measure_work(data: bytes, name: str, tools: Tools, seen: dict[str, Any] | None = None) -> Work:
    """Return the facets of one picture, (width,) float16, and what a card shows of it unless that was ``seen``."""
    picture = decode(data, name=name, limits=tools.limits)
    features = tools.backbone.run(picture.model_input)
    vectors = describe(picture, features, tools.encoder).stacked().astype(np.float16)
    return vectors, seen or _seen(picture, features, tools.measure)


def _seen(picture: Picture, features: Features, measure: Measure) -> dict[str, Any]:
    grid = np.clip(squinted_grid(picture.standard, GRID_SIDE) * 2.55, 0, 255).round().astype(np.uint8)
    return {
        "palette": _palette(picture),
        "value_grid": base64.b64encode(grid.tobytes()).decode(),
        "preview": make_preview(picture.standard),
        "measures": dict(measure(picture, features)),
    }


def _palette(picture: Picture) -> list[list[Any]]:
    cells = color_cells(picture.working, picture.counted)
    return [[swatch.hex, round(swatch.share, 3)] for swatch in make_palette(cells, gather(cells), COLORS).swatches]


def _finish(folder: Path, journal: Journal, encoder: Encoder, facts: Facts, paths: list[str]) -> Built:
    """Write the gallery if anything in it has changed, and say what it holds; the counts of this run are not known."""
    states, removed = journal.files(), journal.removed()
    first: dict[str, str] = {}
    twins, failed = [], []
    for path in paths:
        state = states[path]
        if state.reason is not None:
            failed.append((path, state.reason))
        elif state.sha256 in first:
            twins.append(path)
        elif state.sha256 not in removed:
            first[state.sha256] = path
    left = journal.works() - set(first) - removed
    journal.keep_only(paths, {states[path].sha256 for path in paths})
    works = [_artwork(path, digest, journal.work(digest)[1], facts.get(path, {})) for digest, path in first.items()]
    content = _digest(repr([work.as_dict() for work in works]).encode() + encoder.identity.encode())
    if _content_of(folder) != content:
        width = sum(dims_of(encoder).values())
        rows = np.array([journal.work(digest)[0] for digest in first], dtype=np.float16).reshape(len(first), width)
        write_gallery(
            folder,
            works,
            rows,
            encoder=encoder.identity,
            dims=dims_of(encoder),
            extra={"content": content},
        )
    return Built(works=len(works), left=len(left), twins=tuple(twins), failed=tuple(failed))


def _content_of(folder: Path) -> str | None:
    """Return the digest of what a sound gallery holds; None where it has to be written, damaged ones included."""
    try:
        return str(verify(folder).get("content"))
    except GalleryError:
        return None


def _artwork(path: str, digest: str, seen: Mapping[str, Any], facts: Mapping[str, Any]) -> Artwork:
    own = {"title": Path(path).stem, "path": path, "sha256": digest, "id": _identifier(digest)}
    known = {name: value for name, value in facts.items() if value}
    return Artwork.from_dict(own | dict(seen) | {"measures": spoken(seen["measures"])} | known)


def _identifier(digest: str) -> str:
    return f"own-{digest[:12]}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
