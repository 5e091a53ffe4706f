from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

_ANY_MACHINE = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("gate", max_examples=25, derandomize=True, **_ANY_MACHINE)
settings.register_profile("hunt", max_examples=400, derandomize=False, **_ANY_MACHINE)
settings.load_profile("gate")


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
