"""A project written out as plain files: the pictures as they came, one JSON file with everything, the curves as CSV."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any, Final

from art_assistant.errors import OutputError
from art_assistant.files.atomic import why, write_new
from art_assistant.practice.exercises import next_exercises, outcomes
from art_assistant.practice.progress import Curve, curves_of, told
from art_assistant.practice.projects import Original, Project, Projects

SCHEMA: Final = "1.1"


def as_dict(project: Project) -> dict[str, Any]:
    """Return a project as plain Python, comparisons included."""
    return {
        "schema": SCHEMA,
        "name": project.name,
        "made": project.made.isoformat(),
        "reference": {"name": project.picture, "sha256": project.sha256},
        "attempts": [
            {
                "number": attempt.number,
                "day": attempt.day.isoformat(),
                "picture": {"name": attempt.picture, "sha256": attempt.sha256},
                "note": attempt.note,
                "comparison": attempt.comparison,
            }
            for attempt in project.attempts
        ],
        "curves": [curve.as_dict() for curve in curves_of(project.attempts)],
        "told": list(told(project)),
        "intended": [{"difference": one.difference, "told": dict(one.told) or None} for one in project.intended],
        "exercises": [one.as_dict() for one in next_exercises(project)],
        "measured_again": [one.as_dict() for one in outcomes(project)],
    }


def export(projects: Projects, name: str, folder: Path) -> None:
    """Write everything a project holds into a new folder.

    Args:
        projects: the open file of projects.
        name: of the project.
        folder: must not be there yet; what holds it must.

    Raises:
        ProjectNotFoundError: there is no such project.
        OutputError: there is something at that place already, or the disk refused; nothing is left half-written.

    """
    files = files_of(projects, name)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    try:
        if os.path.lexists(folder):
            raise OutputError(f"There is already something called '{folder.name}' there; name a folder that is new.")
        part.mkdir()
        try:
            for title, data in files.items():
                write_new(part / title, data)
            part.rename(folder)
        except BaseException:
            _clear(part)
            raise
    except OSError as error:
        raise OutputError(f"The project cannot be written there: {why(error)}.") from error


def _clear(part: Path) -> None:
    for path in part.iterdir():
        path.unlink()
    part.rmdir()


def files_of(projects: Projects, name: str) -> dict[str, bytes]:
    """Return everything a project holds, as files by name.

    Raises:
        ProjectNotFoundError: there is no such project.

    """
    project = projects.project(name)
    files = {f"reference{_ending(projects.reference(name))}": projects.reference(name).data}
    for attempt in project.attempts:
        painting = projects.painting(name, attempt.number)
        files[f"attempt-{attempt.number:02d}{_ending(painting)}"] = painting.data
    files["project.json"] = (json.dumps(as_dict(project), ensure_ascii=False, indent=2) + "\n").encode()
    files["curves.csv"] = _table(project, curves_of(project.attempts)).encode()
    return files


def _ending(picture: Original) -> str:
    """Return the ending of a file's name where it is a plain one, so that it can stand in a name of ours."""
    ending = Path(picture.name).suffix.lower()
    return ending if ending[1:].isascii() and ending[1:].isalnum() else ""


def _table(project: Project, curves: tuple[Curve, ...]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["attempt", "day", *(curve.aspect.key for curve in curves)])
    for place, attempt in enumerate(project.attempts):
        table.writerow([attempt.number, attempt.day.isoformat(), *(curve.values[place] for curve in curves)])
    return text.getvalue()
