from __future__ import annotations

import io
import sys

import pytest

from art_assistant.cli.console import CountLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_a_person_at_a_terminal_sees_the_time_left_and_nobody_else_does(
    stream: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream())
    with CountLine() as watch:
        watch.start(3, "work")
        watch.step()
        watch.start(5, "picture")
        for _ in range(5):
            watch.step()
    told = sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert ("0/5 [00:00<?, ?picture/s]" in told) is (stream is Terminal)
    assert bool(told) is (stream is Terminal)
