from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.encoder import dims_of
from art_assistant.gallery.facets import FACETS, Layout
from art_assistant.gallery.make.write import write_gallery
from art_assistant.vision.encoders import shipped_encoder

HERE = Path(__file__).parent

# Engines are limited in memory and time by what only POSIX systems have, so that the service runs on these alone.
collect_ignore_glob = ["test_*.py"] if os.name == "nt" else []
BADFILES = HERE.parent / "badfiles" / "files"
START_SECONDS = 60.0
FREE = {f"ART_SERVICE_RATE_{kind}": "1000000/minute" for kind in ("SEARCH", "ANALYZE", "BATCH", "ARTWORK")}
SERVE = ("-m", "art_assistant", "serve", "--port", "0")
WITH_FAKE_ENGINE = (str(HERE / "fake_engine.py"), "front")


class Server:
    """A service in a process of its own, and the events it logs."""

    def __init__(self, command: tuple[str, ...], env: dict[str, str]) -> None:
        own = {name: value for name, value in os.environ.items() if not name.startswith("ART_")}
        self.process = subprocess.Popen(
            [sys.executable, *command], env=own | env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []
        self.errors: list[str] = []
        self._fresh: queue.Queue[str] = queue.Queue()
        self._readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.lines), daemon=True),
            threading.Thread(target=self._read, args=(self.process.stderr, self.errors), daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        try:
            self.port = int(self.wait_for("listening")["port"])
            self.url = f"http://127.0.0.1:{self.port}"
            self._wait_until_healthy()
        except AssertionError:
            self.stop(5.0)
            raise

    def _read(self, stream: Any, kept: list[str]) -> None:
        for line in stream:
            kept.append(line)
            if kept is self.lines:
                self._fresh.put(line)

    def wait_for(self, event: str, seconds: float = START_SECONDS) -> dict[str, Any]:
        """Return the next event of that name."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._fresh.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no event {event!r}: {self.lines[-5:]} {self.errors[-5:]}") from None
            found: dict[str, Any] = json.loads(line)
            if found["event"] == event:
                return found

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/health", timeout=5.0).status_code == 200:
                    return
            time.sleep(0.02)
        raise AssertionError(f"not healthy: {self.lines} {self.errors}")

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]

    def log(self) -> str:
        return "".join(self.lines) + "".join(self.errors)

    def stop(self, seconds: float = 30.0) -> int:
        """Ask for the end and return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        for reader in self._readers:
            reader.join(5.0)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        return status


Start = Callable[..., Server]


def picture_bytes(seed: int = 0, size: tuple[int, int] = (96, 64), form: str = "JPEG", **options: Any) -> bytes:
    """Return a small picture of soft patches, different for every seed."""
    grid = np.random.default_rng(seed).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(grid).resize(size, Image.Resampling.BICUBIC).save(buffer, form, **options)
    return buffer.getvalue()


def make_gallery(folder: Path, count: int = 64, seed: int = 0) -> Path:
    """Write a gallery of made-up works."""
    rng = np.random.default_rng(seed)
    dims = dims_of(shipped_encoder())
    layout = Layout(dims)
    rows = np.abs(rng.normal(size=(count, layout.width))).astype(np.float32)
    for facet in FACETS:
        part = layout.slice(facet)
        rows[:, part] /= np.linalg.norm(rows[:, part], axis=1, keepdims=True)
    works = [
        Artwork(id=f"work-{n}", title=f"Picture {n}", artist=f"Painter {n % 7}", path=f"rooms/{n}.jpg")
        for n in range(count)
    ]
    write_gallery(folder, works, rows.astype(np.float16), encoder=shipped_encoder().identity, dims=dims)
    return folder


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gallery(tmp_path_factory.mktemp("galleries") / "made-up")


@pytest.fixture
def start(gallery: Path) -> Iterator[Start]:
    """Start services that end with the test."""
    running: list[Server] = []

    def launch(command: tuple[str, ...] = SERVE, **env: object) -> Server:
        variables = {"ART_GALLERY_NAME": str(gallery), "OMP_NUM_THREADS": "1"} | FREE | env
        # None leaves a variable unset.
        server = Server(command, {name: str(value) for name, value in variables.items() if value is not None})
        running.append(server)
        return server

    yield launch
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def service(gallery: Path) -> Iterator[Server]:
    """One service with the real engines, shared by the tests that leave it as it was."""
    server = Server(SERVE, {"ART_GALLERY_NAME": str(gallery), "OMP_NUM_THREADS": "1", "ART_SERVICE_QUEUE": "64"} | FREE)
    yield server
    assert server.stop() == 0
