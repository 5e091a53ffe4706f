"""Mix paint on paper: from the colour of each tube to its spectrum and to the table of mixes of the limited palettes.

Each tube's reflectance is recovered from its colour and kept in ``tubes.npz``. The tubes of a limited palette are mixed
in geometric proportions by one-constant Kubelka-Munk theory on 36 bands; of mixes that look alike one is kept, in
``limited_mixes.npz``.

Reflectance: S. A. Burns, "Numerical methods for smoothest reflectance reconstruction", Color Research & Application 45
(2020) 8-21: among all reflectances that have the given colour under D65, the one whose arctanh has the least slope
(hyperbolic tangent form, so that it stays between 0 and 1). Needs ``colour-science`` for the CIE tables.

Usage: python train/pigment_spectra.py
"""

from __future__ import annotations

from pathlib import Path

import colour
import numpy as np
from numpy.typing import NDArray

from art_assistant.analysis.color.cells import stretched
from art_assistant.analysis.color.limited_palette import LIMITED_PALETTES, MIX_SCALE, LimitedPalette
from art_assistant.analysis.color.tubes import SCALE, TUBES, Spectra, absorption_of, mixed
from art_assistant.imaging.colorspace import linear_to_oklab

Array = NDArray[np.float64]

DATA = Path(__file__).resolve().parents[1] / "src" / "art_assistant" / "analysis" / "data"
SHAPE = colour.SpectralShape(380, 730, 10)
RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
STEPS = np.append(0.0, np.geomspace(1e-4, 1.0, 18))
SPACING = 0.02


def spectral_to_rgb() -> Array:
    """Return the (3, 36) matrix from reflectance at 380-730 nm to linear sRGB under D65; white is exactly 1."""
    observer = colour.MSDS_CMFS["CIE 1931 2 Degree Standard Observer"].copy().align(SHAPE).values
    light = colour.SDS_ILLUMINANTS["D65"].copy().align(SHAPE).values
    matrix = np.linalg.inv(RGB_TO_XYZ) @ (observer * light[:, None]).T
    return np.asarray(matrix / matrix.sum(axis=1, keepdims=True))


def linear(rgb: tuple[int, int, int]) -> Array:
    code = np.array(rgb) / 255.0
    light = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.clip(light, 0.0005, 0.9995))


def recover(target: Array, matrix: Array) -> Array:
    """Return the smoothest reflectance (36,) of a linear RGB colour, by Newton's method on the Lagrangian."""
    count = matrix.shape[1]
    slope = np.diff(np.eye(count), axis=0)
    stiffness = 2.0 * slope.T @ slope
    z, multiplier = np.zeros(count), np.zeros(3)
    for _ in range(100):
        tanh = np.tanh(z)
        first, second = (1.0 - tanh**2) / 2.0, -tanh * (1.0 - tanh**2)
        scaled = first[:, None] * matrix.T
        residual = np.concatenate([stiffness @ z + scaled @ multiplier, matrix @ ((tanh + 1.0) / 2.0) - target])
        hessian = stiffness + np.diag(second * (matrix.T @ multiplier))
        jacobian = np.block([[hessian, scaled], [scaled.T, np.zeros((3, 3))]])
        step = np.linalg.lstsq(jacobian, -residual, rcond=None)[0]
        z, multiplier = z + step[:count], multiplier + step[count:]
    return np.asarray((np.tanh(z) + 1.0) / 2.0)


def mixes(palette: LimitedPalette, matrix: Array) -> Array:
    """Return the linear RGB (m, 3) of mixes of every two and more tubes, in geometric proportions."""
    curves = np.stack([recover(linear(tube.rgb), matrix) for tube in palette.pigments])
    worst = max(
        float(np.abs(matrix @ curve - linear(t.rgb)).max()) for curve, t in zip(curves, palette.pigments, strict=True)
    )
    print(f"{palette.id}: worst error of a recovered tube {worst:.1e} in linear light")
    grid = np.stack(np.meshgrid(*[STEPS] * len(curves), indexing="ij"), axis=-1).reshape(-1, len(curves))
    grid = grid[grid.max(axis=1) == 1.0]
    return mixed(grid / grid.sum(axis=1, keepdims=True), Spectra(absorption_of(curves), matrix))


def thinned(points: Array) -> Array:
    """Return one point of each box of the grid: the one nearest to the middle of the box."""
    box = np.floor(points / SPACING)
    order = np.lexsort(((np.abs(points / SPACING - box - 0.5)).max(axis=1), *box.T))
    _, first = np.unique(box[order], axis=0, return_index=True)
    return np.asarray(points[order][first])


def main() -> None:
    matrix = spectral_to_rgb()
    table = {}
    for palette in LIMITED_PALETTES:
        points = stretched(linear_to_oklab(mixes(palette, matrix).astype(np.float32)))
        kept = thinned(points)
        table[palette.id] = np.rint(kept * MIX_SCALE).astype(np.int16)
        print(f"{palette.id}: {len(points)} mixes, {len(kept)} kept")
    np.savez_compressed(DATA / "limited_mixes.npz", **table)
    curves = np.stack([recover(linear(tube.rgb), matrix) for tube in TUBES])
    np.savez_compressed(DATA / "tubes.npz", reflectance=np.rint(curves * SCALE).astype(np.int16), to_rgb=matrix)
    print(f"{len(curves)} tubes, reflectance {curves.min():.4f} to {curves.max():.4f}")


if __name__ == "__main__":
    main()
