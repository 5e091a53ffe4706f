"""Cosines from which something is said: they belong to the encoder, and stand in the manifest of its galleries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from art_assistant.vision.encoders import is_fetched
from art_assistant.vision.manner import ENCODER_CARD

_CLOSE: Final = "close_threshold"
_SAME: Final = "same_thresholds"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is near, by the vectors of one encoder.

    Attributes:
        close: closeness from which a match is called close; half of the masters set it, the other half checked it.
            None where nobody has measured it, and nothing is said.
        same_overall, same_value: cosines of these facets from which two files show one painting: true of all nine such
            pairs among 552 works, and of no other.
        same_vector: the same where only one vector is known.

    """

    close: float | None = 0.35
    same_overall: float = 0.83
    same_value: float = 0.80
    same_vector: float = 0.97

    def as_manifest(self) -> dict[str, Any]:
        """Return them as they stand in a manifest."""
        same = {"overall": self.same_overall, "value": self.same_value, "vector": self.same_vector}
        return {_CLOSE: self.close, _SAME: same}

    @classmethod
    def of_manifest(cls, manifest: Mapping[str, Any]) -> Thresholds:
        """Return what a manifest tells, and ours for what it does not: earlier versions told only ``close``.

        Raises:
            TypeError, ValueError, AttributeError: it tells something that is no number.

        """
        same, usual = manifest.get(_SAME, {}), cls()
        close = manifest.get(_CLOSE, usual.close)
        return cls(
            close=None if close is None else float(close),
            same_overall=float(same.get("overall", usual.same_overall)),
            same_value=float(same.get("value", usual.same_value)),
            same_vector=float(same.get("vector", usual.same_vector)),
        )


THRESHOLDS: Final[dict[str, Thresholds]] = {ENCODER_CARD.identity: Thresholds()}
"""Identity of an encoder to what was found for it; ours are taken for any other that made its own vectors."""

FETCHED: Final = Thresholds(close=None, same_overall=0.97)
"""Of models that were fetched or added: pictures of different things lie near each other by their vectors, so that only
what is nearly one file counts as one painting, and nothing is called close."""


def thresholds_of(encoder: str) -> Thresholds:
    """Return the thresholds that a new gallery of this encoder is written with."""
    return THRESHOLDS.get(encoder, FETCHED if is_fetched(encoder) else Thresholds())
