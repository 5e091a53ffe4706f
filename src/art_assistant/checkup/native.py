"""Whether libraries load: each in a process of its own, since a broken one may end the process that loads it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from typing import Final

_SECONDS: Final = 60.0
_LONGEST: Final = 160
_CODE: Final = "import sys; __import__(sys.argv[1])"


def broken_libraries(names: Iterable[str]) -> dict[str, str]:
    """Return each library that does not load, and why in one line; all are tried at the same time."""
    # -P: no module is taken from the folder where one stands.
    command = [sys.executable, "-P", "-c", _CODE]
    tried = {
        name: subprocess.Popen(  # noqa: S603 - our own interpreter
            [*command, name], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for name in names
    }
    faults = {name: _fault(process) for name, process in tried.items()}
    return {name: fault for name, fault in faults.items() if fault}


def _fault(process: subprocess.Popen[bytes]) -> str:
    try:
        _, said = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return f"it did not load within {_SECONDS:g} seconds."
    if process.returncode == 0:
        return ""
    if process.returncode < 0:
        return f"it ends the process (signal {-process.returncode}); it may be built for another processor."
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return _shortened(lines[-1] if lines else f"the process ended with status {process.returncode}.")


def _shortened(line: str) -> str:
    text = "".join(sign if sign.isprintable() else "?" for sign in line)
    return text[: _LONGEST - 1] + "…" if len(text) > _LONGEST else text
