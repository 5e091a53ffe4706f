"""What a picture says against findings about its composition and its edges."""

from __future__ import annotations

from typing import Final

from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.second_look.look import SecondLook

_CRISP: Final = (0.45, 0.5)
"""Shares of hard edges, in the picture and in the place named, from which it is false that none is crisp."""
_CRISP_AND_STRONG: Final = 0.08
"""Share of the contour that is hard between strong differences, from which edges are crisp where it counts."""
_HARD_FEW: Final = 0.4
"""Share of hard edges below which it is false that many are."""
_LINES: Final = 0.5
"""Share of hard edges below which what was counted are strokes, and no contours."""
_BORDER_LINE: Final = 0.85
"""A line along so much of a side is the edge of a sheet, a frame or a bar: none that was drawn beside the frame."""
_LOUDER: Final = 1.0
"""Contrast at the frame, over the strongest inside, from which the frame is as loud."""
_DRAWN: Final = 0.25
"""Strongest attention at the frame, over that inside, below which nobody looks there."""
_REST: Final = 0.15
"""The largest calm passage from which there is a place to rest."""
_CALM: Final = 0.6
"""Variation of a place, in parts of the picture's, below which it needs no quietening."""


def competing_focus(look: SecondLook, _: Finding) -> str | None:
    """Speak against a second focal point where there is none."""
    if len(look.evidence.composition.focal_points) < 2:
        return "There is no second place to look at."
    return None


def border_pull(look: SecondLook, finding: Finding) -> str | None:
    """Speak against a loud frame where something inside is louder, or where nobody looks there."""
    if finding.value < _LOUDER:
        return "Something inside the picture is louder."
    drawn = look.evidence.metrics.get("emphasis.border")
    return "The eye is not drawn there." if drawn is not None and drawn < _DRAWN else None


def no_resting_place(look: SecondLook, finding: Finding) -> str | None:
    """Speak against bustle where there is a calm passage, or where the place is calm already."""
    rest = look.evidence.composition.rest
    if rest is not None and rest.share >= _REST:
        return "There is a calm passage to rest in."
    return "The place it would quieten is calm already." if look.is_calm(finding.sight.place, _CALM) else None


def frame_tangent(_: SecondLook, finding: Finding) -> str | None:
    """Speak against a line along the frame that is the edge of a sheet."""
    return "The line is the edge of the sheet." if finding.value >= _BORDER_LINE else None


def all_soft_edges(look: SecondLook, finding: Finding) -> str | None:
    """Speak against soft edges where some are crisp."""
    edges = look.evidence.edges
    shares = (edges.share("hard") if edges else None, look.hard_in(finding.sight.place))
    if any(share is not None and share >= enough for share, enough in zip(shares, _CRISP, strict=True)):
        return "Some edges are crisp."
    if look.crisp is not None and look.crisp >= _CRISP_AND_STRONG:
        return "The strongest contrasts have crisp edges."
    return None


def all_hard_edges(look: SecondLook, _: Finding) -> str | None:
    """Speak against hard edges where most are not."""
    share = look.evidence.edges.share("hard") if look.evidence.edges else None
    return "Most edges are not hard." if share is not None and share < _HARD_FEW else None


def hard_edges_off_focus(look: SecondLook, finding: Finding) -> str | None:
    """Speak against hard edges elsewhere where they are as hard at the first read."""
    edges = look.evidence.edges
    near = edges.share("hard", near=True) if edges else None
    there = look.hard_in(finding.sight.place)
    if near is not None and there is not None and there <= near:
        return "Edges are as hard where one looks first."
    return None


def restless_contours(look: SecondLook, _: Finding) -> str | None:
    """Speak against contours everywhere where most are the soft sides of strokes."""
    share = look.evidence.edges.share("hard") if look.evidence.edges else None
    return "Most of them are the soft sides of strokes." if share is not None and share < _LINES else None
