"""What the artist has chosen for one picture, and the settings that follow from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Any, Self

from art_assistant.advice.finding.intent import Intent, read_intent
from art_assistant.analysis.value.plan import BRUSH_DEFAULT, BRUSH_MAX, PLAN_K_DEFAULT, PLAN_METHODS
from art_assistant.analysis.value.study import OPENING_METHOD, OPENING_PLAN
from art_assistant.errors import SettingsError
from art_assistant.field.corners import AUTO
from art_assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Choices:
    """One picture's sliders, as they stand.

    Attributes:
        size: long side of the working copy, in pixels.
        k, coherence: of the masses.
        plan, method, brush: of the value plan.
        squint: the blur, in parts of the long side.
        palette: colours of the palette.
        cuts: L* at which the artist parts the plan; None leaves it to ``method``.
        overrides: Munsell value by mass number, set by hand.
        focus: where the eye should go first, in fractions.
        intent, genre: what the picture is meant to be, in the artist's words.
        kind: what it is, as the artist says; ``"auto"`` where that is found out.
        canvas: ``"auto"``, ``"off"``, or its corners in the file, as the settings have them.
        correct: whether its photograph is put right where that is safe.

    """

    size: int = 360
    k: int = 5
    coherence: float = 0.6
    plan: int = 7
    method: str = "quantile"
    brush: float = BRUSH_DEFAULT
    squint: float = 0.02
    palette: int = 6
    cuts: tuple[float, ...] | None = None
    overrides: Mapping[int, float] = field(default_factory=dict)
    focus: tuple[float, float] | None = None
    intent: str = ""
    genre: str = ""
    kind: str = AUTO
    canvas: str = AUTO
    correct: bool = True

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the choices with which a picture begins: its plan is the one to paint from, unless another was set."""
        how = settings.analysis
        usual = (how.plan, how.plan_method) == (PLAN_K_DEFAULT, PLAN_METHODS[0])
        plan, method = (OPENING_PLAN, OPENING_METHOD) if usual else (how.plan, how.plan_method)
        sliders = how.size, how.blocks, how.coherence, plan, method, how.plan_brush, how.squint, how.palette
        return cls(*sliders, kind=how.kind, canvas=how.canvas, correct=how.correct)

    def told(self) -> dict[str, Any]:
        """Return what the easel shows, as JSON."""
        shown = ("k", "coherence", "plan", "method", "brush", "squint", "cuts")
        every = asdict(self)
        return {name: every[name] for name in shown} | {"overrides": {str(i): v for i, v in self.overrides.items()}}

    def heard(self, said: Mapping[str, Any] | None) -> Self:
        """Return the choices as the easel says they are; what makes no sense there changes nothing."""
        try:
            found = self if said is None else replace(self, **_read(said))
            found.settings(Settings())
        except (TypeError, ValueError, OverflowError, LookupError, AttributeError, SettingsError):
            return self
        return found

    def aimed(self, focus: tuple[float, float] | None) -> Self:
        """Return the choices with another place for the eye to go first; one outside the picture changes nothing."""
        inside = focus is None or all(0.0 <= part <= 1.0 for part in focus)
        return replace(self, focus=focus) if inside else self

    def taken_for(self, kind: str) -> Self:
        """Return the choices with the picture taken for another kind."""
        return replace(self, kind=kind)

    def placed(self, canvas: str, *, correct: bool | None = None) -> Self:
        """Return the choices with another place of the picture in its file; what was set on the old one is gone."""
        right = self.correct if correct is None else correct
        return replace(self, canvas=canvas, correct=right, focus=None, overrides={}, cuts=None)

    @property
    def framing(self) -> str:
        """A short name for what of the file is shown and how; empty where that is found out."""
        said = "" if (self.canvas, self.correct) == (AUTO, True) else f"{self.canvas} {self.correct}"
        return said and hashlib.sha256(said.encode()).hexdigest()[:12]

    def meant(self, intent: str, genre: str) -> Self:
        """Return the choices with another intent."""
        return replace(self, intent=intent, genre=genre)

    def settings(self, base: Settings) -> Settings:
        """Return the settings under which the picture is studied, as the command line's flags would make them.

        Raises:
            SettingsError: a choice is out of its range.

        """
        analysis = {
            "size": self.size,
            "blocks": self.k,
            "coherence": self.coherence,
            "plan": self.plan,
            "plan_method": self.method,
            "plan_brush": self.brush,
            "squint": self.squint,
            "palette": self.palette,
            "kind": self.kind,
            "canvas": self.canvas,
            "correct": self.correct,
        }
        return base.merged({"analysis": analysis}, source="the studio")

    def read_intent(self) -> Intent | None:
        """Return what the picture is meant to be; None where nothing was said.

        Raises:
            UsageError: the focus is no point of the picture.

        """
        if not (self.intent or self.genre or self.focus):
            return None
        return read_intent(self.intent, focus=self.focus and f"{self.focus[0]},{self.focus[1]}", genre=self.genre)


@dataclass(slots=True)
class Wishes:
    """What was set in the sidebar, for all pictures of a visit.

    Attributes:
        numbering: whether 0 means black or white in what is shown.
        surround: the grey around pictures.
        gallery: name or folder; empty for the one of the settings.
        top: how many related works.
        weights: by facet.
        keywords: for related works.
        words: what related works should show, in place of the picture's own likeness; empty for that.
        consent: whether museums may be asked for their pictures.

    """

    numbering: str = "black"
    surround: str = "grey"
    gallery: str = ""
    top: int = 5
    weights: dict[str, float] = field(default_factory=dict)
    keywords: str = ""
    words: str = ""
    consent: bool = False


def _read(said: Mapping[str, Any]) -> dict[str, Any]:
    cuts: Sequence[float] | None = said["cuts"]
    return {
        "k": int(said["k"]),
        "coherence": round(min(1.0, max(0.0, float(said["coherence"]))), 2),
        "plan": int(said["plan"]),
        "method": str(said["method"]),
        "brush": round(min(BRUSH_MAX, max(0.0, float(said["brush"]))), 3),
        "squint": round(min(0.05, max(0.005, float(said["squint"]))), 4),
        "cuts": None if cuts is None else _rising(cuts),
        "overrides": {_mass(mass): _munsell(value) for mass, value in said["overrides"].items()},
    }


def _rising(cuts: Sequence[float]) -> tuple[float, ...]:
    found = tuple(round(float(cut), 2) for cut in cuts)
    if not 2 <= len(found) <= 7 or not all(a < b for a, b in pairwise((0.0, *found, 100.0))):
        raise ValueError(found)
    return found


def _munsell(value: Any) -> float:
    return round(min(10.0, max(0.0, float(value))), 2)


def _mass(said: Any) -> int:
    mass = int(said)
    if not 1 <= mass <= 6:
        raise ValueError(said)
    return mass
