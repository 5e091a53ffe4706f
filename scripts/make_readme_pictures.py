"""Make the pictures that the README shows, from the sample painting alone."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from art_assistant import analyze
from art_assistant.report.pictures import SHEET, view_pngs

ROOT = Path(__file__).resolve().parents[1]
NARROW, WIDE = 560, 1600


def main() -> None:
    """Write ``docs/img/*.jpg``."""
    report = analyze(ROOT / "examples" / "sample-painting.jpg")
    target = ROOT / "docs" / "img"
    target.mkdir(exist_ok=True)
    best = f"notan-{report.notans.offered[0].kind}"
    for name, png in view_pngs(report, [SHEET, "masses", best, "focal-points"]).items():
        width = WIDE if name == SHEET else NARROW
        drawn = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
        scale = min(1.0, width / drawn.shape[1])
        small = cv2.resize(drawn, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(target / f"{'notan' if name == best else name}.jpg"), small, [cv2.IMWRITE_JPEG_QUALITY, 86])


if __name__ == "__main__":
    main()
