from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from art_assistant.errors import GalleryCorruptError, GalleryNotFoundError
from art_assistant.gallery.bring.table import match_facts, read_table

TEXT = "Path,Title ,Künstler\nCafé.jpg,Blüten,x\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "facts.csv"


def test_facts_are_read_from_a_table(table: Path) -> None:
    table.write_text('path,title,artist,year\na.jpg,Sun,"Claude Monet (French, 1840–1926)",1889\n,skipped,,\n', "utf-8")
    told = {"title": "Sun", "artist": "Claude Monet", "nationality": "French", "artist_dates": "1840–1926"}
    assert read_table(table).facts == {"a.jpg": told | {"date": "1889"}}
    assert read_table(table).notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_encoding_and_separator_of_a_spreadsheet_is_read(table: Path, encoding: str, separator: str) -> None:
    table.write_bytes(TEXT.replace(",", separator).encode(encoding))
    found = read_table(table)
    assert found.facts == {"Café.jpg": {"title": "Blüten"}}
    notes = " ".join(found.notes)
    assert "Künstler" in notes
    assert ("separator" in notes) is (separator != ",")
    assert ("Windows-1252" in notes) is (encoding == "cp1252")


def test_the_line_that_excel_writes_first_names_the_separator(table: Path) -> None:
    table.write_text("sep=;\npath;title\na.jpg;Sun, moon\n", "utf-8")
    assert read_table(table).facts == {"a.jpg": {"title": "Sun, moon"}}


def test_cells_may_hold_anything(table: Path) -> None:
    long = "x" * 200_000
    table.write_text(f'path,title,medium\na.jpg,"Two\nlines",oil\0 on linen\nb.jpg,{long},\n', "utf-8")
    facts = read_table(table).facts
    assert facts["a.jpg"] == {"title": "Two lines", "medium": "oil on linen"}
    assert facts["b.jpg"]["title"] == long[:2000]


def test_a_quote_that_is_never_closed_swallows_no_rows(table: Path) -> None:
    table.write_text('path,title\na.jpg,"Sun\nb.jpg,Moon\n', "utf-8")
    with pytest.raises(GalleryCorruptError, match="never closed"):
        read_table(table)
    table.write_text('path,title\na.jpg,5" nails\nb.jpg,"the "big" one"\n', "utf-8")
    assert read_table(table).facts["a.jpg"] == {"title": '5" nails'}


def test_rows_of_one_path_add_up_and_the_last_word_counts(table: Path) -> None:
    table.write_text("path,title,date\na.jpg,Sun,1999\na.jpg,Moon,\n", "utf-8")
    assert read_table(table).facts == {"a.jpg": {"title": "Moon", "date": "1999"}}


def test_a_dash_clears_a_field_and_an_artist_with_all_that_hangs_on_the_name(table: Path) -> None:
    table.write_text("file,title,artist\na.jpg,-,-\n", "utf-8")
    cleared = dict.fromkeys(("title", "artist", "attribution", "nationality", "artist_dates"))
    assert read_table(table).facts == {"a.jpg": cleared}


def test_a_table_without_names_says_what_it_has(table: Path) -> None:
    table.write_text("picture;headline\na;b\n", "utf-8")
    with pytest.raises(GalleryCorruptError, match=r"';', are: picture, headline"):
        read_table(table)
    for data in (b"\xff\xfe\x00bad", b"PK\x03\x04 a workbook", b"", b"\0" * 50):
        table.write_bytes(data)
        with pytest.raises(GalleryCorruptError):
            read_table(table)
    with pytest.raises(GalleryNotFoundError):
        read_table(table.with_name("none.csv"))


def test_text_with_a_separator_outside_quotes_is_told(table: Path) -> None:
    table.write_text("path,title\na.jpg,Sun, moon\n", "utf-8")
    assert "more cells" in " ".join(read_table(table).notes)


NAMES = {"Café.jpg": "1" * 64, "old/sketch.jpg": "2" * 64, "p.jpg": "3" * 64, "x/A.jpg": "4" * 64, "x/a.jpg": "5" * 64}


@pytest.mark.parametrize(
    ("path", "digit"),
    [
        ("Café.jpg", "1"),
        (unicodedata.normalize("NFD", "Café.jpg"), "1"),
        ("old\\sketch.jpg", "2"),
        ("./p.jpg", "3"),
        (".//old/./sketch.jpg", "2"),
        ("OLD/Sketch.JPG", "2"),
        ("/pictures/old/sketch.jpg", "2"),
        ("x/A.jpg", "4"),
        ("x/a.jpg", "5"),
        ("X/a.JPG", None),
        ("ghost.jpg", None),
        ("../p.jpg", None),
    ],
)
def test_a_path_finds_its_picture_in_every_spelling(path: str, digit: str | None) -> None:
    found = match_facts({path: {"title": "T"}}, NAMES, Path("/pictures"))
    assert dict(found.facts) == ({digit * 64: {"title": "T"}} if digit else {})
    assert found.strangers == (() if digit else (path,))


def test_content_comes_before_the_path(table: Path) -> None:
    table.write_text(f"sha256,path,title\n{'2' * 64},moved away.jpg,Sketch\n{'9' * 64},p.jpg,Pond\n{'3' * 64},,Pool\n")
    found = match_facts(read_table(table).facts, NAMES, None)
    assert found.facts == {"2" * 64: {"title": "Sketch"}, "3" * 64: {"title": "Pool"}}
    assert found.strangers == ()


def test_a_path_in_another_folder_is_not_matched() -> None:
    assert match_facts({"/elsewhere/p.jpg": {"title": "T"}}, NAMES, Path("/pictures")).strangers == (
        "/elsewhere/p.jpg",
    )
