"""The command line: thin commands over the library, each in a module of its own.

Exit status: 0 done, 2 wrong usage or unreadable input, 3 a limit was hit, 4 some of several failed or are left,
1 our own fault, 130 interrupted. Whatever goes wrong is one line on stderr that says what to do.
"""

from __future__ import annotations

from art_assistant.cli.main import main

__all__ = ["main"]
