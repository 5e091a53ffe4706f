"""``art-assistant similar``: a picture in, related works out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

    from art_assistant.gallery.facets import FacetVectors
    from art_assistant.gallery.search import Query, Reference, References
    from art_assistant.imaging.arrays import Picture
    from art_assistant.vision.backbone import Features


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
    parser.add_argument("--filter", default="", metavar="WORDS", help="such as 'monet', 'artist:monet' or 'century:19'")
    parser.add_argument("--plus", action="append", default=[], metavar="PICTURE", help="add a picture's likeness")
    parser.add_argument(
        "--minus", action="append", default=[], metavar="PICTURE", help="take a picture's likeness away"
    )
    parser.add_argument("--mirror", action="store_true", help="also find values arranged the other way round")
    parser.add_argument("--no-diversify", action="store_true", help="the plain nearest: copies, and all by one hand")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Search and print."""
    from art_assistant.gallery.home import open_gallery
    from art_assistant.gallery.search import find_references

    settings = Settings.load({"gallery": {"name": arguments.gallery, "top": arguments.top}})
    gallery = open_gallery(settings=settings)
    found = find_references(gallery, _query(arguments, settings))
    print(json.dumps(found.as_dict(), ensure_ascii=False) if arguments.json else _told(found))
    return 0


def _query(arguments: argparse.Namespace, settings: Settings) -> Query:
    from art_assistant.gallery.facets import parse_weights
    from art_assistant.gallery.search import Query
    from art_assistant.measure import measure_picture

    weights = parse_weights(arguments.weights)
    picture, features, facets = _described(arguments.picture, settings)
    return Query(
        facets=facets,
        metrics=measure_picture(picture, features),
        weights=weights,
        top=settings.gallery.top,
        keywords=arguments.filter,
        diversify=not arguments.no_diversify,
        mirror=arguments.mirror,
        plus=tuple(_described(name, settings)[2] for name in arguments.plus),
        minus=tuple(_described(name, settings)[2] for name in arguments.minus),
        exclude=picture.sha256,
    )


def _described(name: str, settings: Settings) -> tuple[Picture, Features, FacetVectors]:
    from art_assistant.gallery.encoder import describe, shipped_encoder
    from art_assistant.pipeline import open_picture
    from art_assistant.vision.backbone import backbone

    picture = open_picture(name, settings=settings)
    features = backbone(settings.analysis.threads).run(picture.model_input)
    return picture, features, describe(picture, features, shipped_encoder())


def _told(found: References) -> str:
    if not found.items:
        return "Nothing in the gallery answers; leave out --filter or name another --gallery."
    lines = [] if found.close_match else ["No close match in this gallery; the nearest are:"]
    return "\n".join([*lines, *(_line(item) for item in found.items)])


def _line(item: Reference) -> str:
    work = item.artwork
    by = " ".join(part for part in (work.attribution, work.artist) if part) or work.nationality or "unknown artist"
    facts = ", ".join(part for part in (work.title or "untitled", by, work.date) if part)
    facets = "  ".join(f"{facet} {percentile:.0f}" for facet, percentile in item.facets.items())
    return f"{item.rank}. {facts}\n   {item.reason}\n   percentiles: {facets}"
