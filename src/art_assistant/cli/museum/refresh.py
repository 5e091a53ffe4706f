"""``art-assistant museum refresh``: the whole line at once, from the museums to a gallery that has passed its gates."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.console import named_path, tell, tell_json
from art_assistant.cli.museum import fetch, line, store
from art_assistant.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

    from art_assistant.gallery.make.measuring import Tools
    from art_assistant.museum.line.measure import Executor

_ABOUT = """Fetch what museums hold now, measure what is new, build the gallery, lead it through its gates, and
publish it where --to names a store.
It may be stopped or killed at any moment: the same command goes on where it was, and ends with the same gallery.
A museum that does not answer ends it; a few pictures that cannot be had do not."""

_EXAMPLES = """examples:
  art-assistant museum refresh met --limit 500 --contact me@example.org
  art-assistant museum refresh met aic cleveland --line museum-line --contact me@example.org
  art-assistant museum refresh met --to releases --contact me@example.org
  art-assistant museum refresh folder ~/Pictures/paintings --csv rights.csv"""


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add the subcommand and its flags."""
    from argparse import RawDescriptionHelpFormatter

    refresh = actions.add_parser(
        "refresh",
        help="fetch, embed, build and verify, doing only what changed",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    refresh.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="met, aic, cleveland, folder FOLDER, wikiart FOLDER"
    )
    fetch.add_wanted(refresh)
    fetch.add_manner(refresh)
    line.add_line(refresh)
    line.add_executor(refresh)
    line.add_golden(refresh)
    refresh.add_argument("--to", metavar="DEST", help=f"publish it there: {store.STORE}")
    refresh.add_argument(
        "--channel", default="staging", metavar="C", help="what points at it then (default: staging, see promote)"
    )
    refresh.add_argument("--json", action="store_true", help="print one JSON object that tells what came of each step")
    refresh.set_defaults(run=_refresh, metadata_only=False, download_missing=False)


@dataclass
class Refresh:
    """One run through all steps.

    Attributes:
        arguments: as they were given.
        fetches: the arguments of each fetch.
        executor: who measures.
        told: what came of each step, JSON-ready.
        left: whether something is left that another start could bring.

    """

    arguments: argparse.Namespace
    fetches: Sequence[argparse.Namespace]
    executor: Executor
    told: dict[str, Any] = field(default_factory=dict)
    left: bool = False

    @cached_property
    def catalogues(self) -> list[Path]:
        """The folders of the catalogues."""
        return [fetch.catalogue_of(one) for one in self.fetches]

    @cached_property
    def line(self) -> Path:
        """The line's folder."""
        folder: Path | None = self.arguments.line
        return folder or line.line_beside(self.catalogues)

    @cached_property
    def tools(self) -> Tools:
        """What measures pictures."""
        return line.tools()

    def tell(self, step: str, summary: Any, lines: Iterable[str]) -> None:
        """Keep what came of a step, and print it unless one object at the end tells everything."""
        self.told[step] = summary
        if not self.arguments.json:
            for text in lines:
                tell(text)


def _refresh(arguments: argparse.Namespace) -> int:
    run = Refresh(arguments, fetches_of(arguments), line.executor(arguments))
    try:
        for step in STEPS.values():
            if not step(run):
                break
    finally:
        if arguments.json:
            tell_json(json.dumps(run.told, ensure_ascii=False))
    return line.SOME_FAILED if run.left else 0


def fetches_of(arguments: argparse.Namespace) -> list[argparse.Namespace]:
    """Return the arguments of one fetch for each source that is named.

    Raises:
        UsageError: a source is unknown or named twice, or a flag that names one file is given for several.

    """
    words, found = list(arguments.sources), []
    while words:
        one = copy.copy(arguments)
        one.source, one.folder = words.pop(0), None
        if one.source in fetch.LOCAL:
            if not words:
                raise UsageError(f"Name the folder: art-assistant museum refresh {one.source} FOLDER.")
            one.folder = named_path(words.pop(0))
        elif one.source not in fetch.MUSEUMS:
            raise UsageError(f"There is no source '{one.source}'; there are met, aic, cleveland, folder and wikiart.")
        found.append(one)
    names = [one.source for one in found]
    if len(names) > 1 and (arguments.out is not None or arguments.csv is not None or len(set(names)) < len(names)):
        raise UsageError("With several sources each is named once, and --out and --csv are not given.")
    return found


def _fetch(run: Refresh) -> bool:
    """Bring every catalogue up to date; whether to go on."""
    summaries = []
    for one, place in zip(run.fetches, run.catalogues, strict=True):
        done, host = fetch.fetched(one)
        summaries.append({"catalogue": str(place), **fetch.summary(done)})
        run.left |= not done.complete
        run.tell("fetch", summaries, fetch.told(done, str(place), host))
        if done.left_alone:
            # Half a museum is not published in the place of a whole one.
            return False
    return True


def _embed(run: Refresh) -> bool:
    from art_assistant.cli.console import CountLine
    from art_assistant.museum.line.embed import embed

    with CountLine() as watch:
        done = embed(run.catalogues, run.line, run.tools, watch, run.executor)
    run.left |= bool(done.failed)
    run.tell("embed", {"line": str(run.line)} | line.embedded_summary(done), line.embedded_lines(done, run.line))
    line.tell_failed(done)
    return True


def _build(run: Refresh) -> bool:
    from art_assistant.museum.line.build import build

    done = build(run.line)
    run.tell("build", line.built_summary(done), line.built_lines(done))
    return True


def _verify(run: Refresh) -> bool:
    from art_assistant.museum.line.verify import verify

    done = verify(run.line, run.tools, golden=run.arguments.golden)
    run.tell("verify", line.verified_summary(done), line.verified_lines(done))
    line.refuse_failed(done)
    return True


def _publish(run: Refresh) -> bool:
    dest, channel = run.arguments.to, run.arguments.channel
    if dest is not None:
        release = store.published(run.line, dest, channel)
        run.tell("publish", store.pointed_summary(channel, release), [store.pointed_line(channel, release)])
    return True


STEPS: Final[dict[str, Callable[[Refresh], bool]]] = {
    "fetch": _fetch,
    "embed": _embed,
    "build": _build,
    "verify": _verify,
    "publish": _publish,
}
"""The steps by name, in their order; each says whether to go on."""
