"""Write ``docs/reference/metrics.md`` from the registry of metrics and the corpus of masters; ``--print`` shows it."""

from __future__ import annotations

import sys
from pathlib import Path

from art_assistant.corpus.metrics import METRICS, Metric
from art_assistant.corpus.quantiles import masters

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "metrics.md"
TITLES = {
    "values": "Values",
    "masses": "Masses",
    "color": "Colour",
    "composition": "Composition",
    "emphasis": "Emphasis",
    "edges": "Edges",
    "notan": "Notans",
}
HEAD = """# Metrics

Every number that is ranked among the masters, under the one name it has in the report, the tips and the reasons for
related works. The key is its name in JSON, where it stands as it was measured. High or low is neither good nor bad.
*Middle nine tenths* are what all but one in ten of the {n} masters measure; – where a number follows from others and
has no place of its own. `expected.` before a key is what pictures that look like this one measure, in standard
deviations of the masters.

Made by `scripts/make_metrics_page.py` from `src/art_assistant/corpus/data/metrics.toml`.
"""


def row(metric: Metric) -> str:
    """Return one line of the table."""
    known = masters().metrics.get(metric.key)
    usual = "–" if known is None else f"{metric.told(known.quantiles[5])} to {metric.told(known.quantiles[95])}"
    cells = (metric.label, f"`{metric.key}`", metric.definition, usual, f"{metric.more} / {metric.less}")
    return f"| {' | '.join(cells)} |".replace("*", r"\*")


def page() -> str:
    """Return the whole page."""
    parts = [HEAD.format(n=masters().n)]
    for section, title in TITLES.items():
        rows = [row(metric) for key, metric in METRICS.items() if key.startswith(f"{section}.")]
        head = "| name | key | what it is | middle nine tenths | more / less |\n|---|---|---|---|---|"
        parts.append("\n".join([f"## {title}\n", head, *rows, ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    if "--print" in sys.argv:
        sys.stdout.buffer.write(page().encode())
    else:
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
