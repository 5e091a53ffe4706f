"""The least difference worth a painter's time, metric by metric.

Two numbers may stand far apart among the masters and yet be one to the eye: a hundred pictures lie between 4 % and 9 %
of visual weight to one side, and nobody sees the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.finding.findings import Finding

LEAST: Final[Mapping[str, float]] = {
    # Half a value is the least step that painters mix on purpose; an end of the scale is told from three quarters on,
    # because glare and a phone move an end by half a value alone, and a range from one value on, for its two ends.
    "values.l_p5": 7.5,
    "values.l_p95": 7.5,
    "values.range_steps": 1.0,
    "values.lights_spread": 5.0,
    "values.lights_top": 4.0,
    "masses.touching_step_min": 0.4,
    # Areas are judged by eye to about a tenth of the picture; shares of lines and points spread wider still.
    "values.mid_share": 0.1,
    "values.darks_clumped": 0.2,
    "emphasis.quiet_share": 0.1,
    "composition.imbalance": 0.08,
    "composition.attention_half_area": 0.06,
    "masses.evenness": 0.05,
    "emphasis.rival": 0.2,
    "emphasis.contrast_border": 0.15,
    "edges.frame_tangent": 0.15,
    "edges.hard_share": 0.08,
    "edges.hard_focus_lead": 0.1,
    # A fifth to a quarter more of a width or a length: a line of 4 mm beside one of 5.
    "edges.width_median": 0.08,
    "edges.density": 6.0,
    "masses.boundary_length": 2.0,
    # A step of Munsell chroma is about 5 C*.
    "color.chroma_mean": 5.0,
    "color.accent_strength": 6.0,
    "color.temperature_gap": 0.1,
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
