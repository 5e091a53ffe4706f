"""``art-assistant models list`` and ``verify``: what is here, and whether it is what was first seen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from art_assistant.cli.console import tell, tell_json
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

    from art_assistant.vision.fetched.record import Record


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add both and their flags."""
    text = "list the models that are here, and those that can be fetched"
    listing = actions.add_parser("list", help=text, description=f"{text.capitalize()}.")
    listing.add_argument("--json", action="store_true", help="print one JSON object a line")
    listing.set_defaults(run=_list)
    text = "check every byte of a model, or of all, against what was first seen"
    verify = actions.add_parser("verify", help=text, description=f"{text.capitalize()}.")
    verify.add_argument("name", nargs="?", metavar="NAME")
    verify.set_defaults(run=_verify)


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
