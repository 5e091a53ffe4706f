"""One way to open SQLite: held alone, renewed when damaged, and its faults told apart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from art_assistant.files.database import Fault, damage, fault_of, open_base, open_or_renew


def _prepare(base: sqlite3.Connection) -> None:
    base.execute("CREATE TABLE IF NOT EXISTS kept (name TEXT)")


def _names(path: Path) -> list[str]:
    with closing(open_base(path, _prepare)) as base:
        return [row[0] for row in base.execute("SELECT name FROM kept")]


def test_a_change_is_kept_whole_or_not_at_all(tmp_path: Path):
    path = tmp_path / "base"
    with closing(open_base(path, _prepare)) as base:
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO kept VALUES ('first')")
        base.execute("COMMIT")
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO kept VALUES ('second')")

    assert _names(path) == ["first"]


def test_tables_that_cannot_all_be_made_are_not_made_at_all(tmp_path: Path):
    def half(base: sqlite3.Connection) -> None:
        base.execute("CREATE TABLE other (name TEXT)")
        message = "no more"
        raise ValueError(message)

    path = tmp_path / "base"
    with pytest.raises(ValueError, match="no more"):
        open_base(path, half)

    with closing(open_base(path, _prepare)) as base:
        assert [row[0] for row in base.execute("SELECT name FROM sqlite_master")] == ["kept"]


def test_a_second_who_opens_it_hears_that_it_is_busy(tmp_path: Path):
    path = tmp_path / "base"
    with closing(open_base(path, _prepare)), pytest.raises(sqlite3.Error) as raised:
        open_or_renew(path, _prepare)

    assert fault_of(raised.value) is Fault.BUSY
    assert _names(path) == []


@pytest.mark.parametrize("content", [b"no base at all " * 100, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_damaged_one_is_kept_aside_and_a_new_one_begun(tmp_path: Path, content: bytes):
    path = tmp_path / "base"
    for name in ("base.damaged", "base.damaged1"):
        path.write_bytes(content)
        with pytest.raises(sqlite3.Error) as raised:
            open_base(path, _prepare)
        assert fault_of(raised.value) is Fault.DAMAGED

        base, aside = open_or_renew(path, _prepare)
        base.close()

        assert aside == name
        assert (tmp_path / name).read_bytes() == content
        assert _names(path) == []


def test_a_whole_one_is_not_renewed(tmp_path: Path):
    base, aside = open_or_renew(tmp_path / "base", _prepare)
    base.close()

    assert aside is None
    assert [file.name for file in tmp_path.iterdir()] == ["base"]


def test_a_folder_in_its_place_is_a_closed_door(tmp_path: Path):
    with pytest.raises(sqlite3.Error) as raised:
        open_or_renew(tmp_path, _prepare)

    assert fault_of(raised.value) is Fault.CLOSED


def test_what_is_damaged_inside_counts_as_damage():
    assert fault_of(damage("an entry")) is Fault.DAMAGED
    assert str(damage("an entry")) == "an entry is damaged"
    assert fault_of(sqlite3.Error()) is Fault.OTHER
