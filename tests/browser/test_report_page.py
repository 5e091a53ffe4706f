"""The HTML report in a real browser, scripts off: its first screen, its switches, and what a printer makes of it."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from art_assistant import analyze
from art_assistant.report import as_html

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs Chromium: `make browser` installs it where it can")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
AXE = Path(__file__).parents[1] / "studio" / "node_modules" / "axe-core" / "axe.min.js"
CHECK = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map((one) => one.id)"
UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, sample_bytes: bytes) -> Path:
    return written(tmp_path_factory.mktemp("study") / "report.html", sample_bytes)


def written(page: Path, picture: bytes) -> Path:
    page.write_text(as_html(analyze(picture, name="sample.jpg")), encoding="utf-8")
    return page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, study: Path) -> Iterator[Open]:
    """Open a report; whatever it asks for beside itself fails the test."""
    contexts: list[BrowserContext] = []
    asked: list[str] = []

    def opened(page: Path = study, **how: Any) -> Page:
        context = chromium.new_context(**({"java_script_enabled": False} | how))
        contexts.append(context)
        shown = context.new_page()
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(page.as_uri())
        return shown

    yield opened
    for context in contexts:
        context.close()
    assert {address.partition(":")[0] for address in asked} <= {"file", "data"}, asked
    assert {address for address in asked if address.startswith("file:")} <= {study.as_uri(), *asked[:1]}


def bottom(page: Page, selector: str) -> float:
    """Return how far down the page the last of some elements ends, in pixels."""
    boxes = [one.bounding_box() for one in page.locator(selector).all()]
    assert boxes
    return max(box["y"] + box["height"] for box in boxes if box)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_screen_holds_the_picture_both_tips_and_a_work(open_page: Open, scheme: str) -> None:
    page = open_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    for selector in (".look-0 img", ".tip h3", ".tip .say", ".tip .do", ".look-at .beside", ".look-at .lesson"):
        assert bottom(page, selector) <= 900, selector
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), dtype=float)
    assert pixels.std() > 20
    assert (pixels[5, 5].mean() > 128) == (scheme == "light")


def test_a_telephone_shows_the_picture_and_both_tips(open_page: Open) -> None:
    page = open_page(viewport={"width": 390, "height": 844})
    assert bottom(page, ".tip .say") <= 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_looks_are_switched_by_keys_alone(open_page: Open) -> None:
    page = open_page(viewport={"width": 1280, "height": 900})

    def shown() -> list[int]:
        return [number for number in range(4) if page.locator(f".look-{number}").is_visible()]

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    seen = [shown()]
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        seen.append(shown())
    assert seen == [[0], [1], [2], [3]]
    page.keyboard.press("Tab")
    assert page.locator(".look-3 .mark").first.is_visible()
    page.keyboard.press("Space")
    assert not page.locator(".look-3 .mark").first.is_visible()


def printed(page: Page, paper: str) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(page.pdf(format=paper, print_background=True))


def check_print(document: pypdfium2.PdfDocument, headings: list[str]) -> None:
    assert 2 <= len(document) <= 4
    for number, sheet in enumerate(document):
        pixels = np.asarray(sheet.render(scale=0.5).to_pil().convert("L"))
        assert min(pixels[:12].min(), pixels[-12:].min(), pixels[:, :12].min()) == 255, "the ground is paper"
        assert pixels.mean() > 190, "ink is spared"
        assert np.nonzero((pixels < 250).any(axis=1))[0].max() > 0.5 * len(pixels), "a page is filled"
        lines = [line.strip() for line in sheet.get_textpage().get_text_range().splitlines() if line.strip()]
        assert lines[-1] not in headings, f"page {number + 1} ends in a heading"


@pytest.mark.parametrize("unfolded", [False, True])
def test_it_prints_on_four_pages_at_most(open_page: Open, *, unfolded: bool) -> None:
    page = open_page(color_scheme="dark", java_script_enabled=True)
    headings = [text.strip() for text in page.locator("h2, h3").all_inner_texts()]
    if unfolded:
        page.evaluate(UNFOLD)
    for paper in ("A4", "Letter"):
        check_print(printed(page, paper), headings)


def scene(width: int, height: int, low: float, high: float) -> bytes:
    """Return a picture of soft shapes with a hard one, of any proportions, between two greys."""
    rng = np.random.default_rng(3)
    small = rng.random((7, 7, 3)).astype(np.float32)
    rgb = np.clip(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1) * (high - low) + low
    cv2.rectangle(rgb, (width // 3, height // 3), (width // 2, height // 2), (high, low, low), -1)
    buffer = io.BytesIO()
    Image.fromarray(rgb.astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "picture",
    [(200, 800, 10, 240), (800, 200, 10, 240), (500, 500, 225, 255), (400, 620, 0, 40), (620, 500, 10, 240)],
    ids=["tall", "wide", "light", "dark", "square"],
)
def test_pictures_of_every_kind_fit_screen_and_paper(
    open_page: Open, tmp_path: Path, picture: tuple[int, int, float, float]
) -> None:
    made = written(tmp_path / "report.html", scene(*picture))
    page = open_page(made, viewport={"width": 1280, "height": 900})
    assert max(bottom(page, selector) for selector in (".look-0 img", ".first .tips .say", ".look-at .lesson")) <= 900
    phone = open_page(made, viewport={"width": 390, "height": 844})
    assert bottom(phone, ".first .tips .say") <= 844
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    headings = [text.strip() for text in page.locator("h2, h3").all_inner_texts()]
    for paper in ("A4", "Letter"):
        assert len(printed(page, paper)) <= 4
        check_print(printed(page, paper), headings)


@pytest.mark.slow
@pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core: scripts/install-axe.sh installs it where there is npm")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_shuts_nobody_out(open_page: Open, width: int, scheme: str) -> None:
    page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True)
    page.evaluate("document.querySelector('meta[http-equiv]').remove()")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(CHECK) == []
    page.evaluate(UNFOLD)
    assert page.evaluate(CHECK) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_nothing_is_fetched_and_every_picture_is_described(study: Path) -> None:
    text = study.read_text(encoding="utf-8")
    images = re.findall(r"<img\b[^>]*>", text)
    assert len(images) >= 12
    assert all(re.search(r'src="data:image/', tag) and re.search(r'alt="[^"]{3,}"', tag) for tag in images)
