"""Answers that are kept: worked out once, bounded, shared between threads."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from art_assistant.base.memo import Memo


def test_an_answer_is_worked_out_once_and_the_one_asked_for_longest_ago_goes_first():
    memo, made = Memo(2), []

    def ask(key: str) -> str:
        return memo(key, lambda: made.append(key) or key.upper())

    assert [ask(key) for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]
    assert len(memo) == 2


def test_who_asks_meanwhile_waits_for_the_one_answer():
    memo, made = Memo(4), []
    begun, go = threading.Event(), threading.Event()

    def slow() -> int:
        made.append(1)
        begun.set()
        assert go.wait(10)
        return 7

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(memo, "key", slow)
        assert begun.wait(10)
        others = [pool.submit(memo, "key", slow) for _ in range(3)]
        go.set()
        assert [job.result(10) for job in (first, *others)] == [7] * 4
    assert made == [1]


def test_what_raised_is_told_to_all_who_wait_and_tried_again_by_the_next():
    memo = Memo(4)
    begun, go = threading.Event(), threading.Event()

    def failing() -> int:
        begun.set()
        assert go.wait(10)
        raise ValueError("no")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(memo, "key", failing)
        assert begun.wait(10)
        second = pool.submit(memo, "key", failing)
        go.set()
        for job in (first, second):
            with pytest.raises(ValueError, match="no"):
                job.result(10)
    assert memo("key", lambda: 3) == 3


def test_an_answer_that_is_forgotten_is_worked_out_again():
    memo, made = Memo(4), []
    for _ in range(2):
        memo("key", lambda: made.append(1))
        memo.forget("key")
    memo.forget("never asked")
    assert made == [1, 1]


def test_answers_may_rest_on_others_in_a_crowd_of_threads():
    memo = Memo(64)

    def answer(n: int) -> int:
        return memo(n, lambda: n if n < 2 else answer(n - 1) + answer(n - 2))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(answer, [30] * 64, timeout=20)) == {832040}
