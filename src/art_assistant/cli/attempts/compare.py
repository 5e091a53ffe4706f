"""``art-assistant compare``: a painting beside the picture that it was painted from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from art_assistant.cli.console import named_path, tell, tell_json
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

    from art_assistant.comparison.since import Since
    from art_assistant.comparison.study import Comparison

NOT_COMPARED = 4

_ABOUT = """Compare a painting with its reference: find it in its photograph, and say in value steps what is off.
Three differences at most are told as corrections, each with its place. They are differences, not faults: what is meant
is named with --intended. Offline."""

_EXAMPLES = """examples:
  art-assistant compare reference.jpg attempt.jpg --out compared
  art-assistant compare reference.jpg second.jpg --before attempt.jpg"""


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    from argparse import RawDescriptionHelpFormatter

    parser = commands.add_parser(
        "compare",
        help="compare a painting with the picture it was painted from",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("reference", metavar="REFERENCE", help="what was painted from, cropped to what was painted")
    parser.add_argument("painting", metavar="PAINTING", help="a photograph of the painting")
    parser.add_argument(
        "--corners",
        metavar="X,Y,...",
        help="the painting's four corners in its photograph as fractions, clockwise from its top left (default: found)",
    )
    parser.add_argument("--card", metavar="X,Y", help="a point of the photograph on a grey or white card")
    parser.add_argument("--before", metavar="PAINTING", help="an earlier attempt: say what came nearer since")
    parser.add_argument(
        "--intended", action="append", default=[], metavar="ID", help="a difference, or a kind of them, that is meant"
    )
    parser.add_argument("--out", type=named_path, metavar="DIR", help="write the map of errors and the report there")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare, tell and write; the status says whether anything could be compared."""
    from art_assistant.comparing import compare
    from art_assistant.comparison.since import since
    from art_assistant.report.compared import check_folder, write_comparison
    from art_assistant.report.target import identities

    settings = Settings.load()
    named = [arguments.reference, arguments.painting, *([arguments.before] if arguments.before else [])]
    inputs = identities(Path(name) for name in named)
    if arguments.out is not None:
        check_folder(arguments.out, inputs)
    now = compare(
        arguments.reference,
        arguments.painting,
        corners=arguments.corners,
        card=arguments.card,
        intended=arguments.intended,
        settings=settings,
    )
    earlier = None
    if arguments.before:
        earlier = since(compare(arguments.reference, arguments.before, settings=settings), now)
    if arguments.out is not None:
        write_comparison(now, arguments.out, earlier, inputs=inputs)
    _tell(now, earlier, arguments)
    return NOT_COMPARED if now.findings is None else 0


def _tell(now: Comparison, earlier: Since | None, arguments: argparse.Namespace) -> None:
    from art_assistant.cli.attempts.ways import WRITTEN
    from art_assistant.report.compared import MAP, as_dict, told

    if arguments.json:
        tell_json(json.dumps(as_dict(now, earlier), ensure_ascii=False))
        return
    for line in told(now, earlier, WRITTEN):
        tell(line)
    if arguments.before and earlier is None:
        tell("What changed since the attempt before cannot be told: one of the two could not be compared.")
    if arguments.out is not None and now.findings is not None:
        tell(f"Open {arguments.out / MAP}")
