from __future__ import annotations

from pathlib import Path

import pytest
from tests.service.conftest import make_gallery


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gallery of 1,200 made-up works: two sendings' worth of rows."""
    return make_gallery(tmp_path_factory.mktemp("galleries") / "made-up", 1200)
