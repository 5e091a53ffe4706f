"""``art-assistant models``: the models that do not ship with the package, one kind of subcommand a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from art_assistant.cli.models import bring, here, label

if TYPE_CHECKING:
    import argparse

_ABOUT = """A model such as CLIP looks at pictures and reads words, so that a gallery can be searched by words.

Only 'fetch' uses the network, and only the hub of the settings. What is fetched first is noted with the sha256 of each
file; what differs later is refused.
"""
ACTIONS = (bring, here, label)


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its subcommands."""
    parser = commands.add_parser("models", help="bring models that read words, such as CLIP", description=_ABOUT)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for module in ACTIONS:
        module.register(actions)
