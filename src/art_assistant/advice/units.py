"""How a headline number is told: its unit, and its usual size among the masters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_UNITS: Final[Mapping[str, tuple[float, int, str]]] = {
    "values.range_steps": (1.0, 1, " values"),
    "values.l_p5": (0.1, 1, ""),
    "values.l_p95": (0.1, 1, ""),
    "values.darks_clumped": (100.0, 0, "%"),
    "values.lights_spread": (0.1, 1, " of a value"),
    "values.lights_top": (0.1, 1, " of a value"),
    "values.mid_share": (100.0, 0, "%"),
    "masses.evenness": (1.0, 2, ""),
    "masses.boundary_length": (1.0, 1, " diagonals"),
    "masses.touching_step_min": (1.0, 1, " of a value"),
    "emphasis.rival": (100.0, 0, "%"),
    "emphasis.contrast_border": (100.0, 0, "%"),
    "emphasis.quiet_share": (100.0, 0, "%"),
    "edges.frame_tangent": (100.0, 0, "%"),
    "composition.imbalance": (100.0, 0, "%"),
    "composition.attention_half_area": (100.0, 0, "%"),
    "color.chroma_mean": (1.0, 0, " C*"),
    "color.accent_strength": (1.0, 0, " C*"),
    "color.temperature_gap": (1.0, 2, ""),
    "color.dark_hue_concentration": (100.0, 0, "%"),
    "color.hue_entropy": (100.0, 0, "%"),
    "edges.hard_share": (100.0, 0, "%"),
    "edges.width_median": (1.0, 2, "%"),
    "edges.hard_focus_lead": (100.0, 0, " points"),
    "edges.density": (1.0, 0, " diagonals"),
}
"""Metric to (factor, decimals, unit)."""


def told(metric: str, value: float) -> str:
    """Return a headline number with its unit; a difference is told by its size."""
    factor, digits, unit = _UNITS[metric]
    shown = f"{abs(value) * factor:.{digits}f}"
    if unit.startswith(" of a value") and float(shown) > 1.0:
        return f"{shown} values"
    return f"{shown}{unit}"
