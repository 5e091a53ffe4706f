"""Answers that are worked out once and kept by what was asked: bounded, and safe to share between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

_T = TypeVar("_T")


class Memo:
    """Keeps the latest answers.

    Whoever asks first works an answer out, in its own thread; whoever asks the same meanwhile waits for it. Answers may
    rest on others as long as no two rest on each other. What raised is not kept, and raises for all who waited.

    Args:
        limit: how many answers are kept; the one that was asked for longest ago goes first.

    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def __call__(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the answer kept under ``key``, or what ``make`` returns now."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            else:
                mine = self._kept[key] = Future[Any]()
                self._shrink()
        if found is not None:
            answer: _T = found.result()
            return answer
        return self._made(key, mine, make)

    def _made(self, key: Hashable, mine: Future[Any], make: Callable[[], _T]) -> _T:
        try:
            answer = make()
        except BaseException as error:
            with self._lock:
                if self._kept.get(key) is mine:
                    del self._kept[key]
            mine.set_exception(error)
            raise
        mine.set_result(answer)
        return answer

    def _shrink(self) -> None:
        """Let the oldest answers go; those that are being worked out stay reachable for whoever waits already."""
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self, key: Hashable) -> None:
        """Work this answer out anew when it is asked for again."""
        with self._lock:
            self._kept.pop(key, None)
