"""How fast a host is asked: one pace for all hands, slower after each refusal, and slowly faster again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from art_assistant.museum.fetch.outcomes import STOPPED, FetchFault

LONGEST_WAIT: Final = 600.0
"""Seconds; a host that asks for a longer wait is left alone, and the run ends."""

_LONGEST_BACKING: Final = 120.0
_EASING: Final = 0.9
_SEED: Final = 20


class Pace:
    """Gives each request its turn.

    Attributes:
        interval: seconds between two turns, now.

    """

    def __init__(
        self,
        delay: float,
        backing: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """Take the shortest interval and the first wait after a refusal, both in seconds."""
        self._delay, self._backing = delay, backing
        self._stopped = threading.Event()
        self._clock, self._sleep = clock, sleep or self._stopped.wait
        self.interval = delay
        self._next = clock()
        self._lock = threading.Lock()
        self._random = random.Random(_SEED)

    def turn(self) -> None:
        """Wait for one's turn.

        Raises:
            FetchFault: everybody stops.

        """
        while not self._stopped.is_set():
            with self._lock:
                left = self._next - self._clock()
                if left <= 0:
                    self._next = self._clock() + self.interval
                    return
            # Whoever is refused meanwhile puts the next turn off for all, so that it is looked at again.
            self._sleep(left)
        raise FetchFault(STOPPED)

    def stop(self) -> None:
        """Wake everybody who waits, and give no more turns."""
        self._stopped.set()

    def went_well(self) -> None:
        """Note an answer: the pace eases towards what was asked for."""
        with self._lock:
            self.interval = max(self._delay, self.interval * _EASING)

    def refused(self, tries: int, told: float | None) -> None:
        """Note a refusal: everybody waits, as long as the host said or longer with every try, and the pace slows.

        Args:
            tries: how often the same was asked so far, from 1.
            told: seconds that the host asked for.

        """
        with self._lock:
            now = self._clock()
            # Several hands may meet one and the same refusal: the pace slows once for all of them.
            if now >= self._next - self.interval:
                self.interval = min(max(self.interval, self._backing / 8) * 2, max(self._delay * 16, self._backing))
            backing = min(self._backing * 2 ** (tries - 1), _LONGEST_BACKING) * self._random.uniform(0.5, 1.5)
            self._next = max(self._next, now + (backing if told is None else told))


def told_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, told as a number or as a date (RFC 9110, 10.2.3)."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text[:10])
    then = _date(text)
    if then is None:
        return None
    # By the host's own clock, where it tells it: ours may be wrong.
    now = _date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (then - now).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
