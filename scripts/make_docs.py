"""Build the documentation site from ``docs/`` and the pages at the root; a broken link or any other doubt is a failure.

The pages stay plain Markdown, as they are read beside the code: what only a site needs (an order by reader, a page of
the interface for programs, links to files that are no pages) is put into a copy of them. The site fetches nothing from
elsewhere, and can be read and searched from the folder it lies in.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "build" / "site"
STAGED = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
"""Pages at the root; the first one is where the site begins."""

READERS: Mapping[str, tuple[str, ...]] = {
    "For painters": (
        "guide/command-line.md",
        "guide/comparing.md",
        "guide/projects.md",
        "guide/studio.md",
        "guide/galleries.md",
        "guide/words.md",
    ),
    "For whoever runs it": (
        *("guide/service.md", "guide/museum.md", "guide/beyond.md"),
        *("operations.md", "troubleshooting.md"),
    ),
    "Reference": ("reference/*.md", "api.md"),
    "For developers": ("architecture.md", "decisions/*.md"),
    "The project": ("changelog.md", "contributing.md", "security.md"),
}
"""Who reads which page. One that is not there yet is left out; one that nobody is named for stands under ``OTHERS``."""

OTHERS = "More"
API = """# The interface for programs

What `import art_assistant` gives, and what the guides use beside it.

```{eval-rst}
.. automodule:: art_assistant
   :members:
   :exclude-members: ArtAssistantError, GalleryError, InputError, LimitError, ModelError, UsageError, Settings

.. autoclass:: art_assistant.Settings
   :members: load, merged, validate

.. automodule:: art_assistant.errors
   :members: ArtAssistantError

.. automodule:: art_assistant.report
   :members: as_html, as_json, report_schema, write_study

.. autofunction:: art_assistant.report.works_seen.museums_of

.. autofunction:: art_assistant.related.find_related

.. autofunction:: art_assistant.gallery.home.open_gallery

.. autofunction:: art_assistant.gallery.search.find.find_references

.. automodule:: art_assistant.client
   :members: Client, ServiceError, Found, Health
```
"""

CONFIGURATION: Mapping[str, Any] = {
    "project": "Art Assistant",
    "copyright": "The Art Assistant authors",
    "extensions": ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"],
    "myst_heading_anchors": 4,
    "autodoc_typehints": "description",
    "autodoc_typehints_description_target": "documented",
    "autodoc_member_order": "bysource",
    "napoleon_use_rtype": False,
    "html_theme": "furo",
    "html_title": "Art Assistant",
    "html_show_sourcelink": False,
    "html_copy_source": False,
    # What is shown of each result would be fetched, which no browser does for a page that lies in a folder.
    "html_show_search_summary": False,
}

_CODE = re.compile(r"^(`{3,}).*?^\1[ \t]*$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?P<head>!?\[(?P<words>[^\]]*)\]\()(?P<target>[^)\s]+)\)")


class BrokenLinkError(Exception):
    """A page links to what is not there."""


def pages() -> dict[str, Path]:
    """Return every page of the site by its place there, and where it stands in the repository."""
    found = {path.relative_to(ROOT / "docs").as_posix(): path for path in sorted((ROOT / "docs").rglob("*.md"))}
    own = {f"{PurePosixPath(name).stem.lower()}.md": ROOT / name for name in STAGED[1:]}
    return {"index.md": ROOT / STAGED[0]} | own | found


def stage(folder: Path) -> None:
    """Write the pages as the site needs them, and what they show, into a folder."""
    shutil.copytree(ROOT / "docs", folder, ignore=shutil.ignore_patterns("*.md"), dirs_exist_ok=True)
    known = pages()
    homes = {path: place for place, path in known.items()}
    for place, path in known.items():
        text = mended(path.read_text(encoding="utf-8"), path, place, homes)
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, encoding="utf-8")
    (folder / "api.md").write_text(API, encoding="utf-8")
    with (folder / "index.md").open("a", encoding="utf-8") as index:
        index.write(contents([*known, "api.md"]))


def contents(places: list[str]) -> str:
    """Return the contents of the site, by reader."""
    left = [place for place in places if place != "index.md"]
    groups = {
        reader: [p for pattern in patterns for p in left if _fits(p, pattern)] for reader, patterns in READERS.items()
    }
    named = {place for group in groups.values() for place in group}
    groups[OTHERS] = [place for place in left if place not in named]
    return "".join(
        "\n".join(["", "```{toctree}", ":hidden:", f":caption: {reader}", ":titlesonly:", "", *group, "```", ""])
        for reader, group in groups.items()
        if group
    )


def _fits(place: str, pattern: str) -> bool:
    return PurePosixPath(place).match(pattern) and place.count("/") == pattern.count("/")


def mended(text: str, path: Path, place: str, homes: Mapping[Path, str]) -> str:
    """Return a page with its links as they must be at its place of the site.

    Raises:
        BrokenLinkError: one leads nowhere.

    """

    def link(found: re.Match[str]) -> str:
        target = found["target"]
        if re.match(r"[a-z][a-z0-9+.-]*:|#", target):
            return found[0]
        name, _, anchor = target.partition("#")
        there = Path(os.path.normpath(path.parent / name))
        if not there.exists():
            raise BrokenLinkError(f"{path.relative_to(ROOT)}: there is no {target}")
        here = PurePosixPath(place).parent
        if there in homes:
            return f"{found['head']}{_relative(homes[there], here)}{'#' if anchor else ''}{anchor})"
        if there.is_file() and there.is_relative_to(ROOT / "docs"):
            return f"{found['head']}{_relative(there.relative_to(ROOT / 'docs').as_posix(), here)})"
        # What is no page is told by its place in the repository.
        return f"{found['words']} (`{there.relative_to(ROOT).as_posix()}`)"

    return _outside_code(text, lambda part: _LINK.sub(link, part))


def _relative(place: str, here: PurePosixPath) -> str:
    return Path(os.path.relpath(place, here)).as_posix()


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text with everything changed that is no code."""

    def parts() -> Iterator[str]:
        end = 0
        for code in _CODE.finditer(text):
            yield from (change(text[end : code.start()]), code[0])
            end = code.end()
        yield change(text[end:])

    return "".join(parts())


def configure(folder: Path) -> None:
    """Write what Sphinx needs to know into a folder of pages."""
    lines = [f"{name} = {value!r}" for name, value in CONFIGURATION.items()]
    # FAISS tells how it was loaded to whoever listens, and Sphinx does.
    quiet = ["import logging", "logging.getLogger('faiss').setLevel(logging.WARNING)"]
    (folder / "conf.py").write_text("\n".join([*quiet, *lines, ""]), encoding="utf-8")


def build(source: Path, target: Path) -> int:
    """Build a site of the pages in a folder, every warning an error; return the exit status."""
    configure(source)
    with tempfile.TemporaryDirectory() as kept:
        how = ["-q", "-E", "-W", "--keep-going", "-b", "html", "-d", kept]
        return subprocess.run([sys.executable, "-m", "sphinx", *how, source, target], check=False).returncode  # noqa: S603


def main() -> int:
    """Build the site."""
    parser = argparse.ArgumentParser(description="Build the documentation site, and fail at any doubt.")
    parser.add_argument("--out", type=Path, default=TARGET, help="where to (default: build/site)")
    target = parser.parse_args().out
    with tempfile.TemporaryDirectory() as staged:
        try:
            stage(Path(staged))
        except BrokenLinkError as error:
            sys.stderr.write(f"{error}\n")
            return 1
        if target.exists() and not (target / "objects.inv").is_file() and any(target.iterdir()):
            sys.stderr.write(f"The folder {target} holds something else than a site; name another with --out.\n")
            return 2
        shutil.rmtree(target, ignore_errors=True)
        status = build(Path(staged), target)
    if status == 0:
        print(f"Open {target / 'index.html'}")
    return status


if __name__ == "__main__":
    sys.exit(main())
