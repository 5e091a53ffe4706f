"""Write the software bill of materials of an environment, the embedded models included, as CycloneDX JSON.

    python scripts/sbom.py .venv/bin/python sbom.json     # needs cyclonedx-bom, and the package

The library (``cyclonedx-py environment``) lists what is installed; the models that ship inside the package are added
as components of their own, each with its sha256, its licence and where it comes from.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from art_assistant.advice.finding.expectation import EXPECTATION_CARD
from art_assistant.comparison.gate import COMPARE_CARD
from art_assistant.field.kind import KIND_CARD
from art_assistant.field.outline.find import OUTLINE_CARD
from art_assistant.style.head import HEAD_CARD
from art_assistant.vision.backbone import CARD
from art_assistant.vision.manner import NETWORK_CARD, PROJECTION_CARD
from art_assistant.vision.model_card import ModelCard

ROOT: Final = Path(__file__).resolve().parent.parent
CARDS: Final = (CARD, NETWORK_CARD, PROJECTION_CARD, HEAD_CARD, KIND_CARD, OUTLINE_CARD, COMPARE_CARD, EXPECTATION_CARD)


def environment(python: str) -> dict[str, Any]:
    """Return the bill of what is installed beside an interpreter."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
    command += ["--spec-version", "1.6", "--pyproject", str(ROOT / "pyproject.toml"), python]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)  # noqa: S603
    bill: dict[str, Any] = json.loads(done.stdout)
    return bill


def model(card: ModelCard) -> dict[str, Any]:
    """Return a model as a component."""
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{card.name}@{card.revision}",
        "name": card.name,
        "version": card.revision,
        "description": card.task,
        "hashes": [{"alg": "SHA-256", "content": card.sha256}],
        "licenses": [{"expression": card.licence}],
        "properties": [
            {"name": "art-assistant:source", "value": card.source},
            {"name": "art-assistant:training-data", "value": card.training_data},
        ],
    }


def with_models(bill: dict[str, Any]) -> dict[str, Any]:
    """Return a bill with the embedded models in it, the components by their references."""
    components = [*bill.get("components", []), *map(model, CARDS)]
    return bill | {"components": sorted(components, key=lambda one: str(one["bom-ref"]))}


def main() -> None:
    """Write the bill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", help="the interpreter whose environment is listed")
    parser.add_argument("out", type=Path, help="the file to write")
    arguments = parser.parse_args()
    bill = with_models(environment(arguments.python))
    arguments.out.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    print(f"wrote {arguments.out}: {len(bill['components'])} components")


if __name__ == "__main__":
    main()
