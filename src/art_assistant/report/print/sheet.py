"""The study sheet as a PDF: three pages for the printer, exact in millimetres, the same bytes for the same report."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from art_assistant.analysis.mass.shapes import Shape
from art_assistant.analysis.value.study import replan
from art_assistant.errors import UsageError
from art_assistant.report.draw.encode import encode_jpeg, encode_png
from art_assistant.report.draw.letters import settable
from art_assistant.report.drawn import DRAWN_SIDE, Drawn
from art_assistant.report.model import Report
from art_assistant.report.print.layout import PAPERS
from art_assistant.report.print.pages import pages_of
from art_assistant.report.print.timed import SheetWords
from art_assistant.report.views import BY_NAME
from art_assistant.report.views.mass import flat_masses, number_ink
from art_assistant.report.views.scene import Scene
from art_assistant.report.words.wall import heading

if TYPE_CHECKING:
    import typst

_QUALITY: Final = 90
_STEPS: Final = 5
_FADE: Final = 0.25
_TEMPLATE: Final = "sheet.typ"
_DATA: Final = "sheet.json"


def require_pdf() -> None:
    """Raise where there is nothing to set a PDF with.

    Raises:
        UsageError: the extra is missing; it says what to do.

    """
    try:
        import typst  # noqa: F401, PLC0415 - an extra that may be absent
    except ImportError as error:
        raise UsageError("PDF files need the extra 'pdf': pip install 'art-assistant[pdf]'.") from error


def as_pdf(drawn: Drawn, paper: str = "a4") -> bytes:
    """Return the study sheet of a report on a paper of ``layout.PAPERS``.

    Nothing is fetched and no font of the system is used; the file bears no time.

    Raises:
        UsageError: there is no such paper, or the extra ``pdf`` is missing.

    """
    if paper not in PAPERS:
        raise UsageError(f"There is no paper '{paper[:40]}'; use {', '.join(PAPERS)}.")
    require_pdf()
    told = told_of(drawn.report)
    laid, pages = pages_of(told, PAPERS[paper])
    data = json.dumps({"title": told.title, "paper": laid, "pages": pages}).encode()
    return _set({_DATA: data, **pictures(drawn)})


def _set(files: dict[str, bytes]) -> bytes:
    """Return what Typst makes of the template and the files that it names, in a folder that holds nothing else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = resources.files("art_assistant.report.print").joinpath(_TEMPLATE).read_bytes()
        for file, data in {_TEMPLATE: template, **files}.items():
            (folder / file).write_bytes(data)
        pdf = _compiler(folder).compile(folder / _TEMPLATE, format="pdf", timestamp=0)
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf


def _compiler(folder: Path) -> typst.Compiler:
    """Return a compiler that sees one folder and our own fonts, and finds no packages."""
    import typst  # noqa: PLC0415 - an extra that may be absent

    own = str(resources.files("art_assistant.report").joinpath("fonts"))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[own])
    nothing = folder / "packages"
    return typst.Compiler(root=folder, font_paths=fonts, package_path=nothing, package_cache_path=nothing)


def told_of(report: Report) -> SheetWords:
    """Return what the pages say of a report."""
    return SheetWords(
        title=heading(report.picture.name),
        aspect=report.picture.width / report.picture.height,
        palette=tuple((swatch.painter_name, swatch.value, swatch.hex) for swatch in report.color.palette),
        tips=tuple(_tip(tip.as_dict()) for tip in report.tips),
        numbers=tuple(_number(report, shape) for shape in report.masses.shapes),
    )


def _tip(tip: Mapping[str, Any]) -> tuple[str, str, str]:
    title, text, exercise = (settable(str(tip.get(part) or ""), "sans") for part in ("title", "text", "exercise"))
    return title, text, exercise


def _number(report: Report, shape: Shape) -> tuple[int, tuple[float, float], str]:
    red, green, blue = number_ink(10.0 * report.masses.items[shape.mass - 1].value)
    return shape.mass, shape.centre, f"#{red:02x}{green:02x}{blue:02x}"


def pictures(drawn: Drawn) -> dict[str, bytes]:
    """Return the pictures of the first page, by the names that it calls them."""
    best = f"notan-{drawn.report.notans.offered[0].kind}"
    scene = drawn.scene
    return {
        "reference.jpg": encode_jpeg(drawn.view("picture"), _QUALITY),
        "greys.jpg": encode_jpeg(scene.faded(_FADE, scene.grey), _QUALITY),
        "squint.png": encode_png(drawn.view("squint")),
        "two.png": encode_png(drawn.view(best)),
        "three.png": encode_png(drawn.view(f"{best}-3")),
        "five.png": encode_png(BY_NAME["value-plan"].draw(_in_five(drawn.report))),
        "masses.png": encode_png(flat_masses(scene)),
    }


def _in_five(report: Report) -> Scene:
    plan = report.values.plan
    values = replan(report.values, k=_STEPS, method=plan.method, brush=plan.brush)
    return Scene(replace(report, values=values), DRAWN_SIDE)
