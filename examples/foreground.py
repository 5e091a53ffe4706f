"""The near half of the picture, in the order it is painted: water, boat, bank, tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from brushwork import Brush, blend, lch, smoothstep
from painter import below, curve, rows

if TYPE_CHECKING:
    from brushwork import Map
    from painter import Painter, Points


WATERLINE = 612.0


def water(p: Painter) -> None:
    """Mirror what stands above, pulled down, then cut across by flat strokes that widen towards us."""
    c, x, y = p.canvas, p.x, p.y
    river = smoothstep(WATERLINE - 3, WATERLINE + 3, y + 3 * c.noise(60, 2, 3.0))
    lab = cv2.cvtColor(c.rgb, cv2.COLOR_RGB2Lab)
    depth = np.maximum(y - WATERLINE, 0)
    swing = (3 + 0.03 * depth) * c.noise(26, 2, 6.0)
    source_y = (WATERLINE - 6 - depth * 0.86 + 1.2 * swing) * c.scale
    mirror = cv2.remap(
        lab, (x + swing) * c.scale, source_y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    pulled = cv2.GaussianBlur(mirror, (0, 0), sigmaX=3.0 * c.scale + 0.3, sigmaY=13.0 * c.scale + 0.3)
    colour: Map = np.asarray(pulled, np.float32) * np.array([0.90, 0.86, 0.86], np.float32) + np.array(
        [4.0, 0.0, 0.0], np.float32
    )
    colour = blend(colour, p.tone(40, 11, 250), 0.6 * smoothstep(900, 1240, y))
    shore = smoothstep(150, 10, 0.57 * x + 640 - y + 40 * c.noise(120, 2, 3.0))
    colour = blend(colour, p.tone(26, 10, 190), 0.7 * shore * smoothstep(700, 800, y))
    colour = blend(colour, p.tone(30, 16, 150), 0.8 * smoothstep(WATERLINE + 16, WATERLINE, y + 5 * c.noise(50)))
    near = smoothstep(WATERLINE, 1200, y)
    p.passes(river * (near < 0.5), colour, p.flat + 1.57, Brush(20, 64, 1.8, wander=0.1, dry=0.15))
    p.passes(river, colour, p.flat, Brush(40, 150, 1.4, wander=0.06, dry=0.15, bend=0.08))
    p.passes(river * (near < 0.55), colour, p.flat, Brush(10, 46, 0.7, wander=0.05, dry=0.35, bend=0.06))
    p.passes(river * (near >= 0.25), colour, p.flat, Brush(22, 96, 0.7, wander=0.07, dry=0.3, bend=0.12))
    ripples(p, colour)


def ripples(p: Painter, colour: Map) -> None:
    """Lay wind lines and broken light, thinner with distance; the house's light is pulled down in dashes."""
    c, rng = p.canvas, p.canvas.rng
    n = 300
    depth = rng.random(n) ** 1.5
    y = WATERLINE + 16 + depth * 560
    x = rng.uniform(300, 1620, n)
    lab = c.sample(colour, x.astype(np.float32), (y + 16 + 34 * depth).astype(np.float32))
    lab = lab + np.array([1, 0.1, 0.6]) * rng.normal(1.0, 4.0, (n, 1))
    p.dashes((x, y), (30 + 130 * depth, 4 + 12 * depth), lab)
    for level, left, right, count in rows("648 800 1330 26  690 420 780 12  752 1040 1400 16  836 900 1300 9", 4):
        n = int(count)
        place = (rng.uniform(left, right, n), level + rng.normal(0, 2 + 0.02 * (level - WATERLINE), n))
        lab = lch(70, 13, 70) + rng.normal(0, 4, (n, 3))
        p.dashes(place, (rng.uniform(18, 110, n), rng.uniform(2.5, 6, n)), lab, dry=0.6)
    drop = rng.random(60) ** 1.2
    lab = lch(91, 32, 80) * (1 - 0.18 * drop[:, None]) + rng.normal(0, 2, (60, 3))
    place = (962 + rng.normal(0, 17 + 20 * drop, 60), 626 + 190 * drop)
    p.dashes(place, (16 + 34 * rng.random(60), 5 + 5 * drop), lab)
    place = (1070 + rng.normal(0, 38, 30), 690 + rng.uniform(0, 80, 30))
    p.dashes(place, (rng.uniform(16, 48, 30), rng.uniform(4, 8, 30)), lch(46, 40, 42) + rng.normal(0, 3, (30, 3)))


def boat(p: Painter) -> None:
    """Send a boatman towards the house: dark on the light water, one light along the gunwale."""
    rng, n = p.canvas.rng, 60
    at = rng.uniform(0, 1, n)
    shade = lch(24, 7, 200) + rng.normal(0, 3, (n, 3)) + np.array([14, 0, 0]) * at[:, None]
    place = (rng.normal(762, 62 - 30 * at, n), 912 + 70 * at**1.5)
    p.dashes(place, (rng.uniform(30, 90, n), rng.uniform(7, 13, n)), shade)
    hull = curve(rows("652 880  700 892  790 888  872 862  850 898  804 914  712 916  668 906  652 880"))
    p.slab(hull, blend(p.tone(24, 20, 40), p.tone(13, 10, 30), smoothstep(884, 912, p.y)), 0.05, 14, 0.9)
    p.line([(656, 882), (704, 893), (780, 889)], (6, 4), lch(72, 38, 70))
    p.line([(790, 888), (840, 874), (872, 861)], (4, 3), lch(48, 26, 55))
    boatman(p, 752, 886)


def boatman(p: Painter, x: float, foot: float) -> None:
    """Set down a figure in a few strokes, leaning on the pole."""
    p.line([(x + 52, foot - 104), (x + 20, foot - 40), (x - 22, foot + 34)], (4, 3), lch(22, 14, 50))
    p.line([(x - 4, foot), (x + 1, foot - 26), (x + 6, foot - 40)], (15, 17), lch(16, 7, 40))
    p.line([(x + 6, foot - 36), (x + 10, foot - 52), (x + 13, foot - 66)], (20, 17), lch(27, 10, 280))
    p.line([(x + 1, foot - 40), (x + 5, foot - 54), (x + 8, foot - 64)], (8, 7), lch(80, 24, 76))
    p.line([(x + 12, foot - 62), (x + 22, foot - 52), (x + 28, foot - 58)], (8, 6), lch(62, 26, 66))
    p.line([(x + 15, foot - 72), (x + 16, foot - 78), (x + 16, foot - 82)], (9, 9), lch(48, 28, 52))
    p.line([(x + 8, foot - 83), (x + 16, foot - 86), (x + 26, foot - 82)], (6, 7), lch(44, 52, 38))


def near_bank(p: Painter) -> None:
    """Mass the dark foreground into one shape, warm where the light rakes the grass, lost in the dark water."""
    c, x, y = p.canvas, p.x, p.y
    left = below(rows("-20 752  130 764  280 806  400 862  500 930  610 1010  780 1096  900 1160  960 1230"), 1240)
    right = below(rows("1300 1230  1380 1150  1460 1090  1540 1060  1640 1040"), 1240)
    mask = np.maximum(c.shape(left, 14, 60), c.shape(right, 14, 40))
    colour = blend(p.tone(16, 12, 80), p.tone(24, 19, 115), smoothstep(-0.3, 0.6, c.noise(150, 3)))
    colour = blend(colour, p.tone(13, 8, 330), 0.5 * smoothstep(980, 1200, y))
    track = path(p)
    ruts = blend(p.tone(27, 15, 52), p.tone(37, 18, 66), smoothstep(-0.5, 0.5, c.noise(46, 3, 1.6)))
    colour = blend(colour, ruts, 0.85 * track * smoothstep(1290, 1000, y))
    patch = np.exp(-(((x - 270 - 0.5 * (y - 880)) / 220) ** 2 + ((y - 872 - 0.30 * (x - 250)) / 36) ** 2))
    rake = smoothstep(0.25, 0.75, patch.astype(np.float32) + 0.22 * c.noise(70, 3, 2.0))
    colour = blend(colour, blend(p.tone(52, 46, 86), p.tone(66, 32, 76), track), 0.85 * rake)
    slope = (0.5 + 0.3 * c.noise(160, 2)).astype(np.float32)
    broad = Brush(62, 140, 1.7, dry=0.1, overhang=0.0)
    middle = Brush(36, 80, 1.2, wander=0.45, dry=0.25, value_jitter=2, overhang=0.1)
    p.passes(mask, colour, slope, broad, middle, cut=smoothstep(0.4, 0.8, c.soften(mask, 8)))
    upright = (-1.3 + 0.4 * c.noise(120, 2)).astype(np.float32)
    blades = Brush(18, 54, 1.1, wander=0.3, bend=0.5, dry=0.3, value_jitter=2.2, overhang=0.9, taper=0.5)
    p.passes(mask * (1 - 0.9 * track), colour, upright, blades)
    p.passes(track * mask, colour, slope - 0.4, Brush(22, 60, 1.2, dry=0.35, wander=0.3, value_jitter=2.4))
    rim = smoothstep(0.15, 0.5, c.soften(mask, 9)) * smoothstep(0.99, 0.7, c.soften(mask, 26))
    tufts = Brush(13, 46, 1.6, wander=0.45, bend=0.8, dry=0.3, value_jitter=4, overhang=2, taper=0.75)
    caught = blend(colour, p.tone(37, 33, 90), 0.75 * smoothstep(-0.1, 0.7, c.noise(54, 2)) * smoothstep(1500, 500, x))
    p.passes(rim, caught, p.flat - 1.2, tufts)
    grass(p, left[:-2], 46, 0.25)
    grass(p, right[:-2], 24, 0.08)
    flowers(p, rake * (1 - track))


def path(p: Painter) -> Map:
    """Wind a footpath up from the corner to the water's edge: the way into the picture."""
    left = curve(rows("130 1240  216 1120  322 1030  362 960  352 910  362 880"))
    right = curve(rows("378 880  382 910  424 956  430 1030  372 1120  350 1240"))
    return p.canvas.soften(p.canvas.shake(p.canvas.shape([*left, *right]), 12, 50), 5)


def flowers(p: Painter, where: Map) -> None:
    """Drop a few notes of cream and red into the raking light, no two alike."""
    rng, n = p.canvas.rng, 160
    x, y = rng.uniform(40, 620, n).astype(np.float32), rng.uniform(790, 960, n).astype(np.float32)
    x, y = (part[p.canvas.sample(where, x, y) > 0.45] for part in (x, y))
    red = rng.random((x.size, 1)) < 0.3
    lab = np.where(red, lch(45, 52, 36), lch(78, 22, 88)) + rng.normal(0, 4, (x.size, 3))
    p.dashes((x, y), (rng.uniform(6, 12, x.size), rng.uniform(4, 7, x.size)), lab, 0.4, dry=0.1)


def grass(p: Painter, rim: Points, tufts: int, light: float) -> None:
    """Flick tufts over the rim of a bank, a share of them lit, so that its edge is found and lost."""
    rng, edge = p.canvas.rng, np.array(rim)
    at = np.repeat(rng.integers(0, len(edge), tufts), 7)
    n = at.size
    x, y = edge[at, 0] + rng.normal(0, 13, n), edge[at, 1] + rng.uniform(-6, 46, n)
    sunny = rng.random(n) < light * np.repeat(rng.uniform(0, 2, tufts), 7)
    lab = np.where(sunny[:, None], lch(46, 42, 84), lch(18, 13, 105)) + rng.normal(0, 3, (n, 3))
    length = rng.uniform(18, 62, n)
    lean = np.repeat(rng.normal(-1.45, 0.2, tufts), 7) + rng.normal(0, 0.2, n)
    parts = (x, y - length / 3, lean, rng.normal(0, 0.5, n) / length, length, rng.uniform(3.5, 8, n), lab)
    p.strokes(parts, Brush(1, 1, dry=0.15, wet=0.15, body=1.2, taper=0.85))


def tree(p: Painter) -> None:
    """Frame the view with two leaning trunks, their limbs, and foliage with sky holes left open."""
    thicket(p)
    for points, first, last in (
        ("240 430  330 340  440 286  560 262  660 282", 26, 3),
        ("270 260  380 160  520 110  640 84", 22, 4),
        ("440 286  500 330  560 346", 9, 3),
        ("210 330  150 230  90 150", 20, 8),
        ("380 160  440 190  520 196", 10, 3),
    ):
        p.line(rows(points), (first, last), lch(15, 10, 45))
    front, back = "150 985  196 860  206 700  186 520  206 330  256 140  300 -20", "352 -20  300 150  262 330  244 520"
    trunk(p, rows(front), rows(back + "  262 700  262 860  330 1010"))
    trunk(p, rows("60 900  84 740  66 520  30 330  -20 200"), rows("10 120  64 300  106 520  118 740  136 920"))
    foliage(p)


def thicket(p: Painter) -> None:
    """Join the dark of the bank to the dark of the leaves by the undergrowth at the edge of the picture."""
    c, x, y = p.canvas, p.x, p.y
    mask = smoothstep(0.42, 0.58, p.blobs("-10 560 66 120  -10 700 100 90  60 730 80 60", 0.75) + 0.16 * c.noise(50, 3))
    colour = blend(p.tone(17, 11, 150), p.tone(26, 18, 112), smoothstep(-0.4, 0.6, c.noise(70)))
    colour = blend(colour, p.tone(36, 30, 95), 0.6 * smoothstep(0.3, 0.8, c.noise(44)) * smoothstep(760, 560, y))
    sprays = (-1.1 + 0.004 * x + 0.5 * c.noise(60, 2)).astype(np.float32)
    p.passes(mask, colour, sprays, Brush(30, 56, 1.7, dry=0.1), Brush(16, 34, 1.0, wander=0.6, bend=0.6, taper=0.4))
    tips = Brush(9, 24, 0.5, wander=0.8, dry=0.2, value_jitter=3, feather=1.8, overhang=2, taper=0.7)
    p.passes(c.soften(mask, 8), colour, sprays, tips)


def trunk(p: Painter, front: Points, back: Points) -> None:
    """Model one trunk: a light flank, a warm dark core, cool light from the sky on the far side; foot lost in grass."""
    c = p.canvas
    whole = c.shake(c.shape([*curve(front), *curve(back)]), 4, 90)
    across = (np.cumsum(whole, 1) / np.maximum(whole.sum(1, keepdims=True), 1)).astype(np.float32)
    across += 0.14 * c.noise(50, 2, 0.5)
    colour = blend(p.tone(44, 36, 62), p.tone(14, 11, 40), smoothstep(0.08, 0.36, across))
    colour = blend(colour, p.tone(26, 9, 280), smoothstep(0.72, 0.95, across))
    colour = blend(colour, p.tone(14, 9, 60), smoothstep(300, 180, p.y))
    mask = whole * smoothstep(960, 850, p.y + 26 * c.noise(40))
    body = Brush(26, 76, 2.8, wander=0.12, dry=0.12, overhang=0.6)
    bark = Brush(12, 34, 1.4, wander=0.3, dry=0.3, value_jitter=2.6, bend=0.5, overhang=0.8)
    p.passes(mask, colour, c.along(whole, 14), body, bark, cut=c.soften(whole, 1.6))


def foliage(p: Painter) -> None:
    """Cluster the leaves: dark masses with warm flanks towards the light, dissolving at the rim."""
    c = p.canvas
    total = p.blobs(
        "40 60 200 140  250 30 210 100  450 46 160 74  610 70 120 44  30 260 120 110  180 200 110 70  390 150 120 46 "
        "560 250 110 38  668 286 54 22  10 420 80 60  540 346 52 18  340 290 60 30  110 330 70 34",
        0.75,
    )
    field = total + 0.24 * c.noise(84, 4) * smoothstep(0.12, 0.4, total)
    mask, clump = smoothstep(0.48, 0.60, field), c.noise(120, 2, 1.4)
    colour = blend(p.tone(12, 8, 160), p.tone(22, 16, 108), smoothstep(-0.5, 0.5, clump))
    shape = c.soften(mask, 18) + 0.30 * c.soften(clump, 8)
    light = smoothstep(0.05, 0.36, shape - c.shifted(shape, 28, -14))
    colour = blend(colour, p.tone(42, 40, 84), 0.85 * light)
    angle = c.along(total, 30) + 0.8 * c.noise(70, 2)
    mass = Brush(38, 66, 1.7, dry=0.1, wander=0.4, overhang=0.0)
    clusters = Brush(24, 40, 1.0, wander=0.7, bend=0.6, value_jitter=2, overhang=0.2)
    leaves = Brush(13, 24, 0.5, wander=0.8, dry=0.3, bend=0.8, value_jitter=2.5, overhang=0.6, taper=0.4)
    p.passes(mask, colour, angle, mass, clusters, leaves)
    loose = Brush(8, 21, 0.36, wander=0.8, dry=0.2, bend=0.8, value_jitter=3, feather=1.9, overhang=2, taper=0.6)
    p.passes(smoothstep(0.28, 0.66, c.soften(field, 5)), colour, angle, loose)
