"""What operators are given: alert rules and a dashboard that speak of metrics there really are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from tests.conftest import ROOT

from art_assistant.service.front.metrics import Metrics

DEPLOY = ROOT / "deploy"


@pytest.mark.parametrize("arguments", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts-test.yml")])
def test_the_alert_rules_are_sound(arguments: tuple[str, ...]) -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("needs promtool (Debian package prometheus)")
    done = subprocess.run([program, *arguments], cwd=DEPLOY, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", ["alerts.yml", "grafana-dashboard.json"])
def test_every_metric_that_is_asked_for_exists(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    named = {found for found in re.findall(r"\bart_[a-z_]+", text) if found != "art_assistant"}
    families = {family.name for family in Metrics().registry.collect()}
    known = {f"{family}{end}" for family in families for end in ("", "_total", "_bucket", "_count", "_sum")}
    assert len(named) >= 5
    assert named <= known


def test_the_dashboard_is_whole() -> None:
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids)) >= 8
    assert all(panel["targets"] for panel in board["panels"])
