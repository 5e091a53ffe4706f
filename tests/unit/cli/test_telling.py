from __future__ import annotations

import pytest

from art_assistant.cli.telling import tell_built
from art_assistant.gallery.make.settle import Built


def test_a_name_cannot_begin_a_line_of_its_own_or_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    built = Built(1, twins=("a\nb\x1b[2J.jpg",), failed=(("c\rd.jpg", "It is empty."),))
    assert tell_built("g", built) == 4
    told = capsys.readouterr()
    assert "a?b?[2J.jpg" in told.out
    assert told.err == "  c?d.jpg: It is empty.\n"


def test_ten_names_are_shown_and_the_others_counted(capsys: pytest.CaptureFixture[str]) -> None:
    rows = tuple(f"row{n}.jpg" for n in range(25))
    assert tell_built("g", Built(1, strangers=rows), ["A note."]) == 0
    out = capsys.readouterr().out
    assert "25 rows of the table match no picture: row0.jpg" in out
    assert "row9.jpg and 15 more." in out
    assert "A note." in out


def test_a_folder_that_cannot_be_listed_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell_built("g", Built(1, unlisted=("sub",), kept={"below a folder that cannot be listed": 3})) == 4
    told = capsys.readouterr()
    assert "sub/: The folder cannot be listed" in told.err
    assert "kept: 3 works" in told.out


def test_one_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    one = Built(1, unchanged=1, passed={"hidden pictures": 1, "folders that are links": 1}, strangers=("x",))
    tell_built("g", one)
    tell_built("g", Built(2, unchanged=0, passed={"hidden pictures": 2}, kept={"away": 1}))
    out = capsys.readouterr().out
    assert "holds 1 work: 0 measured now, 1 file unchanged" in out
    assert "Passed over: 1 folder that is a link, 1 hidden picture." in out
    assert "1 row of the table matches no picture: x." in out
    assert "holds 2 works: 0 measured now, 0 files unchanged" in out
    assert "2 hidden pictures" in out
    assert "kept: 1 work (away)" in out
