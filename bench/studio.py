"""Measure in a real Chromium how long it takes from what a hand does to the pixels that change.

Starts the real studio and, beside it, what a plain Streamlit app does with the same picture (a slider, and an image
that is drawn for every value), and prints as JSON lines: a threshold under the pointer, the easel's sliders, views that
the studio draws, the first picture after a drop, a slider while a long job runs, and one artist in Chromium while seven
others ask for views. A time runs from the event itself, as the browser stamps it, to the moment when the canvas or the
image has changed. Skips with a message where there is no Chromium or no Playwright.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from _common import ROOT, emit, synthetic_photo

try:
    from playwright.sync_api import Browser, Locator, Page, sync_playwright
except ImportError:
    print("skipped: needs Playwright (pip install playwright)", file=sys.stderr)
    raise SystemExit(0) from None

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
AIMS = {
    "threshold drag": 25,
    "squint": 60,
    "coherence": 60,
    "plan": 60,
    "server-drawn view": 200,
    "first useful picture": 1000,
    "slider while a 5 s job runs": 250,
}
OTHERS = 7
EVERY_SECONDS = 2.0
MEMORY_GB = 1.2
SAMPLE = ROOT / "examples" / "sample-painting.jpg"
RIVAL = Path(__file__).with_name("_plain_streamlit.py")

# From an event's own time stamp to when the component says that a canvas has been painted.
WATCH = """(root, type) => {
  root.times = [];
  let began = null;
  document.addEventListener(type, (event) => { began ??= event.timeStamp; }, { capture: true });
  new MutationObserver(() => {
    if (began !== null) root.times.push(performance.now() - began);
    began = null;
  }).observe(root, { attributeFilter: ["data-painted"] });
}"""
# The same to when an image has another picture.
WATCH_IMAGE = """(root, type) => {
  root.times = [];
  let began = null;
  document.addEventListener(type, (event) => { began = event.timeStamp; }, { capture: true });
  root.addEventListener("load", (event) => {
    if (began === null || event.target.tagName !== "IMG") return;
    root.times.push(performance.now() - began);
    began = null;
  }, { capture: true });
}"""
CARRY = """([name, base64]) => {
  const transfer = new DataTransfer();
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
  return transfer;
}"""
DROP = """async (zone, transfer) => {
  const began = performance.now(), first = {};
  const every = (root) => [...root.querySelectorAll("*")].flatMap((node) => node.shadowRoot ? [node.shadowRoot] : []);
  for (const type of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
  while (performance.now() - began < 60000) {
    await new Promise(requestAnimationFrame);
    for (const root of every(document)) {
      for (const panel of root.querySelectorAll("[data-panel]")) {
        const photo = panel.querySelector("img"), study = panel.querySelector("canvas.study");
        const shown = panel.dataset.panel === "reference" ? photo?.complete && photo.naturalWidth
          : study?.classList.contains("painted");
        if (shown) first[panel.dataset.panel] ??= performance.now() - began;
      }
    }
    if (Object.keys(first).length >= 4) break;
  }
  return first;
}"""


@contextmanager
def running(command: list[str], says: str) -> Iterator[tuple[str, int]]:
    """Run a program until the block ends; yield the address that it prints, and its process number."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("ART_", "STREAMLIT_"))}
    process = subprocess.Popen(command, env=own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        lines = process.stdout or ()
        address = next(found[0] for line in lines if (found := re.search(says, line)))
        threading.Thread(target=lambda: [None for _ in lines], daemon=True).start()
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(30)


def studio() -> list[str]:
    return [sys.executable, "-m", "art_assistant", "app", "--no-browser", "--port", "0"]


def rival() -> list[str]:
    flags = ("--server.headless=true", "--server.port=0", "--browser.gatherUsageStats=false")
    return [sys.executable, "-m", "streamlit", "run", str(RIVAL), *flags, "--", str(SAMPLE)]


def told(what: str, times: list[float], aim: float | None = None, **more: Any) -> None:
    row = {"what": what, "n": len(times)}
    if times:
        row |= {"median_ms": round(statistics.median(times), 1), "min_ms": round(min(times), 1)}
        row |= {"max_ms": round(max(times), 1)}
    emit(row | ({} if aim is None else {"aim_ms": aim}) | more)


# ---- One artist's hands ----


def arrive(page: Page, address: str) -> None:
    page.set_default_timeout(60_000)
    page.goto(address)
    page.get_by_role("heading", name="Show me a picture").wait_for()


def drop(page: Page, name: str, data: bytes) -> dict[str, float]:
    """Drop a picture; return the milliseconds until each panel showed it."""
    transfer = page.evaluate_handle(CARRY, [name, base64.b64encode(data).decode()])
    zone = page.get_by_test_id("stFileUploaderDropzone")
    zone.wait_for()
    found: dict[str, float] = zone.evaluate(DROP, transfer)
    return found


def sweep(page: Page, grip: Locator, across: float, steps: int) -> None:
    """Drag something to and fro at the pace of a hand."""
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    if box is None:
        raise RuntimeError("nothing to drag")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(x + across * (step + 1) / steps, y)
        time.sleep(0.03)
    page.mouse.up()


def slide(page: Page, slider: Locator, steps: int = 30) -> None:
    """Drag the grip of a slider from its left to its right."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    if box is None:
        raise RuntimeError("nothing to slide")
    x, y, width = box["x"], box["y"] + box["height"] / 2, box["width"]
    page.mouse.move(x + 0.2 * width, y)
    page.mouse.down()
    for step in range(steps):
        page.mouse.move(x + width * (0.2 + 0.6 * (step + 1) / steps), y)
        time.sleep(0.03)
    page.mouse.up()


def times_of(root: Locator) -> list[float]:
    found: list[float] = root.evaluate("(root) => root.times.splice(0)")
    return found


def easel(page: Page) -> Locator:
    page.get_by_role("tab", name="Study", exact=True).click()
    page.locator("[data-panel=masses] canvas.study.painted").wait_for()
    return page.locator(".easel:not(.lens)")


def drawn_here(page: Page) -> dict[str, list[float]]:
    """Return the times of what the browser draws by itself."""
    root = easel(page)
    page.wait_for_timeout(4000)  # the masses of every coherence are fetched when nothing else happens
    found = {}
    root.evaluate(WATCH, "pointermove")
    sweep(page, page.get_by_role("slider", name="Cut between step 3 and step 4"), 40, 40)
    found["threshold drag"] = times_of(root)
    root.evaluate(WATCH, "input")
    for label, name in (("squint", "Squint"), ("coherence", "Spatial coherence"), ("plan", "Values")):
        times_of(root)
        slide(page, page.get_by_role("slider", name=name, exact=True))
        found[label] = times_of(root)
    page.wait_for_timeout(500)
    return found


def drawn_there(page: Page, focuses: int = 4) -> list[float]:
    """Return the times of views that the studio draws, each another one."""
    page.get_by_role("tab", name="Composition", exact=True).click()
    panel = page.locator("[data-panel=composition]")
    root = page.locator(".lens[data-mode=composition]")
    panel.locator("img").wait_for()
    root.evaluate(WATCH_IMAGE, "change")
    found: list[float] = []
    for turn in range(focuses):
        for name in ("Where the eye goes", "Balance", "Edges", "Picture"):
            page.get_by_role("radio", name=name, exact=True).check(force=True)
            page.wait_for_timeout(900)
            found += times_of(root) if name != "Picture" else times_of(root)[:0]
        box = panel.locator(".frame").bounding_box()
        if box:
            page.mouse.click(box["x"] + box["width"] * (0.2 + 0.15 * turn), box["y"] + 0.4 * box["height"])
            page.wait_for_timeout(1500)
            times_of(root)
    return found


# ---- The rounds ----


def alone(browser: Browser, address: str, plain: str) -> dict[str, list[float]]:
    page = browser.new_context(viewport={"width": 1280, "height": 1100}).new_page()
    arrive(page, address)
    drop(page, "sample.jpg", SAMPLE.read_bytes())
    times = drawn_here(page) | {"server-drawn view": drawn_there(page)}
    beside = rival_slider(browser, plain)
    for what, found in times.items():
        told(what, found, AIMS[what], rival="st.slider to st.image", rival_median_ms=beside)
    page.context.close()
    return times


def rival_slider(browser: Browser, plain: str) -> float:
    """Return the median of a key on a plain Streamlit slider to the image that follows it."""
    page = browser.new_context().new_page()
    page.set_default_timeout(60_000)
    page.goto(plain)
    slider = page.get_by_role("slider").first
    page.get_by_test_id("stImage").first.wait_for()
    page.wait_for_timeout(1000)
    body = page.locator("body")
    body.evaluate(WATCH_IMAGE, "keydown")
    for _ in range(20):
        slider.press("ArrowRight")
        page.wait_for_timeout(700)
    found = times_of(body)
    page.context.close()
    return round(statistics.median(found), 1) if found else float("nan")


def first_picture(browser: Browser, address: str) -> None:
    """Tell when something useful of a photograph of 12 megapixels is seen, and when all panels show it."""
    rounds = []
    for seed in range(3):
        page = browser.new_context(viewport={"width": 1280, "height": 1100}).new_page()
        arrive(page, address)
        rounds.append(drop(page, f"photo-{seed}.jpg", synthetic_photo(seed=seed)))
        page.context.close()
    told("first useful picture", [min(found.values()) for found in rounds], AIMS["first useful picture"])
    told("all four panels", [max(found.values()) for found in rounds])


def while_working(browser: Browser, address: str, plain: str) -> None:
    """Tell what a slider takes while everything is being drawn for a download."""
    page = browser.new_context(viewport={"width": 1280, "height": 1100}, accept_downloads=True).new_page()
    arrive(page, address)
    drop(page, "photo.jpg", synthetic_photo(seed=9))
    root = easel(page)
    page.wait_for_timeout(4000)
    page.get_by_role("tab", name="Save", exact=True).click()
    done: list[float] = []
    began = time.perf_counter()
    page.on("download", lambda _: done.append(time.perf_counter() - began))
    page.get_by_role("button", name="Everything (ZIP)").click()
    root = easel(page)
    root.evaluate(WATCH, "input")
    slide(page, page.get_by_role("slider", name="Squint", exact=True))
    busy = not done
    found = times_of(root)
    page.wait_for_timeout(500)
    while not done and time.perf_counter() - began < 60:
        page.wait_for_timeout(200)
    more = {"job_s": round(done[0], 1) if done else None, "job_still_ran": busy}
    blocked = rival_blocked(browser, plain)
    told("slider while a 5 s job runs", found, AIMS["slider while a 5 s job runs"], **more, rival_ms=blocked)
    page.context.close()


def rival_blocked(browser: Browser, plain: str) -> float:
    """Return what a plain Streamlit slider takes while its script works for five seconds."""
    page = browser.new_context().new_page()
    page.set_default_timeout(60_000)
    page.goto(plain)
    page.get_by_test_id("stImage").first.wait_for()
    page.get_by_role("button", name="Work").click()
    page.wait_for_timeout(500)
    body = page.locator("body")
    body.evaluate(WATCH_IMAGE, "keydown")
    page.get_by_role("slider").first.press("ArrowRight")
    page.wait_for_timeout(9000)
    found = times_of(body)
    page.context.close()
    return round(found[0], 1) if found else float("nan")


class Other(threading.Thread):
    """A visitor without a browser: asks for another view every two seconds."""

    def __init__(self, base: str, cookies: dict[str, str], number: int, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._base, self._cookies, self._over, self._number = base, cookies, over, number
        self.times: list[float] = []

    def run(self) -> None:
        """Ask until it is over."""
        with httpx.Client(cookies=self._cookies, timeout=60) as client:
            for turn in range(1000):
                began = time.perf_counter()
                kind = ("masses", "notan-families", "edges", "squint")[turn % 4]
                place = (
                    f"{self._base}/view/{kind}?c={(turn + self._number) % 11 / 10:g}&squint={0.01 + turn % 4 / 100:g}"
                )
                client.get(place).raise_for_status()
                self.times.append(1e3 * (time.perf_counter() - began))
                if self._over.wait(max(0.0, EVERY_SECONDS - (time.perf_counter() - began))):
                    return


def settle_in(browser: Browser, address: str, number: int) -> tuple[str, dict[str, str]]:
    """Bring a picture in as one more visitor; return its address and the cookies that open it."""
    context = browser.new_context()
    page = context.new_page()
    bases: list[str] = []
    page.on("request", lambda request: bases.extend(re.findall(r"/studio/p/[^/]+(?=/plane)", request.url)))
    arrive(page, address)
    drop(page, f"visitor-{number}.jpg", synthetic_photo(1600, 1200, seed=20 + number))
    cookies = {one["name"]: one["value"] for one in context.cookies()}
    page.close()
    return address + bases[-1], cookies


def in_company(browser: Browser, address: str, process: int, before: dict[str, list[float]]) -> None:
    places = [settle_in(browser, address, number) for number in range(OTHERS)]
    over = threading.Event()
    others = [Other(*place, number, over) for number, place in enumerate(places)]
    page = browser.new_context(viewport={"width": 1280, "height": 1100}).new_page()
    arrive(page, address)
    drop(page, "sample.jpg", SAMPLE.read_bytes())
    for other in others:
        other.start()
    times = drawn_here(page) | {"server-drawn view": drawn_there(page)}
    over.set()
    for other in others:
        other.join(60)
    for what, found in times.items():
        alone_ms = round(statistics.median(before[what]), 1) if before[what] else None
        told(f"{what}, {OTHERS} others", found, 2 * AIMS[what], alone_median_ms=alone_ms)
    told(f"views of {OTHERS} others", [one for other in others for one in other.times])
    emit({"memory_gb": resident(process), "aim_gb": MEMORY_GB, "of": f"one in Chromium, {OTHERS} without a browser"})
    page.context.close()


def resident(process: int) -> float | None:
    """Return the memory of a process in gigabytes; None where the system does not tell it in a file."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text()) if status.is_file() else None
    return round(int(found[1]) / 1e6, 2) if found else None


def main() -> None:
    if CHROMIUM is None:
        print("skipped: needs Chromium (`make browser` installs it where it can)", file=sys.stderr)
        return
    emit({"chromium": True, "load_before": round(os.getloadavg()[0], 1)})
    with (
        running(studio(), r"http://\S+") as (address, process),
        running(rival(), r"http://localhost:\d+") as (plain, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        rounds: list[Callable[[], object]] = [
            lambda: first_picture(browser, address),
            lambda: while_working(browser, address, plain),
        ]
        times = alone(browser, address, plain)
        for one in rounds:
            one()
        in_company(browser, address, process, times)
        browser.close()


if __name__ == "__main__":
    main()
