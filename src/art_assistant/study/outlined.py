"""The lines of one picture: those along which its edges are drawn, and its outline for transfer."""

from __future__ import annotations

from art_assistant.analysis.edges.lines import EdgeLines, edge_lines
from art_assistant.analysis.lines.outline import LineDrawing, outline_of
from art_assistant.errors import UsageError
from art_assistant.files.outlines import DETAILS, Detail
from art_assistant.study.measured import Measured


class Outlined(Measured):
    """What is measured in one picture, and its lines; safe to share between threads."""

    def lines(self) -> EdgeLines | None:
        """Return the lines along which edges are drawn, None where there are no edges."""
        if self.edges() is None:
            return None

        def found() -> EdgeLines:
            return edge_lines(self.picture.detail, self.composition().attention, self.masses().labels)

        return self._parts("lines", found)

    def outline(self, detail: Detail = "simple") -> LineDrawing:
        """Return the picture as a line drawing for transfer, made when it is asked for.

        Args:
            detail: ``"simple"``, what must be placed first, or ``"full"``, with the strongest inner contours too.

        Raises:
            UsageError: there is no such level of detail.
            ModelError: an embedded model is missing or damaged.

        """
        if detail not in DETAILS:
            raise UsageError(f"An outline is {' or '.join(DETAILS)}, not '{str(detail)[:40]}'.")
        return self._parts(("outline", detail), lambda: self._outline(detail))

    def _outline(self, detail: Detail) -> LineDrawing:
        subject, shapes = self.subject(), self.masses().shape_labels
        mask = None if subject is None else subject.mask
        return outline_of(self.picture.detail, shapes, mask, self.composition().attention, detail=detail)
