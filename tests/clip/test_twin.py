"""Our towers against transformers: the same vectors of pictures and of words, the same tokens, with neither torch."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.clip.conftest import TINY
from tests.clip.told import PICTURES, TEXTS, picture

from art_assistant.errors import ModelError, UsageError
from art_assistant.imaging.decode import decode
from art_assistant.settings import ModelSettings
from art_assistant.vision.backbone import backbone
from art_assistant.vision.encoders import Reads
from art_assistant.vision.fetched.bring import add_folder
from art_assistant.vision.manner import ENCODER_CARD, manner_encoder
from art_assistant.vision.twin.pixels import prepared
from art_assistant.vision.twin.recipe import Recipe, read_recipe
from art_assistant.vision.twin.twin import Twin
from art_assistant.vision.twin.words import MOST_SIGNS, Words

KINDS = ("clip", "siglip")
ALIKE = 0.99999


def opened(kind: str, models: ModelSettings) -> Twin:
    return Twin(add_folder(TINY / kind, f"tiny-{kind}", models))


def recipe_in(folder: Path) -> Recipe:
    names = ("config.json", "preprocessor_config.json", "tokenizer_config.json")
    return read_recipe(*((folder / name).read_bytes() for name in names))


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_have_the_vectors_that_transformers_gives(
    kind: str, models: ModelSettings, expected: dict[str, np.ndarray]
):
    twin, wanted = opened(kind, models), expected[f"{kind}_pictures"]

    seen = np.concatenate([twin.look([picture(name)]) for name in PICTURES])

    assert np.min(np.sum(seen * wanted, axis=1)) >= ALIKE
    others = (wanted @ wanted.T)[~np.eye(len(wanted), dtype=bool)]
    assert others.max() < 0.95  # so that a picture mistaken for another would be seen
    assert np.allclose(twin.look([picture("dark"), picture("noise")]), seen[[5, 4]], atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_have_the_vectors_that_transformers_gives(
    kind: str, models: ModelSettings, expected: dict[str, np.ndarray]
):
    twin, wanted = opened(kind, models), expected[f"{kind}_texts"]

    read = np.stack([twin.read(text) for text in TEXTS[: len(wanted)]])

    assert len(wanted) >= 20
    assert np.min(np.sum(read * wanted, axis=1)) >= ALIKE
    assert np.allclose(np.linalg.norm(read, axis=1), 1.0, atol=1e-5)


def test_two_hundred_texts_have_the_tokens_that_transformers_gives():
    recipe = recipe_in(TINY / "clip")
    words = Words((TINY / "clip" / "tokenizer.json").read_bytes(), recipe)
    wanted = json.loads((TINY / "expected.json").read_text())["ids"]

    assert len(wanted) == len(set(TEXTS)) == 200
    assert sum(not text.isascii() for text in TEXTS) >= 80
    assert [words.ids(text)[0].tolist() for text in TEXTS] == wanted
    assert max(map(len, wanted)) == recipe.longest == 77


def test_a_text_is_filled_up_where_its_network_was_trained_so():
    recipe = recipe_in(TINY / "siglip")
    words = Words((TINY / "siglip" / "tokenizer.json").read_bytes(), recipe)

    assert recipe.padding == "</s>"
    assert {words.ids(text).shape for text in ("a", "a tree by the sea", "tree " * 100)} == {(1, 16)}


def test_the_middle_is_cut_out_or_the_whole_is_squashed():
    rgb = np.zeros((224, 448, 3), dtype=np.uint8)
    rgb[:, 112:336] = 255
    clip, siglip = recipe_in(TINY / "clip"), recipe_in(TINY / "siglip")

    cut, squashed = prepared(rgb, clip), prepared(rgb, siglip)

    assert cut.shape == (1, 3, 224, 224)
    assert np.allclose(
        cut[0, :, 100, 1:-1], ((1.0 - np.array(clip.mean)) / np.array(clip.deviation))[:, None], atol=1e-5
    )
    assert squashed.shape == (1, 3, 64, 64)
    assert (squashed[0, 0, 30, :10], squashed[0, 0, 30, 32]) == (pytest.approx(-1.0), pytest.approx(1.0))


def test_it_is_an_encoder_whose_manner_is_ours(models: ModelSettings):
    twin = opened("clip", models)
    found = decode(_png(picture("wide")), name="wide.png")
    seen = backbone().run(found.model_input)

    overall, manner = twin.encode(found, seen)

    assert {"overall": overall.size, "manner": manner.size} == dict(twin.widths) == {"overall": 24, "manner": 192}
    assert np.array_equal(manner, manner_encoder().encode(found.model_input, seen.embedding).manner)
    assert np.allclose(overall, twin.look([found.standard])[0])
    assert twin.identity == f"{twin.record.identity}&{ENCODER_CARD.identity}"
    assert isinstance(twin, Reads)


def _png(rgb: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "said"), [("", "empty"), (" \n\t", "empty"), ("a" * (MOST_SIGNS + 1), f"at most {MOST_SIGNS}")]
)
def test_a_text_that_says_nothing_or_too_much_is_refused(text: str, said: str, models: ModelSettings):
    with pytest.raises(UsageError, match=said):
        opened("clip", models).read(text)


def test_half_a_sign_is_read_all_the_same(models: ModelSettings):
    assert np.isfinite(opened("clip", models).read("a tree \ud83c")).all()


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("config.json", {"model_type": "llama"}, "'llama' is not known"),
        ("config.json", {"text_config": {"max_position_embeddings": 10**9}}, "not known"),
        ("preprocessor_config.json", {"resample": 1}, "not known"),
        ("preprocessor_config.json", {"image_mean": [0.5]}, "not known"),
        ("preprocessor_config.json", {"image_std": ["a", "b", "c"]}, "not known"),
        ("preprocessor_config.json", {"crop_size": 300}, "not known"),
        ("preprocessor_config.json", {"size": {"height": 224, "width": 100}}, "not known"),
        ("preprocessor_config.json", {"do_rescale": False}, "not known"),
        ("preprocessor_config.json", {"size": None}, "not known"),
    ],
)
def test_a_recipe_that_is_not_known_is_refused_in_one_line(file: str, change: dict[str, object], said: str):
    names = ("config.json", "preprocessor_config.json")
    told = {name: json.loads((TINY / "clip" / name).read_bytes()) for name in names}
    told[file] |= change

    with pytest.raises(ModelError, match=said) as caught:
        read_recipe(*(json.dumps(told[name]).encode() for name in names))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("broken", [b"", b"[]", b"\xff", b"[" * 100_000])
def test_a_recipe_that_is_no_table_is_refused(broken: bytes):
    with pytest.raises(ModelError, match=r"config\.json cannot be read"):
        read_recipe(broken, b"{}")


def test_sizes_of_earlier_versions_mean_the_same():
    names = ("config.json", "preprocessor_config.json")
    config, now = ((TINY / "clip" / name).read_bytes() for name in names)
    before = json.loads(now) | {"size": 224, "crop_size": 224}

    assert read_recipe(config, json.dumps(before).encode()) == read_recipe(config, now)
    assert read_recipe(config, json.dumps(before | {"resample": 2}).encode()).digest != read_recipe(config, now).digest
