"""``art-assistant similar``: a picture in, related works out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.analyze import add_canvas
from art_assistant.cli.console import tell, tell_json
from art_assistant.cli.gallery import add_index
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

    from art_assistant.gallery.artwork import Artwork
    from art_assistant.gallery.search.find import Reference, References


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    parser = commands.add_parser(
        "similar",
        help="find works related to a picture, and why",
        description="Find works that are like a picture by subject, handling, palette or values, or by words. Offline.",
    )
    parser.add_argument("picture", nargs="?", metavar="PICTURE", help="leave it out to search by --text alone")
    parser.add_argument("--gallery", metavar="N", help="a gallery's name or folder (default: starter)")
    parser.add_argument("--top", type=int, metavar="K", help="how many works, 1-50 (default 8)")
    parser.add_argument("--weights", metavar="W", help="such as overall=1,manner=1,palette=0.5,value=2")
    parser.add_argument("--filter", metavar="WORDS", help="such as 'monet', 'artist:monet' or 'century:19'")
    parser.add_argument("--plus", action="append", default=[], metavar="PICTURE", help="add a picture's likeness")
    parser.add_argument(
        "--minus", action="append", default=[], metavar="PICTURE", help="take a picture's likeness away"
    )
    parser.add_argument(
        "--text", action="append", default=[], metavar="WORDS", help="what works show; needs a gallery that reads words"
    )
    parser.add_argument("--minus-text", action="append", default=[], metavar="WORDS", help="take words away")
    parser.add_argument("--mirror", action="store_true", help="also find values arranged the other way round")
    parser.add_argument("--no-diversify", action="store_true", help="the plain nearest: copies, and all by one hand")
    add_index(parser)
    add_canvas(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Search and print."""
    gallery = {"name": arguments.gallery, "top": arguments.top, "index": arguments.index}
    settings = Settings.load({"gallery": gallery, "analysis": {"canvas": arguments.canvas}})
    found = _by_text(arguments, settings) if arguments.picture is None else _by_picture(arguments, settings)
    if arguments.json:
        tell_json(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        for line in _told(found, _worded(arguments)).splitlines():
            tell(line)
    return 0


def _by_picture(arguments: argparse.Namespace, settings: Settings) -> References:
    from art_assistant.related import find_related

    return find_related(
        arguments.picture,
        settings=settings,
        weights=arguments.weights,
        keywords=arguments.filter,
        diversify=not arguments.no_diversify,
        mirror=arguments.mirror,
        plus=arguments.plus,
        minus=arguments.minus,
        plus_text=arguments.text,
        minus_text=arguments.minus_text,
    )


def _by_text(arguments: argparse.Namespace, settings: Settings) -> References:
    from art_assistant.errors import UsageError
    from art_assistant.related import find_by_text

    if not arguments.text:
        raise UsageError("Name a picture, or say what to look for with --text.")
    if arguments.weights or arguments.plus or arguments.minus or arguments.mirror:
        raise UsageError("--weights, --plus, --minus and --mirror need a picture; name one before --text.")
    return find_by_text(
        arguments.text,
        settings=settings,
        keywords=arguments.filter,
        diversify=not arguments.no_diversify,
        minus_text=arguments.minus_text,
    )


def _worded(arguments: argparse.Namespace) -> str | None:
    """Return the line that leads what is found by words; None where a picture alone was asked for."""
    if not arguments.text and not arguments.minus_text:
        return None
    asked = "the words" if arguments.picture is None else "your picture and the words together"
    return f"The nearest to {asked}, the nearest first; whether one truly fits, your eye says:"


def _told(found: References, worded: str | None) -> str:
    if not found.items:
        return (
            "No other work of the gallery answers: it holds none, --filter lets none pass, or all of the picture is "
            "transparent."
        )
    lead = [worded] if worded else _LEADS[found.close_match]
    return "\n".join([*lead, *(_line(item) for item in found.items)])


_LEADS: Final[Mapping[bool | None, list[str]]] = {
    True: [],
    False: ["No close match in this gallery; the nearest are:"],
    None: ["The gallery holds too few works to say whether any is close, or its model does not tell; the nearest are:"],
}


def _line(item: Reference) -> str:
    work = item.artwork
    by = " ".join(part for part in (work.attribution, work.artist) if part) or work.nationality or "unknown artist"
    facts = ", ".join(part for part in (work.title or "untitled", by, work.date) if part)
    facets = "  ".join(
        f"{facet} {percentile:.0f}" for facet, percentile in item.facets.items() if percentile is not None
    )
    lines = [f"{item.rank}. {facts}", f"   {item.reason}", *([f"   percentiles: {facets}"] if facets else [])]
    return "\n".join([*lines, *(f"   {line}" for line in _source(work))])


def _source(work: Artwork) -> list[str]:
    """Return where a work is and what may be done with it, and its page; nothing of a picture of one's own folder."""
    said = [text for text in (work.museum, work.rights, work.credit) if text]
    links = [address for address in (work.museum_url or work.image_url,) if address]
    unsaid = ["rights unknown"] if links and not work.rights else []
    return [*(["; ".join([*said, *unsaid])] if said or unsaid else []), *links]
