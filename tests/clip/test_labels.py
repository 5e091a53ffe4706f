"""Labels of the artist's own: which is nearest, and what makes no sense."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.clip.conftest import TINY
from tests.service.conftest import picture_bytes

from art_assistant.cli.main import main
from art_assistant.errors import UsageError
from art_assistant.related import label_picture
from art_assistant.settings import ModelSettings, Settings
from art_assistant.vision.fetched.bring import add_folder
from art_assistant.vision.twin.labels import PROMPTS, label


class Reader:
    """Reads a text as the direction of its first letters, and remembers what it read."""

    def __init__(self) -> None:
        self.read_texts: list[str] = []

    def read(self, text: str) -> np.ndarray:
        self.read_texts.append(text)
        row = np.array([text.count("a"), text.count("b"), 0.2], dtype=np.float32)
        return row / np.float32(np.linalg.norm(row))


SEEN = np.array([0.6, 0.8, 0.0], dtype=np.float32)


def test_the_nearest_comes_first_and_shares_add_up():
    found = label(SEEN, Reader(), ["aaaa", "b", " a  b "], "{}")

    assert [one.text for one in found] == ["a b", "b", "aaaa"]
    cosines = [one.cosine for one in found]
    assert cosines == pytest.approx([float(Reader().read(one.text) @ SEEN) for one in found])
    assert sum(one.share for one in found) == pytest.approx(1.0)
    assert found[1].share / found[2].share == pytest.approx(np.exp(100 * (cosines[1] - cosines[2])), rel=1e-3)


def test_a_label_is_read_in_each_prompt_and_its_vectors_are_averaged():
    reader = Reader()
    found = label(SEEN, reader, ["b", "aa"])

    assert reader.read_texts[:3] == [prompt.replace("{}", "b") for prompt in PROMPTS]
    rows = np.mean([Reader().read(prompt.replace("{}", "b")) for prompt in PROMPTS], axis=0)
    assert {one.text: one.cosine for one in found}["b"] == pytest.approx(float(rows @ SEEN / np.linalg.norm(rows)))


@pytest.mark.parametrize("labels", [[], ["a"], ["a", " a "], [str(n) for n in range(1001)]])
def test_too_few_or_too_many_labels_are_refused(labels: list[str]):
    with pytest.raises(UsageError, match="2 to 1000"):
        label(SEEN, Reader(), labels)


def test_a_prompt_has_a_place_for_the_label():
    with pytest.raises(UsageError, match=r"holds \{\}"):
        label(SEEN, Reader(), ["a", "b"], "a painting")


def test_a_picture_is_labelled_at_the_command_line(
    models: ModelSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ART_MODELS_HOME", models.home)
    add_folder(TINY / "clip", "tiny", models)
    (tmp_path / "mine.jpg").write_bytes(picture_bytes(1))
    (tmp_path / "labels.txt").write_text("\ufeffa wood\n\nthe sea\n", encoding="utf-8")
    wanted = label_picture(tmp_path / "mine.jpg", ["a wood", "the sea"], "tiny", settings=Settings(models=models))

    for labels in ("a wood,the sea", str(tmp_path / "labels.txt")):
        assert main(["models", "label", str(tmp_path / "mine.jpg"), "--labels", labels, "--model", "tiny"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split(maxsplit=1)[1] for line in lines[1:]] == [one.text for one in wanted]
    for bad in (["--model", "shipped"], ["--model", "none"]):
        assert main(["models", "label", str(tmp_path / "mine.jpg"), "--labels", "a,b", *bad]) == 2
    (tmp_path / "labels.txt").write_bytes(b"\xff\xfe")
    label_file = ["--labels", str(tmp_path / "labels.txt"), "--model", "tiny"]
    assert main(["models", "label", str(tmp_path / "mine.jpg"), *label_file]) == 2
    assert "one label a line" in capsys.readouterr().err
