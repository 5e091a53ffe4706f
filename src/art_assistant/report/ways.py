"""How each file for paint programs and the printer is made of a report (see ``files.ways`` for their names)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from art_assistant.errors import UsageError
from art_assistant.files.ways import WAYS
from art_assistant.report.drawn import Drawn
from art_assistant.report.layers.ora import as_ora
from art_assistant.report.layers.psd import as_psd
from art_assistant.report.layers.stack import stack_of
from art_assistant.report.layers.svg import as_svg
from art_assistant.report.layers.swatches import as_aco, as_ase, as_gpl, named
from art_assistant.report.print.sheet import as_pdf


def made(drawn: Drawn, name: str) -> bytes:
    """Return one file of a report; the same report gives the same bytes.

    Raises:
        UsageError: there is no such file, or it needs an extra that is missing.

    """
    if name not in _MAKERS:
        raise UsageError(f"There is no file '{name[:40]}'; use {', '.join(WAYS)}.")
    return _MAKERS[name](drawn)


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


_MAKERS: Final[Mapping[str, Callable[[Drawn], bytes]]] = {
    "layers.ora": _ora,
    "layers.psd": _psd,
    "masses.svg": _svg,
    "palette.gpl": _gpl,
    "palette.ase": _ase,
    "palette.aco": _aco,
    "study-a4.pdf": partial(as_pdf, paper="a4"),
    "study-letter.pdf": partial(as_pdf, paper="letter"),
}
