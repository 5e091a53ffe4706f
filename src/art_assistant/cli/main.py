"""The entry point: finds the command, runs it, and turns every failure into one line and an exit status."""

from __future__ import annotations

import argparse
import os
import sys
from threading import RLock
from typing import TYPE_CHECKING, NoReturn

from tqdm import tqdm

from art_assistant import log
from art_assistant._version import __version__
from art_assistant.base import processes, telemetry
from art_assistant.cli import analyze, app, doctor, gallery, models, museum, outline, serve, similar
from art_assistant.cli.attempts import compare, project
from art_assistant.cli.console import hush, open_streams, say
from art_assistant.errors import ArtAssistantError, UsageError, fault_of_our_own
from art_assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
COMMANDS = (analyze, outline, compare, project, app, similar, gallery, models, museum, serve, doctor)


class _Parser(argparse.ArgumentParser):
    """An argparse parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}; see '{self.prog} --help'.")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = _Parser(prog="art-assistant", description="What a good teacher would see in your picture, measured.")
    parser.add_argument("--version", action="version", version=f"art-assistant {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in COMMANDS:
        module.register(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    telemetry.silence_process()
    processes.leave_no_core()
    # The lock that tqdm makes itself is one for several processes, and a file outside our folders while it is made.
    tqdm.set_lock(RLock())
    open_streams()
    try:
        arguments = _parsed(sys.argv[1:] if argv is None else argv)
        # Settings that make no sense are for the check-up to tell, which goes on without them.
        settings = doctor.settings_in_force() if hasattr(arguments, "mends") else Settings.load()
        processes.limit_library_threads(settings.analysis.threads)
        log.configure(level=settings.log.level, form=settings.log.format)
        status: int = arguments.run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except ArtAssistantError as error:
        say(str(error))
        return error.exit_status
    except KeyboardInterrupt:
        say("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        hush()
        return 0
    except Exception as error:  # noqa: BLE001 - the last fence: a traceback is not an answer
        log.get_logger(__name__).debug("command failed", exc_info=True)
        say(str(fault_of_our_own(error)))
        return ArtAssistantError.exit_status
    return status


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    try:
        return build_parser().parse_args(argv)
    except UsageError as error:
        name = misread_name(argv)
        if name is None:
            raise
        raise UsageError(f"'{name}' reads like a flag; to name that file, write ./{name}") from error


def misread_name(argv: Sequence[str]) -> str | None:
    """Return the first argument that was taken for a flag and is the name of a file."""
    return next((name for name in argv if name.startswith("-") and name != "-" and os.path.lexists(name)), None)
