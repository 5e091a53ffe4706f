from __future__ import annotations

from pathlib import Path

import pytest

from art_assistant.files.there import is_file, is_folder, is_link


@pytest.mark.parametrize("name", ["none", "x" * 300, "file/below", "nul\0"])
def test_what_cannot_be_seen_is_not_there(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / name
    assert (is_file(path), is_folder(path), is_link(path)) == (False, False, False)


def test_what_can_be_seen_is(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert (is_file(tmp_path / "file"), is_folder(tmp_path)) == (True, True)
