"""``art-assistant museum publish`` and what follows it: promote, rollback, prune, versions, pull."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.console import counted, named_path, tell, tell_json

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from art_assistant.museum.store.release import Release, VersionChanges

STORE: Final = "a folder, s3://bucket/prefix or gs://bucket/prefix"


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add the subcommands and their flags."""
    publish = _action(
        actions, "publish", _publish, "put a verified gallery into a store, and let a channel point at it"
    )
    publish.add_argument("line", type=named_path, metavar="LINE", help="the folder of 'museum build' and 'verify'")
    publish.add_argument("--to", required=True, metavar="DEST", help=STORE)
    publish.add_argument("--channel", default="production", metavar="C", help="what points at it (default: production)")
    publish.add_argument("--note", default="", metavar="TEXT", help="what changed, in your words")
    promote = _action(actions, "promote", _promote, "let one channel point at what another points at")
    promote.add_argument("store", metavar="DEST", help=STORE)
    promote.add_argument("--from", dest="source", default="staging", metavar="C", help="(default: staging)")
    promote.add_argument("--to", dest="target", default="production", metavar="C", help="(default: production)")
    back = _action(actions, "rollback", _rollback, "let a channel point at what it pointed at before")
    back.add_argument("store", metavar="DEST", help=STORE)
    back.add_argument("--channel", default="production", metavar="C", help="(default: production)")
    back.add_argument("--version", metavar="V", help="at this version instead, as 'museum versions' tells it")
    prune = _action(actions, "prune", _prune, "remove old versions that nobody points at")
    prune.add_argument("store", metavar="DEST", help=STORE)
    prune.add_argument("--keep", type=int, required=True, metavar="N", help="how many of the latest stay in any case")
    prune.add_argument(
        "--grace", type=float, default=3600.0, metavar="S", help="seconds for which a left version stays (default 3600)"
    )
    listed = _action(actions, "versions", _versions, "list what stands in a store, and what points where")
    listed.add_argument("store", metavar="DEST", help=STORE)
    _register_pull(actions)
    for parser in (publish, promote, back, prune, listed):
        parser.add_argument("--json", action="store_true", help="print one JSON object that tells everything")


def _register_pull(actions: argparse._SubParsersAction[Any]) -> None:
    pull = _action(actions, "pull", _pull, "bring the gallery of a store to this machine, or up to date")
    pull.add_argument("store", metavar="DEST", help=STORE)
    pull.add_argument("--name", required=True, metavar="N", help="what to call the gallery here")
    pull.add_argument("--channel", default="production", metavar="C", help="(default: production)")


def _action(
    actions: argparse._SubParsersAction[Any], name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")
    parser.set_defaults(run=run)
    return parser


def published(line: Path, dest: str, channel: str, note: str = "") -> Release:
    """Put the verified gallery of a line into a store, and let a channel point at it."""
    from art_assistant.museum.line.verified import passed_of, verified
    from art_assistant.museum.store.address import place_of
    from art_assistant.museum.store.publish import publish

    place = place_of(dest)
    bundle, gates = verified(line), passed_of(line).get("gates", {})
    return publish(place, bundle, channel, " ".join(note.split()), gates)


def _publish(arguments: argparse.Namespace) -> int:
    release = published(arguments.line, arguments.to, arguments.channel, arguments.note)
    return _pointed(arguments, arguments.channel, release)


def _promote(arguments: argparse.Namespace) -> int:
    from art_assistant.museum.store.address import place_of
    from art_assistant.museum.store.publish import promote

    release = promote(place_of(arguments.store), arguments.source, arguments.target)
    return _pointed(arguments, arguments.target, release)


def _rollback(arguments: argparse.Namespace) -> int:
    from art_assistant.museum.store.address import place_of
    from art_assistant.museum.store.publish import roll_back

    release = roll_back(place_of(arguments.store), arguments.channel, arguments.version)
    return _pointed(arguments, arguments.channel, release)


def _pointed(arguments: argparse.Namespace, channel: str, release: Release) -> int:
    if arguments.json:
        tell_json(json.dumps(pointed_summary(channel, release), ensure_ascii=False))
        return 0
    tell(pointed_line(channel, release))
    return 0


def pointed_summary(channel: str, release: Release) -> dict[str, Any]:
    """Return what a channel points at, JSON-ready."""
    return {"channel": channel, **_without_files(release)}


def pointed_line(channel: str, release: Release) -> str:
    """Return what a channel points at, in a line."""
    works = f"{counted(release.works, 'work')}{_told(release.changes)}"
    return f"'{channel}' is at version {release.version}: {works}."


def _prune(arguments: argparse.Namespace) -> int:
    from art_assistant.museum.store.address import place_of
    from art_assistant.museum.store.publish import prune

    gone = prune(place_of(arguments.store), arguments.keep, arguments.grace)
    if arguments.json:
        tell_json(json.dumps({"removed": gone}))
        return 0
    tell(f"{counted(len(gone), 'version')} removed{': ' if gone else ''}{', '.join(gone)}.")
    return 0


def _versions(arguments: argparse.Namespace) -> int:
    from art_assistant.museum.store.address import place_of
    from art_assistant.museum.store.shelf import StoreShelf

    shelf = StoreShelf(place_of(arguments.store))
    shelf.check()
    channels = {channel: shelf.pointed(channel) for channel in shelf.channels()}
    whole = shelf.finished()
    if arguments.json:
        told = {"channels": channels, "versions": [_without_files(release) for release in whole.values()]}
        tell_json(json.dumps(told, ensure_ascii=False))
        return 0
    for version, release in whole.items():
        names = [channel for channel, pointed in channels.items() if pointed == version]
        here = f" <- {', '.join(names)}" if names else ""
        about = f"{counted(release.works, 'work')}{_told(release.changes)}"
        tell(f"{version}  {release.published}  {about}{here}{'  ' if release.note else ''}{release.note}")
    return 0


def _pull(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.places import own_folder
    from art_assistant.museum.store.address import place_of
    from art_assistant.museum.store.pull import Origin, pull
    from art_assistant.settings import Settings
    from art_assistant.vision.encoders import enrol

    settings = Settings.load()
    enrol(settings.models)
    folder = own_folder(arguments.name, settings)
    found = pull(place_of(arguments.store), Origin(arguments.store, arguments.channel), folder)
    fresh = "is brought to" if found.fresh else "is still at"
    tell(f"The gallery '{arguments.name}' {fresh} version {found.version}: {counted(found.works, 'work')}.")
    return 0


def _told(changes: VersionChanges | None) -> str:
    if changes is None or changes.against is None:
        return ""
    return f" ({changes.added} new, {changes.changed} changed, {changes.removed} gone)"


def _without_files(release: Release) -> dict[str, Any]:
    return {name: value for name, value in asdict(release).items() if name != "files"}
