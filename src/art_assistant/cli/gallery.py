"""``art-assistant gallery``: build, keep up, list, check, carry and import galleries."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from art_assistant.cli.console import counted, named_path, tell, tell_json
from art_assistant.cli.telling import tell_built
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from art_assistant.gallery.make.measuring import Tools


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command, its subcommands and their flags."""
    parser = commands.add_parser(
        "gallery",
        help="build and look after the galleries that pictures are compared with",
        description="A gallery holds the measurements of pictures, never the pictures. Nothing leaves this machine.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = _action(actions, "build", _build, "index a folder of pictures, or bring its gallery up to date")
    build.add_argument("folder", type=named_path, metavar="FOLDER")
    build.add_argument("--name", required=True, metavar="N", help="what to call the gallery")
    build.add_argument("--facts", type=named_path, metavar="CSV", help="a table: path, title, artist, date, medium ...")
    build.add_argument("--force", action="store_true", help="look into every file again, and try again what failed")
    build.add_argument(
        "--forget-missing", action="store_true", help="let works leave whose folders are gone, or many at once"
    )
    build.add_argument(
        "--encoder",
        metavar="MODEL",
        help="look at the pictures with this model (see 'models list'), or again with ours: shipped",
    )
    _as_json(build)
    add = _action(actions, "add", _add, "add single pictures, wherever they lie")
    add.add_argument("name", metavar="NAME")
    add.add_argument("pictures", nargs="+", type=named_path, metavar="PICTURE")
    _as_json(add)
    remove = _action(actions, "remove", _remove, "take works out, or delete a whole gallery; pictures stay on the disk")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("works", nargs="*", metavar="WORK", help="ids or paths, as 'gallery info --json' gives them")
    remove.add_argument("--all", action="store_true", help="delete the gallery itself")
    _as_json(remove)
    back = _action(actions, "rollback", _rollback, "go back to the version before, until the next build")
    back.add_argument("name", metavar="NAME")
    back.add_argument("--forward", action="store_true", help="go to the version after instead")
    info = _action(actions, "info", _info, "say what a gallery holds; with --json also every work")
    info.add_argument(
        "name", nargs="?", metavar="NAME", help="a name or a folder (default: the gallery of the settings)"
    )
    info.add_argument("--json", action="store_true")
    verify = _action(actions, "verify", _verify, "check every byte of a gallery")
    verify.add_argument("name", nargs="?", metavar="NAME")
    listing = _action(actions, "list", _list, "list the galleries")
    listing.add_argument("--json", action="store_true")
    export = _action(actions, "export", _export, "write a gallery into one file")
    export.add_argument("name", metavar="NAME")
    export.add_argument("file", type=named_path, metavar="FILE.zip")
    send = _action(actions, "send", _send, "send a gallery's rows to a server, which then searches them")
    send.add_argument("name", nargs="?", metavar="NAME", help="a name or a folder (default: that of the settings)")
    add_index(send)
    _register_import(actions)


def add_index(parser: argparse.ArgumentParser) -> None:
    """Add the flag that names where rows are searched."""
    parser.add_argument(
        "--index", metavar="PLACE", help="milvus:http://HOST:PORT or milvus:FILE.db (default: $ART_GALLERY_INDEX)"
    )


def _register_import(actions: argparse._SubParsersAction[Any]) -> None:
    bring = _action(actions, "import", _import, "take in an exported gallery, or an index made by another program")
    bring.add_argument(
        "source", nargs="?", type=named_path, metavar="SOURCE", help="FILE.zip, or a folder that holds both files"
    )
    bring.add_argument("--name", metavar="N", help="what to call it (default: its own name)")
    bring.add_argument("--index", type=named_path, metavar="FILE", help="a FAISS index (default: $FAISS_INDEX_PATH)")
    bring.add_argument(
        "--meta", type=named_path, metavar="FILE", help="its works: .jsonl or .npy (default: $FAISS_META_PATH)"
    )
    bring.add_argument("--encoder", metavar="ID", help="the encoder that made the index")
    bring.add_argument(
        "--pictures", type=named_path, metavar="DIR", help="where the pictures lie: they are measured again"
    )


def _as_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object that tells everything")


def _action(
    actions: argparse._SubParsersAction[Any], name: str, run: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")
    parser.set_defaults(run=run)
    return parser


class _Bar:
    """The progress of a build on the terminal, with its rate and the time left."""

    def __init__(self, unit: str = "picture") -> None:
        self._bar: tqdm[Any] | None = None
        self._unit = unit

    def start(self, total: int) -> None:
        self._bar = tqdm(total=total, unit=self._unit, disable=total == 0 or not sys.stderr.isatty())

    def step(self, many: int = 1) -> None:
        if self._bar is not None:
            self._bar.update(many)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def _tools(settings: Settings, encoder: str | None = None) -> Tools:
    """Return what measures pictures; with the encoder of that name, whatever a gallery was made with."""
    from dataclasses import replace

    from art_assistant.gallery.make.measuring import usual_tools
    from art_assistant.study.opening import limits_of
    from art_assistant.vision.encoders import named_encoder

    tools = usual_tools(limits_of(settings), settings.models)
    if encoder is None:
        return tools
    named = named_encoder(encoder, settings.models)
    return replace(tools, encoder_for=lambda _: named)


def _build(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.bring.table import Table, read_table
    from art_assistant.gallery.make.build import build_gallery
    from art_assistant.gallery.places import own_folder

    settings, bar = Settings.load(), _Bar()
    folder = own_folder(arguments.name, settings)
    table = read_table(arguments.facts) if arguments.facts else Table({})
    try:
        built = build_gallery(
            folder,
            arguments.folder,
            _tools(settings, arguments.encoder),
            facts=table.facts,
            force=arguments.force,
            forget=arguments.forget_missing,
            progress=bar,
        )
    finally:
        bar.close()
    return tell_built(arguments.name, built, table.notes, as_json=arguments.json)


def _add(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.make.build import add_pictures
    from art_assistant.gallery.places import own_folder

    settings, bar = Settings.load(), _Bar()
    try:
        built = add_pictures(own_folder(arguments.name, settings), arguments.pictures, _tools(settings), bar)
    finally:
        bar.close()
    return tell_built(arguments.name, built, as_json=arguments.json)


def _remove(arguments: argparse.Namespace) -> int:
    from art_assistant.errors import UsageError
    from art_assistant.gallery.make.build import remove_works
    from art_assistant.gallery.make.opening import held
    from art_assistant.gallery.places import delete_gallery, own_folder

    settings = Settings.load()
    if arguments.all == bool(arguments.works):
        raise UsageError("Name the works to take out, or give --all to delete the gallery.")
    if arguments.all:
        with held(own_folder(arguments.name, settings)):
            pass  # Nobody else changes it; let go of, since Windows deletes no file that is open.
        delete_gallery(arguments.name, settings)
        tell(f"The gallery '{arguments.name}' is deleted; the pictures are where they were.")
        return 0
    built = remove_works(own_folder(arguments.name, settings), arguments.works, _tools(settings))
    return tell_built(arguments.name, built, as_json=arguments.json)


def _rollback(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.bundle import read_manifest, roll_back
    from art_assistant.gallery.make.opening import held
    from art_assistant.gallery.places import own_folder

    folder = own_folder(arguments.name, Settings.load())
    with held(folder):
        version = roll_back(folder, forward=arguments.forward)
    tell(f"The gallery '{arguments.name}' is at version {version}: {counted(read_manifest(folder)['n'], 'work')}.")
    tell("The next build, add or remove brings it up to date again.")
    return 0


def _info(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.opened import open_folder
    from art_assistant.gallery.places import folder_of

    settings = Settings.load()
    folder = folder_of(arguments.name or settings.gallery.name, settings)
    gallery = open_folder(folder)
    about = {key: gallery.manifest.get(key) for key in ("name", "n", "created", "encoder", "index", "dims")}
    about |= _versions(folder)
    if arguments.json:
        tell_json(json.dumps(about | {"works": [work.as_dict() for work in gallery.works]}, ensure_ascii=False))
        return 0
    for key, value in about.items():
        tell(f"{key}: {value}")
    return 0


def _versions(folder: Path) -> dict[str, Any]:
    """Return which version is in use, and which are kept, where the gallery has versions."""
    from art_assistant.gallery.versions import in_use, versions_of

    kept = versions_of(folder)
    return {"version": in_use(folder).name, "versions": kept} if kept else {}


def _verify(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.opened import open_folder
    from art_assistant.gallery.places import folder_of

    settings = Settings.load()
    gallery = open_folder(folder_of(arguments.name or settings.gallery.name, settings))
    tell(f"The gallery '{gallery.name}' is sound: {counted(len(gallery.works), 'work')}.")
    return 0


def _list(arguments: argparse.Namespace) -> int:
    from art_assistant.errors import GalleryError
    from art_assistant.gallery.bundle import read_manifest
    from art_assistant.gallery.places import folder_of, list_galleries

    settings = Settings.load()
    for name in list_galleries(settings):
        try:
            works = read_manifest(folder_of(name, settings)).get("n")
            entry = {"name": name, "n": works}
        except GalleryError as error:
            works, entry = None, {"name": name, "n": None, "error": error.as_dict()}
        count = "damaged" if works is None else counted(works, "work")
        if arguments.json:
            tell_json(json.dumps(entry, ensure_ascii=False))
        else:
            tell(f"{name}: {count}")
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.bring.carry import export_gallery
    from art_assistant.gallery.places import folder_of

    settings = Settings.load()
    export_gallery(folder_of(arguments.name, settings), arguments.file)
    tell(f"The gallery '{arguments.name}' is in {arguments.file.name}.")
    return 0


def _send(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.bundle import read_bundle
    from art_assistant.gallery.index.elsewhere import PREFIX, send
    from art_assistant.gallery.places import folder_of

    settings, bar = Settings.load({"gallery": {"name": arguments.name, "index": arguments.index}}), _Bar("work")
    bundle = read_bundle(folder_of(settings.gallery.name, settings))
    bar.start(len(bundle.features))
    try:
        index = send(bundle, settings.gallery, bar.step)
    finally:
        bar.close()
    place = settings.gallery.index.removeprefix(PREFIX)
    tell(f"{place} holds the rows of '{settings.gallery.name}': {counted(index.size, 'work')}.")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from art_assistant.gallery.bring.carry import import_archive, is_archive
    from art_assistant.gallery.bring.importer import find_foreign, import_foreign
    from art_assistant.gallery.places import own_folder

    settings = Settings.load()
    if arguments.source is not None and is_archive(arguments.source):
        name, count = import_archive(arguments.source, arguments.name, lambda name: own_folder(name, settings))
    else:
        foreign = find_foreign(arguments.source, arguments.index, arguments.meta)
        name = arguments.name or "imported"
        tools = _tools(settings) if arguments.pictures else None
        count = import_foreign(
            own_folder(name, settings), foreign, encoder=arguments.encoder, pictures=arguments.pictures, tools=tools
        )
    tell(f"The gallery '{name}' holds {counted(count, 'work')}.")
    return 0
