"""Each tab by itself, as Streamlit runs it, without a browser."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from tests.studio.conftest import moon
from tests.unit.gallery.seen.strangers import Stranger, stranger
from tests.unit.report.conftest import Told

import art_assistant.studio
from art_assistant.corpus.metrics import METRICS
from art_assistant.files.ways import WAYS
from art_assistant.report.works_seen import UNSEEN
from art_assistant.settings import GallerySettings, Settings, StudioSettings
from art_assistant.studio import answers
from art_assistant.studio.answers import advice
from art_assistant.studio.choices import Choices
from art_assistant.studio.house import VISITS, Base
from art_assistant.studio.page import TABS
from art_assistant.studio.screens import related, save
from art_assistant.studio.visits import Visit

SCRIPT = Path(art_assistant.studio.__file__).parent / "script.py"
SECONDS = 60


@pytest.fixture(scope="module", autouse=True)
def without_a_browser() -> Iterator[None]:
    """Let there be no cookies: Streamlit's own test tool says nothing of them that could be compared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(st.context), "cookies", property(lambda _: {}))
        yield


@pytest.fixture(scope="module")
def visit(sample_bytes: bytes) -> Visit:
    """Return a visit with the sample painting on its easel, its tips found."""
    visit = VISITS.enter(None, "", Settings())
    item = visit.add("sample painting.jpg", sample_bytes, hashlib.sha256(sample_bytes).hexdigest())
    assert advice(visit, item)
    return visit


@pytest.fixture
def app(visit: Visit, without_a_browser: None) -> AppTest:  # noqa: ARG001
    """Return a fresh tab of that visit."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=SECONDS)
    app.session_state["visit"] = visit.token
    return app


def checked(app: AppTest) -> AppTest:
    assert [one.message for one in app.exception] == []
    assert [one.value for one in app.error] == []
    return app


def opened(app: AppTest, tab: str) -> AppTest:
    app.session_state["tab"] = tab
    return checked(app.run())


def words(app: AppTest) -> str:
    """Return all that a tab says."""
    kinds = (app.markdown, app.caption, app.subheader, app.title, app.info, app.get("html"))
    return "\n".join(str(getattr(one, "value", None) or one.proto.body) for kind in kinds for one in kind)


def titles(app: AppTest) -> list[str]:
    """Return the titles of the tips."""
    return [one.value for one in app.markdown if one.value.startswith("#####")]


def test_the_first_page_says_how_to_begin() -> None:
    app = checked(AppTest.from_file(str(SCRIPT), default_timeout=SECONDS).run())
    assert app.title[0].value == "Show me a picture"
    assert "stays on this machine" in words(app)
    assert not app.tabs


def test_the_tabs_are_those_that_hold_something(app: AppTest) -> None:
    assert [tab.label for tab in opened(app, "Study").tabs] == list(TABS)


@pytest.mark.parametrize(
    ("tab", "said"),
    [
        ("Colour", ("Harmony and temperature", "half the wheel")),
        ("Style", ("Realism", "How it is handled, among masters")),
        ("Related works", ("Alike by what?", "measurable")),
        ("Tips", ("Ten minutes:", "Measure again", "Done well")),
        ("Save", ("the one that the command line writes", "Outline for transfer")),
    ],
)
def test_a_tab_says_what_it_is_for(app: AppTest, tab: str, said: tuple[str, ...]) -> None:
    found = words(opened(app, tab))
    assert [one for one in said if one not in found] == []


def handed(app: AppTest, key: str) -> dict[str, Any]:
    """Return the data that a component of ours is given."""
    (found,) = [one.proto for one in app.get("bidi_component") if key in one.proto.id]
    data = json.loads(found.mixed.json if found.HasField("mixed") else found.json)
    return dict(data)


@pytest.mark.parametrize(
    ("tab", "key", "facts"),
    [
        ("Study", "easel-", {"histogram", "tips", "tips_reason", "focal"}),
        ("Notans", "notans-", {"mode", "notan"}),
        ("Colour", "colour-", {"mode"}),
        ("Composition", "composition-", {"mode", "focus", "focal"}),
    ],
)
def test_what_the_browser_draws_it_is_handed_whole(
    app: AppTest, visit: Visit, tab: str, key: str, facts: set[str]
) -> None:
    item = visit.find(visit.current)
    assert item
    data = handed(opened(app, tab), key)
    assert facts <= set(data)
    assert data["base"] == f"/studio/p/{item.token}"
    assert data["picture"] == {"name": "sample painting.jpg", "width": 1600, "height": 1200}
    assert Choices().heard(data["settings"]) == item.choices
    assert data["numbering"] == "black"
    if "histogram" in facts:
        assert len(data["histogram"]) == 101
        assert sum(data["histogram"]) == pytest.approx(1.0, abs=1e-3)
    if "tips" in facts:
        assert len(data["tips"]) == 2
        assert all(tip["title"] and tip["exercise"] and tip["region"] for tip in data["tips"])


def test_what_is_meant_is_not_called_a_fault(app: AppTest) -> None:
    before = titles(opened(app, "Tips"))
    assert any("edges" in one.lower() for one in before)
    app.multiselect[0].set_value(["crisp"]).run()
    assert not any("edges" in one.lower() for one in titles(checked(app)))
    app.multiselect[0].set_value([]).run()
    assert titles(checked(app)) == before


def test_the_sidebar_turns_the_numbers_round(app: AppTest) -> None:
    opened(app, "Study")
    numbering = next(one for one in app.radio if one.label == "Values")
    numbering.set_value("white").run()
    assert handed(checked(app), "easel-")["numbering"] == "white"
    numbering.set_value("black").run()


def test_a_gallery_that_is_not_there_is_told_and_the_works_stay(app: AppTest, visit: Visit) -> None:
    opened(app, "Save")
    field = next(one for one in app.text_input if one.label == "Gallery")
    field.set_value("no-such-gallery").run()
    assert [one.message for one in app.exception] == []
    assert "no-such-gallery" in app.error[0].value
    assert visit.wishes.gallery == "starter"
    field.set_value("starter").run()
    checked(app)


def outlines(app: AppTest) -> list[str]:
    """Return the labels of the buttons behind which an outline is made."""
    return [label for one in app.get("download_button") if (label := one.proto.label).startswith("Outline")]


def test_an_outline_that_cannot_be_printed_is_told_and_none_is_offered(app: AppTest) -> None:
    opened(app, "Save")
    assert outlines(app) == ["Outline (SVG)", "Outline (PNG)"]
    app.text_input(key="outline-size").set_value("huge").run()
    assert "is no size" in checked(app).warning[0].value
    assert outlines(app) == []
    app.text_input(key="outline-size").set_value("a4").run()
    assert len(outlines(checked(app))) == 2


@pytest.mark.parametrize("words", ["zzz no such work", "artist:", "artist:monet colour:", "((", "%"])
def test_words_that_find_nothing_are_answered_in_words(app: AppTest, words: str) -> None:
    opened(app, "Related works")
    field = next(one for one in app.text_input if one.label == "Only works with these words")
    field.set_value(words).run()
    assert [one.message for one in app.exception] == []
    assert len(app.error) + len(app.info) == 1
    field.set_value("").run()


def test_a_work_is_set_beside_the_picture_and_put_away(app: AppTest) -> None:
    opened(app, "Related works")
    assert 'class="art-beside"' not in words(app)
    next(one for one in app.button if one.label == "Set beside mine").click().run()
    assert 'class="art-beside"' in words(checked(app))
    next(one for one in app.button if one.label == "Put it away").click().run()
    assert 'class="art-beside"' not in words(checked(app))


def test_a_card_tells_museum_rights_and_credit_and_leads_to_both(app: AppTest, visit: Visit) -> None:
    opened(app, "Related works")
    assert "Art Institute of Chicago. CC0 (as stated by the museum)" in words(app)
    ways = {one.proto.label: one.proto.url for one in app.get("link_button")}
    assert ways.keys() == {"At the museum", "Its picture"}
    assert all(address.startswith("https://www.artic.edu/") for address in ways.values())
    found = answers.related(visit, visit.find(visit.current))
    assert found
    unsaid = found.items[0].as_dict() | {"rights": None, "credit": "Gift of <b>Ann</b>"}
    assert "rights unknown. Gift of &lt;b&gt;Ann&lt;/b&gt;" in related._source(unsaid)


def test_every_file_for_a_paint_program_is_offered_and_made_when_asked_for(app: AppTest, visit: Visit) -> None:
    opened(app, "Save")
    offered = next(one for one in app.selectbox if one.label == "One file for a paint program or the printer")
    assert offered.options == [f"{way.title}: {name}" for name, way in WAYS.items()]
    assert "This file" in {one.proto.label for one in app.get("download_button")}
    item = visit.find(visit.current)
    assert item
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "typst", None)
        assert [name for name in WAYS if name not in save._made_here()] == ["study-a4.pdf", "study-letter.pdf"]
    files = save._files(visit, item, ("palette.gpl",))
    assert [name for name in files if not name.startswith("report.")] == ["palette.gpl"]
    assert files["palette.gpl"].startswith(b"GIMP Palette")


def test_a_saved_page_asks_museums_only_where_it_is_set(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    item = visit.find(visit.current)
    assert item
    with stranger() as museum:
        monkeypatch.setenv("ART_MUSEUM_ADDRESS", museum)
        told = [{"id": "a", "rights": "CC0", "image_url": f"{museum}/picture"}]
        shown = replace(save.report_of(visit, item), references=[Told(form) for form in told])
        assert save.works_for(visit, shown, save.DRAWN) == UNSEEN
        wishing = SimpleNamespace(settings=Settings(gallery=GallerySettings(remote_pictures=True)))
        assert save.works_for(wishing, shown, ("masses",)) == UNSEEN
        assert Stranger.asked == []
        assert list(save.works_for(wishing, shown, save.DRAWN).pictures) == ["a"]


def test_museums_are_asked_only_when_the_artist_says_so(app: AppTest, visit: Visit) -> None:
    opened(app, "Related works")
    consent = next(one for one in app.toggle if one.label == "Show museums' own pictures")
    assert not consent.value
    assert "what=museum" not in words(app)
    assert "Study this one" not in [one.label for one in app.button]
    consent.set_value(True).run()
    assert visit.wishes.consent
    assert "what=museum" in words(checked(app))
    next(one for one in app.toggle if one.label == "Show museums' own pictures").set_value(False).run()
    assert not visit.wishes.consent


def test_all_numbers_are_folded_away_until_they_are_wanted(app: AppTest) -> None:
    opened(app, "Tips")
    assert "<table" not in words(app)
    next(one for one in app.toggle if one.label == "All numbers").set_value(True).run()
    assert words(checked(app)).count("<tr>") > 20


def test_a_picture_that_is_removed_leaves_the_one_before_it(app: AppTest, visit: Visit) -> None:
    before = visit.current
    visit.add("moon.png", moon(80), "b" * 64)
    opened(app, "Save")
    next(one for one in app.button if one.label.startswith("Remove moon")).click().run()
    checked(app)
    assert visit.current == before
    assert [one.name for one in visit.pictures.values()] == ["sample painting.jpg"]


def test_what_a_tip_speaks_of_is_measured_again_in_another_picture(visit: Visit, app: AppTest) -> None:
    item = visit.find(visit.current)
    assert item
    other = visit.add("moon.png", moon(), hashlib.sha256(moon()).hexdigest())
    visit.current = item.token
    opened(app, "Tips")
    checked(app.selectbox(key=f"again-in-{item.token}").select(other.token).run())
    found = advice(visit, item)
    assert found
    now = VISITS.study(visit, other).metrics()
    for tip in found.tips:
        known, value = METRICS[tip.metric], now[tip.metric]
        there = "unknown" if value is None else known.told(value)
        assert f"{known.name} {known.told(tip.value)} here, {there} in the new photograph." in words(app)
    visit.remove(other)


def test_a_picture_of_a_folder_is_put_on_the_easel(app: AppTest, sample_bytes: bytes, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "lake.jpg").write_bytes(sample_bytes)
    (tmp_path / "notes.txt").write_text("none", encoding="utf-8")
    del app.session_state["visit"]
    checked(app.run())
    checked(app.text_input(key="folder").input(str(tmp_path)).run())
    listed = app.selectbox(key=f"in-{tmp_path}")
    assert listed.options == [str(Path("old") / "lake.jpg")]
    checked(listed.select(listed.options[0]).run())
    checked(app.button(key="from-folder").click().run())
    found = next(visit for visit in VISITS if visit.token == app.session_state["visit"])
    assert [item.name for item in found.pictures.values()] == ["lake.jpg"]


@pytest.mark.parametrize("named", ["nowhere/at all", "~nobody-at-all/pictures", "a\0b", "x" * 5000])
def test_a_folder_that_is_none_is_said_to_be(app: AppTest, named: str) -> None:
    del app.session_state["visit"]
    checked(app.run())
    checked(app.text_input(key="folder").input(named).run())
    assert "no such folder" in words(app)


def test_a_studio_for_others_names_no_folder_of_the_server(app: AppTest) -> None:
    del app.session_state["visit"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Base, "settings", Settings(studio=StudioSettings(host="192.0.2.7")))
        checked(app.run())
    assert [one.key for one in app.text_input if one.key == "folder"] == []
