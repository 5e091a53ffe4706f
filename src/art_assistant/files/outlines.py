"""What an outline can be asked to be: how much is drawn, and what it is written in."""

from __future__ import annotations

from typing import Final, Literal

Detail = Literal["simple", "full"]
DETAILS: Final[tuple[Detail, ...]] = ("simple", "full")
Format = Literal["svg", "png"]
FORMATS: Final[tuple[Format, ...]] = ("svg", "png")
TYPES: Final[dict[Format, str]] = {"svg": "image/svg+xml", "png": "image/png"}
