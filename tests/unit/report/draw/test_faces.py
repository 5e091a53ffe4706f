from __future__ import annotations

import base64
import io
import re
import runpy
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from art_assistant.report.draw.faces import font_faces

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def files() -> list[TTFont]:
    found = re.findall(r"url\(data:font/woff2;base64,([\w+/=]+)\)", font_faces())
    return [TTFont(io.BytesIO(base64.b64decode(data))) for data in found]


def test_the_rules_carry_four_faces_and_nothing_that_html_would_change(files: list[TTFont]):
    assert len(files) == 4
    assert not set("<>&\"'") & set(font_faces())


@pytest.mark.parametrize("sign", "aZ09éüçñøśŁžŐ–“”…×−±°·€")
def test_the_page_has_the_letters_that_it_is_written_in(files: list[TTFont], sign: str):
    assert all(ord(sign) in font.getBestCmap() for font in files)


def test_a_changed_face_has_a_name_of_its_own_and_keeps_its_licence(files: list[TTFont]):
    for font in files:
        called = {font["name"].getDebugName(number) or "" for number in (1, 3, 4, 6, 16)}
        assert not any(name in told for told in called for name in ("Inter", "Garamond"))
        assert "Open Font License" in (font["name"].getDebugName(13) or "")


@pytest.mark.slow
def test_the_files_are_what_the_script_makes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["make_font_subsets.py", "--check"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "scripts" / "make_font_subsets.py"), run_name="__main__")
    assert ended.value.code == 0
