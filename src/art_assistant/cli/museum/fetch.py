"""``art-assistant museum fetch``: works and pictures of museums' open collections, brought into catalogues."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.console import counted, named_path, say, tell, tell_json
from art_assistant.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections import Counter
    from collections.abc import Callable, Iterator

    from art_assistant.imaging.limits import Limits
    from art_assistant.museum.fetch.run import Fetched, Order
    from art_assistant.museum.sources.hosts import Host
    from art_assistant.museum.sources.question import Inquiry
    from art_assistant.museum.sources.work import Ask, WorkSource

SOME_FAILED: Final = 4
LOCAL: Final = ("folder", "wikiart")
MUSEUMS: Final = ("met", "aic", "cleveland")

_ABOUT = """Fetch works in the public domain from a museum's open collection into a catalogue folder.
Nothing is asked of any network before this command, and it says whom it asks. It may be stopped or killed at any
moment: the same command goes on where it was. A file of yours is never replaced or removed."""

_EXAMPLES = """examples:
  art-assistant museum fetch met --limit 500 --contact me@example.org
  art-assistant museum fetch met --csv MetObjects.csv --min-year 1850 --max-year 1920 --contact me@example.org
  art-assistant museum fetch aic --query monet --balance-by-century --contact me@example.org
  art-assistant museum fetch folder ~/Pictures/paintings --out my-catalogue"""


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add the subcommand and its flags."""
    from argparse import RawDescriptionHelpFormatter

    fetch = actions.add_parser(
        "fetch",
        help="bring works and pictures into a catalogue folder",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    fetch.add_argument(
        "source", choices=(*MUSEUMS, *LOCAL), metavar="SOURCE", help="met, aic, cleveland, folder, wikiart"
    )
    fetch.add_argument(
        "folder", nargs="?", type=named_path, metavar="FOLDER", help="for folder and wikiart: where they lie"
    )
    add_wanted(fetch)
    add_manner(fetch)
    fetch.add_argument("--metadata-only", action="store_true", help="the catalogue without pictures")
    fetch.add_argument(
        "--download-missing", action="store_true", help="list nothing; fetch the pictures that are missing"
    )
    fetch.add_argument("--json", action="store_true", help="print one JSON object that tells what came of it")
    fetch.set_defaults(run=_fetch)


def add_wanted(fetch: argparse.ArgumentParser) -> None:
    """Add the flags that say which works are wanted."""
    fetch.add_argument("--limit", type=int, default=5000, metavar="N", help="how many works at most (default 5000)")
    fetch.add_argument("--query", default="", metavar="WORDS", help="words to look for")
    fetch.add_argument(
        "--medium",
        choices=("oil", "any"),
        help="works in oil alone, or in anything (default: oil; any on this machine)",
    )
    fetch.add_argument("--min-year", type=int, metavar="YEAR", help="none earlier than this")
    fetch.add_argument("--max-year", type=int, metavar="YEAR", help="none later than this")
    fetch.add_argument(
        "--balance-by-century", action="store_true", help="as many of each century, as far as there are (1201 to now)"
    )
    fetch.add_argument("--all-rights", action="store_true", help="also works that are not in the public domain")
    fetch.add_argument(
        "--csv", type=named_path, metavar="FILE", help="met: its MetObjects.csv; folder: facts, as CSV or JSON"
    )


def add_manner(fetch: argparse.ArgumentParser) -> None:
    """Add the flags that say how they are fetched, and where to."""
    fetch.add_argument(
        "--out", type=named_path, metavar="DIR", help="the catalogue folder (default ./SOURCE-catalogue)"
    )
    fetch.add_argument("--contact", default="", metavar="ADDRESS", help="an e-mail or web address, told to the museum")
    fetch.add_argument(
        "--longest-side", type=int, default=512, metavar="PX", help="of a kept picture, 64-1600 (default 512)"
    )
    fetch.add_argument("--thumb", action="store_true", help="the museum's smallest picture will do")
    fetch.add_argument(
        "--delay", type=float, metavar="S", help="seconds between two requests (default: the museum's own)"
    )


def _fetch(arguments: argparse.Namespace) -> int:
    out = catalogue_of(arguments)
    done, asked = fetched(arguments)
    if arguments.json:
        tell_json(json.dumps({"catalogue": str(out), **summary(done)}, ensure_ascii=False))
    else:
        for line in told(done, str(out), asked):
            tell(line)
    return 0 if done.complete else SOME_FAILED


def catalogue_of(arguments: argparse.Namespace) -> Path:
    """Return the folder of the catalogue that the arguments name."""
    return arguments.out or Path(f"{arguments.source}-catalogue")


def fetched(arguments: argparse.Namespace) -> tuple[Fetched, str]:
    """Fetch what the arguments of ``museum fetch`` say; return what came of it, and the name of the host asked."""
    from art_assistant.cli.console import CountLine
    from art_assistant.museum.fetch.run import fetch

    out = catalogue_of(arguments)
    order = _order(arguments, out)
    _announce(arguments, order.host)
    with CountLine() as watch:
        done = fetch(order, out, watch)
    return done, order.host.place[0] if order.host is not None else ""


def _announce(arguments: argparse.Namespace, host: Host | None) -> None:
    """Say whom this will ask, before anything is asked."""
    if host is not None:
        say(f"Asking {host.name} at {host.place[0]}. {host.terms}")
    elif arguments.source == "wikiart":
        from art_assistant.museum.sources.wikiart import TERMS

        say(TERMS)


def _order(arguments: argparse.Namespace, out: Path) -> Order:
    from art_assistant.museum.fetch.run import Order
    from art_assistant.museum.sources.hosts import host_for

    _check(arguments)
    if arguments.folder is not None:
        from art_assistant.museum.sources.folder import refuse_inside

        refuse_inside(out, arguments.folder)
    host = host_for(arguments.source) if arguments.source in MUSEUMS else None
    question = _question(arguments)
    return Order(
        question,
        _maker(arguments, question, host),
        host,
        contact=arguments.contact,
        delay=arguments.delay,
        facts_only=arguments.metadata_only,
        missing_only=arguments.download_missing,
        limits=_limits(),
    )


def _check(arguments: argparse.Namespace) -> None:
    local = arguments.source in LOCAL
    if local != (arguments.folder is not None):
        raise UsageError(
            f"Name the folder: art-assistant museum fetch {arguments.source} FOLDER."
            if local
            else f"'{arguments.source}' is asked over the network and takes no folder; use --out for the catalogue's."
        )
    if arguments.metadata_only and arguments.download_missing:
        raise UsageError("--metadata-only leaves pictures out and --download-missing fetches them; give one of them.")
    if arguments.delay is not None and not 0 <= arguments.delay <= 3600:
        raise UsageError(f"--delay must be from 0 to 3600 seconds, not {arguments.delay:g}.")
    if arguments.csv is not None and arguments.source not in {"met", "folder"}:
        raise UsageError("--csv goes with met, its open-access table, or with folder, a table of facts.")
    if not local:
        _check_network(arguments)


def _check_network(arguments: argparse.Namespace) -> None:
    from art_assistant.base.wellformed import is_line

    contact = arguments.contact
    if not (contact.isascii() and is_line(contact) and any(sign in contact for sign in "@/") and len(contact) <= 200):
        raise UsageError("Say with --contact how the museum reaches you, such as --contact me@example.org.")
    if find_spec("httpx") is None or find_spec("httpcore") is None:
        raise UsageError("Fetching needs its extra: pip install 'art-assistant[museum]'.")


def _question(arguments: argparse.Namespace) -> Inquiry:
    from art_assistant.museum.sources.met_csv import digest_of
    from art_assistant.museum.sources.question import Inquiry

    local = arguments.source in LOCAL
    return Inquiry(
        arguments.source,
        place=str(arguments.folder.absolute()) if local else "",
        query=" ".join(arguments.query.split()),
        limit=arguments.limit,
        oil=(arguments.medium or ("any" if local else "oil")) == "oil",
        first=arguments.min_year,
        last=arguments.max_year,
        balance=arguments.balance_by_century,
        thumb=arguments.thumb,
        side=arguments.longest_side,
        everything=arguments.all_rights,
        table=digest_of(arguments.csv) if arguments.csv is not None else "",
    )


def _maker(arguments: argparse.Namespace, question: Inquiry, host: Host | None) -> Callable[[Ask], WorkSource]:
    """Return what makes the source; what is wrong with its files is found now, before any folder is made."""
    if host is None:
        local = _local_source(arguments, question)
        return lambda _ask: local
    from art_assistant.museum.sources.aic import ArtInstitute
    from art_assistant.museum.sources.cleveland import Cleveland
    from art_assistant.museum.sources.met import Met
    from art_assistant.museum.sources.met_csv import OpenTable

    table = OpenTable(arguments.csv, question) if arguments.csv is not None else None
    if table is not None:
        table.check()
    makers: dict[str, Callable[[Ask], WorkSource]] = {
        "met": lambda ask: Met(host, ask, question, table, arguments.metadata_only),
        "aic": lambda ask: ArtInstitute(host, ask, question),
        "cleveland": lambda ask: Cleveland(host, ask, question),
    }
    return makers[arguments.source]


def _local_source(arguments: argparse.Namespace, question: Inquiry) -> WorkSource:
    from art_assistant.museum.sources.folder import Folder, folder_of, read_facts
    from art_assistant.museum.sources.wikiart import WikiArt, place_of

    limits = _limits()
    if arguments.source == "wikiart":
        return WikiArt(place_of(arguments.folder), question, limits)
    facts = read_facts(arguments.csv) if arguments.csv is not None else {}
    return Folder(folder_of(arguments.folder), question, facts, limits)


def _limits() -> Limits:
    """Return what one picture may cost; the room of the studies knows it too, and loads the networks."""
    from art_assistant.imaging.limits import Limits
    from art_assistant.settings import Settings

    chosen = Settings.load().limits
    return Limits(max_bytes=int(chosen.max_mb * 1_000_000), max_pixels=int(chosen.max_megapixels * 1_000_000))


def summary(done: Fetched) -> dict[str, Any]:
    """Return what came of a fetch, JSON-ready."""
    return {
        "works": done.works,
        "pictures": done.pictures,
        "pictures_by_reason": dict(done.kept.most_common()),
        "passed_over": dict(done.passed.most_common()),
        "left_alone": done.left_alone or None,
        "retry_after": done.wait,
        "complete": done.complete,
    }


def told(done: Fetched, place: str, host: str) -> Iterator[str]:
    """Yield the lines that tell what came of a fetch."""
    yield f"The catalogue in {place} holds {counted(done.works, 'work')}, {done.pictures} with a picture."
    if done.kept:
        yield f"Pictures: {_by_reason(done.kept)}."
    if done.passed:
        yield f"Passed over: {_by_reason(done.passed)}."
    if done.left_alone:
        wait = f" It asks for {done.wait:.0f} seconds." if done.wait else ""
        yield f"{host} does not answer us now ({done.left_alone}).{wait}"
    if not done.complete:
        yield "Something is left: the same command goes on from here."


def _by_reason(reasons: Counter[str]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
