from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import numpy as np
import pytest
from tests.unit.report.conftest import Told, reference, tip

from art_assistant.analysis.notan.study import Notans
from art_assistant.corpus.metrics import METRICS
from art_assistant.corpus.quantiles import Standing
from art_assistant.gallery.preview import make_preview
from art_assistant.imaging.decode import decode
from art_assistant.report import as_html
from art_assistant.report.drawn import Drawn
from art_assistant.report.likeness.contrary import OWNED
from art_assistant.report.model import Report
from art_assistant.report.page.notans_composition import notans_section
from art_assistant.report.page.plates import Plates
from art_assistant.report.page.works import cards, web_link

VOID = {"meta", "img", "br", "link", "input", "hr", "rect", "path", "line", "stop"}


class Page(HTMLParser):
    """What the tests ask about a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.unfolded: list[str] = []
        self.unclosed: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text.append(data)
            folds = [inner for outer, inner in itertools.pairwise(self.open) if outer == "details"]
            self.unfolded += [data] if set(folds) <= {"summary"} and "footer" not in self.open else []

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    def first_level(self) -> str:
        """Return what is read while all is folded."""
        return " ".join(" ".join(self.unfolded).split())


@pytest.fixture(scope="module")
def drawn(report: Report) -> Drawn:
    """The views, drawn once for every page whose pictures are the same."""
    return Drawn(report)


@pytest.fixture(scope="module")
def html(report: Report, drawn: Drawn) -> str:
    return as_html(report, drawn)


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


def addresses(page: Page) -> Iterator[tuple[str, str, str]]:
    for tag, attrs in page.tags:
        for name in ("src", "href", "srcset", "data", "action", "poster", "xlink:href", "background"):
            if attrs.get(name) is not None:
                yield tag, name, str(attrs[name])


def test_it_is_whole(page: Page):
    assert page.unclosed == []
    assert page.open == []
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("main")) == len(page.all("h1")) == len(page.all("title")) == 1


def test_it_fetches_nothing(page: Page, html: str):
    for tag, name, address in addresses(page):
        if tag == "a":
            assert address.startswith(("#", "https://example.org/")), address
        else:
            assert (tag, name) == ("img", "src")
            assert address.startswith(("data:image/png;base64,", "data:image/jpeg;base64,"))
    style = re.sub(r"url\(data:font/woff2;base64,[\w+/=]+\)", "", html[html.index("<style>") : html.index("</style>")])
    assert not re.search(r"@import|url\(|//[a-z]", style)
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in str(policy)


def test_it_needs_no_script(page: Page):
    assert {tag for tag, _ in page.tags} & {"script", "iframe", "object", "embed", "form", "link", "base"} == set()
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_every_picture_is_described(page: Page):
    assert len(page.all("img")) > 20
    for picture in page.all("img"):
        assert len(str(picture["alt"])) > 12
        assert int(str(picture["width"])) > 0
    for tag, attrs in page.tags:
        if attrs.get("role") == "img":
            assert attrs.get("aria-label"), tag


def test_headings_step_down_one_at_a_time(page: Page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_anchors_lead_somewhere(page: Page):
    ids = [str(attrs["id"]) for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    targets = {address[1:] for _, name, address in addresses(page) if name == "href" and address.startswith("#")}
    labels = {str(attrs["aria-labelledby"]) for _, attrs in page.tags if attrs.get("aria-labelledby")}
    assert targets | labels <= set(ids)


def test_the_first_screen_tells_both_tips_their_places_and_a_work(page: Page, report: Report):
    words = page.first_level()
    order = [
        "Picture Squint 3 values Notan Places",
        "Two things to try",
        "Two neighbours run together",
        "Is the line between them meant to be lost?",
        "Ten minutes for 1 . Repaint the lower half",
        "What already works",
        "A work to look at",
        "The Hay Barge",
        "Values and masses",
        "Notan",
        "Edges",
        "Colour and palette",
        "Composition",
        "Steps to paint",
        "Style and context",
        "Related works",
        "All numbers",
    ]
    at = 0
    for text in order:
        assert text in words[at:], text
        at = words.index(text, at) + len(text)
    assert "sit half a value apart" not in words
    assert "Measured: smallest step between masses" not in words
    whole = page.words()
    assert "sit half a value apart" in whole
    assert "Measured: smallest step between masses" in whole
    assert str(report.strengths[0].as_dict()["text"]) in whole


def test_every_part_is_there(page: Page):
    words = page.words()
    assert "63 of 100 masters" in words or "62 of 100 masters" in words
    assert "rights unknown" in words
    assert "Nearest to Realism" in words


def test_a_measurement_is_defined_once(bare_report: Report, drawn: Drawn):
    every = {key: Standing(0.5, 70.0, 0.1, 0.2, 0.4, 0.6, 0.9, 900) for key in METRICS}
    told = tip("merging neighbours", "masses.step_min", 0.5, None)
    html = as_html(replace(bare_report, standing=every, tips=[told]), drawn)
    words = Page(html).words()
    assert {words.count(metric.definition) for metric in METRICS.values()} == {1}
    assert '<a href="#number-masses-step-min">' in html
    assert 'id="number-masses-step-min"' in html


def test_the_notans_to_paint_from_stand_with_the_best_in_three_values(report: Report, drawn: Drawn):
    best, *others = (f"notan-{notan.kind}" for notan in report.notans.offered)
    plates = notans_section(report, Plates(drawn))["blocks"][0]
    assert [plate.name for plate in plates["entries"]] == [best, f"{best}-3", *others]
    three = [replace(notan, contradiction=0.2) for notan in report.notans]
    untrue = replace(report, notans=Notans(*three, (0.2,) * 3, None))
    notes = [block for block in notans_section(untrue, Plates(Drawn(untrue)))["blocks"] if block["kind"] == "notes"]
    assert ["20% of the picture" in line for block in notes for line in block["entries"]] == [True]


def test_the_colour_blocks_stand_with_their_key_in_order(page: Page, report: Report):
    labels = [attrs["aria-label"] for attrs in page.all("div") if attrs.get("class") == "scale"]
    told = ", ".join(f"{block.id} {block.name}" for block in report.blocks.items)
    assert f"Colours in the order of painting: {told}" in labels
    assert "First strokes" in page.words()


def test_it_can_be_mailed(report: Report, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("art_assistant.report.drawn.DRAWN_SIDE", 1080)
    assert len(as_html(report)) < 1_500_000


def test_absent_parts_are_left_out(bare_report: Report, drawn: Drawn):
    page = Page(as_html(bare_report, drawn))
    words = page.words()
    assert "Two things to try" not in words
    assert "Related works" not in words
    assert "Numbers describe" in words
    assert not [attrs for _, attrs in page.tags if attrs.get("id") in {"style", "works"}]
    assert page.unclosed == []


def test_one_tip_is_one_thing_to_try(report: Report, drawn: Drawn):
    page = Page(as_html(replace(report, tips=report.tips[:1]), drawn))
    assert "One thing to try" in page.words()
    assert "Two things to try" not in page.words()
    assert page.unclosed == []


def test_no_tips_are_given_a_reason(bare_report: Report, drawn: Drawn):
    words = Page(as_html(replace(bare_report, tips_reason="The picture is of one value."), drawn)).words()
    assert "No tips this time" in words
    assert "The picture is of one value." in words


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (
            {"photograph": True, "top": [{"label": "Pop Art", "family": None, "probability": 0.4}]},
            "looks like a photograph",
        ),
        ({"abstained": True, "top": [], "family": "Baroque & Rococo"}, "the family is most likely Baroque"),
        ({"abstained": True, "top": [], "family": None}, "Not sure of the style."),
    ],
)
def test_the_style_card_says_when_it_does_not_know(bare_report: Report, drawn: Drawn, style: dict[str, Any], said: str):
    class Card:
        def as_dict(self) -> dict[str, Any]:
            return style

    assert said in Page(as_html(replace(bare_report, style=Card()), drawn)).words()


HOSTILE = [
    '<script>alert(1)</script>"><img src=x onerror=alert(2)>.jpg',
    "'); DROP TABLE; --{{ 7*7 }}{% raw %}.png",
    "</title><style>*{display:none}</style>\u202egpj.exe",
    "a" * 4000 + ".jpg",
    "\udcff\udc80.jpg",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(report: Report, drawn: Drawn, name: str):
    named = replace(report, picture=replace(report.picture, name=name), references=[])
    text = as_html(named, drawn)
    page = Page(text)
    assert page.unclosed == []
    assert not page.all("script")
    assert len(page.all("style")) == 1
    assert "49" not in "".join(page.text)[:400] or "7*7" in "".join(page.text)[:400]
    assert "\u202e" not in text
    text.encode("utf-8")


def test_text_from_catalogues_and_tips_is_only_text(report: Report, drawn: Drawn):
    class Bad:
        def __init__(self, form: dict[str, Any]) -> None:
            self.form = form

        def as_dict(self) -> dict[str, Any]:
            return self.form

    evil = '"><script>alert(1)</script>'
    work = dict(report.references[0].as_dict()) | {
        "title": evil, "artist": evil, "reason": evil, "rights": evil, "museum": evil,
        "museum_url": "javascript:alert(1)", "image_url": f"https://example.org/{evil}",
        "palette": [["red;background:url(https://example.org)", 1.0]],
    }  # fmt: skip
    advice = dict(report.tips[0].as_dict()) | {"text": evil, "exercise": evil, "finding": evil, "remeasure": evil}
    text = as_html(
        replace(
            report,
            references=[Bad(work)],
            tips=[Bad(advice)],
            strengths=[Bad({"strength": "one_leader", "text": evil})],
        ),
        drawn,
    )
    page = Page(text)
    assert not page.all("script")
    assert "javascript:" not in text
    assert "url(http" not in text
    assert page.unclosed == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org",
        "http://",
        "https://[bad",
        7,
        None,
    ],
)
def test_only_web_addresses_become_links(address: Any):
    assert not web_link(address)


def test_a_picture_with_nothing_in_it_still_gets_a_page(make_report: Callable[..., Report]):
    empty = make_report(np.zeros((30, 40, 3), dtype=np.uint8), counted=np.zeros((30, 40), dtype=bool))
    page = Page(as_html(empty))
    assert page.unclosed == []
    assert "fully transparent" in page.words()


def luminance(color: str) -> float:
    code = color.lstrip("#")
    code = "".join(ch * 2 for ch in code) if len(code) == 3 else code
    parts = [int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def themes() -> list[dict[str, str]]:
    css = resources.files("art_assistant.report").joinpath("templates", "report.css").read_text(encoding="utf-8")
    blocks = [
        dict(re.findall(r"--([a-z0-9]+):\s*(#[0-9a-f]{3,6})", block)) for block in re.findall(r":root\s*{([^}]*)}", css)
    ]
    return [blocks[0] | block for block in blocks]


def test_text_stands_out_in_every_theme():
    found = themes()
    assert len(found) == 3
    for theme in found:
        for ground in ("page", "card"):
            assert contrast(theme["ink"], theme[ground]) >= 7.0
            assert contrast(theme["quiet"], theme[ground]) >= 4.5
        assert contrast(theme["ink"], theme["band2"]) >= 3.0
        assert contrast("#000", theme["mat"]) >= 4.5


def test_the_page_lends_the_picture_no_colour():
    for theme in themes():
        for name, color in theme.items():
            code = color.lstrip("#")
            code = "".join(ch * 2 for ch in code) if len(code) == 3 else code
            assert code[0:2] == code[2:4] == code[4:6], name


def test_a_related_work_stands_beside_the_picture(bare_report: Report):
    wide = np.zeros((60, 120, 3), np.uint8)
    wide[:, 60:] = (220, 60, 40)
    grid = np.repeat(np.repeat(np.array([[0, 130]], np.uint8), 12, axis=1), 24, axis=0)
    known = reference(1, preview=make_preview(wide), value_grid=base64.b64encode(grid.tobytes()).decode())
    odd = [reference(2, preview="not base64!"), reference(3, preview=None, value_grid=None)]
    shown = cards(replace(bare_report, references=[known, *odd], close_match=True))
    colour, values = shown[0]["its"]["pictures"]
    assert {(seen["width"], seen["height"]) for seen in (colour, values)} == {(160, 80)}
    assert (colour["alt"], values["alt"]) == (
        "The colours of The Hay Barge, in little",
        "The light and dark of The Hay Barge, in little",
    )
    pixels = decode(base64.b64decode(colour["uri"].partition(",")[2])).detail.astype(int)
    assert pixels[:, :40].mean() < 40
    assert pixels[:, 120:, 0].mean() > 150 > pixels[:, 120:, 2].mean()
    assert [len(work["its"]["pictures"]) for work in shown[1:]] == [1, 0]
    assert {len(work["own"]["pictures"]) for work in shown} == {2}
    assert shown[0]["own"]["palette"][0]["hex"] == bare_report.color.palette[0].hex


def test_what_was_assumed_about_the_file_is_on_the_page(bare_report: Report, drawn: Drawn):
    said = "The file holds 6 frames, and only the first is studied."
    told = replace(bare_report, picture=replace(bare_report.picture, warnings=(said,)))
    assert said in Page(as_html(told, drawn)).words()
    assert told.as_dict()["picture"]["warnings"] == [said]


def test_a_work_s_lesson_takes_back_no_tip_and_asks_for_nothing_praised(
    report: Report, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(OWNED, "clean_accent", ("one family",))
    told, praised = Told({"finding": "one_dark_hue"}), Told({"strength": "clean_accent"})
    plain = replace(report, tips=[], strengths=[])
    asked = [
        ["yours could be tried with one hue less." in card["lesson"] for card in cards(one)]
        for one in (plain, replace(plain, tips=[told]), replace(plain, strengths=[praised]))
    ]
    assert asked == [[True, True], [False, False], [False, False]]
