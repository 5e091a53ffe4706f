from __future__ import annotations

import argparse
import importlib
import os

import pytest

from art_assistant.cli.main import INTERRUPTED, main
from art_assistant.errors import ArtAssistantError


class Command:
    """A command that does nothing but raise."""

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def register(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        commands.add_parser("fail").set_defaults(run=self.run)

    def run(self, _arguments: argparse.Namespace) -> int:
        raise self.fault


def raised(fault: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    for name in [name for name in os.environ if name.startswith("ART_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(importlib.import_module("art_assistant.cli.main"), "COMMANDS", (Command(fault),))
    return main(["fail"])


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (RuntimeError("/home/someone/secret"), 1),
        (ArtAssistantError("It broke."), 1),
        (ModuleNotFoundError("No module named '/home/secret'", name="cv2"), 1),
        (KeyboardInterrupt(), INTERRUPTED),
    ],
)
def test_a_fault_is_one_line_and_a_status(
    fault: BaseException, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raised(fault, monkeypatch) == status
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("art-assistant: ")
    assert shown.err.count("\n") == 1
    assert "Traceback" not in shown.err
    assert "secret" not in shown.err
