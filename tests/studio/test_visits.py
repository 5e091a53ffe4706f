from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.studio.conftest import moon

from art_assistant.settings import Settings
from art_assistant.studio import visits as module
from art_assistant.studio.visits import FORGET_AFTER, MOST_PICTURES, MOST_VISITS, Item, Visit, Visits

COOKIES = st.text(max_size=8)
SETTINGS = Settings()


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def add(visit: Visit, number: int, size: int = 10) -> Item:
    return visit.add(f"{number}.png", bytes(size), f"{number:064x}")


@given(COOKIES, COOKIES)
def test_a_visit_is_found_only_by_the_browser_that_began_it(mine: str, theirs: str) -> None:
    visits = Visits(Clock())
    visit = visits.enter(None, mine, SETTINGS)
    item = add(visit, 1)
    again = visits.enter(visit.token, theirs, SETTINGS)
    assert (again is visit) == (mine == theirs)
    assert (visits.picture(item.token, theirs) is not None) == (mine == theirs)
    assert visits.enter(visit.token, mine, SETTINGS) is visit
    assert visits.picture(item.token, mine) == (visit, item)


def test_tokens_are_long_and_never_the_same() -> None:
    visits = Visits(Clock())
    tokens = {visits.enter(None, "c", SETTINGS).token for _ in range(60)}
    tokens |= {add(next(iter(visits)), number).token for number in range(60)}
    assert len(tokens) == 120
    assert min(map(len, tokens)) >= 24


@pytest.mark.parametrize("wait", [0.0, FORGET_AFTER - 1, FORGET_AFTER + 1])
def test_a_visit_is_forgotten_half_an_hour_after_its_last_tab(wait: float) -> None:
    clock = Clock()
    visits = Visits(clock)
    visit = visits.enter(None, "mine", SETTINGS)
    item = add(visit, 1)
    first, second = visits.stay(visit), visits.stay(visit)
    first()
    first()
    clock.now += 10 * FORGET_AFTER
    visits.sweep()
    assert visits.picture(item.token, "mine") is not None, "a tab is still open"
    second()
    clock.now += wait
    visits.sweep()
    assert (visits.picture(item.token, "mine") is None) == (wait > FORGET_AFTER)
    assert (visits.enter(visit.token, "mine", SETTINGS) is visit) == (wait <= FORGET_AFTER)


def test_nothing_of_a_forgotten_picture_stays_in_memory() -> None:
    clock = Clock()
    visits = Visits(clock)
    visit = visits.enter(None, "mine", SETTINGS)
    item = visit.add("moon.png", moon(64), "a" * 64)
    study = weakref.ref(visits.study(visit, item))
    assert visits.study(visit, item) is study()
    clock.now += FORGET_AFTER + 1
    visits.sweep()
    for thread in threading.enumerate():
        if thread.name == "art-eye":  # the network may still be looking
            thread.join()
    gc.collect()
    assert study() is None
    assert visits.held() == 0


MOVES = st.lists(
    st.tuples(st.sampled_from(("enter", "add", "stay", "leave", "wait")), st.integers(0, 90), st.integers(0, 60)),
    max_size=120,
)


def played(visits: Visits, clock: Clock, moves: Iterable[tuple[str, int, int]]) -> None:
    known: list[Visit] = []
    leaving = []
    for what, who, size in moves:
        if what == "enter" or not known:
            visit = visits.enter(known[who].token if who < len(known) else None, "c", SETTINGS)
            assert visit in list(visits), "whoever has just come in is here"
            known.append(visit)
        elif what == "add":
            item = add(known[who % len(known)], who, size)
            assert known[who % len(known)].find(item.token) is item
        elif what == "stay":
            leaving.append(visits.stay(known[who % len(known)]))
        elif what == "leave" and leaving:
            leaving.pop(who % len(leaving))()
        elif what == "wait":
            clock.now += 60.0 * size
        assert len(list(visits)) <= MOST_VISITS
        assert all(len(visit.pictures) <= MOST_PICTURES for visit in visits)


@given(MOVES)
@settings(max_examples=60)
def test_however_many_come_the_house_stays_within_its_bounds(moves: list[tuple[str, int, int]]) -> None:
    clock = Clock()
    visits = Visits(clock)
    played(visits, clock, moves)
    visits.enter(None, "last", SETTINGS)
    assert all(visit.tabs or clock.now - visit.left <= FORGET_AFTER for visit in visits)


def test_a_newcomer_to_a_full_house_finds_a_place() -> None:
    visits = Visits(Clock())
    crowd = [visits.enter(None, f"c{number}", SETTINGS) for number in range(MOST_VISITS)]
    for visit in crowd:
        visits.stay(visit)
    visits.enter(crowd[0].token, "c0", SETTINGS)
    newcomer = visits.enter(None, "new", SETTINGS)
    assert visits.enter(newcomer.token, "new", SETTINGS) is newcomer
    assert crowd[1] not in list(visits), "the one that has not been seen for longest goes"
    assert {id(one) for one in (crowd[0], *crowd[2:])} <= set(map(id, visits))


def test_files_are_bounded_in_bytes_however_few_bring_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    visits = Visits(Clock())
    first, second = (visits.enter(None, cookie, SETTINGS) for cookie in "ab")
    for number in range(6):
        latest = add(first, number, 300)
    assert visits.held() <= 1000
    assert first.find(latest.token) is latest
    add(second, 1, 900)
    visits.enter(second.token, "b", SETTINGS)
    assert visits.held() <= 1000
    assert list(visits) == [second]


def test_the_same_picture_twice_is_one_and_comes_to_the_front() -> None:
    visit = Visits(Clock()).enter(None, "c", SETTINGS)
    first, second = add(visit, 1), add(visit, 2)
    assert visit.current == second.token
    assert add(visit, 1) is first
    assert visit.current == first.token
    assert len(visit.pictures) == 2
    visit.remove(first)
    assert visit.current == second.token
    visit.remove(second)
    assert visit.current is None


def test_a_new_picture_begins_with_the_sliders_but_not_with_what_was_set_by_hand() -> None:
    visit = Visits(Clock()).enter(None, "c", SETTINGS)
    first = add(visit, 1)
    said = {**first.choices.told(), "k": 4, "coherence": 0.2, "cuts": [20.0, 60.0], "overrides": {"2": 3.5}}
    first.choices = first.choices.heard(said).aimed((0.2, 0.3)).meant("quiet", "landscape")
    second = add(visit, 2)
    assert (second.choices.k, second.choices.coherence) == (4, 0.2)
    assert (second.choices.cuts, second.choices.overrides, second.choices.focus) == (None, {}, None)
    assert second.choices.read_intent() is None


def test_a_language_model_of_one_tab_does_not_speak_in_another() -> None:
    visits = Visits(Clock())
    visit = visits.enter(None, "c", SETTINGS)
    item = visit.add("moon.png", moon(64), "a" * 64)
    named = SETTINGS.merged({"llm": {"model": "m", "base_url": "http://127.0.0.1:9"}}, source="a test").llm
    assert visits.study(visit, item, named).settings.llm == named
    assert not visits.study(visit, item).settings.llm.enabled
