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
from playwright.sync_api import Download, expect
from tests.studio.conftest import OWN
from tests.studio.desk import Desk

from art_assistant import Study


@pytest.fixture(scope="module")
def study(sample_bytes: bytes) -> Study:
    return Study(sample_bytes, name="lake at dusk.jpg")


def lightness(desk: Desk) -> np.ndarray:
    """Return the L* that the browser was sent: (h, w) float."""
    data = desk.fetched("plane?side=900")
    length = int.from_bytes(data[:4], "little")
    head = json.loads(data[4 : 4 + length])
    plane = np.frombuffer(data[4 + length :], np.uint8).reshape(head["height"], head["width"])
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


def test_a_threshold_follows_the_pointer_and_the_plan_follows_it(desk: Desk) -> None:
    desk.tab("Study")
    before = cuts_of(desk)
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
    assert cuts_of(desk)[2] == pytest.approx(after[2] - 0.25)
    desk.page.get_by_role("button", name="Reset cuts").click()
    assert cuts_of(desk) == pytest.approx(before)
    desk.settled()


def test_the_coherence_makes_shapes_bigger_and_fewer(desk: Desk) -> None:
    desk.tab("Study")
    slider = desk.page.get_by_role("slider", name="Spatial coherence")
    note = desk.panel("masses")
    slider.focus()
    slider.press("Home")
    expect(note).to_contain_text(told_masses(desk, 0.0))
    fine = desk.pixels("masses")
    slider.press("End")
    expect(note).to_contain_text(told_masses(desk, 1.0))
    assert (desk.pixels("masses") != fine).mean() > 0.03
    slider.press("ArrowLeft")
    desk.settled()
    desk.page.reload()
    desk.painted("masses")
    assert float(desk.page.get_by_role("slider", name="Spatial coherence").input_value()) == pytest.approx(0.9)
    desk.page.get_by_role("slider", name="Spatial coherence").press("Home")
    for _ in range(6):
        desk.page.get_by_role("slider", name="Spatial coherence").press("ArrowRight")
    desk.settled()


def told_masses(desk: Desk, coherence: float) -> str:
    data = desk.fetched(f"masses?k=5&c={coherence:g}")
    head = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])
    return f"{len(head['items'])} masses, {len(head['shapes'])} shapes"


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
        assert spot.name
        expect(readout).to_contain_text(spot.name)
        said = re.search(r"Value ([\d.]+) · L\* (\d+)", readout.text_content() or "")
        assert said
        assert float(said[1]) == pytest.approx(spot.probe.value, abs=0.3)
        assert float(said[2]) == pytest.approx(spot.probe.l_star, abs=3)


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


def test_weights_turn_the_works(desk: Desk, study: Study) -> None:
    panel = desk.tab("Related works")
    titles = panel.get_by_role("heading", level=3)
    expect(titles).to_have_text(ranked(study))
    for label, part in (("Palette", 0.995), ("Subject", 0.002), ("Handling", 0.002), ("Light and dark", 0.002)):
        desk.slide(panel.get_by_role("group", name=label).get_by_role("slider"), part)
        desk.page.wait_for_timeout(200)
        desk.idle()
    expect(titles).to_have_text(ranked(study, palette=1.0, overall=0.0, manner=0.0, value=0.0))


def ranked(study: Study, **weights: float) -> list[str]:
    found = [one.as_dict() for one in study.related(weights or None, top=5).items]
    return [f"{rank}. {one['title']}" for rank, one in enumerate(found, start=1)]


# ---- What goes out ----


@pytest.fixture(scope="module")
def written(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what the command line writes for the picture: every file by its name."""
    out = tmp_path_factory.mktemp("written")
    command = [sys.executable, "-m", "art_assistant", "analyze", str(sample), "--out", str(out)]
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


def test_everything_is_saved_as_the_command_line_writes_it(desk: Desk, written: dict[str, bytes]) -> None:
    name, data = saved(desk, "Everything (ZIP)")
    assert name == "lake at dusk-study.zip"
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    assert sorted(archive.namelist()) == sorted(written)
    files = {one: archive.read(one) for one in archive.namelist()}
    assert untimed(files.pop("report.json")) == untimed(written["report.json"])
    assert {one: data == written[one] for one, data in files.items()} == dict.fromkeys(files, True)
