"""The studio speaks to the browser on its own machine, and to nobody else: the whole of a visit under a tracer."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.studio.conftest import serving
from tests.studio.desk import Desk

LATE_SECONDS = 18
"""ONNX Runtime looks up its maker's host about eight seconds after it is imported."""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace is a tool of Linux")
def test_a_visit_opens_no_connection_and_leaves_no_file(chromium: Browser, sample: Path, tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("needs strace, which shows what native code does too")
    home, trace = tmp_path / "home", tmp_path / "trace"
    home.mkdir()
    calls = "trace=network,openat,?open,?creat,?mkdir,mkdirat"
    tracer = (strace, "-D", "-f", "-qq", "-y", "-s", "200", "--seccomp-bpf", "-e", calls, "-o", str(trace))
    with serving(tracer=tracer, HOME=str(home), TMPDIR=str(home), PYTHONDONTWRITEBYTECODE="1") as address:
        page = chromium.new_page()
        desk = Desk(page, address).go("/")
        desk.drop(sample)
        desk.painted("masses")
        time.sleep(LATE_SECONDS)
        page.close()
    lines = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    assert any("listen(" in line for line in lines)
    assert [line for line in lines if "AF_INET" in line and "connect(" in line] == []
    assert [line for line in lines if "AF_NETLINK" in line or "resolv.conf" in line] == []
    assert [line for line in lines if "O_CREAT" in line and "/dev/null" not in line] == []
    assert list(home.rglob("*")) == []
