from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real pictures that stands beside the checkout; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("ART_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "masters" / "paintings.csv").is_file():
        pytest.skip(f"needs the real pictures: no {folder.name}/masters beside the checkout (set ART_TEST_DATA)")
    return folder


@pytest.fixture(scope="session")
def sample_bytes() -> bytes:
    """The bytes of the sample painting that ships with the project."""
    return (ROOT / "examples" / "sample-painting.jpg").read_bytes()
