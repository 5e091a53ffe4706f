"""What an address asks of a study: the words after the question mark, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from art_assistant.analysis.mass.study import MassStudy
from art_assistant.analysis.notan.study import NotanKind, Notans
from art_assistant.analysis.value.plan import ValuePlan
from art_assistant.errors import UsageError
from art_assistant.pipeline import Study
from art_assistant.report.screen import Drawing, Parts, check_view
from art_assistant.studio.choices import Choices

SIDE = 900
_KINDS: Mapping[str, NotanKind] = {"families": "families", "local": "local", "connected": "connected"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for something that is made from a picture.

    Attributes:
        choices: the sliders: those of the picture, but for what the address says.
        side: long side, in pixels.
        kind, threshold, flipped: of a notan.
        point: of a probe, in fractions.

    """

    choices: Choices
    side: int = SIDE
    kind: NotanKind = "families"
    threshold: float | None = None
    flipped: tuple[int, ...] = ()
    point: tuple[float, float] = (0.5, 0.5)

    @classmethod
    def of(cls, choices: Choices, words: Mapping[str, str]) -> Asked:
        """Return what the words of an address ask for.

        Raises:
            UsageError: they make no sense.

        """
        try:
            return cls(
                _chosen(choices, words),
                int(words.get("side", SIDE)),
                _KINDS[words.get("kind", "families")],
                float(words["threshold"]) if words.get("threshold") else None,
                tuple(int(mass) for mass in _listed(words.get("flip", ""))),
                (float(words.get("x", 0.5)), float(words.get("y", 0.5))),
            )
        except (ValueError, KeyError) as error:
            raise UsageError("That address asks for nothing that can be made.") from error

    def masses(self, study: Study) -> MassStudy:
        """Return the masses that are asked for."""
        return study.masses(self.choices.k, self.choices.coherence, self.choices.overrides or None)

    def plan(self, study: Study) -> ValuePlan:
        """Return the value plan that is asked for, as it is painted."""
        chosen = self.choices
        if chosen.cuts is not None:
            return study.plan_at(chosen.cuts, chosen.brush)
        return study.values(chosen.plan, chosen.method, brush=chosen.brush).plan

    def notans(self, study: Study) -> Notans:
        """Return the notans that are asked for."""
        chosen = self.choices
        return study.notans(chosen.k, chosen.coherence, chosen.overrides or None, threshold=self.threshold)

    def _turned(self, study: Study, kind: NotanKind) -> Notans:
        """Return the notans, one of them with the masses that were flipped in it."""
        every = self.notans(study)
        turned: dict[str, Any] = {kind: study.flip(kind, self.flipped, every)}
        return replace(every, **turned)

    def _shown(self, study: Study, name: str) -> Notans | None:
        """Return the notans that a view shows as they are asked for, None where it shows none."""
        if name.startswith("notan-"):
            return self._turned(study, _KINDS[name.split("-")[1]])
        return self.notans(study) if name == "block-in" else None

    def view(self, study: Study, name: str) -> Drawing:
        """Return a view as it is asked for.

        Raises:
            UsageError: there is no such view, or the picture has nothing to show in it.

        """
        check_view(name)
        chosen = self.choices
        values = study.values(chosen.plan, chosen.method, chosen.squint, chosen.brush)
        if chosen.cuts is not None:
            values = replace(values, plan=self.plan(study))
        parts = Parts(
            values=values,
            masses=self.masses(study),
            notans=self._shown(study, name),
            color=study.color(chosen.palette) if name == "palette" else None,
            composition=study.composition(chosen.focus) if chosen.focus else None,
        )
        return study.view(name, self.side, parts)


def _chosen(choices: Choices, words: Mapping[str, str]) -> Choices:
    point = [float(part) for part in _listed(words.get("focus", ""))]
    return replace(
        choices,
        k=int(words.get("k", choices.k)),
        coherence=float(words.get("c", choices.coherence)),
        plan=int(words.get("plan", choices.plan)),
        method=words.get("method", choices.method),
        brush=float(words.get("brush", choices.brush)),
        squint=float(words.get("squint", choices.squint)),
        cuts=tuple(float(cut) for cut in _listed(words["cuts"])) or None if "cuts" in words else choices.cuts,
        overrides=dict(_pair(pair) for pair in _listed(words["o"])) if "o" in words else choices.overrides,
        focus=(point[0], point[1]) if len(point) == 2 else choices.focus,
    )


def _listed(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def _pair(text: str) -> tuple[int, float]:
    mass, _, value = text.partition(":")
    return int(mass), float(value)
