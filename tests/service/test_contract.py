"""The OpenAPI document, and that the service keeps to it whatever it is sent."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from tests.service.conftest import Server

from art_assistant.service.problems import STATUS

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
PICTURE_ROUTES = ("/analyze", "/value-study", "/search")


def run_schemathesis(server: Server, cases: int, folder: Path) -> None:
    """Send about ``cases`` requests that the document allows or nearly allows; fail on any surprise."""
    if importlib.util.find_spec("schemathesis") is None:
        pytest.skip("needs schemathesis")
    operations = sum(len(path) for path in httpx.get(server.url + "/openapi.json").json()["paths"].values())
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json"),
        *("--phases", "fuzzing", "--checks", CHECKS, "--seed", "7", "--max-examples", str(cases // operations + 1)),
        *("--generation-database", "none", "--no-color", "--request-timeout", "60"),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=1500, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    server_errors = [event for event in server.events() if event.get("code") in {500, 502}]
    assert server_errors == []


def test_a_hundred_made_up_requests_meet_no_surprise(service: Server, tmp_path: Path) -> None:
    run_schemathesis(service, 100, tmp_path)


@pytest.mark.slow
def test_a_thousand_made_up_requests_meet_no_surprise(service: Server, tmp_path: Path) -> None:
    run_schemathesis(service, 1000, tmp_path)


def test_every_error_is_documented_with_its_codes(service: Server) -> None:
    paths = httpx.get(service.url + "/openapi.json").json()["paths"]
    for route in PICTURE_ROUTES:
        responses = paths[route]["post"]["responses"]
        assert {"200", "400", "408", "413", "415", "422", "429", "500", "503", "504"} == set(responses)
        for status, response in responses.items():
            (content,) = response["content"].values()
            assert content["example"]
            if status != "200":
                assert content["example"]["status"] == int(status)
        described = " ".join(response["description"] for response in responses.values())
        missing = {code for code, status in STATUS.items() if status not in {404, 405} and code not in described}
        assert missing == set()
