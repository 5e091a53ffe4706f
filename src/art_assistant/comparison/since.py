"""Two attempts at one picture: what came nearer to the reference since the last one, and what went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from art_assistant.comparison.corrections import in_words
from art_assistant.comparison.study import Comparison, Findings

_SAME: Final = 0.05
"""Value steps of mean error by which two photographs of one painting differ, nine times in ten (decision 0033)."""
_SAME_OVERLAP: Final = 0.05
"""The same of the overlap of the masses."""


@dataclass(frozen=True, slots=True)
class Since:
    """An attempt beside the one before it.

    Attributes:
        error: mean absolute local error, in steps: before and now, over what both photographs show.
        overlap: mean overlap of the masses, before and now; None where either is unknown.
        gone, come: ids of differences that were told before and are not now, and the other way round.
        text: the same in one sentence.

    """

    error: tuple[float, float]
    overlap: tuple[float, float] | None
    gone: tuple[str, ...]
    come: tuple[str, ...]
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return what changed, JSON-ready."""
        return {
            "mean_error_steps": [round(one, 3) for one in self.error],
            "mass_overlap": None if self.overlap is None else [round(one, 3) for one in self.overlap],
            "gone": list(self.gone),
            "come": list(self.come),
            "text": self.text,
        }


def since(before: Comparison, now: Comparison) -> Since | None:
    """Return what changed between two attempts, None where either cannot be compared with the reference."""
    first, second = before.findings, now.findings
    if first is None or second is None:
        return None
    both = np.isfinite(first.values.error) & np.isfinite(second.values.error)
    if not both.any():
        return None
    error = tuple(float(np.abs(one.values.error[both]).mean()) for one in (first, second))
    old, new = (_told(one) for one in (first, second))
    overlap = None if first.overlap is None or second.overlap is None else (first.overlap, second.overlap)
    gone, come = tuple(sorted(old - new)), tuple(sorted(new - old))
    return Since((error[0], error[1]), overlap, gone, come, _said((error[0], error[1]), overlap, gone, come))


def _told(findings: Findings) -> set[str]:
    return {one.id for one in (*findings.corrections, *findings.more)}


def _said(
    error: tuple[float, float], overlap: tuple[float, float] | None, gone: tuple[str, ...], come: tuple[str, ...]
) -> str:
    change = error[1] - error[0]
    how = "as far off as" if abs(change) < _SAME else "nearer than" if change < 0 else "further off than"
    text = f"Its values are {how} last time: {error[1]:.2f} of a step on the mean, {error[0]:.2f} before"
    if overlap is not None and abs(overlap[1] - overlap[0]) > _SAME_OVERLAP:
        text += f"; the masses overlap by {overlap[1]:.0%}, {overlap[0]:.0%} before"
    if gone:
        text += f"; no longer told: {', '.join(map(in_words, gone))}"
    if come:
        text += f"; told for the first time: {', '.join(map(in_words, come))}"
    return text + "."
