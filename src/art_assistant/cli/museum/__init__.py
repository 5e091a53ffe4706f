"""``art-assistant museum``: from museums' open collections to galleries, one subcommand a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from art_assistant.cli.museum import fetch, line, refresh, store

if TYPE_CHECKING:
    import argparse

ACTIONS = (fetch, line, refresh, store)


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its subcommands."""
    parser = commands.add_parser(
        "museum",
        help="make galleries of museums' open collections",
        description="From open collections to verified galleries.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for module in ACTIONS:
        module.register(actions)
