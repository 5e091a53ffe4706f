"""``art-assistant serve``: the HTTP service."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from art_assistant.cli.console import say
from art_assistant.errors import UsageError
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    parser = commands.add_parser("serve", help="run the HTTP service", description="Run the HTTP service.")
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default 8000)")
    parser.add_argument("--workers", type=int, help="front processes (default 1)")
    parser.add_argument(
        "--warm", action="store_true", default=None, help="load model and gallery before the first request"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop."""
    names = ("host", "port", "workers", "warm")
    flags = {name: getattr(arguments, name) for name in names}
    settings = Settings.load({"service": flags})
    try:
        from art_assistant.service import server
    except ImportError as error:
        raise UsageError("The service needs its extra: pip install 'art-assistant[service]'.") from error
    return server.run(*gallery_to_search(settings))


def gallery_to_search(settings: Settings) -> tuple[Settings, Callable[[], AbstractContextManager[None]]]:
    """Return the settings with the gallery that FAISS_INDEX_PATH or a store brings, and what brings it meanwhile.

    Where neither is asked for, nothing that reads a gallery is loaded: the front of the service does without.
    """
    if any(os.environ.get(name) for name in ("FAISS_INDEX_PATH", "FAISS_META_PATH")):
        from art_assistant.gallery.bring.from_paths import chosen_by_paths

        settings, said = chosen_by_paths(settings, os.environ)
        say(said)
    if not settings.gallery.source:
        return settings, nullcontext
    from art_assistant.museum.store.mirror import following_of, mirroring

    following = following_of(settings)
    say(f"The gallery follows {following.origin.store}, because gallery.source is set.")
    settings = replace(settings, gallery=replace(settings.gallery, name=str(following.folder)))
    return settings, lambda: mirroring(following)
