"""The file of projects as this process reads it: anew when it has changed, and pictures of attempts made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from art_assistant.base.hosts import is_here
from art_assistant.errors import ProjectNotFoundError
from art_assistant.practice.projects import FILE, Attempt, Project, Projects, home_of
from art_assistant.settings import Settings
from art_assistant.studio.serving.thumbs import thumb_of

MOST_THUMBS: Final = 200

Stamp = tuple[tuple[int, int], ...]
File = tuple[bytes, str]
"""Bytes, and their media type."""


def may_see(settings: Settings) -> bool:
    """Whether projects are shown: they are the machine's owner's, and nobody else's who is let in."""
    return is_here(settings.studio.host)


class Cupboard:
    """What this process holds of the projects."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._stamp: Stamp | None = None
        self._projects: tuple[Project, ...] = ()
        self._thumbs: OrderedDict[tuple[str, str], File] = OrderedDict()

    @contextmanager
    def open(self, settings: Settings) -> Iterator[Projects]:
        """Open the file for the block, one thread at a time.

        Raises:
            ProjectError: as ``Projects.open``.

        """
        with self._lock, Projects.open(settings) as projects:
            yield projects

    def every(self, settings: Settings) -> tuple[Project, ...]:
        """Return all projects by name; the file is not made where there is none.

        Raises:
            ProjectError: it cannot be read.

        """
        with self._lock:
            if self._stamp is None or self._stamp != _stamp(settings):
                self._projects = ()
                if _stamp(settings):
                    with self.open(settings) as projects:
                        self._projects = tuple(projects.project(name) for name in projects.names())
                # Opening the file touches it, so that it is looked at after.
                self._stamp = _stamp(settings)
            return self._projects

    def find(self, settings: Settings, name: str) -> Project | None:
        """Return a project; None where there is none of that name."""
        return next((one for one in self.every(settings) if one.name == name), None)

    def thumb(self, settings: Settings, name: str, digest: str) -> File | None:
        """Return a small picture of a project, by the digest of its file: an attempt laid straight, or the reference.

        Raises:
            ArtAssistantError: it cannot be read.

        """
        with self._lock:
            project = self.find(settings, name)
            attempt = next((one for one in project.attempts if one.sha256 == digest), None) if project else None
            # What another program deleted is not shown either, whatever is still held of it.
            if project is None or (attempt is None and digest != project.sha256):
                return None
            if (name, digest) not in self._thumbs:
                self._thumbs[name, digest] = self._made(settings, project, attempt)
                while len(self._thumbs) > MOST_THUMBS:
                    self._thumbs.popitem(last=False)
            return self._thumbs[name, digest]

    def _made(self, settings: Settings, project: Project, attempt: Attempt | None) -> File:
        with self.open(settings) as projects:
            if attempt is None:
                return thumb_of(projects.reference(project.name).data, None, settings)
            return thumb_of(projects.painting(project.name, attempt.number).data, attempt.comparison, settings)

    def forget(self, settings: Settings, name: str, number: int | None = None) -> None:
        """Delete a project, or one attempt of it, from the file and from memory.

        Raises:
            ProjectError: it cannot be deleted.

        """
        with self._lock:
            # Another window may have deleted it before.
            with suppress(ProjectNotFoundError), self.open(settings) as projects:
                if number is None:
                    projects.delete(name)
                else:
                    projects.remove(name, number)
            self._thumbs.clear()


def _stamp(settings: Settings) -> Stamp:
    """Return what changes when the file does; empty where there is none."""
    found = []
    for name in (FILE, f"{FILE}-wal"):
        with suppress(OSError):
            told = (home_of(settings) / name).stat()
            found.append((told.st_mtime_ns, told.st_size))
    return tuple(found)


CUPBOARD: Final = Cupboard()
