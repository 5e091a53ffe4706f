"""Museums' pictures in a page: only what may be shown, asked of whom the gallery names, and never at a study's cost."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.unit.gallery.seen.strangers import Stranger, stranger
from tests.unit.report.conftest import Told, reference

from art_assistant.errors import UsageError
from art_assistant.gallery.preview import make_preview
from art_assistant.gallery.seen.fetching import MuseumPictures
from art_assistant.imaging.decode import decode
from art_assistant.imaging.limits import Limits
from art_assistant.report import as_html, write_study
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.page.works import cards
from art_assistant.report.works_seen import SIDE, UNSEEN, Museums, WorksSeen, museums_of, wanted
from art_assistant.settings import GallerySettings, Settings

HERE = MuseumPictures(allowed="127.0.0.1".__eq__, schemes=frozenset({"http", "https"}), seconds=1.0)
PREVIEW = make_preview(np.full((60, 120, 3), 90, np.uint8))


@pytest.fixture
def museum() -> Iterator[str]:
    with stranger() as address:
        yield address


@pytest.fixture(scope="module")
def drawn(report: Report) -> Drawn:
    return Drawn(report)


def asking(**how: Any) -> Museums:
    return Museums(HERE, pause=0.0, **how)


def works(*facts: dict[str, Any]) -> list[Told]:
    return [
        reference(rank, **({"rights": "CC0", "credit": None, "preview": PREVIEW} | one))
        for rank, one in enumerate(facts, start=1)
    ]


def at(server: str, /, *paths: str, **facts: Any) -> list[Told]:
    return works(*({"image_url": f"{server}/{path}"} | facts for path in paths))


def card(found: WorksSeen, report: Report, shown: list[Told]) -> dict[str, Any]:
    return cards(replace(report, references=shown, close_match=True), found)[0]


def test_a_picture_stands_in_its_card_small_and_with_its_credit(museum: str, bare_report: Report) -> None:
    shown = at(museum, "picture", rights="CC BY 4.0", credit="Photo: Ann Other")
    found = asking().seen(shown)
    assert (found.faults, found.hosts) == ({}, ("127.0.0.1",))
    entry = card(found, bare_report, shown)
    picture, values = entry["its"]["pictures"]
    assert (picture["width"], picture["height"], values["width"], values["height"]) == (SIDE, 320, 160, 107)
    assert picture["alt"] == "The Hay Barge by Somebody, the museum's picture"
    assert (entry["credit"], entry["terms_url"]) == (
        "Photo: Ann Other",
        "https://creativecommons.org/licenses/by/4.0/",
    )
    assert "made smaller" in entry["picture_note"]
    pixels = decode(base64.b64decode(picture["uri"].partition(",")[2])).detail.astype(int)
    # The stranger's gradient grows red to the right and green to the bottom.
    assert pixels[:, -40:, 0].mean() - pixels[:, :40, 0].mean() > 180
    assert pixels[-40:, :, 1].mean() - pixels[:40, :, 1].mean() > 150


def test_the_page_fetches_nothing_and_says_who_was_asked(museum: str, report: Report, drawn: Drawn) -> None:
    shown = at(museum, "picture", "missing")
    found = asking().seen(shown)
    text = as_html(replace(report, references=shown), drawn, works=found)
    assert text.count("made smaller") == 1
    assert "could not be fetched when this page was written: the museum answers 404." in text
    assert "127.0.0.1 was asked for pictures of related works, and told nothing of yours" in text
    assert "nothing was sent anywhere" not in text
    assert not re.search(r'src="(?!data:)', text)
    assert "nothing was sent anywhere" in as_html(replace(report, references=shown), drawn)


def test_the_same_pictures_make_the_same_page(museum: str, report: Report, tmp_path: Path) -> None:
    shown = at(museum, "picture", "once", "page")
    named = replace(report, references=shown)
    for name in ("one", "two"):
        write_study(named, tmp_path / name, views=(), works=asking().seen(shown))
    assert (tmp_path / "one" / "report.html").read_bytes() == (tmp_path / "two" / "report.html").read_bytes()
    assert (tmp_path / "one" / "report.json").read_bytes() == (tmp_path / "two" / "report.json").read_bytes()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing", "the museum answers 404"),
        ("refused", "the museum answers 403"),
        ("slow", "does not answer, or not in time"),
        ("page", "sends a page in its place"),
        ("nothing", "damaged, or no picture"),
        ("cut", "damaged, or no picture"),
        ("private", "not one of the public Internet"),
        ("large", "larger than 15 MB"),
    ],
)
def test_what_does_not_come_leaves_the_preview_and_a_note(
    museum: str, bare_report: Report, path: str, words: str
) -> None:
    shown = at(museum, path)
    found = asking().seen(shown)
    assert found.pictures == {}
    assert words in found.faults["work-1"]
    entry = card(found, bare_report, shown)
    assert entry["its"]["pictures"][0]["alt"] == "The colours of The Hay Barge, in little"
    assert words in entry["picture_note"]
    assert found.told() == [f"1 picture of related works could not be fetched: {found.faults['work-1']}."]


def test_a_picture_over_a_limit_is_left_out(museum: str) -> None:
    found = asking(limits=Limits(max_pixels=100_000)).seen(at(museum, "picture"))
    assert found.faults == {"work-1": "it is over a limit"}


def test_a_museum_that_refuses_is_left_alone(museum: str) -> None:
    found = asking().seen(at(museum, "picture/1", "refused", "picture/2", "picture/3"))
    assert list(found.pictures) == ["work-1"]
    assert Stranger.asked == ["/picture/1", "/refused"]
    assert "left alone" in found.faults["work-3"]


def test_each_picture_is_asked_for_once_in_a_run(museum: str) -> None:
    museums = asking()
    first, second = (museums.seen(at(museum, "picture/1", "picture/2")) for _ in range(2))
    assert first == second
    assert Stranger.asked == ["/picture/1", "/picture/2"]


def test_all_of_one_page_end_in_time(museum: str) -> None:
    found = asking(seconds=0.2).seen(at(museum, "drops", "picture"))
    assert "more than 0.2 seconds" in found.faults["work-2"] or "left alone" in found.faults["work-2"]
    late = asking(seconds=-1.0).seen(at(museum, "picture/late"))
    assert "more than" in late.faults["work-1"]
    assert "/picture/late" not in Stranger.asked


@pytest.mark.parametrize("rights", [None, "\u00a9 The Museum", "CC BY-NC 4.0", "CC BY 4.0", "no known restrictions"])
def test_what_may_not_be_shown_is_only_linked_to(museum: str, bare_report: Report, rights: str | None) -> None:
    shown = at(museum, "picture", rights=rights)
    found = asking().seen(shown)
    assert found == UNSEEN
    assert Stranger.asked == []
    entry = card(found, bare_report, shown)
    assert entry["image_url"] == f"{museum}/picture"
    assert entry["rights"] == (rights or "rights unknown")
    assert entry["picture_note"] == ""


def test_only_the_records_say_whom_to_ask() -> None:
    facts = [{"image_url": odd} for odd in (None, "javascript:alert(1)", "https://a b", "file:///etc/passwd", "//x", 7)]
    assert wanted(works(*facts)) == {}
    plain = works({"image_url": "http://museum.example/a.jpg"})
    default = Museums(MuseumPictures(seconds=0.4))
    assert default.hosts(plain) == ()
    assert default.seen(plain).faults == {"work-1": "it is not at an https address"}


def test_two_requests_to_one_museum_have_a_pause_between_them(museum: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("art_assistant.report.works_seen.time.sleep", waited.append)
    Museums(HERE, pause=30.0).seen(at(museum, "picture/1", "picture/2"))
    assert waited[0] == 0.0
    assert waited[1] > 20.0


def test_nobody_is_asked_unless_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert museums_of(Settings()) is None
    wishing = Settings(gallery=GallerySettings(remote_pictures=True))
    found = museums_of(wishing)
    assert found is not None
    assert (found.museum, found.pause) == (MuseumPictures(), 1.0)
    with monkeypatch.context() as patch:
        patch.setitem(__import__("sys").modules, "art_assistant.gallery.seen.fetching", None)
        with pytest.raises(UsageError, match=r"pip install 'art-assistant\[museum\]'"):
            museums_of(wishing)


class Card(HTMLParser):
    """The links of a page with what they say, and its tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append((dict(attrs), ""))
        self.inside = tag == "a"

    def handle_endtag(self, _tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            attrs, said = self.links[-1]
            self.links[-1] = attrs, said + data


def test_a_card_tells_museum_credit_and_rights(report: Report, drawn: Drawn) -> None:
    known = {"museum": "A Museum", "credit": "Gift of Ann Other, 1921", "rights": "CC0 1.0"}
    text = as_html(replace(report, references=works(known)), drawn)
    page = Card(text)
    link = next(attrs for attrs, said in page.links if said == "A Museum")
    assert link == {"href": "https://example.org/work", "rel": "noopener noreferrer"}
    assert "Gift of Ann Other, 1921" in text
    assert "CC0 1.0" in text


def test_what_a_catalogue_says_is_only_text(report: Report, drawn: Drawn, museum: str) -> None:
    evil = '"><script>alert(1)</script>'
    facts = dict.fromkeys(("title", "artist", "museum", "credit"), evil) | {"rights": f"CC0 ({evil})"}
    shown = at(museum, "picture", **facts)
    text = as_html(replace(report, references=shown), drawn, works=asking().seen(shown))
    assert "made smaller" in text
    assert "script" not in Card(text).tags


def test_a_model_that_was_asked_is_told_of_as_well(make_report: Callable[..., Report], report: Report) -> None:
    phrased = Told(report.tips[0].as_dict() | {"source": "llm"})
    plain = make_report(np.full((30, 40, 3), 120, np.uint8))
    for told in (replace(plain, tips=[phrased]), replace(plain, tips_note="The language model did not answer.")):
        text = as_html(told)
        assert "the language model that was set up was told" in text
        assert "nothing was sent anywhere" not in text
