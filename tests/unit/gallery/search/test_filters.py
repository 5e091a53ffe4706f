"""Filters find a work whatever accents are typed, and say what they cannot mean."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.errors import FilterError, UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.search.filters import FIELDS, Filter, folded

WORKS = {
    "cezanne": Artwork(id="a", title="Les Joueurs de cartes", artist="Paul Cézanne", century=19),
    "kroyer": Artwork(id="b", title="Sommeraften på Skagen", artist="Peder Severin Krøyer", century=19),
    "grossmann": Artwork(id="c", title="Straße in Æbeltoft", artist="Rudolf Großmann", century=20),
    "gogh": Artwork(id="d", title="L’Arlésienne", artist="Vincent van Gogh", century=19, style="Post-Impressionism"),
    "lukasz": Artwork(id="e", title="ﬁeld at 10:30", artist="Łukasz Đorđević", century=2),
    "hokusai": Artwork(id="f", title="静物画", artist="葛飾 北斎", museum="東京"),
}


def found(text: str) -> set[str]:
    wanted = Filter.parse(text)
    return {name for name, work in WORKS.items() if wanted.fits(work)}


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
    ],
)
def test_what_a_filter_finds(text: str, names: set[str]):
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
def test_any_text_is_a_filter_or_one_clear_line(text: str):
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
