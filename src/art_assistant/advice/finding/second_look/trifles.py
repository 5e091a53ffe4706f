"""The least difference worth a painter's time, metric by metric.

Two numbers may stand far apart among the masters and yet be one to the eye: a hundred pictures lie between 4 % and 9 %
of visual weight to one side, and nobody sees the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.finding.findings import Finding

LEAST: Final[Mapping[str, float]] = {
    # Half a value is the least step that painters mix on purpose, and at the ends of the scale they want nearly a whole
    # one before they speak of it; the order of the lights among themselves is finer.
    "values.l_p5": 8.0,
    "values.l_p95": 8.5,
    "values.range_steps": 1.0,
    "values.lights_spread": 5.0,
    "values.lights_top": 4.0,
    "masses.touching_step_min": 0.4,
    # Five points of a share of area or contour are seen side by side, not from memory; where the masters themselves
    # spread wider, a third of the usual.
    "values.mid_share": 0.06,
    "values.darks_clumped": 0.2,
    "emphasis.quiet_share": 0.21,
    "composition.imbalance": 0.15,
    "composition.attention_half_area": 0.06,
    "masses.evenness": 0.05,
    "emphasis.rival": 0.35,
    "emphasis.contrast_border": 0.05,
    "edges.frame_tangent": 0.15,
    "edges.hard_share": 0.08,
    "edges.hard_focus_lead": 0.1,
    # An eighth of a width is the least that two copies of one picture agree on; a third of a length is seen.
    "edges.width_median": 0.06,
    "edges.density": 6.0,
    "masses.boundary_length": 2.0,
    # A step of Munsell chroma is about 5 C*: between two pictures less is seen, because it is seen all over.
    "color.chroma_mean": 3.5,
    "color.accent_strength": 8.0,
    "color.temperature_gap": 0.06,
    "color.hue_entropy": 0.1,
    "color.dark_hue_concentration": 0.08,
}
"""By how much a headline metric must differ from the usual to be worth saying, in its own unit (L*, C*, shares 0-1)."""


def is_trifle(finding: Finding) -> bool:
    """Return whether what was measured is nearly what is usual, and nearly what is usual for this look."""
    least = LEAST[finding.kind.metric]
    return all(
        finding.kind.sign * (finding.value - other) < least
        for other in (finding.usual, finding.expected)
        if other is not None
    )
