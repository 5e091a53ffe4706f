"""What files a study can hold beside its report, page and pictures: names, kinds, and the words that ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from art_assistant.errors import UsageError


@dataclass(frozen=True, slots=True)
class WayOut:
    """One file for a paint program or the printer.

    Attributes:
        name: of the file.
        title: what an artist calls it.
        media: its media type.

    """

    name: str
    title: str
    media: str


LAYERS: Final = {
    "ora": WayOut("layers.ora", "Layers (OpenRaster)", "image/openraster"),
    "psd": WayOut("layers.psd", "Layers (Photoshop)", "image/vnd.adobe.photoshop"),
    "svg": WayOut("masses.svg", "Masses as outlines (SVG)", "image/svg+xml"),
}
"""Files that hold the picture in layers."""

SWATCHES: Final = {
    "gpl": WayOut("palette.gpl", "Palette (GIMP, Krita)", "application/x-gimp-palette"),
    "ase": WayOut("palette.ase", "Palette (Adobe)", "application/x-adobe-ase"),
    "aco": WayOut("palette.aco", "Palette (Photoshop)", "application/x-adobe-aco"),
}
"""Files that hold the colours of the palette with their names."""

SHEETS: Final = {
    "a4": WayOut("study-a4.pdf", "Study sheet, A4 (PDF)", "application/pdf"),
    "letter": WayOut("study-letter.pdf", "Study sheet, Letter (PDF)", "application/pdf"),
}
"""The study sheet on each paper."""

WAYS: Final = {way.name: way for way in (*LAYERS.values(), *SWATCHES.values(), *SHEETS.values())}
"""Every such file by its name."""


def chosen_ways(layers: str | None = None, swatches: str | None = None) -> tuple[str, ...]:
    """Return the names of the files that lists of formats, by commas, ask for.

    Raises:
        UsageError: a format is not one.

    """
    asked = (("layers", layers, LAYERS), ("swatches", swatches, SWATCHES))
    chosen = [way for what, text, formats in asked if text is not None for way in _named(what, text, formats)]
    return tuple(way.name for way in chosen)


def _named(what: str, text: str, formats: dict[str, WayOut]) -> list[WayOut]:
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    unknown = next((name for name in names if name not in formats), None)
    if unknown is not None or not names:
        fault = "no format is named" if unknown is None else f"there is no format '{unknown[:40]}'"
        raise UsageError(f"For {what}, {fault}; use {', '.join(formats)}.")
    return [way for name, way in formats.items() if name in names]
