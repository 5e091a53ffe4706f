"""Each museum's documented answers become works, and the questions that it is asked are those that it documents."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from tests.museum.conftest import KINDS, Get, held, lines
from tests.museum.records import MET_COLUMNS, met_row, year_of
from tests.museum.server import Museum

from art_assistant._version import __version__
from art_assistant.museum.sources.question import Inquiry, is_oil
from art_assistant.museum.sources.work import COLUMNS

Open = Callable[[int], Museum]


@pytest.mark.parametrize("kind", KINDS)
def test_a_catalogue_holds_every_work_with_a_checked_picture(kind: str, opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(7)
    done = get(museum, kind, tmp_path / "out")
    rows = lines(tmp_path / "out")
    assert (done.works, done.pictures, done.complete) == (7, 7, True)
    assert [row["id"] for row in rows] == [f"{kind}-{number}" for number in range(1, 8)]
    for row in rows:
        assert tuple(row) == COLUMNS
        data = (tmp_path / "out" / row["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        assert Image.open(io.BytesIO(data)).size == (512, 380)
        assert row["year"] == year_of(int(row["id"].rpartition("-")[2]))
        assert row["century"] == (row["year"] - 1) // 100 + 1
        assert row["licence"] == "CC0 1.0"
        assert all(row[name] for name in ("title", "artist", "date", "medium", "department", "culture", "credit"))
        assert row["object_url"].startswith(("https://www.metmuseum.org", "https://www.artic.edu", "https://cleveland"))
        assert row["image_url"].startswith(museum.here)
    agent = f"ArtAssistant/{__version__} (a painter's study tool; contact: painter@example.org)"
    assert museum.agents_of_chicago == ({agent} if kind == "aic" else {""})
    assert museum.agents == {agent}


def test_the_same_catalogue_stands_in_parquet(opened: Open, get: Get, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    get(opened(3), "met", tmp_path)
    assert pq.read_table(tmp_path / "catalogue.parquet").to_pylist() == lines(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_free_in_oil_and_of_the_years_is_taken(kind: str, opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(8)
    rights = {
        "met": {"isPublicDomain": False},
        "aic": {"is_public_domain": False, "copyright_notice": "© An Estate"},
        "cleveland": {"share_license_status": "Copyrighted"},
    }[kind]
    medium = {"met": "medium", "aic": "medium_display", "cleveland": "technique"}[kind]
    year = {"met": "objectBeginDate", "aic": "date_start", "cleveland": "creation_date_earliest"}[kind]
    pictures: dict[str, Any] = {"met": {"primaryImage": "", "primaryImageSmall": ""}, "aic": {"image_id": None}}
    museum.changes = {
        1: rights,
        2: {medium: "Tempera on wood"},
        3: {year: 1400},
        4: pictures.get(kind, {"images": {}}),
        5: {year: None, "objectDate": "", "date_display": None, "creation_date": None},
    }
    done = get(museum, kind, tmp_path / "free", first=1500, last=1950)
    assert [row["id"] for row in lines(tmp_path / "free")] == [f"{kind}-6", f"{kind}-7", f"{kind}-8"]
    listed = {"not in oil": 1, "no picture": 1}
    assert {reason: done.passed[reason] for reason in listed} == listed
    done = get(museum, kind, tmp_path / "all", everything=True, oil=False)
    rows = {row["id"]: row for row in lines(tmp_path / "all")}
    assert set(rows) == {f"{kind}-{n}" for n in (1, 2, 3, 5, 6, 7, 8)}
    assert rows[f"{kind}-1"]["licence"] != "CC0 1.0"
    assert rows[f"{kind}-5"]["year"] is None


def test_a_museum_is_asked_as_it_documents(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(3)
    get(museum, "met", tmp_path / "met", query="quail & millet", first=1500, last=1900)
    assert parse_qs(urlsplit(museum.asked[0]).query) == {
        "hasImages": ["true"],
        "q": ["quail & millet"],
        "medium": ["Paintings"],
        "dateBegin": ["1500"],
        "dateEnd": ["1900"],
    }
    museum.asked.clear()
    get(museum, "aic", tmp_path / "aic", query="monet", first=1500)
    asked = json.loads(parse_qs(urlsplit(museum.asked[0]).query)["params"][0])
    assert asked["q"] == "monet"
    assert {"term": {"is_public_domain": True}} in asked["query"]["bool"]["filter"]
    assert {"range": {"date_start": {"gte": 1500, "lte": 2100}}} in asked["query"]["bool"]["filter"]
    museum.asked.clear()
    get(museum, "cleveland", tmp_path / "cleveland", query="monet", oil=False)
    assert parse_qs(urlsplit(museum.asked[0]).query) == {
        "has_image": ["1"],
        "limit": ["100"],
        "skip": ["0"],
        "cc0": ["1"],
        "q": ["monet"],
    }


@pytest.mark.parametrize("kind", ["aic", "cleveland"])
def test_every_page_is_turned(kind: str, opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(210)
    done = get(museum, kind, tmp_path, limit=1000, facts_only=True)
    assert done.works == 210
    assert done.complete
    assert museum.count("/artworks") == len(museum.asked) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_centuries_are_balanced(kind: str, opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(60)
    get(museum, kind, tmp_path, limit=12, balance=True, facts_only=True)
    counts = Counter(row["century"] for row in lines(tmp_path))
    assert set(counts) == {(year_of(number) - 1) // 100 + 1 for number in museum.numbers}
    assert max(counts.values()) - min(counts.values()) <= 1


@pytest.mark.parametrize(
    ("kind", "asked", "picture"),
    [
        ("met", {}, "/pictures/web-large/1.jpg"),
        ("met", {"side": 1200}, "/pictures/original/1.jpg"),
        ("met", {"side": 1200, "thumb": True}, "/pictures/web-large/1.jpg"),
        ("aic", {}, "/iiif/2/2d484387-2509-5e8e-2c43-000000000001/full/843,/0/default.jpg"),
        ("aic", {"side": 1200}, "/iiif/2/2d484387-2509-5e8e-2c43-000000000001/full/1686,/0/default.jpg"),
        ("aic", {"thumb": True}, "/iiif/2/2d484387-2509-5e8e-2c43-000000000001/full/400,/0/default.jpg"),
        ("cleveland", {}, "/pictures/web/1.jpg"),
        ("cleveland", {"side": 1200}, "/pictures/print/1.jpg"),
    ],
)
def test_the_smallest_picture_that_is_large_enough_is_fetched(
    kind: str, asked: dict[str, Any], picture: str, opened: Open, get: Get, tmp_path: Path
) -> None:
    museum = opened(1)
    get(museum, kind, tmp_path, **asked)
    assert museum.asked[-1] == picture
    long_side = min(560, asked.get("side", 512))
    (row,) = lines(tmp_path)
    assert max(Image.open(io.BytesIO((tmp_path / row["path"]).read_bytes())).size) == long_side, (
        "a picture is never enlarged"
    )


def write_table(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, MET_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_met_is_spared_what_its_table_tells(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(20)
    rows = [met_row(n) for n in range(1, 11)]
    rows[0]["Is Public Domain"] = "False"
    rows[1]["Medium"] = "Gold, enamel"
    rows[2]["Object ID"] = ""
    rows[3]["Title"] = 'A title, with a comma\nand a "line"'
    table = write_table(tmp_path / "MetObjects.csv", rows)
    done = get(museum, "met", tmp_path / "facts", table=table, facts_only=True)
    assert museum.asked == []
    assert done.passed == {"not public domain": 1, "not in oil": 1, "record without an id, or no record at all": 1}
    assert lines(tmp_path / "facts")[0]["title"] == 'A title, with a comma and a "line"'
    get(museum, "met", tmp_path / "facts", table=table)
    assert museum.count("/search") == 0
    assert sorted(path for path in museum.asked if path.startswith("/objects/")) == sorted(
        f"/objects/{number}" for number in range(4, 11)
    )
    assert all(row["path"] for row in lines(tmp_path / "facts"))


def test_a_balanced_table_counts_each_row_once(opened: Open, get: Get, tmp_path: Path) -> None:
    rows = [met_row(n) for n in range(1, 31)]
    rows[0]["Is Public Domain"] = "False"
    table = write_table(tmp_path / "MetObjects.csv", rows)
    done = get(opened(0), "met", tmp_path / "out", table=table, facts_only=True, balance=True, limit=8)
    assert done.passed == {"not public domain": 1}
    assert max(Counter(row["century"] for row in lines(tmp_path / "out")).values()) <= 2


@pytest.mark.parametrize(
    ("medium", "oil"),
    [
        ("Oil on canvas", True),
        ("oil and gold leaf on panel", True),
        ("Watercolor, oil", True),
        ("Oils on board", True),
        ("Oil-based ink on paper", False),
        ("Terracotta oil lamp", False),
        ("Gouache, foil", False),
        ("Soil", False),
        (None, False),
    ],
)
def test_oil_is_told_from_what_only_sounds_like_it(medium: str | None, oil: bool) -> None:
    assert is_oil(medium) is oil


def test_a_question_is_told_from_any_other() -> None:
    one = Inquiry("met")
    assert one.digest == Inquiry("met").digest
    others = [Inquiry("aic"), Inquiry("met", limit=1), Inquiry("met", balance=True), Inquiry("met", side=600)]
    assert len({one.digest, *(other.digest for other in others)}) == 5


@pytest.mark.parametrize("kind", KINDS)
def test_odd_records_stop_nothing(kind: str, opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(9)
    museum.numbers = [1, 2, 2, 3, 4, 5, 6, 7, 8, 9]
    number = "objectID" if kind == "met" else "id"
    museum.changes = {
        3: {number: None},
        4: {number: "../../escape"},
        5: {number: {"a": 1}},
        6: {"title": None, "artistDisplayName": None, "artist_title": None, "artist_display": None, "creators": None},
        7: {
            "title": "<em>Fields</em>\n\u202eof  wheat",
            "culture": 5,
            "objectURL": "javascript:alert(1)",
            "url": "x y",
        },
        8: {"images": [], "image_id": "../../x", "primaryImage": 7, "primaryImageSmall": ["x"]},
    }
    done = get(museum, kind, tmp_path)
    rows = {row["id"]: row for row in lines(tmp_path)}
    assert set(rows) == {f"{kind}-{n}" for n in (1, 2, 6, 7, 9)}
    assert rows[f"{kind}-6"]["title"] is None
    assert rows[f"{kind}-7"]["title"] == "Fields of wheat"
    assert kind == "aic" or rows[f"{kind}-7"]["object_url"] is None
    assert done.passed["record without an id, or no record at all"] == 3
    assert done.passed["listed twice"] == 1
    assert all(name.startswith(("images/", "catalogue.")) for name in held(tmp_path))


def test_an_object_that_the_search_finds_and_the_museum_does_not_is_told(
    opened: Open, get: Get, tmp_path: Path
) -> None:
    museum = opened(3)
    museum.trouble = {"/objects/2": lambda handler: handler.body(404, b'{"message":"ObjectID not found"}', "x") or True}
    done = get(museum, "met", tmp_path)
    assert done.complete
    assert done.passed == {"not found at the museum": 1}


@pytest.mark.slow
def test_the_end_of_a_search_is_told(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(0)
    museum.trouble["/artworks/search"] = lambda handler: handler.json({"data": [None] * 100}) or True
    done = get(museum, "aic", tmp_path, limit=20_000, facts_only=True)
    assert museum.count("/artworks/search") == 100
    assert done.passed["end of what the museum's search tells; ask for fewer years at once"] == 1
