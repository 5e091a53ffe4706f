"""Folders and tables on this machine become catalogues too; nothing of the artist's own is touched."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.museum.conftest import Counting, held, lines
from tests.museum.records import painting

from art_assistant.errors import GalleryCorruptError, UnreadableFileError, UsageError
from art_assistant.museum.fetch.run import Fetched, Order, fetch
from art_assistant.museum.sources.folder import Folder, folder_of, read_facts
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.wikiart import WikiArt, place_of, told_by_name


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("nothing on this machine needs a network")

    monkeypatch.setattr(socket.socket, "connect", refused)


def take(place: Path, out: Path, kind: str = "folder", table: Path | None = None, **asked: Any) -> Fetched:
    question = Inquiry(kind, str(place), **({"oil": False} | asked))
    facts = read_facts(table) if table else {}
    source = WikiArt(place_of(place), question) if kind == "wikiart" else Folder(folder_of(place), question, facts)
    return fetch(Order(question, lambda _ask: source, None), out, Counting())


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    (folder / "old").mkdir(parents=True)
    for number, name in enumerate(("b.jpg", "a.jpg", "old/c.jpg")):
        (folder / name).write_bytes(painting(number))
    shutil.copy(folder / "a.jpg", folder / "old" / "again.jpg")
    (folder / "broken.jpg").write_bytes(painting(9)[:900])
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    return folder


TABLE = """path,title,artist,date,medium,style,rights
a.jpg,Dawn,Anna Ancher,1893,Oil on canvas,Realism,CC0
old/c.jpg,Dusk,,c. 1650,Ink,,
x.jpg,Gone,,,,,
"""


def test_a_folder_becomes_a_catalogue(pictures: Path, tmp_path: Path) -> None:
    before = held(pictures)
    done = take(pictures, tmp_path / "out")
    assert held(pictures) == before
    assert done.kept == {"fetched": 3, "damaged picture": 1}
    assert done.passed == {"listed twice": 1}
    rows = lines(tmp_path / "out")
    names = [hashlib.sha256(before[name]).hexdigest()[:16] for name in ("a.jpg", "b.jpg", "broken.jpg", "old/c.jpg")]
    assert [row["id"] for row in rows] == [f"folder-{name}" for name in names]
    assert done.complete
    assert take(pictures, tmp_path / "out").kept["unchanged"] == 3


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_facts_come_from_a_table(form: str, pictures: Path, tmp_path: Path) -> None:
    table = tmp_path / f"facts.{form}"
    names, *rows = (line.split(",") for line in TABLE.splitlines())
    entries = [{name: cell for name, cell in zip(names, row, strict=True) if cell} for row in rows]
    told = {"csv": TABLE, "json": json.dumps(entries), "jsonl": "\n".join(map(json.dumps, entries))}[form]
    table.write_text(told, encoding="utf-8")
    done = take(pictures, tmp_path / "out", table=table)
    assert done.passed["row of the table without a picture"] == 1
    by_title = {row["title"]: row for row in lines(tmp_path / "out")}
    dawn = by_title["Dawn"]
    assert (dawn["artist"], dawn["year"], dawn["century"], dawn["style"]) == ("Anna Ancher", 1893, 19, "Realism")
    assert (dawn["licence"], by_title["Dusk"]["century"]) == ("CC0", 17)
    done = take(pictures, tmp_path / "oil", table=table, oil=True, first=1800, query="ancher DAWN")
    assert [row["title"] for row in lines(tmp_path / "oil")] == ["Dawn"]


def test_a_folder_is_balanced_by_century(tmp_path: Path) -> None:
    folder, rows = tmp_path / "many", ["path,date"]
    folder.mkdir()
    for number in range(9):
        (folder / f"{number}.jpg").write_bytes(painting(number))
        rows.append(f"{number}.jpg,{1650 if number < 7 else 1850}")
    (tmp_path / "facts.csv").write_text("\n".join(rows), encoding="utf-8")
    take(folder, tmp_path / "out", table=tmp_path / "facts.csv", balance=True, limit=4)
    assert [row["century"] for row in lines(tmp_path / "out")] == [17, 19, 17, 19]


def test_bad_tables_and_folders_are_told(pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text("{", encoding="utf-8")
    with pytest.raises(GalleryCorruptError):
        read_facts(tmp_path / "facts.json")
    with pytest.raises(UsageError, match="no folder"):
        folder_of(pictures / "a.jpg")
    with pytest.raises(UsageError, match="no folder"):
        place_of(tmp_path / "missing.parquet")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "Impressionism/claude-monet_water-lilies-1916.jpg",
            {"style": "Impressionism", "artist": "Claude Monet", "title": "Water lilies", "date": "1916"},
        ),
        (
            "Color_Field_Painting/mark-rothko_no-8(2).jpg",
            {"style": "Color Field Painting", "artist": "Mark Rothko", "title": "No 8"},
        ),
        ("Realism/untitled.png", {"style": "Realism"}),
        ("x.png", {}),
    ],
)
def test_names_of_wikiart_are_read(name: str, told: dict[str, str]) -> None:
    assert told_by_name(name) == told


def test_wikiart_in_folders_by_style(tmp_path: Path) -> None:
    place = tmp_path / "wikiart" / "Impressionism"
    place.mkdir(parents=True)
    (place / "claude-monet_water-lilies-1916.jpg").write_bytes(painting(1))
    done = take(tmp_path / "wikiart", tmp_path / "out", "wikiart")
    (row,) = lines(tmp_path / "out")
    assert done.complete
    assert (row["style"], row["artist"], row["year"]) == ("Impressionism", "Claude Monet", 1916)
    assert "private study" in row["licence"]


def rows_of_wikiart() -> list[dict[str, Any]]:
    return [
        {"image": {"bytes": painting(n), "path": f"{n}.jpg"}, "artist": n % 2, "style": 1, "title": f"T{n}"}
        for n in range(5)
    ] + [{"image": {"bytes": None, "path": "gone.jpg"}, "artist": 7, "style": -1, "title": None}]


def test_wikiart_in_parquet_with_coded_names(tmp_path: Path) -> None:
    names = {
        "artist": {"names": ["boris-kustodiev", "camille-pissarro"]},
        "style": {"names": ["Baroque", "High_Renaissance"]},
    }
    table = pa.Table.from_pylist(rows_of_wikiart())
    table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": names}})})
    pq.write_table(table, tmp_path / "train.parquet", row_group_size=2)
    done = take(tmp_path / "train.parquet", tmp_path / "out", "wikiart")
    rows = lines(tmp_path / "out")
    assert done.kept == {"fetched": 5}
    assert done.passed == {"file that cannot be read": 1}
    assert [row["artist"] for row in rows[:2]] == ["Boris Kustodiev", "Camille Pissarro"]
    assert {row["style"] for row in rows} == {"High Renaissance"}
    torn = bytearray((tmp_path / "train.parquet").read_bytes())
    torn[100:2000] = bytes(1900)
    (tmp_path / "pages.parquet").write_bytes(torn)
    with pytest.raises(UnreadableFileError):
        take(tmp_path / "pages.parquet", tmp_path / "pages", "wikiart")
    one = io.BytesIO()
    pq.write_table(pa.table({"text": ["x"]}), one)
    (tmp_path / "other.parquet").write_bytes(one.getvalue())
    with pytest.raises(UsageError, match="'image'"):
        take(tmp_path / "other.parquet", tmp_path / "other", "wikiart")
    (tmp_path / "torn.parquet").write_bytes(one.getvalue()[:-20])
    with pytest.raises(UnreadableFileError):
        take(tmp_path / "torn.parquet", tmp_path / "torn", "wikiart")
