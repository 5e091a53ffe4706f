"""Write ``docs/reference/findings.md`` from the catalogue of findings and their words; ``--print`` shows it."""

from __future__ import annotations

import sys
from pathlib import Path

from art_assistant.advice.finding.catalogue import KINDS, Aspect, Kind
from art_assistant.advice.wording import WORDINGS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "findings.md"
TITLES: dict[Aspect, str] = {"value": "Value", "composition": "Composition", "color": "Colour", "edges": "Edges"}
HEAD = """# Findings

What a tip can be about. `−` before a metric: less of it is the finding; what each metric is stands under
[metrics](metrics.md). Percentiles refer to the masters.

An intent (`--intent`) explains findings away; without one, tips ask. Styles weigh some of them down. A finding marked
~ is read beside what masters' paintings of the same look measure ([model card](model-card-expectation.md)); where it
rests on that, the tip says what such paintings have.

Made by `scripts/make_findings_page.py` from `advice/finding/catalogue.py` and `advice/wording/`.
"""


def row(kind: Kind) -> str:
    """Return one line of the table."""
    words = WORDINGS[kind.id]
    metric = f"{'−' if kind.sign < 0 else ''}`{kind.metric}`{' ~' if kind.likened else ''}"
    return f"| `{kind.id}` | {metric} | {words.again} | {words.why} | {words.unless} |"


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for aspect, title in TITLES.items():
        head = "| finding | metric | measured again as | why it matters | not said where |\n|---|---|---|---|---|"
        rows = [row(kind) for kind in KINDS if kind.aspect == aspect]
        parts.append("\n".join([f"## {title}\n", head, *rows, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.buffer.write(page().encode())
    else:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
