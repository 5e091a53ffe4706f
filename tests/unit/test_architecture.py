"""The drawing of the rooms shows the rooms there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_drawing_of_the_rooms_is_what_the_sources_say():
    done = subprocess.run([sys.executable, ROOT / "scripts" / "draw_architecture.py", "--check"], check=False)
    assert done.returncode == 0, "run scripts/draw_architecture.py"
