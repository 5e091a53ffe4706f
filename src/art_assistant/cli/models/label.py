"""``art-assistant models label``: labels of the artist's own, tried on a picture."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from art_assistant.cli.analyze import add_canvas
from art_assistant.cli.console import tell, tell_json
from art_assistant.settings import Settings

if TYPE_CHECKING:
    import argparse

_MOST_BYTES = 100_000


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add the command and its flags."""
    text = "say which of your own labels a model finds nearest to a picture"
    parser = actions.add_parser("label", help=text, description=f"{text.capitalize()}. Nothing is trained.")
    parser.add_argument("picture", metavar="PICTURE")
    parser.add_argument(
        "--labels", required=True, metavar="L", help="labels separated by commas, or a file with one a line"
    )
    parser.add_argument("--model", required=True, metavar="M", help="a model of 'models list' that is here")
    parser.add_argument("--prompt", metavar="P", help="a sentence in which {} stands for the label")
    add_canvas(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_label)


def _label(arguments: argparse.Namespace) -> int:
    from art_assistant.related import label_picture

    settings = Settings.load({"analysis": {"canvas": arguments.canvas}})
    found = label_picture(
        arguments.picture, _labels(arguments.labels), arguments.model, settings=settings, prompt=arguments.prompt
    )
    if arguments.json:
        tell_json(json.dumps({"labels": [asdict(one) for one in found]}, ensure_ascii=False))
        return 0
    tell("Shares among your labels, not probabilities: one is always nearest.")
    for one in found:
        tell(f"{one.share:6.1%}  {one.text}")
    return 0


def _labels(told: str) -> list[str]:
    """Return the labels that an argument tells, or the lines of the file that it names."""
    from art_assistant.errors import UsageError
    from art_assistant.files.there import is_file

    if "," in told or not is_file(Path(told)):
        return [text for text in told.split(",") if text.strip()]
    try:
        with Path(told).open("rb") as file:
            text = file.read(_MOST_BYTES + 1).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageError("The file of labels cannot be read as text; write one label a line, in UTF-8.") from error
    if len(text) > _MOST_BYTES:
        raise UsageError("The file of labels is longer than labels are; write one a line.")
    return [line for line in text.splitlines() if line.strip()]
