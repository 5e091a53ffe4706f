from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.museum.server import Museum, serving

from art_assistant.imaging.limits import Limits
from art_assistant.museum.fetch.run import Fetched, Order, fetch
from art_assistant.museum.sources.aic import ArtInstitute
from art_assistant.museum.sources.cleveland import Cleveland
from art_assistant.museum.sources.hosts import ELSEWHERE, host_for
from art_assistant.museum.sources.met import Met
from art_assistant.museum.sources.met_csv import OpenTable
from art_assistant.museum.sources.question import Inquiry
from art_assistant.museum.sources.work import Ask, WorkSource

MOST_PIXELS = 4_000_000
KINDS = ("met", "aic", "cleveland")


class Counting:
    """Stands where the line on the terminal is."""

    def __init__(self) -> None:
        self.counts: list[list[Any]] = []

    def start(self, total: int, what: str) -> None:
        self.counts.append([what, total, 0])

    def step(self) -> None:
        self.counts[-1][2] += 1


def order_for(museum: Museum, kind: str, table: Path | None = None, **asked: Any) -> Order:
    """An order to the museum on this machine, without any wait that is not needed."""
    manner = {name: asked.pop(name) for name in ("facts_only", "missing_only", "patience") if name in asked}
    question = Inquiry(kind, **({"limit": 50} | asked))
    host = replace(host_for(kind, {ELSEWHERE: museum.here}), backing=0.002)

    def source(ask: Ask) -> WorkSource:
        if kind == "met":
            return Met(
                host, ask, question, OpenTable(table, question) if table else None, manner.get("facts_only", False)
            )
        return (ArtInstitute if kind == "aic" else Cleveland)(host, ask, question)

    limits = Limits(max_pixels=MOST_PIXELS, max_bytes=2_000_000)
    return Order(
        question, source, host, "painter@example.org", delay=0.0, limits=limits, **({"patience": 2.0} | manner)
    )


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "catalogue.jsonl").read_text(encoding="utf-8").splitlines()]


def held(folder: Path) -> dict[str, bytes]:
    """Every file of a catalogue but the journal."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".museum-journal"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


Get = Callable[..., Fetched]


@pytest.fixture
def get() -> Get:
    """Fetch from a museum on this machine."""

    def call(museum: Museum, kind: str, folder: Path, **asked: Any) -> Fetched:
        return fetch(order_for(museum, kind, **asked), folder, Counting())

    return call


@pytest.fixture
def opened() -> Iterator[Callable[[int], Museum]]:
    """Open museums of so many works."""
    with ExitStack() as stack:
        yield lambda works: stack.enter_context(serving(Museum(works)))
