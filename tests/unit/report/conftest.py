"""Reports to draw: made from seeded pictures by the real studies, without the network and without files."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import pytest

from art_assistant.analysis.blocks.study import study_blocks
from art_assistant.analysis.color.study import study_color
from art_assistant.analysis.composition.study import study_composition
from art_assistant.analysis.edges.study import study_edges
from art_assistant.analysis.mass.study import study_masses
from art_assistant.analysis.notan.study import study_notans
from art_assistant.analysis.value.study import study_values
from art_assistant.corpus.quantiles import Standing
from art_assistant.imaging.arrays import Picture
from art_assistant.report import drawn, pictures
from art_assistant.report.model import Report


@dataclass(frozen=True)
class Told:
    """A section that is nothing but its JSON form."""

    form: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return self.form


def fitted(rgb: np.ndarray, side: int) -> np.ndarray:
    scale = side / max(rgb.shape[:2])
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)


def picture_of(rgb: np.ndarray, name: str = "evening.jpg", counted: np.ndarray | None = None) -> Picture:
    working = fitted(rgb, min(360, max(rgb.shape[:2])))
    mask = None
    if counted is not None:
        mask = cv2.resize(counted.astype(np.uint8), working.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0
    return Picture(
        name=name,
        sha256="0123456789abcdef" * 4,
        format="PNG",
        width=rgb.shape[1],
        height=rgb.shape[0],
        frames=1,
        working=working,
        standard=fitted(rgb, 512),
        detail=rgb,
        model_input=cv2.resize(rgb, (224, 224), interpolation=cv2.INTER_AREA),
        counted=mask,
        standard_counted=None,
        warnings=(),
    )


def landscape(width: int = 480, height: int = 320) -> np.ndarray:
    """A sky, hills, a field with a red spot and a pale tower: several masses, hues and kinds of edge."""
    rng = np.random.default_rng(7)
    rgb = np.zeros((height, width, 3), dtype=np.float32)
    rgb[:] = np.linspace([150, 175, 205], [225, 215, 190], height, dtype=np.float32)[:, None]
    rgb[int(height * 0.55) :] = (70, 85, 50)
    cv2.circle(rgb, (int(width * 0.25), int(height * 0.75)), int(height * 0.4), (40, 50, 38), -1)
    cv2.rectangle(
        rgb, (int(width * 0.66), int(height * 0.25)), (int(width * 0.74), int(height * 0.7)), (230, 222, 205), -1
    )
    cv2.circle(rgb, (int(width * 0.7), int(height * 0.8)), max(1, height // 18), (190, 40, 30), -1)
    rgb = cv2.GaussianBlur(rgb, (0, 0), 1.2) + rng.normal(0, 4, rgb.shape)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def saliency_map() -> np.ndarray:
    y, x = np.mgrid[0:128, 0:128].astype(np.float32) / 128.0
    return np.exp(-((x - 0.7) ** 2 + (y - 0.45) ** 2) / 0.01) + 0.5 * np.exp(-((x - 0.25) ** 2 + (y - 0.7) ** 2) / 0.02)


def report_of(picture: Picture) -> Report:
    values = study_values(picture.working, picture.counted)
    masses = study_masses(values.l_map, counted=picture.counted)
    return Report(
        picture=picture,
        values=values,
        masses=masses,
        notans=study_notans(values.l_map, values.squint_l, masses.labels, masses.shape_labels, picture.counted),
        color=study_color(picture.working, counted=picture.counted),
        blocks=study_blocks(picture.working, picture.counted),
        composition=study_composition(saliency_map(), picture.working, values.l_map, counted=picture.counted),
        edges=study_edges(picture.detail, saliency_map()),
        timings={"decode": 12.34567, "values": 3.2},
    )


def tip(finding: str, metric: str, value: float, region: Any) -> Told:
    return Told(
        {
            "finding": finding,
            "title": "Two neighbours run together",
            "text": "The hills and the field sit half a value apart. Is the line between them meant to be lost?",
            "metric": metric,
            "value": value,
            "percentile": 8.0,
            "corpus": "masters",
            "region": region,
            "exercise": "Repaint the lower half in two values with your largest brush.",
            "remeasure": "the smallest step between masses, aiming for one value.",
            "source": "rules",
        }
    )


def reference(rank: int, **facts: Any) -> Told:
    grid = base64.b64encode(bytes(range(0, 256, 1)) * 2 + bytes(64)).decode("ascii")
    known = {
        "rank": rank,
        "id": f"work-{rank}",
        "title": "The Hay Barge",
        "artist": "Somebody",
        "date": "1881",
        "path": None,
        "museum": "A Museum",
        "image_url": "https://example.org/picture.jpg",
        "museum_url": "https://example.org/work",
        "rights": "public domain",
        "score": 0.83,
        "facets": {"overall": 91.0, "manner": 80.5, "palette": 97.0, "value": 72.0},
        "reason": "Both set one pale upright against a broad dark.",
        "palette": [["#6a3c37", 0.6], ["#d78151", 0.4]],
        "value_grid": grid,
        "preview": None,
    }
    return Told(known | facts)


STYLE = Told(
    {
        "top": [
            {"label": "Realism", "family": "Realism & Contemporary", "probability": 0.51},
            {"label": "Impressionism", "family": "Impressionism", "probability": 0.2},
            {"label": "Romanticism", "family": "Romanticism & Symbolism", "probability": 0.1},
        ],
        "family": "Realism & Contemporary",
        "abstained": False,
        "photograph": False,
        "note": "Look at the greys.",
        "axes": [{"name": "linear_painterly", "percentile": 71.0, "words": "painterly"}],
        "evidence": [{"title": "A Field", "artist": "Somebody", "style": "Realism"}],
    }
)


def standings(report: Report) -> dict[str, Standing]:
    found = report.values.metrics() | report.masses.metrics() | report.color.metrics() | report.composition.metrics()
    return {
        name: Standing(value, 62.5, value - 2.0, value - 1.0, value + 0.1, value + 1.0, value + 2.0, 950)
        for name, value in found.items()
        if value is not None
    }


@pytest.fixture(autouse=True, scope="module")
def small_views() -> Iterator[None]:
    """Draw views a third as large as they are written, for speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawn, "DRAWN_SIDE", 360)
        patch.setattr(pictures, "DRAWN_SIDE", 360)
        yield


@pytest.fixture(scope="session")
def report() -> Report:
    """A report with every part filled."""
    bare = report_of(picture_of(landscape()))
    step = bare.masses.metrics()["masses.step_min"] or 0.5
    return replace(
        bare,
        style=STYLE,
        references=[reference(1), reference(2, museum_url=None, rights=None, title=None, value_grid="not base64!")],
        close_match=True,
        tips=[
            tip("merging neighbours", "masses.step_min", step, [[0.1, 0.5], [0.9, 0.5], [0.9, 1.0], [0.1, 1.0]]),
            tip("no resting place", "emphasis.quiet_share", 0.2, None),
        ],
        strengths=[
            Told({"strength": "holds_at_a_squint", "text": "The tower is the one pale upright: it holds the picture."})
        ],
        standing=standings(bare),
    )


@pytest.fixture(scope="session")
def bare_report() -> Report:
    """A report of the studies alone: no tips, no style, no references, no corpus."""
    return report_of(picture_of(landscape()))


@pytest.fixture(scope="session")
def make_report() -> Callable[..., Report]:
    """Make a report from pixels: ``make_report(rgb, name=..., counted=...)``."""

    def make(rgb: np.ndarray, name: str = "picture.png", counted: np.ndarray | None = None) -> Report:
        return report_of(picture_of(rgb, name, counted))

    return make
