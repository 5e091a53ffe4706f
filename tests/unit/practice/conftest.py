from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from art_assistant.practice.projects import Original
from art_assistant.settings import ProjectsSettings, Settings

REFERENCE = Original("vase.JPG", b"a reference")


def painting(number: int) -> Original:
    return Original(f"try {number}.png", f"attempt {number}".encode())


def comparison(error: float, overlap: float | None = 0.8) -> dict[str, Any]:
    return {"values": {"mean_error_steps": error}, "drawing": {"overlap": overlap}, "color": {"chroma_ratio": 0.9}}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(projects=ProjectsSettings(home=str(tmp_path / "deep" / "projects")))
