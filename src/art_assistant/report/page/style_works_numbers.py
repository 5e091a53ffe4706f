"""The parts of the HTML report about style, related works, and all the numbers."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import cv2
import numpy as np

from art_assistant.corpus.metrics import METRICS
from art_assistant.gallery.preview import read_preview
from art_assistant.gallery.seen.rights import terms_of
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import lstar_to_grey
from art_assistant.report.draw.encode import data_uri, encode_jpeg
from art_assistant.report.model import Report
from art_assistant.report.page.sections import details_block, section
from art_assistant.report.words.text import percent
from art_assistant.report.works_seen import UNSEEN, WorkPicture, WorksSeen

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_PREVIEW_SIDE: Final = 160
_GRID: Final = 24


def style_section(report: Report) -> dict[str, Any] | None:
    """Return the style card, or None where there is none."""
    if report.style is None:
        return None
    style = report.style.as_dict()
    bars = [
        {
            "label": entry["label"],
            "note": entry.get("family") or "",
            "percent": round(100.0 * entry["probability"], 1),
            "text": percent(entry["probability"]),
        }
        for entry in style.get("top") or []
    ]
    axes = [{"cells": [_axis_name(axis), _axis_value(axis)]} for axis in _axes(style.get("axes"))]
    evidence = [
        {"cells": [_work(entry), str(entry.get("style") or entry.get("label") or "")]} for entry in _evidence(style)
    ]
    return section(
        "style",
        "Style",
        style_verdict(style),
        [
            {"kind": "bars", "entries": [] if style.get("photograph") else bars},
            *([{"kind": "text", "text": style["note"]}] if style.get("note") else []),
            {"kind": "table", "head": ["Treatment", "Among masters"], "rows": axes, "entries": axes},
            {"kind": "table", "head": ["Nearest works", "Style"], "rows": evidence, "entries": evidence},
        ],
    )


def style_verdict(style: Mapping[str, Any]) -> str:
    """Return the style card of a report in one line."""
    if style.get("photograph"):
        return "This looks like a photograph of the world, not a painting."
    top = style.get("top") or []
    if style.get("abstained") or not top:
        return _unsure(style.get("family"), style.get("family_probability"))
    return f"Nearest to {top[0]['label']}. A label is context for looking, not a judgement."


def _unsure(family: str | None, probability: float | None) -> str:
    if not family:
        return "Not sure of the style."
    if probability is None:
        return f"Not sure of the style; the family is most likely {family}."
    chance = f"{100.0 * probability:.0f} in 100"
    if probability >= 0.5:
        return f"Not sure of the style; the family is most likely {family} ({chance})."
    return f"Not sure of the style. The likeliest family is {family}, at {chance}: hardly more than a guess."


def _axes(axes: Any) -> list[Mapping[str, Any]]:
    if isinstance(axes, Mapping):
        return [
            {"name": name, **(axis if isinstance(axis, Mapping) else {"value": axis})} for name, axis in axes.items()
        ]
    return list(axes or [])


def _axis_name(axis: Mapping[str, Any]) -> str:
    return str(axis.get("label") or axis.get("name") or axis.get("axis") or "").replace("_", " ").capitalize()


def _axis_value(axis: Mapping[str, Any]) -> str:
    words = str(axis.get("words") or axis.get("text") or "")
    rank = axis.get("percentile")
    if rank is None:
        return words or "unknown"
    return f"{words + ', ' if words else ''}percentile {rank:.0f}"


def _evidence(style: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entry for entry in style.get("evidence") or [] if isinstance(entry, Mapping)]


def _work(entry: Mapping[str, Any]) -> str:
    artist, title = entry.get("artist") or "unknown artist", entry.get("title") or "untitled"
    return f"{title}, {artist}"


INTROS: Final[Mapping[bool | None, str]] = {
    True: "Works that share something measurable with yours, and why each was chosen.",
    False: "No work in the gallery is truly close; these are the nearest.",
    None: "The gallery holds too few works to say whether one is truly close, or its model does not tell; these are "
    "the nearest.",
}


def references_section(report: Report, seen: WorksSeen = UNSEEN) -> dict[str, Any] | None:
    """Return the related works, or None where no gallery was searched; ``seen`` are museums' own pictures of them."""
    if report.close_match is None and not report.references:
        return None
    intro = INTROS[report.close_match]
    works = [_card(reference.as_dict(), seen) for reference in report.references]
    return section("works", "Related works", intro, [{"kind": "works", "entries": works}])


def _card(work: Mapping[str, Any], seen: WorksSeen) -> dict[str, Any]:
    picture = seen.pictures.get(str(work.get("id")))
    return {
        "title": work.get("title") or "Untitled",
        "artist": _by(work),
        "date": work.get("date") or "",
        "museum": work.get("museum") or "",
        "reason": work.get("reason") or "",
        "facets": _facets(work.get("facets")),
        "museum_url": web_link(work.get("museum_url")),
        "image_url": web_link(work.get("image_url")),
        "rights": work.get("rights") or "rights unknown",
        "terms_url": terms_of(work.get("rights")) if picture else "",
        "credit": work.get("credit") or "",
        "picture_note": _picture_note(work, seen),
        "whole": picture is not None,
        "pictures": _pictures(work, picture),
        "palette": [
            {"hex": colour, "flex": round(1000.0 * float(share), 1)}
            for colour, share in work.get("palette") or ()
            if _HEX.fullmatch(str(colour))
        ],
    }


def _by(work: Mapping[str, Any]) -> str:
    artist = work.get("artist") or "Unknown artist"
    return f"{work['attribution']} {artist}" if work.get("attribution") else artist


def _facets(facets: Any) -> str:
    if not isinstance(facets, Mapping):
        return ""
    known = [f"{name} {rank:.0f}" for name, rank in facets.items() if isinstance(rank, (int, float))]
    return f"Percentiles: {', '.join(known)}" if known else ""


def web_link(address: Any) -> str:
    """Return an address if it is a plain web address, else nothing: no other scheme may stand behind a link."""
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.netloc else ""


def _picture_note(work: Mapping[str, Any], seen: WorksSeen) -> str:
    """Return what must be known of a museum's picture: that it is smaller than theirs, or why it is not there."""
    identifier = str(work.get("id"))
    if identifier in seen.pictures:
        return "The picture is the museum's, made smaller."
    fault = seen.faults.get(identifier)
    return f"The museum's picture could not be fetched when this page was written: {fault}." if fault else ""


def _pictures(work: Mapping[str, Any], picture: WorkPicture | None) -> list[dict[str, Any]]:
    """Return how a work looks: the museum's picture or what is known of its colours, then its values alike in shape."""
    title = work.get("title") or "the work"
    colours = read_preview(work.get("preview"), _PREVIEW_SIDE) if picture is None else None
    shown = [] if colours is None else [_blurred("The colours of", title, colours)]
    shape: tuple[int, ...] = (_PREVIEW_SIDE, _PREVIEW_SIDE) if colours is None else colours.shape[:2]
    if picture is not None:
        shape = _within(_PREVIEW_SIDE, picture)
        uri, alt = data_uri(picture.jpeg, "image/jpeg"), f"{title} by {_by(work)}, the museum's picture"
        shown = [{"uri": uri, "width": picture.width, "height": picture.height, "alt": alt}]
    grid = value_grid(work.get("value_grid"), shape)
    return shown if grid is None else [*shown, _blurred("The pattern of light and dark in", title, grid)]


def _within(side: int, picture: WorkPicture) -> tuple[int, int]:
    """Return height and width of a picture scaled to a long side, no side below 1."""
    scale = side / max(picture.width, picture.height)
    return max(1, round(picture.height * scale)), max(1, round(picture.width * scale))


def _blurred(what: str, title: str, rgb: U8) -> dict[str, Any]:
    return {
        "uri": data_uri(encode_jpeg(rgb, 80), "image/jpeg"),
        "width": rgb.shape[1],
        "height": rgb.shape[0],
        "alt": f"{what} {title}, much blurred",
    }


def value_grid(grid: Any, shape: tuple[int, ...]) -> U8 | None:
    """Return a work's values (24 x 24 bytes of L* x 2.55, base64) as a soft grey picture, or None if unreadable.

    Args:
        grid: the stored text; the picture was squashed to a square for it.
        shape: height and width of the picture to return, in pixels.

    """
    try:
        cells = np.frombuffer(base64.b64decode(grid or "", validate=True), dtype=np.uint8)
    except (ValueError, TypeError):
        return None
    if cells.size != _GRID * _GRID:
        return None
    levels = cells.reshape(_GRID, _GRID).astype(np.float32) / np.float32(2.55)
    large = cv2.resize(levels, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.repeat(lstar_to_grey(np.asarray(large, dtype=np.float32))[..., None], 3, axis=-1)


def numbers_section(report: Report) -> dict[str, Any] | None:
    """Return every ranked measurement as one table, or None where there is none."""
    if not report.standing:
        return None
    rows = [
        {
            "cells": [
                METRICS[name].label,
                METRICS[name].told(place.value),
                "–" if place.percentile is None else f"{place.percentile:.0f}",
                *(METRICS[name].told(usual) for usual in (place.p5, place.p50, place.p95)),
            ]
        }
        for name, place in report.standing.items()
    ]
    head = ["Measurement", "This picture", "Percentile", "Masters p5", "Median", "p95"]
    table = {"kind": "table", "head": head, "rows": rows, "entries": rows}
    return section(
        "numbers",
        "Numbers",
        "Everything that was measured, beside the masters. High or low is neither good nor bad: is it what you meant?",
        [details_block("All measurements", [table])],
    )
