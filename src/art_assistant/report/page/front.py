"""The picture as it came: what it is taken for, and where it lies in its file, beside what was cut out of it."""

from __future__ import annotations

from typing import Any, Final

from art_assistant.field.labels import UNSURE
from art_assistant.imaging.sizes import working_copy
from art_assistant.report.draw.encode import data_uri, encode_jpeg
from art_assistant.report.model import Report, form_of
from art_assistant.report.page.tips import draw_region, region_rings
from art_assistant.report.words.front import canvas_told, front_told, kind_told

_SIDE: Final = 420


def front(report: Report) -> dict[str, Any]:
    """Return what the page says of the picture as it came, and the file with the picture outlined where it is cut.

    ``open`` is what the artist may have to set right, and is read at once; ``lines`` are all that is said, folded.
    """
    lines = [*front_told(report), *report.picture.warnings]
    asked = _asked(report)
    return {"open": asked, "lines": [line for line in lines if line not in asked], "file": _file(report)}


def _asked(report: Report) -> list[str]:
    """Return the sentences that end in a question, or in something to do, for the artist."""
    kind, canvas = form_of(report.kind), form_of(report.canvas)
    unsure = [kind_told(kind)] if kind is not None and kind["label"] == UNSURE else []
    doubtful = canvas is not None and canvas["corners"] is not None and not canvas["applied"]
    return [*unsure, *([canvas_told(canvas)] if doubtful else [])]


def _file(report: Report) -> dict[str, Any] | None:
    canvas = form_of(report.canvas)
    if report.file is None or not canvas or not canvas["corners"]:
        return None
    rgb = draw_region(working_copy(report.file.detail, _SIDE), region_rings(canvas["corners"]))
    return {
        "uri": data_uri(encode_jpeg(rgb, 82), "image/jpeg"),
        "width": rgb.shape[1],
        "height": rgb.shape[0],
        "alt": "The file as it came, with the picture that it shows outlined.",
    }
