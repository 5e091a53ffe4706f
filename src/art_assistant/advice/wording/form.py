"""The form in which a kind of finding is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH

WATERCOLOUR: Final = "watercolour"
_DRY: Final = frozenset({"pastel", "print", "drawing"})
"""Media with neither a brush nor anything wet: whatever the picture is taken for, they are handled as a drawing is."""


@dataclass(frozen=True, slots=True)
class Way:
    """What only the makers of one kind of picture are told.

    Attributes:
        urges: what to do about it, for an artist whose stated intent does not explain it.
        do: ten-minute exercises with what lies on their table.
        asks: questions in place of those of all kinds; none where those fit.

    """

    urges: str
    do: tuple[str, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """The sentences of a kind of finding as one kind of picture is told of it.

    Attributes:
        title, says, why, again, unless: as in ``Wording``.
        asks: the question to an artist who has not said what the picture is meant to be; one is chosen.
        urges: what to do about it, for an artist whose stated intent does not explain it.
        do: ten-minute exercises; one is chosen.

    """

    title: str
    says: tuple[str, ...]
    asks: tuple[str, ...]
    urges: str
    why: str
    do: tuple[str, ...]
    again: str
    unless: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one kind of finding. What stands here itself is true and of use for every kind of picture.

    In braces stand the place (``{place}``), the headline number with its unit (``{number}``), and the facts of the
    kind's sight. Of paintings alone are also known the masters' usual number (``{usual}``) and how many of 100 masters
    a picture passes (``{rank}``): a sentence with either is told of paintings only.

    Attributes:
        title: what was found, in a few plain words.
        says: what was found and where; one is chosen.
        asks: questions; one is chosen.
        tries: what to try, whatever the picture is.
        why: why it matters, one line.
        sketch: an exercise with paper and pencil, whatever the picture is.
        again: what will be measured again.
        unless: when it is not said.
        ways: what the makers of a kind of picture, or of a medium, are told beside or in place of that.

    """

    title: str
    says: tuple[str, ...]
    asks: tuple[str, ...]
    tries: str
    why: str
    sketch: str
    again: str
    unless: str
    ways: Mapping[str, Way] = field(repr=False)

    def told(self, picture: str = PAINTING, medium: str | None = None) -> Told:
        """Return the sentences for a kind of picture, made with a medium where that is known."""
        way = self._way(picture, medium)
        asks = way.asks or self.asks
        do = (*way.do, self.sketch)
        return Told(self.title, self.says, asks, way.urges, self.why, do, self.again, self.unless)

    def _way(self, picture: str, medium: str | None) -> Way:
        handled = picture
        if medium is not None and picture != PHOTOGRAPH:
            handled = DRAWING if medium in _DRY else medium if medium in self.ways else picture
        return self.ways.get(handled, Way(self.tries, ()))
