"""The image and the compose file: what they promise is so, and the image's steps lead to a service that is well."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from scripts import container_steps
from tests.conftest import ROOT

from art_assistant.cli.main import build_parser
from art_assistant.settings import Settings

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
FIRST, LAST = container_steps.stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
MINE = ("service", "studio")


def megabytes(text: str) -> float:
    return float(text[:-1]) * {"m": 1, "g": 1024}[text[-1].lower()]


def variables() -> set[str]:
    settings = Settings()
    concerns = [(one.name, getattr(settings, one.name)) for one in fields(settings)]
    return {f"ART_{name.upper()}_{item.name.upper()}" for name, section in concerns for item in fields(section)}


def test_the_last_stage_runs_nothing_that_builds_and_nobody_as_root() -> None:
    uid, _, gid = LAST.said["USER"].partition(":")
    assert int(uid) == int(gid) == 10001
    assert "pip" not in " ".join(LAST.runs)
    assert f"--uid {uid} " in LAST.runs[0]
    assert LAST.base == FIRST.base
    assert "slim" in LAST.base
    copied = [words for words in LAST.copies if words[0] == "--from=build"]
    assert LAST.copies == copied == [["--from=build", "/opt/art-assistant", "/opt/art-assistant"]]
    assert FIRST.runs[0].count("--constraint constraints.txt") == 2


def test_the_image_starts_what_there_is() -> None:
    start = json.loads(LAST.said["ENTRYPOINT"]) + json.loads(LAST.said["CMD"])
    assert build_parser().parse_args(start[1:]).command == "serve"
    assert {name for name in LAST.env if name.startswith("ART_")} <= variables()
    for name in MINE:
        assert build_parser().parse_args(COMPOSE["services"][name]["command"]).command in {"serve", "app"}


def test_what_the_image_is_made_of_is_let_in_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "*"
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert let_in == {name.removeprefix("./") for words in FIRST.copies for name in words[:-1]}


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_every_container_is_confined(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert megabytes(service["mem_limit"]) > 0
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    assert set(service.get("environment", {})) <= variables()


@pytest.mark.parametrize("name", MINE)
def test_ours_are_asked_every_thirty_seconds_whether_they_are_well(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["healthcheck"]["interval"] == "30s"
    assert "--interval=30s" in LAST.said["HEALTHCHECK"]
    assert service["user"] == LAST.said["USER"]
    assert [place.partition(":")[0] for place in service["tmpfs"]] == [LAST.env["TMPDIR"]]


def test_the_engines_fit_into_the_memory_that_the_service_has() -> None:
    service = COMPOSE["services"]["service"]
    env = {name: text for name, text in service["environment"].items() if not text.startswith("${")}
    settings = Settings.load(env=env).service
    front, spool = 512, 256
    assert settings.concurrency * settings.engine_memory_mb + front + spool <= megabytes(service["mem_limit"])
    assert int(service["stop_grace_period"].rstrip("s")) > settings.graceful_stop


def test_redis_and_prometheus_come_only_when_they_are_asked_for() -> None:
    services = COMPOSE["services"]
    assert {name: one.get("profiles") for name, one in services.items()} == {
        "service": None,
        "studio": None,
        "redis": ["redis"],
        "prometheus": ["watch"],
    }
    scraped = yaml.safe_load((ROOT / "deploy" / "prometheus.yml").read_text(encoding="utf-8"))
    assert scraped["scrape_configs"][0]["job_name"] == "art-assistant"
    assert scraped["scrape_configs"][0]["static_configs"] == [{"targets": ["service:8000"]}]
    mounted = [place.split(":")[0] for place in services["prometheus"]["volumes"] if place.startswith("./")]
    assert all((ROOT / place).is_file() for place in mounted)
    assert f"/etc/prometheus/{scraped['rule_files'][0]}" in " ".join(services["prometheus"]["volumes"])
    assert Settings.load(env={"ART_SERVICE_REDIS_URL": ""}).service.redis_url == ""


def test_the_systemd_unit_starts_what_there_is() -> None:
    unit = (ROOT / "deploy" / "art-assistant.service").read_text(encoding="utf-8")
    command = next(line for line in unit.splitlines() if line.startswith("ExecStart=")).split()
    assert build_parser().parse_args(command[1:]).command == "serve"


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the image is Linux's")
def test_the_steps_of_the_image_lead_to_a_service_that_is_well() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "container_steps.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    if "No matching distribution" in done.stderr or "Max retries" in done.stderr:
        pytest.skip("needs a package index")
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["works_found"] == 5
    assert told["stopped_with"] == 0
    assert told["written_elsewhere"] == []


@pytest.mark.skipif(os.name == "nt", reason="the image is Linux's")
def test_the_folders_of_an_image_are_moved_whole(tmp_path: Path) -> None:
    house = container_steps.House(tmp_path)
    assert house.moved("install /src/x /srcs /opt/art-assistant/bin") == (
        f"install {tmp_path}/src/x /srcs {tmp_path}/opt/art-assistant/bin"
    )
