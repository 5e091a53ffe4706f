from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RESOURCE = pytest.importorskip("resource")

CHILD = """
import json, resource, sys
from pathlib import Path
from art_assistant.errors import ArtAssistantError
from art_assistant.imaging.decode import decode

def peak():
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1e6 if sys.platform == "darwin" else 1e3)

folder = Path(sys.argv[1])
for warm in sorted(folder.glob("plain.*")):
    decode(warm.read_bytes())
print(json.dumps(["start", peak()]))
for path in sorted(folder.glob("bomb-*")):
    data = path.read_bytes()
    try:
        decode(data)
    except ArtAssistantError:
        pass
    print(json.dumps([path.name, peak()]))
"""


def test_no_bomb_takes_fifty_megabytes():
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(HERE / "files")], capture_output=True, text=True, check=True, timeout=120
    )
    peaks = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(peaks) > 20
    assert run.stderr == ""
    growth = {name: after - before for (_, before), (name, after) in pairwise(peaks)}
    assert max(growth.values()) < 50.0, growth
    assert peaks[-1][1] - peaks[0][1] < 50.0
