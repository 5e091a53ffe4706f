from __future__ import annotations

import pytest

from art_assistant.cli.telling import tell
from art_assistant.gallery.make.settle import Built


def test_a_name_cannot_begin_a_line_of_its_own_or_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    built = Built(1, twins=("a\nb\x1b[2J.jpg",), failed=(("c\rd.jpg", "It is empty."),))
    assert tell("g", built) == 4
    told = capsys.readouterr()
    assert "a?b?[2J.jpg" in told.out
    assert told.err == "  c?d.jpg: It is empty.\n"


def test_ten_names_are_shown_and_the_others_counted(capsys: pytest.CaptureFixture[str]) -> None:
    rows = tuple(f"row{n}.jpg" for n in range(25))
    assert tell("g", Built(1, strangers=rows), ["A note."]) == 0
    out = capsys.readouterr().out
    assert "25 rows of the table match no picture: row0.jpg" in out
    assert "row9.jpg and 15 more." in out
    assert "A note." in out


def test_a_folder_that_cannot_be_listed_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell("g", Built(1, unlisted=("sub",), kept={"below a folder that cannot be listed": 3})) == 4
    told = capsys.readouterr()
    assert "sub/: The folder cannot be listed" in told.err
    assert "kept: 3 works" in told.out
