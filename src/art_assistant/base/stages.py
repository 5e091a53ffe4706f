"""The stages that one study is timed in, named once for whoever times, shows or counts them."""

from __future__ import annotations

from typing import Final, Literal, get_args

Stage = Literal[
    "decode",
    "model",
    "manner",
    "canvas",
    "photo",
    "values",
    "masses",
    "notans",
    "color",
    "blocks",
    "metrics",
    "contours",
    "facets",
    "emphasis",
    "edges",
    "composition",
    "references",
    "style",
    "tips",
]
STAGES: Final[tuple[str, ...]] = get_args(Stage)
"""In the order in which a report begins them."""
