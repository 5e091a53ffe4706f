"""``art-assistant analyze``: pictures in, studies out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from art_assistant import log
from art_assistant.cli.console import ProgressLine, hush, named_path, say, tell, tell_json
from art_assistant.errors import ArtAssistantError, OutputError, UsageError, fault_of_our_own
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

    from art_assistant.advice.finding.intent import Intent
    from art_assistant.cli.sources import Named, Source
    from art_assistant.cli.targets import Targets
    from art_assistant.report.model import Report
    from art_assistant.report.works_seen import Museums, WorksSeen

SOME_FAILED = 4

_ABOUT = """Study pictures: masses, notans, palette, focal points. Offline: nothing leaves this machine, unless your
settings name a language model or ask museums for pictures of related works.
The measurements of one picture take a fraction of a second. Drawing all its pictures takes some seconds more;
--views draws fewer. A file that no study of ours wrote is never replaced or removed."""

_EXAMPLES = """examples:
  art-assistant analyze painting.jpg
  art-assistant analyze painting.jpg --views study,masses
  art-assistant analyze painting.jpg --layers ora --swatches gpl
  art-assistant analyze *.jpg --out studies
  art-assistant analyze --json --views none - < painting.jpg"""


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    from argparse import RawDescriptionHelpFormatter

    parser = commands.add_parser(
        "analyze",
        help="study one picture, several, or a folder of them",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "pictures", nargs="+", metavar="PICTURE", help="a picture, a folder of pictures, or - for one that is piped in"
    )
    parser.add_argument("--out", type=named_path, metavar="DIR", help="where to write (default: ./<name>-study)")
    parser.add_argument("--force", action="store_true", help="replace an untouched study of another picture")
    parser.add_argument("--views", metavar="V", help="draw only these, by commas; 'none' draws none (default: all)")
    parser.add_argument("--layers", metavar="F", help="files for paint programs, by commas: ora, psd, svg")
    parser.add_argument("--swatches", metavar="F", help="the palette for paint programs, by commas: gpl, ase, aco")
    parser.add_argument("--pdf", action="store_true", help="the study sheet for the printer, exact in millimetres")
    parser.add_argument("--paper", choices=("a4", "letter"), help="paper of the study sheet (default a4)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line; write files only with --out")
    parser.add_argument(
        "--gallery", metavar="N", help="a gallery's name or folder for related works (default: starter)"
    )
    parser.add_argument(
        "--mixes", action="store_true", default=None, help="also tell tubes to mix each colour from, approximately"
    )
    parser.add_argument("--blocks", type=int, metavar="K", help="value masses, 4-6 (default 5)")
    parser.add_argument("--coherence", type=float, metavar="C", help="0-1: fidelity against bigness (default 0.6)")
    parser.add_argument("--plan", type=int, metavar="K", help="steps of the value plan, 3-8 (default 7)")
    parser.add_argument("--plan-method", choices=("quantile", "equal", "breaks"), help="default quantile")
    parser.add_argument(
        "--plan-brush", type=float, metavar="B", help="no speck smaller; 0-0.15 of the short side (default 0.04)"
    )
    parser.add_argument(
        "--notan-threshold", type=float, metavar="L", help="L* that parts light from shadow, 0-100 (default: found)"
    )
    parser.add_argument("--size", type=int, metavar="PX", help="long side of the working copy, 300-420 (default 360)")
    parser.add_argument(
        "--intent", default="", metavar="TEXT", help='what it is meant to be, such as "high key, quiet"'
    )
    parser.add_argument("--focus", metavar="X,Y", help="where the eye should go first, as fractions from the top left")
    parser.add_argument("--genre", default="", metavar="TEXT", help="portrait, landscape, still life ...")
    parser.add_argument(
        "--kind",
        choices=("auto", "painting", "drawing", "photograph", "other"),
        help="what it is (default: found out); a drawing may be a print",
    )
    add_canvas(parser)
    parser.add_argument(
        "--no-correct", dest="correct", action="store_false", default=None, help="leave the photograph as it is"
    )
    parser.set_defaults(run=run)


def add_canvas(parser: argparse.ArgumentParser) -> None:
    """Add the flag that says where the picture lies in its file."""
    parser.add_argument(
        "--canvas",
        metavar="auto|off|X,Y,...",
        help="find the picture in its file (default), study the file whole, or its four corners as fractions, "
        "clockwise from the top left",
    )


def settings_of(arguments: argparse.Namespace) -> Settings:
    """Return the settings with this command's flags over them."""
    names = ("blocks", "coherence", "plan", "plan_method", "plan_brush", "notan_threshold")
    found = {name: getattr(arguments, name) for name in (*names, "mixes", "size", "kind", "canvas", "correct")}
    flags = {"analysis": found, "gallery": {"name": arguments.gallery}}
    return Settings.load(flags)


def run(arguments: argparse.Namespace) -> int:
    """Study every picture; one failure does not stop the rest."""
    from art_assistant.advice.finding.intent import read_intent
    from art_assistant.cli.sources import find_pictures
    from art_assistant.gallery.home import open_gallery

    settings = settings_of(arguments)
    intent = read_intent(arguments.intent, focus=arguments.focus, genre=arguments.genre)
    named = find_pictures(arguments.pictures)
    targets = _targets(arguments, named)
    _say_passed(named.passed, named.repeats)
    if len(named.sources) > 1:
        open_gallery(None, settings)  # what is wrong with it is said once, not of every picture
    museums = _museums(settings) if targets is not None else None
    total = len(named.sources) + len(named.failed)
    batch = _Batch(settings, intent, targets, arguments.json, total, museums, named=arguments.views is not None)
    for name, error in named.failed:
        batch.fail(Path(name).name or name, error)
    for number, source in enumerate(named.sources, start=1):
        batch.take(source, number)
    return batch.end(arguments.out)


def _targets(arguments: argparse.Namespace, named: Named) -> Targets | None:
    from art_assistant.cli.targets import Targets
    from art_assistant.files.ways import chosen_ways
    from art_assistant.report.target import chosen_views, identities

    chosen = chosen_ways(arguments.layers, arguments.swatches)
    views = (*chosen_views(arguments.views), *chosen, *_sheets(pdf=arguments.pdf, paper=arguments.paper))
    if arguments.json and arguments.out is None:
        return None
    own = identities(source.path for source in named.sources if source.path is not None)
    return Targets(arguments.out, views, own, alone=len(named.sources) == 1, force=arguments.force)


def _sheets(*, pdf: bool, paper: str | None) -> tuple[str, ...]:
    """Return the name of the study sheet that is asked for, if any, before any picture is studied for it."""
    from art_assistant.files.ways import SHEETS
    from art_assistant.report.print.sheet import require_pdf

    if paper is not None and not pdf:
        raise UsageError("--paper says on which paper the study sheet is; add --pdf.")
    if not pdf:
        return ()
    require_pdf()
    return (SHEETS[paper or "a4"].name,)


def _museums(settings: Settings) -> Museums | None:
    """Return who asks museums for pictures, if anybody; where nobody can, the studies go on without."""
    from art_assistant.museum.sources.hosts import place_elsewhere
    from art_assistant.report.works_seen import museums_of
    from art_assistant.study.opening import limits_of

    if not settings.gallery.remote_pictures:
        return None
    named = place_elsewhere()
    try:
        return museums_of(settings, limits=limits_of(settings), named=named)
    except UsageError as error:
        say(str(error))
        return None


def _say_passed(passed: Counter[str], repeats: int) -> None:
    from art_assistant.cli.telling import told_passed

    if passed:
        say(f"Left out: {told_passed(passed)}.")
    if repeats:
        say(f"Named more than once and studied once: {repeats}.")


@dataclass(slots=True)
class _Batch:
    """The pictures of one run, one after the other."""

    settings: Settings
    intent: Intent
    targets: Targets | None
    as_lines: bool
    total: int
    museums: Museums | None = None
    named: bool = False
    failures: list[ArtAssistantError] = field(default_factory=list)

    def take(self, source: Source, number: int) -> None:
        """Study one picture and say where its study is, or why there is none."""
        try:
            with ProgressLine(source.name, number, self.total) as progress:
                line = self._study(source, progress)
            self._result(line)
        except ArtAssistantError as error:
            self.fail(source.name, error)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - one odd file never stops the rest
            log.get_logger(__name__).debug("picture failed", exc_info=True)
            self.fail(source.name, fault_of_our_own(error))

    def _study(self, source: Source, progress: ProgressLine) -> str:
        from art_assistant.pipeline import analyze
        from art_assistant.report import as_json, write_study
        from art_assistant.report.views import undrawn
        from art_assistant.report.words.front import front_told
        from art_assistant.study.opening import limits_of

        data = source.read(limits_of(self.settings))
        stem = source.name if source.path is None else source.path.stem
        targets = self.targets
        folder = targets.folder(stem, hashlib.sha256(data).hexdigest()) if targets else None
        report = analyze(data, name=source.name, intent=self.intent, settings=self.settings)
        if folder is not None and targets is not None:
            views, inputs, force = targets.views, targets.inputs, targets.force
            works = self._works_seen(report, source.name, progress)
            write_study(report, folder, views=views, inputs=inputs, force=force, progress=progress, works=works)
        # A view that was named and cannot be had is said; of all views, those there are.
        missing = undrawn(report, targets.views) if targets is not None and self.named else []
        for line in missing:
            say(f"{source.name}: {line}")
        # Of several pictures, their pages say it.
        alone = self.total == 1 and not self.as_lines
        for line in front_told(report, briefly=True) if alone else ():
            say(f"{source.name}: {line}")
        return as_json(report) if self.as_lines else f"Open {folder and folder / 'report.html'}"

    def _works_seen(self, report: Report, name: str, progress: ProgressLine) -> WorksSeen:
        """Return museums' pictures of the related works; who is asked is said before anybody is."""
        from art_assistant.report.works_seen import UNSEEN

        hosts = self.museums.hosts(report.references) if self.museums is not None else ()
        if self.museums is None or not hosts:
            return UNSEEN
        say(f"{name}: asking {', '.join(hosts)} for pictures of related works (gallery.remote_pictures).")
        works = self.museums.seen(report.references, progress)
        for line in works.told():
            say(f"{name}: {line}")
        return works

    def _result(self, line: str) -> None:
        try:
            (tell_json if self.as_lines else tell)(line)
        except BrokenPipeError:
            # Studies are worth finishing though nobody hears of them; lines for nobody are not.
            if self.targets is None:
                raise
            hush()

    def fail(self, name: str, error: ArtAssistantError) -> None:
        """Say why a picture has no study."""
        self.failures.append(error)
        say(f"{name}: {error}")
        if self.as_lines:
            form = {"picture": {"name": name}, "error": error.as_dict()}
            with suppress(OutputError):
                self._result(json.dumps(form, ensure_ascii=False))

    def end(self, out: Path | None) -> int:
        """Sum up, and return the exit status."""
        if self.total > 1 and self.targets is not None:
            done = self.total - len(self.failures)
            where = f"in {out}" if out is not None else "in folders of their own, where you stand"
            say(f"{done} of {self.total} pictures studied, {where}.")
        if not self.failures:
            return 0
        return SOME_FAILED if self.total > 1 else self.failures[0].exit_status
