"""The prompt: findings in numbers and plain words. Nothing of the file, its maker or any catalogue can enter it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any, Final

import cv2

from art_assistant.advice.finding.findings import Finding
from art_assistant.advice.finding.intent import Intent
from art_assistant.advice.language.sentences import facts_of, tidy, words_of
from art_assistant.imaging.arrays import U8

SYSTEM: Final = (
    "You are a painting teacher who phrases measured findings, one or two, for the artist. Write exactly one tip for "
    "each finding, in the given order. Each tip: at most 55 words, plain and concrete; say what was measured, "
    "name the place "
    "in the words given for it, and end with a question, or with the given urging if the artist has stated an intent. "
    "What the picture is stands with each finding: of a photograph say what to decide when it is painted, and never "
    "to repaint it; a drawing has neither colour nor paint. "
    "Use no number, colour, place or object that is not in the finding. Never grade, praise or promise; no links, no "
    'lists, no markup. Answer with JSON only: {"tips": ["first tip", "second tip"]}.'
)

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"tips": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2}},
    "required": ["tips"],
    "additionalProperties": False,
}
"""What the answer must look like: a text for each finding."""

_QUALITY: Final = 80


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent to the model.

    Attributes:
        system: the standing orders.
        user: the findings, as JSON.
        picture: the picture as a data address, where the artist chose to send it; else None.

    """

    system: str
    user: str
    picture: str | None = None

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages of a chat completion."""
        content: Any = self.user
        if self.picture is not None:
            content = [
                {"type": "text", "text": self.user},
                {"type": "image_url", "image_url": {"url": self.picture}},
            ]
        return [{"role": "system", "content": self.system}, {"role": "user", "content": content}]


def prompt_of(findings: tuple[Finding, ...], intent: Intent | None, rgb: U8 | None = None) -> Prompt:
    """Return the prompt for one or two findings; ``rgb`` (h, w, 3) uint8 sRGB only where the picture is to be sent."""
    body = {
        "intent": list(intent.words) if intent is not None else [],
        "findings": [_described(finding) for finding in findings],
    }
    user = json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1)
    return Prompt(SYSTEM, user, None if rgb is None else _picture(rgb))


def _described(finding: Finding) -> dict[str, Any]:
    wording, facts = words_of(finding), facts_of(finding)
    known = {name.replace("_", " "): text for name, text in sorted(facts.items()) if name[:1].islower()}
    return {
        "finding": finding.kind.id.replace("_", " "),
        "picture": finding.medium or finding.picture,
        "measured": wording.again,
        "facts": known,
        "why it matters": wording.why,
        "question": tidy(wording.asks[0].format_map(facts)),
        "urging": tidy(wording.urges.format_map(facts)),
    }


def _picture(rgb: U8) -> str:
    _, encoded = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode('ascii')}"
