"""The studio as a person sees it in one tab: what is pressed, dragged and read there."""

from __future__ import annotations

import base64
import io
import mimetypes
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, expect

PATIENCE = 30_000.0
"""Milliseconds that a step may take before a test gives it up, on a machine that does much else."""

expect.set_options(timeout=PATIENCE)

# Chromium's remarks on forms are no errors of a page.
HARMLESS = ("verbose", "debug", "info", "log")
_DROPPED = """(files) => {
  const transfer = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  return transfer;
}"""
_PASTED = """(target, transfer) => target.dispatchEvent(
  new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true, composed: true }))"""


class Desk:
    """One tab of the studio, and a log of what it asked for and complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self._base = ""
        page.set_default_timeout(PATIENCE)
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        here = urlsplit(self.address).netloc
        if parts.scheme not in {"data", "blob"} and parts.netloc != here:
            self.elsewhere.append(request.url)
        if found := re.match(r"(/studio/p/[^/]+)/(?:plane|masses|colours|notan)", parts.path):
            self._base = found[1]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in HARMLESS:
            self.complaints.append(f"{message.type}: {message.text}")

    def forget_log(self) -> None:
        self.elsewhere.clear()
        self.complaints.clear()

    def check_log(self) -> None:
        """Fail where the page asked another host for anything, or the browser complained of it."""
        assert self.elsewhere == []
        assert self.complaints == [], self.complaints

    # ---- Getting about ----

    def go(self, path: str) -> Desk:
        self.page.goto(self.address + path if path.startswith("/") else path)
        self.page.get_by_role("heading", name="Show me a picture").or_(
            self.page.get_by_role("tab", name="Study")
        ).first.wait_for()
        return self

    def tab(self, name: str) -> Locator:
        """Open a tab and return its panel."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        panel = self.page.get_by_role("tabpanel", name=name, exact=True)
        panel.wait_for()
        return panel

    def sidebar(self) -> Locator:
        shown = self.page.get_by_role("region", name="Sidebar")
        if self.page.get_by_role("button", name="Expand sidebar").is_visible():
            self.page.get_by_role("button", name="Expand sidebar").click()
        return shown

    # ---- Pictures in ----

    def drop(self, *files: Path) -> None:
        """Drop files on the page as a pointer would."""
        zone = self.page.get_by_test_id("stFileUploaderDropzone")
        transfer = self.page.evaluate_handle(_DROPPED, [_carried(file) for file in files])
        for event in ("dragenter", "dragover", "drop"):
            zone.dispatch_event(event, {"dataTransfer": transfer})

    def drop_more(self, *files: Path) -> None:
        """Drop files where pictures are here already."""
        self.page.get_by_role("button", name="Add pictures").click()
        self.drop(*files)

    def paste(self, file: Path) -> None:
        """Paste a picture into the page."""
        transfer = self.page.evaluate_handle(_DROPPED, [_carried(file)])
        self.page.locator("body").evaluate(_PASTED, transfer)

    # ---- The easel ----

    def panel(self, name: str) -> Locator:
        return self.page.locator(f"[data-panel={name}]")

    def painted(self, name: str) -> Locator:
        """Wait until a panel of the easel shows its study; return its canvas."""
        canvas = self.panel(name).locator("canvas.study.painted")
        canvas.wait_for()
        return canvas

    def frames(self) -> int:
        return int(self.page.locator(".easel[data-painted]").get_attribute("data-painted") or 0)

    def pixels(self, name: str) -> np.ndarray:
        """Return what a panel's canvas holds: (h, w, 3) uint8."""
        return pixels_of(self.painted(name))

    @property
    def base(self) -> str:
        """The address below which everything of the picture on the easel is found."""
        return self.address + self._base

    def fetched(self, path: str) -> bytes:
        """Return what the browser itself gets at an address."""
        answer = self.page.request.get(f"{self.base}/{path}")
        assert answer.ok, answer.text()
        return answer.body()

    def settled(self) -> None:
        """Wait until the easel has told what was changed: it does so when nothing moves for a third of a second."""
        self.page.wait_for_timeout(450)
        self.idle()

    def idle(self) -> None:
        """Wait until the page is not being made anew."""
        expect(self.page.locator("[data-test-script-state=running]")).to_have_count(0, timeout=PATIENCE)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        late = time.monotonic() + PATIENCE / 1000.0
        while not true():
            assert time.monotonic() < late, "it never came to be so"
            self.page.wait_for_timeout(50)

    def drag(self, grip: Locator, dx: float, *, steps: int = 12) -> None:
        """Drag something sideways with a real pointer, from its middle."""
        grip.scroll_into_view_if_needed()
        box = grip.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + dx, y, steps=steps)
        mouse.up()

    def slide(self, slider: Locator, part: float) -> None:
        """Press on a slider at a part of its length."""
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + box["width"] * part, box["y"] + box["height"] / 2)


def pixels_of(canvas: Locator, mode: str = "RGB") -> np.ndarray:
    encoded = canvas.evaluate("(canvas) => canvas.toDataURL('image/png')")
    image = Image.open(io.BytesIO(base64.b64decode(encoded.partition(",")[2])))
    return np.asarray(image.convert(mode))


def _carried(file: Path) -> dict[str, Any]:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return {"name": file.name, "type": kind, "base64": base64.b64encode(file.read_bytes()).decode()}
