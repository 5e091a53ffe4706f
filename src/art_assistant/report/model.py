"""The report: every study of one picture, together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from art_assistant.analysis.blocks.study import BlockStudy
from art_assistant.analysis.color.study import ColorStudy
from art_assistant.analysis.composition.study import Composition
from art_assistant.analysis.edges.lines import EdgeLines, edge_lines
from art_assistant.analysis.edges.study import EdgeStudy
from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.notan.study import Notans
from art_assistant.analysis.value.study import ValueStudy
from art_assistant.corpus.quantiles import Standing
from art_assistant.imaging.arrays import Picture

SCHEMA_VERSION: Final = "1.4"
"""Version of the JSON form: the second number grows when keys are added, the first when a key changes or goes."""

KEYS: Final = (
    "schema",
    "picture",
    "values",
    "masses",
    "notans",
    "color",
    "composition",
    "style",
    "references",
    "close_match",
    "tips",
    "strengths",
    "timings",
)
"""The keys every report has, in the order in which they are written."""


class Section(Protocol):
    """Whatever can stand in a report: it knows its own JSON form."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain, JSON-ready Python."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found in one picture.

    Attributes:
        picture: the decoded picture.
        values, masses, notans, color, composition: the studies.
        blocks: the blocks of colour; written inside ``color``.
        edges: the edges, None where the picture is too small to trace any; written inside ``composition``.
        style: the style card, None where styles were not asked for.
        references: related works, best first.
        close_match: whether any reference is truly near; None where no gallery was searched, or too small a one.
        tips: two tips, one, or none.
        tips_reason: why there are no tips; None where there are some.
        tips_note: what must be known of how the tips were phrased; None where there is nothing to say.
        strengths: one or two things the picture does well.
        standing: metric name to its place among the masters.
        timings: stage to milliseconds; the one part that differs between two runs on the same bytes.
        file: the upright file, where the picture is only a part of it; else the same as ``picture``, or None.
        kind: what the picture is; None where nothing counts in it, or nobody asked.
        canvas: where it lies in its file; None where nobody asked.
        photo: what its photograph can carry; None where nobody asked.
        intent: what the artist says it is meant to be; None where nothing was said.
        mixes: tubes for each colour of the palette; None where nobody asked.

    """

    picture: Picture
    values: ValueStudy
    masses: MassStudy
    notans: Notans
    color: ColorStudy
    blocks: BlockStudy
    composition: Composition
    edges: EdgeStudy | None = None
    style: Section | None = None
    references: Sequence[Section] = ()
    close_match: bool | None = None
    tips: Sequence[Section] = ()
    tips_reason: str | None = None
    tips_note: str | None = None
    strengths: Sequence[Section] = ()
    standing: Mapping[str, Standing] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    file: Picture | None = None
    kind: Section | None = None
    canvas: Section | None = None
    photo: Section | None = None
    intent: Section | None = None
    mixes: Section | None = None

    @property
    def lines(self) -> EdgeLines | None:
        """The lines along which edges are drawn, None where there are no edges; traced when asked for."""
        if self.edges is None:
            return None
        return edge_lines(self.picture.detail, self.composition.attention, self.masses.labels)

    def as_dict(self) -> dict[str, Any]:
        """Return the report in its JSON form: the keys of ``KEYS``, and reasons, notes, ``standing`` and ``intent``."""
        composition = self.composition.as_dict() | {"edges": self.edges.as_dict() if self.edges else None}
        return {
            "schema": SCHEMA_VERSION,
            "picture": self.picture.as_dict() | self.as_it_came(),
            "values": self.values.as_dict(),
            "masses": self.masses.as_dict(),
            "notans": self.notans.as_dict(),
            "color": self.color.as_dict() | {"blocks": self.blocks.as_dict()},
            "composition": composition,
            "style": self.style.as_dict() if self.style else None,
            "references": [reference.as_dict() for reference in self.references],
            "close_match": self.close_match,
            "tips": [tip.as_dict() for tip in self.tips],
            "tips_reason": self.tips_reason,
            "tips_note": self.tips_note,
            "strengths": [strength.as_dict() for strength in self.strengths],
            "standing": {name: place.as_dict() for name, place in self.standing.items()},
            "intent": form_of(self.intent),
            "mixes": form_of(self.mixes),
            "timings": {stage: round(ms, 3) for stage, ms in self.timings.items()},
        }

    def as_it_came(self) -> dict[str, Any]:
        """Return, JSON-ready, what is known of the picture as it lay in front of the camera."""
        file = self.file or self.picture
        found = {name: form_of(getattr(self, name)) for name in ("kind", "canvas", "photo")}
        return {"file_size": [file.width, file.height], **found}


def form_of(section: Section | None) -> dict[str, Any] | None:
    """Return the JSON form of a section, None where there is none."""
    return None if section is None else section.as_dict()
