"""A comparison told: as JSON, as lines for the terminal, as a map of errors, as files."""

from __future__ import annotations

import errno
import io
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from art_assistant.comparison.corrections import Correction, in_words
from art_assistant.comparison.parts import masses_of
from art_assistant.comparison.since import Since
from art_assistant.comparison.study import EXPOSURE, Comparison, Findings
from art_assistant.comparison.values import ValueMap
from art_assistant.errors import OutputError
from art_assistant.files.placing import mend, place
from art_assistant.files.studies import REPORT, UNSEALED, WRITTEN, StudyFiles, Writing, read_study, sealed
from art_assistant.files.there import is_folder
from art_assistant.imaging.arrays import U8
from art_assistant.imaging.colorspace import lab_to_linear, linear_to_srgb, srgb_to_linear
from art_assistant.report.draw.canvas import INK, PAPER, QUIET, RULE, Canvas, Stroke
from art_assistant.report.draw.encode import encode_png
from art_assistant.report.target import Identities, identities, unwritten

SCHEMA: Final = "art-assistant/comparison-1"
ERRORS, MAP, LAID = "value_error.npy", "value_error.png", "aligned.png"
FILES: Final = (REPORT, ERRORS, MAP, LAID)

CAST: Final = "Hue and chroma are told after what all of the photograph is off by in colour was taken off."
_REACH: Final = 2.0
"""Value steps at the ends of the scale."""
_LONG: Final = 900
_DARKER, _LIGHTER = (38.0, 8.0, -52.0), (58.0, 42.0, 62.0)
"""CIELAB at the ends: blue and orange, which every common kind of colour blindness tells apart."""
_EVEN: Final = (93.0, 0.0, 0.0)
_UNKNOWN: Final = (150, 150, 150)


def as_dict(comparison: Comparison, since: Since | None = None) -> dict[str, Any]:
    """Return a comparison, JSON-ready; null is unknown, never 0."""
    findings = comparison.findings
    head = {
        "schema": SCHEMA,
        "reference": comparison.reference.as_dict(),
        "painting": comparison.painting.as_dict(),
        "verdict": comparison.verdict,
        "reason": comparison.reason,
        "alignment": comparison.alignment.as_dict(),
    }
    told: dict[str, Any] = {"global": None, "values": None, "masses": [], "drawing": None, "color": None, "edges": None}
    listed: dict[str, Any] = {"corrections": [], "more": [], "intended": []}
    if findings is not None:
        told |= _measured(findings)
        listed = {name: [one.as_dict() for one in getattr(findings, name)] for name in listed}
    return {**head, **told, **listed, "since": None if since is None else since.as_dict()}


def _measured(findings: Findings) -> dict[str, Any]:
    values = findings.values
    return {
        "global": {
            "key_shift_steps": round(values.key_shift, 3),
            "range_ratio": round(values.line.slope, 3),
            "card": None if findings.card is None else findings.card.kind,
            "note": EXPOSURE if findings.card is None else None,
        },
        "values": {
            "mean_error_steps": round(findings.mean_error, 3),
            "judged": round(values.judged, 4),
            "cut_off": round(values.cut, 4),
            "unpainted": round(float(values.bare.mean()), 4),
            "uneven_light": round(values.field, 3),
            "glare": None if findings.glare is None else round(float(findings.glare.mean()), 4),
        },
        "masses": [mass.as_dict() for mass in findings.masses],
        "drawing": {
            "overlap": None if findings.overlap is None else round(findings.overlap, 3),
            "offset": _offset(findings),
        },
        "color": {
            "chroma_ratio": None if findings.chroma_ratio is None else round(findings.chroma_ratio, 3),
            "hue_shift_degrees": None if findings.hue_shift is None else round(findings.hue_shift, 1),
            "note": CAST,
        },
        "edges": findings.edges.as_dict(),
    }


def _offset(findings: Findings) -> float | None:
    """Return how far the masses lie elsewhere on the mean, in diagonals; None where that cannot be told of any."""
    known = [(float(np.hypot(*mass.offset)), mass.share) for mass in findings.masses if mass.offset is not None]
    total = sum(share for _, share in known)
    return round(sum(far * share for far, share in known) / total, 4) if known else None


@dataclass(frozen=True, slots=True)
class Ways:
    """What a face adds to what is told, for whoever uses it.

    Attributes:
        corners, card: how the corners are set and a card is named there, each a sentence; empty where that is seen.
        ids: whether differences are told with the ids that they are called by.

    """

    corners: str = ""
    card: str = ""
    ids: bool = False

    def name(self, one: Correction) -> str:
        """Return a difference in few words."""
        return in_words(one.id) + (f" [{one.id}]" if self.ids else "")


NO_WAYS: Final = Ways()


def told_reason(comparison: Comparison, ways: Ways = NO_WAYS) -> str:
    """Return why less than all can be told, and what is to be done; empty where all is told."""
    reason = comparison.reason or ""
    return reason if comparison.alignment.accepted else f"{reason} {ways.corners}".rstrip()


def told(comparison: Comparison, since: Since | None = None, ways: Ways = NO_WAYS) -> Iterator[str]:
    """Yield a comparison in lines."""
    findings = comparison.findings
    if findings is None:
        yield f"{comparison.verdict[:1].upper()}{comparison.verdict[1:]}. {told_reason(comparison, ways)}"
        return
    yield (
        f"Found by its {comparison.alignment.method} with confidence {comparison.alignment.confidence:.0%}; "
        f"{findings.values.judged:.0%} of it can be judged."
        if comparison.alignment.method != "artist"
        else f"By your corners; {findings.values.judged:.0%} of it can be judged."
    )
    yield from _remarks(findings, ways)
    if not findings.corrections:
        yield "No difference is large enough to be told."
    for number, one in enumerate(findings.corrections, start=1):
        yield f"{number}. {one.text}" + (f" [{one.id}]" if ways.ids else "")
    if findings.more:
        yield told_rest(map(ways.name, findings.more))
    if findings.intended:
        yield f"Meant so, and not told: {', '.join(map(ways.name, findings.intended))}."
    if since is not None:
        yield since.text


def told_rest(names: Iterable[str]) -> str:
    """Return what is said of the differences that weigh less than those that are told; empty where there are none."""
    listed = ", ".join(names)
    return listed and f"What weighs less is told when one of these is put right or meant: {listed}."


def told_card(findings: Findings) -> str | None:
    """Return what a card says, in one sentence; None without one."""
    if findings.card is None:
        return None
    shift = findings.values.key_shift
    more = "lighter" if shift > 0 else "darker"
    return f"By the {findings.card.kind} card the painting is {abs(shift):.1f} value steps {more} as a whole."


def _remarks(findings: Findings, ways: Ways) -> Iterator[str]:
    values = findings.values
    yield told_card(findings) or f"{EXPOSURE} {ways.card}".rstrip()
    if values.bare.mean() > 0.03:
        yield f"{values.bare.mean():.0%} of the canvas seems bare, and is not judged."
    if values.cut > 0.03:
        yield f"{values.cut:.0%} of the photograph is cut off at white, and is not judged; expose it shorter."
    if findings.glare is not None:
        yield (
            "There may be glare, which reads as paint that is too light: photograph it again with the light from the "
            "side, and see whether the difference stays."
        )


def draw_errors(comparison: Comparison) -> U8:
    """Return the map of errors with the reference's masses, the corrections' numbers and a legend, (h, w, 3) uint8.

    Raises:
        ValueError: nothing could be compared.

    """
    findings = comparison.findings
    if findings is None:
        raise ValueError("nothing could be compared")
    error = findings.values.error
    by = _LONG / max(error.shape)
    width, height = round(error.shape[1] * by), round(error.shape[0] * by)
    sheet = Canvas.blank(width, height + 96, PAPER)
    sheet.paste(_colored(findings.values, width, height), 0, 0)
    light = cv2.resize(srgb_to_linear(comparison.reference.standard), error.shape[::-1], interpolation=cv2.INTER_AREA)
    labels = masses_of(np.asarray(light, dtype=np.float32)).labels
    for ring in _rings(labels):
        sheet.line([(x * by, y * by) for x, y in ring], Stroke(QUIET, 1.0), closed=True)
    for number, one in enumerate(findings.corrections, start=1):
        if one.x is not None and one.y is not None:
            sheet.badge((one.x * width, one.y * height), str(number), 22)
    _legend(sheet, width, height)
    return sheet.rgb


def _colored(values: ValueMap, width: int, height: int) -> U8:
    """Return the errors in colours between blue (darker) and orange (lighter); hatched where nothing is judged."""
    known = np.isfinite(values.error)
    full = cv2.resize(np.nan_to_num(values.error), (width, height), interpolation=cv2.INTER_LINEAR)
    shown = cv2.resize(known.astype(np.uint8), (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
    rgb = scale_colors(full)
    y, x = np.mgrid[:height, :width]
    hatch = np.where(((x + y) % 14 < 3)[..., None], np.uint8(118), np.uint8(_UNKNOWN[0]))
    return np.where(shown[..., None], rgb, hatch).astype(np.uint8)


def scale_colors(steps: Any) -> U8:
    """Return (..., 3) uint8 sRGB of value steps: even is a light grey, full colour stands at two steps and beyond."""
    part = np.clip(np.asarray(steps, dtype=np.float32) / _REACH, -1.0, 1.0)[..., None]
    end = np.where(part > 0, np.array(_LIGHTER, np.float32), np.array(_DARKER, np.float32))
    lab = np.array(_EVEN, np.float32) + (end - np.array(_EVEN, np.float32)) * np.abs(part) ** 0.8
    return linear_to_srgb(np.clip(lab_to_linear(lab), 0.0, 1.0))


def _rings(labels: Any) -> Iterator[list[tuple[float, float]]]:
    for label in np.unique(labels):
        found, _ = cv2.findContours((labels == label).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for ring in found:
            if cv2.contourArea(ring) > 0.004 * labels.size:
                yield [(float(x) + 0.5, float(y) + 0.5) for x, y in ring[:, 0]]


def _legend(sheet: Canvas, width: int, top: int) -> None:
    left, wide = 24, width - 48
    steps = np.linspace(-_REACH, _REACH, wide)
    sheet.paste(np.repeat(scale_colors(steps)[None], 22, axis=0), left, top + 18)
    sheet.frame(left, top + 18, wide, 22, RULE)
    for step in (-2, -1, 0, 1, 2):
        x = left + (step + _REACH) / (2.0 * _REACH) * wide
        anchor = {-2: "ls", 2: "rs"}.get(step, "ms")
        sheet.text(x, top + 58, "0" if step == 0 else f"{step:+d}", 15, INK, anchor=anchor)
    sheet.text(left, top + 82, "painting darker", 15, INK)
    sheet.text(left + wide, top + 82, "painting lighter", 15, INK, anchor="rs")
    sheet.text(left + wide / 2, top + 82, "value steps · hatched: not judged", 15, QUIET, anchor="ms")


def pictures_of(comparison: Comparison) -> dict[str, bytes]:
    """Return the pictures of a comparison, by name, as PNG files; none where nothing could be compared."""
    laid = comparison.laid()
    if comparison.findings is None or laid is None:
        return {}
    drawn = {MAP: draw_errors(comparison), LAID: laid}
    return {name.removesuffix(".png"): encode_png(rgb) for name, rgb in drawn.items()}


def files_of(comparison: Comparison, since: Since | None = None) -> dict[str, bytes]:
    """Return the files of a comparison by name; of one that could not be made, the report alone."""
    files: dict[str, bytes] = {}
    if comparison.findings is not None:
        held = io.BytesIO()
        np.save(held, comparison.findings.values.error, allow_pickle=False)
        files = {ERRORS: held.getvalue()}
        files |= {f"{name}.png": png for name, png in pictures_of(comparison).items()}
    written = StudyFiles({name: Writing.of(data) for name, data in files.items()}).as_dict()
    report = {**as_dict(comparison, since), WRITTEN: written, "seal": UNSEALED}
    text = json.dumps(report, ensure_ascii=False, indent=2).encode("utf-8")
    return {REPORT: sealed(text), **files}


def write_comparison(
    comparison: Comparison, folder: Path, since: Since | None = None, *, inputs: Identities = frozenset()
) -> list[Path]:
    """Write a comparison into a folder, all of it or nothing; an earlier comparison there that is untouched is renewed.

    Args:
        comparison: what to write.
        folder: where; made if it is not there.
        since: what changed since an attempt before.
        inputs: what pictures are known by that must not be written over.

    Raises:
        OutputError: a name is taken by somebody's file, or the folder cannot be written to.

    """
    files = files_of(comparison, since)
    try:
        mend(folder)
        place(folder, files, lambda: _check(folder, inputs))
    except OSError as error:
        raise unwritten(error) from error
    return [folder / name for name in files]


def check_folder(folder: Path, inputs: Identities) -> None:
    """Raise OutputError where no comparison may be written into a folder; asked before anything is measured."""
    try:
        mend(folder)
        _check(folder, inputs)
    except OSError as error:
        raise unwritten(error) from error


def _check(folder: Path, inputs: Identities) -> None:
    if not os.path.lexists(folder):
        return
    if not is_folder(folder):
        raise NotADirectoryError(errno.ENOTDIR, "no folder")
    study = read_study(folder)
    if study is not None and not set(study.files) <= set(FILES):
        raise OutputError("That folder holds the study of a picture; choose another folder with --out.")
    for path in folder.iterdir():
        if path.name.casefold() not in FILES:
            continue
        if identities([path]) & inputs:
            raise OutputError(
                f"The comparison would take the place of the picture '{path.name}' itself; choose another "
                "folder with --out."
            )
        if study is None or path.is_symlink() or not study.still_holds(path):
            raise OutputError(
                f"The file '{path.name}' in that folder is not as a comparison wrote it; move it away, or "
                "choose another folder with --out."
            )
