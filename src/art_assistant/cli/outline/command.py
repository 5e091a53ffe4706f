"""The command that writes an outline at a print size, and never over a file that is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from art_assistant.cli.analyze import add_canvas
from art_assistant.cli.console import named_path, tell
from art_assistant.errors import OutputError
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

_ABOUT = """Draw what must be placed before painting, the contours of the subject and of the masses, in few clean lines
at the size you paint. Offline. A file that is there already is never replaced."""

_EXAMPLES = """examples:
  art-assistant outline painting.jpg --size 300x400mm
  art-assistant outline painting.jpg --size a4 --detail full --grid 4x4
  art-assistant outline painting.jpg --size 16x20in --format svg --mirror --out transfer"""


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    from argparse import RawDescriptionHelpFormatter

    parser = commands.add_parser(
        "outline",
        help="a line drawing for transfer, at any print size",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("picture", metavar="PICTURE", help="a picture, or - for one that is piped in")
    parser.add_argument("--out", type=named_path, default=Path(), metavar="DIR", help="where to write (default: here)")
    parser.add_argument(
        "--size",
        default="a4",
        metavar="S",
        help="of the sheet: 300x400mm, 30x40cm, 12x16in, the long side as 400mm, or a0-a6, letter, legal, tabloid "
        "(default a4)",
    )
    parser.add_argument("--dpi", type=int, default=300, metavar="N", help="pixels an inch of the PNG, 50-1200")
    parser.add_argument("--detail", choices=("simple", "full"), default="simple", help="how much is drawn")
    parser.add_argument("--format", default="svg,png", metavar="F", help="svg, png, or both by a comma (default)")
    parser.add_argument("--grid", metavar="CxR", help="lay a grid over it, columns x rows, such as 4x4")
    parser.add_argument("--mirror", action="store_true", help="exchange left and right, to transfer from the back")
    add_canvas(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Draw the outline and write its files."""
    from art_assistant.cli.sources import STDIN, Source
    from art_assistant.cli.targets import safe_name
    from art_assistant.files.paper import grid_of, sheet_of
    from art_assistant.pipeline import Study
    from art_assistant.report.outline.written import Printed, formats_of, written
    from art_assistant.study.opening import limits_of

    # What was asked for wrongly is said before a picture is read.
    formats, grid = formats_of(arguments.format), None if arguments.grid is None else grid_of(arguments.grid)
    blank = sheet_of(arguments.size, 1.0)
    if "png" in formats:
        blank.pixels(arguments.dpi)
    source = Source(None if arguments.picture == STDIN else Path(arguments.picture))
    settings = Settings.load({"analysis": {"canvas": arguments.canvas}})
    stem = safe_name(Path(source.name).stem)
    names = {form: arguments.out / f"{stem}-outline.{form}" for form in formats}
    _refuse(*names.values())
    study = Study(source.read(limits_of(settings)), name=source.name, settings=settings)
    outline = study.outline(arguments.detail)
    how = Printed(sheet_of(arguments.size, outline.aspect), mirror=arguments.mirror, grid=grid)
    place({names[form]: written(outline, how, form, arguments.dpi) for form in formats})
    for path in names.values():
        tell(str(path))
    return 0


def _refuse(*paths: Path) -> None:
    for path in paths:
        if os.path.lexists(path):
            raise OutputError(_there(path))


def _there(path: Path) -> str:
    return f"The file '{path.name}' is there already; move it away, or choose another --out."


def place(files: Mapping[Path, bytes]) -> None:
    """Write files that are not there yet, all of them or none.

    Raises:
        OutputError: one is there already, or the disk refused.

    """
    from art_assistant.files.atomic import why, write_new

    made: list[Path] = []
    try:
        for folder in {path.parent: None for path in files}:
            folder.mkdir(parents=True, exist_ok=True)
        _refuse(*files)
        for path, data in files.items():
            made.append(path)
            write_new(path, data)
    except OSError as error:
        if isinstance(error, FileExistsError) and made:
            # Somebody made it in this very moment: it is theirs.
            theirs = made.pop()
            _undo(made)
            raise OutputError(_there(theirs)) from error
        _undo(made)
        raise OutputError(f"The outline could not be written: {why(error)}. Choose another --out.") from error


def _undo(made: list[Path]) -> None:
    for path in made:
        path.unlink(missing_ok=True)
