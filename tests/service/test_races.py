"""Two who ask at once, one who leaves in the middle, and engines that go when nobody looks."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.service.conftest import HERE, WITH_FAKE_ENGINE, Start, make_gallery
from tests.service.fake_engine import SLOW, STUCK

from art_assistant.service.admission.shared import Question, SharedFront
from art_assistant.service.engines.pool import EnginePool
from art_assistant.service.front.metrics import Metrics
from art_assistant.service.front.problems import ProblemError
from art_assistant.settings import ServiceSettings, Settings

FAKE = (sys.executable, str(HERE / "fake_engine.py"), "engine")
ONE = ServiceSettings(concurrency=1, queue=8)


def in_front(gallery: Path, story: Callable[[SharedFront], Awaitable[Any]]) -> Any:
    async def live() -> Any:
        front = SharedFront(Settings(service=ONE), gallery, FAKE)
        try:
            async with asyncio.timeout(60.0):
                return await story(front)
        finally:
            await front.pool.close()

    return asyncio.run(live())


def test_who_waits_for_one_that_leaves_is_answered(gallery: Path) -> None:
    question = Question("search", {}, SLOW)

    async def story(front: SharedFront) -> list[object]:
        leader = asyncio.create_task(front.ask(question))
        await asyncio.sleep(0.05)
        assert front.flights
        others = [asyncio.create_task(front.ask(question)) for _ in range(3)]
        await asyncio.sleep(0.1)
        leader.cancel()
        found = await asyncio.gather(leader, *others, return_exceptions=True)
        assert not front.flights
        return found

    left, *found = in_front(gallery, story)
    assert isinstance(left, asyncio.CancelledError)
    assert [answer.body for answer in found] == [{"results": [], "close_match": False}] * 3


@pytest.mark.parametrize("after", [0.0, 0.05, 0.3, 1.0])
def test_an_engine_is_never_lost_to_one_that_leaves(gallery: Path, after: float) -> None:
    async def story(front: SharedFront) -> object:
        asked = [asyncio.create_task(front.ask(Question("search", {}, STUCK + bytes([n])))) for n in range(3)]
        await asyncio.sleep(after)
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return (await front.ask(Question("search", {}, b"fine"))).body

    assert in_front(gallery, story) == {"results": [], "close_match": False}


def test_an_answer_of_another_gallery_is_not_kept_for_this_one(tmp_path: Path) -> None:
    folder, question = make_gallery(tmp_path / "mine", count=10), Question("search", {}, SLOW)
    aside, other = tmp_path / "aside", make_gallery(tmp_path / "other", count=12, seed=1)

    async def story(front: SharedFront) -> list[bool]:
        before = front.gallery()
        asked = asyncio.create_task(front.ask(question))
        await asyncio.sleep(0.1)
        folder.rename(aside)
        other.rename(folder)
        await asked
        folder.rename(other)
        aside.rename(folder)
        assert front.gallery() == before
        return [(await front.ask(question)).cached for _ in range(2)]

    assert in_front(folder, story) == [False, True]


def test_no_engine_is_started_after_the_end() -> None:
    async def story() -> list[bool]:
        pool = EnginePool(ONE, Metrics(), FAKE)

        async def ask() -> None:
            async with pool.lease(time.monotonic() + 60.0) as lease:
                await lease.ask("search", {}, STUCK)

        asking = asyncio.create_task(ask())
        await asyncio.sleep(0.5)
        await pool.close()
        await asyncio.gather(asking, return_exceptions=True)
        await asyncio.sleep(0.2)
        return [engine.running for engine in pool._engines] + [bool(pool._restarts)]

    assert asyncio.run(story()) == [False, False]


def test_a_program_that_is_not_there_is_our_fault_and_no_place_is_lost() -> None:
    async def story() -> list[str]:
        pool = EnginePool(ONE, Metrics(), ("/no/such/program",))
        codes = []
        for _ in range(3):
            with pytest.raises(ProblemError) as caught:
                async with pool.lease(time.monotonic() + 10.0) as lease:
                    await lease.ask("search", {}, b"")
            codes.append(caught.value.code)
        await pool.close()
        return codes

    assert asyncio.run(story()) == ["internal"] * 3


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_an_engine_that_goes_while_it_has_nothing_to_do_costs_nobody_an_answer(start: Start) -> None:
    server = start(WITH_FAKE_ENGINE, ART_SERVICE_CONCURRENCY="1", ART_SERVICE_CACHE_MB="0")
    url = server.url + "/search"
    assert httpx.post(url, files={"file": b"one"}, timeout=30.0).status_code == 200
    pid = server.wait_for("engine started")["pid"]
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}").exists():
        time.sleep(0.01)
    assert [httpx.post(url, files={"file": b"two"}, timeout=30.0).status_code for _ in range(2)] == [200, 200]
