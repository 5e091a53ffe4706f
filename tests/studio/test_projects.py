"""A project in a real browser, from first to last: kept, measured again, meant, carried away, deleted."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, expect
from tests.studio.conftest import serving
from tests.studio.desk import Desk
from tests.studio.test_everywhere import AXE, WIDER, severe
from tests.unit.comparison.painted import lightened, photographed, pixels, png

from art_assistant.practice.projects import FILE

pytestmark = pytest.mark.slow
LONG = 120_000


@pytest.fixture(scope="module")
def paintings(tmp_path_factory: pytest.TempPathFactory, sample_bytes: bytes) -> list[Path]:
    """Two attempts at the sample: two passages too light, then one of them put right."""
    rgb = np.ascontiguousarray(pixels(sample_bytes)[::2, ::2])
    height, width = rgb.shape[:2]
    upper = (slice(height // 5, height // 2), slice(width // 6, width // 2))
    lower = (slice(height * 3 // 5, height * 9 // 10), slice(width // 2, width * 7 // 8))
    painted = [lightened(lightened(rgb, 1.2, upper), 1.0, lower), lightened(rgb, 1.0, lower)]
    folder, files = tmp_path_factory.mktemp("attempts"), []
    for number, one in enumerate(painted, start=1):
        files.append(folder / f"attempt {number}.png")
        files[-1].write_bytes(png(photographed(one, stops=0.2 * number - 0.5)))
    return files


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "projects"


@pytest.fixture
def desk(chromium: Browser, home: Path) -> Iterator[Desk]:
    with serving(ART_PROJECTS_HOME=str(home)) as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 1100})
        desk = Desk(context.new_page(), address).go("/")
        yield desk
        context.close()
        desk.check_log()


def add(desk: Desk, panel: Locator, photograph: Path, note: str = "") -> None:
    """Hand in a photograph of an attempt; the form stands open before the first one."""
    panel.get_by_text("Add an attempt", exact=True).wait_for()
    desk.page.wait_for_timeout(500)
    desk.idle()
    if not panel.get_by_role("button", name="Compare and keep").is_visible():
        panel.get_by_text("Add an attempt", exact=True).click()
    panel.locator("input[type=file]").first.set_input_files(photograph)
    expect(panel.get_by_text(photograph.name).first).to_be_visible()
    panel.get_by_label("A note").fill(note)
    hand_in = panel.get_by_role("button", name="Compare and keep")
    # While a file is still on its way a press is not taken; then a person presses once more.
    for _ in range(10):
        desk.page.wait_for_timeout(500)
        desk.idle()
        if not hand_in.is_visible():
            return
        hand_in.click()


def test_a_project_from_its_first_attempt_to_its_end(
    desk: Desk, home: Path, paintings: list[Path], sample: Path, other: Path, chromium: Browser
) -> None:
    desk.drop(sample)
    desk.painted("masses")
    panel = desk.tab("Projects")
    assert not home.exists(), "looking makes no file"
    panel.get_by_label("Name of the project").fill("Lake")
    panel.get_by_role("button", name="Begin the project").click()
    expect(panel.get_by_text("'Lake' is begun")).to_be_visible()
    add(desk, panel, paintings[0], "two passes")
    expect(panel.get_by_text("Attempt 1 is kept.")).to_be_visible(timeout=LONG)
    project = desk.page.get_by_role("region", name="The project")
    expect(project.get_by_text("what changes is told from the second on")).to_be_visible()
    first = project.get_by_role("region", name="The attempt that is chosen").get_by_role("listitem")
    expect(first.filter(has_text="lighter than in the reference")).to_have_count(2)
    # What is no photograph of it, and what is there already, is refused with its reason.
    add(desk, panel, other)
    expect(panel.get_by_text("Not added.")).to_be_visible(timeout=LONG)
    expect(desk.page.get_by_role("region", name="Where the picture lies in its file")).to_be_visible()
    panel.get_by_role("button", name="Leave this photograph").click()
    add(desk, panel, paintings[0])
    expect(panel.get_by_text("already, as attempt 1")).to_be_visible(timeout=LONG)
    panel.get_by_role("button", name="Leave this photograph").click()
    add(desk, panel, paintings[1], "the upper one again")
    expect(panel.get_by_text("Attempt 2 is kept.")).to_be_visible(timeout=LONG)
    expect(project.get_by_text("Better since last time: ")).to_be_visible()
    expect(project.get_by_text("nine times in ten")).to_be_visible()
    again = project.get_by_role("region", name="Measured again").get_by_role("listitem")
    expect(again.filter(has_text="Done.")).to_have_count(1)
    expect(again.filter(has_text="Not yet.")).to_have_count(1)
    expect(project.get_by_role("table").get_by_role("row")).to_have_count(3)
    for picture in project.locator(".strip img").all():
        desk.until(lambda one=picture: one.evaluate("(image) => image.complete && image.naturalWidth > 100"))  # type: ignore[misc]
    assert desk.page.evaluate(WIDER) == [0, 0, 0]
    if AXE.is_file():
        assert severe(desk) == []
    _mean(project)
    _beside(desk, project)
    _export(desk, panel, paintings)
    _go_on(desk, chromium)
    _delete(desk, panel, home)


def _mean(project: Locator) -> None:
    """What is meant leaves the list, is remembered, and can be told again."""
    chosen = project.get_by_role("region", name="The attempt that is chosen")
    chosen.get_by_role("listitem").filter(has_text="lighter").get_by_role("button").click()
    meant = project.get_by_role("region", name="Meant so, and not told again")
    expect(meant.get_by_text("lighter than in the reference")).to_be_visible()
    expect(chosen.get_by_role("listitem").filter(has_text="lighter")).to_have_count(0)
    meant.get_by_role("button").click()
    expect(chosen.get_by_role("listitem").filter(has_text="lighter")).to_have_count(1)


def _beside(desk: Desk, project: Locator) -> None:
    """An attempt of the strip is shown in Compare as it was compared; what is meant there is remembered too."""
    project.get_by_role("button", name="Attempt 1").first.click()
    project.get_by_role("button", name="Look at attempt 1 beside the reference").click()
    beside = desk.page.get_by_role("region", name="Painting and reference")
    beside.wait_for(timeout=LONG)
    expect(beside.get_by_role("listitem").filter(has_text="lighter than")).to_have_count(2)
    expect(desk.page.get_by_text("remembered in the project 'Lake'")).to_be_visible()
    beside.get_by_role("listitem").filter(has_text="lighter than").first.get_by_role(
        "button", name="I mean it so"
    ).click()
    expect(beside.get_by_role("listitem").filter(has_text="lighter than")).to_have_count(1, timeout=LONG)
    desk.tab("Projects")
    meant = project.get_by_role("region", name="Meant so, and not told again")
    expect(meant.get_by_text("lighter than in the reference")).to_be_visible()


def _export(desk: Desk, panel: Locator, paintings: list[Path]) -> None:
    with desk.page.expect_download() as coming:
        panel.get_by_role("button", name="Export the project").click()
    assert coming.value.suggested_filename == "Lake.zip"
    with zipfile.ZipFile(io.BytesIO(coming.value.path().read_bytes())) as packed:
        assert packed.read("attempt-02.png") == paintings[1].read_bytes()
        assert [one["note"] for one in json.loads(packed.read("project.json"))["attempts"]] == [
            "two passes",
            "the upper one again",
        ]


def _go_on(desk: Desk, chromium: Browser) -> None:
    """Whoever comes back finds the project on the first page; one more browser of this machine is the owner's too."""
    context = chromium.new_context()
    later = Desk(context.new_page(), desk.address).go("/")
    later.page.get_by_role("button", name="Lake", exact=True).click()
    project = later.page.get_by_role("region", name="The project")
    expect(project.get_by_role("button", name="Attempt 2").first).to_be_visible()
    context.close()


def _delete(desk: Desk, panel: Locator, home: Path) -> None:
    """Nothing is deleted before it was said what is lost, and that it is meant."""
    panel.get_by_role("button", name="Delete…").click()
    expect(desk.page.get_by_text("Lost are the reference, 2 photographs of attempts")).to_be_visible()
    gone = desk.page.get_by_role("button", name="Delete", exact=True)
    expect(gone).to_be_disabled()
    desk.page.get_by_text("Yes, delete it for good").click()
    expect(gone).to_be_enabled()
    gone.click()
    expect(panel.get_by_label("Name of the project")).to_be_visible()
    with closing(sqlite3.connect(home / FILE)) as base:
        assert base.execute("SELECT (SELECT count(*) FROM projects), (SELECT count(*) FROM attempts)").fetchall() == [
            (0, 0)
        ]


def test_a_studio_for_others_shows_no_project(chromium: Browser, home: Path, sample: Path) -> None:
    with serving("--host", "0.0.0.0", ART_PROJECTS_HOME=str(home)) as address:  # noqa: S104
        context = chromium.new_context()
        desk = Desk(context.new_page(), address.replace("localhost", "127.0.0.1")).go("/")
        desk.drop(sample)
        desk.painted("masses")
        panel = desk.tab("Projects")
        expect(panel.get_by_text("belong to its owner")).to_be_visible()
        expect(panel.get_by_role("button")).to_have_count(0)
        assert desk.page.request.get(f"{desk.base}/kept/{'0' * 64}").status == 404
        context.close()
    assert not home.exists()
