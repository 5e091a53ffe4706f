"""The numbers that describe how a picture uses its values; each is ranked among the masters."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal

import cv2
import numpy as np

from art_assistant.analysis.value.tones import (
    TONE_LEVELS,
    TONES_PER_L,
    Counts,
    count_tones,
    crowded_window,
    mean_and_sigma,
    percentiles,
    share_between,
    tone_map,
    two_families,
)
from art_assistant.imaging.arrays import F32, U8, BoolMap
from art_assistant.imaging.colorspace import LUMINANCE, linear_table, lstar_from_luminance

DARK_L: Final = 20.0
"""Fixed dark threshold: at or below value 2 (one Munsell value is 10 L*)."""

LIGHT_L: Final = 80.0
"""Fixed light threshold: at or above value 8."""

MIDDLE_L: Final = (35.0, 65.0)
"""L* of the middle values, 3.5 to 6.5."""

SQUINT_DEFAULT: Final = 0.02
"""Standard deviation of the squint blur, as a share of the long side."""

_CROWD_WIDTH: Final = 20.0
_BLACK_L: Final = 5.0
_WHITE_L: Final = 95.0
_CLUMP_L: Final = 2.0
_ZONE_IN_USE: Final = 0.05
_FLAT_SIGMA: Final = 0.05
"""Below this contrast, in L*, a picture is flat: ratios of variances mean nothing."""

_DECIMATE_SIGMA: Final = 6.0
"""From this blur on, in pixels, the blur is done at half size: the L* it gives differs by less than 0.5."""

Key = Literal["high key", "low key", "dominantly light", "dominantly mid", "dominantly dark", "full range"]
RangeWord = Literal["narrow", "medium", "wide"]


@dataclass(frozen=True, slots=True)
class ValueMeasures:
    """Everything about the values of a picture that is one number. Shares are 0-1, ``l_`` numbers are L* 0-100.

    Attributes:
        l_p1, l_p5, l_p25, l_p50, l_p75, l_p95, l_p99: percentiles of L*.
        l_mean: mean L*.
        contrast: standard deviation of L*.
        range_steps: (p95 - p5) / 10, in values.
        dark_share, light_share: share at or below value 2, at or above value 8 (fixed thresholds).
        mid_share: share between values 3.5 and 6.5.
        crowding: largest share inside any window of two values (20 L*).
        crowding_l: L* where that window begins.
        zones_used: how many of the eleven values 0-10 hold at least 5 % of the picture.
        evenness: entropy of the eleven value shares over its maximum: 0 one value, 1 all alike.
        black_share, white_share: share below L* 5, above L* 95.
        darks_clumped: share of the darkest tenth that lies within 2 L* of p1: near 1 the darks are crushed.
        darks_spread, lights_spread: p10 - p1 and p99 - p90, in L*.
        lights_top: p99 - p95, in L*: how far the accents stand above the lights.
        skew: third standardised moment of L*: above 0 few lights on dark, below 0 few darks on light; None when flat.
        local_contrast: standard deviation of L* minus its squint: texture and detail.
        squint_contrast: standard deviation of the squinted L*: the big pattern.
        squint_retained: variance of the squinted L* over that of L*: what is left of the design; None when flat.
        families_gap: mean of the light family minus mean of the shadow family of the squint, in L*.
        families_split: share of the variance of the squint that the two families explain; None when flat.
        shadow_share: share of the squint in the shadow family.

    """

    l_p1: float
    l_p5: float
    l_p25: float
    l_p50: float
    l_p75: float
    l_p95: float
    l_p99: float
    l_mean: float
    contrast: float
    range_steps: float
    dark_share: float
    light_share: float
    mid_share: float
    crowding: float
    crowding_l: float
    zones_used: float
    evenness: float
    black_share: float
    white_share: float
    darks_clumped: float
    darks_spread: float
    lights_spread: float
    lights_top: float
    skew: float | None
    local_contrast: float
    squint_contrast: float
    squint_retained: float | None
    families_gap: float
    families_split: float | None
    shadow_share: float

    def metrics(self) -> dict[str, float | None]:
        """Return every measure under ``values.<name>``."""
        return {f"values.{item.name}": getattr(self, item.name) for item in fields(self)}


def value_metrics(
    rgb_standard: U8, counted: BoolMap | None = None, *, squint: float = SQUINT_DEFAULT
) -> dict[str, float | None]:
    """Return the measures of (h, w, 3) uint8 sRGB, all None when nothing counts."""
    l_map, squint_l = lightness_and_squint(rgb_standard, counted, squint)
    if counted is not None and not counted.any():
        return nothing_measured()
    return measure(l_map, squint_l, counted).metrics()


def nothing_measured() -> dict[str, float | None]:
    """Return every metric name with None: what is known of a picture without a single opaque pixel."""
    return {f"values.{item.name}": None for item in fields(ValueMeasures)}


def lightness_and_squint(rgb: U8, counted: BoolMap | None, squint: float) -> tuple[F32, F32]:
    """Return L* and the squinted L* of sRGB bytes, two (h, w) float32 maps 0-100.

    The squint is a Gaussian of ``squint`` x long side in linear light; pixels that do not count lend nothing to their
    neighbours.
    """
    light = np.asarray(cv2.transform(cv2.LUT(rgb, linear_table()), LUMINANCE[None, :]), dtype=np.float32)
    blurred = _squinted(light, counted, squint * max(light.shape))
    return lstar_from_luminance(light), np.clip(lstar_from_luminance(blurred), 0.0, 100.0)


def _squinted(light: F32, counted: BoolMap | None, sigma: float) -> F32:
    if counted is None or counted.all() or not counted.any():
        return _blur(light, sigma)
    weight = counted.astype(np.float32)
    near = _blur(weight, sigma)
    spread = _blur(light * weight, sigma)
    return np.where(near > 1e-3, spread / np.maximum(near, 1e-3), light).astype(np.float32)


def _blur(plane: F32, sigma: float) -> F32:
    if sigma < _DECIMATE_SIGMA:
        return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT), dtype=np.float32)
    height, width = plane.shape
    half = cv2.resize(plane, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    half = cv2.GaussianBlur(half, (0, 0), sigma / 2.0, borderType=cv2.BORDER_REFLECT)
    return np.asarray(cv2.resize(half, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def measure(l_map: F32, squint_l: F32, counted: BoolMap | None = None, counts: Counts | None = None) -> ValueMeasures:
    """Return the measures of L* and squinted L*, two (h, w) maps 0-100; at least one pixel must count.

    ``counts`` are the counted tones of ``l_map``, where the caller already has them.
    """
    # All but local contrast is read from counts of tones: exact to a tone, and quick at any size.
    tones = count_tones(tone_map(l_map), counted) if counts is None else counts
    soft = count_tones(tone_map(squint_l), counted)
    mean, sigma = mean_and_sigma(tones)
    p1, p5, p10, p25, p50, p75, p90, p95, p99 = percentiles(tones, (1, 5, 10, 25, 50, 75, 90, 95, 99))
    crowding, crowding_l = crowded_window(tones, _CROWD_WIDTH)
    zones = zone_shares(tones)
    squint_sigma = mean_and_sigma(soft)[1]
    # Light against shadow is a matter of big areas, so it is read on the squint.
    threshold, dark_mean, light_mean, split = two_families(soft)
    # What rests on a spread says nothing where there is none.
    flat = sigma < _FLAT_SIGMA
    return ValueMeasures(
        l_p1=p1,
        l_p5=p5,
        l_p25=p25,
        l_p50=p50,
        l_p75=p75,
        l_p95=p95,
        l_p99=p99,
        l_mean=mean,
        contrast=sigma,
        range_steps=(p95 - p5) / 10.0,
        dark_share=share_between(tones, 0.0, DARK_L),
        light_share=share_between(tones, LIGHT_L, 100.0),
        mid_share=share_between(tones, *MIDDLE_L),
        crowding=crowding,
        crowding_l=crowding_l,
        zones_used=float(sum(share >= _ZONE_IN_USE for share in zones)),
        evenness=_evenness(zones),
        black_share=share_between(tones, 0.0, _BLACK_L - 1.0 / TONES_PER_L),
        white_share=share_between(tones, _WHITE_L + 1.0 / TONES_PER_L, 100.0),
        darks_clumped=share_between(tones, 0.0, min(p1 + _CLUMP_L, p10)) / share_between(tones, 0.0, p10),
        darks_spread=p10 - p1,
        lights_spread=p99 - p90,
        lights_top=p99 - p95,
        skew=None if flat else _skew(tones, mean, sigma),
        local_contrast=_local_contrast(l_map, squint_l, counted),
        squint_contrast=squint_sigma,
        squint_retained=None if flat else (squint_sigma / sigma) ** 2,
        families_gap=light_mean - dark_mean,
        families_split=None if squint_sigma < _FLAT_SIGMA else split,
        shadow_share=share_between(soft, 0.0, threshold),
    )


def zone_shares(counts: Counts) -> tuple[float, ...]:
    """Return the share of each Munsell value 0-10: the eleven bands of 10 L* centred on 0, 10, ... 100."""
    zone = np.floor(TONE_LEVELS / 10.0 + 0.5).astype(np.int64)
    shares = np.bincount(zone, weights=counts, minlength=11) / counts.sum()
    return tuple(float(share) for share in shares)


def range_word(steps: float) -> RangeWord:
    """Return the word for a range in values: narrow below 3.5, wide above 6.5, else medium."""
    if steps < 3.5:
        return "narrow"
    return "wide" if steps > 6.5 else "medium"


def key_word(p5: float, p50: float, p95: float) -> Key:
    """Return the key of a picture from its percentiles of L*.

    High and low key need the whole picture to keep to its end of the scale; a picture that is only mostly light or
    dark is *dominantly* so, and one that is neither is full range or dominantly mid.
    """
    if p50 >= 60.0:
        return "high key" if p5 >= 30.0 else "dominantly light"
    if p50 <= 40.0:
        return "low key" if p95 <= 70.0 else "dominantly dark"
    return "full range" if range_word((p95 - p5) / 10.0) == "wide" else "dominantly mid"


def _evenness(zones: tuple[float, ...]) -> float:
    shares = np.asarray([share for share in zones if share > 0.0])
    return abs(float(-(shares @ np.log(shares)) / np.log(len(zones))))


def _skew(counts: Counts, mean: float, sigma: float) -> float:
    return float(counts @ ((TONE_LEVELS - mean) / sigma) ** 3 / counts.sum())


def _local_contrast(l_map: F32, squint_l: F32, counted: BoolMap | None) -> float:
    detail = l_map - squint_l
    return float(np.std(detail if counted is None else detail[counted], dtype=np.float64))
