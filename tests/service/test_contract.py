"""The OpenAPI document, and that the service keeps to it whatever it is sent."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator, ValidationError
from tests.service.conftest import WITH_FAKE_ENGINE, Server, Start, picture_bytes
from tests.unit.comparison.painted import lightened, pixels, png

from art_assistant.files.ways import WAYS
from art_assistant.service.front.problems import STATUS, ProblemError

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
WORDS = "/search/text"
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


@pytest.fixture(scope="module")
def contract(service: Server) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(service.url + "/openapi.json").json()
    return found


def responses_of(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield route, status and documentation of every response."""
    for route, operations in contract["paths"].items():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                yield route, status, response


def check(contract: dict[str, Any], schema: dict[str, Any], answer: object) -> None:
    Draft202012Validator(schema | {"components": contract["components"]}).validate(answer)


def answers_of(server: Server, data: bytes) -> dict[str, Any]:
    """Return a real answer of every route that answers with JSON."""
    file = {"file": ("a.jpg", data)}
    attempt = png(lightened(pixels(data), 1.0, (slice(40, 200), slice(40, 260))))
    beside = {"reference": ("a.jpg", data), "painting": ("b.png", attempt)}
    both = [("files", ("a.jpg", data)), ("files", ("b.jpg", b""))]
    with httpx.Client(base_url=server.url, timeout=60.0) as client:
        return {
            "/analyze": client.post("/analyze?views=masses", files=file).json(),
            "/value-study": client.post("/value-study", files=file).json(),
            "/compare": client.post("/compare", files=beside).json(),
            "/search": client.post("/search", files=file).json(),
            "/search/batch": client.post("/search/batch", files=both).json(),
            "/artwork/{artwork_id}": client.get("/artwork/work-1").json(),
            **{route: client.get(route).json() for route in ("/health", "/ready", "/version")},
        }


def test_every_example_and_every_real_answer_is_what_the_contract_says(
    service: Server, contract: dict[str, Any], sample_bytes: bytes
) -> None:
    real = answers_of(service, sample_bytes)
    documented = {
        route: content["application/json"]
        for route, status, response in responses_of(contract)
        if status == "200" and "application/json" in (content := response["content"])
    }
    # The gallery reads no words; real answers to them are in tests/clip.
    assert set(documented) == {*real, WORDS}
    assert real["/search"].keys() == documented[WORDS]["example"].keys()
    check(contract, documented[WORDS]["schema"], documented.pop(WORDS)["example"])
    for route, told in documented.items():
        check(contract, told["schema"], told["example"])
        check(contract, told["schema"], real[route])
        if route != "/artwork/{artwork_id}":  # of a work, what is unknown is left out
            assert shape(told["example"]) == shape(real[route]), route


def shape(answer: dict[str, Any]) -> object:
    """Return the names in an answer, and those in the first of each list in it."""
    lists = {name: tuple(items[0]) for name, items in answer.items() if items and isinstance(items, list)}
    return set(answer), {name: items for name, items in lists.items() if isinstance(answer[name][0], dict)}


def test_a_wrong_answer_is_not_what_the_contract_says(contract: dict[str, Any], service: Server) -> None:
    real = httpx.get(service.url + "/version").json()
    schema = contract["paths"]["/version"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    for wrong in ({}, real | {"path": "/home"}, real | {"version": 1}):
        with pytest.raises(ValidationError):
            check(contract, schema, wrong)
    analysis = {"$ref": "#/components/schemas/Analysis"}
    example = contract["paths"]["/analyze"]["post"]["responses"]["200"]["content"]["application/json"]["example"]
    for wrong in ({}, example | {"more": 1}, example | {"tips": None}, example | {"views": {"masses": "/etc/passwd"}}):
        with pytest.raises(ValidationError):
            check(contract, analysis, wrong)


def test_every_problem_example_is_one_the_service_could_answer(contract: dict[str, Any]) -> None:
    for route, status, response in responses_of(contract):
        if status == "200":
            continue
        told = response["content"]["application/problem+json"]
        check(contract, told["schema"], told["example"])
        example = told["example"]
        assert ProblemError(example["code"], example["detail"]).as_dict() == example, (route, status)
        assert example["status"] == int(status)


def provoked(server: Server) -> list[tuple[str, httpx.Response]]:
    picture = {"file": picture_bytes(31)}
    with httpx.Client(base_url=server.url, timeout=60.0) as client:
        return [
            ("/search", client.post("/search")),
            ("/search", client.post("/search?topk=0", files=picture)),
            ("/search", client.post("/search", files={"file": b""})),
            ("/analyze", client.post("/analyze", files={"file": b"%PDF-1.4"})),
            ("/search/batch", client.post("/search/batch", files=[("files", b"x")] * 11)),
            ("/artwork/{artwork_id}", client.get("/artwork/nothing")),
            ("/artwork/{artwork_id}", client.get("/artwork/" + "n" * 200)),
            ("/views/{key}/{name}", client.get("/views/nothing/masses.png")),
            ("/files/{name}", client.post("/files/layers.xcf", files=picture)),
            ("/files/{name}", client.post("/files/palette.gpl", files={"file": b""})),
            ("/health", client.request("GET", "/health", content=bytes(21_000_000))),
        ]


def test_what_goes_wrong_goes_wrong_as_documented(service: Server, contract: dict[str, Any]) -> None:
    seen = set()
    for route, answer in provoked(service):
        (operation,) = contract["paths"][route].values()
        told = operation["responses"][str(answer.status_code)]["content"]["application/problem+json"]
        check(contract, told["schema"], answer.json())
        seen.add(answer.status_code)
        if answer.json()["code"] == told["example"]["code"] and answer.status_code != 415:
            assert answer.json() == told["example"]
    assert seen == {400, 404, 413, 415, 422}


def test_a_file_goes_wrong_as_a_study_does_and_is_one_of_its_kinds(contract: dict[str, Any]) -> None:
    file, study = (contract["paths"][route]["post"]["responses"] for route in ("/files/{name}", "/analyze"))
    assert set(file.pop("200")["content"]) == {way.media for way in WAYS.values()}
    assert file.pop("404")
    assert file == {status: told for status, told in study.items() if status != "200"}


def test_the_contract_tells_the_limits_of_this_service(start: Start) -> None:
    server = start(
        WITH_FAKE_ENGINE,
        ART_SERVICE_MAX_UPLOAD_MB="7",
        ART_SERVICE_MAX_BATCH_MB="11",
        ART_SERVICE_RATE_BATCH="3/hour",
        ART_SERVICE_DEADLINE="13",
        ART_SERVICE_QUEUE="17",
        ART_SERVICE_BODY_TIMEOUT="19",
    )
    contract = httpx.get(server.url + "/openapi.json").json()
    (batch,) = contract["paths"]["/search/batch"].values()
    told = {status: response["description"] for status, response in batch["responses"].items()}
    for status, words in {
        "408": "19 s",
        "413": "7 MB, and a batch 11 MB",
        "429": "3/hour",
        "503": "17",
        "504": "13 s",
    }.items():
        assert words in told[status]
    files = next(s for name, s in contract["components"]["schemas"].items() if name.startswith("Body_search_batch"))
    assert (files["properties"]["files"]["minItems"], files["properties"]["files"]["maxItems"]) == (1, 10)


def test_no_route_claims_a_status_of_the_framework(contract: dict[str, Any]) -> None:
    assert not {"HTTPValidationError", "ValidationError"} & set(contract["components"]["schemas"])
    with_422 = {route for route, status, _ in responses_of(contract) if status == "422"}
    assert with_422 == {*PICTURE_ROUTES, WORDS, "/compare", "/files/{name}", "/outline"}
    everywhere = {route for route, status, _ in responses_of(contract) if status == "500"}
    assert everywhere == set(contract["paths"])


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
