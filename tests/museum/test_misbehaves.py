"""Whatever a museum's server does, what can be had is had, nothing hostile is kept, and the summary says what came."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.museum.conftest import Get, held, lines
from tests.museum.records import painting
from tests.museum.server import (
    Handler,
    Museum,
    always,
    cut_short,
    dripping,
    dropped,
    page_of_a_guard,
    sent_to,
    status,
    times,
    wrong_length,
)

from art_assistant.errors import OutputError, UsageError
from art_assistant.museum.fetch.house import journal_in

Open = Callable[[int], Museum]
PICTURE = {"met": "/pictures/web-large/", "aic": "/iiif/2/", "cleveland": "/pictures/web/"}
LIST = {"met": "/search", "aic": "/artworks/search", "cleveland": "/artworks/"}

PASSING = {
    "refuses": status(403),
    "is asked too often": status(429, ("retry-after", "0")),
    "is ill": status(500),
    "is closed for a moment": status(503),
    "shows a page": page_of_a_guard,
    "hangs up": dropped,
    "says another length": wrong_length,
}


@pytest.mark.parametrize(
    ("kind", "trouble"),
    [*(("met", name) for name in PASSING), ("aic", "shows a page"), ("cleveland", "is asked too often")],
)
def test_what_passes_is_waited_for(kind: str, trouble: str, opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(2)
    get(museum, kind, tmp_path / "undisturbed")
    for start in (LIST[kind], "/objects/", PICTURE[kind]):
        museum.trouble[start] = times(2, PASSING[trouble], each=True)
    done = get(museum, kind, tmp_path / "out")
    assert done.complete
    assert held(tmp_path / "out") == held(tmp_path / "undisturbed")


def test_pictures_that_come_short_once_are_whole_in_the_end(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(3)
    museum.trouble["/pictures/"] = times(1, cut_short, each=True)
    done = get(museum, "met", tmp_path)
    assert (done.kept, done.complete) == ({"fetched": 3}, True)


def bomb(handler: Handler) -> None:
    """Claim 100 megapixels in a few hundred bytes."""
    buffer = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(buffer, "PNG")
    handler.picture(buffer.getvalue())


@pytest.mark.parametrize(
    ("trouble", "reason", "later"),
    [
        (cut_short, "damaged picture", False),
        (bomb, "picture over a limit", False),
        (status(404), "not found at the museum", False),
        (status(410), "not found at the museum", False),
        (status(403), "refused by host", True),
        (page_of_a_guard, "refused by host", True),
        (wrong_length, "answer cut short", True),
        (status(500), "host not reachable, or too slow", True),
        (sent_to("/pictures/web-large/2.jpg"), "sent from one address to another without an end", False),
    ],
)
def test_one_bad_picture_stops_no_other(
    trouble: Callable[[Handler], None], reason: str, later: bool, opened: Open, get: Get, tmp_path: Path
) -> None:
    museum = opened(3)
    museum.trouble["/pictures/web-large/2.jpg"] = always(trouble)
    done = get(museum, "met", tmp_path)
    assert done.kept == {"fetched": 2, reason: 1}
    assert done.complete is not later
    row = lines(tmp_path)[1]
    assert (row["path"], row["sha256"]) == (None, None)
    assert not (tmp_path / "images" / "met-2.jpg").exists()
    # When the museum has mended it, --download-missing has it, and asks for nothing else.
    museum.trouble.clear()
    museum.asked.clear()
    done = get(museum, "met", tmp_path, missing_only=True)
    assert museum.asked == ["/pictures/web-large/2.jpg"]
    assert (done.kept["fetched"], done.pictures, done.complete) == (1, 3, True)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.jpg",
        "http://localhost:9/x.jpg",
        "http://[::1]:9/x.jpg",
        "http://[::ffff:127.0.0.1]:9/x.jpg",
        "http://10.0.0.7/x.jpg",
        "https://192.168.1.1/x.jpg",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x.jpg",
        "gopher://127.0.0.1/x",
    ],
)
def test_nothing_private_is_asked(address: str, opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(2)
    museum.trouble["/pictures/web-large/1.jpg"] = always(sent_to(address))
    museum.changes[2] = {"primaryImageSmall": address, "primaryImage": None}
    done = get(museum, "met", tmp_path)
    reason = "address that is not of the public Internet"
    assert done.kept + done.passed in ({reason: 2}, {reason: 1, "no picture": 1})
    assert list((tmp_path).glob("images/*")) == []


def test_another_server_on_this_machine_is_not_the_one_that_was_named(opened: Open, get: Get, tmp_path: Path) -> None:
    museum, other = opened(1), opened(1)
    museum.trouble["/pictures/"] = always(sent_to(f"{other.here}/pictures/web-large/1.jpg"))
    done = get(museum, "met", tmp_path)
    assert done.kept == {"address that is not of the public Internet": 1}
    assert other.asked == []


def test_a_redirect_within_the_named_server_is_followed(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    museum.trouble["/pictures/web-large/1.jpg"] = always(sent_to("/pictures/elsewhere.jpg"))
    assert get(museum, "met", tmp_path / "http").kept == {"fetched": 1}
    other = f"{museum.here.replace('http', 'ws', 1)}/pictures/elsewhere.jpg"
    museum.trouble["/pictures/web-large/1.jpg"] = always(sent_to(other))
    assert get(museum, "met", tmp_path / "ws").kept == {"address that is not of the public Internet": 1}


def test_a_storm_of_refusals_ends_the_run_and_the_next_goes_on(opened: Open, get: Get, tmp_path: Path) -> None:
    kind = "met"
    museum = opened(16)
    get(museum, kind, tmp_path / "undisturbed")
    calm = len(museum.asked)
    museum.asked.clear()
    after = calm - 13

    def storm(handler: Handler) -> bool:
        if len(handler.museum.asked) <= after:
            return False
        status(403)(handler)
        return True

    museum.trouble["/"] = storm
    done = get(museum, kind, tmp_path / "out")
    assert (done.left_alone, done.complete) == ("refused by host", False)
    assert len(museum.asked) <= after + 36, "three things at six tries, and what other hands had begun"
    museum.trouble.clear()
    before = done.pictures
    museum.asked.clear()
    done = get(museum, kind, tmp_path / "out")
    assert done.complete
    assert museum.count(LIST[kind]) == museum.count("/objects/") == 0, "what was answered is not asked again"
    assert len(museum.asked) == 16 - before
    assert held(tmp_path / "out") == held(tmp_path / "undisturbed")


def test_a_host_that_is_refused_to_us_from_the_start_is_told(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(3)
    museum.trouble["/"] = always(status(403))
    done = get(museum, "met", tmp_path / "out")
    assert not done.complete
    assert done.works == 0
    museum.trouble.clear()
    assert get(museum, "met", tmp_path / "out").works == 3


def test_a_wait_of_hours_ends_the_run(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(3)
    museum.trouble["/pictures/"] = always(status(429, ("retry-after", "7200")))
    done = get(museum, "met", tmp_path)
    assert (done.left_alone, done.wait) == ("refused by host", 7200.0)
    assert museum.count("/pictures") <= 3


def test_an_object_that_cannot_be_had_today_is_asked_for_again(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(5)
    get(museum, "met", tmp_path / "undisturbed")
    museum.trouble["/objects/3"] = always(status(500))
    done = get(museum, "met", tmp_path / "out")
    assert (done.works, done.complete) == (4, False)
    museum.trouble.clear()
    museum.asked.clear()
    done = get(museum, "met", tmp_path / "out")
    assert museum.asked == ["/objects/3", "/pictures/web-large/3.jpg"]
    assert done.complete
    assert held(tmp_path / "out") == held(tmp_path / "undisturbed")


def test_a_slow_answer_is_given_up_and_asked_for_again(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    museum.trouble["/pictures/"] = times(1, dripping)
    done = get(museum, "met", tmp_path, patience=0.2)
    assert (done.kept, done.complete) == ({"fetched": 1}, True)


def test_a_second_fetch_asks_only_what_has_changed(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(4)
    get(museum, "met", tmp_path)
    before = held(tmp_path)
    museum.asked.clear()
    done = get(museum, "met", tmp_path)
    assert sorted(museum.conditional) == sorted(museum.asked), "every request was answered with 304"
    assert (done.kept, done.complete) == ({"unchanged": 4}, True)
    assert held(tmp_path) == before
    # One record and one picture change, one work leaves.
    museum.changes[1] = {"title": "Another title"}
    museum.trouble["/pictures/web-large/2.jpg"] = always(lambda handler: handler.picture(painting(99)))
    museum.numbers.remove(4)
    done = get(museum, "met", tmp_path)
    assert done.kept == {"unchanged": 2, "fetched": 1}
    assert done.passed == {"no longer listed; the picture stays where it is": 1}
    after = held(tmp_path)
    assert {name for name in after if after[name] != before[name]} == {
        *("catalogue.jsonl", "catalogue.parquet", "images/met-2.jpg")
    }
    assert lines(tmp_path)[0]["title"] == "Another title"
    assert after["images/met-4.jpg"] == before["images/met-4.jpg"]


def test_a_museum_without_marks_is_asked_in_full_and_found_unchanged(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(3)
    museum.marks = False
    get(museum, "met", tmp_path)
    assert get(museum, "met", tmp_path).kept == {"unchanged": 3}


def test_another_size_is_fetched_anew(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(2)
    get(museum, "met", tmp_path)
    assert get(museum, "met", tmp_path, side=300).kept == {"fetched": 2}
    assert {Image.open(io.BytesIO(held(tmp_path)[row["path"]])).size for row in lines(tmp_path)} == {(300, 223)}


def test_facts_come_first_and_pictures_later(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(3)
    get(museum, "met", tmp_path / "at once")
    done = get(museum, "met", tmp_path / "out", facts_only=True)
    assert (done.works, done.pictures) == (3, 0)
    museum.asked.clear()
    get(museum, "met", tmp_path / "out", missing_only=True)
    assert museum.count("/pictures") == len(museum.asked) == 3
    assert held(tmp_path / "out") == held(tmp_path / "at once")


def test_what_somebody_else_put_there_stays(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(3)
    get(museum, "met", tmp_path / "out", facts_only=True)
    (tmp_path / "out" / "images").mkdir()
    (tmp_path / "out" / "images" / "met-2.jpg").write_bytes(b"the artist's own")
    (tmp_path / "out" / "images" / "met-3.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    done = get(museum, "met", tmp_path / "out")
    assert done.kept == {"fetched": 1, "a file of yours in its place": 2}
    assert (tmp_path / "out" / "images" / "met-2.jpg").read_bytes() == b"the artist's own"
    assert not (tmp_path / "elsewhere.jpg").exists()
    (tmp_path / "out" / "catalogue.jsonl").write_text("my notes\n", encoding="utf-8")
    with pytest.raises(OutputError, match="changed since"):
        get(museum, "met", tmp_path / "out")
    assert (tmp_path / "out" / "catalogue.jsonl").read_text(encoding="utf-8") == "my notes\n"


def test_a_folder_of_other_things_is_not_entered(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="something else"):
        get(museum, "met", tmp_path)
    assert (museum.asked, [path.name for path in tmp_path.iterdir()]) == ([], ["notes.txt"])


def test_a_catalogue_stays_with_its_museum(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    get(museum, "met", tmp_path)
    with pytest.raises(UsageError, match="catalogue of 'met'"):
        get(museum, "aic", tmp_path)
    with pytest.raises(UsageError, match="no catalogue"):
        get(museum, "met", tmp_path / "new", missing_only=True)


@pytest.mark.parametrize("kind", ["aic", "cleveland"])
def test_a_page_that_cannot_be_had_takes_nothing_from_the_catalogue(
    kind: str, opened: Open, get: Get, tmp_path: Path
) -> None:
    museum = opened(130)
    get(museum, kind, tmp_path, limit=200, facts_only=True)
    before = held(tmp_path)

    def second_page(handler: Handler) -> bool:
        if "skip=100" not in handler.path and "page%22%3A2" not in handler.path:
            return False
        status(500)(handler)
        return True

    museum.trouble["/artworks/"] = second_page
    done = get(museum, kind, tmp_path, limit=200, facts_only=True)
    assert (done.complete, done.works) == (False, 130)
    assert held(tmp_path) == before


def test_what_came_before_the_host_was_left_alone_is_kept(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(10)
    museum.trouble = {f"/pictures/web-large/{n}.jpg": always(status(403)) for n in (1, 2, 3)}
    done = get(museum, "met", tmp_path)
    fetched = {path for path in museum.asked if path.startswith("/pictures")} - {*museum.trouble}
    assert done.pictures == len(fetched)
    museum.trouble.clear()
    museum.asked.clear()
    assert get(museum, "met", tmp_path).complete
    assert len(museum.asked) == 10 - len(fetched)


def test_one_fetch_at_a_time_writes_into_a_folder(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    with journal_in(tmp_path), pytest.raises(OutputError, match="Another fetch"):
        get(museum, "met", tmp_path)
    assert museum.asked == []


def test_a_journal_that_is_damaged_is_told_and_nothing_is_lost(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    get(museum, "met", tmp_path)
    before = held(tmp_path)
    journal = tmp_path / ".museum-journal"
    journal.write_bytes(b"no base at all, but a text of some length" * 200)
    with pytest.raises(OutputError, match="damaged"):
        get(museum, "met", tmp_path)
    assert held(tmp_path) == before


def test_no_proxy_is_asked(opened: Open, get: Get, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(opened(1), "met", tmp_path).kept == {"fetched": 1}


def test_packed_answers_are_not_unpacked(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    museum.trouble["/pictures/"] = always(
        lambda handler: handler.reply(200, gzip.compress(bytes(10**7)), ("content-encoding", "gzip"))
    )
    assert get(museum, "met", tmp_path).kept == {"refused by host": 1}


def test_no_more_is_read_than_a_picture_may_have(opened: Open, get: Get, tmp_path: Path) -> None:
    museum, sent = opened(1), [0]

    def endless(handler: Handler) -> None:
        handler.close_connection = True
        handler.send_response(200)
        handler.end_headers()
        for _ in range(600):
            handler.wfile.write(bytes(100_000))
            sent[0] += 100_000

    museum.trouble["/pictures/"] = always(endless)
    assert get(museum, "met", tmp_path).kept == {"picture over a limit": 1}
    # A picture may have two megabytes here; what the system holds on its way comes on top of that.
    assert sent[0] < 30_000_000


def test_what_a_kill_left_half_written_goes_and_nothing_else(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(1)
    get(museum, "met", tmp_path)
    ours, notes = tmp_path / "images" / f".{'0a' * 16}.part", tmp_path / "images" / ".notes.part"
    ours.write_bytes(b"half")
    notes.write_bytes(b"mine")
    get(museum, "met", tmp_path)
    assert (ours.exists(), notes.exists()) == (False, True)


def test_nothing_has_changed_is_no_answer_to_who_knows_nothing(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(2)
    museum.trouble["/pictures/web-large/1.jpg"] = always(lambda handler: handler.reply(304, b""))
    done = get(museum, "met", tmp_path)
    assert done.kept == {"fetched": 1, "refused by host": 1}
    museum.trouble["/search"] = always(lambda handler: handler.reply(304, b""))
    assert get(museum, "met", tmp_path / "new").left_alone == "refused by host"


def test_a_changed_catalogue_is_found_before_anything_is_fetched(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(2)
    get(museum, "met", tmp_path)
    (tmp_path / "catalogue.parquet").write_bytes(b"mine")
    museum.asked.clear()
    with pytest.raises(OutputError, match="changed since"):
        get(museum, "met", tmp_path)
    assert museum.asked == []


def test_a_picture_that_is_gone_or_changed_is_not_taken_for_the_one_that_was_kept(
    opened: Open, get: Get, tmp_path: Path
) -> None:
    museum = opened(3)
    get(museum, "met", tmp_path)
    before = held(tmp_path)
    (tmp_path / "images" / "met-1.jpg").unlink()
    museum.asked.clear()
    assert get(museum, "met", tmp_path, missing_only=True).kept == {"fetched": 1, "kept from before": 2}
    assert museum.asked == ["/pictures/web-large/1.jpg"]
    (tmp_path / "images" / "met-2.jpg").unlink()
    assert get(museum, "met", tmp_path).kept == {"fetched": 1, "unchanged": 2}
    assert held(tmp_path) == before


def test_a_host_that_refuses_only_some_things_is_asked_for_all(opened: Open, get: Get, tmp_path: Path) -> None:
    museum = opened(8)
    museum.trouble = {f"/iiif/2/2d484387-2509-5e8e-2c43-{n:012d}": always(status(403)) for n in (2, 4, 6, 8)}
    done = get(museum, "aic", tmp_path)
    assert done.left_alone == ""
    assert done.kept == {"fetched": 4, "refused by host": 4}


def test_a_museum_that_tells_only_when_something_changed_is_asked_by_that(
    opened: Open, get: Get, tmp_path: Path
) -> None:
    museum, since, told = opened(1), "Fri, 02 Jan 2026 03:04:05 GMT", list[str | None]()

    def dated(handler: Handler) -> None:
        told.append(handler.headers.get("if-modified-since"))
        if told[-1] == since:
            handler.reply(304, b"")
        else:
            handler.reply(200, painting(1), ("last-modified", since))

    museum.trouble["/pictures/"] = always(dated)
    assert [get(museum, "met", tmp_path).kept for _ in range(3)] == [{"fetched": 1}, {"unchanged": 1}, {"unchanged": 1}]
    assert told == [None, since, since]
