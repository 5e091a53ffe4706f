"""``art-assistant analyze``: pictures in, studies out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from art_assistant.cli.sources import find_pictures, study_folders
from art_assistant.errors import ArtAssistantError
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

    from art_assistant.advice.intent import Intent

SOME_FAILED = 4


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    parser = commands.add_parser(
        "analyze",
        help="study one picture, several, or a folder of them",
        description="Study pictures: masses, notans, palette, focal points. Offline; nothing leaves this machine.",
    )
    parser.add_argument("pictures", nargs="+", metavar="PICTURE", help="a picture or a folder of pictures")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write (default: ./<name>-study)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line; write files only with --out")
    parser.add_argument("--blocks", type=int, metavar="K", help="value masses, 4-6 (default 5)")
    parser.add_argument("--coherence", type=float, metavar="C", help="0-1: fidelity against bigness (default 0.6)")
    parser.add_argument("--plan", type=int, metavar="K", help="steps of the value plan, 3-8 (default 7)")
    parser.add_argument("--plan-method", choices=("quantile", "equal", "breaks"), help="default quantile")
    parser.add_argument("--size", type=int, metavar="PX", help="long side of the working copy, 300-420 (default 360)")
    parser.add_argument(
        "--intent", default="", metavar="TEXT", help='what it is meant to be, such as "high key, quiet"'
    )
    parser.add_argument("--focus", metavar="X,Y", help="where the eye should go first, as fractions from the top left")
    parser.add_argument("--genre", default="", help="portrait, landscape, still life ...")
    parser.set_defaults(run=run)


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings with this command's flags over them."""
    names = ("blocks", "coherence", "plan", "plan_method", "size")
    return Settings.load({"analysis": {name: getattr(arguments, name) for name in names}})


def run(arguments: argparse.Namespace) -> int:
    """Study every picture; one failure does not stop the rest."""
    from art_assistant.advice.intent import read_intent

    settings = settings_of(arguments)
    intent = read_intent(arguments.intent, focus=arguments.focus, genre=arguments.genre)
    pictures = find_pictures(arguments.pictures)
    folders = study_folders(pictures, arguments.out)
    writes = arguments.out is not None or not arguments.json
    failures: list[ArtAssistantError] = []
    several = len(pictures) > 1
    with tqdm(total=len(pictures), unit="picture", disable=not (several and sys.stderr.isatty())) as bar:
        for picture, folder in zip(pictures, folders, strict=True):
            try:
                _study(picture, folder if writes else None, settings, intent, as_lines=arguments.json)
            except ArtAssistantError as error:
                failures.append(error)
                _report_failure(picture, error, as_lines=arguments.json, bar=bar)
            bar.update()
    if not failures:
        return 0
    return SOME_FAILED if several else failures[0].exit_status


def _study(path: Path, folder: Path | None, settings: Settings, intent: Intent, *, as_lines: bool) -> None:
    from art_assistant.pipeline import analyze
    from art_assistant.report import as_json, write_study

    report = analyze(path, intent=intent, settings=settings)
    if folder is not None:
        written = write_study(report, folder)
        if not as_lines:
            tqdm.write("\n".join(str(name) for name in written if name.suffix != ".png" or name.stem == "study"))
    if as_lines:
        print(as_json(report), flush=True)


def _report_failure(path: Path, error: ArtAssistantError, *, as_lines: bool, bar: tqdm[Any]) -> None:
    line = " ".join(str(error).split())
    bar.write(f"art-assistant: {path.name}: {line}", file=sys.stderr)
    if as_lines:
        print(json.dumps({"picture": {"name": path.name}, "error": error.as_dict()}, ensure_ascii=False), flush=True)
