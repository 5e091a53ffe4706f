from __future__ import annotations

import subprocess
import sys

import art_assistant


def test_every_public_name_resolves() -> None:
    for name in art_assistant.__all__:
        assert getattr(art_assistant, name) is not None
    assert dir(art_assistant) == sorted(art_assistant.__all__)


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, art_assistant; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("numpy", "cv2", "onnxruntime", "faiss", "PIL", "jinja2", "structlog"):
        assert f"'{heavy}'" not in loaded


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(art_assistant, "beauty_score")
