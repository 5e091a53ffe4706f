"""One artist's way through the studio, with a real pointer and a real keyboard."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Download, expect
from tests.studio.conftest import OWN, Open
from tests.studio.desk import Desk, pixels_of
from tests.studio.frames import unframed

from art_assistant import Study
from art_assistant.advice.finding.intent import read_intent
from art_assistant.gallery.facets import DEFAULT_WEIGHTS


@pytest.fixture(scope="module")
def study(sample_bytes: bytes) -> Study:
    return Study(sample_bytes, name="lake at dusk.jpg")


def lightness(desk: Desk) -> np.ndarray:
    """Return the L* that the browser was sent: (h, w) float."""
    plane: np.ndarray = unframed(desk.fetched("plane?side=900"))[1]["lightness"]
    return plane / 2.0


def cuts_of(desk: Desk) -> list[float]:
    cuts = desk.page.get_by_role("slider", name=re.compile("^Cut between"))
    return [float(cut.get_attribute("aria-valuenow") or "nan") for cut in cuts.all()]


def steps_agree(drawn: np.ndarray, values: np.ndarray, cuts: list[float]) -> float:
    """Return how much of a drawn plan has one grey for each step between the cuts, darker for darker."""
    step = np.digitize(values, cuts)
    greys = np.array([np.median(drawn[step == one]) for one in range(len(cuts) + 1)])
    assert (np.diff(greys) > 0).all(), greys
    return float((np.abs(drawn - greys[step]) < 1).mean())


def test_a_dropped_picture_is_studied(desk: Desk) -> None:
    desk.tab("Study")
    for name in ("squint", "masses", "plan"):
        drawn = desk.pixels(name)
        assert (np.ptp(drawn, axis=2) == 0).all(), f"{name} is neutral"
        assert drawn.std() > 15, name
    assert desk.page.title() == "Art Assistant studio"
    tips = desk.page.get_by_role("complementary", name="Tips")
    expect(tips.get_by_role("heading", level=3)).to_have_count(2)


@pytest.mark.slow
def test_a_threshold_follows_the_pointer_and_the_plan_follows_it(desk: Desk) -> None:
    desk.tab("Study")
    brush = desk.page.get_by_role("slider", name="Brush")
    expect(brush).to_have_value("4")
    brush.press("Home")
    before = cuts_of(desk)
    assert len(before) == 4
    values = lightness(desk)
    assert steps_agree(desk.pixels("plan")[..., 0], values, before) > 0.97
    cut = desk.page.get_by_role("slider", name="Cut between step 3 and step 4")
    frames = desk.frames()
    desk.drag(cut, 9)
    expect(desk.page.locator(".easel")).not_to_have_attribute("data-painted", str(frames))
    after = cuts_of(desk)
    assert after[2] > before[2] + 0.5
    assert after[:2] + after[3:] == before[:2] + before[3:]
    assert steps_agree(desk.pixels("plan")[..., 0], values, after) > 0.97
    cut.press("Shift+ArrowLeft")
    desk.until(lambda: cuts_of(desk)[2] == pytest.approx(after[2] - 0.25))
    desk.page.get_by_role("button", name="Reset cuts").click()
    desk.until(lambda: cuts_of(desk) == pytest.approx(before, abs=0.01))
    for _ in range(8):
        brush.press("ArrowRight")
    _, planes = unframed(desk.fetched("planned?plan=5&method=breaks&brush=0.08&cuts=,"))
    shape = values.shape[::-1]
    steps = cv2.resize(planes["steps"], shape, interpolation=cv2.INTER_NEAREST)
    desk.until(lambda: steps_agree(desk.pixels("plan")[..., 0], steps, [0.5, 1.5, 2.5, 3.5]) > 0.97)
    desk.settled()


def test_the_coherence_makes_shapes_bigger_and_fewer(desk: Desk) -> None:
    desk.tab("Study")
    slider = desk.page.get_by_role("slider", name="Spatial coherence")
    numbers = desk.panel("masses").get_by_role("button", name=re.compile("^Mass [1-6], value"))
    slider.focus()
    slider.press("Home")
    expect(numbers).to_have_count(shapes_at(desk, 0.0))
    fine = desk.pixels("masses")
    slider.press("End")
    expect(numbers).to_have_count(shapes_at(desk, 1.0))
    assert shapes_at(desk, 1.0) < shapes_at(desk, 0.0)
    assert (desk.pixels("masses") != fine).mean() > 0.03
    slider.press("ArrowLeft")
    desk.settled()
    desk.page.reload()
    desk.painted("masses")
    expect(slider).to_have_value("0.9")
    slider.press("Home")
    for _ in range(6):
        slider.press("ArrowRight")
    expect(numbers).to_have_count(shapes_at(desk, 0.6))
    desk.settled()


def shapes_at(desk: Desk, coherence: float) -> int:
    return len(unframed(desk.fetched(f"masses?k=5&c={coherence:g}"))[0]["shapes"])


def even_places(values: np.ndarray) -> list[tuple[float, float]]:
    """Return the middle of the most even dark place and of the most even light one, in fractions."""
    mean = cv2.blur(values, (15, 15))
    rough = cv2.blur(values**2, (15, 15)) - mean**2
    rough[:20] = rough[-20:] = rough[:, :20] = rough[:, -20:] = np.inf
    places = [np.argmin(np.where(chosen, rough, np.inf)) for chosen in (mean < 35, mean > 70)]
    found = [np.unravel_index(place, values.shape) for place in places]
    return [((column + 0.5) / values.shape[1], (row + 0.5) / values.shape[0]) for row, column in found]


def test_a_value_is_read_where_the_pointer_taps(desk: Desk, study: Study) -> None:
    desk.tab("Study")
    frame = desk.panel("plan").locator(".frame")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    readout = desk.page.get_by_role("status").filter(has_text="L*")
    for x, y in even_places(lightness(desk)):
        desk.page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        spot = study.probe(x, y)
        expect(readout).to_contain_text(f"mass {spot.mass} ·")
        said = re.fullmatch(r"Value ([\d.]+) · L\* (\d+) · ([a-z -]+) · mass .*", readout.text_content() or "")
        assert said
        assert float(said[1]) == pytest.approx(spot.probe.value, abs=0.3)
        assert float(said[2]) == pytest.approx(spot.probe.l_star, abs=3)
        near = [study.probe(x + dx, y + dy).name for dx in (-0.004, 0, 0.004) for dy in (-0.004, 0, 0.004)]
        assert said[3] in near


def test_a_tip_lights_its_region_and_the_region_its_tip(desk: Desk) -> None:
    desk.tab("Study")
    tips = desk.page.get_by_role("complementary", name="Tips").get_by_role("listitem")
    expect(tips).to_have_count(2)
    lit = desk.panel("plan").locator(".light > *")
    desk.page.mouse.move(2, 2)
    expect(lit).to_have_count(0)
    tips.nth(1).get_by_role("heading").hover()
    expect(lit).not_to_have_count(0)
    expect(tips.nth(1)).to_have_attribute("aria-current", "true")
    desk.page.mouse.move(2, 2)
    expect(lit).to_have_count(0)
    mark = desk.panel("reference").get_by_role("button", name=re.compile("^Tip A"))
    mark.focus()
    expect(lit).not_to_have_count(0)
    expect(tips.nth(0)).to_have_attribute("aria-current", "true")
    desk.page.get_by_role("radio", name="All").focus()
    expect(lit).to_have_count(0)


def dark_of(desk: Desk, query: str) -> np.ndarray:
    """Return which part of a notan is dark as the studio says: (h, w) bool."""
    head, planes = unframed(desk.fetched(f"notan?{query}"))
    assert "dark" in head["planes"]
    return planes["dark"] == 1


def alike(drawn: np.ndarray, dark: np.ndarray) -> float:
    """Return on how much of the picture what is drawn is dark where it should be."""
    small = cv2.resize(drawn, dark.shape[::-1], interpolation=cv2.INTER_AREA)
    return float(((small < 100) == dark).mean())


def test_a_mass_is_turned_over_and_back(desk: Desk) -> None:
    panel = desk.tab("Notans")
    plain, turned = dark_of(desk, "kind=families"), dark_of(desk, "kind=families&flip=2")
    assert (plain != turned).mean() > 0.05
    desk.until(lambda: alike(desk.pixels("families")[..., 0], plain) > 0.98)
    flip = panel.get_by_role("group", name="Flip a mass: Light and shadow").get_by_role("button", name="Flip mass 2")
    flip.click()
    expect(flip).to_have_attribute("aria-pressed", "true")
    desk.until(lambda: alike(desk.pixels("families")[..., 0], turned) > 0.98)
    desk.settled()
    desk.tab("Save")
    desk.settled()  # a tab that is pressed while another one still opens may lose
    desk.tab("Notans")
    expect(flip).to_have_attribute("aria-pressed", "true")
    desk.page.reload()
    desk.tab("Notans")
    expect(flip).to_have_attribute("aria-pressed", "true")
    untrue = panel.get_by_text("it says the reverse of the values")
    flip.press("Enter")
    expect(flip).to_have_attribute("aria-pressed", "false")
    desk.until(lambda: alike(desk.pixels("families")[..., 0], plain) > 0.98)
    before = untrue.count()
    lightest = panel.get_by_role("group", name="Flip a mass: Light and shadow").get_by_role(
        "button", name="Flip mass 5"
    )
    lightest.click()
    expect(untrue).to_have_count(before + 1)
    lightest.click()
    expect(untrue).to_have_count(before)


def test_the_threshold_of_the_families_is_drawn_at_once_and_all_are_settled(desk: Desk) -> None:
    panel = desk.tab("Notans")
    desk.painted("families")
    offered = unframed(desk.fetched("notan?kind=families"))[0]["offered"]
    figures = panel.locator("figure[data-panel]")
    # The one that the slider parts is always there.
    others = dict.fromkeys([*offered[1:], "families"]) if offered[0] != "families" else offered[1:]
    desk.until(lambda: [one.get_attribute("data-panel") for one in figures.all()] == [offered[0], "three", *others])
    third = desk.panel("three").locator("img.photo")
    expect(third).to_have_attribute("src", re.compile(f"notan-{offered[0]}-3"))
    threshold = panel.get_by_role("slider", name="Threshold")
    desk.slide(threshold, 0.8)
    value = float(threshold.input_value())
    assert value > 60
    settled = dark_of(desk, f"kind=families&threshold={value:g}")
    desk.until(lambda: alike(desk.pixels("families")[..., 0], settled) > 0.97)
    now = unframed(desk.fetched(f"notan?kind=families&threshold={value:g}"))[0]["offered"]
    for kind in now:
        drawn = dark_of(desk, f"kind={kind}&threshold={value:g}")
        desk.until(lambda kind=kind, drawn=drawn: alike(desk.pixels(kind)[..., 0], drawn) > 0.97)
    expect(third).to_have_attribute("src", re.compile(f"notan-{now[0]}-3.*threshold={value:g}"))
    panel.get_by_role("button", name="Reset the threshold").click()
    desk.until(lambda: alike(desk.pixels("families")[..., 0], dark_of(desk, "kind=families")) > 0.98)


def test_a_colour_shows_where_else_it_lies(desk: Desk) -> None:
    panel = desk.tab("Colour")
    head, planes = unframed(desk.fetched("colours?k=6"))
    swatches = panel.get_by_role("list", name="Palette").get_by_role("button")
    expect(swatches).to_have_count(len(head["palette"]))
    first = head["palette"][0]
    expect(swatches.first).to_contain_text(first["name"])
    expect(swatches.first).to_contain_text(first["hex"])
    swatches.first.hover()
    veil = desk.panel("colour").locator("canvas.veil")
    expect(veil).to_be_visible()
    clear = pixels_of(veil, "RGBA")[..., 3] == 0
    lies = cv2.resize((planes["palette"] == 0).astype(np.uint8), clear.shape[::-1], interpolation=cv2.INTER_NEAREST)
    assert (clear == (lies == 1)).mean() > 0.97
    desk.page.mouse.move(2, 2)
    expect(veil).to_be_hidden()


def test_the_tips_follow_what_is_meant_to_be_seen_first(desk: Desk, study: Study) -> None:
    panel = desk.tab("Composition")
    frame = desk.panel("composition").locator(".frame")
    frame.scroll_into_view_if_needed()
    before, after = study.advice().tips, study.advice(read_intent("", focus="0.62,0.35")).tips
    gone = next(tip.text for tip in before if tip not in after)
    assert after
    expect(panel).to_contain_text(gone)
    box = frame.bounding_box()
    assert box is not None
    desk.page.mouse.click(box["x"] + 0.62 * box["width"], box["y"] + 0.35 * box["height"])
    expect(panel).not_to_contain_text(gone)
    expect(panel).to_contain_text(after[0].text)
    panel.get_by_role("button", name="Clear the focal point you set").click()
    expect(panel).to_contain_text(gone)


def test_weights_turn_the_works(desk: Desk, study: Study) -> None:
    panel = desk.tab("Related works")
    titles = panel.get_by_role("heading", level=3)
    expect(titles).to_have_text(ranked(study))
    for label, key, value in (("Palette", "End", "1"), ("Subject", "Home", "0"), ("Light and dark", "Home", "0")):
        slider = panel.get_by_role("group", name=label).get_by_role("slider")
        slider.press(key)
        expect(slider).to_have_value(value)
    expect(titles).to_have_text(ranked(study, palette=1.0, overall=0.0, value=0.0))


def ranked(study: Study, **weights: float) -> list[str]:
    found = [one.as_dict() for one in study.related(DEFAULT_WEIGHTS | weights, top=5).items]
    return [f"{rank}. {one['title']}" for rank, one in enumerate(found, start=1)]


# ---- What goes out ----


def written(sample: Path, out: Path, *flags: str) -> dict[str, bytes]:
    """Return what the command line writes for the picture: every file by its name."""
    command = [sys.executable, "-m", "art_assistant", "analyze", str(sample), "--out", str(out), *flags]
    subprocess.run(command, env=OWN, check=True, capture_output=True, timeout=120)
    return {file.name: file.read_bytes() for file in out.iterdir()}


def untimed(report: bytes) -> dict[str, Any]:
    """Return a report without what differs from run to run: its times, and the seals that depend on them."""
    found = json.loads(report)
    assert found.pop("timings")
    found.pop("seal")
    found["written"].pop("report.html", None)
    return found


def saved(desk: Desk, label: str) -> tuple[str, bytes]:
    panel = desk.tab("Save")
    with desk.page.expect_download() as awaited:
        panel.get_by_role("button", name=label).click()
    download: Download = awaited.value
    return download.suggested_filename, Path(download.path()).read_bytes()


FLAGS = ("--blocks", "4", "--coherence", "0.5", "--plan", "5", "--plan-method", "breaks")


@pytest.fixture
def chosen(open_desk: Open, sample: Path) -> Desk:
    """Return a desk with the sliders where the flags set them."""
    desk = open_desk()
    desk.drop(sample)
    desk.painted("masses")
    desk.page.get_by_role("radio", name="4 blocks").check(force=True)
    desk.page.get_by_role("slider", name="Spatial coherence").press("ArrowLeft")
    desk.page.get_by_role("radio", name="Plan in 5 values").check(force=True)
    desk.settled()
    return desk


@pytest.mark.slow
def test_everything_is_saved_as_the_command_line_writes_it(chosen: Desk, sample: Path, tmp_path: Path) -> None:
    own = written(sample, tmp_path / "own", *FLAGS)
    name, data = saved(chosen, "Everything (ZIP)")
    assert name == "lake at dusk-study.zip"
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == sorted(own)
    files = {one: archive.read(one) for one in archive.namelist()}
    assert files["report.html"].startswith(b"<!doctype html>")
    assert untimed(files.pop("report.json")) == untimed(own["report.json"])
    assert [one for one, data in files.items() if data != own[one]] == []
    name, data = saved(chosen, "This view (PNG)")
    assert data == own[f"{name.removeprefix('lake at dusk-')}"]
    assert Image.open(io.BytesIO(data)).size[0] >= 400
    name, data = saved(chosen, "The numbers (JSON)")
    assert name == "lake at dusk.json"
    numbers, written_numbers = untimed(data), untimed(own["report.json"])
    assert numbers.pop("written") == {}
    assert written_numbers.pop("written").keys() == own.keys() - {"report.json", "report.html"}
    assert numbers == written_numbers
    assert numbers["masses"]["k"] == 4


@pytest.mark.slow
def test_the_page_and_the_sheet_by_themselves_are_those_of_the_study(
    chosen: Desk, sample: Path, tmp_path: Path
) -> None:
    own = written(sample, tmp_path / "own", *FLAGS)
    assert saved(chosen, "The page (HTML)") == ("lake at dusk.html", own["report.html"])
    assert saved(chosen, "The sheet (PNG)") == ("lake at dusk-study.png", own["study.png"])
