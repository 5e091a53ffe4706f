from __future__ import annotations

from pathlib import Path

import pytest

from art_assistant.cli.sources import find_pictures, study_folders, unique_names
from art_assistant.errors import PictureNotFoundError


def test_one_picture_fills_the_folder_itself() -> None:
    assert study_folders([Path("a/x.jpg")], Path("out")) == [Path("out")]
    assert study_folders([Path("a/x.jpg")], None) == [Path("x-study")]


def test_colliding_stems_are_numbered() -> None:
    pictures = [Path("a/x.jpg"), Path("b/X.png"), Path("c/x-2.jpg"), Path("d/x.tif")]
    assert study_folders(pictures, Path("out")) == [Path("out") / name for name in ("x", "X-2", "x-2-2", "x-3")]


def test_unique_names_never_repeat() -> None:
    names = unique_names(["a", "a", "a-2", "A", "a-2"])
    assert len({name.casefold() for name in names}) == 5


def test_folders_are_walked_in_order_without_hidden_files_and_studies(tmp_path: Path) -> None:
    for name in ("b.JPG", "a.png", "notes.txt", ".hidden.jpg", "deep/c.webp", "a-study/study.png", ".git/d.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = [path.relative_to(tmp_path).as_posix() for path in find_pictures([str(tmp_path)])]
    assert found == ["a.png", "b.JPG", "deep/c.webp"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PictureNotFoundError):
        find_pictures([str(tmp_path)])
