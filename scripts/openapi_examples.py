"""Write the examples of the OpenAPI document: real answers to the sample painting, cut down to show their form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from starlette.testclient import TestClient

from art_assistant.service.front.app import create_app
from art_assistant.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "art_assistant" / "service" / "examples.json"
STANDINGS = 3


def short(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without what is long and says no more: blurred copies of works, and most standings."""
    for reference in (*answer.get("references", ()), *answer.get("results", ())):
        reference.update(value_grid=None, preview=None)
    if "standing" in answer:
        answer["standing"] = dict(list(answer["standing"].items())[:STANDINGS])
    answer.pop("measures", None)
    answer.pop("value_grid", None)
    return answer


def repainted(painting: bytes) -> bytes:
    """Return a picture with one passage of it lighter, as a PNG file."""
    rgb = cv2.imdecode(np.frombuffer(painting, np.uint8), cv2.IMREAD_COLOR)
    height, width = rgb.shape[:2]
    passage = rgb[height // 8 : height // 3, width // 8 : width // 3]
    passage[:] = np.clip(passage.astype(int) + 30, 0, 255)
    return bytes(cv2.imencode(".png", rgb)[1])


def answers(client: TestClient, painting: bytes) -> dict[str, Any]:
    """Return one answer of each route."""
    file = {"file": ("painting.jpg", painting)}
    search = client.post("/search?topk=1", files=file).json()
    batch = client.post(
        "/search/batch?topk=1", files=[("files", ("painting.jpg", painting)), ("files", ("b.jpg", b""))]
    )
    return {
        "/analyze": short(client.post("/analyze?views=masses", files=file).json()),
        "/value-study": short(client.post("/value-study", files=file).json()),
        "/compare": client.post(
            "/compare", files={"reference": file["file"], "painting": ("attempt.png", repainted(painting))}
        ).json(),
        "/search": short(search),
        "/search/text": by_words(short(search)),
        "/search/batch": {"results": [short(one) for one in batch.json()["results"]]},
        "/artwork/{artwork_id}": short(client.get(f"/artwork/{search['results'][0]['id']}").json()),
        **{route: client.get(route).json() for route in ("/health", "/ready", "/version")},
    }


def by_words(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer as a gallery that reads words gives it; the one that ships reads none."""
    told = "Number 1 by the words: 0.31 near them, where half of the works here are less than 0.22."
    works = [
        work | {"facets": dict.fromkeys(work["facets"]), "score": 0.31, "reason": told} for work in answer["results"]
    ]
    return answer | {"results": works, "close_match": None}


def main() -> None:
    """Ask a service of our own and write its answers."""
    settings = Settings().merged({"gallery": {"top": 1}})
    with TestClient(create_app(settings)) as client:
        found = answers(client, (ROOT / "examples" / "sample-painting.jpg").read_bytes())
    lines = ",\n".join(f"{json.dumps(route)}: {json.dumps(one, ensure_ascii=False)}" for route, one in found.items())
    TARGET.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
