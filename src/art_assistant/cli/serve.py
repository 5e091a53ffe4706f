"""``art-assistant serve``: the HTTP service."""

from __future__ import annotations

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
    try:
        from art_assistant.service import server
    except ImportError as error:
        raise UsageError("The service needs its extra: pip install 'art-assistant[service]'.") from error
    return server.run(settings)
