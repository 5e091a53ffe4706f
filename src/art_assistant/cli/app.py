"""``art-assistant app``: the studio, in the browser."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from art_assistant.errors import UsageError
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

_ABOUT = (
    "Open the studio in your browser: pictures in, studies to work with. It runs here; nothing leaves this machine, "
    "unless you name a service."
)


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    parser = commands.add_parser("app", help="open the studio in the browser", description=_ABOUT)
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default 8501)")
    parser.add_argument(
        "--server", metavar="URL", help="let a service find tips and related works, such as http://127.0.0.1:8000"
    )
    parser.add_argument(
        "--gallery", metavar="N", help="a gallery's name or folder for related works (default: starter)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve the studio until told to stop."""
    flags = {name: getattr(arguments, name) for name in ("host", "port", "server")}
    settings = Settings.load({"studio": flags, "gallery": {"name": arguments.gallery}})
    if find_spec("streamlit") is None:
        raise UsageError("The studio needs its extra: pip install 'art-assistant[app]'.")
    from art_assistant.cli.serve import gallery_to_search
    from art_assistant.studio.serving.run import run as serve

    settings, bringing = gallery_to_search(settings)
    with bringing():
        return serve(settings, browse=not arguments.no_browser)
