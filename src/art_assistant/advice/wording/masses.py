"""The words for findings about the big value masses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from art_assistant.advice.wording.form import Way, Wording
from art_assistant.field.labels import DRAWING, PAINTING, PHOTOGRAPH

MASSES: Final[Mapping[str, Wording]] = {
    "equal_masses": Wording(
        title="The masses are nearly equal",
        says=(
            "No mass is clearly the largest: the one in {firstplace} covers {firstshare} of the picture, the one in {place} {secondshare}.",
            "Two masses are nearly equal: the one in {firstplace} covers {firstshare} of the picture, the one in {place} {secondshare}.",
        ),
        asks=(
            "Which of the two is the picture about?",
            "Is that even balance your idea?",
        ),
        tries="Try a thumbnail in which one of the two covers twice the area.",
        why="Where one mass is clearly the largest, the eye can tell the subject from its setting.",
        sketch="Draw three thumbnails, and in each let another mass cover two thirds of the picture. Choose the one you would cross a room for.",
        again="how evenly the picture is shared out among its masses",
        unless="a pattern or an all-over design is meant",
        ways={
            PAINTING: Way(
                "Let one of the two grow into the other.",
                (
                    "Cut the shape of the mass in {place} out of grey paper at half its size and lay it there. Move it until one mass is clearly the larger.",
                ),
            ),
            DRAWING: Way(
                "Let one of the two grow into the other.",
                (
                    "Trace both masses on tracing paper, shade one of them a third larger, and lay the tracing over the picture. Decide which should be the larger.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which of the two is the larger, and crop or move it so.",
                (
                    "Cut two L-shaped cards and crop the picture until one of the two masses covers two thirds of what you see. Draw that crop as a thumbnail.",
                ),
                ("When you paint this, which of the two will be the larger?",),
            ),
        },
    ),
    "small_shapes": Wording(
        title="The masses are in many small pieces",
        says=(
            "The masses come in {shapes} shapes, {small} of them small, and the contours between them add up to {number} of the picture. {Place} is the most divided.",
            "The contours between the shapes add up to {number} of the picture; masters' paintings typically have {usual}. {Place} is the most divided.",
            "There are {shapes} shapes, {small} of them small, most of those in {place}. The contours add up to {number} of the picture; {rank} have less.",
        ),
        asks=(
            "Which two pieces there could become one?",
            "Are the many pieces wanted there, or would one larger shape serve the subject better?",
        ),
        tries="Try a thumbnail in which the pieces there are joined into three shapes.",
        why="A few large shapes are seen at a glance; many small ones have to be read one by one.",
        sketch="Trace the contours of {place}, then rub out every second one. Shade what remains as flat shapes.",
        again="the length of all contours between the shapes, in diagonals of the picture",
        unless="broken touch, pattern or foliage is the subject itself",
        ways={
            PAINTING: Way(
                "Join neighbours there until three shapes remain.",
                ("With a brush twice as wide as feels right, paint {place} in a thumbnail with three touches.",),
            ),
            DRAWING: Way(
                "Join neighbours there until three shapes remain.",
                (
                    "Draw {place} again at thumb size with the side of a soft pencil or charcoal, in three shapes and no lines.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide which three shapes stand for that passage.",
                (
                    "On a tracing of the photograph outline {place} with a thick marker in three shapes, no more. Paint from those, not from the pieces.",
                ),
                ("When you paint this, which of those pieces will you join?",),
            ),
        },
    ),
    "merging_neighbours": Wording(
        title="Two neighbours have nearly one value",
        says=(
            "In {place} two masses touch that are only {number} apart; from a distance they look like one shape.",
            "Two masses that touch in {place} are {number} apart; masters' paintings typically have {usual}.",
            "{Place} touches a mass of nearly the same value, {number} apart; {rank} part such neighbours more.",
        ),
        asks=(
            "One shape or two: which is meant?",
            "Is that lost edge intended?",
        ),
        tries="Try both in a thumbnail: the two joined, and the two a full step apart.",
        why="Between neighbours of nearly one value it is hard to see where a form ends.",
        sketch="Draw the two masses of {place} twice at thumb size: once as one flat shape, once a full step apart. Keep the one that can be read from across the room.",
        again="the smallest step of value between masses that touch",
        unless="lost edges are the manner of the picture",
        ways={
            PAINTING: Way(
                "Join the two into one shape, or part them by a full step.",
                (
                    "Half close your eyes and look at {place} until the border goes. If nothing is lost, paint the two as one on a card; if the subject is lost, paint the smaller a step darker.",
                ),
            ),
            DRAWING: Way(
                "Join the two into one shape, or part them by a full step.",
                (
                    "On tracing paper shade the smaller mass of {place} a full step darker. Lay it over the picture, lift it off, and decide.",
                ),
            ),
            PHOTOGRAPH: Way(
                "When you paint this, decide whether to join the two shapes or to part them by a full step.",
                (
                    "Draw {place} twice with a marker: once with both shapes joined, once with one of them black. Choose the one to paint.",
                ),
                ("When you paint this, will you join the two shapes or part them?",),
            ),
        },
    ),
}
