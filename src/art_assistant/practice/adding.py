"""A photograph of a painting becomes an attempt: compared with the project's reference, then kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from art_assistant.comparing import compare
from art_assistant.comparison.corrections import check_intended
from art_assistant.comparison.study import Comparison
from art_assistant.practice.maps import packed
from art_assistant.practice.meant import Meant, meant_among
from art_assistant.practice.projects import Original, Project, Projects
from art_assistant.report.compared import as_dict
from art_assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Where:
    """Where things lie in the photograph of an attempt, as the artist says; as for ``comparing.compare``."""

    corners: str | None = None
    card: str | None = None


def compared(settings: Settings, name: str, painting: Original, shown: Where | None = None) -> Comparison:
    """Return what a painting differs by from the reference of a project; nothing is kept.

    The file of projects is closed while pictures are compared, which takes seconds.

    Raises:
        ProjectNotFoundError: there is no such project.
        ProjectError: the picture is in it already.
        ArtAssistantError: as ``comparing.compare``.

    """
    with Projects.open(settings) as projects:
        projects.check_new(name, painting)
        reference = projects.reference(name)
    said = shown or Where()
    names = (reference.name, painting.name)
    return compare(reference.data, painting.data, corners=said.corners, card=said.card, settings=settings, names=names)


def keep(
    settings: Settings,
    name: str,
    painting: Original,
    found: Comparison,
    *,
    day: date,
    note: str = "",
    intended: Collection[str] = (),
) -> tuple[int, Project]:
    """Keep an attempt that was compared, and return its number and the project with it.

    Args:
        settings: where the projects lie.
        name: of the project.
        painting: the photograph.
        found: what it differs by; it has findings.
        day: when it was painted.
        note: the artist's own words.
        intended: ids or kinds of differences that are meant: they are remembered for all attempts.

    Raises:
        UsageError: no difference can have an intended name.
        ProjectError: as ``Projects.add``.

    """
    findings = found.findings
    if findings is None:
        raise ValueError("nothing could be compared")
    every = (*findings.corrections, *findings.more)
    check_intended(every, intended)
    told = {one.id: one.as_dict() for one in every}
    with Projects.open(settings) as projects:
        number = projects.add(name, painting, as_dict(found), day, note, errors=packed(findings.values.error))
        projects.intend(name, [Meant(one, told.get(one, {})) for one in intended])
        return number, projects.project(name)


def seen_by(project: Project, found: Comparison) -> Comparison:
    """Return a comparison with what the project's artist means left out of the corrections."""
    findings = found.findings
    if findings is None:
        return found
    told = [one.as_dict() for one in (*findings.corrections, *findings.more)]
    return found.meaning(meant_among(told, project.intended))
