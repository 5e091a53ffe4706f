"""A server on this machine that plays a museum's, and answers each path with one kind of trouble."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from PIL import Image

PRIVATE = "http://10.255.255.1/secret.png"


def painted() -> bytes:
    """A picture of 900 x 600 pixels as a PNG: a gradient in two colours, so that nothing of it is flat."""
    y, x = np.mgrid[0:600, 0:900]
    pixels = np.stack([x // 4, y // 3, (x + y) // 8], axis=-1).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


PICTURE = painted()


class Stranger(BaseHTTPRequestHandler):
    """Answers each path with one kind of trouble."""

    asked: list[str]
    agents: set[str]
    told: set[str]
    hurried: threading.Event

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.agents.add(self.headers.get("user-agent", ""))
        self.told |= {name.lower() for name in self.headers}
        name = self.path.strip("/").partition("/")[0]
        with contextlib.suppress(OSError):
            getattr(self, f"give_{name}")()

    def answer(self, status: int, *headers: tuple[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def give_picture(self) -> None:
        self.answer(200, ("content-type", "image/png"), body=PICTURE)

    def give_page(self) -> None:
        self.answer(200, ("content-type", "image/png"), body=b"<!doctype html><title>Please log in</title>")

    def give_nothing(self) -> None:
        self.answer(200, body=b"")

    def give_missing(self) -> None:
        self.answer(404, body=PICTURE)

    def give_slow(self) -> None:
        self.hurried.wait(20)

    def give_drops(self) -> None:
        """Send a byte now and then, each well within the patience that one read may take."""
        self.answer(200)
        for byte in PICTURE:
            if self.hurried.wait(0.1):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def give_heads(self) -> None:
        """Send a head now and then, and never the last."""
        self.send_response(200)
        self.flush_headers()
        while not self.hurried.wait(0.1):
            self.wfile.write(b"x-more: 1\r\n")
            self.wfile.flush()

    def give_cut(self) -> None:
        self.answer(200, ("content-type", "image/png"), body=PICTURE[: len(PICTURE) // 2])

    def give_refused(self) -> None:
        self.answer(403, ("retry-after", "30"), body=b"<html>Please prove that you are human</html>")

    def give_large(self) -> None:
        self.answer(200)
        for _ in range(400):
            self.wfile.write(bytes(1_000_000))

    def give_claim(self) -> None:
        self.answer(200, ("content-length", "9000000000"), body=PICTURE)

    def give_once(self) -> None:
        self.answer(302, ("location", "/picture"))

    def give_loop(self) -> None:
        self.answer(302, ("location", "/loop"))

    def give_private(self) -> None:
        self.answer(301, ("location", PRIVATE))

    def give_file(self) -> None:
        self.answer(301, ("location", "file:///etc/passwd"))

    def give_nowhere(self) -> None:
        self.answer(302)

    def give_noise(self) -> None:
        self.wfile.write(b"\x00\xff this is no HTTP\r\n\r\n")

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def stranger() -> Iterator[str]:
    """Serve, and yield the address."""
    Stranger.asked, Stranger.agents, Stranger.told, Stranger.hurried = [], set(), set(), threading.Event()
    with ThreadingHTTPServer(("127.0.0.1", 0), Stranger) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            Stranger.hurried.set()
            server.shutdown()
            thread.join()
