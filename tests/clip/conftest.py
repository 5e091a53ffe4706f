from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pytest

from art_assistant.settings import ModelSettings
from art_assistant.vision import encoders

TINY: Final = Path(__file__).parent / "tiny"


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelSettings:
    """Models of one's own, in an empty folder; what is entered into the registry leaves it after the test."""
    monkeypatch.setattr(encoders, "ENCODERS", dict(encoders.ENCODERS))
    return ModelSettings(home=str(tmp_path / "models"), device="cpu")


@pytest.fixture
def expected() -> dict[str, np.ndarray]:
    """What transformers says of the pictures and the texts; see scripts/make_tiny_clip.py."""
    with np.load(TINY / "expected.npz") as stored:
        return dict(stored)


def content_of(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
