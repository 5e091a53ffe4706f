"""Where the painting of a reference lies in its photograph, and whether that can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from art_assistant.comparison.gate import ACCEPTED, CompareHead
from art_assistant.comparison.matching.plane import F64, FAR_OUT, SQUARE, diagonal, projected, way_to
from art_assistant.comparison.matching.scores import ENOUGH_SCORE, PARTS
from art_assistant.comparison.matching.search import Laid, Look, Method, Sought, keypoints_of, laid, search, votes_of
from art_assistant.comparison.matching.settle import FINE, settle
from art_assistant.comparison.matching.shot import Shot
from art_assistant.comparison.matching.snap import snapped
from art_assistant.comparison.matching.turns import turn_of, turned, upright
from art_assistant.field.corners import Corners
from art_assistant.field.outline.find import outline_finder
from art_assistant.imaging.arrays import Picture

_OUTLINES: Final = 2
"""Outlines of canvases that are tried."""
_BY_KEYPOINTS: Final = 0.95
"""Confidence where keypoints alone are enough."""
_ENOUGH_PARTS, _BY_PARTS = 0.6, 0.75
"""Share of the reference's parts at their place from which a map is accepted, and the confidence where they alone say
so: strangers have a tenth of them there, other versions of a motif up to four tenths."""
_FEWEST_PARTS, _AT_MOST = 0.4, 0.65
"""Share below which nothing but keypoints makes a map certain, and the confidence that is left: right maps have half of
the parts at their place, however little of the look; a few masses in a row can look alike by chance."""
_HAND: Final = 0.03
"""Diagonals by which a corner that a hand set may be off."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where a reference lies in the photograph of its painting.

    Attributes:
        method: what found it, or ``"artist"`` where the corners were set; None where nothing was found.
        confidence: how likely it is right, 0-1.
        accepted: whether what differs can be told.
        corners: where the reference's corners lie, as fractions of the photograph, clockwise from the reference's top
            left, on the canvas's edges where these are seen; outside 0-1 where the photograph shows only a part.
        way: (3, 3) float64 from the reference's fractions into the photograph's, as the pixels say.
        scores: what speaks for it, by name.

    """

    method: Method | None
    confidence: float
    accepted: bool
    corners: F64 | None
    way: F64 | None
    scores: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Return the alignment, JSON-ready; null is unknown."""
        corners = None if self.corners is None else [[round(float(v), 4) for v in corner] for corner in self.corners]
        return {
            "method": self.method,
            "confidence": round(self.confidence, 4),
            "accepted": self.accepted,
            "corners": corners,
        }


NOWHERE: Final = Alignment(None, 0.0, accepted=False, corners=None, way=None, scores={})
"""Nothing could even be tried."""


def align(reference: Picture, painting: Picture, see: Look, head: CompareHead, corners: Corners | None) -> Alignment:
    """Return where a painting lies in its photograph.

    Args:
        reference: the picture that was painted from.
        painting: the photograph of the painting.
        see: the backbone's cells of a (224, 224, 3) picture.
        head: what judges.
        corners: where the artist set them; they are settled on the pixels a little.

    """
    sought, shot = Sought.of(reference.standard, see, head.mean_tokens), Shot.of(painting.detail)
    if corners is not None:
        return _as_set(sought, shot, head, corners)
    known = keypoints_of(sought, shot)

    def outlines() -> list[F64]:
        found = outline_finder().likely(painting.standard, see(painting.model_input), _OUTLINES)
        return [corners.astype(np.float64) * shot.size for corners in found]

    found = search(sought, shot, outlines, known)
    confidence = _confidence(head, found)
    if confidence < ACCEPTED:
        other, quarters = search_turned(sought, shot, outlines)
        if _confidence(head, other) > confidence and other is not None:
            back = np.linalg.inv(turn_of(shot.size, quarters))
            found, confidence = Laid(back @ other.way, other.method, other.scores), _confidence(head, other)
    return NOWHERE if found is None else _alignment(found, shot, confidence)


def _confidence(head: CompareHead, found: Laid | None) -> float:
    if found is None:
        return 0.0
    confidence = head.confidence(found.scores)
    # So many points, or parts, do not agree by chance, however little of the reference's look is left between them.
    if found.method == "keypoints" and found.scores["keypoints"] >= ENOUGH_SCORE:
        return max(confidence, _BY_KEYPOINTS)
    if found.scores[PARTS] < _FEWEST_PARTS:
        return min(confidence, _AT_MOST)
    return max(confidence, _BY_PARTS) if found.scores[PARTS] >= _ENOUGH_PARTS else confidence


def search_turned(sought: Sought, shot: Shot, outlines: Callable[[], list[F64]]) -> tuple[Laid | None, int]:
    """Return what is found in the photograph turned by that number of quarters which its cells speak for, and it."""
    quarters = max((1, 2, 3), key=lambda number: votes_of(sought, turned(shot, number)))
    there, way = turned(shot, quarters), turn_of(shot.size, quarters)
    seen = upright([projected(way, corners) for corners in outlines()], quarters)
    return search(sought, there, lambda: seen, (None, 0)), quarters


def _alignment(found: Laid, shot: Shot, confidence: float) -> Alignment:
    to_share = np.diag([1.0 / shot.size[0], 1.0 / shot.size[1], 1.0])
    there = projected(found.way, SQUARE)
    accepted = confidence >= ACCEPTED
    seen = snapped(shot, there) if accepted else there
    return Alignment(
        found.method,
        confidence,
        accepted,
        seen / np.array(shot.size),
        to_share @ found.way,
        found.scores,
    )


def _as_set(sought: Sought, shot: Shot, head: CompareHead, corners: Corners) -> Alignment:
    """Return the alignment by corners that the artist set, settled on the pixels where that stays near them."""
    there = np.array(corners) * shot.size
    set_way = way_to(there)
    better = settle(sought.rgb, shot, set_way, FINE, FAR_OUT)
    near = np.abs(projected(better, SQUARE) - there).max() < _HAND * diagonal(there)
    found = laid(sought, shot, better if near else set_way, "artist", 0)
    confidence = head.confidence(found.scores)
    shares = np.diag([1.0 / shot.size[0], 1.0 / shot.size[1], 1.0])
    return Alignment(
        "artist", confidence, accepted=True, corners=np.array(corners), way=shares @ found.way, scores=found.scores
    )
