from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "sample-painting.jpg"
Run = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path) -> str:
    return str(tmp_path / "galleries")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    shutil.copy(SAMPLE, folder / "painting.jpg")
    (folder / "broken.png").write_bytes(b"no picture")
    return folder


def test_related_works_are_told_with_reasons(run: Run) -> None:
    done = run("similar", SAMPLE, "--json", "--top", 5)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"references", "close_match"}
    assert [work["rank"] for work in answer["references"]] == [1, 2, 3, 4, 5]
    wanted = {
        "rank",
        "id",
        "title",
        "artist",
        "date",
        "path",
        "image_url",
        "museum_url",
        "rights",
        "score",
        "facets",
        "reason",
    }
    assert all(wanted <= set(work) for work in answer["references"])
    reasons = [work["reason"] for work in answer["references"]]
    assert len(set(reasons)) == 5
    assert all(reason.endswith(".") for reason in reasons)


def test_weights_filters_and_arithmetic(run: Run) -> None:
    flags = ("--weights", "value=2,palette=1", "--filter", "artist:monet", "--mirror", "--no-diversify")
    done = run("similar", SAMPLE, *flags, "--plus", SAMPLE, "--minus", SAMPLE, "--json")
    assert done.returncode == 0, done.stderr
    assert {work["artist"] for work in json.loads(done.stdout)["references"]} == {"Claude Monet"}


@pytest.mark.parametrize(
    ("flags", "status"),
    [(("--weights", "tone=1"), 2), (("--top", "0"), 2), (("--gallery", "none"), 2), (("--plus", "none.jpg"), 2)],
)
def test_what_makes_no_sense_is_one_line(run: Run, flags: tuple[str, ...], status: int) -> None:
    done = run("similar", SAMPLE, *flags)
    assert done.returncode == status
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("art-assistant: ")
    assert done.stdout == ""


@pytest.mark.slow
def test_a_gallery_of_ones_own_from_build_to_delete(run: Run, home: str, pictures: Path, tmp_path: Path) -> None:
    env = {"ART_GALLERY_HOME": home}
    built = run("gallery", "build", pictures, "--name", "mine", **env)
    assert built.returncode == 4
    assert "holds 1 work:" in built.stdout
    assert "broken.png" in built.stderr
    (pictures / "broken.png").unlink()
    again = run("gallery", "build", pictures, "--name", "mine", **env)
    assert again.returncode == 0
    assert "0 measured now, 1 file unchanged" in again.stdout
    works = json.loads(run("gallery", "info", "mine", "--json", **env).stdout)["works"]
    assert works[0]["path"] == "painting.jpg"
    assert run("gallery", "list", **env).stdout.splitlines()[1] == "mine: 1 work"
    assert run("gallery", "verify", "mine", **env).returncode == 0
    itself = run("similar", pictures / "painting.jpg", "--gallery", "mine", "--json", **env)
    assert json.loads(itself.stdout) == {"references": [], "close_match": None}
    assert run("gallery", "export", "mine", "mine.zip", **env).returncode == 0
    assert "'copy' holds 1 work" in run("gallery", "import", "mine.zip", "--name", "copy", **env).stdout
    index = next((Path(home) / "mine" / "versions").glob("*/index.faiss"))
    index.write_bytes(index.read_bytes()[:-1])
    damaged = run("gallery", "verify", "mine", **env)
    assert damaged.returncode == 2
    assert str(tmp_path) not in damaged.stderr
    assert run("gallery", "remove", "mine", "--all", **env).returncode == 0
    assert run("gallery", "list", **env).stdout.splitlines()[1:] == ["copy: 1 work"]


def test_works_are_added_and_removed(run: Run, home: str, pictures: Path) -> None:
    env = {"ART_GALLERY_HOME": home}
    (pictures / "broken.png").unlink()
    run("gallery", "build", pictures, "--name", "mine", **env)
    removed = run("gallery", "remove", "mine", "painting.jpg", **env)
    assert "holds 0 works" in removed.stdout
    assert "holds 1 work:" in run("gallery", "add", "mine", pictures / "painting.jpg", **env).stdout
    assert run("gallery", "remove", "mine", **env).returncode == 2


@pytest.mark.slow
def test_what_was_left_out_kept_and_not_matched_is_told(run: Run, home: str, pictures: Path, tmp_path: Path) -> None:
    env = {"ART_GALLERY_HOME": home}
    (pictures / "broken.png").unlink()
    (pictures / "@eaDir").mkdir()
    (tmp_path / "facts.csv").write_text("Path;Title;Wall\n.\\painting.jpg;Bl\u00fcten;3\nghost.jpg;Ghost;4\n", "cp1252")
    flags = ("gallery", "build", pictures, "--name", "mine")
    told = run(*flags, "--facts", "facts.csv", **env)
    assert told.returncode == 0, told.stderr
    for words in ("Passed over: 1 folder of thumbnails", "';'", "Windows-1252", "Wall", "no picture: ghost.jpg"):
        assert words in told.stdout
    everything = json.loads(run(*flags, "--facts", "facts.csv", "--force", "--json", **env).stdout)
    assert (everything["works"], everything["unchanged"], everything["strangers"]) == (1, 0, ["ghost.jpg"])
    pictures.rename(tmp_path / "away")
    refused = run(*flags, **env)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    shutil.copy(SAMPLE, tmp_path / "new.png")
    with (tmp_path / "new.png").open("ab") as file:
        file.write(b"x")
    added = run("gallery", "add", "mine", "new.png", **env)
    assert "kept: 1 work (the source folder is away)" in added.stdout
    info = json.loads(run("gallery", "info", "mine", "--json", **env).stdout)
    assert [work["title"] for work in info["works"]] == ["Bl\u00fcten", "new"]
    assert info["version"] == info["versions"][-1]
    assert "1 work" in run("gallery", "rollback", "mine", **env).stdout
    assert "2 works" in run("gallery", "rollback", "mine", "--forward", **env).stdout
    assert run("gallery", "rollback", "mine", "--forward", **env).returncode == 2


def test_an_export_replaces_no_file(run: Run, pictures: Path, home: str, tmp_path: Path) -> None:
    env = {"ART_GALLERY_HOME": home}
    run("gallery", "build", pictures, "--name", "mine", **env)
    (tmp_path / "own.zip").write_text("mine")
    assert run("gallery", "export", "mine", "own.zip", **env).returncode == 2
    assert (tmp_path / "own.zip").read_text() == "mine"
