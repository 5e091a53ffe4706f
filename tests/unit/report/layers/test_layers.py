from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import cv2
import numpy as np
import pytest
from PIL import Image

from art_assistant.files.ways import WAYS
from art_assistant.report.drawn import Drawn
from art_assistant.report.layers.ora import as_ora
from art_assistant.report.layers.psd import as_psd
from art_assistant.report.layers.stack import PaintLayer, stack_of
from art_assistant.report.layers.svg import as_svg
from art_assistant.report.model import Report
from art_assistant.report.ways import made

SVG = {"svg": "http://www.w3.org/2000/svg"}
VIEWS = {"Reference": "picture", "Squint": "squint", "Value plan": "value-plan", "Masses": "masses"}


@pytest.fixture(scope="module")
def drawn(report: Report) -> Drawn:
    return Drawn(report)


def far(one: np.ndarray, other: np.ndarray) -> int:
    return int(np.abs(one.astype(int) - other.astype(int)).max())


def over(layer: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Return a layer laid over a ground by Pillow."""
    laid = Image.alpha_composite(Image.fromarray(ground).convert("RGBA"), Image.fromarray(layer, "RGBA"))
    return np.asarray(laid)[..., :3]


def of_ora(data: bytes) -> dict[str, tuple[np.ndarray, bool]]:
    """Read an OpenRaster file as its specification says: the first layer of the stack lies on top."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read(first)) == ("mimetype", 0, b"image/openraster")
        image = ET.fromstring(archive.read("stack.xml"))  # noqa: S314 - written here
        size = (int(image.attrib["w"]), int(image.attrib["h"]))
        found = {}
        for layer in reversed(image.findall("stack/layer")):
            pixels = Image.open(io.BytesIO(archive.read(layer.attrib["src"])))
            assert pixels.size == size
            found[layer.attrib["name"]] = np.asarray(pixels), layer.attrib["visibility"] == "visible"
        merged, small = (archive.read(name) for name in ("mergedimage.png", "Thumbnails/thumbnail.png"))
        assert far(np.asarray(Image.open(io.BytesIO(merged))), found["Reference"][0]) == 0
        assert max(Image.open(io.BytesIO(small)).size) == min(256, max(size))
    return found


def of_psd(data: bytes) -> dict[str, tuple[np.ndarray, bool]]:
    """Read a PSD with psd-tools."""
    from psd_tools import PSDImage

    document = PSDImage.open(io.BytesIO(data))
    assert far(np.asarray(document.topil().convert("RGB")), np.asarray(document[0].topil().convert("RGB"))) == 0
    return {layer.name: (np.asarray(layer.topil().convert("RGBA")), layer.visible) for layer in document}


def of_psd_by_pillow(data: bytes) -> list[np.ndarray]:
    """Read the layers of a PSD with Pillow, which tells neither long names nor what is switched on."""
    document = Image.open(io.BytesIO(data))
    found = []
    for number in range(1, document.n_frames + 1):
        document.seek(number)
        found.append(np.asarray(document.convert("RGBA")))
    return found


@pytest.mark.parametrize(("way", "read"), [("layers.ora", of_ora), ("layers.psd", of_psd)])
def test_another_reader_finds_every_layer_as_its_view(
    drawn: Drawn, way: str, read: Callable[[bytes], dict[str, tuple[np.ndarray, bool]]]
):
    found = read(made(drawn, way))
    notan = drawn.report.notans.offered[0].kind
    assert list(found) == [*VIEWS, "Notan", "Grid", "Tip 1: Two neighbours run together"]
    assert [name for name, (_, shown) in found.items() if shown] == ["Reference"]
    for name, view in (*VIEWS.items(), ("Notan", f"notan-{notan}")):
        assert far(found[name][0][..., :3], drawn.view(view)) == 0, name
        assert found[name][0].shape[2] == 3 or found[name][0][..., 3].min() == 255
    grid = over(found["Grid"][0], drawn.scene.faded(0.25, drawn.scene.grey))
    assert far(grid, drawn.view("grid")) <= 1
    assert 0.0 < (found["Grid"][0][..., 3] > 0).mean() < 0.5


def test_a_tip_is_outlined_where_it_points_and_clear_elsewhere(drawn: Drawn):
    tip = stack_of(drawn)[-1].pixels
    marked = np.argwhere(tip[..., 3] > 0) / np.array(tip.shape[:2])
    assert marked.min(axis=0) == pytest.approx([0.5, 0.1], abs=0.08)
    assert marked.max(axis=0) == pytest.approx([1.0, 0.9], abs=0.02)
    inside = tip[int(0.65 * tip.shape[0]) : int(0.95 * tip.shape[0]), int(0.3 * tip.shape[1]) : int(0.8 * tip.shape[1])]
    assert inside[..., 3].max() == 0


def test_pillow_reads_the_same_psd(drawn: Drawn):
    layers = stack_of(drawn)
    for layer, found in zip(layers, of_psd_by_pillow(as_psd(layers)), strict=True):
        assert far(found[..., : layer.pixels.shape[2]], layer.pixels) == 0, layer.name


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 31), (5, 33), (2, 64), (7, 96 + 17)])
def test_pixels_of_any_size_and_noise_survive_psd_and_ora(height: int, width: int):
    rng = np.random.default_rng(width)
    ground = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    flat = np.full((height, width, 4), 77, dtype=np.uint8)
    flat[:, width // 2 :, 3] = rng.integers(0, 256)
    layers = (PaintLayer("Reference", ground, shown=True), PaintLayer("Ätherisch 空 " * 9, flat))
    psd, ora = of_psd(as_psd(layers)), of_ora(as_ora(layers))
    for layer, by_pillow in zip(layers, of_psd_by_pillow(as_psd(layers)), strict=True):
        for found in (psd[layer.name][0], ora[layer.name][0], by_pillow):
            assert far(found[..., : layer.pixels.shape[2]], layer.pixels) == 0


def test_flat_layers_take_little_room():
    flat = PaintLayer("Reference", np.full((400, 640, 3), 99, dtype=np.uint8), shown=True)
    assert len(as_psd((flat,))) < 0.1 * 7 * 400 * 640


def rendered(svg: bytes) -> np.ndarray:
    import resvg_py

    png = resvg_py.svg_to_bytes(svg_string=svg.decode(), skip_system_fonts=True)
    return np.asarray(Image.open(io.BytesIO(bytes(png))).convert("RGB"))


def test_the_outlines_are_the_masses_wherever_no_contour_runs(drawn: Drawn):
    svg = made(drawn, "masses.svg")
    masses = drawn.report.masses
    root = ET.fromstring(svg)  # noqa: S314 - written here
    groups = {group.attrib["id"]: group for group in root.findall("svg:g", SVG)}
    assert list(groups) == [*(f"mass-{mass.id}" for mass in masses.items), "numbers"]
    for mass in masses.items:
        paths = groups[f"mass-{mass.id}"].findall("svg:path", SVG)
        assert [path.attrib["id"] for path in paths] == [f"shape-{number}" for number in mass.shapes]
    numbers = [text.text for text in groups["numbers"].findall("svg:text", SVG)]
    assert numbers == [str(shape.mass) for shape in masses.shapes]
    # The view has the numbers drawn in; there, and where two masses meet, the pixels may differ.
    view = drawn.view("masses")
    flat = as_svg(drawn.scene)
    labels = cv2.resize(masses.labels.astype(np.uint8), view.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    clear = cv2.dilate(cv2.morphologyEx(labels, cv2.MORPH_GRADIENT, np.ones((3, 3))), np.ones((9, 9))) == 0
    for shape in masses.shapes:
        x, y = drawn.scene.at(shape.centre)
        clear[max(0, int(y) - 16) : int(y) + 16, max(0, int(x) - 16) : int(x) + 16] = False
    assert clear.mean() > 0.5
    assert far(rendered(flat)[clear], view[clear]) <= 1
    # Nor does the paper show between two masses.
    assert (rendered(flat) == 236).all(axis=2).mean() < 0.001


def test_the_same_report_gives_the_same_bytes(report: Report, drawn: Drawn):
    for name in WAYS:
        assert made(Drawn(report), name) == made(drawn, name), name


@pytest.mark.parametrize(("height", "width"), [(40, 640), (640, 40), (1, 1), (64, 64)])
def test_odd_pictures_come_out_of_every_way(make_report: Callable[..., Report], height: int, width: int):
    rgb = np.full((height, width, 3), 250, dtype=np.uint8)
    counted = np.zeros((height, width), dtype=bool) if height == width == 64 else None
    odd = Drawn(make_report(rgb, counted=counted))
    for name in WAYS:
        assert made(odd, name)
    assert far(of_psd(made(odd, "layers.psd"))["Reference"][0][..., :3], odd.view("picture")) == 0
    assert rendered(made(odd, "masses.svg")).shape[:2] == (odd.scene.height, odd.scene.width)


def test_words_that_no_file_may_hold_stay_out_of_it(report: Report):
    tip = report.tips[0]
    told = type(tip)(tip.as_dict() | {"title": "Edges\x00 <&> \x1b[31mred\n"})
    names = list(of_ora(made(Drawn(replace(report, tips=[told])), "layers.ora")))
    assert names[-1] == "Tip 1: Edges <&> [31mred"
