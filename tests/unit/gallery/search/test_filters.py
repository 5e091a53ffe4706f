"""Filters find a work whatever accents are typed, and say what they cannot mean."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from art_assistant.errors import FilterError, GalleryCorruptError, UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.catalogue import Catalogue
from art_assistant.gallery.search.filters import FIELDS, Filter, Term, folded
from art_assistant.gallery.search.keywords import Keywords, words_of

WORKS = {
    "cezanne": Artwork(id="a", title="Les Joueurs de cartes", artist="Paul Cézanne", century=19),
    "kroyer": Artwork(id="b", title="Sommeraften på Skagen", artist="Peder Severin Krøyer", century=19),
    "grossmann": Artwork(id="c", title="Straße in Æbeltoft", artist="Rudolf Großmann", century=20),
    "gogh": Artwork(id="d", title="L’Arlésienne", artist="Vincent van Gogh", century=19, style="Post-Impressionism"),
    "lukasz": Artwork(id="e", title="ﬁeld at 10:30", artist="Łukasz Đorđević", century=2),
    "hokusai": Artwork(id="f", title="静物画", artist="葛飾 北斎", museum="東京"),
}


@pytest.fixture(scope="module", params=["walk", "index"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    lines = b"".join(json.dumps(work.as_dict()).encode() + b"\n" for work in WORKS.values())
    file = None
    if request.param == "index":
        file = tmp_path_factory.mktemp("words") / "facts.sqlite"
        file.write_bytes(words_of([*WORKS.values()]) or b"")
    works = Catalogue(lines, file)
    return lambda text: {name for row, name in enumerate(WORKS) if row in works.rows_matching(text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("artist:cezanne", {"cezanne"}),
        ("artist:Cézanne", {"cezanne"}),
        ("ARTIST:CE\u0301ZANNE", {"cezanne"}),
        ("kroyer", {"kroyer"}),
        ("artist:Krøyer skagen", {"kroyer"}),
        ("title:på", {"kroyer"}),
        ("grossmann", {"grossmann"}),
        ("title:strasse", {"grossmann"}),
        ("title:STRASSE aebeltoft", {"grossmann"}),
        ("Straße", {"grossmann"}),
        ("lukasz dordevic", {"lukasz"}),
        ("title:field", {"lukasz"}),
        ("title:l'arlesienne", {"gogh"}),
        ('artist:"van gogh"', {"gogh"}),
        ('artist:"VAN  Gogh" style:post-impressionism', {"gogh"}),
        ('"10:30"', {"lukasz"}),
        ("10:30", {"lukasz"}),
        ("century:19", {"cezanne", "kroyer", "gogh"}),
        ("century:2", {"lukasz"}),
        ("century:19th", {"cezanne", "kroyer", "gogh"}),
        ("artist:北斎 静物", {"hokusai"}),
        ("museum:東京", {"hokusai"}),
        ("nobody", set()),
        ("century:19 artist:paul", {"cezanne"}),
        ("century:19 title:på", {"kroyer"}),
        ("th century", {"cezanne", "kroyer", "grossmann", "gogh", "lukasz"}),
        ("joueurs | paul", {"cezanne"}),
        ('"cartes | paul"', {"cezanne"}),
        ('title:"cartes | paul"', set()),
        ("tokyo 東京", set()),
    ],
)
def test_what_a_filter_finds(found: Callable[[str], set[str]], text: str, names: set[str]):
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \t ", "empty"),
        ("stlye:x", "no field 'stlye'"),
        ("https://museum.example", "no field 'https'"),
        ("artist:", "Nothing stands behind 'artist:'"),
        ("monet artist: century:19", "Nothing stands behind 'artist:'"),
        ('artist:""', "Nothing stands behind 'artist:'"),
        ('""', "Nothing stands behind the quotation marks"),
        ('artist:"van gogh', "not closed"),
        ("century:nineteenth", "from 1 to 21"),
        ("century:0", "from 1 to 21"),
        ("century:22", "from 1 to 21"),
        ("century:1", ""),
    ],
)
def test_what_a_filter_cannot_mean_is_said(text: str, said: str):
    if not said:
        assert Filter.parse(text)
        return
    with pytest.raises(FilterError, match=said) as told:
        Filter.parse(text)
    assert isinstance(told.value, UsageError)
    assert (told.value.code, told.value.exit_status) == ("bad_filter", 2)


def test_a_misspelt_field_is_told_all_there_are():
    with pytest.raises(FilterError) as told:
        Filter.parse("stlye:x")
    assert all(field in told.value.message for field in FIELDS)


names = st.text(st.characters(categories=["L", "M", "N"], max_codepoint=0x24F), min_size=1, max_size=20)


@given(name=names)
def test_a_name_is_found_by_its_own_letters_in_any_form(name: str):
    work = Artwork(id="x", artist=name)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        written = unicodedata.normalize(form, name)
        if folded(written).strip():
            assert Filter.parse(f'artist:"{written}"').fits(work), form


@given(text=st.text(max_size=30))
def test_any_text_is_a_filter_or_one_clear_line(found: Callable[[str], set[str]], text: str):
    told = ""
    try:
        assert isinstance(found(text), set)
    except FilterError as error:
        told = error.message
    assert len(told.splitlines()) == (1 if told else 0)


@pytest.mark.parametrize(("left", "right"), ["\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", '""', "\uff02\uff02"])
def test_quotation_marks_of_every_keyboard_hold_words_together(left: str, right: str):
    assert Filter.parse(f"artist:{left}van gogh{right}") == Filter.parse('artist:"van gogh"')
    with pytest.raises(FilterError, match="not closed"):
        Filter.parse(f"artist:{left}van gogh")


@pytest.mark.parametrize("dash", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212-")
def test_all_dashes_are_one(dash: str):
    assert folded(f"Self{dash}Portrait") == "self-portrait"


few = st.text("ab |\u00e9\u0130\u00df\ud83d\ud800\0'\"*", max_size=8)


@given(titles=st.lists(few, min_size=1, max_size=4), words=few, field=st.sampled_from([None, "title", "artist"]))
def test_the_index_finds_what_the_walk_finds(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], words: str, field: str | None
):
    told = [{"id": str(row), "title": title, "artist": title[::-1], "date": "1889"} for row, title in enumerate(titles)]
    works = [Artwork.from_dict(work) for work in told]
    file = tmp_path_factory.getbasetemp() / "any-facts.sqlite"
    file.write_bytes(words_of(works) or b"")
    term = Term(folded(words), field)
    looked_up = Keywords(file, len(works)).rows((term, Term("19", "century")))
    assert looked_up is not None
    rows, rest = looked_up
    found = [row for row in rows.tolist() if Filter(rest).fits(works[row])]
    # Half a letter is no letter: what SQLite cannot hold is left to the walk, in what is asked and not in the works.
    if not any("\ud800" <= letter <= "\udfff" for title in titles for letter in title):
        assert found == [row for row, work in enumerate(works) if term.fits(work)]


fact = st.none() | st.lists(
    st.sampled_from(["oil", "foil", "on", "canvas", "a", "van", "\u00b4oil", "ile on"]), max_size=4
)


@settings(max_examples=12)
@given(
    told=st.lists(st.tuples(*[fact.map(lambda words: words and " ".join(words))] * 3), min_size=1, max_size=6),
    data=st.data(),
)
def test_a_word_or_phrase_of_any_fact_is_found_where_the_walk_finds_it(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str | None, ...]], data: st.DataObject
):
    named = [dict(zip(("title", "medium", "museum"), facts, strict=True)) for facts in told]
    works = [Artwork(id=str(row), century=row % 3 or None, **facts) for row, facts in enumerate(named)]
    file = tmp_path_factory.getbasetemp() / "any-facts.sqlite"
    file.write_bytes(words_of(works) or b"")
    index = Keywords(file, len(works))
    for words in ("oil", "foil", "can", "vas", "oil on", "il on can", "th century", "2th", " oil", "on  "):
        for field in (None, "title", "museum"):
            terms = (Term(words, field), Term(data.draw(st.sampled_from(["1", "2"])), "century"))
            looked_up = index.rows(terms)
            assert looked_up is not None
            assert looked_up[1] == ()
            assert looked_up[0].tolist() == [row for row, work in enumerate(works) if Filter(terms).fits(work)]


def test_the_same_works_make_the_same_index_and_a_thousand_words_can_be_asked(tmp_path: Path):
    works = [*WORKS.values()] * 200
    file = tmp_path / "facts.sqlite"
    file.write_bytes(words_of(works) or b"")
    assert file.read_bytes() == words_of(works)
    terms = tuple(Term(f"word {number}") for number in range(1000))
    assert [rows.tolist() for rows, _ in [Keywords(file, len(works)).rows(terms) or ([], ())]] == [[]]
    assert [path.name for path in tmp_path.iterdir()] == ["facts.sqlite"]


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE more(a)",
        "CREATE TRIGGER t AFTER INSERT ON centuries BEGIN SELECT 1; END",
        "CREATE VIEW v AS SELECT 1",
        "DROP TABLE centuries",
        "DROP TABLE words",
        "UPDATE centuries SET data = x'1313'",
        "DELETE FROM centuries",
        "DELETE FROM words_data",
        "DELETE FROM lists WHERE rowid = 10",
        "DELETE FROM lists",
        "INSERT INTO lists VALUES(x'00000000', x'')",
        "UPDATE lists SET starts = x'ffffffff' || substr(starts, 5)",
        "UPDATE lists SET starts = x''",
        "UPDATE lists SET starts = x'000000'",
        "UPDATE lists SET starts = NULL",
        "UPDATE lists SET works = NULL",
        "UPDATE lists SET works = CAST(works || x'00' AS BLOB)",
        "UPDATE lists SET works = CAST(works || x'00000000' AS BLOB)",
        "UPDATE lists SET works = CAST(replace(hex(works), '0', 'F') AS BLOB)",
        "UPDATE lists SET starts = CAST(x'ffffffff' || substr(starts, 5) AS BLOB)",
        "UPDATE lists SET starts = CAST(substr(starts, 1, 4) || x'ffffff7f' || substr(starts, 9) AS BLOB)",
    ],
)
def test_an_index_of_words_that_we_never_write_is_refused(tmp_path: Path, change: str):
    file = tmp_path / "facts.sqlite"
    file.write_bytes(words_of([*WORKS.values()]) or b"")
    with closing(sqlite3.connect(file)) as base:
        base.execute(change)
        base.commit()
    with pytest.raises(GalleryCorruptError, match=r"facts\.sqlite"):
        Keywords(file, len(WORKS)).rows(Filter.parse("joueurs century:19").terms)
