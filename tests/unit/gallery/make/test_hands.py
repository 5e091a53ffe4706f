"""Processes measure as this one does; they end with whoever began them, and one that is lost is replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tests.unit.gallery.conftest import picture_bytes

from art_assistant.errors import ArtAssistantError, LimitError, TruncatedImageError, UnsupportedFormatError
from art_assistant.gallery.make import hands
from art_assistant.gallery.make.hands import Hands
from art_assistant.gallery.make.measuring import measure_work, usual_tools
from art_assistant.gallery.make.write import spoken
from art_assistant.imaging.limits import DEFAULT_LIMITS
from art_assistant.settings import ModelSettings


@pytest.fixture(scope="module")
def some():
    with Hands(DEFAULT_LIMITS, ModelSettings()) as found:
        yield found


def test_they_measure_as_this_process_does(some: Hands) -> None:
    tools = usual_tools()
    encoder = tools.encoder_for(None)
    for seed in (1,):
        data = picture_bytes(seed, size=(400, 300), form="JPEG")
        vectors, seen = measure_work(data, "a.jpg", tools, encoder)
        theirs, shown = some.measure(data, "a.jpg", encoder.identity, None)
        assert np.array_equal(vectors, theirs)
        # The last digits of a mean are those of the number of threads that made it; no gallery keeps them.
        for one in (seen, shown):
            one["measures"] = spoken(one["measures"])
        assert json.loads(json.dumps(seen)) == shown
    assert some.measure(data, "a.jpg", encoder.identity, {"kept": 1})[1] == {"kept": 1}


def test_their_errors_are_the_same_and_name_no_more(some: Hands) -> None:
    with pytest.raises(TruncatedImageError):
        some.measure(picture_bytes(1, size=(400, 300), form="JPEG")[:4000], "a.jpg", "", None)
    with pytest.raises(UnsupportedFormatError):
        some.measure(b"<html>", "a.jpg", "", None)
    with pytest.raises(ArtAssistantError, match="A fault of our own") as told:
        some.measure(picture_bytes(1), "a.png", [1], None)  # type: ignore[arg-type]
    assert type(told.value) is ArtAssistantError


def test_one_that_is_lost_costs_its_picture_alone(some: Hands) -> None:
    some.measure(picture_bytes(1), "a.png", "", {"x": 1})
    some._all[-1]._process.kill()
    some._all[-1]._process.wait()
    with pytest.raises(LimitError, match="ended"):
        some.measure(picture_bytes(1), "a.png", "", {"x": 1})
    assert some.measure(picture_bytes(1), "a.png", "", {"x": 1})[1] == {"x": 1}


def test_many_pictures_are_measured_by_processes_and_few_are_not() -> None:
    tools = usual_tools()
    with tools.helped(hands.MANY - 1) as lent:
        assert lent is tools
    with tools.helped(hands.MANY) as lent:
        assert (lent.hands is None) == (tools.workers < 2)


CODE = """
import os, signal
from art_assistant.gallery.make.hands import Hands
from art_assistant.gallery.make.write import spoken
from art_assistant.imaging.limits import DEFAULT_LIMITS
from art_assistant.settings import ModelSettings
hands = Hands(DEFAULT_LIMITS, ModelSettings())
with hands._lent() as hand:
    print(hand._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for the process where Linux shows it")
def test_they_end_with_whoever_began_them() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], env=os.environ, capture_output=True, text=True, check=False)
    place = Path("/proc") / done.stdout.strip() / "cmdline"
    for _ in range(200):
        # An empty one is a process that has ended and that nobody has asked after.
        if not place.exists() or not place.read_bytes():
            return
        time.sleep(0.05)
    pytest.fail("it lives on")
