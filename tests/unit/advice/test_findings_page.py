"""The page of findings says what the catalogue says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_page_of_findings_is_what_the_catalogue_says():
    script = ROOT / "scripts" / "make_findings_page.py"
    made = subprocess.run([sys.executable, script, "--print"], capture_output=True, check=True).stdout.decode()
    page = (ROOT / "docs" / "reference" / "findings.md").read_text(encoding="utf-8")
    assert page == made, "run scripts/make_findings_page.py"
