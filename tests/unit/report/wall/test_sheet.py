from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.report.draw.box import Box
from art_assistant.report.draw.canvas import PAPER, Canvas
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.views import BY_NAME
from art_assistant.report.wall.captions import Caption, chips
from art_assistant.report.wall.cells import cells_of
from art_assistant.report.wall.layout import FOOT, HEAD, LONG, MARGIN, SHORT, WallLayout, choose_layout
from art_assistant.report.wall.panel import Paragraphs, fitted
from art_assistant.report.wall.sheet import draw_sheet, laid_out
from art_assistant.report.words.wall import heading


@dataclass(frozen=True)
class Told:
    """A tip that is nothing but its JSON form."""

    form: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return self.form


WORDS = "A hard edge draws the eye; where nearly all are hard, none of them does, and the picture looks cut out. "
SAID = [Paragraphs(f"Tip {number}", (2 * WORDS, WORDS), (WORDS,)) for number in (1, 2)]
CAPTIONS = [Caption(f"Picture {number}", WORDS[: 12 * (number % 8)]) for number in range(18)]


def layout_of(aspect: float) -> WallLayout:
    rows = [CAPTIONS[:count] for count in (14, 15, 16, 17, 18)]
    return choose_layout(aspect, rows, lambda room: fitted(SAID, [], room))


def apart(one: Box, other: Box) -> bool:
    return (
        one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
    )  # fmt: skip


@given(aspect=st.floats(0.05, 20.0))
@settings(max_examples=12, deadline=None)
def test_everything_stays_inside_the_margins_and_apart(aspect: float):
    layout = layout_of(aspect)
    captions = [
        Box(cell.x, cell.y, layout.caption, cell.height + caption.height(layout.caption))
        for cell, caption in zip(layout.cells, CAPTIONS, strict=False)
    ]
    boxes = [layout.main, *captions, *(box for _, box in layout.panel.parts)]
    for place, box in enumerate(boxes):
        assert box.x >= MARGIN - 1
        assert box.right <= layout.width - MARGIN + 1
        assert box.y >= HEAD - 1
        assert box.bottom <= layout.height - FOOT + 1
        assert all(apart(box.cut(right=1, bottom=1), other) for other in boxes[place + 1 :])


@pytest.mark.parametrize("aspect", [0.25, 0.5, 1.0, 2.0, 4.0])
def test_pictures_have_the_proportions_of_the_picture_and_it_leads(aspect: float):
    layout = layout_of(aspect)
    for box in (layout.main, *layout.cells):
        assert box.width / box.height == pytest.approx(aspect, rel=0.02)
    assert layout.main.width >= 1.3 * layout.cells[0].width
    assert layout.panel.size >= 22


def voids(rgb: np.ndarray) -> float:
    """The largest square of bare paper inside the margins, as a share of the short side."""
    inside = rgb[HEAD:-FOOT, MARGIN:-MARGIN]
    bare = (inside == PAPER).all(axis=2)[::8, ::8]
    side = np.zeros(tuple(size + 1 for size in bare.shape), dtype=int)
    for row, column in np.argwhere(bare):
        side[row + 1, column + 1] = 1 + min(side[row, column], side[row, column + 1], side[row + 1, column])
    return float(side.max() * 8 / SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(480, 120), (480, 240), (400, 300), (300, 300), (300, 400), (240, 480), (120, 480)])
def test_no_place_of_the_sheet_stays_empty(report: Report, make_report: Callable[..., Report], size: tuple[int, int]):
    bare = make_report(np.random.default_rng(3).integers(0, 255, (*size, 3), dtype=np.uint8))
    sheet = draw_sheet(Drawn(replace(bare, tips=report.tips, strengths=report.strengths)))
    assert sorted(sheet.shape[:2]) == [SHORT, LONG]
    assert voids(sheet) < 0.14


def test_the_pictures_are_those_a_painter_works_with(report: Report):
    cells, spare = cells_of(Drawn(report))
    names = [cell.name for cell in cells]
    best, *others = (f"notan-{notan.kind}" for notan in report.notans.offered)
    assert names[-5:] == [best, f"{best}-3", "masses", "color-blocks", "accents"]
    assert [name for name in names[:-5] if name.startswith("notan")] == others
    assert not {cell.name for cell in spare} & set(names)
    assert {*names, *(cell.name for cell in spare)} - {"tip-1", "accents"} <= set(BY_NAME)


def test_what_is_drawn_on_a_picture_has_its_key(report: Report):
    captions = {cell.name: cell.caption for cell in cells_of(Drawn(report))[0]}
    shares = [words for _, words in captions["edges"].key.named]
    assert [words.split()[0] for words in shares] == ["hard", "firm", "soft", "lost"]
    assert all(words.endswith("%") for words in shares)
    assert [step.label for step in captions["masses"].key.steps] == [str(mass.id) for mass in report.masses.items]
    assert [len(captions[f"value-plan-{k}"].key.steps) for k in (3, 5, 7)] == [3, 5, 7]


def test_the_tips_stand_on_the_sheet_with_their_place_and_exercise(report: Report):
    layout, cells = laid_out(Drawn(report))
    told = [part for part, _ in layout.panel.parts if isinstance(part, Paragraphs)]
    tips = [tip.as_dict() for tip in report.tips]
    assert [part.heading for part in told[:2]] == [f"Tip {n} · {tip['title']}" for n, tip in enumerate(tips, start=1)]
    assert all(tip["text"] in part.said for tip, part in zip(tips, told, strict=False))
    assert all(tip["exercise"] in part.quiet[0] for tip, part in zip(tips, told, strict=False))
    assert [cell.name for cell in cells if cell.name.startswith("tip")] == ["tip-1"], "only the first has a place"


def test_a_tip_on_the_whole_picture_has_no_place_of_its_own(report: Report):
    whole = Told(report.tips[0].as_dict() | {"region": [[0, 0], [1, 0], [1, 1], [0, 1]]})
    names = [cell.name for cell in cells_of(Drawn(replace(report, tips=(whole, report.tips[0]))))[0]]
    assert [name for name in names if name.startswith("tip")] == ["tip-2"]


def test_without_tips_the_sheet_says_why(report: Report):
    layout, _ = laid_out(Drawn(replace(report, tips=(), tips_reason="Nothing stands out.")))
    assert "Nothing stands out." in [part.said[0] for part, _ in layout.panel.parts if isinstance(part, Paragraphs)]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(40, 400), (400, 40), (1, 1), (3, 300)])
def test_any_picture_gets_a_sheet(make_report: Callable[..., Report], size: tuple[int, int]):
    rgb = np.random.default_rng(2).integers(0, 256, (*size, 3), dtype=np.uint8)
    sheet = draw_sheet(Drawn(make_report(rgb, name="夜" * 90 + ".jpg")))
    assert sorted(sheet.shape[:2]) == [SHORT, LONG]
    assert len(np.unique(sheet.reshape(-1, 3)[::997], axis=0)) > 5


@pytest.mark.parametrize("grey", [255, *(pytest.param(grey, marks=pytest.mark.slow) for grey in (0, 236))])
def test_a_work_of_one_tone_does_not_vanish(make_report: Callable[..., Report], grey: int):
    drawn = Drawn(make_report(np.full((60, 80, 3), grey, np.uint8)))
    sheet, (layout, _) = draw_sheet(drawn), laid_out(drawn)
    for box in (layout.main, *layout.cells):
        x, y, wide, tall = (round(part) for part in (box.x, box.y, box.width, box.height))
        ring = [sheet[y - 1, x : x + wide], sheet[y + tall, x : x + wide], sheet[y : y + tall, x - 1]]
        assert all((side != PAPER).all() and (np.abs(side.astype(int) - grey) > 40).all() for side in ring)


def test_a_picture_with_nothing_in_it_has_a_sheet_without_steps(make_report: Callable[..., Report]):
    rgb, nothing = np.full((60, 80, 3), 128, np.uint8), np.zeros((60, 80), bool)
    drawn = Drawn(replace(make_report(rgb, counted=nothing), tips_reason="Nothing to measure."))
    assert "accents" not in {cell.name for cell in laid_out(drawn)[1]}
    assert draw_sheet(drawn).shape[2] == 3


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("evening.jpg", "evening"),
        ("Стог сена.png", "Стог сена"),
        ("Cafe\u0301 à Žižkov.jpg", "Café à Žižkov"),
        ("🎨 sunset 3.jpg", "sunset 3"),
        ("静物画の練習 2.jpg", "静物画の練習 2"),
        ("غروب.jpg", "ghrwb"),
        ("🎨.jpg", ":art:"),
        ("\u3164.jpg", "A study"),
        ("a" * 200 + ".jpg", "a" * 200),
    ],
)
def test_the_heading_is_the_whole_name_in_letters_that_are_there(name: str, shown: str):
    assert heading(name) == shown


def test_a_long_name_is_written_whole_within_the_head(report: Report, monkeypatch: pytest.MonkeyPatch):
    written: list[tuple[float, str, int]] = []
    plain = Canvas.text

    def told(self: Canvas, x: float, y: float, text: str, size: int, *args: Any, **kwargs: Any) -> float:
        if self.width >= SHORT:
            written.append((y, text, size))
        return plain(self, x, y, text, size, *args, **kwargs)

    monkeypatch.setattr(Canvas, "text", told)
    name = " ".join(["a very long name of a picture"] * 8)
    draw_sheet(Drawn(replace(report, picture=replace(report.picture, name=f"{name}.jpg"))))
    head = [text for y, text, _ in written if y < 150]
    assert " ".join(reversed(head[1:])) == name
    assert not any("…" in text for _, text, _ in written)
    assert min(size for y, _, size in written if y < 150) >= 36


def test_chips_are_as_many_as_there_are_colours_and_none_is_no_key():
    assert chips([], []) is None
    key = chips([(0, 0, 0), (255, 255, 255)], ["0.1", "10.0"])
    sheet = Canvas.blank(120, 60)
    key.draw(sheet, 10, 10, 100)
    assert (sheet.rgb[14, 14] < 60).all()
    assert (sheet.rgb[14, 64] > 250).all()
    assert key.height(100) < chips([(0, 0, 0)], ["1"], ["2.0"]).height(100)
