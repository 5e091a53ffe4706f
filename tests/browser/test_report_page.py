from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from art_assistant import analyze
from art_assistant.report import as_html

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs Chromium: `make browser` installs it where it can")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Listener:
    """A proxy that answers nobody and remembers what it was asked for."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.asked: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(300).decode("latin-1").split("\r\n")[0])

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, sample_bytes: bytes) -> Path:
    page = tmp_path_factory.mktemp("study") / "report.html"
    page.write_text(as_html(analyze(sample_bytes, name="sample.jpg")), encoding="utf-8")
    return page


def browse(page: Path, tmp_path: Path, *arguments: str, proxy: int = 9) -> subprocess.CompletedProcess[str]:
    command = [str(BROWSER), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", f"--proxy-server=127.0.0.1:{proxy}"]
    return subprocess.run(
        [*command, *arguments, page.as_uri()], capture_output=True, text=True, timeout=90, check=False
    )


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False)])
def test_the_page_shows_itself_without_a_network(page: Path, tmp_path: Path, width: int, dark: bool) -> None:
    listener = Listener()
    shot = tmp_path / "shot.png"
    flags = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []
    browse(page, tmp_path, f"--screenshot={shot}", f"--window-size={width},1400", *flags, proxy=listener.port)
    listener.close()
    pixels = np.asarray(Image.open(shot).convert("RGB"), dtype=float)
    assert pixels.std() > 20
    assert not [line for line in listener.asked if "google" not in line and "chrome" not in line], listener.asked


def test_nothing_is_fetched_and_every_picture_is_described(page: Path, tmp_path: Path) -> None:
    dom = browse(page, tmp_path, "--dump-dom").stdout
    images = re.findall(r"<img\b[^>]*>", dom)
    assert len(images) >= 12
    assert all(re.search(r'src="data:image/', tag) for tag in images)
    assert all(re.search(r'alt="[^"]{3,}"', tag) for tag in images)
    assert "<script" not in dom
    assert not re.search(r'(?:src|srcset|action)="https?:', dom)
    assert not re.search(r"@import|url\(\s*['\"]?https?:", dom)
    assert not re.search(r'<link\b[^>]*href="https?:', dom)
