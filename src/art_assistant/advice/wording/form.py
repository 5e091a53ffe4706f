"""The form in which a kind of finding is put into words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one kind of finding.

    In braces stand the place (``{place}``), the headline number and the masters' usual one with their units
    (``{number}``, ``{usual}``), how many of 100 masters it passes (``{rank}``), and the facts of the kind's sight.

    Attributes:
        title: what was found, in a few plain words.
        says: what was found and where; one is chosen.
        asks: the question to an artist who has not said what the picture is meant to be; one is chosen.
        urges: what to do about it, for an artist whose stated intent does not explain it.
        why: why it matters, one line.
        do: ten-minute exercises; one is chosen.
        again: how it will be measured again.
        unless: when it is not said.

    """

    title: str
    says: tuple[str, ...]
    asks: tuple[str, ...]
    urges: str
    why: str
    do: tuple[str, ...]
    again: str
    unless: str
