"""The words for findings about edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import WATERCOLOUR, Way, Wording
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH

EDGES: Final[Mapping[str, Wording]] = {
    "all_hard_edges": Wording(
        title="Many edges are hard",
        says=(
            "{Number} of all edges are hard. Many of them lie in {place}, away from where one looks first.",
            "{Number} of all edges are hard; masters' paintings typically have {usual}. Many of them lie in {place}.",
            "{Number} of all edges are hard; {rank} have fewer. Many of them lie in {place}.",
        ),
        asks=(
            "Which three edges should be that sharp?",
            "Is a cut-out look meant?",
        ),
        tries="Try a tracing in which every second edge there is softer.",
        why="A hard edge draws the eye; where nearly all are hard, none of them does.",
        sketch="Trace the contours of {place} in pencil. Rub half of each line soft with a finger, and lay the tracing beside the picture.",
        again="the share of all edges that turn within 0.4% of the picture's diagonal",
        unless="a graphic, flat or print-like manner is meant",
        ways={
            PAINTING: Way(
                "Soften every second edge there and keep the sharp ones for where one looks first.",
                ("On a small copy drag a clean, dry brush across four edges of {place} while the paint is wet.",),
            ),
            WATERCOLOUR: Way(
                "Soften every second edge there with clean water.",
                (
                    "On a small copy soften four edges of {place} with a clean, damp brush, and let two others dry sharp.",
                ),
            ),
            DRAWING: Way(
                "Lighten or break every second line there.",
                (
                    "Copy {place} at thumb size with three kinds of line: one dark, one light, one broken. Give the dark line to one contour only.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which edges stay sharp and lose the others.",
                (
                    "On a tracing of the photograph draw three edges with a sharp line, and all others of {place} with a broken one. Keep the tracing beside you when you paint.",
                ),
                (
                    "When you paint this, which edges will you lose?",
                    "Cameras show all edges sharply: which ones did you look at?",
                ),
            ),
        },
    ),
    "all_soft_edges": Wording(
        title="Most edges are soft",
        says=(
            "A typical edge is {number} wide, which looks soft. One looks first to {place}.",
            "A typical edge is {number} wide; masters' paintings typically have {usual}. One looks first to {place}.",
            "A typical edge is {number} wide; {rank} have sharper ones. One looks first to {place}.",
        ),
        asks=(
            "Is the softness meant, or is one edge there still to come?",
            "Where would one crisp edge help most?",
        ),
        tries="Try one crisp edge there, on tracing paper.",
        why="Softness shows only beside something sharp.",
        sketch="Lay tracing paper over {place} and draw one contour with a sharp line. Lift and lower the tracing, and decide whether the picture wants that line.",
        again="how wide a typical edge is, in per cent of the picture's diagonal",
        unless="fog, sfumato or a tonal manner is meant, or the photograph is out of focus",
        ways={
            PAINTING: Way(
                "Restate one edge there in a single stroke.",
                (
                    "On a small copy choose one contour in {place} and restate it with a small flat brush in a single stroke, on one side only. Then put the brush down.",
                ),
            ),
            WATERCOLOUR: Way(
                "Let one edge there dry sharp.",
                (
                    "On a small copy let {place} dry, then lay one wash up to a contour and stop. Leave the others soft.",
                ),
            ),
            DRAWING: Way(
                "Restate one edge there with a sharp line.",
                (
                    "Sharpen the pencil or break the charcoal, and on a small copy restate one contour of {place} in one pull. Leave the others soft.",
                ),
            ),
        },
    ),
    "hard_edges_off_focus": Wording(
        title="The sharpest edges are not where one looks first",
        says=(
            "One looks first to {firstread}, but more of the edges are hard in {place}. The shares differ by {number}.",
            "{Place} has harder edges than {firstread}, where one looks first. The shares of hard edges differ by {number}.",
        ),
        asks=(
            "Should the two change places?",
            "Does that passage need to be so sharp?",
        ),
        tries="Try a thumbnail that is soft in that passage and sharp where one looks first.",
        why="The sharpest edges hold the eye, and help most where one should look.",
        sketch="Draw both passages at thumb size: {place} with the side of a soft pencil, {firstread} with its tip.",
        again="the share of hard edges where one looks first, less their share elsewhere",
        unless="what is seen first is meant to be found slowly",
        ways={
            PAINTING: Way(
                "Soften the edges in that passage and restate one where one looks first.",
                (
                    "On a small copy soften two edges in {place} and sharpen one in {firstread}. Look away for a minute, then note where the eye goes.",
                ),
            ),
            DRAWING: Way(
                "Break the lines in that passage and restate one where one looks first.",
                (
                    "On tracing paper restate one contour of {firstread} with a sharp line and break two of {place}. Lay the tracing over the picture and compare.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide where the sharpest edge goes.",
                (
                    "Mark on a small print the three edges that should be sharpest, near {firstread}. Draw a thumbnail with those sharp and the edges of {place} broken.",
                ),
                (
                    "When you paint this, where will the sharpest edge be?",
                    "The lens chose what is sharp: would you choose the same?",
                ),
            ),
        },
    ),
    "restless_contours": Wording(
        title="Contours everywhere",
        says=(
            "There are contours nearly everywhere: end to end they measure {number} of the picture. {Place} has the most.",
            "End to end all contours measure {number} of the picture; masters' paintings typically have {usual}. {Place} has the most.",
            "End to end all contours measure {number} of the picture; {rank} have less. {Place} has the most.",
        ),
        asks=(
            "Which of those edges describe form, and which only fill?",
            "Should the marks themselves be seen there, or the thing?",
        ),
        tries="Try a tracing with only the six edges that matter there.",
        why="Each edge asks for a moment of attention.",
        sketch="Lay tracing paper on {place} and draw only the six edges that matter. Compare the tracing with the picture.",
        again="the length of all edges, in diagonals of the picture",
        unless="broken touch or fine pattern is the manner of the picture",
        ways={
            PAINTING: Way(
                "Lose every edge there that does not turn a form.",
                (
                    "Paint {place} on a card with the broadest brush you have: three values, two minutes. Stop before it gets tidy.",
                ),
            ),
            DRAWING: Way(
                "Leave out every line there that does not turn a form.",
                (
                    "Draw {place} again at thumb size in twelve lines, counted. Then decide which of the other lines the drawing needs.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which edges of that passage to leave out.",
                (
                    "Half close your eyes, or blur the photograph on a screen, and draw only the edges of {place} that remain.",
                ),
                ("When you paint this, which of those edges will you keep?",),
            ),
        },
    ),
}
