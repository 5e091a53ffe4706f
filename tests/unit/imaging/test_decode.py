from __future__ import annotations

import io
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from art_assistant.errors import (
    CorruptImageError,
    EmptyFileError,
    FileTooLargeError,
    LimitError,
    PictureNotFoundError,
    SettingsError,
    SideTooLongError,
    TooManyPixelsError,
    UnreadableFileError,
    UnsupportedFormatError,
    UsageError,
)
from art_assistant.imaging import decode as gate
from art_assistant.imaging.arrays import CORPUS_SIDE, DETAIL_SIDE, Picture
from art_assistant.imaging.colorspace import ciede2000, lstar, srgb_to_lab, srgb_to_linear
from art_assistant.imaging.decode import _draft_factor, decode, read_file
from art_assistant.imaging.limits import Limits

FILES = Path(__file__).resolve().parents[2] / "badfiles" / "files"
TURNS = {3: Image.Transpose.ROTATE_180, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90}
P3_TO_SRGB = np.array([[1.22494, -0.22494, 0.0], [-0.04206, 1.04206, 0.0], [-0.01964, -0.07864, 1.09828]])


def _sample(name: str) -> Picture:
    return decode((FILES / name).read_bytes())


def _encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    if kind == "PNG":
        options.setdefault("compress_level", 1)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _turned(image: Image.Image, orientation: int, **options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return _encoded(image.transpose(TURNS[orientation]), exif=exif.tobytes(), **options)


def _smooth(width: int, height: int) -> Image.Image:
    seeds = np.random.default_rng(5).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    return Image.fromarray(seeds).resize((width, height), Image.Resampling.BICUBIC)


def _mean_light(rgb: np.ndarray) -> np.ndarray:
    return srgb_to_linear(rgb).mean(axis=(0, 1), dtype=np.float64)


def _same(one: Picture, two: Picture, within: int = 0) -> bool:
    pairs = [(getattr(one, name), getattr(two, name)) for name in ("working", "standard", "detail", "model_input")]
    return all(np.abs(a.astype(int) - b).max() <= within for a, b in pairs)


# Sizes


@pytest.mark.parametrize(
    ("size", "working", "standard", "detail"),
    [
        ((4000, 3000), (360, 270), (512, 384), (1600, 1200)),
        ((1200, 1600), (270, 360), (384, 512), (1200, 1600)),
        ((200, 100), (200, 100), (512, 256), (200, 100)),
        ((5000, 3), (360, 1), (512, 1), (1600, 1)),
    ],
)
def test_every_size_comes_from_one_decode(
    size: tuple[int, int], working: tuple[int, int], standard: tuple[int, int], detail: tuple[int, int]
):
    picture = decode(_encoded(_smooth(*size), "JPEG"))
    assert (picture.width, picture.height) == size
    found = [array.shape[1::-1] for array in (picture.working, picture.standard, picture.detail)]
    assert found == [working, standard, detail]
    assert picture.model_input.shape == (224, 224, 3)
    assert all(a.flags.c_contiguous for a in (picture.working, picture.standard, picture.detail, picture.model_input))


def test_the_working_side_can_be_chosen_and_has_a_range():
    data = _encoded(_smooth(900, 600))
    assert decode(data, working_side=420).working.shape == (280, 420, 3)
    for side in (299, 421):
        with pytest.raises(UsageError, match="300 to 420"):
            decode(data, working_side=side)


def test_black_and_white_dots_average_to_half_the_light_and_not_to_half_the_byte():
    dots = (np.indices((2048, 2048)).sum(axis=0) % 2 * 255).astype(np.uint8)
    picture = decode(_encoded(Image.fromarray(dots)))
    for reduced in (picture.working, picture.standard, picture.model_input):
        assert np.abs(reduced.astype(int) - 188).max() <= 1


@pytest.mark.parametrize("size", [(4000, 3000), (3264, 2448), (2400, 1800)])
def test_a_jpeg_reduced_while_decoding_keeps_the_values_of_the_whole(size: tuple[int, int]):
    data = _encoded(_smooth(*size), "JPEG", quality=92)
    whole = _mean_light(np.asarray(Image.open(io.BytesIO(data))))
    picture = decode(data)
    for reduced in (picture.working, picture.standard, picture.detail, picture.model_input):
        assert np.abs(_mean_light(reduced) - whole).max() < 1e-3


def test_an_original_that_is_coarse_is_said_to_be():
    assert any("399 px" in warning for warning in decode(_encoded(_smooth(399, 200))).warnings)
    assert decode(_encoded(_smooth(400, 200))).warnings == ()


# Orientation


@pytest.mark.parametrize("orientation", TURNS)
def test_a_large_jpeg_of_flat_blocks_is_the_same_from_every_side(orientation: int):
    blocks = np.random.default_rng(2).integers(40, 216, (80, 120, 3), dtype=np.uint8)
    image = Image.fromarray(blocks.repeat(32, axis=0).repeat(32, axis=1))
    options = {"kind": "JPEG", "quality": 95, "subsampling": "4:4:4"}
    upright, turned = decode(_encoded(image, **options)), decode(_turned(image, orientation, **options))
    assert (turned.width, turned.height) == (3840, 2560)
    assert _same(upright, turned)


@pytest.mark.parametrize("orientation", TURNS)
def test_a_photograph_of_odd_size_is_nearly_the_same_from_every_side(orientation: int):
    image = _smooth(3217, 2411)
    options = {"kind": "JPEG", "quality": 95, "subsampling": "4:4:4"}
    upright, turned = decode(_encoded(image, **options)), decode(_turned(image, orientation, **options))
    assert _same(upright, turned, within=6)
    assert np.abs(lstar(upright.working) - lstar(turned.working)).mean() < 0.25


def test_a_png_of_odd_size_is_exactly_the_same_from_every_side():
    image = _smooth(1001, 701)
    for orientation in TURNS:
        assert _same(decode(_encoded(image)), decode(_turned(image, orientation)))


# Colour


def test_display_p3_becomes_srgb_by_the_published_matrix():
    p3, plain = _sample("p3.png").detail, _sample("plain.png").detail
    linear = np.clip(srgb_to_linear(plain) @ P3_TO_SRGB.T, 0.0, 1.0)
    inside = (linear > 0.002).all(axis=-1) & (linear < 0.998).all(axis=-1)
    assert inside.mean() > 0.3
    assert np.abs(lstar(p3)[inside] - _lstar_of(linear)[inside]).max() < 0.6


def _lstar_of(linear: np.ndarray) -> np.ndarray:
    y = linear @ [0.2126729, 0.7151522, 0.0721750]
    return 116.0 * np.cbrt(y) - 16.0


def test_a_profile_of_srgb_moves_nothing():
    assert np.array_equal(_sample("srgb.png").detail, _sample("plain.png").detail)


def test_a_linear_grey_profile_lightens_the_middle():
    assert lstar(_sample("grey-linear.png").detail).mean() > 10 + lstar(_sample("plain.png").detail).mean()


@pytest.mark.parametrize(
    "name", ["icc-broken.jpg", "icc-cut.png", "icc-grey-in-rgb.png", "icc-huge.png", "bomb-iccp.png"]
)
def test_an_unusable_profile_leaves_the_colours_as_srgb(name: str):
    picture = _sample(name)
    assert any("taken as sRGB" in warning for warning in picture.warnings)
    assert np.array_equal(picture.detail, _sample("plain.jpg" if name.endswith("jpg") else "plain.png").detail)


def test_inks_read_alike_whether_adobe_turned_them_over_or_not():
    stored, reference = _sample("cmyk-adobe.jpg"), _sample("plain.png")
    assert np.abs(lstar(stored.detail) - lstar(reference.detail)).mean() < 3.0
    negative = 255 - _sample("cmyk-plain.jpg").detail.astype(int)
    assert np.abs(lstar(stored.detail).mean() - lstar(negative.astype(np.uint8)).mean()) < 30.0
    assert any("CMYK" in warning for warning in stored.warnings)


def test_lab_of_a_tiff_becomes_the_srgb_it_came_from():
    found, meant = srgb_to_lab(_sample("lab.tif").detail), srgb_to_lab(_sample("plain.png").detail)
    assert ciede2000(found, meant).max() < 1.5


@pytest.mark.parametrize("name", ["grey16.png", "grey16.tif", "float.tif", "rgb16.png"])
def test_deep_pixels_are_scaled_by_their_range(name: str):
    shown = _sample(name).detail[..., 0].ravel().astype(int)
    assert (shown[0], shown[-1]) == (0, 255)
    assert np.abs(shown - np.linspace(0, 255, shown.size)).max() <= 1.0
    assert not any("stretched" in warning for warning in _sample(name).warnings)


def test_white_can_be_zero():
    assert np.array_equal(255 - _sample("grey16-white-is-zero.tif").detail, _sample("grey16.tif").detail)


def test_an_unknown_range_is_stretched_and_said():
    picture = _sample("float-wild.tif")
    assert (int(picture.detail.min()), int(picture.detail.max())) == (0, 255)
    assert any("stretched" in warning for warning in picture.warnings)


# Transparency


@pytest.mark.parametrize("name", ["rgba.png", "rgba.webp", "rgba.tif", "grey-alpha.png"])
def test_what_is_transparent_shows_grey_and_does_not_count(name: str):
    picture = _sample(name)
    assert picture.counted is not None
    assert picture.standard_counted is not None
    assert picture.counted.shape == picture.working.shape[:2]
    assert picture.standard_counted.shape == picture.standard.shape[:2]
    assert not picture.counted[:, :47].any()
    assert picture.counted[:, 49:].all()
    assert np.abs(picture.detail[:, 0].astype(int) - 119).max() <= 1


def test_a_wholly_transparent_picture_counts_nothing_and_hides_its_colours():
    picture = _sample("all-clear.png")
    assert picture.counted is not None
    assert not picture.counted.any()
    assert (picture.detail == 119).all()


def test_an_opaque_alpha_is_no_alpha():
    opaque, plain = _sample("opaque-rgba.png"), _sample("plain.png")
    assert opaque.counted is None
    assert _same(opaque, plain)
    assert opaque.warnings == plain.warnings


@pytest.mark.parametrize("name", ["rgb-key.png", "palette-clear.png", "palette-clear.gif"])
def test_key_colours_are_transparent(name: str):
    counted = _sample(name).counted
    assert counted is not None
    assert 0.0 < counted.mean() < 1.0


def test_a_profile_does_not_tint_the_grey_behind():
    assert np.abs(_sample("icc-alpha.png").detail[:, 0].astype(int) - 119).max() <= 1


# Limits and refusals


@pytest.mark.parametrize(
    ("limits", "error", "advice"),
    [
        (Limits(max_bytes=100), FileTooLargeError, "ART_LIMITS_MAX_MB"),
        (Limits(max_pixels=6143), TooManyPixelsError, "ART_LIMITS_MAX_MEGAPIXELS"),
        (Limits(max_side=95), SideTooLongError, "crop"),
    ],
)
def test_each_limit_has_its_own_error_that_says_what_to_do(limits: Limits, error: type[Exception], advice: str):
    with pytest.raises(error, match=advice):
        decode((FILES / "plain.png").read_bytes(), limits=limits)


def test_a_limit_that_is_just_met_is_kept():
    data = (FILES / "plain.png").read_bytes()
    assert decode(data, limits=Limits(max_bytes=len(data), max_pixels=96 * 64, max_side=96)).width == 96


def test_frames_count_towards_the_pixels():
    data = (FILES / "moving.gif").read_bytes()
    decode(data, limits=Limits(max_pixels=3 * 96 * 64))
    with pytest.raises(TooManyPixelsError):
        decode(data, limits=Limits(max_pixels=3 * 96 * 64 - 1))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "L"),
        pytest.param("PNG", "1", marks=pytest.mark.slow),
        pytest.param("TIFF", "1", marks=pytest.mark.slow),
    ],
)
def test_raising_the_limit_as_the_message_says_works(kind: str, mode: str):
    side = 10_000
    assert side * side > (Image.MAX_IMAGE_PIXELS or 0)
    options = {"compression": "group4"} if kind == "TIFF" else {}
    data = _encoded(Image.new(mode, (side, side), 1), kind, **options)
    with pytest.raises(TooManyPixelsError, match=r"100.0 megapixels and the limit is 50;.*ART_LIMITS_MAX_MEGAPIXELS"):
        decode(data)
    before = Image.MAX_IMAGE_PIXELS
    assert decode(data, limits=Limits(max_pixels=side * side), detail=False).width == side
    assert before == Image.MAX_IMAGE_PIXELS


def test_a_raised_limit_reads_what_pillow_alone_refuses(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    for name in ("plain.png", "plain.tif", "plain.webp", "moving.gif", "plain.bmp", "lzw.tif", "plain.avif"):
        assert _sample(name).width == 96
        assert Image.MAX_IMAGE_PIXELS == 1000


def test_a_limit_just_passed_is_told_with_digits_that_show_it():
    with pytest.raises(TooManyPixelsError, match=r"50\.000001 megapixels and the limit is 50;"):
        Limits(max_side=10**9).check_size(50_000_001, 1, 50_000_001)


def test_a_limit_that_no_setting_changes_says_so():
    with pytest.raises(SideTooLongError, match="which no setting changes"):
        Limits().check_size(65_501, 1, 65_501)
    with pytest.raises(LimitError, match="which no setting changes"):
        Limits().check_scans(101)


@pytest.mark.slow
def test_a_file_larger_than_usual_may_have_more_pieces():
    frames = _encoded(Image.fromarray(np.random.default_rng(1).integers(0, 256, (2, 2), np.uint8)), "GIF")
    at = frames.index(b"\x2c")
    comment = b"!\xfe" + (b"\xff" + bytes(255)) * 450_000 + b"\x00"
    padded = frames[:at] + comment + frames[at:]
    assert decode(padded, limits=Limits(max_bytes=len(padded))).width == 2


def test_a_limit_below_one_is_no_limit():
    with pytest.raises(SettingsError, match="max_pixels"):
        Limits(max_pixels=0)


@pytest.mark.parametrize("format_", ["svg", "html", "pdf", "zip", "psd"])
def test_a_stranger_is_named(format_: str):
    names = {"svg": "SVG", "html": "web page", "pdf": "PDF", "zip": "ZIP", "psd": "Photoshop"}
    with pytest.raises(UnsupportedFormatError, match=names[format_]):
        _sample(f"{format_}-named.jpg")


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (MemoryError(), LimitError),
        (Image.DecompressionBombError("x"), TooManyPixelsError),
        (Image.DecompressionBombWarning("x"), TooManyPixelsError),
        (RecursionError(), CorruptImageError),
        (SyntaxError("x"), CorruptImageError),
        (KeyError("x"), CorruptImageError),
        (ZeroDivisionError(), CorruptImageError),
    ],
    ids=repr,
)
def test_whatever_a_decoder_raises_becomes_ours(
    raised: BaseException, expected: type[Exception], monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr(Image, "open", fail)
    with pytest.raises(expected) as caught:
        decode((FILES / "plain.png").read_bytes())
    assert caught.type is expected


def test_heic_without_its_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UnsupportedFormatError, match=r"art-assistant\[heif\]"):
        decode(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64))


def test_no_state_of_pillow_is_changed_that_another_might_rely_on():
    before = (Image.MAX_IMAGE_PIXELS, gate.Image.MAX_IMAGE_PIXELS)
    for name in ("plain.jpg", "plain.tif", "exif-broken.jpg"):
        _sample(name)
    assert before == (Image.MAX_IMAGE_PIXELS, gate.Image.MAX_IMAGE_PIXELS)


def test_pillows_own_talk_stays_off_the_users_screen():
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        _sample("exif-broken.jpg")
        _sample("palette-clear.png")
    assert seen == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/home/a/b.jpg", "b.jpg"),
        (r"C:\a\b.jpg", "b.jpg"),
        ("a\x1b[31m\n.png", "a[31m.png"),
        ("", ""),
        ("é.png", "é.png"),
    ],
)
def test_a_name_is_shown_without_its_path_and_control_characters(name: str, shown: str):
    assert decode((FILES / "1x1.png").read_bytes(), name=name).name == shown


# Files


def test_a_file_is_read_whole(tmp_path: Path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"abc")
    assert read_file(path) == read_file(str(path)) == b"abc"


@pytest.mark.parametrize("name", ["missing.jpg", "a.bin/inside.jpg", "zero\x00byte.jpg"])
def test_a_missing_file_is_said_to_be_missing(name: str, tmp_path: Path):
    (tmp_path / "a.bin").write_bytes(b"abc")
    with pytest.raises(PictureNotFoundError):
        read_file(tmp_path / name)


def test_folders_pipes_empty_and_large_files_have_their_own_errors(tmp_path: Path):
    with pytest.raises(UnreadableFileError, match="folder"):
        read_file(tmp_path)
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(EmptyFileError):
        read_file(tmp_path / "empty")
    (tmp_path / "large").write_bytes(bytes(101))
    with pytest.raises(FileTooLargeError):
        read_file(tmp_path / "large", Limits(max_bytes=100))
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(UnreadableFileError, match="pipe"):
            read_file(tmp_path / "pipe")


def test_a_file_the_system_keeps_from_us_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "kept").write_bytes(b"abc")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableFileError, match="permissions"):
        read_file(tmp_path / "kept")


def test_the_model_input_is_told_early_and_is_the_pictures_own(sample_bytes: bytes):
    told: list[np.ndarray] = []
    picture = decode(sample_bytes, early=told.append)
    assert len(told) == 1
    assert np.array_equal(told[0], picture.model_input)


def test_without_the_detail_copy_all_else_is_the_same(sample_bytes: bytes):
    whole, less = decode(sample_bytes), decode(sample_bytes, detail=False)
    for name in ("working", "standard", "model_input"):
        assert np.array_equal(getattr(whole, name), getattr(less, name))
    assert np.array_equal(less.detail, less.standard)
    assert whole.detail.shape != less.detail.shape


@pytest.mark.parametrize(("opaque", "said"), [(0, "fully transparent"), (1, "partly transparent")])
def test_transparency_is_said(opaque: int, said: str):
    rgba = np.zeros((40, 40, 4), np.uint8)
    rgba[: 20 * opaque, :, 3] = 255
    buffer = io.BytesIO()
    Image.fromarray(rgba).save(buffer, "PNG")
    assert said in decode(buffer.getvalue()).warnings[-1]


@pytest.mark.parametrize("side", [1600, 1700, 2047, 2048, 3000, 3199, 3200, 6399, 6400, 9000, 12_800, 20_000])
def test_a_jpeg_is_reduced_while_decoding_as_far_as_the_detail_copy_allows(side: int):
    factor = _draft_factor(side)
    assert factor in {1, 2, 4, 8}
    assert side // factor >= DETAIL_SIDE >= 2 * CORPUS_SIDE or factor == 1
    assert factor == 8 or side // (2 * factor) < DETAIL_SIDE


@pytest.mark.parametrize("side", [3000, 3199, 3201])
def test_the_detail_copy_of_a_large_jpeg_is_whole(side: int):
    picture = decode(_encoded(_smooth(side, 40), "JPEG"))
    assert picture.detail.shape[1] == DETAIL_SIDE
    assert picture.width == side
