"""``art-assistant project``: a reference, the attempts at it, and whether they come nearer."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from art_assistant.cli.console import counted, named_path, say, tell, tell_json
from art_assistant.errors import UsageError
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from art_assistant.practice.projects import Original, Project

_ABOUT = """A project is a reference and your dated attempts at it. Each attempt is compared with the reference when it
is added; from the second on it is said what came nearer. All of it, the pictures too, stays in one file on this
machine."""

_EXAMPLES = """examples:
  art-assistant project new "Blue vase" reference.jpg
  art-assistant project add "Blue vase" second.jpg --day 2026-05-08 --note "lost the shadow side"
  art-assistant project intend "Blue vase" value-upper-left
  art-assistant project show "Blue vase"
  art-assistant project export "Blue vase" vase-backup"""


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command, its subcommands and their flags."""
    from argparse import RawDescriptionHelpFormatter

    parser = commands.add_parser(
        "project",
        help="keep attempts at one reference, and see what comes nearer",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    new = _action(actions, "new", _new, "begin a project")
    new.add_argument("name", metavar="NAME", help="what to call it")
    new.add_argument("reference", metavar="REFERENCE", help="what is painted from, cropped to what is to be painted")
    _register_add(actions)
    intend = _action(actions, "intend", _intend, "remember differences that are meant, so that they are not told again")
    intend.add_argument("name", metavar="NAME")
    intend.add_argument("differences", nargs="+", metavar="ID", help="a difference, or a kind of them")
    intend.add_argument("--undo", action="store_true", help="tell of them again")
    show = _action(actions, "show", _show, "list the projects, or tell one attempt by attempt")
    show.add_argument("name", nargs="?", metavar="NAME")
    show.add_argument("--json", action="store_true", help="print one JSON object, comparisons included")
    export = _action(actions, "export", _export, "write a project's pictures and numbers into a new folder")
    export.add_argument("name", metavar="NAME")
    export.add_argument("folder", type=named_path, metavar="DIR")
    delete = _action(actions, "delete", _delete, "delete a project, one attempt of it, or all projects, for good")
    delete.add_argument("name", nargs="?", metavar="NAME")
    delete.add_argument("--attempt", type=int, metavar="N", help="only this attempt")
    delete.add_argument("--all", action="store_true", help="every project")


def _action(
    actions: argparse._SubParsersAction[Any], name: str, run: Callable[[argparse.Namespace], int], about: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=about, description=about.capitalize() + ".")
    parser.set_defaults(run=run)
    return parser


def _register_add(actions: argparse._SubParsersAction[Any]) -> None:
    add = _action(actions, "add", _add, "compare a photograph of your painting with the reference, and keep both")
    add.add_argument("name", metavar="NAME")
    add.add_argument("painting", metavar="PAINTING", help="a photograph of the painting")
    add.add_argument("--note", default="", metavar="TEXT", help="your own words about it")
    add.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help="when it was painted (default: today)")
    add.add_argument("--corners", metavar="X,Y,...", help="the painting's corners in its photograph, as for 'compare'")
    add.add_argument("--card", metavar="X,Y", help="a point of the photograph on a grey or white card")
    add.add_argument(
        "--intended",
        action="append",
        default=[],
        metavar="ID",
        help="a difference, or a kind of them, that is meant: in this and in all later attempts",
    )


def _day(text: str) -> date:
    from argparse import ArgumentTypeError

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"'{text[:20]}' is no day such as 2026-05-31") from error


def _new(arguments: argparse.Namespace) -> int:
    from art_assistant.practice.projects import Projects
    from art_assistant.study.opening import open_picture

    settings = Settings.load()
    reference = _read(arguments.reference, settings)
    # What cannot be decoded is no reference, and is better refused now than at the first attempt.
    open_picture(reference.data, name=reference.name, settings=settings)
    with Projects.open(settings) as projects:
        projects.new(arguments.name, reference, _today())
    tell(f"Begun. Paint, photograph the painting, and: art-assistant project add '{arguments.name.strip()}' PAINTING")
    return 0


def _add(arguments: argparse.Namespace) -> int:
    from art_assistant.cli.attempts.ways import WRITTEN
    from art_assistant.errors import ProjectError
    from art_assistant.practice.adding import Where, compared, keep, seen_by
    from art_assistant.practice.progress import told
    from art_assistant.report.compared import told as told_of
    from art_assistant.report.compared import told_reason

    settings = Settings.load()
    painting = _read(arguments.painting, settings)
    now = compared(settings, arguments.name, painting, Where(arguments.corners, arguments.card))
    if now.findings is None:
        raise ProjectError(f"Not added, as it cannot be compared: {told_reason(now, WRITTEN)}")
    said = {"day": arguments.day or _today(), "note": arguments.note, "intended": arguments.intended}
    number, project = keep(settings, arguments.name, painting, now, **said)
    tell(f"Attempt {number} of '{project.name}' is kept.")
    for line in (*told_of(seen_by(project, now), None, WRITTEN), *told(project), *_exercised(project)):
        tell(line)
    return 0


def _exercised(project: Project) -> Iterator[str]:
    """Yield what became of the exercises of the attempt before, and those that follow from the last one."""
    from art_assistant.practice.exercises import next_exercises, outcomes

    last = project.attempts[-1].number if project.attempts else 0
    for outcome in outcomes(project):
        if outcome.attempt == last:
            yield f"Measured again, {outcome.exercise.difference['id']}. {outcome.text}"
    for exercise in next_exercises(project):
        yield f"To do next, {exercise.difference['id']}. {exercise.text}"


def _intend(arguments: argparse.Namespace) -> int:
    from art_assistant.practice.marking import mark
    from art_assistant.practice.projects import Projects

    with Projects.open(Settings.load()) as projects:
        for one in arguments.differences:
            if arguments.undo:
                projects.tell_again(arguments.name, one)
            else:
                mark(projects, arguments.name, one)
        project = projects.project(arguments.name)
    meant = ", ".join(one.difference for one in project.intended) or "nothing"
    tell(f"Meant in '{project.name}', and not told: {meant}.")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from art_assistant.practice.carry import as_dict
    from art_assistant.practice.projects import Projects

    with Projects.open(Settings.load()) as projects:
        names = projects.names() if arguments.name is None else (arguments.name,)
        found = [projects.project(name) for name in names]
    if arguments.json:
        shown: Any = {"projects": [as_dict(one) for one in found]} if arguments.name is None else as_dict(found[0])
        tell_json(json.dumps(shown, ensure_ascii=False))
    elif arguments.name is None:
        for one in found:
            tell(f"{one.name}: {counted(len(one.attempts), 'attempt')}, begun {one.made.isoformat()}")
        if not found:
            say("There is no project yet; 'art-assistant project new NAME REFERENCE' begins one.")
    else:
        _tell(found[0])
    return 0


def _tell(project: Project) -> None:
    """Tell a project as a table: a row an attempt, a column a kind of difference."""
    from art_assistant.practice.progress import curves_of, told

    curves = curves_of(project.attempts)
    tell(f"{project.name}, begun {project.made.isoformat()}, from {project.picture}")
    for curve in curves:
        unit = f", {curve.aspect.unit}" if curve.aspect.unit else ""
        nearer = "less" if curve.aspect.falls else "more"
        tell(f"  {curve.aspect.key}: {curve.aspect.label}{unit}; {nearer} is nearer to the reference")
    if curves:
        tell("  ".join(["attempt", "day       ", *(curve.aspect.key for curve in curves)]))
    for place, attempt in enumerate(project.attempts):
        cells = [_cell(curve.values[place], curve.aspect.digits).rjust(len(curve.aspect.key)) for curve in curves]
        note = [attempt.note] if attempt.note else []
        tell("  ".join([f"{attempt.number:>7}", attempt.day.isoformat(), *cells, *note]))
    for line in (*told(project), *_exercised(project)):
        tell(line)
    if project.intended:
        tell(f"Meant, and not told: {', '.join(one.difference for one in project.intended)}.")


def _cell(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _export(arguments: argparse.Namespace) -> int:
    from art_assistant.practice.carry import export
    from art_assistant.practice.projects import Projects

    with Projects.open(Settings.load()) as projects:
        export(projects, arguments.name, arguments.folder)
    tell(f"Written to {arguments.folder}")
    return 0


def _delete(arguments: argparse.Namespace) -> int:
    from art_assistant.practice.projects import Projects

    if (arguments.name is None) != arguments.all or (arguments.all and arguments.attempt is not None):
        raise UsageError("Name a project to delete, with --attempt N for one attempt of it, or say --all alone.")
    with Projects.open(Settings.load()) as projects:
        if arguments.attempt is not None:
            projects.remove(arguments.name, arguments.attempt)
            tell(f"Attempt {arguments.attempt} is deleted.")
            return 0
        names = projects.names() if arguments.all else (arguments.name,)
        for name in names:
            projects.delete(name)
    tell(f"{counted(len(names), 'project')} deleted.")
    return 0


def _read(name: str, settings: Settings) -> Original:
    from art_assistant.imaging.decode import read_file
    from art_assistant.practice.projects import Original
    from art_assistant.study.opening import limits_of

    return Original(Path(name).name, read_file(Path(name), limits_of(settings)))


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the artist's own day
