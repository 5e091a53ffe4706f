"""``art-assistant museum embed``, ``build`` and ``verify``: from catalogues to a gallery that has passed its gates."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from art_assistant.cli.console import counted, named_path, plain, tell, tell_json
from art_assistant.errors import NotVerifiedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from art_assistant.gallery.make.measuring import Tools
    from art_assistant.museum.line.build import BuiltLine
    from art_assistant.museum.line.embed import Embedded
    from art_assistant.museum.line.measure import Executor
    from art_assistant.museum.line.verify import Verified

SOME_FAILED: Final = 4
_SHOWN: Final = 10
_CATALOGUE: Final = "-catalogue"
_WORDS: Final = {True: "passed", False: "FAILED", None: "absent"}


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add the subcommands and their flags."""
    embed = _action(actions, "embed", _embed, "measure the pictures of catalogues; only what changed is measured again")
    embed.add_argument("catalogues", nargs="+", type=named_path, metavar="CATALOGUE", help="a folder of 'museum fetch'")
    add_line(embed)
    add_executor(embed)
    build = _action(actions, "build", _build, "make a gallery of what was measured")
    verify = _action(actions, "verify", _verify, "lead the gallery through its gates; it is published only after that")
    for parser in (build, verify):
        parser.add_argument("line", type=named_path, metavar="LINE", help="the line's folder")
    add_golden(verify)
    verify.add_argument(
        "--remember", action="store_true", help="the present answers become the golden queries of later galleries"
    )
    for parser in (embed, build, verify):
        parser.add_argument("--json", action="store_true", help="print one JSON object that tells everything")


def _action(actions: argparse._SubParsersAction[Any], name: str, run: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=f"{text[:1].upper()}{text[1:]}.")
    parser.set_defaults(run=run)
    return parser


def add_line(parser: argparse.ArgumentParser) -> None:
    """Add the flag that names the line's folder."""
    parser.add_argument(
        "--line", type=named_path, metavar="DIR", help="the line's folder (default: beside the catalogue)"
    )


def add_executor(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say who measures."""
    parser.add_argument(
        "--executor", choices=("local", "ray"), help="who measures: processes of this machine (default), or Ray Data"
    )
    parser.add_argument(
        "--cluster", metavar="HOST:PORT", help="the Ray cluster (default: a Ray on this machine, begun for this run)"
    )


def add_golden(parser: argparse.ArgumentParser) -> None:
    """Add the flag that names the golden queries."""
    parser.add_argument(
        "--golden", type=named_path, metavar="FILE", help="the golden queries (default: golden.json of the line)"
    )


def line_beside(catalogues: Sequence[Path]) -> Path:
    """Return where the line of catalogues lies unless somebody says otherwise."""
    first = catalogues[0].absolute()
    name = first.name.removesuffix(_CATALOGUE) if len(catalogues) == 1 else "museum"
    return catalogues[0].parent / f"{name}-line"


def tools() -> Tools:
    """Return what measures pictures, within the limits of the settings."""
    from art_assistant.gallery.make.measuring import usual_tools
    from art_assistant.settings import Settings
    from art_assistant.study.opening import limits_of

    settings = Settings.load()
    return usual_tools(limits_of(settings), settings.models)


def executor(arguments: argparse.Namespace) -> Executor:
    """Return who measures, as the flags or the settings say."""
    from art_assistant.museum.spread.choose import executor_of
    from art_assistant.settings import Settings

    return executor_of(Settings.load({"line": {"executor": arguments.executor, "cluster": arguments.cluster}}).line)


def _embed(arguments: argparse.Namespace) -> int:
    from art_assistant.cli.console import CountLine
    from art_assistant.museum.line.embed import embed

    folder, by = arguments.line or line_beside(arguments.catalogues), executor(arguments)
    with CountLine() as watch:
        done = embed(arguments.catalogues, folder, tools(), watch, by)
    _tell(arguments, {"line": str(folder)} | embedded_summary(done), embedded_lines(done, folder))
    tell_failed(done)
    return SOME_FAILED if done.failed else 0


def _build(arguments: argparse.Namespace) -> int:
    from art_assistant.museum.line.build import build

    done = build(arguments.line)
    _tell(arguments, built_summary(done), built_lines(done))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from art_assistant.museum.line.verify import verify

    done = verify(arguments.line, tools(), golden=arguments.golden, remembers=arguments.remember)
    _tell(arguments, verified_summary(done), verified_lines(done))
    refuse_failed(done)
    return 0


def _tell(arguments: argparse.Namespace, summary: dict[str, Any], lines: Iterator[str]) -> None:
    if arguments.json:
        tell_json(json.dumps(summary, ensure_ascii=False))
        return
    for line in lines:
        tell(line)


def tell_failed(done: Embedded) -> None:
    """Name, for the person at the terminal, the works whose pictures cannot be used."""
    for name, reason in list(done.failed.items())[:_SHOWN]:
        print(plain(f"  {name}: {reason}"), file=sys.stderr)
    if len(done.failed) > _SHOWN:
        print(f"  ... and {len(done.failed) - _SHOWN} more; --json names all", file=sys.stderr)


def refuse_failed(done: Verified) -> None:
    """Raise NotVerifiedError where a gate was not passed."""
    if done.failed:
        raise NotVerifiedError(
            f"The gallery did not pass {counted(len(done.failed), 'gate')}: {', '.join(done.failed)}."
        )


def embedded_summary(done: Embedded) -> dict[str, Any]:
    """Return what came of the measuring, JSON-ready."""
    return asdict(done) | {"passed": dict(done.passed)}


def embedded_lines(done: Embedded, folder: Path) -> Iterator[str]:
    """Yield the lines that tell what came of the measuring."""
    moved = f", {done.recognised} known from before and moved" if done.recognised else ""
    yield (
        f"The line in {folder} holds {counted(done.works, 'work')} in {counted(done.shards, 'shard')}: "
        f"{done.measured} measured now{moved}."
    )
    changes = done.changes
    yield (
        f"Since the last time: {len(changes.new)} new, {len(changes.pictures)} with another picture, "
        f"{len(changes.facts)} with other facts, {len(changes.gone)} gone."
    )
    if done.passed:
        yield f"Left out: {', '.join(f'{count} {reason}' for reason, count in done.passed.most_common())}."
    if done.failed:
        yield f"{counted(len(done.failed), 'picture')} cannot be used."


def built_summary(done: BuiltLine) -> dict[str, Any]:
    """Return what came of the building, JSON-ready."""
    return asdict(done) | {"folder": str(done.folder)}


def built_lines(done: BuiltLine) -> Iterator[str]:
    """Yield the line that tells what came of the building."""
    state = "; it was so before" if done.unchanged else ""
    yield f"The gallery in {done.folder} holds {counted(done.works, 'work')}{state}."


def verified_summary(done: Verified) -> dict[str, Any]:
    """Return what the gates found, JSON-ready."""
    gates = {name: verdict.as_dict() for name, verdict in done.verdicts.items()}
    return {"passed": not done.failed, "gates": gates, "remembered": done.remembered}


def verified_lines(done: Verified) -> Iterator[str]:
    """Yield the table of the gates."""
    for name, verdict in done.verdicts.items():
        yield f"{name:14} {_WORDS[verdict.passed]}  {verdict.said}"
