"""Pictures come in as people bring them, stay with who brought them, and nobody else sees them."""

from __future__ import annotations

import io
import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import expect
from tests.studio.conftest import Open
from tests.studio.desk import Desk

from art_assistant.settings import Settings

THUMBNAIL = re.compile("^Show ")


def shown(desk: Desk) -> list[str]:
    """Return the names on the filmstrip."""
    row = desk.page.get_by_role("region", name="Pictures of this visit")
    return [one.get_attribute("aria-label") or "" for one in row.get_by_role("button", name=THUMBNAIL).all()]


@pytest.mark.slow
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
    expect(desk.panel("masses").get_by_role("img", name=f"Masses: {sample.name}")).to_be_visible()
    second = open_desk(context=desk.page.context)
    expect(second.page.get_by_role("heading", name="Show me a picture")).to_be_visible()
    assert shown(desk) == [f"Show {sample.name}", "Show moon.png"]


def test_a_link_that_is_passed_on_shows_nothing(open_desk: Open, sample: Path, other: Path) -> None:
    mine = open_desk()
    mine.drop(other)
    mine.painted("masses")
    pictures = [f"{mine.base}/{what}" for what in ("plane?side=300", "view/picture", "masses", "probe?x=.5&y=.5")]
    assert all(mine.page.request.get(one).ok for one in pictures)
    theirs = open_desk(urlsplit(mine.page.url).path + "?" + urlsplit(mine.page.url).query)
    expect(theirs.page.get_by_role("heading", name="Show me a picture")).to_be_visible()
    assert theirs.page.url != mine.page.url
    assert [theirs.page.request.get(one).status for one in pictures] == [404] * 4
    theirs.drop(sample)
    theirs.painted("masses")
    assert theirs.base != mine.base
    assert mine.page.request.get(f"{theirs.base}/plane").status == 404
    assert theirs.fetched("view/picture?side=160") != mine.fetched("view/picture?side=160")
    assert shown(theirs) == [f"Show {sample.name}"]
    assert shown(mine) == [f"Show {other.name}"]


def test_a_pasted_picture_lies_on_the_easel(open_desk: Open, other: Path) -> None:
    desk = open_desk()
    expect(desk.page.get_by_role("button", name="Paste a picture")).to_be_visible()
    desk.paste(other)
    desk.painted("masses")
    expect(desk.page.get_by_role("img", name=re.compile("moon"))).not_to_have_count(0)


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
LINKED = "![a](x) _b_ [c](y).jpg"
"""A name that would be a picture and a link, if anybody read marks into it."""


def wide() -> bytes:
    """Return a small file that unpacks to 64 megapixels."""
    buffer = io.BytesIO()
    Image.new("1", (8000, 8000)).save(buffer, "PNG")
    return buffer.getvalue()


def bad_files(good: bytes) -> dict[str, tuple[bytes, str]]:
    return {
        "notes.jpg": (b"Remember to buy ultramarine.\n" * 20, "not a picture"),
        "cut.jpg": (good[: len(good) // 3], "stops in the middle"),
        "nothing.png": (b"", "empty"),
        "wide.png": (wide(), r"64 .*pixels|megapixels"),
        LINKED: (b"Not a picture.", "not a picture"),
    } | ({} if find_spec("pillow_heif") else {"phone.heic": (HEIC, "HEIC")})


def test_a_file_that_is_no_picture_is_refused_and_the_next_one_is_studied(
    open_desk: Open, sample_bytes: bytes, other: Path, tmp_path: Path
) -> None:
    name, (data, words) = next(iter(bad_files(sample_bytes).items()))
    (tmp_path / name).write_bytes(data)
    desk = open_desk()
    desk.drop(tmp_path / name)
    said = desk.page.get_by_role("alert")
    expect(said).to_have_count(1)
    expect(said).to_contain_text(re.compile(words, re.IGNORECASE))
    desk.settled()
    desk.drop(other)
    desk.painted("masses")
    expect(said).to_have_count(0)


@pytest.mark.slow
def test_every_file_that_is_no_picture_is_refused_in_plain_words(
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
    assert alerts.get_by_role("img").count() + alerts.get_by_role("link").count() == 0
    desk.settled()
    desk.drop_more(other)
    expect(alerts).to_have_count(0)


def test_a_file_over_the_limit_is_not_even_sent(open_desk: Open, tmp_path: Path) -> None:
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(int(Settings().limits.max_mb * 1.1e6) + 1_000_000)
    desk = open_desk()
    desk.page.locator("input[type=file]").set_input_files(large)
    expect(desk.page.get_by_text(re.compile("must be .*MB or smaller"))).to_be_visible()
    expect(desk.page.get_by_role("heading", name="Show me a picture")).to_be_visible()
