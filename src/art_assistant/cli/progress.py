"""What a person at the terminal sees while something takes its time; nothing where nobody looks."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Final, Self

from tqdm import tqdm

_PARTS: Final = {"study": (0, 10), "museums' pictures": (10, 0), "views": (10, 25), "page and files": (35, 65)}
"""Step to where it begins, and how much of the whole it is, in hundredths of what a study with all its views takes."""


class ProgressLine:
    """One line on stderr for one picture; it is gone when the picture is done."""

    def __init__(self, name: str, number: int, of: int) -> None:
        place = f"{number}/{of} " if of > 1 else ""
        self._name = f"{place}{name if len(name) <= 32 else name[:31] + '…'}"
        shown = sys.stderr is not None and sys.stderr.isatty()
        form = "{desc} {bar:24} {percentage:3.0f}%"
        self._bar = tqdm(total=100, bar_format=form, leave=False, disable=not shown, file=sys.stderr)
        self("study", 0, 0)

    def __call__(self, step: str, done: int, of: int) -> None:
        """Show how far a step is."""
        begins, long = _PARTS[step]
        count = f" {done}/{of}" if of else ""
        self._bar.set_description_str(f"{self._name}: {step}{count}", refresh=False)
        self._bar.n = round(begins + long * done / max(1, of))
        self._bar.refresh()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()


class CountLine:
    """One line on stderr that counts, with the rate and the time left; it is gone at the end."""

    def __init__(self) -> None:
        self._shown = sys.stderr is not None and sys.stderr.isatty()
        self._bar: tqdm[Any] | None = None

    def start(self, total: int, what: str) -> None:
        """Begin to count to ``total``."""
        self._close()
        self._bar = tqdm(total=total, unit=what, leave=False, disable=not self._shown or total == 0, file=sys.stderr)

    def step(self) -> None:
        """Count one more."""
        if self._bar is not None:
            self._bar.update()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
