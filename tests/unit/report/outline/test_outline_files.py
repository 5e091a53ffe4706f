"""An outline on paper: the size of the sheet, and what a reader of the files finds in them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image, ImageDraw

from art_assistant.analysis.lines.outline import LineDrawing, OutlineCurve
from art_assistant.errors import UsageError
from art_assistant.files.paper import MARGIN, grid_of, sheet_of
from art_assistant.report.outline.smooth import bezier, flattened
from art_assistant.report.outline.written import PENS, Printed, formats_of, outline_png, outline_svg

CHROMIUM = shutil.which("chromium")
NS = "{http://www.w3.org/2000/svg}"


def curve(points: list[tuple[float, float]], why: str = "mass", *, closed: bool = False) -> OutlineCurve:
    return OutlineCurve(np.array(points, dtype=np.float32), why, closed)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def outline() -> LineDrawing:
    """A line from corner to corner, and a circle on the left."""
    angles = np.linspace(0.0, 2.0 * np.pi, 25)
    ring = [(0.25 + 0.15 * float(np.cos(a)), 0.5 + 0.2 * float(np.sin(a))) for a in angles]
    curves = (curve(ring[:-1] + ring[:1], "subject", closed=True), curve([(0.0, 0.0), (1.0, 1.0)]))
    return LineDrawing("simple", curves, 1.0, 4 / 3)


# Paper


@pytest.mark.parametrize(
    ("size", "aspect", "sides"),
    [
        ("300x400mm", 2.0, (300, 400)),
        ("30 x 40 cm", 1.0, (300, 400)),
        ("12×16in", 1.0, (304.8, 406.4)),
        ("12.5x16in", 1.0, (317.5, 406.4)),
        ("400mm", 2.0, (400, 200)),
        ("400mm", 0.5, (200, 400)),
        ("A4", 0.7, (210, 297)),
        ("a4", 1.4, (297, 210)),
        ("letter", 0.7, (215.9, 279.4)),
    ],
)
def test_a_sheet_is_as_large_as_it_is_called(size: str, aspect: float, sides: tuple[float, float]) -> None:
    sheet = sheet_of(size, aspect)
    assert (sheet.width, sheet.height) == pytest.approx(sides)
    assert sheet.picture_width / sheet.picture_height == pytest.approx(aspect)
    assert sheet.left == pytest.approx(sheet.width - sheet.left - sheet.picture_width)
    assert sheet.top == pytest.approx(sheet.height - sheet.top - sheet.picture_height)
    margin = MARGIN if size[0] in "Aal" else 0.0
    assert min(sheet.left, sheet.top) == pytest.approx(margin)
    assert MARGIN >= 5.0, "what most printers leave white"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("", "is no size"),
        ("a9", "is no size"),
        ("300x400", "is no size"),
        ("1e3mm", "is no size"),
        ("-300x400mm", "is no size"),
        ("nanmm", "is no size"),
        ("5x400mm", "20 to 3000 mm"),
        ("99999x10mm", "20 to 3000 mm"),
        ("0mm", "20 to 3000 mm"),
    ],
)
def test_what_is_no_size_is_told_in_one_line(size: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as told:
        sheet_of(size, 1.0)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["", "4", "0x4", "4x41", "x4", "4xx4", "1000x1000"])
def test_what_is_no_grid_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="is no grid"):
        grid_of(text)


def test_grids_and_formats_are_read() -> None:
    assert grid_of(" 4X6 ") == (4, 6)
    assert formats_of("PNG, svg") == ("svg", "png")
    for wrong in ("", "pdf", "svg,pdf"):
        with pytest.raises(UsageError, match="is no format"):
            formats_of(wrong)


def test_a_print_has_no_more_pixels_than_can_be_made() -> None:
    assert sheet_of("300x400mm", 1.0).pixels(300) == (3543, 4724)
    with pytest.raises(UsageError, match="50 to 1200 dpi"):
        sheet_of("a4", 1.0).pixels(1201)
    with pytest.raises(UsageError, match="at most 254 dpi") as told:
        sheet_of("1000x1000mm", 1.0).pixels(300)
    most = int(re.findall(r"at most (\d+) dpi", str(told.value))[0])
    sheet_of("1000x1000mm", 1.0).pixels(most)


# Curves


def test_a_smooth_curve_passes_through_its_points_and_keeps_a_circle_round() -> None:
    # Uneven steps, as simplifying leaves them.
    angles = np.array([0.0, 0.5, 0.8, 1.6, 2.0, 2.9, 3.5, 4.2, 4.6, 5.4, 5.8, 2.0 * np.pi])
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    ring[-1] = ring[0]
    pieces = bezier(ring, closed=True)
    np.testing.assert_allclose(pieces[:, 0], ring[:-1])
    np.testing.assert_allclose(np.hypot(*flattened(pieces, 0.02).T), 1.0, atol=0.02)
    np.testing.assert_allclose(pieces[0, 1] - pieces[0, 0], -(pieces[-1, 2] - pieces[-1, 3]) * 0.5 / 0.483, atol=0.03)


def test_a_straight_line_stays_straight() -> None:
    found = flattened(bezier(np.array([(0.0, 0.0), (1.0, 1.0), (5.0, 5.0), (6.0, 6.0)]), closed=False), 0.1)
    np.testing.assert_allclose(found[:, 0], found[:, 1])
    assert (np.diff(found[:, 0]) > 0.0).all()


# SVG


def places(path: str) -> list[tuple[float, float]]:
    numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_the_svg_is_as_large_as_the_sheet_and_its_unit_is_a_millimetre(outline: LineDrawing) -> None:
    root = ET.fromstring(outline_svg(outline, Printed(sheet_of("300x400mm", outline.aspect))))  # noqa: S314
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("300mm", "400mm", "0 0 300 400")
    (line,) = root.findall(f"{NS}g[@id='mass']/{NS}path")
    found = places(line.get("d", ""))
    # A picture of 4 to 3 on a sheet of 300 mm is 225 mm high, in the middle.
    assert found[0] == pytest.approx((0.0, 87.5), abs=0.01)
    assert found[-1] == pytest.approx((300.0, 312.5), abs=0.01)
    (ring,) = root.findall(f"{NS}g[@id='subject']/{NS}path")
    assert ring.get("d", "").endswith("Z")


def test_a_mirrored_svg_has_left_and_right_exchanged(outline: LineDrawing) -> None:
    sheet = sheet_of("a4", outline.aspect)
    plain, mirrored = (
        ET.fromstring(outline_svg(outline, Printed(sheet, mirror=mirror, grid=(3, 2))))  # noqa: S314
        for mirror in (False, True)
    )
    for one, other in zip(plain.iter(f"{NS}path"), mirrored.iter(f"{NS}path"), strict=True):
        turned = [(sheet.width - x, y) for x, y in places(one.get("d", ""))]
        np.testing.assert_allclose(turned, places(other.get("d", "")), atol=0.011)


def test_the_grid_has_its_columns_and_rows_over_the_picture(outline: LineDrawing) -> None:
    sheet = sheet_of("a4", outline.aspect)
    root = ET.fromstring(outline_svg(outline, Printed(sheet, grid=(4, 3))))  # noqa: S314
    lines = [places(path.get("d", "")) for path in root.findall(f"{NS}g[@id='grid']/{NS}path")]
    upright = sorted({line[0][0] for line in lines if line[0][0] == line[1][0]})
    level = sorted({line[0][1] for line in lines if line[0][1] == line[1][1]})
    np.testing.assert_allclose(upright, sheet.left + np.arange(5) * sheet.picture_width / 4, atol=0.01)
    np.testing.assert_allclose(level, sheet.top + np.arange(4) * sheet.picture_height / 3, atol=0.01)


# PNG


def png_of(outline: LineDrawing, how: Printed, dpi: int = 150) -> Image.Image:
    return Image.open(io.BytesIO(outline_png(outline, how, dpi)))


@pytest.mark.parametrize(("dpi", "size"), [(72, "a4"), (150, "300x400mm"), (300, "100x80mm")])
def test_the_png_knows_its_resolution_and_is_as_large_on_paper(outline: LineDrawing, dpi: int, size: str) -> None:
    sheet = sheet_of(size, outline.aspect)
    image = png_of(outline, Printed(sheet), dpi)
    assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.02)
    on_paper = [pixels / of * 25.4 for pixels, of in zip(image.size, image.info["dpi"], strict=True)]
    assert on_paper == pytest.approx((sheet.width, sheet.height), abs=0.5)


def test_a_mirrored_png_is_the_flipped_one(outline: LineDrawing) -> None:
    sheet = sheet_of("a5", outline.aspect)
    plain, mirrored = (np.asarray(png_of(outline, Printed(sheet, mirror=m, grid=(2, 2)))) for m in (False, True))
    np.testing.assert_array_equal(mirrored, np.fliplr(plain))
    assert (mirrored != plain).any()


def test_both_files_show_the_same_lines_in_the_same_places(outline: LineDrawing) -> None:
    how, unit = Printed(sheet_of("200x160mm", outline.aspect)), 150 / 25.4
    page = np.asarray(png_of(outline, how))
    drawn = Image.new("L", page.shape[::-1], 255)
    root = ET.fromstring(outline_svg(outline, how))  # noqa: S314
    for why, pen in PENS.items():
        for path in root.findall(f"{NS}g[@id='{why}']/{NS}path"):
            corners = places(path.get("d", ""))
            pieces = [corners[i : i + 4] for i in range(0, len(corners) - 1, 3)]
            dense = [_cubic(piece, t / 400) for piece in pieces for t in range(401)]
            reach = pen * unit / 2 + 2
            for x, y in ((x * unit, y * unit) for x, y in dense):
                ImageDraw.Draw(drawn).ellipse((x - reach, y - reach, x + reach, y + reach), fill=0)
    # Whatever the PNG has in ink lies under the lines of the SVG, drawn 2 pixels broader on either side.
    assert (np.asarray(drawn)[page < 100] == 0).all()
    assert np.count_nonzero(page < 100) > 2000


def _cubic(piece: list[tuple[float, float]], t: float) -> tuple[float, float]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(w * corner[axis] for w, corner in zip(weights, piece, strict=True)) for axis in (0, 1))
    return x, y


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium, an independent reader of SVG")
def test_a_browser_shows_the_svg_at_its_size(outline: LineDrawing, tmp_path: Path) -> None:
    (tmp_path / "outline.svg").write_bytes(outline_svg(outline, Printed(sheet_of("160x120mm", outline.aspect))))
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += ["--window-size=800,700", f"--screenshot={tmp_path / 'seen.png'}", str(tmp_path / "outline.svg")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    page = np.asarray(Image.open(tmp_path / "seen.png").convert("L"))
    rows, columns = np.nonzero(page < 200)
    # 96 pixels of a browser are an inch.
    assert (np.ptp(columns) + 1) / 96 * 25.4 == pytest.approx(160.0, abs=0.5)
    assert (np.ptp(rows) + 1) / 96 * 25.4 == pytest.approx(120.0, abs=0.5)
