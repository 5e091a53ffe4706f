"""No machine key of a metric reaches a reader, whichever findings a picture fires."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import structlog
from tests.unit.report.conftest import Told, reference, standings
from tests.unit.report.page.test_page import Page

from art_assistant import analyze
from art_assistant.advice.finding.catalogue import KINDS, Kind
from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.fit import TOLD
from art_assistant.advice.finding.sights import Sight
from art_assistant.advice.finding.strengths import VIRTUES
from art_assistant.advice.language.sentences import facts_of
from art_assistant.advice.wording import WORDINGS
from art_assistant.analysis.places import whole
from art_assistant.cli import main
from art_assistant.corpus.metrics import METRICS
from art_assistant.corpus.quantiles import Standing, masters
from art_assistant.gallery.search.phrases import FACET_NAMES, PHRASES
from art_assistant.gallery.search.ranks import Ranks
from art_assistant.gallery.search.reasons import among_few, by_facet, least, shared
from art_assistant.report import as_html
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.page.rulers import RULERS, rulers
from art_assistant.report.page.style_numbers import numbers_section
from art_assistant.report.page.tips import measured

ROOT = Path(__file__).resolve().parents[3]
KEY = re.compile(r"\b[a-z]+(?:\.[a-z]+)*[._][a-z]+_[a-z0-9_]+\b|\b[a-z]+_[a-z0-9_]+\b")
UNEXPLAINED = re.compile(r"percentile|\bp\d+\b|template|ΔE|[LC]\*|\d\.\d|\d%|\d of 100")
"""What nobody reads unless something is unfolded: numbers need room to say what they are."""
SPELT_OUT = [f"{key.partition('.')[0]}: {key.partition('.')[2].replace('_', ' ')}" for key in METRICS]


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """Forget the stream that the command line logs to in this process: it is closed after the test."""
    yield
    structlog.reset_defaults()


def keys_in(text: str) -> list[str]:
    """Return whatever in a text is, or looks like, a machine key."""
    found = KEY.findall(text) + [key for key in METRICS if re.search(rf"\b{re.escape(key)}\b", text)]
    return found + [spelt for spelt in SPELT_OUT if re.search(rf"\b{re.escape(spelt)}\b", text)]


def test_the_eye_for_keys_is_sharp():
    for text in ("Measured: emphasis: contrast border 1.09", "values.l_p50", "contrast_border 3", "masses.count is 5"):
        assert keys_in(text), text
    assert not keys_in("Nothing here. It is e.g. a plain sentence (value 3.5, p5 to p95, 0.4% of the diagonal).")


def read_out(html: str) -> str:
    """Return what a page shows, and what it says to those who cannot see it."""
    page = Page(html)
    spoken = [attrs.get(name) or "" for _, attrs in page.tags for name in ("alt", "title", "aria-label")]
    return " ".join([page.words(), *spoken])


def finding(kind: Kind, percentile: float | None) -> Finding:
    names = set(re.findall(r"{(\w+)}", " ".join(sentences(kind))))
    facts = {name.lower(): "something" for name in names}
    return Finding(kind, 0.3, percentile, 0.2, 1.0, Sight(whole(), facts), expected=0.1 if kind.likened else None)


def sentences(kind: Kind) -> Iterator[str]:
    for picture in TOLD:
        told = WORDINGS[kind.id].told(picture)
        yield from (*told.says, *told.asks, *told.do)
        yield from (told.title, told.urges, told.why, told.again, told.unless)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_no_wording_of_any_finding_holds_a_key(kind: Kind):
    facts = defaultdict(lambda: "something", facts_of(finding(kind, 90.0)))
    told = [sentence.format_map(facts) for sentence in sentences(kind)]
    assert [found for text in told for found in keys_in(text)] == []
    for percentile in (0.0, 50.0, 97.0, None):
        line = measured({"metric": kind.metric, "value": 0.31, "percentile": percentile})
        evidence = f"Measured: {METRICS[kind.metric].name} {METRICS[kind.metric].told(0.31)}"
        assert line == f"{evidence}." if percentile is None else line.startswith(f"{evidence}, ")
        assert keys_in(line) == []


def test_no_strength_holds_a_key():
    facts = defaultdict(lambda: "something")
    for virtue in VIRTUES:
        facts["number"] = METRICS[virtue.metric].size(0.4)
        assert [
            key for text in (*virtue.says, virtue.ranked, virtue.kept) for key in keys_in(text.format_map(facts))
        ] == []


def test_no_ruler_and_no_line_of_the_table_holds_a_key(bare_report: Report):
    every = {key: Standing(0.5, 70.0, 0.1, 0.2, 0.4, 0.6, 0.9, 900) for key in METRICS}
    shown = rulers(every, RULERS)
    assert len({ruler["label"] for ruler in shown}) == len(RULERS)
    assert [key for ruler in shown for part in ("label", "alt", "say", "value") for key in keys_in(ruler[part])] == []
    table = numbers_section(replace(bare_report, standing=every))
    rows = [row for block in table["blocks"] for row in block.get("rows", ())]
    assert {row["cells"][0] for row in rows} == {METRICS[key].label for key in METRICS if key not in RULERS}
    assert [key for row in rows for cell in (*row["cells"], row["definition"]) for key in keys_in(cell)] == []


def test_no_reason_holds_a_key():
    among = Ranks({key: tuple(map(float, masters().metrics[key].quantiles)) for key in PHRASES})
    low = {key: min(among.quantiles[key][1], phrase.low.limit) for key, phrase in PHRASES.items() if phrase.low}
    high = {key: max(among.quantiles[key][99], phrase.high.limit) for key, phrase in PHRASES.items() if phrase.high}
    told = [c.text for both in (low, high) for c in shared(both, among.place(both), both, among)]
    assert len(told) > 0.9 * (len(low) + len(high))
    places = dict.fromkeys(FACET_NAMES, 90.0)
    told += [c.text for c in (*by_facet(places, dict.fromkeys(FACET_NAMES, 1.0)), *least(places), *among_few(1, 2))]
    assert [key for text in told for key in keys_in(text)] == []


@pytest.mark.parametrize("seed", range(3))
def test_no_page_shows_a_key(make_report: Callable[..., Report], seed: int):
    rng = np.random.default_rng(seed)
    rgb = np.kron(rng.integers(0, 256, (4, 5, 3)), np.ones((60, 60, 1))).astype(np.uint8)
    plain = make_report(rgb)
    tips = [
        Told({"finding": kind.id, "text": "A text.", "metric": kind.metric, "value": 0.4, "percentile": 91.0})
        for kind in KINDS[seed::3]
    ]
    report = replace(plain, tips=tips, standing=standings(plain), references=[reference(1)], close_match=None)
    assert keys_in(read_out(as_html(report, Drawn(report)))) == []


def test_no_page_of_the_sample_shows_a_key(sample_bytes: bytes):
    html = as_html(analyze(sample_bytes, name="sample.jpg"))
    assert keys_in(read_out(html)) == []
    assert UNEXPLAINED.findall(Page(html).first_level()) == []


def test_the_command_line_prints_no_key(capsys: pytest.CaptureFixture[str]):
    assert main(["similar", str(ROOT / "examples" / "sample-painting.jpg"), "--top", "20"]) == 0
    printed = capsys.readouterr().out
    assert [line.split(".")[0] for line in printed.splitlines() if line[0] != " "] == [str(n) for n in range(1, 21)]
    assert keys_in(printed) == []
