"""Audit the licences of all that is installed with the package, and of all that ships inside it.

    python scripts/licences.py            # writes docs/reference/licences.md; every extra must be installed
    python scripts/licences.py --check    # exit 1 where a licence is not allowed, or the page does not say what is so

What the package asks for is followed through the metadata of the installed distributions, as on Linux with Python 3.13.
Licences are read from that metadata: the expression where there is one, else the name, else the classifiers. The page
holds no versions, so that it says the same on every machine.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from art_assistant.advice.finding.expectation import EXPECTATION_CARD
from art_assistant.comparison.gate import COMPARE_CARD
from art_assistant.field.kind import KIND_CARD
from art_assistant.field.outline.find import OUTLINE_CARD
from art_assistant.style.head import HEAD_CARD
from art_assistant.vision.backbone import CARD
from art_assistant.vision.manner import NETWORK_CARD, PROJECTION_CARD

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "reference" / "licences.md"
PACKAGE: Final = "art-assistant"
CORE: Final = "core"
EXTRAS: Final = (
    *("app", "clip", "cloud", "export", "heif", "llm", "milvus", "museum", "pdf", "plots", "raw", "ray", "service"),
)
THERE: Final = {
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "linux",
}

ALLOWED: Final = frozenset(
    {
        *(
            "0BSD",
            "Apache-2.0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "BSL-1.0",
            "CC0-1.0",
            "HPND",
            "ISC",
            "MIT",
            "MIT-0",
            "MIT-CMU",
        ),
        *("MPL-2.0", "NCSA", "OFL-1.1", "PSF-2.0", "Unlicense", "Zlib"),
    }
)
"""MPL-2.0 binds the files it covers and nothing beside them; none of them is changed here."""

NAMES: Final = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "matplotlib license": "PSF-2.0",
    "mit": "MIT",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "mpl-2.0": "MPL-2.0",
    "psf": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
}
"""How licences are called in metadata, in small letters. The classifier "BSD License" names no version; of the
distributions that say no more, each was looked at and has three clauses."""

CARRIED: Final = {
    "faiss-cpu": "OpenBLAS (BSD-3-Clause), GCC's runtime libraries (GPL-3.0 with their exception)",
    "numpy": "OpenBLAS (BSD-3-Clause), GCC's runtime libraries (GPL-3.0 with their exception)",
    "opencv-python-headless": "FFmpeg (LGPL-2.1) as libraries of their own, OpenBLAS, GCC's runtime libraries",
    "pillow": "libjpeg-turbo, libtiff, libwebp, freetype and others, all permissive",
    "pillow-heif": "libheif and libde265 (LGPL-3.0), x265 (GPL-2.0)",
    "ray": "jemalloc (BSD-2-Clause), aiohttp, psutil, colorama and others, all permissive",
    "rawpy": "LibRaw (LGPL-2.1 or CDDL-1.0)",
}
"""What a wheel carries under another licence than its metadata names, as the wheel's own notices say."""

OURS: Final = (
    ("report/fonts/EBGaramond*.otf", "OFL-1.1", "EB Garamond, Georg Duffner, a subset"),
    ("report/fonts/Inter*.otf", "OFL-1.1", "Inter, The Inter Project Authors, a subset"),
    ("report/fonts/StudyHan.ttf", "OFL-1.1", "a subset of Noto Sans JP and Noto Sans SC, Adobe"),
    ("report/fonts/web/*.woff2", "OFL-1.1", "smaller subsets of the same, called Study Serif and Study Sans"),
    ("gallery/starter/*", "CC0-1.0", "numbers and facts of 543 works in the public domain; no pictures"),
    ("corpus/data/*", "MIT", "numbers measured here of about a thousand paintings in the public domain"),
    ("advice/data/norms.json", "MIT", "numbers measured here"),
    ("comparison/data/glare-head.json", "MIT", "trained here by train/glare_head.py"),
    (
        "analysis/data/*",
        "MIT",
        "computed or set by hand here; the systematic names follow ISCC-NBS (NBS Circular 553, public domain)",
    ),
    ("studio/web/sample.jpg", "CC0-1.0", "the sample painting, made by `examples/make_sample.py`"),
    ("report/print/sheet.typ", "MIT", "written here"),
    ("studio/web/icon.png", "MIT", "drawn here"),
)
"""Files of the package that are no code: where they lie, their licence, and what they are."""

MODELS: Final = (
    ("vision/data/dinov2-vits14-focus-int8.onnx", CARD),
    ("vision/data/efficientnet-lite0-manner.onnx", NETWORK_CARD),
    ("vision/data/manner-projection.npz", PROJECTION_CARD),
    ("style/data/style-head.npz", HEAD_CARD),
    ("field/data/kind-head.npz", KIND_CARD),
    ("field/data/outline-head.npz", OUTLINE_CARD),
    ("comparison/data/compare-head.npz", COMPARE_CARD),
    ("advice/data/expectation.npz", EXPECTATION_CARD),
)
CODE: Final = frozenset({".py", ".j2", ".css", ".js", ".txt", ".typed", ".toml"})


class LicenceError(Exception):
    """A licence that is unknown or not allowed."""


class Row(NamedTuple):
    """One distribution: its name, its licence, and what asks for it (``core`` or extras)."""

    name: str
    licence: str
    asked_by: tuple[str, ...]


def licence_of(about: metadata.PackageMetadata) -> str:
    """Return a distribution's licence as an SPDX expression.

    Raises:
        LicenceError: its metadata names none that is known.

    """
    expression = about.get("License-Expression")
    if expression:
        return str(expression)
    short = str(about.get("License") or "").strip()
    classified = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line[:7] == "License"]
    if short in ALLOWED or re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR) [A-Za-z0-9.+-]+)+", short):
        return short
    for name in (short, *classified):
        if name.casefold() in NAMES:
            return NAMES[name.casefold()]
    raise LicenceError(f"{about['Name']}: no licence that is known: {short[:60]!r} {classified}")


def allowed_licence(name: str) -> str:
    """Return the licence of an installed distribution.

    Raises:
        LicenceError: it is unknown or not allowed.

    """
    licence = licence_of(metadata.metadata(name))
    if not is_allowed(licence):
        raise LicenceError(f"{name}: {licence} is not allowed")
    return licence


def is_allowed(expression: str) -> bool:
    """Return whether an SPDX expression can be met with what is allowed; of alternatives one is enough."""
    while "(" in expression:
        inner = re.sub(r"\(([^()]*)\)", lambda part: "MIT" if is_allowed(part[1]) else "refused", expression)
        if inner == expression:
            return False
        expression = inner
    alternatives = re.split(r"\s+OR\s+", expression)
    return any(set(re.split(r"\s+(?:AND|WITH)\s+", one.strip())) <= ALLOWED for one in alternatives)


def asked_of(name: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what an installed distribution asks for, with the extras that it asks of it."""
    for line in _of_ours() if name == PACKAGE else metadata.requires(name) or []:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**THERE, "extra": extra}) for extra in (extras or {""})):
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)


def _of_ours() -> Iterator[str]:
    """Yield what the package itself asks for, as its project file says: what is installed may be older."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    yield from project["dependencies"]
    for extra, lines in project["optional-dependencies"].items():
        yield from (f"{line}; extra == '{extra}'" for line in lines)


def closure(extra: str) -> set[str]:
    """Return all that is installed for the core, or for an extra; the package itself is left out.

    Raises:
        PackageNotFoundError: a part is not installed.

    """
    chosen = frozenset({"" if extra == CORE else extra})
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(asked_of(PACKAGE, chosen))
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) not in seen:
            metadata.version(name)
            seen.add((name, extras))
            waiting += asked_of(name, extras | {""})
    return {name for name, _ in seen} - {PACKAGE}


def installed_parts() -> list[str]:
    """Return ``core`` and the extras of which every part is installed."""
    found = []
    for part in (CORE, *EXTRAS):
        try:
            closure(part)
        except metadata.PackageNotFoundError:
            continue
        found.append(part)
    return found


def rows(parts: list[str]) -> list[Row]:
    """Return a row for each distribution that the parts ask for.

    Raises:
        LicenceError: a licence is unknown or not allowed; all of them are named.

    """
    asked = {part: closure(part) for part in parts}
    found, faults = [], []
    for name in sorted(set().union(*asked.values())):
        try:
            licence = allowed_licence(name)
        except LicenceError as error:
            faults.append(str(error))
            continue
        by = (CORE,) if name in asked.get(CORE, ()) else tuple(part for part in parts if name in asked[part])
        found.append(Row(name, licence, by))
    if faults:
        raise LicenceError("\n".join(faults))
    return found


def uncovered() -> list[str]:
    """Return the files of the package that are no code and of which no licence is told."""
    package = ROOT / "src" / "art_assistant"
    told = [pattern for pattern, _, _ in OURS] + [path for path, _ in MODELS]
    ours = (path.relative_to(package) for path in sorted(package.rglob("*")) if path.is_file())
    return [
        path.as_posix()
        for path in ours
        if path.suffix not in CODE | {".pyc"}
        and path.name not in {"report.schema.json", "examples.json"}
        and not any(PurePosixPath(path.as_posix()).match(pattern) for pattern in told)
    ]


def page(found: list[Row]) -> str:
    """Return the page."""
    lines = [_HEAD]
    lines += [f"| {row.name} | {row.licence} | {', '.join(row.asked_by)} |" for row in found]
    lines += ["", _CARRIED, *(f"| {name} | {what} |" for name, what in CARRIED.items())]
    lines += ["", _INSIDE]
    lines += [f"| `{path}` | {card.licence} | {card.source} | {card.training_data} |" for path, card in MODELS]
    lines += ["", _FILES, *(f"| `{pattern}` | {licence} | {what} |" for pattern, licence, what in OURS), ""]
    return "\n".join(lines)


def told_rows(text: str) -> list[Row]:
    """Return the rows of the first table of the page."""
    table = text.partition("## What is installed with it")[2].partition("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in table.splitlines() if line[:2] == "| "]
    return [Row(name, licence, tuple(by.split(", "))) for name, licence, by in cells[1:]]


def differences(parts: list[str], text: str) -> list[str]:
    """Return where the page and what is installed of these parts disagree, in one direction or the other."""
    here = {row.name: row for row in rows(parts)}
    told = {row.name: row for row in told_rows(text) if set(row.asked_by) & set(parts)}
    told = {name: row._replace(asked_by=tuple(p for p in row.asked_by if p in parts)) for name, row in told.items()}
    return sorted(
        f"{name}: {told.get(name)} is {here.get(name)}" for name in here | told if here.get(name) != told.get(name)
    )


_HEAD: Final = """# Licences

Made by `scripts/licences.py`, which reads the metadata of what is installed (on Linux, without versions) and fails on a
licence that is unknown or not allowed. The code of Art Assistant is under the MIT licence.

## What is installed with it

| package | licence | asked for by |
|---|---|---|"""
_CARRIED: Final = """## What wheels carry besides

The extra `heif` brings a library under the GPL: whoever passes on a program together with it is bound by that. The
container image holds the core, `app` and `service`, and so nothing of it.

| wheel | carries |
|---|---|"""
_INSIDE: Final = """## Models inside the package

The [cards](model-card-backbone.md) say more; the notices and texts lie beside the files.

| file | licence | from | learned from |
|---|---|---|---|"""
_FILES: Final = """## Other files inside the package

| file | licence | what |
|---|---|---|"""


def main() -> None:
    """Write the page, or check it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something is wrong")
    check = parser.parse_args().check
    parts = installed_parts()
    try:
        found = rows(parts)
    except LicenceError as error:
        sys.exit(str(error))
    if missing := uncovered():
        sys.exit(f"no licence is told of {', '.join(missing)}")
    if check:
        if wrong := differences(parts, PAGE.read_text(encoding="utf-8")):
            sys.exit("\n".join(wrong))
        return
    if lacking := {CORE, *EXTRAS} - set(parts):
        sys.exit(f"not installed: {', '.join(sorted(lacking))}; the page tells of every extra")
    PAGE.write_text(page(found), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}: {len(found)} packages")


if __name__ == "__main__":
    main()
