"""``art-assistant outline``, run in this process."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from art_assistant.cli.main import main
from art_assistant.cli.outline import command
from art_assistant.errors import OutputError


@pytest.fixture(scope="module")
def painting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "red barn.png"
    picture = Image.new("RGB", (300, 200), (90, 110, 90))
    picture.paste((200, 60, 50), (100, 60, 200, 150))
    picture.save(path)
    return path


def test_both_files_are_written_at_the_size_and_never_twice(
    painting: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        "outline",
        str(painting),
        "--out",
        str(tmp_path / "new"),
        "--size",
        "150x100mm",
        "--dpi",
        "100",
        "--canvas",
        "off",
    ]
    assert main([*asked, "--grid", "3x2", "--detail", "full", "--mirror"]) == 0
    names = [tmp_path / "new" / f"red barn-outline.{form}" for form in ("svg", "png")]
    assert capsys.readouterr().out.splitlines() == [str(name) for name in names]
    root = ET.parse(names[0]).getroot()  # noqa: S314
    assert (root.get("width"), root.get("height")) == ("150mm", "100mm")
    assert len(root.findall(".//{*}path")) > 7
    with Image.open(names[1]) as image:
        assert image.size == (591, 394)
    before = [name.read_bytes() for name in names]
    assert main([*asked, "--format", "png"]) == OutputError.exit_status
    told = capsys.readouterr().err
    assert "'red barn-outline.png' is there already" in told
    assert told.count("\n") == 1
    assert [name.read_bytes() for name in names] == before


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--size", "huge"], "is no size"),
        (["--size", "3000x3000mm", "--dpi", "1200"], "at most 84 dpi"),
        (["--grid", "0x0"], "is no grid"),
        (["--format", "pdf"], "is no format"),
        (["--dpi", "7"], "50 to 1200 dpi"),
        (["--detail", "most"], "invalid choice"),
    ],
)
def test_what_makes_no_sense_is_said_before_the_picture_is_read(
    flags: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["outline", str(tmp_path / "no such.jpg"), "--out", str(tmp_path), *flags]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_appears_meanwhile_is_kept_and_ours_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "a.svg", tmp_path / "a.png"
    second.write_bytes(b"theirs")
    with pytest.raises(OutputError, match="is there already"):
        command.place({first: b"ours", second: b"ours"})
    assert (first.exists(), second.read_bytes()) == (False, b"theirs")
    # The same where it comes between the look and the writing.
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    with pytest.raises(OutputError, match="is there already"):
        command.place({first: b"ours", second: b"ours"})
    assert (first.exists(), second.read_bytes()) == (False, b"theirs")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OutputError, match="Choose another --out"):
        command.place({tmp_path / "file" / "a.svg": b"ours"})
