"""The painting beside its reference, in a real browser: what was altered is found, shown, and left when it is meant."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect
from tests.studio.conftest import Open


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
    file = tmp_path_factory.mktemp("compare") / "my attempt.jpg"
    cv2.imwrite(str(file), photo)
    return file


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
