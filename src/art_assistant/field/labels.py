"""The kinds of pictures that are told apart, and the answer that none is likely enough to be asserted."""

from __future__ import annotations

from typing import Final

PAINTING, DRAWING, PHOTOGRAPH, OTHER, UNSURE = "painting", "drawing", "photograph", "other", "unsure"
KINDS: Final = (PAINTING, DRAWING, PHOTOGRAPH, OTHER)
"""The kinds that are told apart, in the order of the head's probabilities; a drawing may be a print."""
