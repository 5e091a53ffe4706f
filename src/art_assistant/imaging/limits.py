"""What a picture may cost before it is refused: one value object, and the checks that need nothing decoded."""

from __future__ import annotations

from dataclasses import dataclass

from art_assistant.errors import (
    EmptyFileError,
    FileTooLargeError,
    LimitError,
    SettingsError,
    SideTooLongError,
    TooManyPixelsError,
)

WORKING_SIDES = (300, 420)
"""Smallest and largest long side, in pixels, that the working copy may have."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may cost.

    Attributes:
        max_bytes: size of the file.
        max_pixels: width x height, summed over all frames or pages, as the header claims them.
        max_side: longest side in pixels; 65,500 is also the most that a JPEG can hold.
        max_scans: scans of a JPEG; each costs a pass over the whole picture, and encoders write about ten.
        max_icc_bytes: size of an embedded colour profile; a larger one is left out with a warning.

    """

    max_bytes: int = 50_000_000
    max_pixels: int = 50_000_000
    max_side: int = 65_500
    max_scans: int = 100
    max_icc_bytes: int = 4_000_000

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) < 1:
                raise SettingsError(f"The limit {name} must be at least 1, not {getattr(self, name)}.")

    def check_bytes(self, size: int) -> None:
        """Raise EmptyFileError or FileTooLargeError for a file of ``size`` bytes."""
        if size == 0:
            raise EmptyFileError("The file is empty; export or download the picture again.")
        if size > self.max_bytes:
            raise FileTooLargeError(
                f"The file is {_above(size, self.max_bytes)} MB and the limit is {self.max_bytes / 1e6:g} MB; "
                "save a smaller copy, or raise ART_LIMITS_MAX_MB."
            )

    def check_size(self, width: int, height: int, pixels: int) -> None:
        """Raise SideTooLongError or TooManyPixelsError for one frame's size and the pixels of all frames together."""
        if max(width, height) > self.max_side:
            raise SideTooLongError(
                f"The picture is {width} x {height} px and a side may have {self.max_side} px, which no setting "
                "changes; crop it or save it smaller."
            )
        if pixels > self.max_pixels:
            over = " over all frames" if pixels > width * height else ""
            raise TooManyPixelsError(
                f"The picture claims {_above(pixels, self.max_pixels)} megapixels{over} and the limit is "
                f"{self.max_pixels / 1e6:g}; save a smaller copy, or raise ART_LIMITS_MAX_MEGAPIXELS."
            )

    def check_scans(self, scans: int) -> None:
        """Raise LimitError for a JPEG of too many scans."""
        if scans > self.max_scans:
            raise LimitError(
                f"The JPEG holds {scans} scans and the limit is {self.max_scans}, which no setting changes; pictures "
                "are written with about ten: save it again in an editor."
            )


def _above(amount: int, limit: int) -> str:
    """Return ``amount`` in millions with as many digits as show that it is above ``limit``."""
    digits = next((d for d in range(1, 6) if round(amount / 1e6, d) > limit / 1e6), 6)
    return f"{amount / 1e6:.{digits}f}"


DEFAULT_LIMITS = Limits()
"""What a picture may cost unless told otherwise."""
