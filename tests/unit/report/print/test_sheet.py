from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest

from art_assistant.errors import UsageError
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.print.layout import PAPERS
from art_assistant.report.print.pages import GRID_CELLS, grey_of, pages_of
from art_assistant.report.print.sheet import as_pdf, told_of

MM = 72 / 25.4
PER_MM = 8
"""Pixels of a millimetre on a rasterised page."""


@pytest.fixture(scope="module")
def drawn(report: Report) -> Drawn:
    return Drawn(report)


@pytest.fixture(scope="module")
def pdf(drawn: Drawn) -> bytes:
    return as_pdf(drawn, "a4")


@pytest.fixture(scope="module")
def pages(pdf: bytes) -> list[np.ndarray]:
    """The pages as grey pixels, eight of them a millimetre, made by PDFium."""
    document = pdfium.PdfDocument(pdf)
    found = [np.asarray(page.render(scale=PER_MM / MM).to_pil().convert("RGB")) for page in document]
    document.close()
    return found


def off(page: np.ndarray, x: float, y: float, across: tuple[int, int]) -> float:
    """Return how far the darkest line near a point lies from it, in millimetres, looked for along one direction."""
    steps = np.arange(-1.5, 1.5, 1 / (2 * PER_MM))
    at = [(round((x + step * across[0]) * PER_MM), round((y + step * across[1]) * PER_MM)) for step in steps]
    grey = np.array([page[row - (row == len(page)), column].mean() for column, row in at])
    assert grey.min() < 220
    dark = 255.0 - grey
    return float((steps * (dark > 0.6 * dark.max())).sum() / (dark > 0.6 * dark.max()).sum())


@pytest.mark.parametrize("paper", PAPERS)
def test_pages_are_as_large_as_the_paper(drawn: Drawn, paper: str):
    document = pdfium.PdfDocument(as_pdf(drawn, paper))
    laid = pages_of(told_of(drawn.report), PAPERS[paper])[0]
    assert sorted(laid) == sorted(PAPERS[paper])
    assert len(document) == 3
    for page in document:
        assert page.get_size() == pytest.approx([side * MM for side in laid], abs=0.05 * MM)
    document.close()


def test_every_empty_box_lies_where_it_should_within_half_a_millimetre(drawn: Drawn, pages: list[np.ndarray]):
    laid, marks = pages_of(told_of(drawn.report), PAPERS["a4"])
    aspect = drawn.report.picture.width / drawn.report.picture.height
    seen = 0
    for page, found in zip(pages[1:], marks[1:], strict=True):
        for box in (mark for mark in found if mark["kind"] == "box" and mark["thick"] == 0.25):
            seen += 1
            middle_x, middle_y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
            sides = [
                off(page, box["x"], middle_y, (1, 0)),
                off(page, box["x"] + box["width"], middle_y, (1, 0)),
                off(page, middle_x, box["y"], (0, 1)),
                off(page, middle_x, box["y"] + box["height"], (0, 1)),
            ]
            assert np.abs(sides).max() < 0.25
            assert box["width"] / box["height"] == pytest.approx(aspect, rel=1e-4)
    assert seen == sum(mark["kind"] == "box" and mark["thick"] == 0.25 for found in marks for mark in found) >= 10
    # The length to measure the print by is fifty millimetres long.
    low = laid[1] - 6.0
    for page in pages:
        assert abs(off(page, 16.0, low - 0.7, (1, 0))) < 0.25
        assert abs(off(page, 66.0, low - 0.7, (1, 0))) < 0.25


def test_pictures_stand_in_their_places_and_the_grid_in_equal_squares(drawn: Drawn, pages: list[np.ndarray]):
    marks = pages_of(told_of(drawn.report), PAPERS["a4"])[1][0]
    images = {mark["file"]: mark for mark in marks if mark["kind"] == "image"}
    for name, view in (("reference.jpg", "picture"), ("masses.png", "masses"), ("squint.png", "squint")):
        at = images[name]
        for share_x, share_y in ((0.13, 0.2), (0.86, 0.2), (0.3, 0.93)):
            x, y = at["x"] + share_x * at["width"], at["y"] + share_y * at["height"]
            want = drawn.sized(view, 90)
            want = want[int(share_y * want.shape[0]), int(share_x * want.shape[1])].astype(float)
            found = pages[0][int(y * PER_MM) - 3 : int(y * PER_MM) + 4, int(x * PER_MM) - 3 : int(x * PER_MM) + 4]
            assert np.abs(found.mean(axis=(0, 1)) - want).max() < 14, name
    grid = images["greys.jpg"]
    right, square = grid["x"] + grid["width"], grid["width"] / GRID_CELLS
    white = [mark for mark in marks if mark["kind"] == "line" and mark["stroke"] == "#ffffff"]
    upright = sorted({mark["x"] for mark in white if not mark["width"]})
    level = sorted({mark["y"] for mark in white if not mark["height"]})
    assert np.diff([grid["x"], *upright, right]) == pytest.approx(square, abs=1e-3)
    assert np.diff([grid["y"], *level]) == pytest.approx(square, abs=1e-3)


def test_greys_and_colours_are_printed_as_they_are_named(drawn: Drawn, pages: list[np.ndarray]):
    marks = pages_of(told_of(drawn.report), PAPERS["a4"])[1][0]
    chips = [mark for mark in marks if mark["kind"] == "box" and mark["fill"]]
    palette = [swatch.hex for swatch in drawn.report.color.palette]
    assert [chip["fill"] for chip in chips] == [*palette, *(grey_of(value) for value in range(1, 10))]
    for chip in chips:
        x, y = (round((chip[a] + chip[b] / 2) * PER_MM) for a, b in (("x", "width"), ("y", "height")))
        assert pages[0][y, x].tolist() == pytest.approx(list(bytes.fromhex(chip["fill"][1:])), abs=1)


def test_the_words_of_the_sheet_can_be_read_by_a_machine(drawn: Drawn, pdf: bytes):
    document = pdfium.PdfDocument(pdf)
    words = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    fonts = pdf.count(b"/BaseFont")
    document.close()
    for told in ("evening", "Two values", "Squint", "50 mm", "Tape up to", "Timed: 20 minutes"):
        assert told in words
    for swatch in drawn.report.color.palette:
        assert swatch.painter_name.split()[-1] in words
        assert f"{swatch.value:.1f}" in words
    assert "Repaint the lower half" in words
    assert fonts > 0
    assert not [name for name in (b"Libertinus", b"DejaVu", b"NewCM") if name in pdf]


def test_the_same_report_gives_the_same_bytes_and_no_time_or_place(drawn: Drawn, pdf: bytes):
    assert as_pdf(Drawn(drawn.report), "a4") == pdf
    assert b"Date" not in pdf.replace(b"Datetime", b"")
    assert b"tmp" not in pdf


@pytest.mark.parametrize(("height", "width"), [(40, 160), (160, 40), (1, 1), (64, 64)])
def test_odd_pictures_have_a_sheet(make_report: Callable[..., Report], height: int, width: int):
    rgb = np.full((height, width, 3), 252, dtype=np.uint8)
    counted = np.zeros((height, width), dtype=bool) if height == width == 64 else None
    document = pdfium.PdfDocument(as_pdf(Drawn(make_report(rgb, name="\u7a7a #[*_ .png", counted=counted)), "letter"))
    assert len(document) == 3
    words = document[1].get_textpage().get_text_bounded()
    assert "A study" in words or "#[*_" in words
    document.close()


def test_words_are_never_taken_for_markup(report: Report):
    named = replace(report, picture=replace(report.picture, name='a $x^2$ #eval("1") @b *c*.png'))
    document = pdfium.PdfDocument(as_pdf(Drawn(named)))
    assert 'a $x^2$ #eval("1") @b *c*' in document[0].get_textpage().get_text_bounded()
    document.close()


def test_a_paper_that_there_is_not_and_a_missing_extra_are_told(drawn: Drawn, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(UsageError, match="use a4, letter"):
        as_pdf(drawn, "a5")
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(UsageError, match=r"art-assistant\[pdf\]"):
        as_pdf(drawn)
