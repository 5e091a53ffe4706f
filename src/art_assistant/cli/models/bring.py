"""``art-assistant models fetch`` and ``add``: a model is brought here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from art_assistant.cli.console import named_path, say, tell
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

    from art_assistant.vision.fetched.record import Record


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add both and their flags."""
    text = "fetch a model from the hub of the settings"
    fetch = actions.add_parser("fetch", help=text, description=f"{text.capitalize()}.")
    fetch.add_argument("name", metavar="NAME")
    fetch.add_argument("--revision", metavar="COMMIT", help="a commit of the hub (default: the newest, noted then)")
    fetch.set_defaults(run=_fetch)
    text = "take in a model that lies in a folder; it stays where it is"
    add = actions.add_parser("add", help=text, description=f"{text.capitalize()}.")
    add.add_argument("folder", type=named_path, metavar="FOLDER")
    add.add_argument("--name", required=True, metavar="N", help="what to call the model")
    add.set_defaults(run=_add)


def _fetch(arguments: argparse.Namespace) -> int:
    from art_assistant.vision.fetched.hub import fetch

    record = fetch(arguments.name, Settings.load().models, revision=arguments.revision, watch=_Lines())
    _tell_here(record)
    return 0


class _Lines:
    """Says which file is fetched."""

    def begin(self, path: str, size: int) -> None:
        say(f"{path}, {size / 1e6:.1f} MB")


def _add(arguments: argparse.Namespace) -> int:
    from art_assistant.vision.fetched.bring import add_folder

    _tell_here(add_folder(arguments.folder, arguments.name, Settings.load().models))
    return 0


def _tell_here(record: Record) -> None:
    at = f" at {record.revision}" if record.revision else ""
    tell(f"The model '{record.name}' is here{at}, and works: {record.identity}.")
    tell(f"Next: art-assistant gallery build FOLDER --name NAME --encoder {record.name}")
