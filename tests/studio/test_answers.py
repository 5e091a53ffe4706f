"""A studio that was told of a service: its tips and works, what a silent service costs, and what is said of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from tests.conftest import ROOT
from tests.service.conftest import FREE, SERVE, WITH_FAKE_ENGINE, Server, make_gallery, picture_bytes

from art_assistant.advice.coach import Advice
from art_assistant.advice.finding.strengths import Strength
from art_assistant.advice.tips import Tip
from art_assistant.errors import ArtAssistantError, UsageError
from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.search.find import Reference
from art_assistant.pipeline import Study
from art_assistant.settings import Settings
from art_assistant.studio.answers import advice, related, service_of, try_again
from art_assistant.studio.choices import Choices
from art_assistant.studio.serving.works import picture_of, work_of
from art_assistant.studio.visits import MOST_WORKS, Item, Visit

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the service runs on POSIX systems alone")

T = TypeVar("T")
NOBODY = "http://127.0.0.1:9"
"""A port of this machine on which nobody listens."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gallery(tmp_path_factory.mktemp("galleries") / "made-up")


@pytest.fixture(scope="module")
def service(gallery: Path) -> Iterator[Server]:
    server = started(gallery)
    yield server
    server.stop()


def started(gallery: Path, command: tuple[str, ...] = SERVE) -> Server:
    return Server(command, {"ART_GALLERY_NAME": str(gallery), "OMP_NUM_THREADS": "1"} | FREE)


def cut_off(server: Server) -> None:
    """End a service in the middle of its work, and then its engines, which would notice only later."""
    engines = subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, text=True, check=True)
    server.process.kill()
    for engine in engines.stdout.split():
        os.kill(int(engine), signal.SIGKILL)
    server.stop()


def painted(seed: int) -> bytes:
    """Return the sample painting, which there is something to say of, as a file of its own."""
    return (ROOT / "examples" / "sample-painting.jpg").read_bytes() + bytes([seed])


def visiting(gallery: Path, address: str, data: bytes, host: str = "127.0.0.1") -> tuple[Visit, Item]:
    """Return a visit with one picture, in a studio that was told of the service at an address."""
    layer = {"studio": {"server": address, "host": host}, "gallery": {"name": str(gallery)}}
    visit = Visit(f"visit-{time.monotonic_ns()}", "cookie", Settings().merged(layer))
    return visit, visit.add("mine.jpg", data, f"{hash(data)}")


def sooner_or_later(ask: Callable[[], T | None]) -> T:
    """Return what a page that looks again and again sees in the end."""
    for _ in range(600):
        found = ask()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing came")


def told(advice: Advice) -> dict[str, Any]:
    """Return advice as a report tells it."""
    return {
        "tips": [tip.as_dict() for tip in advice.tips],
        "tips_reason": advice.reason,
        "tips_note": advice.note,
        "strengths": [strength.as_dict() for strength in advice.strengths],
    }


def served(server: Server, route: str) -> int:
    """Return how many requests to a route were answered well."""
    return sum(event.get("route") == route and event.get("code") == 200 for event in server.events())


@pytest.mark.parametrize(
    "choices",
    [Choices(focus=(0.61, 0.43)), Choices(size=420, intent="high key", genre="portrait")],
)
def test_the_service_gives_what_the_study_would_have_given(
    service: Server, gallery: Path, sample_bytes: bytes, choices: Choices
) -> None:
    visit, item = visiting(gallery, service.url, sample_bytes)
    item.choices = choices
    before = served(service, "/analyze")
    found = sooner_or_later(lambda: advice(visit, item, patient=False))
    assert sooner_or_later(lambda: served(service, "/analyze") == before + 1 or None)
    assert item.alone == ""
    study = Study(sample_bytes, settings=choices.settings(visit.settings))
    own = study.advice(choices.read_intent())
    assert told(found) == told(own)
    assert [tip.metric for tip in found.tips] == [tip.metric for tip in own.tips] != []


def test_works_are_those_of_the_service_s_gallery(service: Server, gallery: Path, tmp_path: Path) -> None:
    visit, item = visiting(gallery, service.url, picture_bytes(5))
    visit.wishes.weights, visit.wishes.top = {"overall": 1.0, "manner": 0.0, "palette": 0.25, "value": 0.5}, 4
    found = sooner_or_later(lambda: related(visit, item))
    own = Study(item.data, settings=visit.settings).related(visit.wishes.weights, top=4)
    assert own.close_match == found.close_match
    assert [one.as_dict() | {"path": None} for one in own.items] == [one.as_dict() for one in found.items]
    # The studio itself has another gallery, and yet knows how to show what the service found.
    elsewhere, mine = visiting(make_gallery(tmp_path / "other", count=20, seed=3), service.url, item.data)
    elsewhere.wishes.keywords = "artist:3"
    works = sooner_or_later(lambda: related(elsewhere, mine)).items
    assert {work.artwork.artist for work in works} == {"Painter 3"}
    assert [work_of(elsewhere, work.artwork.id) for work in works] == [work.artwork for work in works]


def test_what_makes_no_sense_is_said_here_and_costs_no_call(gallery: Path) -> None:
    visit, item = visiting(gallery, NOBODY, picture_bytes(6))
    visit.wishes.keywords = "stlye:x"
    with pytest.raises(UsageError):
        related(visit, item)
    item.choices = replace(item.choices, focus=(2.0, 0.5))
    with pytest.raises(UsageError):
        advice(visit, item)
    assert (item.jobs, item.alone) == ({}, "")


def test_a_service_that_dies_while_it_is_asked_is_said_and_the_own_study_goes_on(gallery: Path) -> None:
    server = started(gallery, WITH_FAKE_ENGINE)
    data = picture_bytes(7, (320, 240)) + b"stuck"
    visit, item = visiting(gallery, server.url, data)
    assert advice(visit, item) is None
    assert related(visit, item) is None, "the page is not kept waiting"
    assert item.alone == ""
    cut_off(server)
    found, works = sooner_or_later(lambda: advice(visit, item)), sooner_or_later(lambda: related(visit, item))
    assert item.alone == "The service did not answer."
    study = Study(data, settings=visit.settings)
    assert (told(found), works) == (told(study.advice()), study.related(top=5))


def test_a_service_that_is_back_is_asked_when_the_artist_says_so(gallery: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    visit, item = visiting(gallery, f"http://127.0.0.1:{port}", picture_bytes(8))
    sooner_or_later(lambda: related(visit, item))
    assert item.alone == "The service did not answer."
    again = started(gallery, (*SERVE[:-1], str(port)))
    try:
        assert related(visit, item) is not None
        assert served(again, "/search") == 0, "it is not asked unless the artist says so"
        try_again(item)
        sooner_or_later(lambda: related(visit, item))
        assert sooner_or_later(lambda: served(again, "/search") == 1 or None)
        assert item.alone == ""
    finally:
        again.stop()


TIP = {
    "finding": "no_accent",
    "aspect": "value",
    "title": "Title",
    "text": "Text.",
    "metric": "values.range_steps",
    "value": 1.5,
    "percentile": None,
    "corpus": "masters",
    "severity": 1.0,
    "region": [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]],
    "where": "the whole",
    "why": "Why.",
    "exercise": "Do.",
    "remeasure": "Again.",
    "unless": "Not said.",
    "source": "rules",
}
NO_ADVICE = [
    {},
    {"tips": None, "strengths": []},
    {"tips": ["x"], "strengths": []},
    {"tips": [TIP] * 9, "strengths": []},
    {"tips": [], "strengths": [{}]},
    {"tips": [], "strengths": [], "tips_reason": 7},
    *(
        {"tips": [TIP | wrong], "strengths": []}
        for wrong in (
            {"metric": "values.of_tomorrow"},
            {"metric": [1]},
            {"text": None},
            {"text": "x" * 5000},
            {"value": float("nan")},
            {"value": True},
            {"region": [[0.0]]},
            {"region": 5},
        )
    ),
]


@pytest.fixture
def odd() -> Iterator[Callable[[object], str]]:
    """Answer every question with the same JSON, well or not."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: object) -> str:
        class Odd(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Odd))
        threading.Thread(target=servers[-1].serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_address[1]}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_answer_that_makes_no_sense_is_none(odd: Callable[[object], str], gallery: Path) -> None:
    data = picture_bytes(9)
    found = {"results": [], "close_match": None, "cache_hit": False}
    for ask, answer in (
        (advice, {"tips": [{}], "strengths": []}),
        (related, found | {"results": [{"id": None}]}),
        (related, found | {"close_match": []}),
    ):
        visit, item = visiting(gallery, odd(answer), data)
        assert sooner_or_later(partial(ask, visit, item)) is not None
        assert item.alone == "That is not an answer of the service; check its address and version."


def test_a_good_tip_is_read_as_it_was_told() -> None:
    assert Tip.from_dict(TIP).as_dict() == TIP
    assert told(Advice.from_report({"tips": [TIP], "strengths": []}))["tips"] == [TIP]


@pytest.mark.parametrize("report", NO_ADVICE)
def test_no_other_advice_is_read(report: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what it says is for nobody
        Advice.from_report(report)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*TIP, "facets", "id"]), inner),
    max_leaves=8,
)


@given(st.sampled_from([*TIP, "id", "facets", "rank", "score", "reason", "palette"]), JSON)
def test_whatever_is_told_is_read_or_refused_in_one_way(name: str, value: Any) -> None:
    work = {"id": "a", "rank": 1, "score": 0.5, "facets": {"overall": 50.0}, "reason": "Why.", "palette": []}
    strength = {"strength": "one_focus", "text": "Text.", "metric": "a.b", "value": 1, "percentile": 50, "corpus": "m"}
    for kind, good in ((Tip, TIP), (Strength, strength), (Reference, work)):
        assert kind.from_dict(good).as_dict()
        try:
            kind.from_dict(good | {name: value}).as_dict()
        except ValueError:
            continue


def test_a_visit_remembers_so_many_works_and_shows_them(gallery: Path) -> None:
    visit, _ = visiting(gallery, NOBODY, picture_bytes(10))
    with pytest.raises(ArtAssistantError):
        picture_of(visit, {"id": "far", "what": "values"})
    visit.remember([Artwork(id="far", title="Far away", value_grid="f39/" * 192)])
    data, kind = picture_of(visit, {"id": "far", "what": "values"})
    assert (data[:2], kind) == (b"\xff\xd8", "image/jpeg")
    visit.remember(Artwork(id=f"work {n}") for n in range(MOST_WORKS))
    assert len(visit.works) == MOST_WORKS
    assert "far" not in visit.works


# The pages.


def page(screens: tuple[str, ...], visit: object, item: object) -> None:
    from importlib import import_module

    from art_assistant.studio.screens.served import silence

    silence(visit, item)
    for name in screens:
        getattr(import_module(f"art_assistant.studio.screens.{name}"), name)(visit, item)


def shown(visit: Visit, item: Item, *screens: str) -> AppTest:
    return AppTest.from_function(page, default_timeout=60.0, args=(screens, visit, item)).run()


def settled(app: AppTest, words: str) -> AppTest:
    """Look again, as the page does by itself, until it says something."""
    sooner_or_later(lambda: words in text_of(app) or (app.run() and None))
    return app


def text_of(app: AppTest) -> str:
    assert not app.exception
    parts = (*app.markdown, *app.caption, *app.subheader, *app.warning, *app.error, *app.info)
    return "\n".join(str(part.value) for part in parts) + "\n".join(one.proto.body for one in app.get("html"))


def test_a_page_shows_the_service_s_tips_and_says_nothing_of_it(service: Server, gallery: Path) -> None:
    visit, item = visiting(gallery, service.url, painted(11))
    text = text_of(settled(shown(visit, item, "tips"), "Ten minutes"))
    assert sooner_or_later(lambda: advice(visit, item)).tips[0].text in text
    assert item.alone == ""
    works = text_of(settled(shown(visit, item, "related"), "Picture "))
    assert sooner_or_later(lambda: related(visit, item)).items[0].reason in works


@pytest.mark.parametrize(("screen", "words"), [("tips", "Ten minutes"), ("related", "Picture ")])
def test_a_page_says_that_the_service_is_silent_and_offers_to_try_again(
    service: Server, gallery: Path, screen: str, words: str
) -> None:
    visit, item = visiting(gallery, NOBODY, painted(12))
    app = settled(shown(visit, item, screen), words)
    (warning,) = app.warning
    assert warning.value.startswith(f"`{NOBODY}`: The service did not answer.")
    assert "\n" not in warning.value
    # The service is there now, and the artist presses the button.
    object.__setattr__(visit.settings.studio, "server", service.url)
    app.button(f"again-{item.token}").click().run()
    settled(app, words)
    assert (list(app.warning), item.alone) == ([], "")


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.7"])
def test_the_sidebar_names_the_service_and_lets_nobody_change_it(gallery: Path, host: str) -> None:
    visit, _ = visiting(gallery, "http://me:secret@127.0.0.1:9/art", picture_bytes(13), host)
    assert service_of(visit) == "http://127.0.0.1:9/art"

    def bar(visit: object) -> None:
        from art_assistant.studio.page import sidebar

        sidebar(visit)

    app = AppTest.from_function(bar, default_timeout=60.0, args=(visit,)).run()
    assert "Tips and related works come from `http://127.0.0.1:9/art`" in text_of(app)
    assert "secret" not in text_of(app)
    assert [one.label for one in (*app.text_input, *app.selectbox)] == []
    alone, _ = visiting(gallery, "", picture_bytes(13), host)
    app = AppTest.from_function(bar, default_timeout=60.0, args=(alone,)).run()
    assert "come from" not in text_of(app)
    assert "Gallery" in [one.label for one in (*app.text_input, *app.selectbox)]


@pytest.mark.parametrize(("screen", "web"), [("studying", "easel.js"), ("composition", "lens.js")])
def test_easel_and_lens_have_the_service_s_tips(service: Server, gallery: Path, screen: str, web: str) -> None:
    if not (files("art_assistant.studio") / "web" / web).is_file():
        pytest.skip("needs the browser side")
    visit, item = visiting(gallery, service.url, painted(14))
    app = shown(visit, item, screen)
    found = sooner_or_later(lambda: advice(visit, item))
    app.run()
    assert not app.exception
    component = app.main.children[0].children[0]
    assert found.tips[0].text in str(component.proto).replace("\\'", "'") + text_of(app)
    assert item.alone == ""
