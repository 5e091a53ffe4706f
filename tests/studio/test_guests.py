"""Pictures come in as people bring them, stay with who brought them, and nobody else sees them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect
from tests.studio.conftest import Open
from tests.studio.desk import Desk

THUMBNAIL = re.compile("^Show ")


def shown(desk: Desk) -> list[str]:
    """Return the names on the filmstrip."""
    row = desk.page.get_by_role("region", name="Pictures of this visit")
    return [one.get_attribute("aria-label") or "" for one in row.get_by_role("button", name=THUMBNAIL).all()]


def test_a_reload_keeps_the_pictures_and_what_was_chosen(open_desk: Open, sample: Path, other: Path) -> None:
    desk = open_desk()
    desk.drop(sample, other)
    desk.painted("masses")
    expect(desk.page.get_by_role("button", name=THUMBNAIL)).to_have_count(2)
    desk.page.get_by_role("radio", name="4 blocks").check(force=True)
    desk.settled()
    base = desk.base
    desk.page.reload()
    desk.painted("masses")
    assert desk.base == base
    assert desk.page.get_by_role("radio", name="4 blocks").is_checked()
    expect(desk.page.get_by_role("button", name="Show moon.png")).to_have_attribute("aria-pressed", "true")
    desk.page.get_by_role("button", name=f"Show {sample.name}").click()
    expect(desk.panel("reference").get_by_role("img", name=re.compile(re.escape(sample.name)))).to_be_attached()


def test_a_link_that_is_passed_on_shows_nothing(open_desk: Open, other: Path) -> None:
    mine = open_desk()
    mine.drop(other)
    mine.painted("masses")
    pictures = [f"{mine.base}/{what}" for what in ("plane?side=300", "view/picture", "masses", "probe?x=.5&y=.5")]
    assert all(mine.page.request.get(one).ok for one in pictures)
    theirs = open_desk(urlsplit(mine.page.url).path + "?" + urlsplit(mine.page.url).query)
    expect(theirs.page.get_by_role("heading", name="Show me a picture")).to_be_visible()
    assert theirs.page.url != mine.page.url
    assert [theirs.page.request.get(one).status for one in pictures] == [404] * 4
    assert all(mine.page.request.get(one).ok for one in pictures)


def test_two_visitors_see_each_their_own_picture(open_desk: Open, sample: Path, other: Path) -> None:
    one, two = open_desk(), open_desk()
    one.drop(sample)
    two.drop(other)
    one.painted("masses")
    two.painted("masses")
    assert one.base != two.base
    expect(one.page.get_by_role("button", name="Enlarge Reference")).to_be_visible()
    assert one.page.request.get(f"{two.base}/plane").status == 404
    assert two.page.request.get(f"{one.base}/plane").status == 404
    assert one.fetched("view/picture?side=160") != two.fetched("view/picture?side=160")


def test_two_tabs_of_one_browser_are_two_easels(open_desk: Open, sample: Path, other: Path) -> None:
    one = open_desk()
    one.drop(sample)
    one.painted("masses")
    two = open_desk(context=one.page.context)
    two.drop(other)
    two.painted("masses")
    assert one.base != two.base
    one.page.reload()
    one.painted("masses")
    assert one.page.request.get(f"{one.base}/view/picture").ok


def test_a_pasted_picture_lies_on_the_easel(open_desk: Open, other: Path) -> None:
    desk = open_desk()
    expect(desk.page.get_by_role("button", name="Paste a picture")).to_be_visible()
    desk.paste(other)
    desk.painted("masses")
    expect(desk.page.get_by_role("img", name=re.compile("moon"))).not_to_have_count(0)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def bad_files(good: bytes) -> dict[str, tuple[bytes, str]]:
    return {
        "notes.jpg": (b"Remember to buy ultramarine.\n" * 20, "not a picture"),
        "cut.jpg": (good[: len(good) // 3], "stops in the middle"),
        "nothing.png": (b"", "empty"),
        "phone.heic": (HEIC, "HEIC"),
    }


def test_a_file_that_is_no_picture_is_refused_in_plain_words(
    open_desk: Open, sample_bytes: bytes, other: Path, tmp_path: Path
) -> None:
    files = bad_files(sample_bytes)
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    desk = open_desk()
    desk.drop(*(tmp_path / name for name in files), other)
    desk.painted("masses")
    alerts = desk.page.get_by_role("alert")
    expect(alerts).to_have_count(len(files))
    for name, (_, words) in files.items():
        said = alerts.filter(has_text=name)
        expect(said).to_contain_text(re.compile(words, re.IGNORECASE))
        assert not re.search(r"Traceback|Error\b|/tmp|0x", said.text_content() or "")
