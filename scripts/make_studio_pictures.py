"""Make the pictures of the studio that the README and the guide show, from the sample painting alone.

Needs Chromium and Playwright. Writes ``docs/img/studio-<tab>-<theme>.png`` for every tab in both themes, and
``docs/img/studio.gif``: a threshold dragged and the coherence moved.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "img"
WIDTH, HEIGHT = 1280, 860
MOST_BYTES, MOST_GIF_BYTES = 400_000, 2_000_000
SHOWS = {
    "Study": "[data-panel=masses] canvas.study.painted",
    "Notans": "[data-panel=families] canvas.study.painted",
    "Colour": "button.swatch",
    "Composition": "[data-panel=composition] img",
    "Style": ".art-axis",
    "Related works": ".art-work",
    "Tips": "h5",
    "Save": "[data-testid=stDownloadButton]",
}
GIF_SIDE = 760


@contextmanager
def studio() -> Iterator[str]:
    """Run a studio until the block ends; yield its address."""
    command = [sys.executable, "-m", "art_assistant", "app", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own command
        try:
            yield (process.stdout or io.StringIO()).readline().split()[1]
        finally:
            process.terminate()


def begin(browser: Browser, address: str, **how: Any) -> Page:
    """Open the studio with the sample painting on its easel."""
    page = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, **how).new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_role("button", name="Try the sample painting").click()
    page.locator(SHOWS["Study"]).wait_for()
    page.get_by_role("complementary", name="Tips").get_by_role("listitem").first.wait_for()
    return page


def pictures(browser: Browser, address: str) -> None:
    """Write a picture of every tab in both themes."""
    for theme in ("light", "dark"):
        page = begin(browser, address, color_scheme=theme)
        for tab, shows in SHOWS.items():
            page.get_by_role("tab", name=tab, exact=True).click()
            page.get_by_role("tabpanel", name=tab, exact=True).locator(shows).first.wait_for()
            page.wait_for_timeout(1500)
            name = f"studio-{tab.lower().replace(' ', '-')}-{theme}.png"
            save(page.screenshot(), TARGET / name)
        page.context.close()


def save(png: bytes, target: Path) -> None:
    """Write a screenshot with as many colours as fit into the size."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        buffer = io.BytesIO()
        image.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
            buffer, "PNG", optimize=True
        )
        if buffer.tell() < MOST_BYTES:
            break
    target.write_bytes(buffer.getvalue())
    print(target.relative_to(ROOT), f"{buffer.tell() / 1e3:.0f} kB, {colours} colours")


class Film:
    """Frames of a page while something is dragged on it."""

    def __init__(self, page: Page, box: dict[str, float]) -> None:
        self._page, self._box = page, box
        self.frames: list[Image.Image] = []
        self.lengths: list[int] = []

    def shoot(self, milliseconds: int) -> None:
        """Keep what is seen now, shown for so long."""
        png = self._page.screenshot(clip=self._box)  # type: ignore[arg-type]
        image = Image.open(io.BytesIO(png)).convert("RGB")
        self.frames.append(
            image.resize((GIF_SIDE, round(GIF_SIDE * image.height / image.width)), Image.Resampling.LANCZOS)
        )
        self.lengths.append(milliseconds)

    def drag(self, x: float, y: float, across: float, steps: int) -> None:
        """Drag from a place to the side, a frame a step."""
        mouse = self._page.mouse
        mouse.move(x, y)
        mouse.down()
        for step in range(1, steps + 1):
            mouse.move(x + across * step / steps, y)
            self._page.wait_for_timeout(60)
            self.shoot(90)
        mouse.up()

    def write(self, target: Path) -> None:
        """Write the frames with one palette for all of them, as many colours as fit into the size."""
        for colours in (128, 96, 64, 48, 32):
            palette = self.frames[0].quantize(colours)
            drawn = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self.frames]
            buffer = io.BytesIO()
            drawn[0].save(buffer, "GIF", save_all=True, append_images=drawn[1:], duration=self.lengths, loop=0)
            if buffer.tell() < MOST_GIF_BYTES:
                break
        target.write_bytes(buffer.getvalue())
        print(target.relative_to(ROOT), f"{buffer.tell() / 1e3:.0f} kB, {len(drawn)} frames, {colours} colours")


def film(browser: Browser, address: str) -> None:
    """Write the film: a threshold of the plan, then the coherence of the masses."""
    page = begin(browser, address, color_scheme="light")
    page.wait_for_timeout(5000)  # the masses of every coherence are fetched meanwhile
    page.set_viewport_size({"width": WIDTH, "height": 1300})
    masses = page.locator("[data-panel=masses]").bounding_box()
    histogram = page.get_by_role("group", name=re.compile("^How much of the picture")).bounding_box()
    plan = page.locator("[data-panel=plan]").bounding_box()
    cut = page.get_by_role("slider", name="Cut between step 3 and step 4").bounding_box()
    coherence = page.get_by_role("slider", name="Spatial coherence").bounding_box()
    if not (masses and histogram and plan and cut and coherence):
        raise RuntimeError("the easel is not where it was")
    bottom = max(histogram["y"] + histogram["height"], plan["y"] + plan["height"])
    box = {"x": masses["x"] - 8, "y": masses["y"] - 8, "width": plan["x"] + plan["width"] - masses["x"] + 16}
    strip = Film(page, box | {"height": bottom - masses["y"] + 16})
    strip.shoot(900)
    x, y = cut["x"] + cut["width"] / 2, cut["y"] + cut["height"] / 2
    strip.drag(x, y, 60, 12)
    strip.drag(x + 60, y, -90, 14)
    strip.shoot(700)
    x, y = coherence["x"], coherence["y"] + coherence["height"] / 2
    strip.drag(x + 0.6 * coherence["width"], y, -0.6 * coherence["width"], 7)
    strip.drag(x + 2, y, coherence["width"] - 4, 11)
    strip.shoot(1500)
    strip.write(TARGET / "studio.gif")
    page.context.close()


def main() -> None:
    """Write everything."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("needs Chromium: `make browser` installs it where it can")
    TARGET.mkdir(exist_ok=True)
    with studio() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        pictures(browser, address)
        film(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
