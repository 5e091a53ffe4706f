from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.report.draw.box import Box
from art_assistant.report.draw.letters import wrap_text
from art_assistant.report.print import pages as print_pages
from art_assistant.report.print.layout import PAPERS, TAPE, content, led, rows_of, turned
from art_assistant.report.print.marks import MM_OF_POINT
from art_assistant.report.print.pages import PICTURES, pages_of
from art_assistant.report.print.timed import MINUTES, SheetWords

ASPECTS = st.floats(1 / 8, 8)
COUNTS = st.integers(2, 9)
TIPS = (
    ("Hard edges", "Many edges are hard. " * 9, "Rub half of them out. " * 6),
    ("A tip of a model", "Look again.", ""),
)


def inside(one: Box, other: Box) -> bool:
    return (
        one.x >= other.x - 0.01
        and one.y >= other.y - 0.01
        and one.right <= other.right + 0.01
        and one.bottom <= other.bottom + 0.01
    )


def apart(one: Box, other: Box) -> bool:
    return (
        one.x >= other.right - 0.01
        or other.x >= one.right - 0.01
        or one.y >= other.bottom - 0.01
        or other.y >= one.bottom - 0.01
    )


@given(ASPECTS, COUNTS, st.sampled_from(list(PAPERS.values())), st.booleans())
def test_boxes_keep_the_aspect_stay_inside_and_apart(
    aspect: float, count: int, paper: tuple[float, float], lies: bool
) -> None:
    area = content(turned(paper) if lies else paper)
    for boxes in (rows_of(area, count, aspect), led(area, count, aspect)):
        assert len(boxes) == count
        assert all(box.width / box.height == pytest.approx(aspect, rel=1e-9) for box in boxes)
        assert all(inside(box, area) for box in boxes)
        assert all(apart(*pair) for pair in itertools.combinations(boxes, 2))
        assert max(box.width for box in boxes) == boxes[0].width


@pytest.mark.parametrize("aspect", [0.25, 0.5, 0.75, 1.0, 4 / 3, 2.0, 4.0])
@pytest.mark.parametrize("paper", PAPERS)
def test_no_page_is_left_empty_at_any_aspect(aspect: float, paper: str) -> None:
    laid, pages = pages_of(SheetWords("A study", aspect, ()), PAPERS[paper])
    assert sorted(laid) == sorted(PAPERS[paper])
    study, whole = print_pages._study_area(laid), content(laid)
    for number, kind, area, least in ((0, "image", study, 0.45), (1, "box", whole, 0.5)):
        found = [mark for mark in pages[number] if mark["kind"] == kind and not mark.get("dashed")]
        pictured = [mark for mark in found if mark["width"] / mark["height"] == pytest.approx(aspect, rel=1e-3)]
        assert len(pictured) == len(PICTURES) if number == 0 else len(pictured) in {6, 9, 12}
        assert sum(mark["width"] * mark["height"] for mark in pictured) / (area.width * area.height) > least
        # What is drawn reaches from one side to the other, or from the head to the foot.
        reach_x = max(m["x"] + m["width"] for m in pictured) - min(m["x"] for m in pictured)
        reach_y = max(m["y"] + m["height"] for m in pictured) - min(m["y"] for m in pictured)
        assert max(reach_x / area.width, reach_y / area.height) > 0.8


@pytest.mark.parametrize("aspect", [0.25, 1 / 3, 0.5, 0.75, 1.0, 4 / 3, 2.0, 3.0, 4.0])
def test_the_timed_page_is_full_and_nothing_on_it_overlaps(aspect: float) -> None:
    laid, pages = pages_of(SheetWords("A study", aspect, (), TIPS), PAPERS["a4"])
    boxes = [mark for mark in pages[2] if mark["kind"] == "box" and mark["thick"] == 0.25]
    small = next(mark for mark in pages[2] if mark["kind"] == "image")
    words = [mark for mark in pages[2] if mark["kind"] == "text" and mark["size"] >= 7.0][2:]
    shown = [
        Box(mark["x"], mark["y"], mark["width"], mark["height"] or mark["size"] * MM_OF_POINT)
        for mark in (*boxes, small, *words)
    ]
    assert all(apart(*pair) for pair in itertools.combinations(shown, 2))
    assert all(inside(box, content(laid)) for box in shown)
    assert (
        max(box.bottom for box in shown) > 0.8 * content(laid).bottom or max(box.right for box in shown) > 0.9 * laid[0]
    )


@pytest.mark.parametrize("name", ["A study", "A picture of the river with two boats " * 5, "W" * 250])
def test_the_name_stays_in_the_head(name: str) -> None:
    _, pages = pages_of(SheetWords(name.strip(), 1.0, ()), PAPERS["a4"])
    title = next(mark for mark in pages[0] if mark["kind"] == "text")
    room = title["width"] / MM_OF_POINT
    lines = wrap_text(title["text"], "serif", round(10 * title["size"]), 10 * room)
    assert title["text"] == name.strip()
    assert title["size"] >= 4.0 + 2.0 * (len(name) < 250) + 9.0 * (len(name) < 20)
    assert len(lines) * 1.2 * title["size"] * MM_OF_POINT < 8.3


def test_the_margin_for_tape_is_free_but_for_what_explains_it() -> None:
    laid, pages = pages_of(SheetWords("A study", 1.5, (("pale blue", 6.2, "#8b96a1"),), TIPS), PAPERS["a4"])
    for marks in pages:
        low = [mark for mark in marks if mark["y"] > laid[1] - TAPE]
        assert all(mark["kind"] in {"line", "text"} for mark in low)
        assert all(mark["x"] >= TAPE and mark["y"] >= TAPE for mark in marks)
        assert all(mark["x"] + mark["width"] <= laid[0] - TAPE + 0.01 for mark in marks)


def test_the_timed_page_counts_its_minutes() -> None:
    marks = pages_of(SheetWords("A study", 1.0, (), TIPS), PAPERS["a4"])[1][2]
    words = " ".join(" ".join(mark["text"] for mark in marks if mark["kind"] == "text").split())
    assert "Timed: 20 minutes" in words
    assert all(f"{minutes} min" in words and task in words for minutes, task in MINUTES)
    assert all(
        f"Tip {n} · {title}" in words and text.strip() in words for n, (title, text, _) in enumerate(TIPS, start=1)
    )
    assert f"Ten minutes: {TIPS[0][2].strip()}" in words
