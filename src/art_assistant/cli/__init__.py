"""The command line: thin commands over the library, each in a module of its own.

Exit status: 0 done, 2 wrong usage or unreadable input, 3 a limit was hit, 4 some of several failed or are left,
1 our own fault or a broken installation, 130 interrupted. Whatever goes wrong is one line on stderr that says what to
do.
"""

from __future__ import annotations

try:
    from art_assistant.cli.main import main
except ImportError:  # a library that every command needs is missing, or Python is too old
    from art_assistant.cli.doctor import unwhole as main

__all__ = ["main"]
