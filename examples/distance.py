"""The far half of the picture, in the order it is painted: sky, hills, meadow, trees, house."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from brushwork import Brush, blend, lch, smoothstep
from painter import below, rows

if TYPE_CHECKING:
    from brushwork import Map
    from painter import Painter


def sky(p: Painter) -> None:
    """Gold at the horizon, cool overhead; one bank of cloud leans from upper right to the light."""
    c, x, y = p.canvas, p.x, p.y
    low = smoothstep(-40, 400, y + 0.08 * (800 - x) + 34 * c.noise(300))
    colour = blend(p.tone(58, 19, 255), p.tone(75, 7, 230), smoothstep(0.0, 0.5, low))
    warm = blend(p.tone(90, 39, 82), p.tone(83, 27, 68), smoothstep(620, 1500, x))
    colour = blend(colour, warm, smoothstep(0.45, 0.92, low))
    body = clouds(p, c.noise(330, 4, 1.9))
    side = c.soften(body, 30) - c.shifted(c.soften(body, 30), 30, 26) + 0.05 * c.noise(70)
    cloud = blend(p.tone(60, 12, 285), p.tone(75, 17, 48), smoothstep(-0.14, 0.02, side))
    lit = smoothstep(0.02, 0.17, side)
    colour = blend(colour, blend(cloud, p.tone(92, 27, 82), lit), 0.94 * body)
    drift = (-0.24 + 0.20 * c.noise(420, 2, 1.5)).astype(np.float32)
    mask = smoothstep(600, 570, y)
    p.passes(
        mask,
        colour,
        drift,
        Brush(84, 230, 2.3, wander=0.28, dry=0.12, value_jitter=1.4, hue_jitter=2.4),
        Brush(46, 130, 1.1, wander=0.32, dry=0.2, hue_jitter=2.4),
    )
    around = c.along(body, 22)
    touch = Brush(30, 72, 1.3, wander=0.45, dry=0.22, bend=0.5, body=1.5, hue_jitter=2.6)
    p.passes(body * mask, colour, around, touch)
    p.passes(body * lit * mask, colour, around, Brush(23, 46, 1.0, wander=0.5, dry=0.25, bend=0.6, body=1.9))
    glow = smoothstep(300, 400, y) * smoothstep(1050, 620, x) * mask
    p.passes(glow, colour, drift, Brush(26, 88, 0.7, wander=0.15, dry=0.3, body=1.6))


def clouds(p: Painter, noise: Map) -> Map:
    """Place the cloud masses by hand, let noise give them their contour."""
    total = p.blobs(
        "1330 150 360 110  1120 235 260 62  1500 300 230 50  760 120 210 46 "
        "880 330 300 26  1290 392 260 20  560 300 180 30  420 405 240 16",
        0.9,
    )
    return smoothstep(0.36, 0.62, total + 0.17 * noise)


def far_hills(p: Painter) -> None:
    """Two ridges: each nearer one darker, warmer, less blue; mist lifts their feet."""
    c = p.canvas
    first = c.shape(
        below(rows("-20 452  180 430  330 384  470 366  620 412  800 440  980 414  1180 394  1400 446 1640 430"), 640),
        7,
        70,
    )
    colour = blend(p.tone(67, 15, 272), p.tone(79, 14, 70), smoothstep(390, 520, p.y))
    angle = (0.10 * np.sin(p.x / 90) + 0.3 * c.noise(120, 2)).astype(np.float32)
    p.passes(
        first,
        colour,
        angle,
        Brush(34, 90, 1.6, dry=0.15, overhang=0.6, hue_jitter=2.4),
        Brush(20, 52, 0.7, dry=0.35, hue_jitter=2.4),
    )
    second = c.shape(
        below(rows("-20 500  120 480  300 460  450 482  640 508  760 504  930 476  1110 470  1300 494 1640 480"), 640),
        7,
        50,
    )
    colour = blend(p.tone(56, 13, 225), p.tone(71, 16, 92), smoothstep(470, 570, p.y))
    p.passes(second, colour, angle, Brush(26, 66, 1.6, dry=0.15), Brush(13, 34, 0.9, dry=0.4))
    steeple(p, 596, 502)


def steeple(p: Painter, x: float, base: float) -> None:
    """Set a far village church in the mist, an echo of the house."""
    c = p.canvas
    tower = c.shape([(x - 7, base), (x - 7, base - 34), (x, base - 66), (x + 7, base - 34), (x + 7, base)])
    nave = c.shape([(x + 6, base), (x + 6, base - 16), (x + 13, base - 23), (x + 40, base - 23), (x + 46, base)])
    cut = c.soften(np.maximum(tower, nave), 1.2)
    brush = Brush(9, 18, 3.0, opacity=0.85, wander=0.1, dry=0.1, value_jitter=1.5)
    p.passes(cut, p.tone(57, 11, 285), p.flat + 1.5, brush, cut=cut)


def near_hill(p: Painter) -> None:
    """Bring the wooded hill down behind the house."""
    c = p.canvas
    hill = c.shape(below(rows("1040 560  1120 520  1220 470  1330 418  1450 372  1540 356  1640 330"), 650), 9, 44)
    lit = smoothstep(0.1, 0.7, c.noise(120, 3) + 0.2)
    colour = blend(p.tone(42, 12, 190), p.tone(53, 28, 98), lit)
    colour = blend(colour, p.tone(60, 16, 95), smoothstep(480, 600, p.y) * 0.7)
    angle = (-0.45 + 0.6 * c.noise(90, 2)).astype(np.float32)
    p.passes(
        hill,
        colour,
        angle,
        Brush(36, 70, 1.6, dry=0.2),
        Brush(20, 36, 1.2, wander=0.6),
        Brush(11, 20, 0.35, wander=0.8, dry=0.4, value_jitter=2.2),
    )


def far_bank(p: Painter) -> None:
    """Sunlit meadow between the hills and the water, striped by hedges and long shadows."""
    c, x, y = p.canvas, p.x, p.y
    bank = c.shape(below(rows("-20 560  200 556  420 560  620 552  820 556  1100 566  1640 560"), 626))
    colour = blend(p.tone(75, 47, 88), p.tone(63, 38, 102), smoothstep(560, 625, y))
    shade = smoothstep(0.15, 0.55, c.noise(46, 2, 7.0) + 0.25)
    colour = blend(colour, p.tone(46, 22, 130), 0.7 * shade)
    colour = blend(colour, p.tone(70, 16, 95), smoothstep(620, 60, x) * 0.55)
    p.passes(
        bank,
        colour,
        p.flat - 0.02,
        Brush(20, 70, 1.8, dry=0.2, wander=0.1),
        Brush(9, 34, 1.2, dry=0.4, wander=0.12, hue_jitter=5),
    )
    for cx, top, wide, tall, lightness in rows(
        "60 512 150 44 45  250 540 110 24 51  392 522 70 40 47  470 546 130 14 54  752 540 96 34 42", 5
    ):
        grove = smoothstep(0.9, 0.6, ((x - cx) / wide) ** 2 + ((y - top - tall / 2) / tall) ** 2 + 0.5 * c.noise(44))
        dabs = blend(p.tone(lightness, 17, 150), p.tone(lightness + 12, 30, 100), smoothstep(top + 14, top - 14, y))
        p.passes(grove, dabs, p.flat + 0.9, Brush(16, 24, 2.0, wander=0.7), Brush(8, 13, 0.8, wander=1.0))


def trees_behind(p: Painter) -> None:
    """One dark mass behind the house: the house is lightest where it is darkest."""
    c, x, y = p.canvas, p.x, p.y
    total = p.blobs(
        "868 540 70 66  936 462 58 86  1016 418 74 88  1108 440 66 84 "
        "1186 492 74 74  1268 552 66 42  1320 580 60 22  1040 540 190 70",
        0.7,
    )
    for cx, top, wide in ((818, 300, 22), (778, 372, 17), (848, 410, 16)):
        taper = wide * (0.2 + 0.8 * smoothstep(top - 30, top + 150, y))
        poplar = np.exp(-0.7 * (((x - cx) / taper) ** 2 + ((y - (top + 606) / 2) / ((606 - top) / 2)) ** 6))
        total = np.maximum(total, poplar.astype(np.float32))
    mask = smoothstep(0.40, 0.60, total + 0.15 * c.noise(34, 3)) * smoothstep(612, 604, y)
    side = c.soften(mask * (0.6 + 0.4 * total), 12)
    sun = side - c.shifted(side, 24, 16) + 0.19 * c.noise(34, 2)
    hush = np.exp(-(((x - 970) / 120) ** 2 + ((y - 520) / 90) ** 2))
    lit = smoothstep(0.12, 0.46, sun) * smoothstep(600, 500, y) * (1 - hush.astype(np.float32))
    colour = blend(p.tone(23, 11, 185), p.tone(29, 14, 115), smoothstep(-0.4, 0.5, c.noise(90)))
    colour = blend(colour, p.tone(47, 35, 90), lit)
    angle = (1.3 + 0.7 * c.noise(60, 2)).astype(np.float32)
    p.passes(
        mask,
        colour,
        angle,
        Brush(30, 56, 1.8, dry=0.1, overhang=0.2),
        Brush(18, 32, 1.3, wander=0.6),
        Brush(11, 21, 0.5, wander=0.8, dry=0.4, hue_jitter=4, value_jitter=2),
    )
    rim = c.soften(mask, 9)
    leaves = Brush(6.5, 15, 0.5, wander=0.9, dry=0.2, value_jitter=2.5, feather=2.0, overhang=2, taper=0.6)
    p.passes(rim * smoothstep(600, 560, y), colour, angle, leaves)


def house(p: Painter) -> None:
    """Give the focal point the purest chroma, lightest light on darkest dark, and the only really hard edges."""
    y = p.y
    barn = blend(p.tone(34, 16, 45), p.tone(30, 10, 150), smoothstep(1200, 1246, p.x))
    p.slab(rows("1130 594  1130 546  1158 520  1226 522  1244 548  1244 592"), barn, 1.5, 14, 2.5)
    p.slab([(1128, 550), (1156, 514), (1224, 518), (1248, 552)], p.tone(42, 22, 48), 0.1, 11, 1.5)
    wall = blend(p.tone(43, 17, 292), p.tone(48, 17, 35), smoothstep(540, 596, y))
    p.slab([(1006, 600), (1006, 520), (1142, 522), (1142, 597)], wall, 1.5, 15, 0.8)
    gable = blend(p.tone(97, 13, 94), p.tone(90, 36, 80), smoothstep(500, 600, y))
    p.slab(rows("914 600  917 522  962 466  1009 521  1008 601"), gable, 1.45, 15)
    roof = blend(p.tone(56, 56, 46), p.tone(41, 40, 36), smoothstep(462, 528, y))
    p.slab(rows("958 463  1030 460  1100 462  1154 529  1080 532  1011 530"), roof, 0.95, 13)
    p.line([(1012, 531), (1080, 533), (1150, 531)], (5, 4), lch(24, 18, 320))
    p.line([(962, 462), (936, 492), (906, 530)], (7, 6), lch(66, 52, 56))
    p.slab([(1066, 472), (1067, 430), (1079, 429), (1079, 474)], p.tone(84, 32, 64), 1.5, 8)
    p.slab([(1079, 474), (1079, 429), (1094, 431), (1094, 478)], p.tone(36, 20, 30), 1.5, 8)
    openings(p)
    smoke(p, 1082, 424)


def openings(p: Painter) -> None:
    """Touch in door and windows with single strokes, and sink the foot of the wall in grass."""
    rng = p.canvas.rng
    for points, colour in (
        ([(952, 563), (953, 535), (970, 534), (971, 562)], p.tone(41, 13, 290)),
        ([(1036, 598), (1037, 552), (1056, 552), (1056, 598)], p.tone(19, 14, 30)),
        ([(1076, 566), (1077, 545), (1094, 545), (1094, 566)], p.tone(82, 62, 77)),
        ([(1112, 565), (1112, 546), (1126, 547), (1126, 566)], p.tone(27, 12, 285)),
    ):
        p.slab(points, colour, 1.5, 8, 1.1)
    p.line([(949, 566), (974, 565)], (4, 4), lch(80, 22, 70))
    n = 90
    at = rng.uniform(896, 1290, n)
    dark = np.where((rng.random(n) < 0.35)[:, None], lch(64, 46, 92), lch(30, 20, 140)) + rng.normal(0, 3, (n, 3))
    p.dashes((at, 600 + rng.normal(0, 4, n)), (rng.uniform(10, 26, n), rng.uniform(5, 9, n)), dark, -1.2)
    bush = np.concatenate([rng.normal(1128, 15, 26), rng.normal(908, 9, 14)])
    tops = rng.uniform(566, 602, bush.size)
    lab = np.where((tops < 580)[:, None], lch(42, 32, 100), lch(26, 16, 150)) + rng.normal(0, 3, (bush.size, 3))
    p.dashes((bush, tops), (rng.uniform(9, 20, bush.size), rng.uniform(7, 11, bush.size)), lab, 0.8)


def smoke(p: Painter, x: float, y: float) -> None:
    """Let a thread of smoke climb from the chimney and lose itself in the sky."""
    rng, n = p.canvas.rng, 46
    rise = np.sort(rng.random(n))
    place = (x + 70 * rise**1.6 + rng.normal(0, 3 + 10 * rise, n), y - 150 * rise)
    lab = lch(80, 10, 75) - np.array([14, 0, 0]) * (1 - rise[:, None]) + rng.normal(0, 1.5, (n, 3))
    p.dashes(place, (18 + 26 * rise, 8 + 16 * rise), lab, -1.1, opacity=0.24, dry=0.3, wet=0.3, body=0.5)
