"""The check-up finds each fault that is put in, says what to do about it, and never falls over one."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.conftest import ROOT
from tests.ops.conftest import REFUSE, Said, absent, art, damage, stub

from art_assistant.checkup import disk, galleries, installation
from art_assistant.checkup.check import Check
from art_assistant.checkup.requirements import is_older
from art_assistant.settings import Settings

Found = dict[tuple[str, str], dict[str, Any]]


def found(done: Said) -> Found:
    assert "Traceback" not in done.stderr, done.stderr
    told = json.loads(done.stdout)
    checks = {(check["area"], check["what"]): check for check in told["checks"]}
    assert told["state"] == ("fail" if done.returncode else told["state"])
    assert all(check["remedy"] for check in checks.values() if check["state"] == "fail"), done.stdout
    return checks


def states(checks: Found, area: str) -> set[str]:
    return {check["state"] for (where, _), check in checks.items() if where == area}


@pytest.mark.slow
def test_a_sound_installation_is_well_and_asks_nothing_of_the_network(tmp_path: Path) -> None:
    command = (sys.executable, str(REFUSE), sys.executable, "-m", "art_assistant", "doctor")
    stub(tmp_path / "first", "run_refused", f"import os; os.execv({sys.executable!r}, {list(command)!r})")
    done = art(first=(tmp_path / "first",), cwd=tmp_path, env={"ART_LIMITS_MAX_MB": "70"}, program="run_refused")
    if done.returncode == 77:
        pytest.skip("this system has no such filter")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert all(line.startswith(("ok  ", "warn")) for line in lines[:-1])
    assert "settings: limits: from the environment: max_mb 70; from the defaults: max_megapixels 50" in done.stdout
    assert not list(tmp_path.rglob("*.part"))
    assert not (tmp_path / "galleries").exists()


def test_libraries_that_are_missing_or_broken_are_found_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    stubs = tmp_path / "stubs"
    stub(stubs, "cv2", "raise ImportError('libGL.so.1: cannot open shared object file')")
    stub(stubs, "onnxruntime", "import os, signal; os.kill(os.getpid(), getattr(signal, 'SIGILL', signal.SIGTERM))")
    absent(stubs, "faiss", "structlog")
    done = art("doctor", "--json", first=(stubs,), cwd=tmp_path)
    checks = found(done)
    assert done.returncode == 1
    assert "libGL.so.1" in checks["libraries", "cv2"]["told"]
    assert "opencv-python-headless" in checks["libraries", "cv2"]["remedy"]
    if os.name != "nt":
        assert "ends the process (signal 4)" in checks["libraries", "onnxruntime"]["told"]
    assert "No module named 'faiss'" in checks["libraries", "faiss"]["told"]
    assert checks["libraries", "numpy"]["state"] == "ok"
    assert checks["models", "all"]["told"] == "Not looked at: cv2, onnxruntime cannot be loaded."
    assert states(checks, "telemetry") == states(checks, "settings") == states(checks, "disk") == {"ok"}


def test_files_settings_and_places_that_are_damaged_are_found(tmp_path: Path, copied: Callable[[], Path]) -> None:
    package = copied()
    damage(package / "art_assistant/style/data/style-head.npz")
    damage(package / "art_assistant/gallery/starter/features.npy")
    (package / "art_assistant/report/fonts/Inter-SemiBold.otf").unlink()
    (tmp_path / "galleries").write_text("in the way", encoding="utf-8")
    done = art(
        "doctor",
        "--json",
        first=(package,),
        cwd=tmp_path,
        env={
            "ART_ANALYSIS_SIZE": "9000",
            "ORT_DISABLE_TELEMETRY": "0",
            "ART_GALLERY_HOME": str(tmp_path / "galleries" / "mine"),
        },
    )
    checks = found(done)
    assert done.returncode == 1
    assert checks["models", "style-head"]["told"] == "The embedded model style-head is damaged."
    assert checks["models", "kind-head"]["state"] == "ok"
    assert checks["galleries", "starter"]["state"] == "fail"
    assert checks["fonts", "bold"]["state"] == "fail"
    assert checks["fonts", "serif"]["state"] == "ok"
    assert "analysis.size must be from 300 to 420" in checks["settings", "all"]["told"]
    assert checks["telemetry", "ORT_DISABLE_TELEMETRY"]["state"] == "warn"
    assert checks["telemetry", "DO_NOT_TRACK"]["state"] == "ok"


def home_at(folder: Path) -> Check:
    return next(iter(disk.look(Settings().merged({"gallery": {"home": str(folder)}}))))


def test_a_place_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = home_at(tmp_path / "file" / "below")
    assert check.state == "fail"
    assert check.told.startswith("It cannot be written: ")
    assert "ART_GALLERY_HOME" in check.remedy
    assert home_at(tmp_path / "new" / "below").state == "ok"
    assert not (tmp_path / "new").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may become somebody else")
def test_a_place_that_others_own_is_found(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    tmp_path.chmod(0o755)
    os.seteuid(10001)
    try:
        check = home_at(closed / "galleries")
    finally:
        os.seteuid(0)
    assert (check.state, check.told) == ("fail", "It cannot be written: writing there is not allowed.")


@pytest.fixture
def foreign(tmp_path: Path) -> Settings:
    """Settings whose home holds a gallery of another program's vectors, and one that is damaged."""
    import faiss

    from art_assistant.gallery.bring.importer import find_foreign, import_foreign
    from art_assistant.gallery.places import starter_folder

    old = tmp_path / "old"
    old.mkdir()
    index = faiss.IndexFlatIP(8)
    index.add(np.random.default_rng(0).normal(size=(2, 8)).astype(np.float32))
    faiss.write_index(index, str(old / "index.faiss"))
    works = [json.dumps({"id": name, "image_path": f"{name}.jpg"}) for name in ("dawn", "dusk")]
    (old / "artworks.jsonl").write_text("\n".join(works), encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    import_foreign(home / "clip", find_foreign(old, None, None), encoder="clip-vit-b32", pictures=None, tools=None)
    shutil.copytree(starter_folder(), home / "torn")
    damage(home / "torn" / "index.faiss")
    return Settings().merged({"gallery": {"home": str(home)}})


def test_galleries_that_cannot_be_searched_are_found(foreign: Settings) -> None:
    checks = {check.what: check for check in galleries.look(foreign)}
    assert checks["starter"].state == "ok"
    assert checks["clip"].state == "warn"
    assert "--pictures" in checks["clip"].remedy
    assert checks["torn"].state == "fail"
    assert "gallery build" in checks["torn"].remedy
    for name, words in (("clip", "--pictures"), ("nowhere", "ART_GALLERY_NAME")):
        used = {check.what: check for check in galleries.look(foreign.merged({"gallery": {"name": name}}))}
        assert used[name].state == "fail"
        assert words in used[name].remedy


def test_the_least_python_is_the_one_that_the_package_asks_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert asked == f">={installation.LEAST_PYTHON[0]}.{installation.LEAST_PYTHON[1]}"


@pytest.mark.parametrize(
    ("version", "least", "older"),
    [("5.0.0.93", "5.0", False), ("1.9", "1.10", True), ("2.0rc1", "2.0", False), ("1.67", "1.67.0", False)],
)
def test_versions_are_compared_as_numbers(version: str, least: str, older: bool) -> None:
    assert is_older(version, least) is older
