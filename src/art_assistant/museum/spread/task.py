"""What is handed to a worker, and what it hands back: JSON both ways; nothing of ours is pickled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from art_assistant._version import __version__
from art_assistant.errors import WorkersError
from art_assistant.gallery.make.hands import Hands
from art_assistant.gallery.make.measuring import MEASURED_AS, Tools, usual_tools
from art_assistant.imaging.limits import Limits
from art_assistant.museum.line.measure import Answer, Unmeasured, measured_part
from art_assistant.settings import ModelSettings

PART: Final = 8
"""Pictures that a worker takes at a time: what is measured again where one is killed."""

_VERSION: Final = [__version__, MEASURED_AS]


def task_of(part: Sequence[Unmeasured], tools: Tools, encoder: str) -> str:
    """Return the task of measuring some pictures."""
    told = {
        "version": _VERSION,
        "encoder": encoder,
        "limits": asdict(tools.limits),
        "models": asdict(tools.models),
        "part": [asdict(one) for one in part],
    }
    return json.dumps(told)


def answers_of(done: str, part: Sequence[Unmeasured]) -> list[Answer]:
    """Return the answers that came back for some pictures.

    Raises:
        WorkersError: the worker is of another version, does not see the pictures that are seen here, or was asked for
            others.

    """
    told = json.loads(done)
    if told["version"] != _VERSION:
        raise WorkersError(f"A worker has another version of Art Assistant than this machine, {__version__}.")
    if told["of"] != [one.id for one in part]:
        raise WorkersError("A worker answered for other pictures than it was asked for; run the same command again.")
    unseen = [one for one, seen in zip(part, told["seen"], strict=True) if not seen and Path(one.file).is_file()]
    if unseen:
        raise WorkersError(
            "A worker does not see the catalogue's pictures; put them where every machine of the cluster finds them "
            "under the same path."
        )
    answers: list[Answer] = told["answers"]
    return answers


class Measurer:
    """Does the tasks of one run, one after the other, with a process of its own that decodes and measures.

    A picture that ends that process is told as one that cannot be measured, as on a single machine: it does not come
    back for ever.
    """

    def __init__(self) -> None:
        self._tools: Tools | None = None

    def do(self, task: str) -> str:
        """Return what came of a task."""
        told = json.loads(task)
        part = [Unmeasured(**one) for one in told["part"]]
        answer: dict[str, Any] = {"version": _VERSION}
        if told["version"] == _VERSION:
            tools = self._equipped(Limits(**told["limits"]), ModelSettings(**told["models"]))
            answer["of"] = [one.id for one in part]
            answer["seen"] = [Path(one.file).is_file() for one in part]
            answer["answers"] = measured_part(part, tools, tools.encoder_for(told["encoder"]))
        return json.dumps(answer)

    def _equipped(self, limits: Limits, models: ModelSettings) -> Tools:
        if self._tools is None:
            self._tools = replace(usual_tools(limits, models), hands=Hands(limits, models))
        return self._tools
