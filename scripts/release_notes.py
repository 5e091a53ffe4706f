"""Print what the change log says of one version, for the page of its release.

    python scripts/release_notes.py 0.2.0             # or v0.2.0, as tags are called
    python scripts/release_notes.py 0.2.0 --check     # also: it is the version that the package says it is

The section is ``## 0.2.0``, with or without a date behind it. The exit status is 1 where there is none or it is empty.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
_VERSION: Final = re.compile(r"\d+\.\d+\.\d+((a|b|rc)\d+)?")


class NotesError(Exception):
    """There is nothing to print, and why."""


def notes(changes: str, version: str) -> str:
    """Return the section of a version, without its head.

    Raises:
        NotesError: there is no such section, or it says nothing.

    """
    found = re.search(
        rf"^## \[?{re.escape(version)}\]?(?: [^\n]*)?\n(.*?)(?=^## |\Z)", changes, re.MULTILINE | re.DOTALL
    )
    if found is None:
        raise NotesError(f"The change log has no section '## {version}'; give 'Unreleased' that name.")
    said = found[1].strip()
    if not re.search(r"^[-*] ", said, re.MULTILINE):
        raise NotesError(f"The section '## {version}' of the change log names no change.")
    return said + "\n"


def version_of(tag: str) -> str:
    """Return the version that a tag names.

    Raises:
        NotesError: it names none.

    """
    version = tag.removeprefix("v")
    if not _VERSION.fullmatch(version):
        raise NotesError(f"'{tag[:40]}' names no version, such as v0.2.0.")
    return version


def packaged_version() -> str:
    """Return the version that the package says it is."""
    text = (ROOT / "src" / "art_assistant" / "_version.py").read_text(encoding="utf-8")
    return re.findall(r'__version__[^"]*"([^"]+)"', text)[0]


def refuse_other(version: str) -> None:
    """Raise NotesError where the package says that it is another version."""
    if version != packaged_version():
        raise NotesError(f"The package is version {packaged_version()}, not {version}; see _version.py.")


def main() -> None:
    """Print the section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", help="a version or a tag, such as 0.2.0 or v0.2.0")
    parser.add_argument("--check", action="store_true", help="it must be the package's own version")
    arguments = parser.parse_args()
    try:
        version = version_of(arguments.version)
        if arguments.check:
            refuse_other(version)
        sys.stdout.write(notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version))
    except NotesError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
