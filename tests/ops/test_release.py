"""A release: its notes, its licences, its bill of materials, and a workflow that may do no more than it must."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from email.message import Message
from typing import Any

import pytest
import yaml
from scripts import licences, release_notes, sbom
from tests.conftest import ROOT

from art_assistant._version import __version__

WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"
CHANGES = """# Changes

## Unreleased

- Not yet.

## 1.10.0 (2026-11-29)

### Added
- Tens.

## 1.1.0

- Ones.

## 1.0.0
Nothing but words.
"""


def test_the_section_of_a_version_is_printed_and_no_other() -> None:
    assert release_notes.notes(CHANGES, "1.10.0") == "### Added\n- Tens.\n"
    assert release_notes.notes(CHANGES, "1.1.0") == "- Ones.\n"
    for version, words in (("1.0.0", "names no change"), ("2.0.0", "no section"), ("1.1", "no section")):
        with pytest.raises(release_notes.NotesError, match=words):
            release_notes.notes(CHANGES, version)


@pytest.mark.parametrize("tag", ["v1.2.3", "1.2.3", "v10.0.0rc1"])
def test_a_tag_names_a_version(tag: str) -> None:
    assert release_notes.version_of(tag) == tag.removeprefix("v")


@pytest.mark.parametrize("tag", ["", "v", "v1.2", "vv1.2.3", "v1.2.3\n", "1.2.3; rm", "latest"])
def test_a_tag_that_names_none_is_refused(tag: str) -> None:
    with pytest.raises(release_notes.NotesError, match="names no version"):
        release_notes.version_of(tag)


def test_a_tag_that_is_another_version_stops_the_release() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "release_notes.py"), "v99.0.0", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stderr == f"The package is version {__version__}, not 99.0.0; see _version.py.\n"
    assert release_notes.packaged_version() == __version__


def about(**fields: Any) -> Any:
    told = Message()
    told["Name"] = "some"
    for name, value in fields.items():
        for one in value if isinstance(value, list) else [value]:
            told[name.replace("_", "-")] = one
    return told


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"License_Expression": "MIT OR GPL-3.0-only"}, "MIT OR GPL-3.0-only"),
        ({"License": "Apache License 2.0"}, "Apache-2.0"),
        ({"License": "A text of many words", "Classifier": ["License :: OSI Approved :: BSD License"]}, "BSD-3-Clause"),
    ],
)
def test_a_licence_is_read_from_what_there_is(fields: dict[str, Any], licence: str) -> None:
    assert licences.licence_of(about(**fields)) == licence


@pytest.mark.parametrize("fields", [{}, {"License": "Proprietary"}, {"License": "GPLv3"}])
def test_a_licence_that_nobody_knows_fails(fields: dict[str, Any]) -> None:
    with pytest.raises(licences.LicenceError, match="some"):
        licences.licence_of(about(**fields))


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("MIT AND GPL-2.0-only", False),
        ("GPL-3.0-or-later OR MIT", True),
        ("(MIT OR Apache-2.0) AND BSD-3-Clause", True),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", False),
        ("(GPL-2.0-only OR (MIT AND ISC)) AND BSD-3-Clause", True),
        ("(MIT", False),
        ("GPL-3.0-only WITH GCC-exception-3.1", False),
        ("AGPL-3.0-only", False),
    ],
)
def test_copyleft_is_met_only_where_there_is_a_choice(expression: str, allowed: bool) -> None:
    assert licences.is_allowed(expression) is allowed


def test_the_page_of_licences_says_what_is_installed() -> None:
    text = licences.PAGE.read_text(encoding="utf-8")
    parts = licences.installed_parts()
    assert licences.CORE in parts
    assert licences.differences(parts, text) == []
    assert licences.page(licences.told_rows(text)) == text
    wrong = text.replace("| numpy | ", "| numpy | Zlib AND ").replace("| tqdm |", "| tqdn |")
    assert [line.partition(":")[0] for line in licences.differences(parts, wrong)] == ["numpy", "tqdm", "tqdn"]


def test_every_extra_and_every_file_of_the_package_is_told() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert set(licences.EXTRAS) == set(extras) - {"dev", "docs"}
    assert licences.uncovered() == []


def test_the_bill_of_materials_holds_the_models() -> None:
    bill = sbom.with_models({"bomFormat": "CycloneDX", "components": [{"bom-ref": "numpy==2", "type": "library"}]})
    models = [one for one in bill["components"] if one["type"] == "machine-learning-model"]
    assert len(bill["components"]) == len(models) + 1 == len(licences.MODELS) + 1
    shipped = {path.read_bytes() for path, _ in ((ROOT / "src/art_assistant" / p, c) for p, c in licences.MODELS)}
    assert len(shipped) == len(models)
    assert {one["hashes"][0]["content"] for one in models} == {card.sha256 for _, card in licences.MODELS}


def workflow() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return told


def test_every_action_is_pinned_and_every_job_may_do_no_more_than_it_must() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW.read_text(encoding="utf-8"))
    assert len(used) >= 10
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", one) for one in used)
    jobs = workflow()["jobs"]
    assert workflow()["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "test": {"contents": "read"},
        "build": {"contents": "read"},
        "attest": {"id-token": "write", "attestations": "write"},
        "publish": {"id-token": "write"},
        "image": {"contents": "read"},
        "release": {"contents": "write"},
    }
    assert all(job["timeout-minutes"] for job in jobs.values())


def test_nothing_is_published_that_was_not_tested() -> None:
    jobs = workflow()["jobs"]

    def before(name: str) -> set[str]:
        needs = jobs[name].get("needs", [])
        needs = [needs] if isinstance(needs, str) else needs
        return set(needs).union(*map(before, needs))

    assert before("release") == {"publish", "attest", "build", "test"}
    assert "test" in before("image")


def test_every_command_of_the_workflow_is_there() -> None:
    text = WORKFLOW.read_text(encoding="utf-8")
    scripts = set(re.findall(r"scripts/\w+\.py", text))
    assert scripts == {"scripts/release_notes.py", "scripts/licences.py", "scripts/sbom.py"}
    assert all((ROOT / script).is_file() for script in scripts)
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"make ([a-z-]+)", text)) <= set(targets)
    assert json.dumps(workflow()[True]["push"]["tags"]) == '["v[0-9]+.[0-9]+.[0-9]+*"]'


def test_the_workflow_holds_no_name_from_outside_in_a_shell_line() -> None:
    for job in workflow()["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), step
