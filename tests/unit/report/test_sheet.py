from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.report.draw.canvas import text_width
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.sheet import choose_layout, draw_sheet, sheet_cells, showable, whole_clauses
from art_assistant.report.views import BY_NAME


def test_every_cell_is_a_view_and_shows_the_notans_to_paint_from(report: Report):
    cells, fillers = sheet_cells(Drawn(report))
    assert set(cells) | set(fillers) <= set(BY_NAME)
    assert not set(cells) & set(fillers)
    best, *others = (f"notan-{notan.kind}" for notan in report.notans.offered)
    assert [name for name in cells if name.startswith("notan")] == [best, f"{best}-3", *others]


@given(aspect=st.floats(0.05, 20.0), cells=st.integers(1, 14))
def test_cells_stay_on_the_sheet_and_apart(aspect: float, cells: int):
    layout = choose_layout(aspect, cells)
    assert layout.columns * layout.rows >= cells + 4
    wide, tall = layout.cell
    assert wide >= 1
    assert tall >= 1
    x, y = layout.place(layout.columns - 1, layout.rows - 1)
    assert layout.left >= 0
    assert x + wide <= layout.width
    assert y + tall <= layout.height
    next_x, next_y = layout.place(1, 1)
    assert next_x >= layout.left + wide
    assert next_y >= layout.top + tall


@given(aspect=st.floats(0.4, 2.5))
def test_cells_have_the_proportions_of_the_picture(aspect: float):
    wide, tall = choose_layout(aspect, 11).cell
    assert abs(wide / tall / aspect - 1.0) < 0.02


def test_an_upright_picture_is_shown_larger_than_it_would_be_lying():
    layout = choose_layout(0.7, 11)
    assert layout.cell[0] * layout.cell[1] > 300 * 400


@pytest.mark.slow
@pytest.mark.parametrize("aspect", [(40, 400), (400, 40), (300, 300), (1, 1)])
def test_any_picture_gets_a_sheet(make_report: Callable[..., Report], aspect: tuple[int, int]):
    rgb = np.random.default_rng(2).integers(0, 256, (*aspect, 3), dtype=np.uint8)
    sheet = draw_sheet(Drawn(make_report(rgb, name="夜" * 90 + ".jpg")))
    assert sorted(sheet.shape[:2]) == [2400, 3394]
    assert len(np.unique(sheet.reshape(-1, 3)[::997], axis=0)) > 5


def test_the_picture_is_on_the_sheet(report: Report):
    sheet = draw_sheet(Drawn(report))
    reds = (sheet[..., 0] > 150) & (sheet[..., 1] < 80) & (sheet[..., 2] < 80)
    assert reds.sum() > 1000


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("evening", "evening"),
        ("Стог сена", "Стог сена"),
        ("🎨 sunset 3", "sunset 3"),
        ("静物画", "A study"),
        ("静物画の練習 2", "A study"),
        ("...", "..."),
    ],
)
def test_a_name_is_shown_as_far_as_the_type_goes(name: str, shown: str):
    assert showable(name) == shown


def test_a_picture_with_a_name_in_another_script_has_a_heading(make_report: Callable[..., Report]):
    rgb = np.full((60, 80, 3), 128, dtype=np.uint8)
    sheet = draw_sheet(Drawn(make_report(rgb, name="静物画.jpg")))
    assert (sheet[60:125, 100:1400].max(axis=2) < 100).sum() > 200


def test_captions_end_where_a_clause_ends():
    text = "5 masses in 14 shapes. They tell 88% of the picture's values."
    assert whole_clauses(text, 22, 10_000) == text.rstrip(".")
    assert whole_clauses(text, 22, text_width("5 masses in 14 shapes", "sans", 22) + 1) == "5 masses in 14 shapes"
    assert not whole_clauses(text, 22, 20)


def inked_rows(strip: np.ndarray) -> list[tuple[int, int]]:
    """Return the runs of rows in which something is written, top to bottom."""
    inked = np.flatnonzero((np.abs(strip.astype(int) - strip[0, 0].astype(int)).sum(axis=-1) > 60).any(axis=1))
    runs = np.split(inked, np.flatnonzero(np.diff(inked) > 1) + 1)
    return [(int(run[0]), int(run[-1])) for run in runs if run.size]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(300, 400), (400, 300), (60, 400)])
@pytest.mark.parametrize("grey", [0, 25])
def test_the_tallest_bar_stays_clear_of_the_heading(
    make_report: Callable[..., Report], size: tuple[int, int], grey: int
):
    report = make_report(np.full((*size, 3), grey, np.uint8))
    sheet = draw_sheet(Drawn(report))
    layout = choose_layout(report.picture.width / report.picture.height, len(sheet_cells(Drawn(report))[0]))
    left = min(layout.left, 360)
    middle = round(left + (sheet.shape[1] - 2 * left) * 0.56)
    foot = sheet[-420 : -420 + 176, middle : middle + 200]
    heading, label, bar = inked_rows(foot)
    assert label[0] - heading[1] >= 8
    assert bar[0] - label[1] >= 4
    assert bar[1] - bar[0] > 80


def test_the_steps_stand_in_a_row_above_the_foot(report: Report):
    drawn = Drawn(report)
    sheet, layout = draw_sheet(drawn), choose_layout(1.5, len(sheet_cells(drawn)[0]))
    bottom = layout.place(0, layout.rows - 1)[1] + layout.cell[1]
    band = sheet[bottom + 90 : -420]
    heading, pictures = [run for run in inked_rows(band) if run[1] - run[0] > 18][:2]
    assert pictures[1] - pictures[0] >= 200
    inked = np.abs(band[sum(pictures) // 2].astype(int) - 236).sum(axis=-1) > 0
    assert heading[1] < pictures[0]
    assert np.count_nonzero(np.diff(inked.astype(int)) == 1) == 5


def test_a_picture_with_nothing_in_it_has_no_steps(make_report: Callable[..., Report]):
    rgb, nothing = np.full((60, 80, 3), 128, np.uint8), np.zeros((60, 80), bool)
    sheet = draw_sheet(Drawn(make_report(rgb, counted=nothing)))
    heading = sheet[3394 - 410 - 340 : 3394 - 410, 100:2300]
    assert not (heading.max(axis=2) < 100).any()
