"""``art-assistant models``: fetch, add, list and check the models that do not ship with the package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from art_assistant.cli.console import named_path, say, tell, tell_json
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from art_assistant.vision.fetched.record import Record

_ABOUT = """A model such as CLIP looks at pictures and reads words, so that a gallery can be searched by words.

Only 'fetch' uses the network, and only the hub of the settings. What is fetched first is noted with the sha256 of each
file; what differs later is refused.
"""


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command, its subcommands and their flags."""
    parser = commands.add_parser("models", help="bring models that read words, such as CLIP", description=_ABOUT)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = _action(actions, "list", _list, "list the models that are here, and those that can be fetched")
    listing.add_argument("--json", action="store_true", help="print one JSON object a line")
    fetch = _action(actions, "fetch", _fetch, "fetch a model from the hub of the settings")
    fetch.add_argument("name", metavar="NAME")
    fetch.add_argument("--revision", metavar="COMMIT", help="a commit of the hub (default: the newest, noted then)")
    add = _action(actions, "add", _add, "take in a model that lies in a folder; it stays where it is")
    add.add_argument("folder", type=named_path, metavar="FOLDER")
    add.add_argument("--name", required=True, metavar="N", help="what to call the model")
    verify = _action(actions, "verify", _verify, "check every byte of a model, or of all, against what was first seen")
    verify.add_argument("name", nargs="?", metavar="NAME")


def _action(
    actions: argparse._SubParsersAction[Any], name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")
    parser.set_defaults(run=run)
    return parser


def _list(arguments: argparse.Namespace) -> int:
    from art_assistant.vision.fetched.known import KNOWN
    from art_assistant.vision.fetched.record import all_records

    here = {record.name: record for record in all_records(Settings.load().models)}
    for name in sorted({*here, *KNOWN}):
        about = KNOWN[name].about if name in KNOWN else "from a folder"
        record = here.get(name)
        if arguments.json:
            told = {"name": name, "about": about, "here": record is not None}
            tell_json(json.dumps(told | ({} if record is None else _facts(record)), ensure_ascii=False))
        else:
            tell(f"{name}: {about}; {f'here, {record.identity}' if record else 'not fetched'}")
    return 0


def _facts(record: Record) -> dict[str, Any]:
    return {
        "identity": record.identity,
        "source": record.source,
        "revision": record.revision,
        "folder": record.folder,
        "files": {part.path: part.sha256 for part in record.parts.values()},
    }


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


def _verify(arguments: argparse.Namespace) -> int:
    from art_assistant.errors import UsageError
    from art_assistant.vision.fetched.record import all_records, read_record, verified

    models = Settings.load().models
    found = all_records(models) if arguments.name is None else [read_record(arguments.name, models)]
    for record in found:
        if record is None:
            raise UsageError(f"There is no model '{arguments.name}' here; 'art-assistant models list' shows those.")
        verified(record)
        tell(f"The model '{record.name}' is sound: every file is the one that was first seen.")
    if not found:
        tell("There is no model here; those that ship with the package are checked by 'art-assistant doctor'.")
    return 0
