"""A model in a folder is taken in once it works, and is refused when a byte of it changes."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.clip.conftest import TINY
from tests.service.conftest import picture_bytes

from art_assistant.errors import GalleryEncoderError, ModelError, ModelMismatchError, UsageError
from art_assistant.gallery.make.hands import Hands
from art_assistant.gallery.make.measuring import measure_work, usual_tools
from art_assistant.imaging.limits import DEFAULT_LIMITS
from art_assistant.settings import ModelSettings
from art_assistant.vision import encoders
from art_assistant.vision.encoders import encoder_for, encoder_of, enrol, named_encoder, shipped_encoder
from art_assistant.vision.fetched.bring import add_folder
from art_assistant.vision.fetched.record import all_records, read_record, verified
from art_assistant.vision.twin.twin import Twin, identity_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY / "clip", tmp_path / "my clip"))


def test_what_is_taken_in_is_noted_with_its_bytes(folder: Path, models: ModelSettings):
    record = add_folder(folder, "mine", models)

    assert read_record("mine", models) == record == all_records(models)[0]
    assert (record.kind, record.width, record.source, record.revision) == ("clip", 24, "", "")
    assert Path(record.folder) == folder
    verified(record)


def test_the_identity_is_that_of_the_bytes_wherever_they_lie(folder: Path, models: ModelSettings, tmp_path: Path):
    flat = tmp_path / "flat"
    flat.mkdir()
    for file in folder.rglob("*.*"):
        shutil.copy(file, flat / file.name)

    one, other = add_folder(folder, "one", models), add_folder(flat, "other", models)

    assert one.identity == other.identity
    assert one.identity != add_folder(TINY / "siglip", "third", models).identity


@pytest.mark.parametrize("file", ["onnx/vision_model.onnx", "onnx/text_model.onnx", "tokenizer.json"])
def test_a_changed_byte_changes_the_identity_and_is_refused(folder: Path, models: ModelSettings, file: str):
    before = add_folder(folder, "mine", models)
    data = bytearray((folder / file).read_bytes())
    data[-2] ^= 1
    (folder / file).write_bytes(data)

    with pytest.raises(ModelMismatchError, match="not the one that was first seen"):
        verified(before)
    twin = Twin(before)
    with pytest.raises(ModelMismatchError):
        twin.look([_grey()]) if "vision" in file else twin.read("a tree")
    with pytest.raises(ModelMismatchError, match="first seen with another"):
        add_folder(folder, "mine", models)
    assert read_record("mine", models) == before


def _grey() -> np.ndarray:
    return np.full((20, 30, 3), 90, dtype=np.uint8)


def test_a_changed_recipe_changes_the_identity(folder: Path, models: ModelSettings):
    before = add_folder(folder, "mine", models)
    told = json.loads((folder / "preprocessor_config.json").read_text())
    (folder / "preprocessor_config.json").write_text(json.dumps(told | {"image_mean": [0.5, 0.5, 0.5]}))

    assert add_folder(folder, "other", models).identity != before.identity
    with pytest.raises(ModelMismatchError, match=r"preprocessor_config\.json of the model 'mine'"):
        Twin(before).look([_grey()])


def test_a_missing_file_is_said_with_what_to_do(folder: Path, models: ModelSettings):
    record = add_folder(folder, "mine", models)
    (folder / "onnx" / "text_model.onnx").unlink()

    with pytest.raises(ModelError, match=r"text_model\.onnx of the model 'mine' is missing; put its folder back"):
        verified(record)
    with pytest.raises(UsageError, match=r"lacks onnx/text_model\.onnx"):
        add_folder(folder, "again", models)
    with pytest.raises(UsageError, match="no folder of that name"):
        add_folder(folder / "none", "again", models)
    assert [record.name for record in all_records(models)] == ["mine"]


@pytest.mark.parametrize(
    ("file", "source", "said"),
    [
        ("onnx/vision_model.onnx", b"no graph", "no graph that opens"),
        ("onnx/vision_model.onnx", TINY / "clip/onnx/text_model.onnx", "no network that takes pixel_values"),
        ("onnx/text_model.onnx", TINY / "siglip/onnx/text_model.onnx", "does not run"),
        ("onnx/vision_model.onnx", TINY / "siglip/onnx/vision_model.onnx", "does not run"),
        ("tokenizer.json", b"{}", r"tokenizer\.json cannot be read"),
        ("tokenizer.json", b"\xff", r"tokenizer\.json cannot be read"),
    ],
)
def test_what_does_not_work_is_not_noted(
    folder: Path, models: ModelSettings, file: str, source: bytes | Path, said: str
):
    (folder / file).write_bytes(source if isinstance(source, bytes) else source.read_bytes())

    with pytest.raises(ModelError, match=said):
        add_folder(folder, "mine", models)
    assert all_records(models) == []


def test_two_networks_of_different_widths_are_no_pair(folder: Path, models: ModelSettings):
    for file in ("onnx/vision_model.onnx", "preprocessor_config.json"):
        shutil.copy(TINY / "siglip" / file, folder / file)

    with pytest.raises(ModelError, match="different widths"):
        add_folder(folder, "mine", models)
    assert all_records(models) == []


@pytest.mark.slow
def test_processes_that_measure_find_the_model_where_the_settings_say(folder: Path, models: ModelSettings):
    add_folder(folder, "mine", models)
    encoder, data = named_encoder("mine", models), picture_bytes(1)
    tools = usual_tools(models=models)

    with Hands(DEFAULT_LIMITS, models) as hands:
        vectors, _ = hands.measure(data, "a.jpg", encoder.identity, None)

    assert np.array_equal(vectors, measure_work(data, "a.jpg", tools, encoder)[0])


@pytest.mark.parametrize("name", ["", "../x", "A", "a b", "x" * 65, ".hidden"])
def test_a_name_that_is_none_is_refused(folder: Path, models: ModelSettings, name: str):
    with pytest.raises(UsageError, match="model's name is made of"):
        add_folder(folder, name, models)


@pytest.mark.parametrize(
    "change", [{"parts": {}}, {"width": "x"}, {"kind": 1}, {"parts": {"vision": {"path": "/etc/passwd"}}}, None]
)
def test_a_note_that_cannot_be_read_is_said_and_passed_over(
    folder: Path, models: ModelSettings, change: dict[str, object] | None
):
    add_folder(folder, "mine", models)
    note = Path(models.home) / "mine.json"
    note.write_text("{" if change is None else json.dumps(json.loads(note.read_text()) | change))

    with pytest.raises(ModelError, match=r"move mine\.json out"):
        read_record("mine", models)
    assert all_records(models) == []


def test_a_path_in_a_note_stays_below_its_folder(folder: Path, models: ModelSettings):
    add_folder(folder, "mine", models)
    note = Path(models.home) / "mine.json"
    note.write_text(note.read_text().replace("onnx/vision_model.onnx", "../vision_model.onnx"))

    with pytest.raises(ModelError):
        read_record("mine", models)


def test_it_is_an_encoder_for_whoever_names_it(folder: Path, models: ModelSettings):
    identity = identity_of(add_folder(folder, "mine", models))

    with pytest.raises(GalleryEncoderError, match="models fetch clip-vit-b32"):
        encoder_of(identity, "a gallery")
    with pytest.raises(GalleryEncoderError, match="is not here"):
        encoder_for(identity)
    enrol(models)

    assert encoder_of(identity, "a gallery") is encoder_for(identity) is named_encoder("mine", models)
    assert named_encoder("shipped", models) is shipped_encoder() is encoder_for(None)
    with pytest.raises(GalleryEncoderError, match="no model 'other' here"):
        named_encoder("other", models)


@pytest.mark.parametrize(
    "identity", ["clip-vit-b32", "clip", "siglip-b16@2", "old-clip-512@1", "art-assistant-encoder@1"]
)
def test_an_identity_that_somebody_else_told_is_not_taken_for_ours(identity: str):
    with pytest.raises(GalleryEncoderError, match="and this version has"):
        encoder_of(identity, "a gallery")
    assert encoder_for(identity) is shipped_encoder()


def test_one_open_copy_serves_the_process_until_the_device_changes(folder: Path, models: ModelSettings):
    add_folder(folder, "mine", models)

    first = named_encoder("mine", models)
    enrol(models)

    assert named_encoder("mine", models) is first
    assert named_encoder("mine", replace(models, device="auto")) is not first
    assert len(encoders.ENCODERS) == 2
