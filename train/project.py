"""Train the projection from the two networks' features to the facets *overall* and *manner*.

*Overall* needs no labels: it keeps the directions in which pictures differ and drops those in which altered copies of
one picture differ (another hue, a crop, fewer tones, strong compression, the mirror image).
*Manner* is a small ensemble of perceptrons that learned style and artist together on unit vectors: neighbours are
alike in handling. Each member's last layer is normalised, so that the cosine of two concatenated vectors is the mean
of the members' cosines.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from common import SEED, WORK, Labels, holdout, read_labels

F32 = NDArray[np.float32]
OVERALL_WIDTH = 128
NUISANCE_SHRINKAGE = 0.3


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one member of the ensemble is trained."""

    hidden: int = 256
    width: int = 64
    epochs: int = 14
    batch: int = 256
    rate: float = 1e-3
    decay: float = 0.05
    input_drop: float = 0.3
    hidden_drop: float = 0.4
    mixup: float = 0.3
    style_scale: float = 8.0
    artist_scale: float = 12.0
    artist_weight: float = 0.15
    smoothing: float = 0.1


@dataclass(frozen=True, slots=True)
class Member:
    """The weights of one trained perceptron."""

    first: F32
    bias: F32
    second: F32


@dataclass(frozen=True, slots=True)
class Standard:
    """Mean and deviation of each raw feature over the training pictures."""

    mean: F32
    deviation: F32

    def __call__(self, raw: F32) -> F32:
        """Standardise (n, d) raw features; far outliers are cut at six deviations."""
        return np.clip((raw - self.mean) / self.deviation, -6.0, 6.0).astype(np.float32)


def standard_of(raw: F32) -> Standard:
    """Measure (n, d) raw features."""
    return Standard(raw.mean(axis=0), np.maximum(raw.std(axis=0), 1e-3).astype(np.float32))


def unit(vectors: F32) -> F32:
    """Scale each row to length one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def components(features: F32, differences: F32, width: int = OVERALL_WIDTH) -> F32:
    """Return the (d, width) directions in which pictures differ much and altered copies of one picture little.

    Linear discriminant analysis in which every picture is a class of its own: the altered copies span what does not
    matter. Directions are weighted by the fourth root of their ratio, between equal weights and their own.

    Args:
        features: (n, d) standardised features of pictures.
        differences: (m, d) standardised features of altered copies minus those of their originals.
        width: How many directions to keep.
    """
    scatter = differences.T.astype(np.float64) @ differences / len(differences)
    scatter += NUISANCE_SHRINKAGE * np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    values, vectors = np.linalg.eigh(scatter)
    whiten = vectors / np.sqrt(values)
    ratios, directions = np.linalg.eigh(whiten.T @ np.cov(features, rowvar=False) @ whiten)
    order = np.argsort(ratios)[::-1][:width]
    return np.asarray(whiten @ directions[:, order] / ratios[order] ** 0.25, dtype=np.float32)


class Perceptron(nn.Module):
    """Two layers and two cosine classifiers."""

    def __init__(self, width_in: int, recipe: Recipe, styles: int, artists: int) -> None:
        super().__init__()
        self.recipe = recipe
        self.first = nn.Linear(width_in, recipe.hidden)
        self.second = nn.Linear(recipe.hidden, recipe.width, bias=False)
        self.style = nn.Parameter(torch.randn(styles, recipe.width))
        self.artist = nn.Parameter(torch.randn(artists, recipe.width))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return scaled cosines with every style and every artist."""
        recipe = self.recipe
        x = F.dropout(x, recipe.input_drop, self.training)
        hidden = F.dropout(F.silu(self.first(x)), recipe.hidden_drop, self.training)
        out = F.normalize(self.second(hidden), dim=1)
        by_style = recipe.style_scale * out @ F.normalize(self.style, dim=1).T
        return by_style, recipe.artist_scale * out @ F.normalize(self.artist, dim=1).T


def _balance(style: NDArray[np.int64]) -> Tensor:
    """Return one weight a picture: square-root balance between the classes, mean one."""
    counts = np.bincount(style)[style]
    weights = np.sqrt(counts.max() / counts)
    return torch.from_numpy((weights / weights.mean()).astype(np.float32))


def _mixed(recipe: Recipe, x: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor, float]:
    """Blend each row with another one."""
    share = float(
        np.random.default_rng(int(torch.randint(2**31, (1,), generator=generator))).beta(recipe.mixup, recipe.mixup)
    )
    other = torch.randperm(len(x), generator=generator)
    return share * x + (1.0 - share) * x[other], other, share


def train_member(
    features: F32, style: NDArray[np.int64], artist: NDArray[np.int64], recipe: Recipe, seed: int
) -> Member:
    """Train one perceptron on standardised features.

    Args:
        features: (n, d) standardised features of the training pictures.
        style: (n,) class numbers.
        artist: (n,) artist numbers, -1 where unknown.
        recipe: Sizes and rates.
        seed: Seeds the weights, the order and the blends.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    x, y, a, weight = (torch.from_numpy(v) for v in (features, style, artist, _balance(style).numpy()))
    net = Perceptron(features.shape[1], recipe, int(style.max()) + 1, int(artist.max()) + 1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * (len(x) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps + 1, pct_start=0.15)

    def loss_of(logits: Tensor, target: Tensor, rows: Tensor) -> Tensor:
        each = F.cross_entropy(logits, target, ignore_index=-1, label_smoothing=recipe.smoothing, reduction="none")
        return (each * weight[rows] * (target >= 0)).mean()

    net.train()
    for _ in range(recipe.epochs):
        order = torch.randperm(len(x), generator=generator)
        for k in range(len(x) // recipe.batch):
            rows = order[k * recipe.batch : (k + 1) * recipe.batch]
            blend, other, share = _mixed(recipe, x[rows], generator)
            by_style, by_artist = net(blend)
            loss = torch.zeros(())
            for part, picked in ((share, rows), (1.0 - share, rows[other])):
                loss = loss + part * loss_of(by_style, y[picked], picked)
                loss = loss + part * recipe.artist_weight * loss_of(by_artist, a[picked], picked)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    first, bias, second = (
        p.detach().numpy().astype(np.float32) for p in (net.first.weight.T, net.first.bias, net.second.weight.T)
    )
    return Member(np.ascontiguousarray(first), bias, np.ascontiguousarray(second))


def manner_of(members: list[Member], features: F32) -> F32:
    """Return (n, members x width) unit vectors of standardised features."""
    parts = []
    for member in members:
        hidden = features @ member.first + member.bias
        parts.append(unit((hidden / (1.0 + np.exp(-hidden))) @ member.second))
    return unit(np.concatenate(parts, axis=1))


def precision_at_10(query: F32, query_style: NDArray[np.int64], base: F32, base_style: NDArray[np.int64]) -> float:
    """Return the mean share of the ten nearest (by inner product) that have the query's style."""
    right = 0.0
    for chunk in np.array_split(np.arange(len(query)), max(1, len(query) // 256)):
        nearest = np.argpartition(-(query[chunk] @ base.T), 10, axis=1)[:, :10]
        right += float((base_style[nearest] == query_style[chunk][:, None]).mean(axis=1).sum())
    return right / len(query)


def raw_features(folder: Path) -> F32:
    """Return (n, 2048) float32: the backbone's embedding, then EfficientNet's features."""
    return np.concatenate([np.load(folder / "block8.npy"), np.load(folder / "efficientnet.npy")], axis=1)


def in_steps(name: str, matrix: F32) -> dict[str, NDArray[np.generic]]:
    """Return a matrix as it is stored: int8 steps, and the size of a step of each column."""
    scale = (np.maximum(np.abs(matrix).max(axis=0), 1e-12) / 127.0).astype(np.float32)
    return {name: np.rint(matrix / scale).astype(np.int8), f"{name}_scale": scale}


def rounded(matrix: F32) -> F32:
    """Return a matrix as it is after storage."""
    steps, scale = in_steps("m", matrix).values()
    return np.asarray(steps * scale, dtype=np.float32)


def stored(standard: Standard, overall: F32, members: list[Member]) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the shipped file."""
    arrays = {"mean": standard.mean, "deviation": standard.deviation, **in_steps("overall", overall)}
    for k, member in enumerate(members):
        arrays |= {**in_steps(f"first{k}", member.first), f"bias{k}": member.bias, f"second{k}": member.second}
    return arrays


def fit(
    raw: F32, labels: Labels, rows: NDArray[np.int64], count: int, recipe: Recipe
) -> tuple[Standard, F32, list[Member]]:
    """Fit both facets on the given rows, rounded as they are stored."""
    standard = standard_of(raw[rows])
    features = standard(raw[rows])
    members = []
    for k in range(count):
        made = train_member(features, labels.style[rows], labels.artist[rows], recipe, SEED + k)
        members.append(Member(rounded(made.first), made.bias, made.second))
    copies, originals = raw_features(WORK / "altered"), raw[np.load(WORK / "altered" / "rows.npy")]
    overall = rounded(components(features, standard(copies) - standard(originals)))
    return standard, overall, members


def main() -> None:
    """Measure on held-out pictures, or with `--out` train on all of train and write the projection."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="write the projection here; trains on the held-out pictures too")
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    labels, raw = read_labels(), raw_features(WORK)
    held = holdout(labels)
    rows = np.flatnonzero(~labels.evaluation & (~held | (args.out is not None)))
    standard, overall, members = fit(raw, labels, rows, args.members, Recipe())
    if args.out is not None:
        np.savez_compressed(args.out, **stored(standard, overall, members))
        print(json.dumps({"file": args.out.name, "bytes": args.out.stat().st_size, "members": len(members)}))
        return
    features = standard(raw)
    for name, vectors in {"overall": unit(features @ overall), "manner": manner_of(members, features)}.items():
        score = precision_at_10(vectors[held], labels.style[held], vectors[rows], labels.style[rows])
        print(json.dumps({"facet": name, "held_out_precision_at_10": round(score, 4)}))


if __name__ == "__main__":
    main()
