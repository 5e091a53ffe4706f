"""What the picture is and where it lies in its file, set right by hand."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.studio.conftest import Open
from tests.studio.desk import Desk

from art_assistant.settings import Settings
from art_assistant.studio.choices import Choices
from art_assistant.studio.front import _place
from art_assistant.studio.visits import Item

CORNERS = {"top left": (0.25, 0.2), "top right": (0.85, 0.2), "bottom right": (0.85, 0.9), "bottom left": (0.25, 0.9)}


@pytest.fixture(scope="module")
def leaning(tmp_path_factory: pytest.TempPathFactory, sample_bytes: bytes) -> Path:
    """The sample, 480 x 420, in a file of 800 x 600 with stripes round it."""
    stripes = np.where(np.arange(800)[None, :, None] % 80 < 40, (200, 40, 40), (40, 60, 160)).astype(np.uint8)
    file = Image.fromarray(np.ascontiguousarray(np.broadcast_to(stripes, (600, 800, 3))))
    file.paste(Image.open(io.BytesIO(sample_bytes)).convert("RGB").resize((480, 420)), (200, 120))
    path = tmp_path_factory.mktemp("front") / "striped.png"
    file.save(path)
    return path


def drag_corners(desk: Desk) -> None:
    frame = desk.page.locator(".corners .frame").bounding_box()
    assert frame is not None
    for name, (x, y) in CORNERS.items():
        grip = desk.page.get_by_role("button", name=f"Corner {name}")
        box = grip.bounding_box()
        assert box is not None
        desk.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        desk.page.mouse.down()
        desk.page.mouse.move(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"], steps=2)
        desk.page.mouse.up()


def photo(desk: Desk) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(desk.fetched("view/picture?side=400"))).convert("RGB"))


@pytest.mark.slow
def test_corners_are_dragged_and_only_what_lies_between_them_is_studied(open_desk: Open, leaning: Path) -> None:
    desk = open_desk()
    desk.drop(leaning)
    desk.painted("masses")
    desk.page.get_by_role("button", name="Set it right").click()
    # Whatever was found, the artist begins from the whole file here.
    desk.page.get_by_role("button", name="Study the whole file").click()
    desk.until(lambda: "~" in desk.base)
    assert photo(desk).shape[:2] == (300, 400)
    whole = desk.base
    if not desk.page.locator(".corners .frame").is_visible():
        desk.page.get_by_role("button", name="Set it right").click()
    drag_corners(desk)
    grip = desk.page.get_by_role("button", name="Corner top left")
    grip.press("ArrowRight")
    grip.press("ArrowLeft")
    expect(desk.page.get_by_text(re.compile("Corner top left: 25 % across, 20 % down"))).to_be_visible()
    desk.page.get_by_role("button", name="Study what lies between them").click()
    expect(desk.page.get_by_text(re.compile("Only what lies between the corners you set is studied; 58% of the file")))
    desk.until(lambda: desk.base != whole)
    desk.painted("masses")
    shown = photo(desk)
    assert shown.shape[0] == pytest.approx(350, abs=4)
    assert shown.shape[1] == 400
    # No stripe is left at its sides.
    stripe = np.abs(shown[:, :4].astype(int) - (200, 40, 40)).sum(axis=2).min()
    assert stripe > 60
    before = desk.page.request.get(f"{whole}/view/picture?side=400")
    assert Image.open(io.BytesIO(before.body())).size == (400, 300), "an old address shows what it showed"
    assert desk.page.request.get(f"{whole}x/view/picture?side=400").status == 404


@pytest.mark.slow
def test_what_it_is_can_be_said(open_desk: Open, sample: Path) -> None:
    desk = open_desk()
    desk.drop(sample)
    expect(desk.page.get_by_text("Taken for a painting.")).to_be_visible()
    desk.page.get_by_role("button", name="Set it right").click()
    desk.page.get_by_role("combobox", name=re.compile("What it is")).click()
    desk.page.get_by_role("option", name="Photograph of the world").click()
    expect(desk.page.get_by_text("Studied as a photograph of the world.")).to_be_visible()
    desk.page.keyboard.press("Escape")
    panel = desk.tab("Style")
    expect(panel.get_by_text(re.compile("photograph of the world", re.IGNORECASE)).first).to_be_visible()


@pytest.mark.parametrize(
    "said", [None, "everywhere", [], [[0, 0]], [[0, 0], [1, 0], ["a", 1], [0, 1]], {"a": 1}, 7, [[0.5, 0.5]] * 4]
)
def test_what_makes_no_sense_as_corners_changes_nothing(said: object) -> None:
    item = Item("t", "a.png", b"", "0", Choices.of(Settings()))
    before = item.choices
    _place(item, said)
    assert item.choices == before


def test_other_corners_forget_what_was_set_on_the_picture_and_change_its_address() -> None:
    item = Item("t", "a.png", b"", "0", Choices(focus=(0.2, 0.3), overrides={2: 4.0}, cuts=(20.0, 60.0), plan=5))
    assert item.choices.framing == ""
    _place(item, [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]])
    assert (item.choices.focus, item.choices.overrides, item.choices.cuts) == (None, {}, None)
    assert item.choices.plan == 5
    first = item.choices.framing
    _place(item, "off")
    assert len({first, item.choices.framing, ""}) == 3
    _place(item, "auto")
    assert item.choices.framing == ""
    assert item.choices.settings(Settings()).analysis.canvas == "auto"
