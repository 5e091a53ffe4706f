"""Train the style head and the photograph gate on the frozen features, and calibrate both.

The head is an ensemble of small perceptrons whose logits are averaged, and so is the gate. Both also see what a phone
and a codec do to pictures (`style_views.py`); the gate sees further photographs (`photographs.py`). Temperature
and the threshold of abstention come from held-out pictures, with a margin for artists whom nobody has seen; the
perceptrons that are shipped are then trained once more, on the held-out pictures too. The eval split is not read here.
"""

import argparse
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from common import SEED, WORK, Labels, holdout, read_labels
from project import Standard, standard_of

F32 = NDArray[np.float32]
Ints = NDArray[np.int64]
PHOTOGRAPH = "Photograph"
PHOTOREAL = ("Contemporary", "Pop Art")
"""Classes in which photorealists paint what the gate cannot know from a photograph."""
FALSE_ALARMS = 0.021
"""Share of held-out paintings, photorealists apart, that the gate may take for photographs."""
PRECISION = 0.88
"""Aimed at on held-out pictures, where in eight classes the artists are known ones, so that 75 % is left elsewhere."""
COPY = 0.6
"""What an altered copy of a further photograph weighs beside the photograph."""
COPIES_SAY = 2.0
"""What all altered copies of the style data weigh together beside all of its pictures, for the gate."""
VIEW = 0.3
"""What an altered copy of a painting weighs beside the painting, for the style."""
CAUTION = 1.3
"""The temperature is raised by this for the same reason."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one perceptron is trained."""

    hidden: int = 256
    epochs: int = 11
    batch: int = 256
    rate: float = 1e-3
    decay: float = 0.3
    input_drop: float = 0.4
    hidden_drop: float = 0.5
    mixup: float = 0.2
    smoothing: float = 0.1
    balance: float = 1.0


GATE = Recipe(hidden=64, epochs=80, input_drop=0.5, mixup=0.5)
"""The gate's recipe; an epoch is twenty batches."""


@dataclass(frozen=True, slots=True)
class Member:
    """One perceptron as it is stored: the first matrix in int8 steps, the rest as it is."""

    steps: NDArray[np.int8]
    scale: F32
    bias: F32
    second: F32
    offset: F32

    def logits(self, features: F32) -> F32:
        """Return (n, classes) logits of standardised features."""
        hidden = features @ (self.steps * self.scale) + self.bias
        return np.asarray((hidden / (1.0 + np.exp(-hidden))) @ self.second + self.offset, dtype=np.float32)


def _perceptron(width: int, recipe: Recipe, classes: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(recipe.input_drop),
        nn.Linear(width, recipe.hidden),
        nn.SiLU(),
        nn.Dropout(recipe.hidden_drop),
        nn.Linear(recipe.hidden, classes),
    )


def _stored(net: nn.Sequential) -> Member:
    first, second = net[1], net[4]
    weight = first.weight.detach().numpy().T
    scale = np.abs(weight).max(axis=0, keepdims=True) / 127.0
    return Member(
        np.rint(weight / scale).astype(np.int8),
        scale.astype(np.float32),
        first.bias.detach().numpy(),
        second.weight.detach().numpy().T.copy(),
        second.bias.detach().numpy(),
    )


def class_weights(style: Ints, power: float) -> Tensor:
    """Return one weight a class, (largest / own)^power, with mean one over the pictures."""
    counts = np.bincount(style)
    weights = (counts.max() / np.maximum(counts, 1)) ** power
    return torch.from_numpy((weights / weights[style].mean()).astype(np.float32))


def artist_weights(labels: Labels, rows: Ints) -> F32:
    """Return one weight a picture: a prolific artist counts with the root of the number of pictures.

    Pictures without a named artist count one each; the named ones of a class have mean one.
    """
    keys = [(labels.artist_key[i], int(labels.style[i])) for i in rows]
    counts = Counter(keys)
    weights = np.array([counts[key] ** -0.5 if key[0] else 0.0 for key in keys], dtype=np.float32)
    for style in np.unique(labels.style[rows]):
        own = (labels.style[rows] == style) & (weights > 0.0)
        weights[own] /= max(float(weights[own].mean()) if own.any() else 1.0, 1e-9)
    return np.where(weights > 0.0, weights, np.float32(1.0))


def train_member(features: F32, style: Ints, weight: F32, recipe: Recipe, seed: int) -> Member:
    """Train one perceptron on (n, d) standardised features, (n,) class numbers and (n,) weights."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = _perceptron(features.shape[1], recipe, int(style.max()) + 1)
    x, y = torch.from_numpy(features), torch.from_numpy(style)
    each = class_weights(style, recipe.balance)[y] * torch.from_numpy(weight)
    each = each / each.mean()

    def loss_of(logits: Tensor, rows: Tensor) -> Tensor:
        loss = F.cross_entropy(logits, y[rows], label_smoothing=recipe.smoothing, reduction="none")
        return (loss * each[rows]).mean()

    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = len(x) // recipe.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=recipe.epochs * steps + 1, pct_start=0.15
    )
    for _ in range(recipe.epochs):
        order = rng.permutation(len(x))
        for k in range(steps):
            rows = torch.from_numpy(order[k * recipe.batch : (k + 1) * recipe.batch])
            other, share = rows[torch.randperm(len(rows))], float(rng.beta(recipe.mixup, recipe.mixup))
            logits = net(share * x[rows] + (1.0 - share) * x[other])
            loss = share * loss_of(logits, rows) + (1.0 - share) * loss_of(logits, other)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return _stored(net)


def train_gate(features: F32, photograph: NDArray[np.bool_], weight: F32, seed: int) -> Member:
    """Train one perceptron of the gate on pictures drawn by weight, blended in pairs.

    Args:
        features: (n, d) standardised features.
        photograph: (n,) what each picture is.
        weight: (n,) how often each is drawn, in any unit.
        seed: seeds the weights, the draws and the blends.

    """
    torch.manual_seed(seed)
    rng, recipe = np.random.default_rng(seed), GATE
    x, y = torch.from_numpy(features), torch.from_numpy(photograph.astype(np.float32))
    net = _perceptron(features.shape[1], recipe, 1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * 20
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=steps + 1, pct_start=0.15)
    reach = np.cumsum(weight.astype(np.float64))
    for _ in range(steps):
        drawn = np.searchsorted(reach, rng.random(recipe.batch) * reach[-1]).clip(0, len(x) - 1)
        rows = torch.from_numpy(drawn)
        other, share = rows[torch.randperm(len(rows))], float(rng.beta(recipe.mixup, recipe.mixup))
        truth = (share * y[rows] + (1.0 - share) * y[other]) * (1.0 - recipe.smoothing) + recipe.smoothing / 2.0
        loss = F.binary_cross_entropy_with_logits(net(share * x[rows] + (1.0 - share) * x[other])[:, 0], truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return _stored(net)


def mean_logits(members: list[Member], features: F32) -> F32:
    """Return the members' mean logits."""
    return np.mean([member.logits(features) for member in members], axis=0, dtype=np.float32)


def softmax(logits: F32) -> F32:
    """Return row-wise probabilities."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def temperature_of(logits: F32, style: Ints, weight: F32) -> float:
    """Return the temperature of least weighted log loss."""
    tried = np.geomspace(0.3, 2.0, 96)
    losses = []
    for temperature in tried:
        own = softmax(logits / np.float32(temperature))[np.arange(len(style)), style]
        losses.append(float(-(weight * np.log(np.maximum(own, 1e-9))).sum()))
    return float(tried[int(np.argmin(losses))])


def threshold_for(confidence: F32, right: NDArray[np.bool_], weight: F32, precision: float) -> float:
    """Return the lowest confidence above which the weighted share of right answers never falls below `precision`."""
    order = np.argsort(-confidence)
    share = np.cumsum((right * weight)[order]) / np.cumsum(weight[order])
    enough = np.flatnonzero((share >= precision) & (np.arange(len(share)) >= 50))
    return float(confidence[order][enough[-1]]) if len(enough) else 1.0


def balanced(style: Ints) -> F32:
    """Return weights that give every class the same say."""
    return (1.0 / np.bincount(style)[style]).astype(np.float32) * len(style) / len(np.unique(style))


def gate_rows(
    labels: Labels, features: F32, rows: Ints, standard: Standard, folder: Path
) -> tuple[F32, NDArray[np.bool_], F32]:
    """Return what the gate learns from: pictures and their changed copies, paintings and photographs of equal weight.

    Of the photographs, those of the style data and the further ones have the same say.
    """
    copied, plain = np.load(folder / "views" / "rows.npy"), np.load(folder / "photographs" / "plain.npy")
    views, further = standard(raw_features(folder / "views")), standard(raw_features(folder / "photographs"))
    photo = labels.style == labels.styles.index(PHOTOGRAPH)
    group = np.concatenate([photo[rows], photo[copied], np.full(len(plain), 2)]).astype(np.int64)
    weight = np.concatenate(
        [np.ones(len(rows)), np.full(len(copied), COPIES_SAY * len(rows) / len(copied)), np.where(plain, 1, COPY)]
    )
    for number, say in enumerate((1.0, 0.5, 0.5)):
        weight[group == number] *= say / weight[group == number].sum()
    return np.concatenate([features[rows], views, further]), group > 0, weight.astype(np.float32)


def raw_features(folder: Path = WORK) -> F32:
    """Return (n, 2048) float32: the backbone's embedding, then EfficientNet's features."""
    return np.concatenate([np.load(folder / "block8.npy"), np.load(folder / "efficientnet.npy")], axis=1)


@dataclass(frozen=True, slots=True)
class Views:
    """Altered copies of paintings: (n, d) standardised features, and the row each is made from."""

    features: F32
    rows: Ints

    @classmethod
    def read(cls, labels: Labels, standard: Standard, folder: Path) -> "Views":
        """Read the copies that `style_views.py` left in the folder, without those of photographs."""
        rows = np.load(folder / "rows.npy")
        painted = labels.style[rows] != labels.styles.index(PHOTOGRAPH)
        return cls(standard(raw_features(folder)[painted]), rows[painted])


def fit(labels: Labels, features: F32, rows: Ints, views: Views, count: int) -> list[Member]:
    """Train the ensemble on the given rows of the (n, d) standardised features, and on the copies made of them."""
    weight = np.zeros(len(labels.style), dtype=np.float32)
    weight[rows] = artist_weights(labels, rows)
    own = np.isin(views.rows, rows)
    learned, all_rows = np.concatenate([features[rows], views.features[own]]), np.concatenate([rows, views.rows[own]])
    weights = np.concatenate([weight[rows], np.float32(VIEW) * weight[views.rows[own]]])
    return [train_member(learned, labels.style[all_rows], weights, Recipe(), SEED + k) for k in range(count)]


def report(name: str, probabilities: F32, style: Ints, weight: F32) -> None:
    """Print top-1 and top-3, each class with the same say."""
    own = probabilities[np.arange(len(style)), style][:, None]
    rank = (probabilities > own).sum(axis=1)
    result = {f"top{k}": round(float((weight * (rank < k)).sum() / weight.sum()), 4) for k in (1, 3)}
    plain = {f"plain_top{k}": round(float((rank < k).mean()), 4) for k in (1, 3)}
    print(json.dumps({"on": name, **result, **plain}), flush=True)


def calibrated_gate(members: list[Member], features: F32, labels: Labels, rows: Ints) -> tuple[float, float]:
    """Return the shift and the temperature after which a logit of 0 is the decision; both from held-out pictures."""
    logits, style = mean_logits(members, features)[:, 0], labels.style[rows]
    photograph = style == labels.styles.index(PHOTOGRAPH)
    photoreal = np.isin(style, [labels.styles.index(name) for name in PHOTOREAL])
    shift = float(np.quantile(logits[~photograph & ~photoreal], 1.0 - FALSE_ALARMS))
    pair = np.stack([np.zeros_like(logits), logits - shift], axis=1)
    return shift, temperature_of(pair, photograph.astype(np.int64), balanced(photograph.astype(np.int64)))


def main() -> None:
    """Train, calibrate on held-out pictures and write the head."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="write the head here; without it only the measures are printed")
    parser.add_argument("--members", type=int, default=3)
    parser.add_argument("--gates", type=int, default=3)
    parser.add_argument("--share", type=float, default=1.0, help="learn from this share of the pictures only")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    labels, held = read_labels(), holdout(read_labels())
    rows, steering = np.flatnonzero(~labels.evaluation & ~held), np.flatnonzero(held)
    rows = np.sort(np.random.default_rng(SEED).permutation(rows)[: round(args.share * len(rows))])
    standard = standard_of(raw_features()[rows])
    features = standard(raw_features())
    views = Views.read(labels, standard, WORK / "views")
    members = fit(labels, features, rows, views, args.members)
    style, column = labels.style[steering], labels.styles.index(PHOTOGRAPH)
    weight, logits, painted = balanced(style), mean_logits(members, features[steering]), style != column
    temperature = CAUTION * temperature_of(logits, style, weight)
    learned = gate_rows(labels, features, rows, standard, WORK)
    gates = [train_gate(*learned, SEED + k) for k in range(args.gates)]
    shift, gate_temperature = calibrated_gate(gates, features[steering], labels, steering)
    gate = 1.0 / (1.0 + np.exp((shift - mean_logits(gates, features[steering])[:, 0]) / gate_temperature))
    probabilities = softmax(logits / np.float32(temperature))
    report("held out", probabilities, style, weight)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == style
    threshold = threshold_for(confidence, right, np.ones_like(weight), PRECISION)
    found = {
        "temperature": temperature,
        "gate_shift": shift,
        "gate_temperature": gate_temperature,
        "threshold": threshold,
        "coverage": float((confidence >= threshold).mean()),
        "right_when_it_speaks": float(right[confidence >= threshold].mean()),
        "photographs_found": float((gate[~painted] > 0.5).mean()),
        "paintings_taken_for_photographs": float((gate[painted] > 0.5).mean()),
    }
    print(json.dumps({name: round(value, 4) for name, value in found.items()}))
    if args.out is not None:
        # What is shipped learns from the held-out pictures too; calibrated is the same recipe without them.
        members = fit(labels, features, np.flatnonzero(~labels.evaluation), views, args.members)
        named = {"": scaled(members, 0.0, temperature), "gate_": scaled(gates, shift, gate_temperature)}
        save(args.out, standard, named, threshold)


def scaled(members: list[Member], shift: float, temperature: float) -> list[Member]:
    """Return the members with shift and temperature folded into their last layer."""
    return [
        replace(m, second=m.second / np.float32(temperature), offset=(m.offset - np.float32(shift)) / temperature)
        for m in members
    ]


def save(path: Path, standard: Standard, named: dict[str, list[Member]], threshold: float) -> None:
    """Write the head as plain arrays and print its size and digest."""
    arrays = {
        f"{prefix}{name}{k}": np.asarray(getattr(member, name))
        for prefix, members in named.items()
        for k, member in enumerate(members)
        for name in Member.__slots__
    }
    np.savez_compressed(
        path, mean=standard.mean, deviation=standard.deviation, threshold=np.float32(threshold), **arrays
    )
    data = path.read_bytes()
    print(json.dumps({"file": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}))


if __name__ == "__main__":
    main()
