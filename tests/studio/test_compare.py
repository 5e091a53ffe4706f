"""The painting beside its reference, in a real browser: what was altered is found, shown, and left when it is meant."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect
from tests.studio.conftest import Open
from tests.studio.desk import Desk

from art_assistant.comparison import study
from art_assistant.comparison.card import read_card
from art_assistant.comparison.study import EXPOSURE
from art_assistant.errors import UsageError
from art_assistant.field.corners import read_point
from art_assistant.practice.projects import Attempt, Project
from art_assistant.studio.compare import _POINTED
from art_assistant.studio.projects.told import NO_MAP, told_project
from art_assistant.studio.visits import Attempted

CARD = (1120, 820)
"""Top left of a grey card on the table, in pixels of the photograph."""


@pytest.fixture(scope="module")
def painting(tmp_path_factory: pytest.TempPathFactory, sample_bytes: bytes) -> Path:
    """The sample painting with its lower right lightened by about two values, photographed at an angle on a table."""
    rgb = cv2.imdecode(np.frombuffer(sample_bytes, np.uint8), cv2.IMREAD_COLOR)
    height, width = rgb.shape[:2]
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255.0, cv2.COLOR_BGR2LAB)
    lab[int(0.6 * height) : int(0.9 * height), int(0.6 * width) : int(0.95 * width), 0] += 20.0
    painted = np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR) * 255.0, 0, 255).astype(np.uint8)
    corners = np.array([[140, 110], [1050, 150], [1080, 780], [110, 740]], np.float32)
    whole = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform(whole, corners)
    table = np.full((900, 1200, 3), (70, 84, 96), np.uint8)
    photo = cv2.warpPerspective(painted, way, (1200, 900), table, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    cv2.rectangle(photo, CARD, (CARD[0] + 60, CARD[1] + 60), (118, 118, 118), -1)
    file = tmp_path_factory.mktemp("compare") / "my attempt.jpg"
    cv2.imwrite(str(file), photo)
    return file


def test_nothing_is_said_in_the_words_of_commands() -> None:
    """The comparison says what is to be done, and leaves how to those who know where they are."""
    photo = np.zeros((60, 90, 3), np.uint8)
    photo[..., 0] = 180
    photo[..., 1:] = 90
    with pytest.raises(UsageError) as coloured:
        read_card(photo, (0.5, 0.5))
    with pytest.raises(UsageError) as unread:
        read_point("2,2")
    for text in (EXPOSURE, study._UNFOUND, study._VERSION, str(coloured.value), str(unread.value)):
        assert "--" not in text
    assert "below" in _POINTED.corners
    assert "below" in _POINTED.card


def test_a_card_is_asked_for_where_it_was_pointed_at() -> None:
    attempted = Attempted("a", intended=("range",)).with_card((0.2, 0.9))
    assert attempted.meaning("edges").between(None).card == (0.2, 0.9)
    assert attempted.with_card(None) == Attempted("a", intended=("range",))


def test_an_attempt_without_its_map_of_errors_says_so() -> None:
    compared = {"corrections": [], "more": [], "intended": []}
    attempts = tuple(
        Attempt(number, date(2026, 1, number), f"{number}.jpg", str(number), "", compared, errors)
        for number, errors in ((1, b"map"), (2, None))
    )
    with patch.multiple(
        "art_assistant.studio.projects.told", **dict.fromkeys(("told", "outcomes", "next_exercises"), lambda _: ())
    ):
        shown = told_project(Project("Lake", date(2026, 1, 1), "a.jpg", "x", attempts), "/p")
    assert [one["missing"] for one in shown["attempts"]] == [None, NO_MAP]


@pytest.mark.slow
def test_a_painting_is_compared_and_what_is_meant_is_left(open_desk: Open, painting: Path, sample: Path) -> None:
    desk = open_desk()
    desk.drop(sample)
    desk.painted("masses")
    panel = desk.tab("Compare")
    expect(panel.get_by_text("Add a photograph of your painting")).to_be_visible()
    desk.drop_more(painting)
    desk.page.get_by_role("button", name=f"Show {sample.name}").click()
    desk.tab("Compare")
    beside = desk.page.get_by_role("region", name="Painting and reference")
    beside.wait_for(timeout=120_000)
    found = beside.get_by_role("listitem")
    first = beside.locator(".correction").first
    expect(first).to_contain_text("lower right")
    expect(first).to_contain_text("lighter")
    # The place is shown where the painting was altered.
    first.click()
    expect(first).to_have_attribute("aria-pressed", "true")
    box = beside.locator("rect.line").first
    left, top = float(box.get_attribute("x") or 0), float(box.get_attribute("y") or 0)
    assert left > 0.45
    assert top > 0.45
    for one in beside.locator("img").all():
        assert one.evaluate("(image) => image.complete && image.naturalWidth > 100")
    _at_a_card(desk)
    # B shows the one, then the other.
    shown = lambda: beside.locator("figure").first.evaluate("(node) => node.style.getPropertyValue('--shown')")  # noqa: E731
    desk.page.keyboard.press("b")
    assert shown() == "0%"
    desk.page.keyboard.press("b")
    assert shown() == "100%"
    before = found.count()
    first.locator("xpath=..").get_by_role("button", name=re.compile("^I mean it so")).click()
    expect(desk.page.get_by_role("button", name="Tell again what I meant so")).to_be_visible(timeout=120_000)
    expect(beside.locator(".correction").filter(has_text="lower right")).to_have_count(0)
    assert found.count() <= before


def _at_a_card(desk: Desk) -> None:
    """What is no card is refused where it was pointed at, and the comparison goes on without it."""
    desk.page.get_by_text("Point at a grey or white card", exact=True).click()
    pointing = desk.page.get_by_role("region", name="A grey or white card in the photograph")
    pointing.locator(".frame").click(position={"x": 12, "y": 12})
    expect(pointing.get_by_role("status")).to_contain_text("% across")
    pointing.get_by_role("button", name="Read the card there").click()
    expect(desk.page.get_by_text("no grey or white card; choose a point on the card")).to_be_visible(timeout=120_000)
    # A card that was read stays open, and says what it tells.
    box = pointing.locator(".frame").bounding_box()
    assert box is not None
    x, y = (CARD[0] + 20) / 1200 * box["width"], (CARD[1] + 20) / 900 * box["height"]
    pointing.locator(".frame").click(position={"x": x, "y": y})
    pointing.get_by_role("button", name="Read the card there").click()
    fold = desk.page.locator("details", has=pointing)
    expect(fold.get_by_text("By the grey card the painting is")).to_be_visible(timeout=120_000)
    pointing.get_by_role("button", name="Without a card").click()
    desk.page.get_by_role("region", name="Painting and reference").wait_for(timeout=120_000)
