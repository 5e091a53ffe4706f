"""The recipes for hosts: their files parse, what they set exists, and the demo comes up."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import httpx
import pytest
import yaml
from tests.conftest import ROOT
from tests.ops.conftest import KEPT
from tests.ops.test_container import megabytes, variables

from art_assistant._version import __version__
from art_assistant.cli.main import build_parser
from art_assistant.settings import Settings

DEMO = ROOT / "deploy" / "demo"
FLY = tomllib.loads((ROOT / "deploy" / "fly" / "fly.toml").read_text(encoding="utf-8"))


def test_the_demo_is_set_for_strangers() -> None:
    settings = Settings.load(env={}, config=DEMO / "art-assistant.toml")
    assert settings.limits.max_mb <= 12
    assert settings.limits.max_megapixels <= 24
    assert not settings.llm.enabled
    assert not settings.studio.server
    assert not settings.studio.galleries
    told = tomllib.loads((DEMO / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert told["browser"]["gatherUsageStats"] is False
    assert told["server"]["maxUploadSize"] == settings.limits.max_mb


def test_the_demo_asks_for_this_version_and_its_port_is_one() -> None:
    head = yaml.safe_load((DEMO / "README.md").read_text(encoding="utf-8").split("---")[1])
    settings = Settings.load(env={}, config=DEMO / "art-assistant.toml")
    assert (DEMO / "requirements.txt").read_text(encoding="utf-8").strip() == f"art-assistant[app]=={__version__}"
    assert head["sdk"] == "docker"
    assert head["app_port"] == settings.studio.port
    lines = (DEMO / "Dockerfile").read_text(encoding="utf-8")
    assert f"127.0.0.1:{settings.studio.port}/studio/health" in lines
    assert f"EXPOSE {settings.studio.port}\n" in lines
    command = yaml.safe_load(next(line for line in lines.splitlines() if line.startswith("CMD")).removeprefix("CMD "))
    assert build_parser().parse_args(command[1:]).command == "app"


def test_the_platform_gives_what_the_service_takes() -> None:
    assert set(FLY["env"]) <= variables()
    settings = Settings.load(env=FLY["env"])
    assert FLY["http_service"]["internal_port"] == settings.service.port
    assert FLY["http_service"]["checks"][0]["path"] == "/health"
    assert FLY["http_service"]["checks"][0]["interval"] == "30s"
    assert FLY["http_service"]["concurrency"]["hard_limit"] == settings.service.concurrency + settings.service.queue
    engines = settings.service.concurrency * settings.service.engine_memory_mb
    assert engines + 768 <= megabytes(FLY["vm"][0]["memory"].removesuffix("b"))
    assert (ROOT / "deploy" / "fly" / FLY["build"]["dockerfile"]).resolve() == ROOT / "Dockerfile"
    assert int(FLY["kill_timeout"].rstrip("s")) > settings.service.graceful_stop


@pytest.mark.parametrize("name", ["demo", "fly"])
def test_every_command_of_ours_that_a_recipe_names_is_one(name: str) -> None:
    text = (ROOT / "deploy" / name / "README.md").read_text(encoding="utf-8")
    calls = re.findall(r"art-assistant ((?:app|serve|gallery)[^\"\n]*)", text)
    assert calls
    for call in calls:
        assert build_parser().parse_args(call.split()).command


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


def answer(address: str, process: subprocess.Popen[str]) -> bytes:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        try:
            return httpx.get(address, timeout=5).content
        except httpx.TransportError:
            time.sleep(0.3)
    raise AssertionError(process.communicate(timeout=10))


@pytest.mark.slow
def test_the_demo_comes_up_as_a_host_of_streamlit_starts_it(tmp_path: Path) -> None:
    port = free_port()
    env = {name: os.environ[name] for name in KEPT if name in os.environ}
    env |= {"HOME": str(tmp_path), "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT / "src"))}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    process = subprocess.Popen(command, cwd=DEMO, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert answer(f"http://127.0.0.1:{port}/studio/health", process) == b'{"status":"ok"}'
        assert b"<html" in answer(f"http://127.0.0.1:{port}/", process)
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=30)
    assert "usage statistics" not in said
    assert "external IP" not in said
