"""Make the tiny random CLIP (and SigLIP) that the tests open, with what transformers says of both.

    python -m venv /tmp/clip && /tmp/clip/bin/pip install torch==2.13.0 transformers onnx onnxscript pillow
    /tmp/clip/bin/python scripts/make_tiny_clip.py tests/clip/tiny

Nothing is downloaded: the weights are random, the vocabulary is learned from the pages in docs/. Each model is laid out
as on the hub (config.json, preprocessor_config.json, tokenizer.json, onnx/vision_model.onnx, onnx/text_model.onnx), and
``expected.npz`` and ``expected.json`` beside them hold the unit vectors of pictures and texts, and the ids of 200
texts, computed with transformers and torch. The pictures are made again by ``picture`` in tests/clip/told.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from PIL import Image
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPModel,
    CLIPTokenizer,
    SiglipConfig,
    SiglipImageProcessorPil,
    SiglipModel,
)

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "clip"))
from told import PICTURES, TEXTS, picture  # noqa: E402 - the tests' own strings and pictures

SIDE, WIDTH, HIDDEN, LONGEST = 224, 24, 16, 77
SPREAD = 0.7
_OPSET = 18


class Vision(torch.nn.Module):
    """The half that looks, its output named as the hub's exports name it."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        """Return the vectors of pictures."""
        return self.model.get_image_features(pixel_values=pixel_values).pooler_output


class Text(torch.nn.Module):
    """The half that reads."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        """Return the vectors of texts."""
        return self.model.get_text_features(input_ids=input_ids).pooler_output


def learned_vocabulary(size: int = 1000) -> CLIPTokenizer:
    """Return CLIP's tokenizer over a vocabulary learned from our own pages."""
    blank = Tokenizer(models.BPE(end_of_word_suffix="</w>", unk_token="<|endoftext|>"))  # noqa: S106
    blank.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    words = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    blank.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(words, "removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    teacher = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False
    )
    blank.train([str(page) for page in sorted((ROOT / "docs" / "guide").glob("*.md"))], teacher)
    told = json.loads(blank.to_str())["model"]
    # Every byte may end a word; CLIP's two marks stand last.
    known = dict(told["vocab"])
    for sign in sorted(alphabet):
        known.setdefault(f"{sign}</w>", len(known))
    for mark in ("<|startoftext|>", "<|endoftext|>"):
        known[mark] = len(known)
    return CLIPTokenizer(vocab=known, merges=[tuple(pair) for pair in told["merges"]], model_max_length=LONGEST)


def unit(rows: torch.Tensor) -> np.ndarray:
    """Return rows at length one, float32."""
    return torch.nn.functional.normalize(rows.detach(), dim=-1).numpy().astype(np.float32)


def export(module: torch.nn.Module, example: torch.Tensor, names: tuple[str, str], moving: dict, file: Path) -> None:
    """Write one half as an ONNX graph."""
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        module.eval(), (example,), str(file), input_names=[names[0]], output_names=[names[1]], dynamic_shapes=(moving,),
        opset_version=_OPSET, dynamo=True, external_data=False, verbose=False,
    )  # fmt: skip
    # What the exporter notes of its own run (stacks, folders) is no part of the model.
    graph = onnx.load(file)
    for part in (graph, graph.graph, *graph.graph.node, *graph.graph.value_info, *graph.graph.initializer):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    del graph.graph.value_info[:]
    onnx.save(graph, file)


def small(**others: int) -> dict:
    """Return the sizes of a half that is as small as can be."""
    return {"hidden_size": HIDDEN, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, **others}


def make_clip(folder: Path) -> dict[str, np.ndarray]:
    """Write the tiny CLIP and return what transformers says of it."""
    torch.manual_seed(23)
    tokenizer = learned_vocabulary()
    ends = {"bos_token_id": tokenizer.bos_token_id, "eos_token_id": tokenizer.eos_token_id}
    config = CLIPConfig(
        text_config=small(vocab_size=len(tokenizer), max_position_embeddings=LONGEST, projection_dim=WIDTH, **ends),
        vision_config=small(image_size=SIDE, patch_size=32, projection_dim=WIDTH),
        projection_dim=WIDTH,
    )
    model = CLIPModel(config).eval()
    with torch.no_grad():  # random weights as large as trained ones, so that vectors differ
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0.0, SPREAD)
    processor = CLIPImageProcessorPil()
    tokenizer.save_pretrained(folder)
    processor.save_pretrained(folder)
    model.config.save_pretrained(folder)
    pixels = processor([Image.fromarray(picture(name)) for name in PICTURES], return_tensors="pt")["pixel_values"]
    batch, words = torch.export.Dim("batch"), torch.export.Dim("words", max=LONGEST)
    export(Vision(model), pixels[:2], ("pixel_values", "image_embeds"), {0: batch}, folder / "onnx/vision_model.onnx")
    ids = [tokenizer(text, truncation=True, max_length=LONGEST)["input_ids"] for text in TEXTS]
    example = torch.tensor([ids[0] + [tokenizer.pad_token_id] * 2] * 2)
    export(Text(model), example, ("input_ids", "text_embeds"), {0: batch, 1: words}, folder / "onnx/text_model.onnx")
    (folder.parent / "expected.json").write_text(json.dumps({"ids": ids}, separators=(",", ":")) + "\n")
    texts = torch.cat([model.get_text_features(input_ids=torch.tensor([row])).pooler_output for row in ids[:40]])
    return {
        "clip_pictures": unit(model.get_image_features(pixel_values=pixels).pooler_output),
        "clip_texts": unit(texts),
    }


def siglip_tokenizer(folder: Path, length: int) -> Tokenizer:
    """Write and return a word-piece vocabulary as SigLIP's: small letters, no punctuation, an end, and padding."""
    blank = Tokenizer(models.Unigram([("<unk>", 0.0)], unk_id=0, byte_fallback=False))
    blank.normalizer = normalizers.Sequence(
        [
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"[!-/:-@\[-`{-~]"), ""),
            normalizers.Replace(Regex(r"\s+"), " "),
        ]
    )
    blank.pre_tokenizer = pre_tokenizers.Metaspace()
    blank.decoder = decoders.Metaspace()
    teacher = trainers.UnigramTrainer(
        vocab_size=400,
        special_tokens=["</s>", "<unk>"],
        unk_token="<unk>",  # noqa: S106
        show_progress=False,
    )
    blank.train([str(page) for page in sorted((ROOT / "docs" / "guide").glob("*.md"))], teacher)
    blank.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 0)])
    blank.save(str(folder / "tokenizer.json"))
    told = {"tokenizer_class": "SiglipTokenizer", "model_max_length": length, "pad_token": "</s>", "eos_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(told, indent=1) + "\n")
    blank.enable_truncation(length)
    blank.enable_padding(length=length, pad_id=0, pad_token="</s>")  # noqa: S106
    return blank


def make_siglip(folder: Path) -> dict[str, np.ndarray]:
    """Write the tiny SigLIP and return what transformers says of it."""
    torch.manual_seed(24)
    length = 16
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = siglip_tokenizer(folder, length)
    config = SiglipConfig(
        text_config=small(vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=length),
        vision_config=small(image_size=64, patch_size=32),
    )
    model = SiglipModel(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0.0, SPREAD)
    processor = SiglipImageProcessorPil(size={"height": 64, "width": 64})
    processor.save_pretrained(folder)
    model.config.save_pretrained(folder)
    pixels = processor([Image.fromarray(picture(name)) for name in PICTURES], return_tensors="pt")["pixel_values"]
    batch = torch.export.Dim("batch")
    export(Vision(model), pixels[:2], ("pixel_values", "pooler_output"), {0: batch}, folder / "onnx/vision_model.onnx")
    ids = torch.tensor([tokenizer.encode(text).ids for text in TEXTS[:20]])
    export(Text(model), ids[:2], ("input_ids", "pooler_output"), {0: batch}, folder / "onnx/text_model.onnx")
    return {
        "siglip_pictures": unit(model.get_image_features(pixel_values=pixels).pooler_output),
        "siglip_texts": unit(model.get_text_features(input_ids=ids).pooler_output),
    }


def main() -> None:
    """Write both into the folder that is named."""
    place = Path(sys.argv[1])
    expected = make_clip(place / "clip") | make_siglip(place / "siglip")
    np.savez(place / "expected.npz", **expected)
    total = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    print(f"{total / 1e6:.2f} MB in {place}")


if __name__ == "__main__":
    main()
