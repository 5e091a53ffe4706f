"""The HTML report: one file that holds everything, fetches nothing and needs no script."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import jinja2

from art_assistant._version import __version__
from art_assistant.report.draw.faces import font_faces
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.page.first import looks, marks, shape
from art_assistant.report.page.front import front
from art_assistant.report.page.notans_composition import (
    composition_section,
    edges_section,
    notans_section,
    steps_section,
)
from art_assistant.report.page.plates import Plates
from art_assistant.report.page.sections import color_section, values_section
from art_assistant.report.page.style_numbers import numbers_section, style_section
from art_assistant.report.page.tips import strengths, tips
from art_assistant.report.page.works import cards, references_section
from art_assistant.report.words.text import lede, stem
from art_assistant.report.works_seen import UNSEEN, WorksSeen


def as_html(
    report: Report,
    drawn: Drawn | None = None,
    *,
    shown: Collection[str] | None = None,
    works: WorksSeen = UNSEEN,
) -> str:
    """Return the report as one HTML page.

    Args:
        report: the report.
        drawn: its views, where some are drawn already.
        shown: names of the views on the page; all that the report has by default. The picture itself is always there.
        works: museums' pictures of the related works (see ``report.works_seen``).

    """
    page = _page(report, Plates(drawn or Drawn(report), shown), works)
    return _environment().get_template("report.html.j2").render(page=page)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("art_assistant.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _page(report: Report, plates: Plates, works: WorksSeen) -> dict[str, Any]:
    empty = report.values.nothing_counts
    beside = [] if empty else cards(report, works)
    sections = [] if empty else _sections(report, plates, beside)
    plates.finish()
    told = tips(report)
    return {
        "faces": font_faces(),
        "name": stem(report.picture.name),
        "shape": shape(report),
        "across": round(report.picture.width / report.picture.height, 3),
        "looks": looks(report, plates),
        "marks": marks([tip.as_dict() for tip in report.tips]),
        "front": front(report),
        "tips": told,
        "tips_reason": lede(report) if empty else report.tips_reason,
        "tips_note": report.tips_note,
        "strengths": strengths(report),
        "first": next((work for work in beside if work["first"]), None),
        "sections": sections,
        "colophon": _colophon(report, works),
    }


def _sections(report: Report, plates: Plates, beside: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the folded parts, in the order in which a painter works."""
    parts = [
        values_section(report, plates),
        notans_section(report, plates),
        edges_section(plates),
        color_section(report, plates),
        composition_section(report, plates),
        steps_section(plates),
        style_section(report),
        references_section(report, beside),
        numbers_section(report),
    ]
    return [part for part in parts if part is not None]


def _colophon(report: Report, works: WorksSeen) -> list[str]:
    masters = max((place.n for place in report.standing.values()), default=0)
    corpus = (
        f" Rulers place it among {masters:,} paintings by masters from before about 1930, measured at 512 pixels; a "
        "number there can differ a little from the same one measured on the whole picture."
        if masters
        else ""
    )
    return [
        (
            "Value is CIE L* over ten: 0 is black, 10 is white, as in Munsell's scale. Saturated reds and blues look a "
            "little lighter than they measure."
        ),
        f"Numbers describe this picture; they do not grade it.{corpus}",
        (
            f"Made by Art Assistant {__version__} from the file with sha256 {report.picture.sha256[:16]}… on this "
            f"machine; {_sent(report, works)}."
        ),
    ]


def _sent(report: Report, works: WorksSeen) -> str:
    """Return what left the machine for this page, in the words of its last line."""
    asked = report.tips_note is not None or any(tip.as_dict().get("source") == "llm" for tip in report.tips)
    model = ["the language model that was set up was told what the tips rest on"] if asked else []
    hosts = ", ".join(works.hosts)
    museums = [f"{hosts} was asked for pictures of related works, and told nothing of yours"] if hosts else []
    return "; ".join([*model, *museums]) or "nothing was sent anywhere"
