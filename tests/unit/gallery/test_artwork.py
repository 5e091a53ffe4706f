from __future__ import annotations

import json

import pytest

from art_assistant.errors import GalleryCorruptError
from art_assistant.gallery.artwork import Artwork, century_of, clean_text, clean_url
from art_assistant.gallery.bring.artists import ArtistFacts, read_artist
from art_assistant.gallery.catalogue import Catalogue


@pytest.mark.parametrize(
    ("date", "century"),
    [
        ("1889", 19),
        ("1800", 18),
        ("1801", 19),
        ("c. 1885–90", 19),
        ("17th century", 17),
        ("late 15th-century", 15),
        ("undated", None),
        (None, None),
    ],
)
def test_the_century_of_a_date(date: str | None, century: int | None) -> None:
    assert century_of(date) == century


def test_a_work_comes_back_from_json() -> None:
    work = Artwork(
        id="a", title="T", artist="M", palette=(("#aabbcc", 0.5),), measures={"values.l_p50": 40.0}, century=19
    )
    assert Artwork.from_dict(json.loads(json.dumps(work.as_dict()))) == work


def test_what_is_unknown_is_left_out() -> None:
    assert Artwork(id="a").as_dict() == {"id": "a"}


def test_a_hostile_line_is_cleaned() -> None:
    work = Artwork.from_dict(
        {
            "id": 7,
            "title": "A\x00\u202eB\n" + "x" * 5000,
            "artist": {"no": "text"},
            "image_url": "javascript:alert(1)",
            "museum_url": "https://museum.example/x",
            "palette": [["red", 1], ["#aabbcc", float("nan")], ["#aabbcc", 0.5], 3],
            "measures": {"values.l_p50": float("inf"), "x": True, "color.chroma_mean": 3},
            "century": 99,
        }
    )
    assert work.id == "7"
    assert work.title is not None
    assert work.title.startswith("A B x")
    assert len(work.title) <= 2000
    assert (work.artist, work.image_url, work.century) == (None, None, None)
    assert work.museum_url == "https://museum.example/x"
    assert work.palette == (("#aabbcc", 0.5),)
    assert work.measures == {"color.chroma_mean": 3.0}


def test_a_line_without_an_id_is_refused() -> None:
    with pytest.raises(GalleryCorruptError):
        Artwork.from_dict({"title": "nameless"})


@pytest.mark.parametrize("value", [None, True, {}, [], "   ", "\x07"])
def test_no_text(value: object) -> None:
    assert clean_text(value) is None


@pytest.mark.parametrize("value", ["ftp://x", "https://", "http://a b", 'https://a"b', "https://a\\b", "file:///x"])
def test_no_address(value: object) -> None:
    assert clean_url(value) is None


def test_filters_look_where_they_are_told() -> None:
    work = Artwork(id="a", title="Haystacks", artist="Claude Monet", century=19, medium="Oil on canvas", style="X")
    assert work.matches("monet oil")
    assert work.matches("artist:monet century:19")
    assert work.matches("19th")
    assert not work.matches("title:monet")
    assert not work.matches("century:1")
    assert not Artwork(id="b").matches("artist:x")


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Peter Paul Rubens (Flemish, 1577-1640)", ("Peter Paul Rubens", None, "Flemish", "1577–1640")),
        (
            "Follower of Jan Massys (Netherlandish, 1509–1575)",
            ("Jan Massys", "Follower of", "Netherlandish", "1509–1575"),
        ),
        ("August (Ágost) Canzi (Austrian, 1808-1866)", ("August (Ágost) Canzi", None, "Austrian", "1808–1866")),
        (
            "Jean Hey (Master of Moulins; Netherlandish, active in France, c. 1480-c.1504)",
            ("Jean Hey", None, "Netherlandish", "c. 1480–c.1504"),
        ),
        (
            "El Greco (Doménikos Theotokópoulos; Greek, active in Spain, 1541–1614)",
            ("El Greco", None, "Greek", "1541–1614"),
        ),
        ("Master Alejo (active Spain, c. 1485–1516)", ("Master Alejo", None, "Spanish", "c. 1485–1516")),
        ("Northern Italian; possibly Verona", (None, None, "Northern Italian; possibly Verona", None)),
        ("Italian or Spanish", (None, None, "Italian or Spanish", None)),
        ("Claude Monet", ("Claude Monet", None, None, None)),
        ("Follower of the Master of Riglos", ("Master of Riglos", "Follower of", None, None)),
        (
            "A. Painter (Dutch, 1600–50)\nor Workshop of A. Painter (Dutch, 1600–50)",
            ("A. Painter", "By, or from the workshop of,", "Dutch", "1600–50"),
        ),
        ("", (None, None, None, None)),
    ],
)
def test_an_artists_line_is_taken_apart(line: str, facts: tuple[str | None, ...]) -> None:
    assert read_artist(line) == ArtistFacts(*facts)


def test_a_catalogue_reads_its_lines_one_at_a_time() -> None:
    works = Catalogue(b'{"id":"a","title":"One"}\n{"id":"b"}\nnot json\n')
    assert len(works) == 3
    assert works[0].title == "One"
    assert works[-2].id == "b"
    assert [work.id for work in works[0:2]] == ["a", "b"]
    assert works[0] is works[0]
    with pytest.raises(IndexError):
        works[3]
    for broken in (Catalogue(b"not json\n"), Catalogue(b"[1]\n")):
        with pytest.raises(GalleryCorruptError):
            broken[0]


def test_a_catalogue_finds_rows() -> None:
    works = Catalogue(b"".join(json.dumps({"id": f"w{i}", "date": str(1600 + i)}).encode() + b"\n" for i in range(9)))
    assert works.row_of("w4") == 4
    assert works.row_of("none") is None
    assert works.rows_matching("1603").tolist() == [3]
    assert len(Catalogue(b"")) == 0
