"""What a keyword filter costs: today's walk through the list of works, beside an SQLite FTS5 index of trigrams.

    python bench/keywords.py --works 100000
    python bench/keywords.py --works 1000000 --no-walk

The works are the starter gallery's, their titles and artists varied by a number, so that each is another. The index
holds the folded text of each field, so that accents are folded once; a trigram index finds what stands within a word,
as the walk does, from three letters on. Both must find the same rows. CPU milliseconds, the least of five; the walk is
tried once.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from _common import ROOT, emit

sys.path.insert(0, str(ROOT / "src"))

from art_assistant.gallery.artwork import Artwork
from art_assistant.gallery.catalogue import Catalogue
from art_assistant.gallery.search.filters import Filter, folded

ASKED = (
    "cezanne",
    "artist:monet",
    '"water lilies"',
    "century:19",
    "artist:monet century:19",
    "oil",
    "kroyer 77",
    "zzz",
)
KEPT = ("title", "artist", "nationality", "date", "medium", "style", "museum", "century")
COLUMNS = ("title", "artist", "attribution", "nationality", "date", "medium", "style", "museum", "century")
ANYWHERE = " ".join(name for name in COLUMNS if name != "museum")


def works(count: int) -> Iterator[dict[str, Any]]:
    starter = ROOT / "src" / "art_assistant" / "gallery" / "starter" / "artworks.jsonl"
    known = [json.loads(line) for line in starter.read_text(encoding="utf-8").splitlines()]
    facts = [{key: one.get(key) for key in ("id", *KEPT) if one.get(key) is not None} for one in known]
    for number in range(count):
        one = facts[number % len(facts)]
        artist = one.get("artist")
        named = {} if artist is None else {"artist": f"{artist} {number // len(facts) % 50}"}
        yield one | {"id": f"w{number}", "title": f"{one.get('title') or ''} {number // len(facts)}"} | named


def columns(work: Artwork) -> tuple[str, ...]:
    """Return the folded text of each column; a century stands between marks, so that two digits are long enough."""
    century = f"={work.century}= {work.century}th century" if work.century else ""
    return (*(folded(str(getattr(work, name) or "")) for name in COLUMNS[:-1]), century)


def built(found: Catalogue, file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file)
    base.execute("pragma journal_mode=off")
    names, marks = ", ".join(COLUMNS), ",".join("?" * (len(COLUMNS) + 1))
    base.execute(f"create virtual table words using fts5({names}, content='', tokenize='trigram')")
    rows = ((row, *columns(work)) for row, work in enumerate(found))
    base.executemany(f"insert into words(rowid, {names}) values({marks})", rows)
    base.execute("insert into words(words) values('optimize')")
    base.commit()
    return base


def indexed(base: sqlite3.Connection, asked: str) -> np.ndarray:
    def one(words: str, field: str | None) -> str:
        sought = f"={words}=" if field == "century" else words.replace('"', '""')
        return f'{{{field or ANYWHERE}}} : "{sought}"'

    wanted = " AND ".join(one(term.words, term.field) for term in Filter.parse(asked).terms)
    # One text of all rows is quicker than a tuple for each.
    (told,) = base.execute("select group_concat(rowid) from words where words match ?", (wanted,)).fetchone()
    return np.array([], np.int64) if told is None else np.sort(np.fromstring(told, dtype=np.int64, sep=","))


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
    found = Catalogue(lines)
    with tempfile.TemporaryDirectory() as folder:
        file, start = Path(folder) / "words.sqlite", time.process_time()
        base = built(found, file)
        seconds = round(time.process_time() - start, 1)
        emit({"works": arguments.works, "build_cpu_s": seconds, "bytes_a_work": file.stat().st_size // arguments.works})
        for asked in ASKED:
            rows = indexed(base, asked)
            told = {"asked": asked, "found": len(rows), "fts5_ms": cost(lambda asked=asked: indexed(base, asked), 5)}
            if not arguments.no_walk:
                told |= {"walk_ms": cost(lambda asked=asked: found.rows_matching(asked), 1)}
                told |= {"same": bool(np.array_equal(rows, found.rows_matching(asked)))}
            emit(told)
        base.close()


if __name__ == "__main__":
    main()
