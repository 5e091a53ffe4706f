"""A built gallery is led through its gates, and gets its word where it passes them all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from art_assistant.errors import GalleryError, UsageError
from art_assistant.gallery.make.measuring import Tools
from art_assistant.gallery.opened import open_folder
from art_assistant.museum.line.gates import GATES, Checked, Verdict, failed
from art_assistant.museum.line.golden import GOLDEN, Golden, read_golden, remember, write_golden
from art_assistant.museum.line.home import catalogues_of, opened
from art_assistant.museum.line.shards import rows_of
from art_assistant.museum.line.state import State, needed_state
from art_assistant.museum.line.verified import bundle_of, manifest_digest, note_passed, note_unverified


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it.

    Attributes:
        verdicts: what each gate found, by its name.
        remembered: how many golden queries were noted.

    """

    verdicts: dict[str, Verdict]
    remembered: int = 0

    @property
    def failed(self) -> list[str]:
        """The gates that were not passed."""
        return [name for name, verdict in self.verdicts.items() if verdict.passed is False]


def verify(folder: Path, tools: Tools, *, golden: Path | None = None, remembers: bool = False) -> Verified:
    """Lead the gallery of a line through its gates.

    Args:
        folder: the line's.
        tools: what measures pictures.
        golden: the file of the golden queries; the line's own unless told.
        remembers: whether the present answers become the golden queries, where everything else is in order.

    Raises:
        UsageError: there is no line, or a file of golden queries is named that is none.
        GalleryNotFoundError: nothing is built.
        OutputError: the disk refused, or another command is at work in the folder.

    """
    with opened(folder):
        place = golden or folder / GOLDEN
        asked = None if remembers else read_golden(place)
        if golden is not None and asked is None and not remembers:
            raise UsageError(
                f"There is no file '{golden.name}' of golden queries; 'museum verify --remember' writes one."
            )
        note_unverified(folder)
        bundle = bundle_of(folder)
        state = needed_state(folder)
        try:
            checked = _checked(folder, bundle, state, tools, asked)
        except GalleryError as error:
            return Verified({"checksums": failed(str(error))})
        return _led(folder, checked, place, remembers=remembers)


def _checked(folder: Path, bundle: Path, state: State, tools: Tools, golden: Golden | None) -> Checked:
    gallery = open_folder(bundle)
    for name, digest in state.head.shards:
        rows_of(folder, name, digest)
    return Checked(gallery, state, len(state.head.shards), catalogues_of(folder), tools, golden)


def _led(folder: Path, checked: Checked, golden: Path, *, remembers: bool) -> Verified:
    verdicts = {name: gate(checked) for name, gate in GATES.items()}
    found = Verified(verdicts)
    if found.failed:
        return found
    if remembers:
        made = remember(checked.gallery, manifest_digest(bundle_of(folder)))
        write_golden(golden, made)
        verdicts["golden queries"] = Verdict(passed=True, figure=1.0, said=f"{len(made.queries)} were remembered now")
        found = Verified(verdicts, len(made.queries))
    note_passed(folder, {name: verdict.as_dict() for name, verdict in verdicts.items()})
    return found
