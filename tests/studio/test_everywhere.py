"""What takes long: every tab on a phone, a tablet and a desktop, the camera, a language model's key, and forgetting."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.studio.conftest import Open, serving
from tests.studio.desk import Desk

from art_assistant.studio.page import TABS

pytestmark = pytest.mark.slow

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}
CHECK = "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
WIDER = """() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain], [data-testid=stApp]')]
  .map((node) => node.scrollWidth - node.clientWidth)"""
READY = {
    "Study": "[data-panel=masses] canvas.study.painted",
    "Notans": "[data-panel=families] canvas.study.painted",
    "Colour": "button.swatch",
    "Composition": "[data-panel=composition] img",
    "Style": ".art-axis",
    "Related works": ".art-work",
    "Tips": "h5",
    "Compare": "[data-testid=stAlert]",
    "Projects": "[data-testid=stForm]",
    "Save": "[data-testid=stDownloadButton]",
}


def ready(desk: Desk, tab: str) -> None:
    panel = desk.tab(tab)
    panel.locator(READY[tab]).first.wait_for()
    desk.page.wait_for_timeout(300)
    desk.idle()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_no_tab_runs_off_the_side(open_desk: Open, sample: Path, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    desk = open_desk(viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=size != "desktop")
    assert desk.page.evaluate(WIDER) == [0, 0, 0]
    desk.drop(sample)
    for tab in TABS:
        ready(desk, tab)
        assert desk.page.evaluate(WIDER) == [0, 0, 0], tab


@pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core: scripts/install-axe.sh installs it where there is npm")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_no_tab_shuts_anybody_out(open_desk: Open, sample: Path, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    desk = open_desk(viewport={"width": width, "height": height}, color_scheme=scheme)
    found = {"first page": severe(desk)}
    desk.drop(sample)
    for tab in TABS:
        ready(desk, tab)
        found[tab] = severe(desk)
    desk.sidebar()
    desk.page.wait_for_timeout(500)
    found["sidebar"] = severe(desk)
    assert {tab: faults for tab, faults in found.items() if faults} == {}


def severe(desk: Desk) -> list[str]:
    """Return what axe finds serious or critical, in one line each."""
    desk.page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = desk.page.evaluate(CHECK)
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def test_a_photograph_is_taken_with_the_camera(open_desk: Open) -> None:
    desk = open_desk(permissions=["camera"])
    desk.page.get_by_role("button", name="Use the camera").click()
    desk.page.get_by_text("Camera on").click()
    video = desk.page.locator("video")
    video.wait_for()
    desk.until(lambda: int(video.evaluate("(video) => video.readyState")) == 4)
    desk.page.get_by_role("button", name="Take Photo").click()
    desk.painted("masses")
    expect(desk.page.get_by_role("img", name="Masses: camera.jpg")).to_be_visible()


# ---- A language model ----

KEY = "sk-abc-this-is-nobody-elses-business-4711"


class Model(BaseHTTPRequestHandler):
    """Speaks as a language model's service does, and remembers who asked."""

    asked: list[tuple[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.asked.append((self.headers["authorization"], body))
        message = {"role": "assistant", "content": json.dumps({"tips": []})}
        answer = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": []}
        answer["choices"] = [{"index": 0, "finish_reason": "stop", "message": message}]
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def model() -> Iterator[str]:
    Model.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Model) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def test_a_key_is_told_to_nobody_but_the_model(chromium: Browser, model: str, sample: Path) -> None:
    said: list[str] = []
    with serving(said=said, ART_LOG_LEVEL="debug") as address:
        page = chromium.new_context().new_page()
        seen: list[str] = []
        page.on("request", lambda request: seen.append(f"{request.url} {request.headers}"))
        page.on("response", lambda response: seen.append(str(response.headers)))
        desk = Desk(page, address).go("/")
        side = desk.sidebar()
        side.get_by_text("Language model", exact=True).click()
        for label, text in (("Address", model), ("Model", "m"), ("Key", KEY)):
            field = side.get_by_label(label, exact=True)
            field.fill(text)
            field.press("Enter")
            desk.idle()
        expect(side.get_by_text("The language model is on.")).to_be_visible()
        assert side.get_by_label("Key", exact=True).get_attribute("type") == "password"
        desk.drop(sample)
        desk.painted("masses")
        desk.until(lambda: bool(Model.asked))
        desk.tab("Tips")
        desk.idle()
        page.reload()
        desk.painted("masses")
        assert KEY not in page.url + page.content() + " ".join(seen)
        stored = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
        assert KEY not in page.evaluate(stored)
        page.context.close()
    assert {who for who, _ in Model.asked} == {f"Bearer {KEY}"}
    assert not any(KEY in body for _, body in Model.asked)
    assert KEY not in "".join(said)


# ---- Forgetting ----

HASTY = """
from art_assistant.studio import visits
from art_assistant.studio.serving import asgi
visits.FORGET_AFTER, asgi.SWEEP_SECONDS = 2.0, 0.5
"""


def test_a_picture_is_forgotten_when_its_last_tab_has_been_closed(chromium: Browser, sample: Path) -> None:
    with serving(before=HASTY) as address:
        context = chromium.new_context()
        desk = Desk(context.new_page(), address).go("/")
        desk.drop(sample)
        desk.painted("masses")
        picture, visit = f"{desk.base}/plane?side=300", desk.page.url
        desk.page.wait_for_timeout(4000)
        assert context.request.get(picture).status == 200, "the tab is open"
        desk.page.close()
        later = context.new_page()
        Desk(later, address).until(lambda: context.request.get(picture).status == 404)
        again = Desk(later, address).go(visit)
        expect(again.page.get_by_role("heading", name="Show me a picture")).to_be_visible()
        context.close()
