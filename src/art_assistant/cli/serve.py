"""``art-assistant serve``: the HTTP service."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from art_assistant.errors import UsageError
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse


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
    from art_assistant.cli.console import say
    from art_assistant.gallery.bring.from_paths import chosen_by_paths
    from art_assistant.museum.store.mirror import following_of, mirroring

    try:
        from art_assistant.service import server
    except ImportError as error:
        raise UsageError("The service needs its extra: pip install 'art-assistant[service]'.") from error
    settings, said = chosen_by_paths(settings, os.environ)
    if said:
        say(said)
    following = following_of(settings)
    if following is not None:
        settings = replace(settings, gallery=replace(settings.gallery, name=str(following.folder)))
        say(f"The gallery follows {following.origin.store}, because gallery.source is set.")
    return server.run(settings, lambda: mirroring(following))
