"""Each row of the page on troubles: the trouble is made, and the very line of the row is what a person meets."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from tests.conftest import ROOT
from tests.ops.conftest import absent, art, damage, stub

from art_assistant.cli.main import main

PAGE = ROOT / "docs" / "troubleshooting.md"
SAMPLE = ROOT / "examples" / "sample-painting.jpg"
Trouble = Callable[[Path], str]
QUICK: dict[str, Trouble] = {}
SLOW: dict[str, Trouble] = {}


def rows() -> list[str]:
    """Return the first cell of each row of the table."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [line.split("|")[1].strip() for line in lines if line.startswith("| `")]


def pattern(row: str) -> str:
    """Return what a row's line matches: its quoted words, with anything where ``…`` stands."""
    said = re.findall(r"`([^`]+)`", row)[0]
    return ".*".join(map(re.escape, said.split("…")))


def trouble(start: str, kind: dict[str, Trouble] = QUICK) -> Callable[[Trouble], Trouble]:
    """Note a function as the one that makes the trouble of the row that begins so."""

    def noted(make: Trouble) -> Trouble:
        kind[start] = make
        return make

    return noted


def said(*arguments: object, env: dict[str, str] | None = None) -> str:
    """Run the command line in this process, and return what it said."""
    import contextlib
    import io

    told = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
        for name in [name for name in os.environ if name.startswith(("ART_", "FAISS_"))]:
            patch.delenv(name)
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        assert main(list(map(str, arguments))) != 0
    return told.getvalue()


def without(folder: Path, *names: str, command: tuple[str, ...], more: str = "") -> str:
    absent(folder / "stubs", *names, more=more)
    done = art(*command, first=(folder / "stubs",), cwd=folder)
    assert done.returncode != 0
    return done.stderr


@trouble("`The service needs its extra")
def no_service(folder: Path) -> str:
    return without(folder, "uvicorn", "fastapi", command=("serve",))


@trouble("`The studio needs its extra")
def no_studio(folder: Path) -> str:
    return without(folder, "streamlit", command=("app", "--no-browser"))


@trouble("`Fetching needs its extra")
def no_museum(folder: Path) -> str:
    return without(folder, "httpcore", command=("museum", "fetch", "aic", "--contact", "me@example.org"))


@trouble("`Python 3.11 or newer")
def old_python(folder: Path) -> str:
    # What measures the tests may have loaded the library before.
    old = "sys.version_info = (3, 10, 12, 'final', 0); sys.modules.pop('tomllib', None)"
    return without(folder, "tomllib", command=("analyze", "p.jpg"), more=old)


@trouble("`A part of the installation")
def no_opencv(folder: Path) -> str:
    shutil.copy(SAMPLE, folder / "p.jpg")
    return without(folder, "cv2", command=("analyze", "p.jpg"))


@trouble("`The installation is not whole")
def no_core(folder: Path) -> str:
    stub(folder / "stubs", "structlog", "raise ImportError('gone')")
    return art("analyze", "p.jpg", first=(folder / "stubs",), cwd=folder).stderr


@trouble("`The file stops")
def torn(folder: Path) -> str:
    (folder / "p.jpg").write_bytes(SAMPLE.read_bytes()[:60_000])
    return said("analyze", folder / "p.jpg")


@trouble("`The file is …, not a picture")
def a_document(folder: Path) -> str:
    (folder / "p.jpg").write_bytes(b"%PDF-1.7\n" + bytes(2000))
    return said("analyze", folder / "p.jpg")


@trouble("`The gallery '…' was made with")
def foreign(folder: Path) -> str:
    import faiss

    (folder / "old").mkdir()
    index = faiss.IndexFlatIP(8)
    index.add(np.eye(2, 8, dtype=np.float32))
    faiss.write_index(index, str(folder / "old" / "index.faiss"))
    works = [json.dumps({"id": name, "image_path": f"{name}.jpg"}) for name in ("dawn", "dusk")]
    (folder / "old" / "artworks.jsonl").write_text("\n".join(works), encoding="utf-8")
    home = {"ART_GALLERY_HOME": str(folder / "home")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ART_GALLERY_HOME", home["ART_GALLERY_HOME"])
        assert main(["gallery", "import", str(folder / "old"), "--name", "old", "--encoder", "clip-vit-b32"]) == 0
    return said("similar", SAMPLE, "--gallery", "old", env=home)


@trouble("`The gallery's … is damaged")
def damaged(folder: Path) -> str:
    shutil.copytree(ROOT / "src" / "art_assistant" / "gallery" / "starter", folder / "mine")
    damage(folder / "mine" / "features.npy")
    return said("gallery", "verify", folder / "mine")


@trouble("`The gallery is being changed")
def held(folder: Path) -> str:
    from art_assistant.gallery.make.opening import opened

    (folder / "pictures").mkdir()
    shutil.copy(SAMPLE, folder / "pictures" / "p.jpg")
    (folder / "home").mkdir()
    with opened(folder / "home" / "mine"):
        home = {"ART_GALLERY_HOME": str(folder / "home")}
        return said("gallery", "build", folder / "pictures", "--name", "mine", env=home)


@trouble("`The picture claims")
def too_large(folder: Path) -> str:
    Image.new("L", (2000, 1000)).save(folder / "p.png")
    return said("analyze", folder / "p.png", env={"ART_LIMITS_MAX_MEGAPIXELS": "1"})


@trouble("`the environment: analysis.size")
def nonsense(folder: Path) -> str:
    return said("analyze", folder / "p.png", env={"ART_ANALYSIS_SIZE": "9000"})


@trouble("`Cannot listen on")
def taken_by_another(_folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)) as other:
        return said("serve", "--port", other.getsockname()[1])


@trouble("`The studio cannot listen", SLOW)
def taken_for_the_studio(folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)) as other:
        return art("app", "--no-browser", "--port", other.getsockname()[1], cwd=folder).stderr


@trouble("`The study could not be written", SLOW)
def full(folder: Path) -> str:
    """Write a study onto a disk of its own that is nearly full."""
    shutil.copy(SAMPLE, folder / "p.jpg")
    (folder / "disk").mkdir()
    line = (
        'mount -t tmpfs -o size=64k tmpfs disk && exec "$0" -m art_assistant analyze p.jpg --views none --out disk/out'
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "ART_"))}
    command = ["unshare", "--mount", "sh", "-c", line, sys.executable]
    if shutil.which("unshare") is None:
        pytest.skip("no disk of its own can be made here")
    done = subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, timeout=120, check=False)
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip("no disk of its own can be made here")
    return done.stderr


@trouble("`… does not answer us now", SLOW)
def no_network(folder: Path) -> str:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    command = ("museum", "fetch", "aic", "--limit", "2", "--contact", "me@example.org")
    done = art(*command, cwd=folder, env={"ART_MUSEUM_ADDRESS": f"http://127.0.0.1:{port}"})
    assert done.returncode == 4
    return done.stdout + done.stderr


class Running:
    """A command that serves, its standard output read until a line comes, and ended."""

    def __init__(self, folder: Path, *arguments: str, **env: str) -> None:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ART_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "art_assistant", *arguments],
            cwd=folder,
            env=plain | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def until(self, words: str) -> str:
        assert self.process.stdout is not None
        return next(line for line in self.process.stdout if words in line)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)


@trouble("`Open http://…`", SLOW)
def no_browser(folder: Path) -> str:
    studio = Running(folder, "app", "--port", "0", BROWSER="nothing-of-that-name", DISPLAY="", PATH="")
    try:
        line = studio.until("Open ")
        assert httpx.get(line.split()[1] + "/studio/health", timeout=20).status_code == 200
    finally:
        studio.end()
    return line


@trouble("`There is not enough memory", SLOW)
def too_little_memory(folder: Path) -> str:
    rough = np.random.default_rng(0).integers(0, 256, (7000, 7000, 3), dtype=np.uint8)
    Image.fromarray(rough).save(folder / "p.tif", compression="raw")
    service = Running(
        folder,
        "serve",
        "--port",
        "0",
        ART_SERVICE_ENGINE_MEMORY_MB="1024",
        ART_SERVICE_MAX_UPLOAD_MB="200",
        ART_LIMITS_MAX_MB="200",
    )
    try:
        port = json.loads(service.until('"listening"'))["port"]
        with (folder / "p.tif").open("rb") as file:
            answer: Any = httpx.post(f"http://127.0.0.1:{port}/search", files={"file": file}, timeout=60).json()
    finally:
        service.end()
    return str(answer.get("detail"))


def test_every_row_has_its_trouble() -> None:
    starts = [*QUICK, *SLOW]
    assert len(rows()) == len(starts)
    assert all(sum(row.startswith(start) for row in rows()) == 1 for start in starts)


def checked(start: str, make: Trouble, folder: Path) -> None:
    row = next(row for row in rows() if row.startswith(start))
    told = make(folder)
    assert re.search(pattern(row), told), (pattern(row), told)
    assert "Traceback" not in told


@pytest.mark.parametrize("start", QUICK)
def test_the_line_of_a_row_is_what_a_person_meets(start: str, tmp_path: Path) -> None:
    checked(start, QUICK[start], tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="ends services as POSIX systems do")
@pytest.mark.parametrize("start", SLOW)
def test_the_line_of_a_row_that_takes_long(start: str, tmp_path: Path) -> None:
    checked(start, SLOW[start], tmp_path)
