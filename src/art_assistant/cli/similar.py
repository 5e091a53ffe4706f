"""``art-assistant similar``: a picture in, related works out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.analyze import add_canvas
from art_assistant.cli.console import tell, tell_json
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
        description="Find works that are like a picture by subject, handling, palette or values. Offline.",
    )
    parser.add_argument("picture", metavar="PICTURE")
    parser.add_argument("--gallery", metavar="N", help="a gallery's name or folder (default: starter)")
    parser.add_argument("--top", type=int, metavar="K", help="how many works, 1-50 (default 8)")
    parser.add_argument("--weights", metavar="W", help="such as overall=1,manner=1,palette=0.5,value=2")
    parser.add_argument("--filter", metavar="WORDS", help="such as 'monet', 'artist:monet' or 'century:19'")
    parser.add_argument("--plus", action="append", default=[], metavar="PICTURE", help="add a picture's likeness")
    parser.add_argument(
        "--minus", action="append", default=[], metavar="PICTURE", help="take a picture's likeness away"
    )
    parser.add_argument("--mirror", action="store_true", help="also find values arranged the other way round")
    parser.add_argument("--no-diversify", action="store_true", help="the plain nearest: copies, and all by one hand")
    add_canvas(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Search and print."""
    from art_assistant.related import find_related

    gallery = {"name": arguments.gallery, "top": arguments.top}
    settings = Settings.load({"gallery": gallery, "analysis": {"canvas": arguments.canvas}})
    found = find_related(
        arguments.picture,
        settings=settings,
        weights=arguments.weights,
        keywords=arguments.filter,
        diversify=not arguments.no_diversify,
        mirror=arguments.mirror,
        plus=arguments.plus,
        minus=arguments.minus,
    )
    if arguments.json:
        tell_json(json.dumps(found.as_dict(), ensure_ascii=False))
    else:
        for line in _told(found).splitlines():
            tell(line)
    return 0


def _told(found: References) -> str:
    if not found.items:
        return (
            "No other work of the gallery answers: it holds none, --filter lets none pass, or all of the picture is "
            "transparent."
        )
    return "\n".join([*_LEADS[found.close_match], *(_line(item) for item in found.items)])


_LEADS: Final[Mapping[bool | None, list[str]]] = {
    True: [],
    False: ["No close match in this gallery; the nearest are:"],
    None: ["The gallery holds too few works to say whether any is close, or how rare a likeness is; the nearest are:"],
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
