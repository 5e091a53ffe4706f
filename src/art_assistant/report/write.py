"""The study as files: complete or not there at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from art_assistant.files.placing import place
from art_assistant.files.studies import REPORT
from art_assistant.files.ways import WAYS
from art_assistant.report.draw.encode import encode_png
from art_assistant.report.drawn import WORKERS, Drawn
from art_assistant.report.model import Report
from art_assistant.report.page.page import as_html
from art_assistant.report.pictures import SHEET
from art_assistant.report.schema import as_written_json
from art_assistant.report.target import DRAWN, PAGE, Identities, check, examine, unwritten
from art_assistant.report.views.scene import View, with_legend
from art_assistant.report.wall.sheet import draw_sheet
from art_assistant.report.ways import made
from art_assistant.report.works_seen import UNSEEN, WorksSeen

Progress = Callable[[str, int, int], None]
"""Is told the step at hand, how many parts of it are done, and of how many."""


def write_study(
    report: Report,
    folder: Path,
    *,
    views: Collection[str] | None = None,
    inputs: Identities = frozenset(),
    force: bool = False,
    progress: Progress | None = None,
    works: WorksSeen = UNSEEN,
) -> list[Path]:
    """Write ``report.json``, ``report.html``, ``study.png`` and each view as ``<view>.png`` into ``folder``.

    The folder ends up with all of the study or as it was. ``report.json`` lists under ``written`` what was written
    with it; files of the study before are replaced by that list, and whatever else is there is left alone. The pictures
    carry pixels and nothing else: no metadata of the input.

    Args:
        report: what to write.
        folder: where; made if it is not there.
        views: names out of ``report.target.DRAWN``, all of them by default; the page shows no others. Beside them
            names out of ``files.ways.WAYS``: files for paint programs, each under its own name.
        inputs: what pictures are known by that must not be written over (see ``report.target.identities``).
        force: whether an untouched study of another picture may be replaced.
        progress: is told how far it is.
        works: museums' pictures of the related works, for the page (see ``report.works_seen``).

    Returns:
        the paths written: the report, the page, the sheet, the views in the order of the report, then the other files.

    Raises:
        OutputError: a name is taken by a file that no study of ours wrote, or was changed since; the folder cannot be
            made or written to, or the disk is full. Nothing is left half-written.

    """
    chosen, picture = DRAWN if views is None else tuple(views), report.picture.sha256
    examine(folder, chosen, picture, inputs=inputs, force=force)
    files = study_files(report, chosen, progress, works)
    try:
        place(folder, files, lambda: check(folder, chosen, picture, inputs=inputs, force=force))
    except OSError as error:
        raise unwritten(error) from error
    return [folder / name for name in files]


def _untold(_step: str, _done: int, _of: int) -> None:
    pass


def study_files(
    report: Report, views: Collection[str], progress: Progress | None = None, works: WorksSeen = UNSEEN
) -> dict[str, bytes]:
    """Return the files of a study as ``write_study`` writes them, by name: the report, the page, then the pictures.

    Args:
        report: what to write.
        views: names out of ``report.target.DRAWN`` and ``files.ways.WAYS``.
        progress: is told how far it is.
        works: museums' pictures of the related works, for the page.

    """
    chosen, progress = views, progress or _untold
    drawn = Drawn(report)
    saved = [view for view in drawn.views if view.name in chosen]
    _ = drawn.scene.picture
    with _pool() as pool:
        _follow([pool.submit(drawn.view, view.name) for view in saved], "views", progress)
        page = pool.submit(lambda: as_html(report, drawn, shown=chosen, works=works).encode("utf-8"))
        pictures = {SHEET: pool.submit(lambda: encode_png(draw_sheet(drawn)))} if SHEET in chosen else {}
        pictures |= {view.name: pool.submit(_encoded, view, drawn) for view in saved}
        others = {name: pool.submit(made, drawn, name) for name in chosen if name in WAYS}
        _follow([page, *pictures.values(), *others.values()], "page and files", progress)
    files = {PAGE: page.result(), **{f"{name}.png": picture.result() for name, picture in pictures.items()}}
    files |= {name: other.result() for name, other in others.items()}
    return {REPORT: as_written_json(report, files), **files}


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """Lend threads; where the block fails or is interrupted, what they have not begun is dropped."""
    pool = ThreadPoolExecutor(WORKERS)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _follow(jobs: Collection[Future[Any]], step: str, progress: Progress) -> None:
    progress(step, 0, len(jobs))
    for done, job in enumerate(as_completed(jobs), start=1):
        job.result()
        progress(step, done, len(jobs))


def _encoded(view: View, drawn: Drawn) -> bytes:
    return encode_png(with_legend(view, drawn.scene, drawn.view(view.name)))
