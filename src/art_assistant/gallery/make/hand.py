"""The process that measures one picture after the other for whoever began it (see ``hands``)."""

from __future__ import annotations

import os
import signal
import sys
from typing import IO

from art_assistant.base import processes, telemetry
from art_assistant.errors import ArtAssistantError, fault_of_our_own
from art_assistant.gallery.make.hands import Head, receive, send
from art_assistant.gallery.make.measuring import Tools, measure_work, usual_tools
from art_assistant.imaging.limits import Limits
from art_assistant.settings import ModelSettings


def main() -> None:
    """Answer until nobody asks any more."""
    telemetry.silence_process()
    processes.leave_no_core()
    # Whoever interrupts the command interrupts us with it; we end when it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked, answered = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    first = receive(asked)
    if first is None:
        return
    tools = usual_tools(Limits(**first[0]["limits"]), ModelSettings(**first[0]["models"]))
    send(answered, {})
    serve(asked, answered, tools)


def serve(asked: IO[bytes], answered: IO[bytes], tools: Tools) -> None:
    """Answer every message."""
    while (message := receive(asked)) is not None:
        send(answered, *answer(*message, tools))


def answer(head: Head, data: bytes, tools: Tools) -> tuple[Head, bytes]:
    """Return what was measured of a picture, or the error."""
    try:
        vectors, seen = measure_work(data, head["name"], tools, tools.encoder_for(head["encoder"]), head["seen"])
    except ArtAssistantError as error:
        return {"error": error.as_dict()}, b""
    except Exception as error:  # noqa: BLE001 - told to whoever asked, as the last fence of a command does
        return {"error": fault_of_our_own(error).as_dict()}, b""
    return {"seen": seen}, vectors.astype("<f2").tobytes()


if __name__ == "__main__":
    main()
