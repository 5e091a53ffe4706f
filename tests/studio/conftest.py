"""A real studio in a process of its own, and a real Chromium to drive it with."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.studio.desk import Desk

from art_assistant.base.telemetry import SWITCHES

# The studio is an extra of its own.
collect_ignore_glob = [] if find_spec("streamlit") else ["test_*.py"]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
# The camera answers with a picture that moves, and nobody is asked whether it may.
FAKE_CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SILENCED = ("ART_", "STREAMLIT_", *(switch.variable for switch in SWITCHES))
OWN = {name: value for name, value in os.environ.items() if not name.startswith(SILENCED)} | {
    # No studio of a test looks into the projects of whoever runs it.
    "ART_PROJECTS_HOME": str(Path(tempfile.gettempdir()) / f"no-projects-{os.getpid()}")
}


RUN = "from art_assistant.cli import main; raise SystemExit(main())"


@contextmanager
def serving(
    *flags: str, before: str = "", said: list[str] | None = None, tracer: tuple[str, ...] = (), **env: str
) -> Iterator[str]:
    """Run a studio and yield its address; what it says of a fault of its own fails whoever used it.

    Args:
        flags: of ``art-assistant app``.
        before: what Python runs before the studio.
        said: is given every line that the studio prints.
        tracer: what the studio is run under.
        env: environment variables.

    """
    own = [] if said is None else said
    command = [*tracer, sys.executable, "-c", f"{before}\n{RUN}", "app", "--no-browser", "--port", "0", *flags]
    with subprocess.Popen(
        command, env=OWN | env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        own.append(first)
        reader = threading.Thread(target=own.extend, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            assert first.startswith("Open http://"), first
            yield first.split()[1]
        finally:
            process.terminate()
            process.wait(30)
            reader.join(5)
    assert not [line for line in own if "Traceback" in line], "".join(own)


@pytest.fixture(scope="session")
def studio() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for a module: while Playwright runs, nothing else in this process can run an event loop."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: `make browser` installs it where it can")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *FAKE_CAMERA])
        yield browser
        browser.close()


Open = Callable[..., Desk]


@pytest.fixture
def open_desk(studio: str, chromium: Browser) -> Iterator[Open]:
    """Open the studio in a browser of its own; what was refused or went elsewhere meanwhile fails the test."""
    contexts: list[BrowserContext] = []
    desks: list[Desk] = []

    def opened(path: str = "/", *, context: BrowserContext | None = None, **how: object) -> Desk:
        if context is None:
            context = chromium.new_context(**{"viewport": {"width": 1280, "height": 1100}} | how)  # type: ignore[arg-type]
            contexts.append(context)
        desks.append(Desk(context.new_page(), studio))
        return desks[-1].go(path)

    yield opened
    for context in contexts:
        context.close()
    for desk in desks:
        desk.check_log()


@pytest.fixture(scope="module")
def shared_desk(studio: str, chromium: Browser, sample: Path) -> Iterator[Desk]:
    """Give one page with a picture on the easel to all tests of a module; each goes to its own tab first."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1100})
    desk = Desk(context.new_page(), studio).go("/")
    desk.drop(sample)
    desk.painted("masses")
    yield desk
    context.close()


@pytest.fixture
def desk(shared_desk: Desk) -> Iterator[Desk]:
    shared_desk.forget_log()
    yield shared_desk
    shared_desk.check_log()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, sample_bytes: bytes) -> Path:
    file = tmp_path_factory.mktemp("studio") / "lake at dusk.jpg"
    file.write_bytes(sample_bytes)
    return file


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a second picture, unlike the first: a pale disc on a dark ground."""
    file = tmp_path_factory.mktemp("studio") / "moon.png"
    file.write_bytes(moon())
    return file


def moon(side: int = 400) -> bytes:
    y, x = np.mgrid[0:side, 0:side] / side
    pixels = np.full((side, side, 3), (40, 44, 60), np.uint8)
    pixels[np.hypot(x - 0.6, y - 0.4) < 0.22] = (228, 224, 205)
    pixels[y > 0.8] = (92, 84, 70)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
