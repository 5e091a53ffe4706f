"""What the README, the guides and the help say is so: every command runs, every flag is told, links lead somewhere.

Blocks marked ``sh`` and ``python`` are run, each line as it stands, in a folder with pictures of the names they use.
Lines that begin with ``pip``, ``make`` or ``curl``, and those that serve, open the studio or ask a service, are read
and not run.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.clip.conftest import TINY, content_of
from tests.clip.hub import Hub, running
from tests.conftest import ROOT
from tests.museum.records import MET_COLUMNS, met_row
from tests.museum.server import Museum, serving
from tests.service.conftest import make_gallery
from tests.unit.comparison.painted import lightened, photographed, pixels, png

from art_assistant.cli.main import build_parser, main
from art_assistant.gallery.versions import in_use
from art_assistant.museum.store.place import FolderPlace
from art_assistant.museum.store.publish import publish
from art_assistant.practice.meant import Meant
from art_assistant.practice.projects import Original, Projects
from art_assistant.settings import ServiceSettings, Settings

OPERATIONS = [ROOT / "docs" / "operations.md", ROOT / "docs" / "troubleshooting.md"]
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *GUIDES, *OPERATIONS]
RUN_ELSEWHERE: dict[str, str] = {}
"""Pages whose commands need more around them than stands here, and the tests that run them."""

BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)

FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


ELSEWHERE: dict[str, str] = {}
"""Variables that put something on this machine in the place of what the documents ask."""


def parsers(
    parser: argparse.ArgumentParser | None = None, path: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every command with its parser, through all its subcommands."""
    top = parser or build_parser()
    yield path, top
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from parsers(below, f"{path} {name}".strip())


def flags_of(parser: argparse.ArgumentParser) -> set[str]:
    return {flag for action in parser._actions for flag in action.option_strings if flag.startswith("--")} - {"--help"}


FLAGS = {flag for _, parser in parsers() for flag in flags_of(parser)} | {"--help"}


def blocks(text: str, *languages: str) -> list[str]:
    return [body for language, body in BLOCK.findall(text) if language in languages]


def our_commands(block: str) -> Iterator[str]:
    """Yield each call of the command line in a block, without its comment."""
    for line in block.replace("\\\n", " ").splitlines():
        for part in re.split(r"&&|\|", line):
            call = re.sub(r"\s#.*", "", part).strip()
            if call.startswith("art-assistant "):
                yield call.removeprefix("art-assistant ")


def examples_of_help() -> list[str]:
    return [parser.epilog or "" for _, parser in parsers()]


COMMANDS = sorted(
    {
        call
        for block in [
            *(b for page in PAGES for b in blocks(page.read_text(encoding="utf-8"), "sh")),
            *examples_of_help(),
        ]
        for call in our_commands(block)
        if not call.startswith(("serve", "app"))
    }
)


def picture(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rough = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    Image.fromarray(rough).resize((160, 120), Image.Resampling.BICUBIC).save(path)


def attempts(folder: Path) -> None:
    """Write a reference, and photographs of two paintings of it with a white card."""
    rgb = np.ascontiguousarray(pixels((ROOT / "examples" / "sample-painting.jpg").read_bytes())[::3, ::3])
    (folder / "reference.jpg").write_bytes(png(rgb))
    for name, steps in (("attempt.jpg", 1.0), ("second.jpg", 0.4)):
        photo = photographed(lightened(rgb, steps), size=(700, 560), card=0.8)
        (folder / name).write_bytes(png(photo))


def old_project(folder: Path) -> None:
    """Write an index of another program, and the list of its works."""
    import faiss

    folder.mkdir()
    index = faiss.IndexFlatIP(8)
    index.add(np.random.default_rng(0).normal(size=(2, 8)).astype(np.float32))
    faiss.write_index(index, str(folder / "index.faiss"))
    works = [{"id": name, "image_path": f"old/{name}.jpg"} for name in ("dawn", "dusk")]
    (folder / "artworks.jsonl").write_text("\n".join(map(json.dumps, works)), encoding="utf-8")


@pytest.fixture(scope="module")
def museum() -> Iterator[dict[str, str]]:
    """A museum on this machine, in the place of those that the documents ask."""
    with serving(Museum(2)) as playing, pytest.MonkeyPatch.context() as patch:
        patch.setitem(ELSEWHERE, "ART_MUSEUM_ADDRESS", playing.here)
        yield ELSEWHERE


@pytest.fixture(scope="module")
def hub() -> Iterator[dict[str, str]]:
    """A hub of models on this machine, in the place of the one of the settings."""
    playing = Hub(content_of(TINY / "clip"))
    with running(playing), pytest.MonkeyPatch.context() as patch:
        patch.setitem(ELSEWHERE, "ART_MODELS_HUB", playing.address)
        yield ELSEWHERE


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, museum: dict[str, str], hub: dict[str, str]) -> Path:
    """A home and a working folder that hold what the documents speak of, and a museum and a hub that answer."""
    assert museum is hub
    base = tmp_path_factory.mktemp("docs")
    names = ("painting.jpg", "sunset.jpg", "portrait.jpg", "mine/dawn.jpg")
    home = ("Pictures/paintings/old/sketch.jpg", "paintings/dusk.jpg", "Desktop/new.jpg", "Pictures/old/dawn.jpg")
    for seed, name in enumerate(names):
        picture(base / "work" / name, seed)
    for seed, name in enumerate(home, start=10):
        picture(base / "home" / name, seed)
    picture(base / "home" / "Pictures" / "old" / "dusk.jpg", 20)
    attempts(base / "work")
    (base / "work" / "table.csv").write_text("path,title\nold/sketch.jpg,A sketch\n", encoding="utf-8")
    picture(base / "work" / "wikiart" / "Impressionism" / "claude-monet_water-lilies-1916.jpg", 30)
    rows = [",".join(MET_COLUMNS), *(",".join(met_row(number).values()) for number in (1, 2))]
    (base / "work" / "MetObjects.csv").write_text("\n".join(rows), encoding="utf-8")
    (base / "work" / "rights.csv").write_text("path,rights\nold/sketch.jpg,CC0\n", encoding="utf-8")
    old_project(base / "work" / "old-project")
    shutil.copytree(TINY / "clip", base / "home" / "models" / "clip-vit-base-patch32")
    with standing(base):
        assert main(["models", "fetch", "clip-vit-b32"]) == 0
        assert main(["gallery", "build", str(base / "home" / "Pictures" / "paintings"), "--name", "mine"]) == 0
        assert main(["gallery", "add", "mine", "sunset.jpg"]) == 0
        words = ["gallery", "build", str(base / "home" / "Pictures" / "paintings"), "--name", "words"]
        assert main([*words, "--encoder", "clip-vit-b32"]) == 0
        assert main(["gallery", "export", "mine", "mine.zip"]) == 0
        assert main(["museum", "fetch", "met", "--contact", "me@example.org", "--metadata-only"]) == 0
        assert main(["museum", "refresh", "aic", "--contact", "me@example.org"]) == 0
        store()
        project()
    return base


def project() -> None:
    """Begin the project that the documents speak of, with one attempt, and edges that are meant."""
    with Projects.open(Settings.load()) as projects:
        projects.new("Blue vase", Original("reference.jpg", Path("reference.jpg").read_bytes()), date(2026, 5, 1))
        projects.add("Blue vase", Original("attempt.jpg", Path("attempt.jpg").read_bytes()), {}, date(2026, 5, 4))
        projects.intend("Blue vase", [Meant("edges")])


def store() -> None:
    """Make a store with an earlier version, one in production and one in staging, and a further line of a museum."""
    shutil.copytree("aic-line", "met-line")
    earlier = in_use(make_gallery(Path("made"), 30))
    publish(FolderPlace(Path("releases")), earlier, "production", "", {})
    assert main(["museum", "publish", "aic-line", "--to", "releases"]) == 0
    publish(FolderPlace(Path("releases")), in_use(make_gallery(Path("made"), 31)), "staging", "", {})


@contextmanager
def standing(base: Path) -> Iterator[None]:
    """Stand in the working folder, at home in the other, with nothing set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("ART_", "FAISS_"))]:
            patch.delenv(name)
        patch.setenv("HOME", str(base / "home"))
        patch.setenv("USERPROFILE", str(base / "home"))
        patch.setenv("ART_GALLERY_HOME", str(base / "galleries"))
        for name, value in ELSEWHERE.items():
            patch.setenv(name, value)
        patch.chdir(base / "work")
        yield


def as_a_shell_would(call: str) -> tuple[list[str], str | None]:
    """Return the arguments of a call, and the file that is piped in."""
    words = shlex.split(call.replace("<", " < "))
    piped = words[words.index("<") + 1] if "<" in words else None
    words = words[: words.index("<")] if piped else words
    return [name for word in words for name in sorted(map(str, Path().glob(word))) or [str_at_home(word)]], piped


def str_at_home(word: str) -> str:
    return str(Path(word).expanduser()) if word.startswith("~") else word


def run_as_documented(call: str, prepared: Path, base: Path, patch: pytest.MonkeyPatch, *more: str) -> int:
    shutil.copytree(prepared, base, dirs_exist_ok=True)
    if call.startswith(("gallery import", "gallery build")):
        shutil.rmtree(base / "galleries")
    if call.startswith("project new"):
        next((base / "home").rglob("projects.sqlite")).unlink()
    if call.startswith("gallery export"):
        (base / "work" / "mine.zip").unlink()
    with standing(base):
        if call.endswith("--forward"):
            assert main(call.removesuffix("--forward").split()) == 0
        arguments, piped = as_a_shell_would(call)
        if piped:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(piped).read_bytes())))
        try:
            return main([*arguments, *more])
        except SystemExit as end:
            return int(end.code or 0)


LONG = ("analyze *.jpg", "museum", "gallery build", "project add", "compare")
"""What takes seconds, and is tried with other files elsewhere, is run by ``make test-all``."""


@pytest.mark.parametrize(
    "call", [pytest.param(call, marks=[pytest.mark.slow] if call.startswith(LONG) else []) for call in COMMANDS]
)
def test_every_documented_command_runs(
    call: str, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = ("--views", "none") if call.startswith("analyze") else ()
    assert run_as_documented(call, prepared, tmp_path, monkeypatch, *quick) == 0, capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("call", [call for call in COMMANDS if call.startswith("analyze")])
def test_every_documented_study_is_drawn(
    call: str, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_as_documented(call, prepared, tmp_path, monkeypatch) == 0, capsys.readouterr().err


def test_every_page_with_commands_is_run() -> None:
    run = {page.relative_to(ROOT).as_posix() for page in PAGES} | RUN_ELSEWHERE.keys()
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]:
        if blocks(page.read_text(encoding="utf-8"), "sh", "python", "toml", "bash", "console", "shell"):
            assert page.relative_to(ROOT).as_posix() in run, page
    assert all((ROOT / test).is_file() for test in RUN_ELSEWHERE.values())


def test_there_are_commands_in_the_documents() -> None:
    assert {call.split()[0] for call in COMMANDS} >= {"analyze", "similar", "gallery"}


@pytest.mark.parametrize("command", [path for path, _ in parsers() if path])
def test_every_flag_is_in_the_guides(command: str) -> None:
    told = set(FLAG.findall("\n".join(guide.read_text(encoding="utf-8") for guide in GUIDES)))
    parser = dict(parsers())[command]
    assert flags_of(parser) <= told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_flag_that_is_named_exists(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    ours = "\n".join(line for line in lines if not re.search(r"pip |pytest|docker|redis-|systemctl", line))
    assert set(FLAG.findall(ours)) <= FLAGS


def test_every_documented_call_of_serve_is_one() -> None:
    calls = [
        call
        for page in PAGES
        for block in blocks(page.read_text(encoding="utf-8"), "sh", "")
        for call in our_commands(block)
        if call.startswith(("serve", "app")) and "..." not in call
    ]
    assert calls
    for call in calls:
        assert build_parser().parse_args(shlex.split(call)).command == call.split()[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_variable_that_is_named_is_read(page: Path) -> None:
    known = {
        f"ART_{part.name.upper()}_{item.name.upper()}" for part in fields(Settings) for item in _fields_of(part.name)
    }
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    code += "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("conftest.py"))
    told = page.read_text(encoding="utf-8")
    for name in re.findall(r"\b(?:ART|FAISS)_[A-Z_]*[A-Z]\b", told):
        assert name in known or f'"{name}"' in code or any(one.startswith(f"{name}_") for one in known), name


def _fields_of(concern: str) -> tuple[Any, ...]:
    return fields(getattr(Settings(), concern))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_settings_file_is_accepted(page: Path, tmp_path: Path) -> None:
    for block in blocks(page.read_text(encoding="utf-8"), "toml"):
        (tmp_path / "told.toml").write_text(block, encoding="utf-8")
        assert Settings.load(env={}, config=tmp_path / "told.toml") != Settings()


def test_every_setting_of_the_service_exists_and_is_told() -> None:
    text = (ROOT / "docs" / "guide" / "service.md").read_text(encoding="utf-8")
    table = text.partition("## Settings")[2].partition("\n\nOne engine")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == {f.name for f in fields(ServiceSettings)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_python_block_runs(page: Path, prepared: Path, tmp_path: Path) -> None:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    for block in blocks(page.read_text(encoding="utf-8"), "python"):
        code = compile(block, page.name, "exec")
        with standing(tmp_path):
            # What asks a service is tried against one elsewhere: here its imports must hold.
            lines = [line for line in block.splitlines() if line.startswith(("from ", "import "))]
            exec("\n".join(lines) if "http://" in block else code, {})  # noqa: S102


@pytest.mark.parametrize(
    "page", [*PAGES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda page: page.stem
)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", BLOCK.sub("", page.read_text(encoding="utf-8")))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path) if path else page
        assert there.exists(), target
        if anchor:
            heads = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in heads}, target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_target_of_make_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`make ([a-z-]+)", text) + re.findall(r"^make ([a-z-]+)", text, re.MULTILINE)
    assert set(named) <= targets


def test_every_exit_status_is_told() -> None:
    told = (ROOT / "docs" / "guide" / "command-line.md").read_text(encoding="utf-8")
    assert {int(status) for status in re.findall(r"^\| (\d+) \|", told, re.MULTILINE)} == {0, 1, 2, 3, 4, 130}
