"""What is measured of a work, and who does it: one pure function, and the executors that spread it over processes.

The function looks at nothing but the picture: wherever it runs, the same bytes come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from art_assistant.errors import ArtAssistantError
from art_assistant.gallery.make.measuring import Tools, digest_of, in_hand, measure_work
from art_assistant.gallery.make.write import spoken
from art_assistant.imaging.decode import read_file
from art_assistant.museum.line.shards import Row, row_of
from art_assistant.vision.encoders import Encoder

OTHER_PICTURE: Final = "The picture is not the one of the catalogue; run 'museum fetch' again."

Answer = Row | str
"""What was measured of a work, or why nothing was."""


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A picture that is to be measured.

    Attributes:
        id: name of its work.
        sha256: digest that the catalogue tells.
        file: where it lies.
        path: where it lies below its catalogue, for messages.

    """

    id: str
    sha256: str
    file: str
    path: str


class Executor(Protocol):
    """Spreads the measuring of pictures over processes."""

    def measuring(
        self, wanted: Sequence[Unmeasured], tools: Tools, encoder: Encoder
    ) -> AbstractContextManager[Iterator[Answer]]:
        """Lend the answers to pictures, one each, in their order; processes that make them end with the block."""
        ...


class Local:
    """Measures on this machine, a few pictures in hand at a time."""

    @contextmanager
    def measuring(self, wanted: Sequence[Unmeasured], tools: Tools, encoder: Encoder) -> Iterator[Iterator[Answer]]:
        """Lend the answers; see ``Executor``."""
        with (
            tools.helped(len(wanted)) as helped,
            closing(in_hand(lambda one: measured(one, helped, encoder), wanted, helped.workers)) as answers,
        ):
            yield answers


def measured_part(part: Iterable[Unmeasured], tools: Tools, encoder: Encoder) -> list[Answer]:
    """Return the answers to some pictures, in their order."""
    return [measured(one, tools, encoder) for one in part]


def measured(one: Unmeasured, tools: Tools, encoder: Encoder) -> Answer:
    """Return what is measured of one picture, or why nothing is."""
    try:
        data = read_file(Path(one.file), tools.limits)
        if digest_of(data) != one.sha256:
            return OTHER_PICTURE
        vectors, seen = measure_work(data, one.path, tools, encoder)
    except ArtAssistantError as error:
        return str(error)
    return row_of(one.id, one.sha256, vectors, seen | {"measures": spoken(seen["measures"])})
