from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.files.killed import OLD, held, write

from art_assistant.cli.targets import Targets, safe_name
from art_assistant.errors import OutputError

OURS, ANOTHER = "ab" * 32, "cd" * 32
"""sha256 of the picture whose study ``OLD`` is, and of another one."""


def targets(out: Path | None = None, *, alone: bool = True, force: bool = False) -> Targets:
    return Targets(out, ("masses", "notan-local"), frozenset(), alone=alone, force=force)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_one_picture_fills_the_folder_itself_and_several_get_one_each() -> None:
    assert targets(Path("out")).folder("x", OURS) == Path("out")
    assert targets().folder("x", OURS) == Path("x-study")
    several = targets(Path("out"), alone=False)
    given_to = [several.folder(stem, OURS) for stem in ("x", "X", "x-2", "x", "cafe\u0301", "caf\u00e9", "CON", "")]
    names = ["x", "X-2", "x-2-2", "x-3", "cafe\u0301", "caf\u00e9-2", "_CON", "picture"]
    assert given_to == [Path("out") / name for name in names]


def test_without_out_a_number_is_taken_where_the_folder_is_not_free(tmp_path: Path) -> None:
    (tmp_path / "x-study").write_text("a file")
    (tmp_path / "x-study-2").mkdir()
    (tmp_path / "x-study-2" / "sketch.txt").write_text("the artist's folder")
    (tmp_path / "x-study-3").symlink_to("nowhere")
    (tmp_path / "x-study-4").mkdir()
    assert targets().folder("x", OURS) == Path("x-study-4")


def test_without_out_an_untouched_study_of_the_picture_is_renewed(tmp_path: Path) -> None:
    write(tmp_path / "x-study", OLD)
    (tmp_path / "x-study" / "notes.txt").write_text("mine")
    assert targets().folder("x", OURS) == Path("x-study")
    assert targets().folder("x", ANOTHER) == Path("x-study-2")
    assert targets(force=True).folder("x", ANOTHER) == Path("x-study")
    (tmp_path / "x-study" / "masses.png").write_text("painted over")
    assert targets().folder("x", OURS) == Path("x-study-2")
    assert targets(force=True).folder("x", OURS) == Path("x-study-2")


def test_two_pictures_of_one_run_never_share_a_folder() -> None:
    run = targets()
    assert [run.folder("x", OURS) for _ in range(2)] == [Path("x-study"), Path("x-study-2")]


def test_with_out_what_is_not_ours_is_refused_and_stays(tmp_path: Path) -> None:
    write(tmp_path / "out", OLD)
    before = held(tmp_path / "out")
    with pytest.raises(OutputError, match="another picture"):
        targets(Path("out")).folder("x", ANOTHER)
    assert targets(Path("out"), force=True).folder("x", ANOTHER) == Path("out")
    (tmp_path / "out" / "masses.png").write_text("painted over")
    for force in (False, True):
        with pytest.raises(OutputError, match=r"'masses.png'.*changed"):
            targets(Path("out"), force=force).folder("x", OURS)
    assert held(tmp_path / "out") == before | {"masses.png": b"painted over"}


@given(st.text(max_size=300))
def test_any_name_is_made_one_that_every_system_holds(stem: str) -> None:
    name = safe_name(stem)
    assert 0 < len(name.encode("utf-8")) <= 201
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name == name.strip(".").rstrip(" ")
    assert name.split(".")[0].casefold() not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("morning", "morning"),
        ("nul", "_nul"),
        ("COM7.old", "_COM7.old"),
        ("consul", "consul"),
        ("a:b?", "a_b_"),
        ("ends. .", "ends"),
        (".hidden", "hidden"),
        ("...", "picture"),
        ("caf\udce9", "caf_"),
        ("é" * 150, "é" * 100),
    ],
)
def test_names_that_some_system_cannot_hold(stem: str, name: str) -> None:
    assert safe_name(stem) == name
