"""What of a file is studied: the whole of it, or what lies between the corners, and nothing round them."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image

from art_assistant import Settings, Study, UsageError, analyze
from art_assistant.advice.finding.intent import read_intent
from art_assistant.errors import SettingsError
from art_assistant.related import find_related
from art_assistant.report import as_json
from art_assistant.settings import AnalysisSettings

LEFT, TOP, WIDTH, HEIGHT = 170, 110, 800, 600
FILE = (1200, 900)
STRIPE = (190, 20, 30)
CORNERS = ",".join(
    f"{x / FILE[0]},{y / FILE[1]}"
    for x, y in (
        (LEFT, TOP),
        (LEFT + WIDTH, TOP),
        (LEFT + WIDTH, TOP + HEIGHT),
        (LEFT, TOP + HEIGHT),
    )
)


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def own(sample_bytes: bytes) -> Image.Image:
    """The sample by itself, at the size at which it hangs on the wall."""
    return Image.open(io.BytesIO(sample_bytes)).convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


@pytest.fixture(scope="module")
def on_a_wall(own: Image.Image) -> bytes:
    """The sample on a wall with a red stripe, far from the file's sides and from its middle."""
    wall = np.full((FILE[1], FILE[0], 3), (206, 202, 190), np.uint8)
    wall[:, 1050:1120] = STRIPE
    image = Image.fromarray(wall)
    image.paste(own, (LEFT, TOP))
    return png(image)


def with_analysis(**said: Any) -> Settings:
    return Settings(analysis=AnalysisSettings(**said))


def plain(report: Any) -> dict[str, Any]:
    found = json.loads(as_json(report))
    del found["timings"]
    return found


def nearest_to_stripe(study: Study) -> float:
    """Return how far the palette's nearest colour lies from the stripe, in sRGB steps a channel."""
    return min(float(np.abs(np.subtract(entry.rgb, STRIPE)).mean()) for entry in study.color().palette)


@pytest.fixture(scope="module")
def cut(on_a_wall: bytes) -> Study:
    return Study(on_a_wall, name="wall.png", settings=with_analysis(canvas=CORNERS))


def test_between_the_corners_lies_the_picture_itself(cut: Study, own: Image.Image) -> None:
    alone = Study(png(own), settings=with_analysis(canvas="off"))
    assert (cut.picture.width, cut.picture.height) == (WIDTH, HEIGHT)
    for name in ("detail", "standard", "working", "model_input"):
        np.testing.assert_allclose(
            getattr(cut.picture, name).astype(float), getattr(alone.picture, name).astype(float), atol=2
        )
    for key, value in alone.pixels().items():
        assert cut.pixels()[key] == pytest.approx(value, abs=0.6, rel=0.05), key
    assert cut.values().as_dict()["key"] == alone.values().as_dict()["key"]
    assert cut.masses().labels.shape == alone.masses().labels.shape


def test_nothing_round_the_picture_is_seen_or_told(cut: Study, on_a_wall: bytes) -> None:
    whole = Study(on_a_wall, settings=with_analysis(canvas="off"))
    assert nearest_to_stripe(whole) < 12
    assert nearest_to_stripe(cut) > 30
    view = Image.open(io.BytesIO(cut.view("picture", 400).data))
    assert view.size == (400, 300)
    file = Image.open(io.BytesIO(cut.file_view(400).data))
    assert file.size == (400, 300)
    assert file.getpixel((360, 150)) != view.getpixel((360, 150))


def test_the_report_says_where_the_picture_lies(cut: Study) -> None:
    picture = plain(cut.report())["picture"]
    assert picture["file_size"] == list(FILE)
    assert picture["canvas"]["applied"]
    assert picture["canvas"]["confidence"] == 1
    assert picture["canvas"]["corners"][2] == pytest.approx(
        [(LEFT + WIDTH) / FILE[0], (TOP + HEIGHT) / FILE[1]], abs=1e-3
    )
    assert picture["kind"]["label"] in {"painting", "drawing", "photograph", "other", "unsure"}


def test_a_cut_report_does_not_depend_on_what_was_asked_before(cut: Study, on_a_wall: bytes) -> None:
    asked = Study(on_a_wall, name="wall.png", settings=with_analysis(canvas=CORNERS))
    asked.file_view(300)
    asked.whole.values()
    asked.edges()
    assert plain(asked.report()) == plain(cut.report())
    assert plain(analyze(on_a_wall, name="wall.png", canvas=CORNERS)) == plain(cut.report())


def test_a_search_asks_with_the_picture_alone(cut: Study, on_a_wall: bytes) -> None:
    found = find_related(on_a_wall, settings=with_analysis(canvas=CORNERS), top=5)
    assert [work.artwork.id for work in found.items] == [work.artwork.id for work in cut.related(top=5).items]


def test_a_file_that_is_studied_whole_has_no_corners(on_a_wall: bytes) -> None:
    study = Study(on_a_wall, settings=with_analysis(canvas="off"))
    assert study.picture is study.file
    assert study.canvas().corners is None
    assert not study.canvas().applied


def test_parts_of_the_file_are_the_pictures_own_where_it_fills_it(sample_bytes: bytes) -> None:
    study = Study(sample_bytes)
    values = study.whole.values()
    assert study.canvas().applied is False
    assert study.values() is values


@pytest.mark.parametrize("canvas", ["sideways", "0.1,0.2", "0.1;0.2;0.3;0.4"])
def test_a_canvas_that_is_none_is_refused_with_what_to_write(sample_bytes: bytes, canvas: str) -> None:
    with pytest.raises(SettingsError, match="auto, off, or the corners"):
        analyze(sample_bytes, canvas=canvas)


@pytest.mark.parametrize("canvas", ["0,0,1,0,0.2,0.2,0,1", "0.5,0.5,0.5,0.5,0.5,0.5,0.5,0.5", "0,0,9,0,9,9,0,9"])
def test_corners_that_make_no_sense_are_refused(sample_bytes: bytes, canvas: str) -> None:
    with pytest.raises(UsageError):
        Study(sample_bytes, settings=with_analysis(canvas=canvas))


@pytest.mark.parametrize("kind", ["painting", "drawing", "photograph", "other"])
def test_the_artist_says_what_it_is(sample_bytes: bytes, kind: str) -> None:
    report = plain(analyze(sample_bytes, kind=kind))
    assert report["picture"]["kind"]["label"] == kind
    assert report["picture"]["kind"]["chosen"] == "artist"
    assert report["style"]["photograph"] == (kind == "photograph")
    assert bool(report["standing"]) == (kind == "painting")


def test_the_artists_words_may_say_what_it_is_but_settings_win(sample_bytes: bytes) -> None:
    meant = read_intent("a photo reference")
    assert Study(sample_bytes).kind(meant.kind).label == "photograph"
    assert Study(sample_bytes, settings=with_analysis(kind="painting")).kind(meant.kind).label == "painting"
    report = plain(Study(sample_bytes).report(meant))
    assert report["picture"]["kind"] == report["picture"]["kind"] | {"label": "photograph", "chosen": "artist"}
    assert report["standing"] == {}


def test_the_sample_is_a_painting_that_fills_its_file(sample_bytes: bytes) -> None:
    study = Study(sample_bytes)
    assert study.kind().label == "painting"
    assert study.kind().chosen == "us"
    assert study.kind().monochrome is False
    assert study.photo().holds_back == ()


def test_a_picture_without_colour_is_called_so(sample_bytes: bytes) -> None:
    grey = Image.open(io.BytesIO(sample_bytes)).convert("L")
    assert Study(png(grey)).kind().monochrome


def test_a_transparent_picture_is_of_no_kind() -> None:
    report = plain(analyze(png(Image.new("RGBA", (300, 200), (0, 0, 0, 0)))))
    assert report["picture"]["kind"] is None
    assert report["picture"]["canvas"]["corners"] is None
    assert report["picture"]["photo"] == {"remarks": [], "holds_back": []}
