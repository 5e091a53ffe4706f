"""A long day: memory over thousands of mixed requests."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.service.conftest import BADFILES, Start, picture_bytes

WARM_UP = 400
REQUESTS = 2000
EVERY = 50


def memory_of(process: int) -> float:
    """Return the resident megabytes of a process and of all its descendants."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    own = next(float(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    return own + sum(memory_of(int(child)) for child in children)


def ask(client: httpx.Client, number: int) -> int:
    """Send one request of a mixed day."""
    kind = number % 10
    if kind == 0:
        return client.get("/metrics").status_code
    if kind == 1:
        return client.post("/search", files={"file": (BADFILES / "cut-baseline-50.jpg").read_bytes()}).status_code
    if kind == 2:
        return client.post("/search", files={"file": b"not a picture"}).status_code
    if kind == 3:
        return client.get(f"/artwork/work-{number % 64}").status_code
    if kind == 4:
        return client.post("/analyze", files={"file": picture_bytes(number % 40, size=(320, 240))}).status_code
    return client.post("/search", files={"file": picture_bytes(number, size=(320, 240))}).status_code


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_two_thousand_mixed_requests_do_not_grow_it(start: Start) -> None:
    # A cache of a hundredth fills during the warm-up, so that what grows afterwards is no cache.
    server = start(ART_SERVICE_CACHE_MB="0.5", ART_SERVICE_CONCURRENCY="1")
    with httpx.Client(base_url=server.url, timeout=120.0) as client:
        assert {ask(client, number) for number in range(WARM_UP)} == {200, 415, 422}
        samples = []
        for number in range(REQUESTS):
            if number % EVERY == 0:
                samples.append((number, memory_of(server.process.pid)))
            ask(client, WARM_UP + number)
    numbers, megabytes = np.array(samples).T
    slope = float(np.polyfit(numbers, megabytes, 1)[0]) * 100
    assert slope < 1.0, f"{slope:.2f} MB per 100 requests: {megabytes.round(1).tolist()}"
