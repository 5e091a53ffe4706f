"""What the studio's process holds of the projects: read anew when changed, laid straight, gone when deleted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from tests.unit.comparison.painted import CORNERS, photographed, pixels, png

from art_assistant.practice.projects import FILE, Original, Projects, home_of
from art_assistant.settings import ProjectsSettings, Settings, StudioSettings
from art_assistant.studio.projects import cupboard as module
from art_assistant.studio.projects.cupboard import Cupboard, may_see
from art_assistant.studio.serving.thumbs import SIDE, thumb_of

DAY = date(2026, 3, 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(projects=ProjectsSettings(home=str(tmp_path / "projects")))


@pytest.fixture(scope="module")
def rgb(sample_bytes: bytes) -> np.ndarray:
    return np.ascontiguousarray(pixels(sample_bytes)[::3, ::3])


def compared(rgb: np.ndarray) -> dict[str, Any]:
    """What a comparison says of where a painting lies in its photograph."""
    sides = {"width": rgb.shape[1], "height": rgb.shape[0]}
    return {"reference": sides, "alignment": {"corners": CORNERS.tolist(), "method": "keypoints"}}


def decoded(file: tuple[bytes, str]) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(file[0], np.uint8), cv2.IMREAD_COLOR)[..., ::-1]


def test_an_attempt_is_laid_straight_in_the_shape_of_its_reference(rgb: np.ndarray) -> None:
    laid = decoded(thumb_of(png(photographed(rgb)), compared(rgb), Settings()))
    height, width = laid.shape[:2]
    assert max(width, height) == SIDE
    assert width / height == pytest.approx(rgb.shape[1] / rgb.shape[0], rel=0.01)
    flat = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA).astype(float)
    assert np.abs(laid - flat).mean() < 0.25 * np.abs(laid[::-1] - flat).mean()


def test_projects_are_read_once_and_anew_when_another_program_changed_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    cupboard, opened = Cupboard(), []
    monkeypatch.setattr(module.Projects, "open", lambda chosen, real=Projects.open: opened.append(1) or real(chosen))
    assert cupboard.every(settings) == ()
    assert opened == []
    assert not home_of(settings).exists(), "looking makes no file"
    with cupboard.open(settings) as projects:
        projects.new("Vase", Original("a.png", b"a"), DAY)
    opened.clear()
    assert [[one.name for one in cupboard.every(settings)] for _ in range(3)] == [["Vase"]] * 3
    assert len(opened) == 1
    with Projects.open(settings) as projects:
        projects.new("Pears", Original("b.png", b"b"), DAY)
    assert [one.name for one in cupboard.every(settings)] == ["Pears", "Vase"]
    home_of(settings).joinpath(FILE).unlink()
    assert cupboard.every(settings) == ()


def test_a_picture_is_shown_of_its_own_project_alone_and_of_none_that_is_deleted(
    settings: Settings, rgb: np.ndarray
) -> None:
    cupboard, reference, painting = Cupboard(), Original("a.png", png(rgb)), Original("b.png", png(photographed(rgb)))
    with cupboard.open(settings) as projects:
        projects.new("Vase", reference, DAY)
        projects.add("Vase", painting, compared(rgb), DAY)
        projects.new("Pears", Original("c.png", b"c"), DAY)
    for picture in (reference, painting):
        shown = cupboard.thumb(settings, "Vase", picture.sha256)
        assert shown is not None
        assert max(decoded(shown).shape) == SIDE
        assert cupboard.thumb(settings, "Pears", picture.sha256) is None
        assert cupboard.thumb(settings, "None", picture.sha256) is None
    with Projects.open(settings) as elsewhere:
        elsewhere.remove("Vase", 1)
    assert cupboard.thumb(settings, "Vase", painting.sha256) is None
    assert cupboard.thumb(settings, "Vase", reference.sha256) is not None
    cupboard.forget(settings, "Vase")
    assert cupboard.thumb(settings, "Vase", reference.sha256) is None
    cupboard.forget(settings, "Vase")


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", True), ("localhost", True), ("192.168.1.2", False), ("a.example", False)]
)
def test_only_a_studio_of_this_machine_alone_shows_projects(host: str, shown: bool) -> None:
    assert may_see(Settings(studio=StudioSettings(host=host))) is shown
