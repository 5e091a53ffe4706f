"""Models are fetched from a hub, only when somebody asks: see ``asking`` for how.

The first fetch asks the hub which commit is the newest and notes it with the sha256 of every file; each later one asks
for that very commit and refuses what differs. A file that was cut off is gone on with, in the same run or the next.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from art_assistant.errors import ArtAssistantError, ModelError, ModelMismatchError, OutputError, UsageError
from art_assistant.files.atomic import why
from art_assistant.files.lock import HeldError, locked
from art_assistant.settings import ModelSettings
from art_assistant.vision.fetched.asking import lent
from art_assistant.vision.fetched.bring import take_in
from art_assistant.vision.fetched.known import Known, known
from art_assistant.vision.fetched.record import Record, checked_name, hashed, home_of, read_record, verified

MOST_BYTES: Final = 4_000_000_000
"""Bytes of one file that are taken: what says it is larger is no model of ours."""

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


class FileWatch(Protocol):
    """What is told of a fetch as it goes."""

    def begin(self, path: str, size: int) -> None:
        """Take note that a file of so many bytes is fetched now."""
        ...


def fetch(name: str, models: ModelSettings, *, revision: str | None = None, watch: FileWatch | None = None) -> Record:
    """Return the model of that name, fetched where it is not here yet, its bytes those that were first seen.

    Args:
        name: a key of ``KNOWN``.
        models: where it is put, and where from.
        revision: a commit of the hub, for a model that was never fetched here; the newest by default.
        watch: told how far it is.

    Raises:
        UsageError: the name or the revision is none, or the extra is missing.
        ModelError: the hub cannot be reached, has no such file, or gave up.
        ModelMismatchError: what came is not what was first seen, or not what the hub says it is.
        OutputError: the disk refused.

    """
    wanted, before = known(checked_name(name)), read_record(name, models)
    if before is not None and revision not in {None, before.revision}:
        raise UsageError(f"The model '{name}' was first fetched at {before.revision or 'no revision'}; it stays there.")
    if before is not None and _is_whole(before):
        return before
    if not models.hub:
        raise UsageError("Fetching is turned off; name a hub with ART_MODELS_HUB.")
    place = home_of(models)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with locked(place / f".{name}.lock"):
            return _Fetch(name, wanted, models, before, watch).run(revision)
    except HeldError as error:
        raise ModelError(f"The model '{name}' is being fetched by another process; wait for that.") from error
    except ArtAssistantError:
        raise
    except OSError as error:
        told = f"The model cannot be kept: {why(error)}; name another folder with ART_MODELS_HOME."
        raise OutputError(told) from error


def _is_whole(record: Record) -> bool:
    try:
        verified(record)
    except ModelMismatchError:
        raise
    except ModelError:
        return False
    return True


class _Fetch:
    """One fetch of one model."""

    def __init__(
        self, name: str, wanted: Known, models: ModelSettings, before: Record | None, watch: FileWatch | None
    ) -> None:
        self.name, self.wanted, self.models, self.before, self.watch = name, wanted, models, before, watch
        self.part = home_of(models) / f".{name}.part"

    def run(self, revision: str | None) -> Record:
        """Fetch every file, check it, put the whole in its place, open it, and note it."""
        with lent(self.models) as hub:
            asked = self.before.revision if self.before is not None else revision
            commit, told = self._told(hub, asked or "main")
            for role, path in self.wanted.files.items():
                self._file(hub, commit, role, path, told)
        folder = home_of(self.models) / self.name
        shutil.rmtree(self.part / ".cache", ignore_errors=True)
        if folder.exists():
            self._mend(folder)
        else:
            self.part.replace(folder)
        return take_in(self.name, folder, self.wanted.files, self.models, (self.wanted.repository, commit))

    def _mend(self, folder: Path) -> None:
        """Put the files that are missing into a folder that is there; no file that is there is replaced."""
        for path in self.wanted.files.values():
            if not (folder / path).exists():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (self.part / path).replace(folder / path)
        shutil.rmtree(self.part, ignore_errors=True)

    def _told(self, hub: Any, revision: str) -> tuple[str, Mapping[str, Any]]:
        """Return the commit that a revision is, and what the hub tells of the files in it."""
        info = hub.HfApi(endpoint=self.models.hub, token=False).model_info(
            self.wanted.repository, revision=revision, files_metadata=True, timeout=self.models.patience
        )
        commit = str(info.sha)
        if not _COMMIT.fullmatch(commit) or (_COMMIT.fullmatch(revision) and commit != revision):
            raise ModelMismatchError("The hub answers with another commit than it was asked for; nothing is fetched.")
        told = {entry.rfilename: entry for entry in info.siblings or []}
        lacking = sorted(set(self.wanted.files.values()) - told.keys())
        if lacking:
            raise ModelError(f"The hub has no file {lacking[0]} of that model; name an earlier commit with --revision.")
        return commit, told

    def _file(self, hub: Any, commit: str, role: str, path: str, told: Mapping[str, Any]) -> None:
        """Fetch one file, and refuse it where it is not what was first seen, or what the hub says."""
        entry, before = told[path], self.before.parts.get(role) if self.before is not None else None
        size = entry.size or 0
        if size > MOST_BYTES:
            raise ModelError(f"The hub says that {path} has {size / 1e9:.1f} GB; that is no model of this kind.")
        if self.watch is not None:
            self.watch.begin(path, size)
        came = Path(
            hub.hf_hub_download(
                self.wanted.repository,
                path,
                revision=commit,
                local_dir=self.part,
                endpoint=self.models.hub,
                etag_timeout=self.models.patience,
                token=False,
            )
        )
        sha256 = hashed(came)[1]
        wanted = {before.sha256} if before is not None else set()
        wanted |= {entry.lfs.sha256} if entry.lfs is not None else set()
        if wanted - {sha256}:
            came.unlink()
            first = "was first seen" if before is not None else "the hub says it is"
            raise ModelMismatchError(f"{path} is not what {first}; it was thrown away. Try again, or tell the hub.")
