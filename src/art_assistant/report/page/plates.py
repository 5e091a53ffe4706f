"""Pictures of the HTML report: a view as data, with its title, caption and text for those who cannot see it."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from art_assistant.report.drawn import WORKERS, Drawn
from art_assistant.report.views import BY_NAME
from art_assistant.report.words.captions import alt_text, caption, fact

PLATE_SIDE: Final = 760
"""Long side of a picture in the HTML report, in pixels: sharp at the width of a column, small enough to mail."""

SMALL_SIDE: Final = 460
"""The same for pictures shown four in a row."""

_BARE: Final = frozenset({"gamut", "harmony", "mass-by-mass", "block-in"})
"""Views that bring their own ground and stand without a mat."""

_SMALL: Final = frozenset({"thirds", "golden-section", "diagonals", "grid"})


@dataclass(slots=True)
class Plate:
    """One picture on the page.

    Attributes:
        name: of the view.
        title, caption, fact, alt: what is written under it and read out for it.
        bare: whether it stands without a mat.
        section: anchor of the section it closes to.
        before, after: names of its neighbours, for leafing through.
        uri, width, height: the picture itself.
        scale: the steps of its legend, or None.

    """

    name: str
    title: str
    caption: str
    fact: str
    alt: str
    bare: bool
    section: str = "study"
    before: str = ""
    after: str = ""
    uri: str = ""
    width: int = 0
    height: int = 0
    scale: dict[str, Any] | None = field(default=None)


class Plates:
    """Collects the pictures a page asks for, then draws and encodes them together."""

    def __init__(self, drawn: Drawn, only: Collection[str] | None = None) -> None:
        self.drawn = drawn
        self._only = only
        self.asked: list[Plate] = []

    def shows(self, name: str) -> bool:
        """Return whether the report has the view and the page is to show it."""
        return self.drawn.has(name) and (self._only is None or name in self._only)

    def add(self, name: str, section: str, scale: dict[str, Any] | None = None) -> Plate:
        """Ask for a view; its picture is there after ``finish``."""
        report = self.drawn.report
        plate = Plate(
            name, BY_NAME[name].title, caption(name, report), fact(name, report), alt_text(name, report), name in _BARE
        )
        plate.section, plate.scale = section, scale
        self.asked.append(plate)
        return plate

    def finish(self) -> None:
        """Draw and encode everything asked for, and tie neighbours together."""
        self.drawn.draw_all(plate.name for plate in self.asked)
        with ThreadPoolExecutor(WORKERS) as pool:
            pictures = pool.map(self._address, self.asked)
            for plate, (uri, width, height) in zip(self.asked, pictures, strict=True):
                plate.uri, plate.width, plate.height = uri, width, height
        for section in {plate.section for plate in self.asked}:
            # A neighbour in a folded part could not be shown.
            row = [plate for plate in self.asked if plate.section == section]
            for index, plate in enumerate(row):
                plate.before, plate.after = row[index - 1].name, row[(index + 1) % len(row)].name

    def _address(self, plate: Plate) -> tuple[str, int, int]:
        return self.drawn.uri(plate.name, SMALL_SIDE if plate.name in _SMALL else PLATE_SIDE)
