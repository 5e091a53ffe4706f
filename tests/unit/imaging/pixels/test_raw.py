"""Camera raw files: developed with the extra ``raw``, else refused by name; never studied by their preview."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.unit.imaging.made import dng

from art_assistant.errors import ArtAssistantError, SideTooLongError, TooManyPixelsError, UnsupportedFormatError
from art_assistant.imaging.container.sniff import sniff
from art_assistant.imaging.decode import decode
from art_assistant.imaging.limits import Limits

WITHOUT = """
import pathlib, sys
sys.modules["rawpy"] = None
from art_assistant.errors import UnsupportedFormatError
from art_assistant.imaging.decode import decode
try:
    decode(pathlib.Path(sys.argv[1]).read_bytes())
except UnsupportedFormatError as error:
    print(error)
"""


def _sensor(width: int = 640, height: int = 480) -> np.ndarray:
    """A flat grey field of a quarter of the light, lighter in its right half."""
    sensor = np.full((height, width), 0x4000, np.uint16)
    sensor[:, width // 2 :] = 0x8000
    return sensor


@pytest.mark.parametrize(
    "start",
    [
        b"FUJIFILMCCD-RAW 0201",
        b"IIRO\x08\x00\x00\x00",
        b"IIRS\x08\x00\x00\x00",
        b"MMOR\x00\x00\x00\x08",
        b"IIU\x00\x18\x00\x00\x00",
        b"FOVb\x00\x00\x02\x00",
        b"\x00MRM\x00\x00",
        b"II*\x00\x10\x00\x00\x00CR\x02\x00",
        b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom",
        dng(_sensor(32, 24)),
    ],
    ids=["RAF", "ORF", "ORF-S", "ORF-M", "RW2", "X3F", "MRW", "CR2", "CR3", "DNG"],
)
def test_a_raw_is_known_by_its_content(start: bytes):
    assert sniff(start) == "RAW"
    with pytest.raises(ArtAssistantError):
        decode(start[:200])


def test_a_sub_page_that_is_no_sensors_leaves_a_tiff_a_tiff():
    data = dng(_sensor(32, 24)).replace(b"\x23\x80", b"\x01\x00").replace(b"\x12\xc6\x01\x00", b"\x13\xc6\x01\x00")
    assert sniff(data) == "TIFF"


def test_without_the_extra_a_raw_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "photo.jpg"
    path.write_bytes(dng(_sensor()))
    ran = subprocess.run([sys.executable, "-c", WITHOUT, path], capture_output=True, text=True, check=True)
    assert "camera raw file" in ran.stdout
    assert "export it as JPEG or PNG" in ran.stdout
    assert "art-assistant[raw]" in ran.stdout
    assert len(ran.stdout.strip().splitlines()) == 1


class TestWithTheExtra:
    """What LibRaw makes of a raw, held against the light that its sensor counted."""

    @pytest.fixture(autouse=True)
    def _extra(self) -> None:
        pytest.importorskip("rawpy", reason="needs the extra 'raw'")

    def test_the_sensors_picture_is_studied_and_not_its_preview(self):
        picture = decode(dng(_sensor()))
        assert (picture.format, picture.width, picture.height) == ("RAW", 640, 480)
        left, right = picture.detail[240, 100].astype(int), picture.detail[240, 540].astype(int)
        assert np.abs(left - 137).max() <= 4  # a quarter of the light by the sRGB curve
        assert np.abs(right - 188).max() <= 4  # a half of it
        assert "developed" in picture.warnings[0]

    def test_a_large_one_is_developed_at_half_its_size(self):
        picture = decode(dng(_sensor(3300, 2000)))
        assert (picture.width, picture.height) == (3300, 2000)
        assert picture.detail.shape == (970, 1600, 3)

    def test_limits_hold_before_a_value_is_read(self):
        with pytest.raises(TooManyPixelsError, match="ART_LIMITS_MAX_MEGAPIXELS"):
            decode(dng(_sensor()), limits=Limits(max_pixels=300_000))
        with pytest.raises(TooManyPixelsError):
            decode(dng(_sensor(64, 48), claims=(60_000, 60_000)))
        with pytest.raises(SideTooLongError):
            decode(dng(_sensor()), limits=Limits(max_side=600))

    def test_only_our_errors_escape_from_broken_ones(self, capfd: pytest.CaptureFixture[str]):
        data, rng, messages = dng(_sensor(64, 48)), np.random.default_rng(6), []
        for _ in range(25):
            broken = bytearray(data)
            for at in rng.integers(len(data) - 700, len(data), int(rng.integers(1, 6))):
                broken[at] = int(rng.integers(256))
            length = len(data) if rng.random() < 0.7 else int(rng.integers(200, len(data)))
            try:
                decode(bytes(broken[:length]))
            except ArtAssistantError as error:
                messages.append(str(error))
        assert messages
        assert not any("\n" in message for message in messages)
        assert capfd.readouterr().out == ""

    def test_a_camera_that_is_not_known_is_refused_by_name(self):
        with pytest.raises(UnsupportedFormatError, match="camera raw file"):
            decode(b"FUJIFILMCCD-RAW 0201FF" + bytes(500))
