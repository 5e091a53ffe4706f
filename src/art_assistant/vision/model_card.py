"""What an embedded model is, where it comes from and how a picture must be prepared for it.

A card travels with everything that a model has computed: a gallery stores the card's identity and refuses vectors
that another model, another revision or another preparation of the picture has made.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelCard:
    """The identity of one frozen model file.

    Attributes:
        name: Short machine name, stable over revisions.
        revision: Changes whenever the weights or the preparation of the picture change.
        task: What the model computes, in one line.
        licence: Licence of the weights (an SPDX expression where one exists).
        source: Where the architecture and the first weights come from.
        training_data: What the weights have learned from, and on which terms.
        input: Name, shape, dtype and domain of what goes in.
        preprocessing: Each step from upright sRGB pixels to the network's input, as machine-readable values.
        outputs: Name of each output and its width.
        size_bytes: Size of the weights on disk.
        sha256: Digest of the weights on disk, hexadecimal.
        features: For a head: name and sha256, written out, of each network whose features it was trained on.
    """

    name: str
    revision: str
    task: str
    licence: str
    source: str
    training_data: str
    input: str
    preprocessing: Mapping[str, Any]
    outputs: Mapping[str, int]
    size_bytes: int
    sha256: str
    features: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Seal the mappings, so that a card cannot change after it is made."""
        object.__setattr__(self, "preprocessing", MappingProxyType(dict(self.preprocessing)))
        object.__setattr__(self, "outputs", MappingProxyType(dict(self.outputs)))
        object.__setattr__(self, "features", MappingProxyType(dict(self.features)))

    def made_for(self, networks: Iterable["ModelCard"]) -> bool:
        """Return whether this head was trained on the features of exactly these networks."""
        return dict(self.features) == {network.name: network.sha256 for network in networks}

    @property
    def preprocessing_hash(self) -> str:
        """The first 16 hexadecimal digits of the sha256 of the canonical JSON of `preprocessing`."""
        canonical = json.dumps(dict(self.preprocessing), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    @property
    def identity(self) -> str:
        """Name, revision and preprocessing hash in one string: equal exactly when vectors may be compared."""
        return f"{self.name}@{self.revision}+{self.preprocessing_hash}"

    def as_dict(self) -> dict[str, Any]:
        """Return the card as JSON-ready plain Python, the preprocessing hash and the identity included."""
        return {
            "name": self.name,
            "revision": self.revision,
            "task": self.task,
            "licence": self.licence,
            "source": self.source,
            "training_data": self.training_data,
            "input": self.input,
            "preprocessing": dict(self.preprocessing),
            "preprocessing_hash": self.preprocessing_hash,
            "identity": self.identity,
            "outputs": dict(self.outputs),
            "size_bytes": self.size_bytes,
            "sha256": self.sha256,
            "features": dict(self.features),
        }
