"""What views are drawn from: as much of a study as they look at, whoever holds it."""

from __future__ import annotations

from typing import Protocol

from art_assistant.analysis.blocks.study import BlockStudy
from art_assistant.analysis.color.study import ColorStudy
from art_assistant.analysis.composition.study import Composition
from art_assistant.analysis.edges.lines import EdgeLines
from art_assistant.analysis.edges.study import EdgeStudy
from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.notan.study import Notans
from art_assistant.analysis.value.study import ValueStudy
from art_assistant.imaging.arrays import Picture


class Shaped(Protocol):
    """A picture and its studies of light and dark."""

    @property
    def picture(self) -> Picture:
        """The decoded picture."""
        ...

    @property
    def values(self) -> ValueStudy:
        """The values."""
        ...

    @property
    def masses(self) -> MassStudy:
        """The masses."""
        ...

    @property
    def notans(self) -> Notans:
        """The notans."""
        ...


class Subject(Shaped, Protocol):
    """A picture and all its studies."""

    @property
    def color(self) -> ColorStudy:
        """The colours."""
        ...

    @property
    def blocks(self) -> BlockStudy:
        """The blocks of colour."""
        ...

    @property
    def composition(self) -> Composition:
        """Where the eye goes, and how the weight lies."""
        ...

    @property
    def edges(self) -> EdgeStudy | None:
        """The edges, None where the picture is too small to trace any."""
        ...

    @property
    def lines(self) -> EdgeLines | None:
        """The lines along which edges are drawn, None likewise."""
        ...
