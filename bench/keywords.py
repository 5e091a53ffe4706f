"""What a keyword filter costs: the walk through the list of works, beside the index of a big gallery's words.

    python bench/keywords.py --works 100000
    python bench/keywords.py --works 1000000 --no-walk

The works are the starter gallery's, their titles and artists varied by a number, so that each is another. Both must
find the same rows. CPU milliseconds, the least of five; the walk is tried once.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from _common import ROOT, emit

sys.path.insert(0, str(ROOT / "src"))

from art_assistant.gallery.catalogue import Catalogue
from art_assistant.gallery.search.keywords import words_of

ASKED = (
    "cezanne",
    "artist:monet",
    '"water lilies"',
    "century:19",
    "artist:monet century:19",
    "oil",
    "canvas",
    '"oil on canvas"',
    "the",
    '"portrait of a"',
    "kroyer 77",
    "zzz",
)
KEPT = ("title", "artist", "nationality", "date", "medium", "style", "museum", "century")


def works(count: int) -> Iterator[dict[str, Any]]:
    starter = ROOT / "src" / "art_assistant" / "gallery" / "starter" / "artworks.jsonl"
    known = [json.loads(line) for line in starter.read_text(encoding="utf-8").splitlines()]
    facts = [{key: one.get(key) for key in ("id", *KEPT) if one.get(key) is not None} for one in known]
    for number in range(count):
        one = facts[number % len(facts)]
        artist = one.get("artist")
        named = {} if artist is None else {"artist": f"{artist} {number // len(facts) % 50}"}
        yield one | {"id": f"w{number}", "title": f"{one.get('title') or ''} {number // len(facts)}"} | named


def cost(run: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        run()
        times.append((time.process_time() - start) * 1e3)
    return round(min(times), 2)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--works", type=int, default=100_000)
    parser.add_argument("--no-walk", action="store_true", help="leave the walk out, which takes a minute at a million")
    arguments = parser.parse_args()
    lines = "".join(json.dumps(work) + "\n" for work in works(arguments.works)).encode()
    walked = Catalogue(lines)
    with tempfile.TemporaryDirectory() as folder:
        file, start = Path(folder) / "facts.sqlite", time.process_time()
        file.write_bytes(words_of(walked) or b"")
        seconds = round(time.process_time() - start, 1)
        emit({"works": arguments.works, "build_cpu_s": seconds, "bytes_a_work": file.stat().st_size // arguments.works})
        indexed = Catalogue(lines, file)
        for asked in ASKED:
            rows = indexed.rows_matching(asked)
            told = {"asked": asked, "found": len(rows)}
            told |= {"index_ms": cost(lambda asked=asked: indexed.rows_matching(asked), 5)}
            if not arguments.no_walk:
                told |= {"walk_ms": cost(lambda asked=asked: walked.rows_matching(asked), 1)}
                told |= {"same": bool(np.array_equal(rows, walked.rows_matching(asked)))}
            emit(told)


if __name__ == "__main__":
    main()
