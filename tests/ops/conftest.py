from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import ROOT

Said = subprocess.CompletedProcess[str]
Command = Callable[..., Said]
REFUSE = ROOT / "tests" / "e2e" / "refuse_network.py"
KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "COVERAGE_PROCESS_CONFIG", "TEMP", "TMP")


def art(
    *arguments: object,
    first: tuple[object, ...] = (),
    cwd: Path,
    env: dict[str, str] | None = None,
    program: str = "art_assistant",
) -> Said:
    """Run the real command line with an empty home and nothing set, with ``first`` on its path before all else."""
    own = {name: os.environ[name] for name in KEPT if name in os.environ}
    path = os.pathsep.join(map(str, [*first, *filter(None, [os.environ.get("PYTHONPATH", str(ROOT / "src"))])]))
    home = {"HOME": str(cwd), "USERPROFILE": str(cwd), "PYTHONPATH": path, "ART_GALLERY_HOME": str(cwd / "galleries")}
    command = [sys.executable, "-m", program, *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=cwd,
        env=own | home | (env or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def stub(folder: Path, name: str, body: str) -> None:
    """Put a module of that name into a folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(body, encoding="utf-8")


def absent(folder: Path, *names: str, more: str = "") -> None:
    """Make packages look as if they were not installed, for a process that has the folder on its path.

    The finder is put in by the first module of ours that is loaded, so that nothing is asked of the machine's own
    start-up files.
    """
    body = f"""
import importlib.machinery, sys
GONE = {names!r}
class Without(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in GONE else super().find_spec(name, path, target)
sys.meta_path[:] = [Without if one is importlib.machinery.PathFinder else one for one in sys.meta_path]
{more}
"""
    stub(folder, "sitecustomize", body)


@pytest.fixture(scope="session")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Make copies of the package whose files can be damaged: links, each to be replaced before it is written."""

    def copy() -> Path:
        folder = tmp_path_factory.mktemp("copied")
        how = shutil.copy2 if os.name == "nt" else os.symlink
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "src" / "art_assistant", folder / "art_assistant", copy_function=how, ignore=ignored)
        return folder

    return copy


def damage(path: Path, at: int = -100) -> None:
    """Flip a byte of a file that may be a link to another."""
    raw = bytearray(path.read_bytes())
    raw[at] ^= 0xFF
    path.unlink()
    path.write_bytes(bytes(raw))
