"""Recover the reflectance of each tube of the limited palettes from its colour, and write the table that ships.

Method: S. A. Burns, "Numerical methods for smoothest reflectance reconstruction", Color Research & Application 45
(2020) 8-21: among all reflectances that have the given colour under D65, the one whose arctanh has the least slope
(hyperbolic tangent form, so that it stays between 0 and 1). Needs ``colour-science`` for the CIE tables.

Usage: python train/pigment_spectra.py
"""

from __future__ import annotations

from pathlib import Path

import colour
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

TARGET = Path(__file__).resolve().parents[1] / "src" / "art_assistant" / "analysis" / "data" / "pigments.csv"
SHAPE = colour.SpectralShape(380, 730, 10)
RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
TUBES = {
    "titanium white": (249, 245, 234),
    "ivory black": (27, 28, 28),
    "yellow ochre": (187, 128, 18),
    "red earth": (158, 71, 50),
    "cadmium red": (255, 39, 2),
    "cadmium yellow": (254, 236, 0),
    "ultramarine": (25, 0, 89),
}


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


def main() -> None:
    matrix = spectral_to_rgb()
    curves = [recover(linear(rgb), matrix) for rgb in TUBES.values()]
    for name, rgb, curve in zip(TUBES, TUBES.values(), curves, strict=True):
        print(f"{name}: worst error {np.abs(matrix @ curve - linear(rgb)).max():.1e} in linear light")
    rows = [",".join(["nm", "r", "g", "b", *TUBES])]
    for index, nm in enumerate(SHAPE.range()):
        cells = [f"{value:.6f}" for value in (*matrix[:, index], *(curve[index] for curve in curves))]
        rows.append(",".join([f"{nm:.0f}", *cells]))
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
