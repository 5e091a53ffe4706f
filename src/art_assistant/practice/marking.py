"""Marking a difference of a project as meant, by its id or its kind, as the latest attempt tells of it."""

from __future__ import annotations

from art_assistant.comparison.corrections import check_intended
from art_assistant.practice.meant import Meant, every_correction
from art_assistant.practice.projects import Projects


def mark(projects: Projects, name: str, difference: str) -> None:
    """Remember a difference as meant, with the place and direction in which it was told last, where it was.

    Raises:
        UsageError: no difference can have that name.
        ProjectNotFoundError: there is no such project.

    """
    project = projects.project(name)
    told = {one["id"]: one for attempt in project.attempts for one in every_correction(attempt.comparison)}
    if difference not in told:
        check_intended((), [difference])
    projects.intend(name, [Meant(difference, told.get(difference, {}))])
