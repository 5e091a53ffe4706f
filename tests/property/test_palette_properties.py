from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from art_assistant.analysis.color.study import ColorStudy, color_metrics, study_color

COLORS = st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=1, max_size=12)


@st.composite
def pictures(draw: st.DrawFn) -> np.ndarray:
    """Blocks of a few colours with some noise, 6-40 px a side."""
    colors = np.array(draw(COLORS), dtype=np.int16)
    height, width = draw(st.integers(6, 40)), draw(st.integers(6, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    block = draw(st.integers(1, 6))
    grid = rng.integers(0, len(colors), (height // block + 1, width // block + 1))
    picture = np.kron(colors[grid], np.ones((block, block, 1), np.int16))[:height, :width]
    return np.clip(picture + rng.integers(-3, 4, picture.shape), 0, 255).astype(np.uint8)


def colors_of(study: ColorStudy) -> list[tuple[tuple[int, int, int], float]]:
    return [(swatch.rgb, round(swatch.share, 5)) for swatch in study.palette]


@given(pictures(), st.integers(3, 8))
def test_shares_sum_to_one_and_points_lie_inside(rgb: np.ndarray, k: int):
    study = study_color(rgb, k=k)
    assert 1 <= len(study.palette) <= k
    assert sum(swatch.share for swatch in study.palette) == pytest.approx(1.0, abs=1e-5)
    height, width = rgb.shape[:2]
    for swatch in study.palette:
        assert study.palette_labels[int(swatch.at[1] * height), int(swatch.at[0] * width)] == swatch.id


@given(pictures(), st.integers(0, 2**32 - 1))
def test_only_the_colours_matter_not_their_places(rgb: np.ndarray, seed: int):
    mixed = np.random.default_rng(seed).permutation(rgb.reshape(-1, 3)).reshape(rgb.shape)
    one, two = study_color(rgb), study_color(mixed)
    assert colors_of(one) == colors_of(two)
    assert one.metrics() == {key: pytest.approx(value, abs=1e-4) for key, value in two.metrics().items()}


@given(pictures())
def test_mirror_and_duplication_change_nothing(rgb: np.ndarray):
    plain = colors_of(study_color(rgb))
    assert colors_of(study_color(rgb[:, ::-1])) == plain
    assert colors_of(study_color(np.concatenate([rgb, rgb], axis=1))) == plain


@given(pictures())
def test_the_same_picture_gives_the_same_study(rgb: np.ndarray):
    one, two = study_color(rgb), study_color(rgb.copy())
    assert one.as_dict() == two.as_dict()
    assert (one.palette_labels == two.palette_labels).all()


@given(pictures())
def test_metrics_stay_in_their_ranges(rgb: np.ndarray):
    numbers = color_metrics(rgb)
    for key in ("chroma_share_high", "near_neutral_share", "hue_entropy", "dark_hue_concentration"):
        value = numbers[f"color.{key}"]
        assert value is None or -1e-6 <= value <= 1.0 + 1e-6
    assert numbers["color.accent_strength"] >= -1e-6
    assert numbers["color.harmony_residual"] is None or 0.0 <= numbers["color.harmony_residual"] <= 180.0
