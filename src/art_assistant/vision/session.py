"""Opening embedded models: the one place that checks their bytes and knows ONNX Runtime."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import onnxruntime as ort

from art_assistant import log
from art_assistant.base.processes import threads_to_take, with_threads
from art_assistant.errors import ModelError, ModelMismatchError
from art_assistant.vision.model_card import ModelCard

LOGGER = log.get_logger(__name__)
REINSTALL: Final = "Install art-assistant again."
CPU: Final = "CPUExecutionProvider"
CUDA: Final = "CUDAExecutionProvider"

_FATAL_ONLY: Final = 4


def providers_for(device: str) -> list[str]:
    """Return what a graph is run by, the first that works.

    Args:
        device: ``cpu``; ``cuda``, which falls back to the CPU with a warning; ``auto``, which takes CUDA where it is.

    """
    there = CUDA in ort.get_available_providers()
    if device == "cuda" and not there:
        _say_once("no CUDA here, the CPU is used", "pip install onnxruntime-gpu, or ART_MODELS_DEVICE=auto")
    return [CUDA, CPU] if there and device != "cpu" else [CPU]


@cache
def _say_once(event: str, remedy: str) -> None:
    """Warn of what is the same for every network of a process."""
    LOGGER.warning(event, remedy=remedy)


def create_session(model: Path | bytes, threads: int | None = None, device: str = "cpu") -> ort.InferenceSession:
    """Open an ONNX graph; the session may be used from several threads at once.

    Threads sleep while they wait for each other, and do not slow what runs beside a pass or between two.

    Args:
        model: the graph, or where it lies.
        threads: of one pass on the CPU; two by default, and never more than the process may use.
        device: as for ``providers_for``; the embedded models, whose numbers are published, run on the CPU.

    Raises:
        ModelError: the graph is missing or cannot be opened.

    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads_to_take(threads)
    options.inter_op_num_threads = 1
    options.log_severity_level = _FATAL_ONLY
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = model if isinstance(model, bytes) else str(model)
    wanted = providers_for(device)
    try:
        session = with_threads(ort.InferenceSession(source, options, providers=wanted))
    except Exception as error:
        # ONNX Runtime's exceptions share no base class but Exception.
        message = f"An embedded model cannot be opened. {REINSTALL}"
        raise ModelError(message) from error
    if session.get_providers()[:1] != wanted[:1]:
        _say_once("CUDA does not start, the CPU is used", "check the driver, or ART_MODELS_DEVICE=cpu")
    return session


def with_output(model: bytes, name: str) -> bytes:
    """Return a graph that also gives out one of its inner tensors; everything else in it stays as it is.

    Serialised protocol buffers that stand one after the other are merged on reading, and lists in them are joined: the
    tail is a model (field 7, its graph) of nothing but one more output (field 12, its name 1).

    Args:
        model: an ONNX graph.
        name: the tensor's name, of at most 100 ASCII characters.

    """
    inner = name.encode("ascii")
    for field in (1, 12, 7):
        inner = bytes([field << 3 | 2, len(inner)]) + inner
    return model + inner


def read_verified(source: Any, card: ModelCard, networks: Sequence[ModelCard] = ()) -> bytes:
    """Return the bytes of a model file (a path or a package resource) once they match their card.

    Args:
        source: where the file is.
        card: what it should be.
        networks: for a head, the networks whose features it will read.

    Raises:
        ModelError: the file is missing or cannot be read.
        ModelMismatchError: the file is not the one the card describes, or was trained on other networks.

    """
    if not card.made_for(networks):
        message = f"The embedded model {card.name} was made for other networks than those that are here. {REINSTALL}"
        raise ModelMismatchError(message)
    try:
        raw = bytes(source.read_bytes())
    except OSError as error:
        message = f"The embedded model {card.name} is missing. {REINSTALL}"
        raise ModelError(message) from error
    if len(raw) != card.size_bytes or hashlib.sha256(raw).hexdigest() != card.sha256:
        message = f"The embedded model {card.name} is damaged. {REINSTALL}"
        raise ModelMismatchError(message)
    return raw


if hasattr(ort, "disable_telemetry_events"):
    # Where a host program imported ONNX Runtime before it imported us, this is all that can still be turned off.
    ort.disable_telemetry_events()
