"""A hub on this machine that looks like the real one to its library, and misbehaves where a test says so."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

COMMIT: Final = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY: Final = "Xenova/clip-vit-base-patch32"


class Hub:
    """What the hub holds and how it misbehaves.

    Attributes:
        files: path to content.
        commit: the one that "main" is.
        faults: path (or "api") to what goes wrong at the next times that its content is asked for, one after the other.
        asked: every request line, its headers beside it.
        lfs: whether the hub tells the sha256 of the files.
        moved: paths that lie on another host, to which the hub sends on.
        told: files that the hub tells of and does not have.

    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files, self.commit, self.lfs = dict(files), COMMIT, True
        self.faults: dict[str, deque[str]] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.address = ""
        self.moved: set[str] = set()
        self.told: dict[str, bytes] = {}

    def fail(self, path: str, *faults: str) -> None:
        self.faults[path] = deque(faults)

    def fault(self, path: str) -> str:
        waiting = self.faults.get(path)
        return waiting.popleft() if waiting else ""

    def gets(self, part: str) -> list[str]:
        return [path for method, path, _ in self.asked if method == "GET" and part in path]


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._note("HEAD")
        self._file(self.path, body=False)

    def do_GET(self) -> None:
        self._note("GET")
        if self.path.startswith("/api/models/"):
            self._api()
        else:
            self._file(self.path, body=True)

    def _note(self, method: str) -> None:
        self.hub.asked.append((method, self.path, dict(self.headers)))

    def _api(self) -> None:
        fault = self.hub.fault("api")
        if fault == "500":
            return self._plain(500, b"{}")
        if fault == "html":
            return self._plain(200, b"<html>Sign in to the network</html>")
        if f"/api/models/{REPOSITORY}/" not in self.path:
            self.send_response(404)
            self.send_header("X-Error-Code", "RepoNotFound")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        siblings = []
        for path, data in (self.hub.files | self.hub.told).items():
            entry = {"rfilename": path, "size": len(data), "blobId": "0" * 40}
            if self.hub.lfs:
                entry["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}
            siblings.append(entry)
        if fault == "huge":
            siblings[0]["size"] = 10**13
        told = {"id": REPOSITORY, "modelId": REPOSITORY, "sha": self.hub.commit, "siblings": siblings}
        return self._plain(200, json.dumps(told).encode())

    def _plain(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self, url: str, *, body: bool) -> None:
        path = url.partition("?")[0].partition("/resolve/")[2].partition("/")[2] or url.partition("/cdn/")[2]
        data = self.hub.files.get(path)
        if data is None:
            self.send_response(404)
            self.send_header("X-Error-Code", "EntryNotFound")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if "/cdn/" not in url and path in self.hub.moved:
            return self._sent_on(path, data)
        fault = self.hub.fault(path) if body else ""
        if fault == "500":
            return self._plain(500, b"{}")
        return self._sent(data, fault, body=body)

    def _head(self, data: bytes) -> None:
        self.send_header("X-Repo-Commit", self.hub.commit)
        self.send_header("ETag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Linked-Etag", f'"{hashlib.sha256(data).hexdigest()}"')
        self.send_header("X-Linked-Size", str(len(data)))

    def _sent_on(self, path: str, data: bytes) -> None:
        self.send_response(302)
        self._head(data)
        self.send_header("Location", f"{self.hub.address.replace('127.0.0.1', 'localhost')}/cdn/{path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _sent(self, data: bytes, fault: str, *, body: bool) -> None:
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")[0])
        self.send_response(206 if start else 200)
        self._head(data)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        rest = data[start:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if not body:
            return
        if fault == "wrong":
            rest = bytes([rest[0] ^ 1]) + rest[1:]
        with suppress(OSError):
            if fault == "cut":
                self.wfile.write(rest[: len(rest) // 2])
                self.close_connection = True
                self.connection.close()
            elif fault == "slow":
                self._trickled(rest)
            else:
                self.wfile.write(rest)

    def _trickled(self, rest: bytes) -> None:
        for at in range(200):
            self.wfile.write(rest[at : at + 1])
            self.wfile.flush()
            if self.hub_stops.wait(0.02):
                return
        self.connection.close()

    hub_stops: threading.Event


@contextmanager
def running(hub: Hub) -> Iterator[str]:
    """Serve the hub for the length of the block; yields its address."""
    stops = threading.Event()
    handler = type("Handler", (_Answer,), {"hub": hub, "hub_stops": stops})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        hub.address = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield hub.address
        finally:
            stops.set()
            server.shutdown()
