"""How fast a host is asked, by a clock that the test turns."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.museum.fetch.outcomes import FetchFault
from art_assistant.museum.fetch.pace import Pace, told_wait


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def paced(delay: float, backing: float = 4.0) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(delay, backing, clock, clock.sleep), clock


def test_turns_keep_their_distance() -> None:
    pace, clock = paced(1.5)
    turns = []
    for _ in range(4):
        pace.turn()
        turns.append(clock.now)
    assert turns == [100.0, 101.5, 103.0, 104.5]


def test_a_host_is_waited_for_as_long_as_it_says() -> None:
    pace, clock = paced(1.0)
    pace.turn()
    pace.refused(1, 37.0)
    pace.turn()
    assert clock.now == 137.0


def test_each_refusal_of_the_same_thing_doubles_the_wait_within_its_jitter() -> None:
    for tries in range(1, 5):
        pace, clock = paced(0.1)
        pace.refused(tries, None)
        pace.turn()
        assert 0.5 <= (clock.now - 100.0) / (4.0 * 2 ** (tries - 1)) <= 1.5


def test_the_jitter_is_the_same_every_time_and_not_all_one() -> None:
    def waits() -> list[float]:
        pace, clock = paced(0.1)
        found = []
        for _ in range(5):
            before = clock.now
            pace.refused(1, None)
            pace.turn()
            found.append(clock.now - before)
        return found

    assert waits() == waits()
    assert len(set(waits())) == 5


def test_the_pace_slows_at_refusals_and_eases_again() -> None:
    pace, _ = paced(1.0)
    pace.turn()
    pace.refused(1, 0.0)
    slow = pace.interval
    assert slow >= 2.0
    for _ in range(40):
        pace.went_well()
    assert pace.interval == 1.0


@given(st.lists(st.one_of(st.none(), st.floats(0, 500)), max_size=60), st.floats(0, 10))
def test_no_storm_makes_a_pace_that_never_ends(storm: list[float | None], delay: float) -> None:
    pace, clock = paced(delay)
    for wait in storm:
        pace.turn()
        pace.refused(1, wait)
    before = clock.now
    pace.turn()
    assert delay <= pace.interval <= max(delay * 16, 4.0)
    assert clock.now - before <= max([500.0, 120.0 * 1.5, pace.interval])


def test_several_hands_that_meet_one_refusal_slow_the_pace_once() -> None:
    pace, _ = paced(1.0)
    for _ in range(4):
        pace.turn()
    for _ in range(4):
        pace.refused(1, None)
    assert pace.interval == 2.0


def test_whoever_waits_is_woken_when_all_stop() -> None:
    pace = Pace(3600.0, 1.0)
    pace.turn()
    faults: list[FetchFault] = []

    def wait() -> None:
        try:
            pace.turn()
        except FetchFault as fault:
            faults.append(fault)

    waiting = threading.Thread(target=wait)
    waiting.start()
    pace.stop()
    waiting.join(timeout=30)
    assert len(faults) == 1


NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("Fri, 99 Foo 2026", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(told: str, seconds: float | None) -> None:
    assert told_wait({"retry-after": told, "date": format_datetime(NOW, usegmt=True)}) == seconds


def test_without_a_clock_of_the_host_ours_is_asked() -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    wait = told_wait({"retry-after": then})
    assert wait is not None
    assert 3000 < wait <= 3600


@given(st.text(max_size=30))
def test_no_header_breaks_the_reading(text: str) -> None:
    wait = told_wait({"retry-after": text, "date": text})
    assert wait is None or wait >= 0
