"""The study as files: complete or not there at all."""

from __future__ import annotations

import errno
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from art_assistant.errors import OutputError
from art_assistant.report.drawn import WORKERS, Drawn
from art_assistant.report.html import as_html
from art_assistant.report.model import Report
from art_assistant.report.render import encode_png
from art_assistant.report.schema import as_pretty_json
from art_assistant.report.sheet import draw_sheet
from art_assistant.report.views.scene import View, with_legend

UNSAVED: Final = frozenset({"picture"})
"""Views that are not written as files of their own: the artist has the picture."""

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EACCES: "writing there is not allowed",
    errno.EPERM: "writing there is not allowed",
    errno.EROFS: "the disk is read-only",
    errno.ENOTDIR: "a file is in the way of the folder",
    errno.EEXIST: "a file is in the way of the folder",
    errno.ENAMETOOLONG: "the name of the folder is too long",
    errno.EISDIR: "a folder is in the way of a file",
}


def write_study(report: Report, folder: Path, *, views: bool = True) -> list[Path]:
    """Write ``report.json``, ``report.html``, ``study.png`` and each view as ``<view>.png`` into ``folder``.

    Everything is written beside its place first and moved there when all of it is whole, so that a failure leaves
    what was there before. The pictures carry pixels and nothing else: no metadata of the input.

    Args:
        report: what to write.
        folder: where; made if it is not there. Files of the same names are replaced, others are left alone.
        views: whether to write each view as a picture of its own.

    Returns:
        the paths written: the report, the sheet, then the views in the order of the report.

    Raises:
        OutputError: the folder cannot be made or written to, or the disk is full; nothing is left half-written.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".study-", dir=folder, ignore_cleanup_errors=True) as workshop:
            names = _make(report, Path(workshop), views=views)
            return _move(Path(workshop), folder, names)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, "the system refused to write")
        raise OutputError(f"The study could not be written: {reason}. Choose another folder with --out.") from error


def _make(report: Report, workshop: Path, *, views: bool) -> list[str]:
    drawn = Drawn(report)
    saved = [view for view in drawn.views if view.name not in UNSAVED] if views else []
    drawn.draw_all(view.name for view in (saved or drawn.views))
    _save(workshop / "report.json", as_pretty_json(report).encode("utf-8"))
    with ThreadPoolExecutor(WORKERS) as pool:
        page = pool.submit(lambda: as_html(report, drawn).encode("utf-8"))
        sheet = pool.submit(lambda: encode_png(draw_sheet(drawn)))
        pictures = [pool.submit(_encoded, view, drawn) for view in saved]
        _save(workshop / "report.html", page.result())
        _save(workshop / "study.png", sheet.result())
        for view, picture in zip(saved, pictures, strict=True):
            _save(workshop / f"{view.name}.png", picture.result())
    return ["report.json", "report.html", "study.png", *(f"{view.name}.png" for view in saved)]


def _encoded(view: View, drawn: Drawn) -> bytes:
    return encode_png(with_legend(view, drawn.scene, drawn.view(view.name)))


def _save(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)


def _move(workshop: Path, folder: Path, names: list[str]) -> list[Path]:
    for name in names:
        target = folder / name
        if target.is_dir() and not target.is_symlink():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    for name in names:
        (workshop / name).replace(folder / name)
    return [folder / name for name in names]
