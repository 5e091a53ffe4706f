"""Every way out beside the page and the pictures: files for paint programs, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from art_assistant.errors import UsageError
from art_assistant.report.drawn import Drawn
from art_assistant.report.layers.ora import as_ora
from art_assistant.report.layers.psd import as_psd
from art_assistant.report.layers.stack import stack_of
from art_assistant.report.layers.svg import as_svg
from art_assistant.report.layers.swatches import as_aco, as_ase, as_gpl, named


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out.

    Attributes:
        name: of its file.
        title: what an artist calls it.
        media: its media type.
        make: returns the file of a report; the same report gives the same bytes.
        require: raises UsageError where an extra that it needs is missing; None where it needs none.

    """

    name: str
    title: str
    media: str
    make: Callable[[Drawn], bytes]
    require: Callable[[], None] | None = None


def _ora(drawn: Drawn) -> bytes:
    return as_ora(stack_of(drawn))


def _psd(drawn: Drawn) -> bytes:
    return as_psd(stack_of(drawn))


def _svg(drawn: Drawn) -> bytes:
    return as_svg(drawn.scene)


def _gpl(drawn: Drawn) -> bytes:
    return as_gpl(named(drawn.report.color.palette), "Palette of a study")


def _ase(drawn: Drawn) -> bytes:
    return as_ase(named(drawn.report.color.palette))


def _aco(drawn: Drawn) -> bytes:
    return as_aco(named(drawn.report.color.palette))


LAYERS: Final = {
    "ora": WayOut("layers.ora", "Layers (OpenRaster)", "image/openraster", _ora),
    "psd": WayOut("layers.psd", "Layers (Photoshop)", "image/vnd.adobe.photoshop", _psd),
    "svg": WayOut("masses.svg", "Masses as outlines (SVG)", "image/svg+xml", _svg),
}
"""Files that hold the picture in layers."""

SWATCHES: Final = {
    "gpl": WayOut("palette.gpl", "Palette (GIMP, Krita)", "application/x-gimp-palette", _gpl),
    "ase": WayOut("palette.ase", "Palette (Adobe)", "application/x-adobe-ase", _ase),
    "aco": WayOut("palette.aco", "Palette (Photoshop)", "application/x-adobe-aco", _aco),
}
"""Files that hold the colours of the palette with their names."""

WAYS: Final = {way.name: way for way in (*LAYERS.values(), *SWATCHES.values())}
"""Every way out by the name of its file."""


def chosen_ways(layers: str | None = None, swatches: str | None = None) -> tuple[str, ...]:
    """Return the names of the files that lists of formats, by commas, ask for.

    Raises:
        UsageError: a format is not one, or needs an extra that is missing.

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
    ways = [way for name, way in formats.items() if name in names]
    for way in ways:
        if way.require is not None:
            way.require()
    return ways


def made(drawn: Drawn, name: str) -> bytes:
    """Return one file of a report.

    Raises:
        UsageError: there is no such file, or it needs an extra that is missing.

    """
    if name not in WAYS:
        raise UsageError(f"There is no file '{name[:40]}'; use {', '.join(WAYS)}.")
    return WAYS[name].make(drawn)
